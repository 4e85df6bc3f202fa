"""What the quiz's shared messages show, drawn from the round alone."""

from collections.abc import Container

from discord.ui import TextDisplay

from bot.delivery.sender import Drawing
from bot.rounds.pool import Held
from bot.rounds.rules.cards import LOBBY, PODIUM, current_card
from bot.rounds.rules.model import EndReason, Phase, Round
from cogs.rounds.rendering.lobby import lobby_card
from cogs.rounds.rendering.podium import podium_drawing
from cogs.rounds.rendering.question import question_card
from cogs.rounds.rendering.reveal import reveal_card
from cogs.rounds.words import RESTARTING


def draw(
    game: Round,
    card: str,
    *,
    restarting: bool = False,
    short: Held | None = None,
    drawn: int | None = None,
    hidden: Container[str] = (),
) -> Drawing | None:
    """One message of a round as it should look now; None where it never came to be.

    `short`: the questions that a lobby's quiz leaves out, and has too few without. `drawn`: how many
    questions it would have, where that is known.
    `hidden`: those that another game of the server asks once the quiz is over, whose keys wait.
    """
    drawing = _draw(game, card, short, drawn, hidden)
    if drawing is not None and restarting and not drawing.settled:
        drawing.view.add_item(TextDisplay(RESTARTING))
    return drawing


def _draw(game: Round, card: str, short: Held | None, drawn: int | None, hidden: Container[str]) -> Drawing | None:
    over = game.phase is Phase.ENDED
    if card == LOBBY:
        return Drawing(lobby_card(game, short, drawn), settled=over or game.phase is not Phase.LOBBY)
    if card == PODIUM:
        return podium_drawing(game, hidden) if over else None
    position = int(card[1:])
    if position >= len(game.asked) or game.asked[position].left_out:
        return None
    left_behind = over or current_card(game) != card
    if game.asked[position].closed_at is None and not over:
        return Drawing(question_card(game, position), settled=False, asks=True)
    # Where a quiz was played out, everybody has seen every reveal.
    waits = over and game.end is not EndReason.FINISHED and game.asked[position].question.id in hidden
    return Drawing(reveal_card(game, position, key_waits=waits), settled=left_behind)
