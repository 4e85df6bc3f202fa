"""The day's post: what is asked about, the way in, how many have played, and how the one before went."""

from collections.abc import Container
from datetime import datetime

from bot.daily.rules.play import Daily, Result, result
from bot.delivery.sender import Drawing
from bot.kernel.answers import key_in_words
from bot.kernel.verdicts import Verdict
from cogs.daily.ids import Verb, on_post
from cogs.daily.words import (
    ABOUT,
    AND_MORE,
    ARE_DONE,
    BEST_OF,
    CLOSED_USE_DAILY,
    FEW_HAVE_PLAYED_LATELY,
    HARDEST_OF_RIGHT,
    LAST_TIME,
    MINUTES,
    MORE_TOPICS,
    NOBODY_FINISHED,
    NOBODY_HAS_BEGUN_YET,
    NOBODY_IS_DONE,
    NOBODY_PLAYED,
    NOBODY_PLAYED_IT,
    OPEN_UNTIL,
    OPEN_UNTIL_THE_NEXT,
    PLAY_IT_NOW,
    PLAYERS,
    PLAYERS_DONE,
    PLAYERS_HAVE_STARTED,
    QUESTIONS,
    RIGHT,
    WHEN_THE_NEXT_ONE,
    WHY_RIGHT,
    title,
)
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
    off_boards: Container[int] = (),
    *,
    followed: bool = True,
) -> Drawing | None:
    """A post as it should look now; None where Discord refused it. Nothing on it changes by itself.

    `hidden`: the questions that a game of the server asks now, whose keys wait. `off_boards` are not named.
    """
    if daily.number is None:
        return None
    left_out = hidden, off_boards
    card = (
        closed_card(daily) if daily.closed_at else open_card(daily, previous, closes_at, *left_out, followed=followed)
    )
    return Drawing(card, settled=True, pings=daily.role_id)


def open_card(
    daily: Daily,
    previous: Daily | None,
    closes_at: datetime | None,
    hidden: Container[str] = (),
    off_boards: Container[int] = (),
    *,
    followed: bool = True,
) -> Card:
    """While it can be played; never a word of who has how much right."""
    minutes = max(1, round(len(daily.asked) * _SECONDS_A_QUESTION / 60))
    stays = OPEN_UNTIL_THE_NEXT
    if closes_at is not None:
        stays = OPEN_UNTIL.format(until=until(closes_at, dated=True), next_comes=WHEN_THE_NEXT_ONE if followed else "")
    ping = f"<@&{daily.role_id}>\n" if daily.role_id else ""
    return Card(
        f"{ping}## {title(daily)}",
        ABOUT.format(
            on_date=on_date(daily.date), asked=count(len(daily.asked), *QUESTIONS), minutes=count(minutes, *MINUTES)
        ),
        _weekly(daily),
        repeated(daily.repeats, len(daily.asked), MORE_TOPICS),
        _before(previous, hidden, off_boards) if previous else "",
        f"-# {_have_begun(daily)} {stays}",
        rows=[row(button(PLAY_IT_NOW, on_post(Verb.PLAY, daily.id), MAIN))],
    )


def closed_card(daily: Daily) -> Card:
    """Once the next one is there."""
    return Card(
        f"## {title(daily)}", CLOSED_USE_DAILY.format(on_date=on_date(daily.date), have_begun=_have_begun(daily))
    )


def _have_begun(daily: Daily) -> str:
    """How many play: who has answered anything at all, and of those who is done."""
    begun = daily.played_in_time()
    if not begun:
        return NOBODY_PLAYED_IT if daily.closed_at else NOBODY_HAS_BEGUN_YET
    through = sum(daily.has_finished(player_id) for player_id in begun)
    have = count(len(begun), *PLAYERS_HAVE_STARTED)
    nobody = NOBODY_FINISHED if daily.closed_at else NOBODY_IS_DONE
    return PLAYERS_DONE.format(have=have, done=count(through, *ARE_DONE) if through else nobody)


def _weekly(daily: Daily) -> str:
    if not daily.weekly or daily.date is None:
        return ""
    day = DAYS[daily.date.weekday()]
    return FEW_HAVE_PLAYED_LATELY.format(day=day)


def _before(previous: Daily, hidden: Container[str], off_boards: Container[int]) -> str:
    found = result(previous, off_boards)
    head = LAST_TIME.format(number=previous.number)
    if found.accuracy is None:
        return NOBODY_PLAYED.format(head=head)
    lines = [
        RIGHT.format(
            head=head,
            players=count(found.players, *PLAYERS),
            percent=percent(found.accuracy),
            best=_best(previous, found),
        )
    ]
    if found.hardest is not None and found.hardest.question.id not in hidden:
        question = found.hardest.question
        stem = literal(cut(question.asking.replace("\n", " "), 200))
        lines.append(HARDEST_OF_RIGHT.format(hardest_right=found.hardest_right, hardest_of=found.hardest_of, stem=stem))
        lines.append(f"-# {SIGNS[Verdict.RIGHT]} {literal(cut(key_in_words(question), 300))}")
        if clue := what_decides(question):
            lines.append(clue)
        if explanation(question):
            lines.append(WHY_RIGHT.format(explanation=literal(cut(question.explanation, 600))))
    return "\n".join(lines)


def _best(previous: Daily, found: Result) -> str:
    if not found.best:
        return ""
    names = ", ".join(name(text) for text in found.best[:_MOST_NAMES])
    more = AND_MORE.format(best=len(found.best) - _MOST_NAMES) if len(found.best) > _MOST_NAMES else ""
    return BEST_OF.format(best_right=found.best_right, asked=len(previous.asked), names=names, more=more)
