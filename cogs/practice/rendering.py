"""The one private message of a sitting: the question, how it went, and the end."""

from dataclasses import replace

from discord.ui import ActionRow, Button, LayoutView

from bot.kernel.asked import Asked, Locked
from bot.kernel.questions import Typed
from bot.practice.rules.model import OF_COURSES, Focus, Sitting
from bot.practice.service import Aftermath
from cogs.courses.ids import back_id
from cogs.own.ids import better, may_be_bettered
from cogs.practice.ids import PLAIN, Manner, Verb, answer_ids, on_question
from cogs.practice.words import (
    ANSWERED_THE_GOAL,
    CHECKPOINT,
    COME_BACK,
    CONTINUE,
    CONTINUE_LATER,
    DUE,
    EVERYTHING_COUNTS_WEAKSPOTS_SHOWS,
    HIDE_WHAT_DECIDES,
    HOW_DID_I_DO,
    HOW_WELL_DID_YOU,
    KEEP_PRACTICING,
    LEFT_OPEN,
    MARKED_NOT_SURE,
    MISSED_THIS_TIME,
    MISSED_TIMES_SO,
    MORE_REVIEWS_ARE,
    NEXT,
    NOT_SURE,
    NOTED_THAT_YOU_ARE,
    NOTHING_ANSWERED_THIS_TIME,
    NOTHING_MISSED,
    OF_RIGHT,
    OF_TOWARD_THIS_SESSIONS,
    ON_WITH_THE_COURSE,
    PRACTICE,
    REASONS,
    REPORT,
    REPORTED_ON_SERVERS,
    SHOW_THE_ANSWER,
    SHOW_WHAT_DECIDES,
    STOP,
    SURE_AFTER_ALL,
    THE_LIFECYCLE_BADGE,
    THIS_ONE_COMES_BACK,
    TO_THE_MODULE,
)
from cogs.reports.ids import Verb as Report
from cogs.reports.ids import is_read
from cogs.reports.ids import on_question as report_id
from cogs.shared.answering import answer_rows, options_text
from cogs.shared.cards import MAIN, QUIET, Card, button, row, unpressable
from cogs.shared.explaining import asked_and_clue, background, deciding, key_text, outcome_text, why_right
from cogs.shared.literal import literal, stem_text
from cogs.shared.words import SUGGEST_BETTER, count, cut, from_now, how_to, percent, topic_text

GOAL = 10
"""Answers that make a practice, where nobody said how many: enough to learn from, few enough for a break."""


def question_card(sitting: Sitting, position: int, manner: Manner = PLAIN, *, notice: str = "") -> Card:
    """An open question; `notice` says what was wrong with the last try."""
    asked = sitting.asked[position]
    noted = NOTED_THAT_YOU_ARE if manner.unsure else ""
    return Card(
        f"-# {_small_line(sitting, position)}",
        stem_text(asked.question.stem) if manner.marked else literal(asked.question.asking),
        options_text(asked),
        f"⚠️ {notice}" if notice else "",
        f"-# {how_to(asked.question)}{noted}",
        rows=[*answer_rows(asked, answer_ids(sitting, position, manner)), _beside(sitting, position, manner)],
    )


def can_be_flipped(sitting: Sitting, position: int) -> bool:
    """Whether a question is a flashcard that would have to be typed."""
    typed = isinstance(sitting.asked[position].question.body, Typed)
    return typed and sitting.wish.focus is Focus.FLASHCARDS


def flipped_card(sitting: Sitting, position: int) -> Card:
    """A flashcard turned over, to be graded by oneself."""
    question = sitting.asked[position].question
    grades = [
        button(label, on_question(Verb.GRADE, sitting, position, letter), MAIN if letter == "g" else QUIET)
        for label, letter in (("Again", "a"), ("Hard", "h"), ("Good", "g"))
    ]
    return Card(
        f"-# {_small_line(sitting, position)}",
        literal(question.asking),
        key_text(question),
        background(question),
        HOW_WELL_DID_YOU,
        rows=[row(*grades), row(_stop(sitting, position))],
    )


def _beside(sitting: Sitting, position: int, manner: Manner) -> ActionRow[LayoutView]:
    """What can be done with an open question besides answering it."""
    doubted, marked = replace(manner, unsure=not manner.unsure), replace(manner, marked=not manner.marked)
    sure = SURE_AFTER_ALL if manner.unsure else NOT_SURE
    buttons = [button(sure, on_question(Verb.SHOW, sitting, position, doubted.letter))]
    if sitting.wish.focus is not Focus.CHECKPOINT and deciding(sitting.asked[position].question):
        label = HIDE_WHAT_DECIDES if manner.marked else SHOW_WHAT_DECIDES
        buttons.append(button(label, on_question(Verb.SHOW, sitting, position, marked.letter)))
    if can_be_flipped(sitting, position):
        buttons.append(button(SHOW_THE_ANSWER, on_question(Verb.FLIP, sitting, position, manner.letter)))
    return row(*buttons, _stop(sitting, position))


