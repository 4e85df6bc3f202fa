"""A copy of a question, whose words stay whose they were."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.kernel.sources import own_id
from bot.own.rules import LEAVES_WORDS, Deed, Item, Version, author_of


def copied(item: Item, states: Sequence[Version], name: str, by: int, at: datetime) -> list[tuple[Item, Version]]:
    """The copy by its name, with its history: who brought the words into the question, and who copied it.

    `states` are the question's own, the latest first.
    """
    question = replace(item.question, id=own_id(item.guild_id, name))
    words = [state for state in states if state.deed not in LEAVES_WORDS][:1]
    deeds = [(state.deed, state.by, state.at) for state in words] + [(Deed.COPIED, by, at)]
    history = [
        Version(name, version, deed, who, when, replace(question, version=version))
        for version, (deed, who, when) in enumerate(deeds, 1)
    ]
    author, author_id = author_of(item)
    last = history[-1]
    copy = Item(item.guild_id, name, item.pack, last.version, last.question, False, by, at, author, author_id)  # noqa: FBT003 - not deleted
    return [(copy, state) for state in history]
