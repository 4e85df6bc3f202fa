"""Bringing papers to people's direct messages, where they take any."""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from bot.delivery.sender import BlockedError, DiscordSender, GoneError, MalformedError, UnreachableError
from bot.exams.rules.model import Sitting
from bot.exams.service import ExamService
from bot.kernel.background import Background, note_failure
from bot.kernel.ports import MessageKey, StorageError

_log = structlog.get_logger(__name__)


class DiscordDesk:
    """`bot.exams.ports.Desk` over Discord. What does not reach somebody is called for by `/exam show`."""

    def __init__(self, sender: DiscordSender, background: Background, now: Callable[[], datetime]) -> None:
        self._sender = sender
        self._background = background
        self._now = now
        self.exams: ExamService | None = None

    def hand_out(self, papers: Iterable[Sitting]) -> None:
        """Bring each paper to its person's direct messages, on the side, one after the other."""
        self._background.run(self._bring_all(tuple(papers)))

    async def _bring_all(self, papers: Iterable[Sitting]) -> None:
        for paper in papers:
            try:
                await self.bring(paper)
            except StorageError as error:  # the others' go out all the same
                note_failure(_log, "a paper could not be laid out", error, game=paper.id)

    async def bring(self, paper: Sitting) -> MessageKey | None:
        """Have the paper appear in its person's direct messages; None where these cannot be opened."""
        if self.exams is None:
            return None
        try:
            channel_id = await self._sender.direct_channel(paper.player_id)
        except (BlockedError, GoneError, MalformedError, UnreachableError) as error:
            _log.info("a paper reaches nobody's direct messages", game=paper.id, why=str(error))
            return None
        return await self.exams.lay(paper, channel_id, self._now())
