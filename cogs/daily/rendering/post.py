"""The day's post: what is asked about, the way in, how many have played, and how the one before went."""

from collections.abc import Container
from datetime import datetime

from bot.daily.rules.play import Daily, Result, result
from bot.delivery.sender import Drawing
from bot.kernel.answers import key_in_words
from bot.kernel.verdicts import Verdict
from cogs.daily.ids import Verb, on_post
from cogs.daily.words import title
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.explaining import explanation, what_decides
from cogs.shared.literal import literal
from cogs.shared.marks import SIGNS
from cogs.shared.words import DAYS, count, cut, name, on_date, percent, repeated, until

_SECONDS_A_QUESTION = 40
_MOST_NAMES = 5


def draw(
    daily: Daily,
    previous: Daily | None,
    closes_at: datetime | None,
    hidden: Container[str] = (),
    *,
    followed: bool = True,
) -> Drawing | None:
    """A post as it should look now; None where Discord refused it. Nothing on it changes by itself.

    `hidden`: the questions that a game of the server asks now, whose keys wait.
    """
    if daily.number is None:
        return None
    card = closed_card(daily) if daily.closed_at else open_card(daily, previous, closes_at, hidden, followed=followed)
    return Drawing(card, settled=True, pings=daily.role_id)


def open_card(
    daily: Daily,
    previous: Daily | None,
    closes_at: datetime | None,
    hidden: Container[str] = (),
    *,
    followed: bool = True,
) -> Card:
    """While it can be played; never a word of who has how much right."""
    minutes = max(1, round(len(daily.asked) * _SECONDS_A_QUESTION / 60))
    stays = "Open until the next one comes."
    if closes_at is not None:
        stays = f"Open {until(closes_at)}{', when the next one comes' if followed else ''}."
    ping = f"<@&{daily.role_id}>\n" if daily.role_id else ""
    return Card(
        f"{ping}## {title(daily)}",
        f"{on_date(daily.date)} · {count(len(daily.asked), 'question')}, about {count(minutes, 'minute')}",
        _weekly(daily),
        repeated(daily.repeats, len(daily.asked)),
        _before(previous, hidden) if previous else "",
        f"-# {_have_begun(daily)} {stays}",
        rows=[row(button("Play", on_post(Verb.PLAY, daily.id), MAIN))],
    )


def closed_card(daily: Daily) -> Card:
    """Once the next one is there."""
    return Card(
        f"## {title(daily)}", f"{on_date(daily.date)}\n-# Closed. {_have_begun(daily)} Use `/daily` for the next one."
    )


def _have_begun(daily: Daily) -> str:
    """How many play: who has answered anything at all, and of those who is done."""
    begun = daily.played_in_time()
    if not begun:
        return "Nobody played." if daily.closed_at else "Nobody has begun yet."
    through = sum(daily.has_finished(player_id) for player_id in begun)
    have = count(len(begun), "player has started", "players have started")
    return f"{have}, {through} {'is' if through == 1 else 'are'} done."


def _weekly(daily: Daily) -> str:
    if not daily.weekly or daily.date is None:
        return ""
    day = DAYS[daily.date.weekday()]
    return f"📅 Few have played lately, so from now on this comes weekly, on {day}s. `/settings daily` changes that."


def _before(previous: Daily, hidden: Container[str]) -> str:
    found = result(previous)
    head = f"**Last time (#{previous.number}):**"
    if found.accuracy is None:
        return f"{head} nobody played."
    lines = [f"{head} {count(found.players, 'player')}, {percent(found.accuracy)} right{_best(previous, found)}"]
    if found.hardest is not None and found.hardest.question.id not in hidden:
        question = found.hardest.question
        stem = literal(cut(question.asking.replace("\n", " "), 200))
        lines.append(f"🧗 Hardest ({found.hardest_right} of {found.hardest_of} right): {stem}")
        lines.append(f"-# {SIGNS[Verdict.RIGHT]} {literal(cut(key_in_words(question), 300))}")
        if clue := what_decides(question):
            lines.append(clue)
        if explanation(question):
            lines.append(f"-# **Why:** {literal(cut(question.explanation, 600))}")
    return "\n".join(lines)


def _best(previous: Daily, found: Result) -> str:
    if not found.best:
        return ""
    names = ", ".join(name(text) for text in found.best[:_MOST_NAMES])
    more = f" and {len(found.best) - _MOST_NAMES} more" if len(found.best) > _MOST_NAMES else ""
    return f" · best, {found.best_right} of {len(previous.asked)}: {names}{more}"
