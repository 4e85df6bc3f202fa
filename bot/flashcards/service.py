"""What somebody can do with their flashcards. What they say of themselves moves their own schedule and nothing else."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.flashcards import rules
from bot.flashcards.rules import Card, Deck, Grade, Held
from bot.kernel.keys import KeyStore, SubjectStore, Viewer
from bot.kernel.library import Library
from bot.kernel.sources import Source
from bot.kernel.turns import Turns


class DeckStore(Protocol):
    """The decks' rows."""

    async def deck(self, player_id: int) -> dict[str, Held]:
        """All that somebody has in their deck."""

    def put(self, player_id: int, cards: Iterable[Held]) -> Awaitable[None]:
        """Queue cards as they now are; done when committed. Raises `StorageError`."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes now: a card, None when all rest; how many wait, and how many are set aside.

    `off`: the topics of all new cards are off there.
    """

    card: Card | None
    waiting: int
    aside: int
    next_due: datetime | None
    off: bool = False


class FlashcardService:
    """The decks. Changes of one person's deck wait for one another, so that none is lost."""

    def __init__(self, store: DeckStore, keys: KeyStore, subjects: SubjectStore, sources: Source) -> None:
        self._store = store
        self._keys = keys
        self._subjects = subjects
        self._sources = sources
        self._turns = Turns()

    async def turn(self, player_id: int, guild_id: int, at: datetime, seed: int) -> Turn:
        """The card that comes next. Nothing is kept before it is graded."""
        library, deck = await self._sources.library(guild_id), await self._store.deck(player_id)
        may_show = await self._may_show(Viewer(player_id, guild_id))
        known = {name: held for name, held in deck.items() if rules.find(library, name) and may_show(name)}
        offered = list(filter(may_show, library.flashcards))
        found = rules.next_card(known, offered, at, seed)
        off = bool(library.off) and not library.flashcards and bool((await self._sources.library(0)).flashcards)
        return replace(_turn(library, known, found, at), off=off)

    async def card(self, player_id: int, guild_id: int, card_id: str) -> Card | None:
        """A card by its id; None where there is none, or while a game or an essay of theirs is about it.

        A point of an essay comes into a deck once it was found missing: before that, its back would tell who is yet to
        write what a good answer says.
        """
        if rules.is_point(card_id) and card_id not in await self._store.deck(player_id):
            return None
        may_show = await self._may_show(Viewer(player_id, guild_id))
        return rules.find(await self._sources.library(guild_id), card_id) if may_show(card_id) else None

    async def grade(self, player_id: int, card_id: str, grade: Grade, at: datetime) -> None:
        """Say how well a card was known. Raises `StorageError`."""
        await self._change(player_id, card_id, lambda held: rules.graded(held, grade, at), at)

    async def suspend(self, player_id: int, card_id: str, at: datetime) -> None:
        """Ask a card no more. Raises `StorageError`."""
        await self._change(player_id, card_id, lambda held: rules.set_aside(held, suspended=True), at)

    async def resume(self, player_id: int) -> int:
        """Ask all cards again that were set aside; how many there were. Raises `StorageError`."""
        async with self._turns.of(player_id):
            deck = await self._store.deck(player_id)
            back = [rules.set_aside(held, suspended=False) for held in deck.values() if held.suspended]
            if back:
                await self._store.put(player_id, back)
        return len(back)

    async def add(self, player_id: int, cards: Iterable[str], at: datetime) -> None:
        """Have cards asked of somebody from `at` on, be they in their deck already or not. Raises `StorageError`."""
        async with self._turns.of(player_id):
            deck = await self._store.deck(player_id)
            await self._store.put(player_id, [rules.asked_from(deck.get(card), card, at) for card in cards])

    async def _may_show(self, viewer: Viewer) -> Callable[[str], bool]:
        """Whether a card's back would tell nothing that somebody is asked, or writes about, just now."""
        asked, written = await self._keys.being_asked(viewer), await self._subjects.being_written(viewer)
        return lambda card: card not in asked and rules.essay_of(card) not in written

    async def _change(self, player_id: int, card_id: str, change: Callable[[Held], Held], at: datetime) -> None:
        async with self._turns.of(player_id):
            deck = await self._store.deck(player_id)
            held = deck.get(card_id) or rules.begun(card_id, at)
            after = change(held)
            if after != held or card_id not in deck:
                await self._store.put(player_id, [after])


def _turn(library: Library, deck: Deck, found: str | None, at: datetime) -> Turn:
    dues = [held.due for held in deck.values() if not held.suspended and held.due > at]
    return Turn(
        card=rules.find(library, found) if found else None,
        waiting=len(rules.due(deck, at)),
        aside=sum(held.suspended for held in deck.values()),
        next_due=min(dues, default=None),
    )
