"""`/daily`: where a player stands today, in a row, and among the others."""

from collections import Counter
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
from cogs.daily.words import (
    DAILIES,
    FINISH_THE_LAST,
    FOR_YOU,
    FREEZES,
    GO_ON,
    IN_HAND,
    IT_IS_CLOSED,
    MAKE_UP_THE_LAST,
    MARKS,
    MARKS_EXPLAINED,
    NO_STANDINGS,
    NOW_OPEN,
    OF_RIGHT,
    PLAY_IN,
    QUESTIONS_WAIT,
    RIGHT_ANSWERS_LAST_DAYS,
    SHOW_MY_RESULT_HERE,
    STANDINGS_COME_ONCE,
    STREAK_LONGEST,
    YOU_CAN_STILL_FINISH,
    YOU_HAVE_ANSWERED,
    YOU_HAVE_NOT_PLAYED,
    YOU_HAVE_PLAYED,
    YOUR_STREAK_BEGINS,
    title,
)
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.marks import LEGEND, signs
from cogs.shared.words import YOU_ARE_HIDDEN, count, cut, if_shared, medal, name, percent, until

_CALENDAR = 14
_MOST_LINES = 5

MOST_SERVERS = 5


def overview_card(
    daily: Daily,
    player_id: int,
    record: Record,
    standings: Sequence[Tally],
    closes_at: datetime | None,
    *,
    hidden: bool = False,
) -> Card:
    """Today's post, the player's streak and calendar, the standings of the posts that are over.

    `hidden`: the player wishes to be on no board.
    """
    closes = NOW_OPEN.format(until=until(closes_at, dated=True)) if closes_at else ""
    played = daily.has_finished(player_id)
    return Card(
        f"## {title(daily)}\n{_today(daily, player_id)}{closes}",
        f"-# {LEGEND}" if played else "",
        YOU_CAN_STILL_FINISH.format(until=until(record.finish_by)) if record.finish_by is not None else "",
        _streak(record.streak),
        "" if hidden and not standings else _standings(daily, standings, player_id),
        f"-# {YOU_ARE_HIDDEN}" if hidden else "",
        rows=_rows(daily, player_id, record),
    )


def servers_card(dailies: Sequence[tuple[Daily, str]], player_id: int) -> Card:
    """In direct messages: the dailies of the servers where the player plays, each with its server's name."""
    if not dailies:
        return Card(YOU_HAVE_NOT_PLAYED)
    lines = [f"**{name(server)}** · {title(daily)}\n{_today(daily, player_id)}" for daily, server in dailies]
    waiting = [
        button(PLAY_IN.format(readable=cut(readable(server), 26)), on_post(Verb.PLAY, daily.id))
        for daily, server in dailies
        if daily.closed_at is None and not daily.has_finished(player_id)
    ]
    return Card("\n\n".join(lines), rows=[row(*waiting)] if waiting else [])


def _today(daily: Daily, player_id: int) -> str:
    given, questions = len(daily.given_by(player_id)), len(daily.asked)
    if given == questions:
        return YOU_HAVE_PLAYED.format(score=_score(daily, player_id))
    if daily.closed_at is not None:
        return IT_IS_CLOSED
    if given:
        return YOU_HAVE_ANSWERED.format(given=given, questions=questions)
    return FOR_YOU.format(questions=count(questions, *QUESTIONS_WAIT))


def _score(daily: Daily, player_id: int) -> str:
    given = daily.given_by(player_id)
    return OF_RIGHT.format(right=sum(locked.correct for locked in given), given=len(given), signs=signs(given))


def _streak(streak: Streak) -> str:
    if not streak.marks:
        return YOUR_STREAK_BEGINS
    freezes = IN_HAND.format(freezes=count(streak.freezes, *FREEZES)) if streak.freezes else ""
    calendar = "".join(MARKS[mark] for mark in streak.marks[-_CALENDAR:])
    return STREAK_LONGEST.format(
        length=count(streak.length, *DAILIES),
        best=streak.best,
        freezes=freezes,
        calendar=calendar,
        marks_explained=MARKS_EXPLAINED,
    )


def _standings(daily: Daily, tallies: Sequence[Tally], player_id: int) -> str:
    if not tallies:
        return STANDINGS_COME_ONCE if daily.closed_at is None else NO_STANDINGS
    ranked = placed(tallies, lambda tally: tally.right)
    lines = [_line(place, tally) for place, tally in ranked[:_MOST_LINES]]
    sharing = Counter(place for place, _ in ranked)
    below = [(place, tally) for place, tally in ranked[_MOST_LINES:] if tally.player_id == player_id]
    lines += [f"…\n{_line(place, tally, if_shared(sharing[place]))}" for place, tally in below]
    return "\n".join([RIGHT_ANSWERS_LAST_DAYS, *lines])


def _line(place: int, tally: Tally, shared: str = "") -> str:
    """A line of the standings; `shared` says what cannot be seen where the lines around it are left out."""
    share = f"{tally.right} ({percent(tally.right / tally.answered)} of {tally.answered})"
    return f"{medal(place, tally.right)}{shared} {name(tally.name)} · {share}"


def _rows(daily: Daily, player_id: int, record: Record) -> list[ActionRow[LayoutView]]:
    buttons = []
    if daily.closed_at is None and not daily.has_finished(player_id):
        label = GO_ON if daily.given_by(player_id) else "Play"
        buttons.append(button(label, on_post(Verb.PLAY, daily.id), MAIN))
    elif daily.has_finished(player_id):
        buttons.append(button(SHOW_MY_RESULT_HERE, on_post(Verb.SHARE, daily.id)))
    if record.to_finish is not None:
        buttons.append(button(FINISH_THE_LAST, on_post(Verb.PLAY, record.to_finish), MAIN))
    if record.to_make_good is not None:
        buttons.append(button(MAKE_UP_THE_LAST, on_post(Verb.PLAY, record.to_make_good)))
    return [row(*buttons)] if buttons else []
