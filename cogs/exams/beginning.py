"""Before a paper and back to it: what a mock is, starting its clock, bringing it back."""

from dataclasses import dataclass

from discord import Interaction

from bot.exams.rules.model import Refusal, Sitting
from bot.exams.service import ExamService
from bot.kernel.custom_ids import Press
from bot.kernel.questions import Exam
from bot.kernel.seeds import seed_for
from cogs.exams.answers import show_page
from cogs.exams.desk import DiscordDesk
from cogs.exams.ids import ON, Verb
from cogs.exams.pages import Pages
from cogs.exams.rendering.introduction import introduction_card
from cogs.exams.rendering.question import question_card
from cogs.exams.words import IN_DIRECT, NONE_YET, REFUSALS
from cogs.shared.cards import Card
from cogs.shared.interactions import Handler, refuse, say, take_time
from cogs.shared.privates import Privates
from cogs.shared.standing import Stands, barrier_to
from cogs.shared.words import DAMAGED


@dataclass(frozen=True, slots=True)
class Beginning:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    exams: ExamService
    pages: Pages
    desk: DiscordDesk
    stands: Stands
    privates: Privates[Sitting]

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {Verb.START: self.start}

    async def introduce(self, interaction: Interaction, exam: Exam, *, extra_time: bool) -> None:
        """What is to come, before any clock runs; or why it cannot."""
        await take_time(interaction)  # the server's own questions may have to be read, and forms built of them
        guide = await self.exams.introduce(interaction.user.id, interaction.guild_id or 0, exam)
        if isinstance(guide, Refusal):
            await refuse(interaction, REFUSALS[guide])
        else:
            await say(interaction, card=introduction_card(guide, extra_time=extra_time))

    async def start(self, interaction: Interaction, press: Press) -> None:
        """Start the clock of a mock alone. Who sits one already, as after pressing twice, gets that one."""
        exam = next((one for one in Exam if press.arguments[:1] == (one.value,)), None)
        if exam is None:
            await refuse(interaction, DAMAGED)
            return
        await take_time(interaction)
        paper = await self.exams.start(
            player_id=interaction.user.id,
            guild_id=interaction.guild_id or 0,
            channel_id=interaction.channel_id or 0,
            exam=exam,
            extra_time=press.arguments[1:] == (ON,),
            seed=seed_for(interaction.id),
            at=interaction.created_at,
        )
        if isinstance(paper, Sitting):
            await self._hand_over(interaction, paper)
        elif paper is Refusal.RUNNING:
            await self.bring_back(interaction)
        else:
            await refuse(interaction, REFUSALS[paper])

    async def _hand_over(self, interaction: Interaction, paper: Sitting) -> None:
        """In direct messages where the person takes them, else here."""
        key = await self.desk.bring(paper)
        if key is None or await barrier_to(interaction, key, self.stands) is not None:
            await show_page(interaction, paper, _at_its_place, self.privates)
        else:
            await say(interaction, IN_DIRECT)

    async def bring_back(self, interaction: Interaction) -> None:
        """The mock that somebody sits, at the question where they were; else their last result."""
        paper = await self.exams.current(interaction.user.id)
        if paper is None:
            await say(interaction, NONE_YET)
        elif paper.is_open:
            await show_page(interaction, paper, _at_its_place, self.privates)
        else:
            await say(interaction, card=await self.pages.of(paper))


def _at_its_place(paper: Sitting) -> Card:
    return question_card(paper, paper.place)
