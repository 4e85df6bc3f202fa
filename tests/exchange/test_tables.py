"""Tables that people bring: the columns told by the header, or asked back."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from bot.exchange.draft import UnclearError
from bot.kernel.questions import Kind, Typed
from tests.exchange.reading import imported, key, questions


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "Question,Option A,Option B,Option C,Correct Answer,Explanation\nWhich?,x,y,z,B,Because.\n"),
        ("b.csv", "question;correct answer;wrong answer 1;wrong answer 2;explanation\nWhich?;y;x;z;Because.\n"),
        ("c.tsv", "prompt\tchoice 1\tchoice 2\tchoice 3\tanswer\trationale\nWhich?\tx\ty\tz\t2\tBecause.\n"),
        ("d.csv", '"Question","A","B","C","Answer","Feedback"\n"Which?","x","y","z","y","Because."\n'),
    ],
)
def test_tables_by_their_header(name: str, text: str) -> None:
    """The separator and the columns are told by the first row, in whatever way it names them."""
    (question,) = questions(name, text)
    assert (key(question), question.explanation) == (["y"], "Because.")


def test_a_table_in_url_encoding() -> None:
    """As OpenTDB gives it on request; what is answered by true or false is asked so."""
    text = "Is%20it%20so%3F,True\nWhich%20city%2C%20then%3F,New%20York\n"
    statement, typed = questions("t.csv", text, columns=("question", "right"))
    assert (statement.stem, statement.kind, typed.stem, typed.body) == (
        "Is it so?", Kind.TRUE_FALSE, "Which city, then?", Typed(("New York",)),
    )  # fmt: skip


def test_an_unclear_table_is_asked_back() -> None:
    """Without a header that says what is right, nothing is guessed; told the columns, it comes in."""
    text = "10,yes,Paris,Lyon,Nice,Which city?\n20,no,Rome,Oslo,Bonn,And which?\n"
    with pytest.raises(UnclearError, match="Name the columns"):
        imported("realms.csv", text)
    told_columns = ("-", "-", "right", "wrong", "wrong", "question")
    assert [key(one) for one in questions("realms.csv", text, columns=told_columns)] == [["Paris"], ["Rome"]]


def test_formulas_in_a_table_are_refused() -> None:
    """A cell that a spreadsheet would work out is refused by its place; a minus or a plus is none."""
    text = (
        'question,right,wrong\nSum?,=SUM(A1:A9),3\nLink?,"=HYPERLINK(""http://x"",""y"")",3\nMinus?,-5,5\nSign?,==,=>\n'
    )
    brought = imported("t.csv", text)
    assert [key(item.question) for item in brought.items] == [["-5"], ["=="]]
    assert [line.place.cell for line in brought.report.lines] == ["row 2, column 2", "row 3, column 2"]


def test_cells_of_a_workbook_say_what_it_shows() -> None:
    """A percentage stays one, and a day has no hour."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("question", "right", "wrong"),
        ("How much?", 0.07, 0.125),
        ("When?", date(2020, 5, 1), date(2021, 5, 1)),
    ):
        sheet.append(row)
    sheet["B2"].number_format, sheet["C2"].number_format = "0%", "0.0%"
    out = BytesIO()
    book.save(out)
    found = [[option.text for option in one.body.options] for one in questions("t.xlsx", out.getvalue())]  # type: ignore[union-attr]
    assert found == [["7%", "12.5%"], ["2020-05-01", "2021-05-01"]]


def test_columns_of_which_nothing_is_taken_are_named() -> None:
    """Whoever brings the table learns that something of it is left out; an empty column, or one they skip, is none."""
    text = "Question,Answer,Hint for\u202eall,Points,Empty,\nWhich?,y,Think,10,,z\n"
    [note] = imported("a.csv", text).report.notes
    assert note.startswith(
        "Nothing is taken of columns whose names Recall does not know: 'Hint for all', 'Points', number 6. "
    )
    assert imported("a.csv", text, columns=("question", "right", "-", "-", "-", "-")).report.notes == ()
    assert imported("a.csv", "Question,Answer\nWhich?,y\n").report.notes == ()
    sheet, data = Workbook(), BytesIO()
    sheet.active.append(["Question", "Answer", "Points"])  # type: ignore[union-attr]
    sheet.active.append(["Which?", "y", 10])  # type: ignore[union-attr]
    sheet.save(data)
    [note] = imported("a.xlsx", data.getvalue()).report.notes
    assert "'Points'" in note