def reveal_card(sitting: Sitting, position: int, after: Aftermath | None, manner: Manner = PLAIN) -> Card:
    """How it went: the option chosen and why (not), the key, the source, and when it comes back."""
    asked = sitting.asked[position]
    locked = sitting.given(position)
    if locked is None:
        return question_card(sitting, position, manner)
    # Next stands under the first row, in which the next question has its answers: a double click hits none of them.
    following = on_question(Verb.NEXT, sitting, position, manner.afresh.letter)
    buttons = [] if sitting.ended_at else [button(NEXT, following, MAIN)]
    buttons.append(_leaving(sitting, position))
    to_report = report_id(Report.REPORT, sitting.id, position)
    is_reported = is_read(asked.question, sitting.guild_id)
    more = [button(SUGGEST_BETTER, better(sitting.id, position))] if may_be_bettered(asked.question) else []
    return Card(
        f"-# {_small_line(sitting, position)}",
        asked_and_clue(asked.question),
        outcome_text(asked, locked, MARKED_NOT_SURE if locked.unsure else ""),
        _why(asked, locked),
        _after(after) if after else "",
        _progress(sitting),
        rows=[
            row(button(REPORT, to_report), *more) if is_reported else unpressable(REPORTED_ON_SERVERS, to_report),
            row(*buttons),
        ],
    )


def end_card(sitting: Sitting, nothing_left: str = "") -> Card:
    """What the sitting came to; `nothing_left` says why nothing else can be asked now."""
    given = sitting.answered
    if not given:
        again = "" if sitting.wish.focus in OF_COURSES else COME_BACK
        return Card(nothing_left or NOTHING_ANSWERED_THIS_TIME + again, rows=_back(sitting))
    right = sum(locked.correct for locked in given)
    each = [(asked.question, sitting.given(at)) for at, asked in enumerate(sitting.asked)]
    missed = [question for question, locked in each if locked is not None and not locked.correct]
    lines = "\n".join(f"▫️ {literal(cut(question.asking, 120))}" for question in missed[:8])
    return Card(
        nothing_left,
        OF_RIGHT.format(right=right, given=len(given), percent=percent(right / len(given))),
        MISSED_THIS_TIME.format(lines=lines) if missed else NOTHING_MISSED,
        EVERYTHING_COUNTS_WEAKSPOTS_SHOWS,
        rows=_back(sitting) if nothing_left else [row(_going_on(sitting))],
    )


def stays_open(sitting: Sitting) -> bool:
    """Whether whoever leaves a sitting goes on with it later: a trial can be taken only once a day."""
    return sitting.wish.focus is Focus.CHECKPOINT and sitting.ended_at is None


def _back(sitting: Sitting) -> list[ActionRow[LayoutView]]:
    return [row(_going_on(sitting))] if sitting.wish.focus in OF_COURSES else []


def _going_on(sitting: Sitting) -> Button[LayoutView]:
    if sitting.wish.focus in OF_COURSES:
        return button(ON_WITH_THE_COURSE, back_id(sitting.id), MAIN)
    return button(KEEP_PRACTICING, on_question(Verb.AGAIN, sitting, sitting.position), MAIN)


def _leaving(sitting: Sitting, position: int) -> Button[LayoutView]:
    if not sitting.ended_at:
        return _stop(sitting, position)
    return _going_on(sitting) if sitting.wish.focus in OF_COURSES else _stop(sitting, position, HOW_DID_I_DO)


def _small_line(sitting: Sitting, position: int) -> str:
    question = sitting.asked[position].question
    place = sum(not asked.skipped for asked in sitting.asked[:position]) + 1
    number = f"{place}/{sitting.wish.most}" if sitting.wish.most else str(place)
    reason = REASONS[sitting.reasons[position]] if sitting.wish.focus is Focus.EVERYTHING else ""
    head = (CHECKPOINT if sitting.wish.focus is Focus.CHECKPOINT else PRACTICE).format(number=number)
    return " · ".join(part for part in (head, topic_text(question.topic), reason) if part)


def _why(asked: Asked, locked: Locked) -> str:
    return background(asked.question, *(why_right(asked) if locked.correct else ()))


def _after(after: Aftermath) -> str:
    lines = []
    state = after.memory.state
    if after.memory.suspended:
        lines.append(MISSED_TIMES_SO.format(lapses=state.lapses))
    due = THIS_ONE_COMES_BACK.format(from_now=from_now(after.back)) if after.back else ""
    waiting = DUE.format(due=count(after.due, *MORE_REVIEWS_ARE)) if after.due else ""
    if due or waiting:
        lines.append(f"-# {due}{waiting}".rstrip())
    if after.badge:
        lines.append(THE_LIFECYCLE_BADGE)
    return "\n".join(lines)


def _progress(sitting: Sitting) -> str:
    """How far the sitting is from its goal; a sitting of so many questions says so in its first line already."""
    done = len(sitting.answered)
    if sitting.wish.most or done > GOAL:
        return ""
    if done == GOAL:
        return ANSWERED_THE_GOAL.format(goal=GOAL)
    return OF_TOWARD_THIS_SESSIONS.format(bar="▰" * done, to_go="▱" * (GOAL - done), done=done, goal=GOAL)


def left_card(sitting: Sitting) -> Card:
    """A trial of the course that is left for now: nobody loses it by going away."""
    going_on = button(CONTINUE, on_question(Verb.SHOW, sitting, sitting.position), MAIN)
    return Card(
        LEFT_OPEN.format(done=len(sitting.answered), most=sitting.wish.most),
        rows=[row(going_on, button(TO_THE_MODULE, back_id(sitting.id)))],
    )


def _stop(sitting: Sitting, position: int, label: str = STOP) -> Button[LayoutView]:
    shown = CONTINUE_LATER if stays_open(sitting) else label
    return button(shown, on_question(Verb.STOP, sitting, position))
