"""The result of a duel: who won, by what, and how the ratings moved and why by so much."""

from collections.abc import Sequence

from bot.duels.rules.model import Duel, End, Stakes
from bot.duels.rules.result import Tally, has_result, tally, winner
from bot.kernel.asked import Player
from bot.ratings.api import Change, Rating
from cogs.duels.ids import RESULT, Verb, on_card
from cogs.duels.words import STAKES, UNPLAYED, about, called, versus
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.marks import HALF_RULE, LEGEND, signs
from cogs.shared.words import begun_large, count, percent, seconds


def result_card(duel: Duel, moved: Sequence[Change]) -> Card:
    """The end of a duel that was played, for everybody."""
    buttons = [
        button("Rematch", on_card(Verb.REMATCH, duel.id, RESULT), MAIN),
        button("My answers", on_card(Verb.REVIEW, duel.id, RESULT)),
    ]
    return Card(
        f"## {_title(duel)}",
        f"-# {about(duel.settings)}{_how(duel)}",
        "\n".join(_line(duel, player) for player in duel.players),
        f"-# {LEGEND}. {HALF_RULE}",
        _ratings(duel, moved),
        rows=[row(*buttons)],
    )


def _title(duel: Duel) -> str:
    best = winner(duel)
    if best is not None:
        return f"🏆 {called(best)} beats {called(duel.other(best.id))}"
    return f"🤝 A draw: {versus(duel)}" if has_result(duel) else f"⚔️ {versus(duel)}"


def _how(duel: Duel) -> str:
    if duel.end in UNPLAYED:
        return f" · {UNPLAYED[duel.end]}"
    if duel.end is End.FORFEIT and duel.forfeited_by is not None:
        gave_up = next(player for player in duel.players if player.id == duel.forfeited_by)
        return f" · {called(gave_up)} left two questions unanswered and forfeits"
    first, second = (tally(duel, player) for player in duel.players)
    if first.points != second.points or winner(duel) is None:
        return ""
    by = "time" if first.right == second.right else "right answers"
    return f" · level on points, decided by {by}"


def _line(duel: Duel, player: Player) -> str:
    one: Tally = tally(duel, player)
    spent = f" · {seconds(one.right_ms)} on right answers" if one.right else ""
    line = f"**{called(player)}** · {count(one.points, 'point')} · {one.right} of {len(duel.asked)} right{spent}"
    return f"{line}\n{squares(duel, player)}"


def squares(duel: Duel, player: Player) -> str:
    """One sign a question."""
    return signs(asked.answers.get(player.id) for asked in duel.asked)


def _ratings(duel: Duel, moved: Sequence[Change]) -> str:
    if not moved:
        return f"-# {begun_large(STAKES[duel.stakes])}." if duel.stakes is not Stakes.RATED else ""
    names = {player.id: called(player) for player in duel.players}
    lines = [
        f"{names.get(one.player, 'somebody')}: {_shown(one.before)} → **{_shown(one.after)}** {_why(one)}"
        for one in moved
    ]
    halved = [one.weight for one in moved if one.weight < 1]
    again = f"\n-# Counted {percent(halved[0])}: these two have played within the day." if halved else ""
    unsure = any(one.after.uncertain for one in moved)
    hint = "\n-# “?” stands until enough duels tell how good somebody is." if unsure else ""
    return "\n".join(lines) + again + hint


def _shown(rating: Rating) -> str:
    return f"{rating.rating:,.0f}{'?' if rating.uncertain else ''}"


def _why(one: Change) -> str:
    change = one.after.rating - one.before.rating
    got = "won" if one.scored == 1 else "lost" if one.scored == 0 else "drew"
    return f"({change:+.0f}: {got}, where the ratings gave a {percent(one.expected)} chance)"
