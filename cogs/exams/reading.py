"""Reading a paper that is in: its report, its questions with their keys, why they were missed, and on to practice."""

from dataclasses import dataclass

from discord import Interaction

from bot.exams.rooms import RoomService
from bot.exams.rules.model import Cause, Refusal, Sitting
from bot.exams.service import ExamService
from bot.kernel.custom_ids import Press, read_number
from bot.kernel.keys import Viewer
from bot.practice.api import Focus, Wish
from cogs.exams.answers import own, refuse_paper, show
from cogs.exams.ids import Verb
from cogs.exams.pages import Pages
from cogs.exams.rendering.report import CHOSEN, Which, each_card
from cogs.exams.words import REFUSALS
from cogs.practice.components import PracticeComponents
from cogs.shared.interactions import Handler, say, values_of
from cogs.shared.words import DAMAGED


@dataclass(frozen=True, slots=True)
class Reading:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    exams: ExamService
    rooms: RoomService
    pages: Pages
    practice: PracticeComponents

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.REPORT: self.report,
            Verb.EARLIER: self.earlier,
            Verb.EACH: self.each,
            Verb.CAUSE: self.cause,
            Verb.PRACTICE: self.practise,
        }

    async def report(self, interaction: Interaction, press: Press) -> None:
        """What it came to."""
        paper = await own(interaction, press, self.exams)
        if paper is not None:
            await show(interaction, await self.pages.of(paper))

    async def earlier(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002
        """What another of their mocks came to, picked from the menu."""
        chosen = values_of(interaction)
        number = read_number(chosen[0], 10) if chosen else None
        paper = None if number is None else await self.exams.stored(number)
        if paper is None or paper.player_id != interaction.user.id:
            await say(interaction, REFUSALS[Refusal.NOT_YOURS if paper else Refusal.GONE])
        else:
            await show(interaction, await self.pages.of(paper))

    async def each(self, interaction: Interaction, press: Press) -> None:
        """One of the questions, with its key; where an old report asks for a choice of long ago, the report anew."""
        paper = await self._finished(interaction, press)
        which, index = _which(press), read_number(press.arguments[1], 10) if len(press.arguments) > 1 else None
        if paper is not None and which is not None and index is not None:
            await self._each(interaction, paper, which, index)
        elif paper is not None:
            await show(interaction, await self.pages.of(paper))

    async def _each(self, interaction: Interaction, paper: Sitting, which: Which, index: int) -> None:
        viewer = Viewer(paper.player_id, interaction.guild_id or 0, paper.id, begun_in=paper.guild_id)
        hidden = frozenset(await self.exams.hidden(viewer))
        await show(interaction, each_card(paper, which, index, hidden))

    async def cause(self, interaction: Interaction, press: Press) -> None:
        """Why it was missed; the same once more takes it back."""
        paper = await self._finished(interaction, press)
        which, number = _which(press), read_number(press.arguments[1], 10) if len(press.arguments) > 1 else None
        place = read_number(press.card)
        if paper is None:
            return
        if which is None or number is None or number >= len(Cause) or place is None or place >= len(paper.asked):
            await say(interaction, DAMAGED)
            return
        said = list(Cause)[number]
        wanted = None if paper.mark(place).cause is said else said
        result = await self.exams.explain(paper.id, interaction.user.id, place, wanted)
        if isinstance(result, Refusal):
            await refuse_paper(interaction, press, result, self.exams, self.pages)
        else:
            await self._each(interaction, result, which, _index(result, which, place))

    async def practise(self, interaction: Interaction, press: Press) -> None:
        """A practice of what they missed in that exam, the latest mock included."""
        paper = await self._finished(interaction, press)
        if paper is not None:
            await self.practice.begin(interaction, Wish(focus=Focus.MISSES, exam=paper.exam))

    async def _finished(self, interaction: Interaction, press: Press) -> Sitting | None:
        """A paper that is in and whose keys do not wait for a group; None where whoever pressed is told why not."""
        paper = await own(interaction, press, self.exams)
        if paper is None:
            return None
        if paper.is_open:
            await refuse_paper(interaction, press, Refusal.NOT_OVER, self.exams, self.pages)
            return None
        if paper.is_discarded or await self.rooms.keys_wait(paper):
            await show(interaction, await self.pages.of(paper))
            return None
        return paper


def _which(press: Press) -> Which | None:
    return next((one for one in Which if press.arguments[:1] == (one.value,)), None)


def _index(paper: Sitting, which: Which, place: int) -> int:
    those = CHOSEN[which](paper)
    return those.index(place) if place in those else 0
