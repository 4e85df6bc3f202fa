"""What the commands and the buttons of the forecast do."""

from dataclasses import dataclass

from discord import Interaction

from bot.kernel.custom_ids import Press, read_number
from bot.kernel.questions import Exam
from bot.readiness.service import NotYet, ReadinessService
from cogs.practice.components import PracticeComponents
from cogs.readiness.ids import Verb
from cogs.readiness.rendering import ready_card, result_text
from cogs.readiness.words import DAMAGED, TAKEN_BACK, YOUR_EXAM_IS_STILL
from cogs.shared.interactions import Handler, say, take_time
from cogs.shared.words import on_date


@dataclass(frozen=True, slots=True)
class ReadinessComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    readiness: ReadinessService
    practice: PracticeComponents

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {Verb.LOOK: self.look_again, Verb.PRACTISE: self.practise}

    async def look(self, interaction: Interaction, exam: Exam | None, notice: str = "") -> None:
        """Where they stand."""
        await take_time(interaction)
        at = interaction.created_at
        found = await self.readiness.look(interaction.user.id, exam, at, interaction.guild_id or 0)
        await say(interaction, card=ready_card(found, notice))

    async def look_again(self, interaction: Interaction, press: Press) -> None:
        """The same for another exam."""
        exam = _exam(press)
        if exam is None:
            await say(interaction, DAMAGED)
        else:
            await self.look(interaction, exam)

    async def practise(self, interaction: Interaction, press: Press) -> None:
        """What gains most."""
        exam = _exam(press)
        domain = read_number(press.arguments[1]) if len(press.arguments) > 1 else None
        if exam is None or domain is None:
            await say(interaction, DAMAGED)
            return
        guild_id = interaction.guild_id or 0
        wish = await self.readiness.wish_for(exam, domain, guild_id)
        await self.practice.begin(interaction, wish.within(await self.practice.practice.topics(guild_id)))

    async def tell(self, interaction: Interaction, exam: Exam, *, passed: bool) -> None:
        """Take how the real exam went."""
        told = await self.readiness.tell(interaction.user.id, exam, interaction.created_at, passed=passed)
        if isinstance(told, NotYet):
            day = on_date(told.exam_on)
            await say(interaction, YOUR_EXAM_IS_STILL.format(exam=exam, day=day))
            return
        await say(interaction, result_text(exam, told.chance if told else None, passed=passed))

    async def take_back(self, interaction: Interaction, exam: Exam) -> None:
        """Forget how it went."""
        await self.readiness.take_back(interaction.user.id, exam)
        await say(interaction, TAKEN_BACK)


def _exam(press: Press) -> Exam | None:
    """The exam that an id names."""
    name = press.arguments[0] if press.arguments else ""
    return next((exam for exam in Exam if exam.value == name), None)
