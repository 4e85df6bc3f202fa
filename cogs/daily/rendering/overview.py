"""`/daily`: where a player stands today, in a row, and among the others."""

from collections.abc import Sequence
from datetime import datetime

from discord.ui import ActionRow, LayoutView

from bot.daily.played import Tally
from bot.daily.rules.play import Daily
from bot.daily.rules.streak import Streak
from bot.daily.service import Record
from bot.kernel.names import readable
from bot.kernel.places import placed
from cogs.daily.ids import Verb, on_post
from cogs.daily.words import MARKS, MARKS_EXPLAINED, title
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.marks import LEGEND, signs
from cogs.shared.words import count, cut, medal, name, percent, until

_CALENDAR = 14
_MOST_LINES = 5

MOST_SERVERS = 5


def overview_card(
    daily: Daily, player_id: int, record: Record, standings: Sequence[Tally], closes_at: datetime | None
) -> Card:
    """Today's post, the player's streak and calendar, the standings of the posts that are over."""
    closes = f"\nOpen {until(closes_at)}." if closes_at else ""
    played = daily.has_finished(player_id)
    return Card(
        f"## {title(daily)}\n{_today(daily, player_id)}{closes}",
        f"-# {LEGEND}" if played else "",
        _streak(record.streak),
        _standings(standings, player_id),
        rows=_rows(daily, player_id, record),
    )


def servers_card(dailies: Sequence[tuple[Daily, str]], player_id: int) -> Card:
    """In direct messages: the dailies of the servers where the player plays, each with its server's name."""
    if not dailies:
        return Card(
            "You have not played a daily yet. Press **Play** on one in your server, and it will show up here too."
        )
    lines = [f"**{name(server)}** · {title(daily)}\n{_today(daily, player_id)}" for daily, server in dailies]
    waiting = [
        button(f"Play · {cut(readable(server), 26)}", on_post(Verb.PLAY, daily.id))
        for daily, server in dailies
        if daily.closed_at is None and not daily.has_finished(player_id)
    ]
    return Card("\n\n".join(lines), rows=[row(*waiting)] if waiting else [])


def _today(daily: Daily, player_id: int) -> str:
    given, questions = len(daily.given_by(player_id)), len(daily.asked)
    if given == questions:
        return f"You have played it: {_score(daily, player_id)}"
    if given:
        return f"You have answered {given} of {questions}; go on whenever you like."
    return f"{count(questions, 'question waits', 'questions wait')} for you."


def _score(daily: Daily, player_id: int) -> str:
    given = daily.given_by(player_id)
    return f"{sum(locked.correct for locked in given)} of {len(given)} right {signs(given)}"


def _streak(streak: Streak) -> str:
    if not streak.marks:
        return "🔥 Your streak begins with the first daily that you play."
    freezes = f" · {count(streak.freezes, 'freeze')} in hand" if streak.freezes else ""
    calendar = "".join(MARKS[mark] for mark in streak.marks[-_CALENDAR:])
    return (
        f"🔥 **Streak: {count(streak.length, 'daily', 'dailies')}** · longest {streak.best}{freezes}\n"
        f"{calendar}\n-# {MARKS_EXPLAINED}"
    )


def _standings(tallies: Sequence[Tally], player_id: int) -> str:
    if not tallies:
        return "-# Standings come once a daily is over."
    ranked = placed(tallies, lambda tally: tally.right)
    lines = [_line(place, tally) for place, tally in ranked[:_MOST_LINES]]
    lines += [f"…\n{_line(place, tally)}" for place, tally in ranked[_MOST_LINES:] if tally.player_id == player_id]
    return "\n".join(["**Right answers, last 30 days** (dailies that are over)", *lines])


def _line(place: int, tally: Tally) -> str:
    share = f"{tally.right} ({percent(tally.right / tally.answered)} of {tally.answered})"
    return f"{medal(place, tally.right)} {name(tally.name)} · {share}"


def _rows(daily: Daily, player_id: int, record: Record) -> list[ActionRow[LayoutView]]:
    buttons = []
    if daily.closed_at is None and not daily.has_finished(player_id):
        label = "Go on" if daily.given_by(player_id) else "Play"
        buttons.append(button(label, on_post(Verb.PLAY, daily.id), MAIN))
    elif daily.has_finished(player_id):
        buttons.append(button("Show my squares here", on_post(Verb.SHARE, daily.id)))
    if record.to_make_good is not None:
        buttons.append(button("Make up the last one", on_post(Verb.PLAY, record.to_make_good)))
    return [row(*buttons)] if buttons else []
