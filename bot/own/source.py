"""A server's published packs as a source of questions, and which topics it has off."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from bot.kernel.apart import renamed
from bot.kernel.library import EMPTY, Library
from bot.kernel.questions import Question, Stage
from bot.kernel.shared_reading import SharedReading
from bot.kernel.sources import AS_IT_IS, Chosen, Game, own_topic
from bot.kernel.topics import name_topics
from bot.own.ports import OwnStore
from bot.own.rules import Choices, Item, Pack

MOST_KNOWN = 50_000
"""So many questions are kept in memory, of the servers asked for last: some 170 MB if they are long."""


class OwnSource:
    """The library of each server's own; of servers without packs not a row is read."""

    def __init__(self, store: OwnStore, tell: Callable[[int], None] = lambda _: None, most: int = MOST_KNOWN) -> None:
        """`tell` has the bot's other parts read a server's own anew."""
        self._store = store
        self._tell = tell
        self._most = most
        self._with_any: set[int] = set()
        self._known: OrderedDict[int, tuple[Library, int]] = OrderedDict()
        self._version: dict[int, int] = {}
        self._choices: dict[int, Choices] = {}
        self._reading = SharedReading(self._read)

    async def open(self) -> None:
        """Learn which servers have packs, what their topics are called, and which topics are off."""
        before = dict(self._version)
        packs = await self._store.every_pack()
        self._with_any |= {pack.guild_id for pack in packs}
        name_packs(packs)
        for one in await self._store.every_choice():
            if self._version.get(one.guild_id) == before.get(one.guild_id):  # as below
                self._choices[one.guild_id] = one

    async def library(self, guild_id: int) -> Library:
        """What a server has published; nothing in direct messages."""
        if guild_id not in self._with_any:
            return EMPTY
        if (known := self._known.get(guild_id)) is not None:
            self._known.move_to_end(guild_id)
            return known[0]
        return await self._reading.of(guild_id)

    async def _read(self, guild_id: int) -> Library:
        version = self._version.get(guild_id, 0)
        packs, items = await self._store.packs(guild_id), await self._store.items(guild_id)
        library = await asyncio.to_thread(library_of, packs, items)
        if version == self._version.get(guild_id, 0):  # a late reading never brings older contents back
            self._known[guild_id] = library, len(items) + 1  # a pack without questions takes room, too
            while len(self._known) > 1 and sum(size for _, size in self._known.values()) > self._most:
                self._known.popitem(last=False)
        return library

    def chosen(self, guild_id: int, game: Game | None) -> Chosen:
        """Which topics are off in a game of a server, and what comes first in it."""
        choices = self._choices.get(guild_id)
        return choices.chosen(game) if choices else AS_IT_IS

    def changed(self, guild_id: int) -> None:
        """A server's packs are others now."""
        self.drop(guild_id)
        self._tell(guild_id)

    def chose(self, choices: Choices) -> None:
        """A server has chosen which topics are on, and what comes first."""
        self._version[choices.guild_id] = self._version.get(choices.guild_id, 0) + 1
        self._choices[choices.guild_id] = choices
        self._tell(choices.guild_id)

    def drop(self, guild_id: int) -> None:
        """Read a server's packs anew when they are asked for."""
        self._version[guild_id] = self._version.get(guild_id, 0) + 1
        self._with_any.add(guild_id)
        self._known.pop(guild_id, None)
        self._reading.forget(guild_id)

    async def again(self, guild_id: int | None) -> None:
        """Another part of the bot has changed what a server has, or what it has chosen; None: it may be any server."""
        if guild_id is None:
            for known in [*self._with_any]:
                self.drop(known)
            await self.open()
            return
        self.drop(guild_id)
        version = self._version[guild_id]
        name_packs(await self._store.packs(guild_id))
        choices = await self._store.choices(guild_id)
        if version == self._version[guild_id]:  # as above
            self._choices[guild_id] = choices

    def forget(self, guild_id: int) -> None:
        """A server's rows are gone."""
        self.drop(guild_id)
        self._with_any.discard(guild_id)
        self._choices.pop(guild_id, None)


def library_of(packs: Iterable[Pack], items: Collection[Item]) -> Library:
    """What is published is on offer; all else can still be read, as a draft, by whoever answered it.

    Rows say by its name what a question keeps apart from, as its author wrote it; here it goes by its id.
    """
    published = {pack.name for pack in packs if pack.published}
    ids = {item.name: item.question.id for item in items}
    offered, drafts = dict[str, Question](), dict[str, Question]()
    for item in items:
        question = renamed(item.question, lambda name: ids.get(name, name))
        if item.pack in published and not item.deleted:
            offered[question.id] = question
        else:
            drafts[question.id] = replace(question, stage=Stage.DRAFT)
    return Library(questions=offered, find=(offered | drafts).get)


def name_packs(packs: Iterable[Pack]) -> None:
    """Call the packs' topics by their titles, in the whole process: the server's number stands in each name."""
    name_topics({own_topic(pack.guild_id, pack.name): pack.title for pack in packs})
