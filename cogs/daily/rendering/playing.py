"""What one player sees alone: a question, its explanation at once, how it went in the end."""

from collections.abc import Container

from discord.ui import ActionRow, Button, LayoutView

from bot.daily.rules.play import Daily, as_shown
from bot.daily.service import Record
from bot.kernel.asked import Asked, Locked
from cogs.daily.ids import Verb, answer_ids, on_post
from cogs.daily.words import (
    DAILIES,
    DAILY_NUMBER,
    DAILY_OF_RIGHT,
    FREEZES,
    FREEZES_IN_HAND,
    NEXT_QUESTION_OF,
    OF_RIGHT_STREAK,
    QUESTION_OF_DAILY,
    REPORT,
    SHOW_IT_THERE,
    SHOW_MY_RESULT_HERE,
    STREAK,
    STREAK_SINCE,
    STREAK_WITH_IT,
    THE_NEXT_ONE_OPENS,
    THIS_ONE_IS_CLOSED,
)
from cogs.own.ids import better, may_be_bettered
from cogs.reports.ids import Verb as Report
from cogs.reports.ids import on_question as report_id
from cogs.shared.answering import answer_rows, options_text
from cogs.shared.cards import MAIN, Card, button, progress, row
from cogs.shared.explaining import asked_and_clue, background, outcome_text
from cogs.shared.literal import literal
from cogs.shared.marks import LEGEND, signs
from cogs.shared.words import HALF_RULE, KEY_WAITS, SUGGEST_BETTER, count, how_to, name, topic_text


def question_card(daily: Daily, player_id: int, position: int, notice: str = "") -> Card:
    """The question that the player is at; `notice` says why it is shown (again)."""
    asked = as_shown(daily.asked[position], player_id)
    return Card(
        f"⚠️ {notice}" if notice else "",
        f"-# {_small_line(daily, position)}",
        literal(asked.question.asking),
        options_text(asked),
        f"-# {how_to(asked.question)}",
        rows=[*answer_rows(asked, answer_ids(daily.id, position)), _where(daily, position)],
    )


def explained_card(
    daily: Daily,
    player_id: int,
    position: int,
    record: Record | None,
    hidden: Container[str] = (),
    *,
    alone: bool = False,
) -> Card:
    """How it went for the player, and why; after the last one the result as well (`record` is then known).

    `hidden`: the questions that another game asks them now, whose keys wait. `alone`: nobody else is there to see it.
    """
    asked = as_shown(daily.asked[position], player_id)
    locked = asked.answers[player_id]
    last = position + 1 == len(daily.asked)
    told = _explained(daily, position, asked, locked)
    if asked.question.id in hidden:
        told = (*told[:2], KEY_WAITS)
    if last and record is not None:
        rows = [row(*_share(daily, alone=alone), *_report(daily, position))]
        return Card(*told, _result(daily, player_id, record), SHOW_IT_THERE if alone else "", rows=rows)
    label = NEXT_QUESTION_OF.format(position=position + 2, asked=len(daily.asked))
    following = button(label, on_post(Verb.NEXT, daily.id), MAIN)
    # Under the row in which the next question has its answers: a double click hits none of them.
    return Card(*told, rows=[row(*_report(daily, position)), row(following)])


def result_card(daily: Daily, player_id: int, record: Record, *, alone: bool = False) -> Card:
    """How the whole post went for the player; `alone`: nobody else is there to see it."""
    return Card(
        DAILY_NUMBER.format(number=daily.number),
        _result(daily, player_id, record),
        SHOW_IT_THERE if alone else "",
        rows=[] if alone else [row(*_share(daily))],
    )


def share_text(daily: Daily, player_id: int, player: str, streak: int) -> str:
    """What a player may show to all: how many right and in which places, and nothing of what was asked.

    `streak`: how long theirs was with this post.
    """
    given = daily.given_by(player_id)
    right = sum(locked.correct for locked in given)
    told = STREAK.format(length=streak) if streak > 1 else ""
    head = DAILY_OF_RIGHT.format(player=name(player), number=daily.number, right=right, given=len(given), streak=told)
    return f"{head}\n{signs(given)}\n-# {LEGEND}"


def _small_line(daily: Daily, position: int) -> str:
    topic = topic_text(daily.asked[position].question.topic)
    return QUESTION_OF_DAILY.format(number=daily.number, position=position + 1, asked=len(daily.asked), topic=topic)


def _explained(daily: Daily, position: int, asked: Asked, locked: Locked) -> tuple[str, ...]:
    question = asked.question
    return (
        f"-# {_small_line(daily, position)}",
        asked_and_clue(question),
        outcome_text(asked, locked),
        background(question),
    )


def _result(daily: Daily, player_id: int, record: Record) -> str:
    given = daily.given_by(player_id)
    right = sum(locked.correct for locked in given)
    streak = record.streak
    freezes = FREEZES_IN_HAND.format(freezes=count(streak.freezes, *FREEZES)) if streak.freezes else ""
    is_open = daily.closed_at is None
    following = THE_NEXT_ONE_OPENS if is_open else THIS_ONE_IS_CLOSED
    return OF_RIGHT_STREAK.format(
        right=right,
        given=len(given),
        signs=signs(given),
        legend=LEGEND,
        half_rule=HALF_RULE,
        streak=STREAK_WITH_IT if is_open else STREAK_SINCE,
        length=count(streak.length, *DAILIES),
        freezes=freezes,
        following=following,
    )


def _share(daily: Daily, *, alone: bool = False) -> list[Button[LayoutView]]:
    return [] if alone else [button(SHOW_MY_RESULT_HERE, on_post(Verb.SHARE, daily.id))]


def _where(daily: Daily, position: int) -> ActionRow[LayoutView]:
    return progress(position, len(daily.asked), on_post(Verb.NEXT, daily.id))


def _report(daily: Daily, position: int) -> list[Button[LayoutView]]:
    asks_for_more = may_be_bettered(daily.asked[position].question)
    more = [button(SUGGEST_BETTER, better(daily.id, position))] if asks_for_more else []
    return [button(REPORT, report_id(Report.REPORT, daily.id, position)), *more]
