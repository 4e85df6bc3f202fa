"""Showing a paper to its person, in place of what stood there or beside it; whose a paper is; refusals."""

from collections.abc import Callable

from discord import Interaction
from discord.ui import LayoutView

from bot.exams.rules.model import Refusal, Sitting
from bot.exams.service import ExamService
from bot.kernel.custom_ids import Press
from cogs.exams.pages import Pages
from cogs.exams.words import REFUSALS
from cogs.shared.cards import Card
from cogs.shared.interactions import in_place, refuse, say, show_or_plainer
from cogs.shared.privates import Privates


async def show(interaction: Interaction, card: Card) -> None:
    """A page of a paper, on the message that was pressed, where that is theirs alone; else privately beside it.

    A message of ours in direct messages is theirs alone as well: it stays there, on every device.
    """
    message = interaction.message
    if interaction.guild_id is not None or message is None or interaction.response.is_done():
        await say(interaction, card=card)
        return

    async def answer(view: LayoutView) -> None:
        await in_place(interaction, view)

    await show_or_plainer(answer, card)


async def show_page(
    interaction: Interaction, paper: Sitting, draw: Callable[[Sitting], Card], privates: Privates[Sitting]
) -> None:
    """Show a page of an open paper, whose clock follows where lost time is given back.

    The message that lies in direct messages is redrawn without that.
    """

    async def anew(now: Sitting) -> Card | None:
        return draw(now) if now.is_open else None

    message = interaction.message
    if interaction.guild_id is not None or message is None or message.flags.ephemeral:
        privates.keep(interaction, paper.id, anew)
    await show(interaction, draw(paper))


async def own(interaction: Interaction, press: Press, exams: ExamService) -> Sitting | None:
    """The paper that an id means; None where it is nobody's or another's, which is told."""
    paper = await exams.find(press.game_id)
    if paper is not None and paper.player_id == interaction.user.id:
        return paper
    await refuse(interaction, REFUSALS[Refusal.NOT_YOURS if paper else Refusal.GONE])
    return None


async def refuse_paper(
    interaction: Interaction, press: Press, refusal: Refusal, exams: ExamService, pages: Pages
) -> None:
    """Say why not; on a paper that is in, its result says it."""
    paper = await exams.find(press.game_id)
    if refusal is Refusal.OVER and paper is not None:
        await show(interaction, await pages.of(paper))
    else:
        await refuse(interaction, REFUSALS[refusal], beside=refusal in (Refusal.LATE, Refusal.AWAY))
