"""The result of a duel: who won, by what, and how the ratings moved and why by so much."""

from collections.abc import Sequence

from bot.duels.rules.model import Duel, DuelPace, End, Stakes
from bot.duels.rules.result import Tally, has_result, tally, winner
from bot.kernel.asked import Asked, Player
from bot.kernel.people import is_erased
from bot.ratings.api import Change, Rating
from cogs.duels.ids import RESULT, Verb, on_card
from cogs.duels.words import (
    A_DRAW,
    BEATS,
    COUNTED_THESE_TWO_HAVE,
    DID_NOT_FINISH,
    DID_NOT_PLAY,
    GAME_CALLED_OFF,
    LEFT_IT,
    LEFT_TWO_QUESTIONS_UNANSWERED,
    LEVEL_ON_POINTS_DECIDED,
    LOSES,
    MY_ANSWERS,
    OF_RIGHT,
    ON_RIGHT_ANSWERS,
    POINTS,
    REMATCH,
    RIGHT_ANSWERS,
    STANDS_UNTIL_ENOUGH_DUELS,
    UNPLAYED,
    WHERE_THE_RATINGS_GAVE,
    YOU_LOSE,
    about,
    called,
    stakes,
    versus,
)
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.marks import LEGEND, signs
from cogs.shared.words import HALF_RULE, begun_large, count, percent, seconds_apart


def result_card(duel: Duel, moved: Sequence[Change]) -> Card:
    """The end of a duel that was played, for everybody."""
    buttons = [
        button(REMATCH, on_card(Verb.REMATCH, duel.id, RESULT), MAIN),
        button(MY_ANSWERS, on_card(Verb.REVIEW, duel.id, RESULT)),
    ]
    return Card(
        f"## {_title(duel)}",
        f"-# {about(duel.settings)}{how_decided(duel)}",
        "\n".join(_lines(duel)),
        f"-# {LEGEND}. {HALF_RULE}",
        _ratings(duel, moved),
        rows=[row(*buttons)],
    )


def _title(duel: Duel) -> str:
    best = winner(duel)
    if best is not None:
        return BEATS.format(winner=called(best), loser=called(duel.other(best.id)))
    return A_DRAW.format(versus=versus(duel)) if has_result(duel) else f"⚔️ {versus(duel)}"


def how_decided(duel: Duel, viewer_id: int | None = None) -> str:
    """What decided it where points did not, behind a dot; nothing where they did. Whoever reads it alone is "you"."""
    if duel.end is End.CALLED_OFF and duel.part_of is not None:
        return GAME_CALLED_OFF
    if duel.end in UNPLAYED:
        alone, gone = duel.settings.pace is DuelPace.DAY, any(is_erased(player.id) for player in duel.players)
        return f" · {LEFT_IT if alone and gone else UNPLAYED[duel.end]}"
    if duel.end is End.FORFEIT and duel.forfeited_by is not None:
        loser = next(player for player in duel.players if player.id == duel.forfeited_by)
        who, loses = YOU_LOSE if loser.id == viewer_id else (called(loser), LOSES)
        return _forfeited(duel, loser).format(who=who, loses=loses)
    first, second = (tally(duel, player) for player in duel.players)
    if first.points != second.points or winner(duel) is None:
        return ""
    by = "time" if first.right == second.right else RIGHT_ANSWERS
    return LEVEL_ON_POINTS_DECIDED.format(by=by)


def _forfeited(duel: Duel, by: Player) -> str:
    if duel.settings.pace is DuelPace.LIVE:
        return LEFT_TWO_QUESTIONS_UNANSWERED
    return DID_NOT_FINISH if tally(duel, by).answered else DID_NOT_PLAY


def _lines(duel: Duel) -> list[str]:
    """How each of the two did; their times so exactly that it can be seen who was quicker."""
    both = [tally(duel, player) for player in duel.players]
    times = seconds_apart(*(one.right_ms for one in both))
    return [_line(duel, *one) for one in zip(duel.players, both, times, strict=True)]


def _line(duel: Duel, player: Player, one: Tally, time: str) -> str:
    spent = ON_RIGHT_ANSWERS.format(seconds=time) if one.right else ""
    line = OF_RIGHT.format(
        called=called(player), points=count(one.points, *POINTS), right=one.right, asked=len(_played(duel)), spent=spent
    )
    return f"{line}\n{squares(duel, player)}"


def squares(duel: Duel, player: Player) -> str:
    """One sign for each question that was asked."""
    return signs(asked.answers.get(player.id) for asked in _played(duel))


def _played(duel: Duel) -> list[Asked]:
    """What was asked: a live duel that somebody left early has questions that nobody saw, and so nobody missed."""
    early = duel.settings.pace is DuelPace.LIVE and duel.end is not End.FINISHED
    return [asked for asked in duel.asked if asked.closed_at is not None or not early]


def _ratings(duel: Duel, moved: Sequence[Change]) -> str:
    if not moved:
        return f"-# {begun_large(stakes(duel))}." if duel.stakes is not Stakes.RATED else ""
    names = {player.id: called(player) for player in duel.players}
    lines = [
        f"{names.get(one.player, 'somebody')}: {_shown(one.before)} → **{_shown(one.after)}** {_why(one)}"
        for one in moved
    ]
    halved = [one.weight for one in moved if one.weight < 1]
    again = COUNTED_THESE_TWO_HAVE.format(percent=percent(halved[0])) if halved else ""
    unsure = any(one.after.uncertain for one in moved)
    hint = STANDS_UNTIL_ENOUGH_DUELS if unsure else ""
    return "\n".join(lines) + again + hint


def _shown(rating: Rating) -> str:
    return f"{rating.rating:,.0f}{'?' if rating.uncertain else ''}"


def _why(one: Change) -> str:
    change = round(one.after.rating) - round(one.before.rating)  # as the two are shown
    got = "won" if one.scored == 1 else "lost" if one.scored == 0 else "drew"
    return WHERE_THE_RATINGS_GAVE.format(change=change, got=got, percent=percent(one.expected))
