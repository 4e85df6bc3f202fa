"""Every screen of a mock exam that shows an item."""

from collections.abc import Iterator
from dataclasses import replace

from discord.ui import LayoutView

from bot.exams.api import Cause, End, Mark, Room, RoomPhase, Sitting
from bot.kernel.asked import Asked, Locked
from bot.kernel.custom_ids import base36
from bot.kernel.questions import Choice, Exam, Question
from cogs.checking.playing import AT, LARGEST_ID, PLAYERS, locked_answers, player
from cogs.exams.group.rendering import draw_walk
from cogs.exams.ids import answer_ids
from cogs.exams.rendering.question import on_sheet, question_card, striking_card
from cogs.exams.rendering.report import Which, each_card
from cogs.exams.words import NOT_LOCKED_IN
from cogs.shared.sheet import sheet_card, sheet_length

_QUESTIONS = 65
_NOTICE = "n" * 250

WHILE_OPEN = {"Mock", "Mock's answer", "Mock's striking out", "Mock's sheet"}
"""The screens on which the question can still be answered."""


def screens(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """The question with a notice, as it was answered, struck out; the sheet; the review; what a group talks about."""
    last = _QUESTIONS - 1
    yield "Mock", question_card(_paper(question), last, _NOTICE)
    if isinstance(question.body, Choice):
        yield "Mock's striking out", striking_card(_paper(question), last)
    for taken in range(sheet_length(question) + 1 if sheet_length(question) else 0):
        draft = "".join(base36(place) for place in range(taken))
        sheet = sheet_card(_paper(question).asked[last], draft, answer_ids(LARGEST_ID, last))
        yield "Mock's sheet", on_sheet(_paper(question), last, sheet, draft)
        yield "Mock", question_card(_paper(question), last, NOT_LOCKED_IN, draft)
    for locked in locked_answers(question):
        yield "Mock's answer", question_card(_paper(question, locked), last, _NOTICE)
        done = replace(_paper(question, locked), end=End.TIME, ended_at=AT)
        yield "Mock's review", each_card(done, Which.ALL, last)
        drawing = draw_walk(_room(question), [replace(done, asked=done.asked[:1])] * PLAYERS)
        if drawing is not None:
            yield "Group mock's question", drawing.view


def _paper(question: Question, locked: Locked | None = None) -> Sitting:
    mark = Mark(
        flagged=True,
        unsure=True,
        struck=frozenset(range(len(question.body.options) if isinstance(question.body, Choice) else 0)),
        spent_ms=7_199_000,
        cause=Cause.UNKNOWN,
    )
    asked = (Asked(question, 1, AT, answers={1: locked} if locked else {}),) * _QUESTIONS
    return Sitting(
        id=LARGEST_ID,
        player_id=1,
        guild_id=1,
        channel_id=1,
        exam=Exam.MLA_C02,
        form=1,
        seed=1,
        extra_time=True,
        created_at=AT,
        deadline=AT,
        looked_at=AT,
        asked=asked,
        scored=frozenset(),
        marks={_QUESTIONS - 1: mark},
    )


def _room(question: Question) -> Room:
    """At the last question's key, which is longer than what was chosen alone."""
    return Room(
        id=LARGEST_ID,
        guild_id=1,
        channel_id=1,
        host_id=1,
        exam=Exam.MLA_C02,
        seed=1,
        created_at=AT,
        active_at=AT,
        members={number: player(number) for number in range(1, PLAYERS + 1)},
        phase=RoomPhase.OVER,
        walk=(question.id,) * 10,
        step=19,
    )
