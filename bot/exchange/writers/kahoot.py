"""Kahoot's spreadsheet template: https://support.kahoot.com (import questions from a spreadsheet)."""

from io import BytesIO
from typing import Any

from bot.exchange.writers.common import Pack, Written, left, loses, parts_of, reasons_of
from bot.kernel.pace import Pace, time_to_answer
from bot.kernel.questions import Choice, Question

LONGEST_QUESTION, LONGEST_ANSWER, MOST_ANSWERS = 120, 75, 4
_TIMES = (5, 10, 20, 30, 60, 90, 120, 240)
_HEADER = (
    "",
    "Question - max 120 characters",
    *(f"Answer {n} - max 75 characters" for n in range(1, MOST_ANSWERS + 1)),
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)
_HEADER_ROW = 8


def write(pack: Pack) -> Written:
    """The choices that fit uncut; all else is named."""
    from openpyxl import Workbook  # here, as it takes 20 MB, and most processes never write a sheet
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = "Sheet1"
    sheet["B2"] = "Quiz template"
    sheet["B2"].font = Font(bold=True, size=16)
    _put(sheet["B3"], pack.title)
    for column, title in enumerate(_HEADER, start=1):
        head = sheet.cell(_HEADER_ROW, column, title)
        head.font, head.alignment = Font(bold=True), Alignment(wrap_text=True)
    count, lines = 0, []
    for question in pack.questions:
        if why := _misfit(question):
            lines.append(left(question, why))
            continue
        count += 1
        for column, value in enumerate(_row(question, count), start=1):
            _put(sheet.cell(_HEADER_ROW + count, column), value)
        lines += loses(question, *_lost(question))
    out = BytesIO()
    book.save(out)
    return Written(out.getvalue(), count, lines)


def _put(cell: Any, value: str | int) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with '=' is no formula


def _misfit(question: Question) -> str:
    if not isinstance(question.body, Choice):
        return f"Kahoot's template only has choices, and no {question.kind.value} questions."
    if len(question.asking) > LONGEST_QUESTION:
        return f"The question has {len(question.asking)} characters; Kahoot allows {LONGEST_QUESTION}."
    if len(question.body.options) > MOST_ANSWERS:
        return f"It has {len(question.body.options)} options; Kahoot allows {MOST_ANSWERS}."
    longest = max(len(option.text) for option in question.body.options)
    return f"An option has {longest} characters; Kahoot allows {LONGEST_ANSWER}." if longest > LONGEST_ANSWER else ""


def _lost(question: Question) -> list[str]:
    lost = []
    if question.explanation:
        lost.append("the explanation")
    if reasons_of(question):
        lost.append("the reasons")
    if question.source:
        lost.append("the source")
    if question.clues:
        lost.append("what decides")
    return lost


def _row(question: Question, number: int) -> list[str | int]:
    options = parts_of(question)
    texts = [option.text for option in options] + [""] * (MOST_ANSWERS - len(options))
    right = ",".join(str(n) for n, option in enumerate(options, start=1) if option.right)
    wanted = time_to_answer(question, Pace.STANDARD, None)
    time = next((one for one in _TIMES if wanted and one >= wanted.total_seconds()), _TIMES[-1])
    return [number, question.asking, *texts, time, right]
