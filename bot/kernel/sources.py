"""Where questions come from: packs, drills, generated ones, a server's own. Whoever asks says for which server.

A question that only one server may see carries the server in its id (`own_id`), and so does a topic of its own
(`own_topic`): nobody mistakes it for another's, however it is met again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from bot.kernel.choosing import Order
from bot.kernel.custom_ids import base36, read_number
from bot.kernel.library import EMPTY, Library, joined, without_topics
from bot.kernel.made import Made

MOST_JOINED = 256
"""So many joined libraries are kept: one for all servers without anything of their own, one for each other."""

_OWN, _APART = "own", "."
"""No item of a pack has a dot in its id, and no topic of one has it in its name."""


class Game(StrEnum):
    """The games for which a server chooses what is asked."""

    QUIZ = "quiz"
    DAILY = "daily"
    DUEL = "duel"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a server has chosen for a game: the topics that are off in it, what comes first, and what it follows."""

    off: frozenset[str] = frozenset()
    order: Order = Order.USUAL
    leading: str = ""


AS_IT_IS = Chosen()

FOLLOWING = frozenset({Game.QUIZ, Game.DAILY})
"""The games that follow the course of a server's group."""


class Source(Protocol):
    """Questions from one place."""

    async def library(self, guild_id: int) -> Library:
        """What it has for a server (0: direct messages); `EMPTY` where it has nothing.

        The same object for as long as nothing in it has changed: what is made of it is kept by that.
        """


class Everywhere:
    """A source that has the same for every server and for direct messages."""

    def __init__(self, current: Callable[[], Library]) -> None:
        self._current = current

    async def library(self, guild_id: int) -> Library:  # noqa: ARG002 - the port's: it is the same for all
        """What there is just now."""
        return self._current()


class Sources:
    """All sources as one. Of two questions with the same id, the one of the source that was added first counts."""

    def __init__(self, *sources: Source) -> None:
        self._sources = list(sources)
        self._joined = Made[Library](MOST_JOINED)
        self._chosen: Callable[[int, Game | None], Chosen] = lambda *_: AS_IT_IS
        self._leading: Callable[[int], str] = lambda _: ""
        self._partly = Made[Library](MOST_JOINED)

    def follow(self, chosen: Callable[[int, Game | None], Chosen]) -> None:
        """Offer in a server what it has chosen for a game; outside of games (None) what is on in any of them."""
        self._chosen = chosen

    def lead(self, leading: Callable[[int], str]) -> None:
        """Have quizzes and dailies of a server know which module its group is at, named as a topic."""
        self._leading = leading

    def of(self, game: Game) -> Source:
        """The same as a game sees it."""
        return _OfGame(self, game)

    def add(self, *sources: Source) -> None:
        """Ask these as well, after the others."""
        self._sources += sources

    async def library(self, guild_id: int) -> Library:
        """All that can be asked and learnt in a server (0: in direct messages)."""
        return await self.for_game(guild_id, None)

    async def for_game(self, guild_id: int, game: Game | None) -> Library:
        """All that a game can ask in a server."""
        whole, chosen = await self.across([guild_id]), self._chosen(guild_id, game)
        if game in FOLLOWING:
            chosen = replace(chosen, leading=self._leading(guild_id))
        return whole if chosen == AS_IT_IS else self._as_chosen(whole, chosen)

    def _as_chosen(self, whole: Library, chosen: Chosen) -> Library:
        if (known := self._partly.get([whole], chosen)) is not None:
            return known
        partly = replace(without_topics(whole, chosen.off), order=chosen.order, leading=chosen.leading)
        return self._partly.put(partly, [whole], chosen)

    async def across(self, guild_ids: Iterable[int]) -> Library:
        """What these servers have, taken together: for sums over everybody, never to show or to ask."""
        guilds = list(dict.fromkeys(guild_ids))
        parts = [await source.library(guild_id) for source in self._sources for guild_id in guilds]
        return self._join(tuple(dict.fromkeys(part for part in parts if part is not EMPTY)))

    def _join(self, parts: tuple[Library, ...]) -> Library:
        if not parts:
            return EMPTY
        if len(parts) == 1:
            return parts[0]
        return self._joined.get(parts) or self._joined.put(joined(parts), parts)


class _OfGame:
    """All sources as one game sees them."""

    def __init__(self, sources: Sources, game: Game) -> None:
        self._sources = sources
        self._game = game

    async def library(self, guild_id: int) -> Library:
        """What the game can ask in a server."""
        return await self._sources.for_game(guild_id, self._game)


def own_id(guild_id: int, name: str) -> str:
    """The id of a question that is a server's own; `name` tells it from the server's others."""
    return _APART.join((_OWN, base36(guild_id), name))


def own_topic(guild_id: int, name: str) -> str:
    """The id of a topic that is a server's own; give it a title with `bot.kernel.topics.name_topics`."""
    return own_id(guild_id, name)


def owner_of(an_id: str) -> int:
    """The server whose own a question or topic is; 0 where it is everybody's."""
    word, _, rest = an_id.partition(_APART)
    return read_number(rest.partition(_APART)[0]) or 0 if word == _OWN and rest else 0


def may_meet(an_id: str, guild_id: int) -> bool:
    """Whether a question or topic may be met in a server (0: in direct messages): everybody's, and its own."""
    return owner_of(an_id) in (0, guild_id)
