"""Where somebody is with a paper: at a question, or at its result."""

from dataclasses import dataclass

from bot.exams.rooms import RoomService
from bot.exams.rules.model import Sitting
from bot.exams.service import ExamService
from cogs.exams.rendering.overview import discarded_card
from cogs.exams.rendering.question import question_card
from cogs.exams.rendering.report import report_card
from cogs.shared.cards import Card


@dataclass(frozen=True, slots=True)
class Pages:
    """The page of a paper that its person sees when they come to it."""

    exams: ExamService
    rooms: RoomService

    async def of(self, paper: Sitting) -> Card:
        """The question that they were at; once it is in, what it came to; what is left of one that was thrown away."""
        if paper.is_open:
            return question_card(paper, paper.place)
        if paper.is_discarded:
            return discarded_card(paper)
        others = await self.exams.results(paper.player_id, paper.exam)
        wait = await self.rooms.keys_wait(paper)
        guide = await self.exams.guide(paper.guild_id, paper.exam)
        return report_card(paper, guide, others, keys_wait=wait)
