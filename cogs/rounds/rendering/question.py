"""An open question's card: stem, options, how many have answered, and the way to answer."""

from collections.abc import Sequence

from discord.ui import ActionRow, LayoutView

from bot.kernel.asked import Asked
from bot.kernel.people import is_erased
from bot.rounds.rules.model import PAUSED_BY_HOST, PauseReason, Phase, Round
from bot.rounds.rules.moments import stakes
from bot.rounds.rules.play import awaited
from cogs.rounds.ids import Verb, answer_ids, here
from cogs.rounds.moments.words import at_stake
from cogs.rounds.teams.rendering import question_lines
from cogs.rounds.teams.words import TALK_FIRST
from cogs.rounds.words import (
    ANSWERS_LOCKED_IN_STAY,
    ANY_PLAYER,
    CONTINUE,
    END,
    GOES_ON,
    HOST,
    HOST_OR_ORGANIZER,
    OF_LOCKED,
    PAUSES,
    WAITS_FOR_CONTINUE_THEN,
    WEIGHTS,
    left_out,
    place_of,
)
from cogs.shared.answering import answer_rows, options_text
from cogs.shared.cards import MAIN, STOP, Card, button, row, unpressable
from cogs.shared.literal import literal
from cogs.shared.words import deadline, from_now, how_to, repeated, topic_text, until


def question_card(game: Round, position: int) -> Card:
    """The card while answers come in; never a word of who chose what, or of what is right."""
    asked = game.asked[position]
    if game.phase is Phase.PAUSED and game.pause is not None:
        return paused_card(game, literal(asked.question.asking), options_text(asked))
    return Card(
        left_out(game, position),
        "\n".join(filter(None, (WEIGHTS[game.weight(position)], at_stake(stakes(game))))),
        f"-# {_small_line(game, position)}",
        literal(asked.question.asking),
        options_text(asked),
        question_lines(game, position),
        f"-# {how_to(asked.question)} {_progress(game, asked)}".rstrip(),
        repeated(game.repeats, len(game.asked)) if position == 0 else "",
        rows=[*_answers(game, position), row(button(HOST, here(Verb.HOST_MENU, game)))],
    )


def _answers(game: Round, position: int) -> Sequence[ActionRow[LayoutView]]:
    """The way to answer; while teams talk, nothing that could be pressed stands in its place."""
    if game.phase is Phase.TALK:
        return [unpressable(TALK_FIRST, here(Verb.PAUSE, game))]
    return answer_rows(game.asked[position], answer_ids(game, position))


def paused_card(game: Round, *texts: str) -> Card:
    """What is on the screen, and why the round waits."""
    reason = game.pause.reason if game.pause else PauseReason.HOST
    waits = _waits(game, reason) if game.due_at else ""
    controls = [button(CONTINUE, here(Verb.RESUME, game), MAIN), button(END, here(Verb.STOP, game), STOP)]
    return Card(
        ANSWERS_LOCKED_IN_STAY.format(pauses=PAUSES[reason], waits=waits),
        *texts,
        rows=[unpressable("Paused", here(Verb.PAUSE, game)), row(*controls)],
    )


def _waits(game: Round, reason: PauseReason) -> str:
    due = game.due_at or game.active_at
    if reason is PauseReason.LOOK_UP:
        return GOES_ON.format(at=from_now(due))
    who = HOST_OR_ORGANIZER if reason in PAUSED_BY_HOST else ANY_PLAYER
    return WAITS_FOR_CONTINUE_THEN.format(who=who, until=until(due))


def _small_line(game: Round, position: int) -> str:
    asked = game.asked[position]
    parts = [place_of(game, position), topic_text(asked.question.topic)]
    if asked.deadline is not None:
        parts.append(deadline(asked.deadline))
    return " · ".join(parts)


def _progress(game: Round, asked: Asked) -> str:
    if game.phase in (Phase.POSTING, Phase.TALK):
        return ""
    given = {player_id for player_id in asked.answers if not is_erased(player_id)}
    return OF_LOCKED.format(given=len(given), awaited=len(awaited(game) | given))
