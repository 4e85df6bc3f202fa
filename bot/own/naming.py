"""The names of packs and of their questions, which never change; no other pack or question gets one that was known.

A pack's is known from its beginning, a question's once it was asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256

from bot.exchange.naming import Names
from bot.exchange.taken import Import
from bot.exchange.text import slug
from bot.kernel.apart import renamed
from bot.kernel.questions import Question
from bot.kernel.sources import own_id, own_topic
from bot.own.rules import Mark, Pack


def new_name(pack: Pack, marks: Mapping[str, Mark], stem: str) -> str:
    """A name for a question that none of the server's has."""
    return Names(pack.name, marks).name("", stem)


def free_name(title: str, taken: set[str]) -> str:
    """A name for a pack that none has had."""
    base = slug(title, 20) or "pack"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def placed(brought: Import, pack: Pack, known: Mapping[str, Mark]) -> dict[str, Question]:
    """The questions of an import by the names that they get here, as questions of the pack.

    What they keep apart from has its name from here, too.
    """
    topic = own_topic(pack.guild_id, pack.name)
    named = list(_named(brought, pack, known))
    here = {question.id: name for name, question in named}
    return {
        name: replace(
            renamed(question, lambda other: here.get(other, other)), id=own_id(pack.guild_id, name), topic=topic
        )
        for name, question in named
    }


def _named(brought: Import, pack: Pack, known: Mapping[str, Mark]) -> Iterable[tuple[str, Question]]:
    """The questions of an import by the names that they get here, the same each time it is brought.

    An id of its author's own that stands in another pack is put behind this pack's name.
    """
    said = {taken.question.id for taken in brought.items}
    for taken in brought.items:
        name = taken.question.id
        while (name in known and known[name].pack != pack.name) or (name != taken.question.id and name in said):
            name = _shortened(f"{pack.name}-{name}")
        said.add(name)
        yield name, taken.question


def _shortened(name: str) -> str:
    """A name of at most 48 characters; two long ones that begin alike stay apart."""
    return name if len(name) <= 48 else f"{name[:31]}-{sha256(name.encode()).hexdigest()[:16]}"
