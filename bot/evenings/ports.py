"""What essay evenings need from outside."""

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Protocol

from bot.evenings.rules import Evening, Hidden, Marking, Text
from bot.kernel.keys import SubjectStore


class EveningStore(SubjectStore, Protocol):
    """The rows. What queues does so in the call itself; done when committed. All that writes raises `StorageError`."""

    def next_id(self) -> int:
        """An id that no game has had."""

    async def find(self, evening_id: int) -> Evening | None:
        """An evening; None where there is none."""

    async def writing_in(self, channel_id: int) -> bool:
        """Whether somebody writes in a channel just now."""

    async def due(self, at: datetime) -> list[int]:
        """Evenings in which time changes something, the longest due first."""

    async def marked(self) -> list[int]:
        """Evenings that are being marked although no marking is missing."""

    async def running(self) -> list[Evening]:
        """Evenings in which time still changes something: those whose texts are still kept, too."""

    async def untold(self, guild_id: int, host_id: int) -> list[int]:
        """Evenings of somebody's who is yet to hear that their card is gone, the longest first."""

    async def texts(self, evening_id: int) -> list[Text]:
        """What was written, by its numbers where it has any."""

    async def markings(self, evening_id: int) -> list[Marking]:
        """Who marks whose, and how far they are."""

    def begin(self, evening: Evening, card: str) -> Awaitable[None]:
        """Queue a new evening, with its message."""

    def keep(
        self, evening: Evening, texts: Sequence[Text] = (), markings: Sequence[Marking] = (), card: str = ""
    ) -> Awaitable[None]:
        """Queue an evening as it now is, with the numbers of its texts, who marks them, and a new message."""

    def put_hidden(self, evening_id: int, hidden: Hidden) -> Awaitable[None]:
        """Queue whether the card is gone, and whether the host has heard."""

    def put_text(self, evening_id: int, text: Text) -> Awaitable[None]:
        """Queue what somebody wrote."""

    def put_marking(self, evening_id: int, marking: Marking) -> Awaitable[None]:
        """Queue how far somebody is with marking."""

    def clear(self, evening: Evening) -> Awaitable[None]:
        """Queue an evening as it now is, without texts and markings."""
