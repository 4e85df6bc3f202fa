"""What is right is never another than its author meant: what does not say so, or says it twice, is refused in words."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from io import BytesIO, StringIO

import pytest
from openpyxl import Workbook

from bot.exchange.starter import starter
from bot.exchange.writers.common import Pack
from bot.exchange.writing import TARGETS, take_out
from bot.kernel.questions import Typed
from tests.exchange.reading import imported, key, questions, told

RIGHT = {
    "correctAnswer": "y", "correct": 2, "correctIndex": 2, "answerIndex": 2, "correct_option": "y", "answerKey": "C",
    "answer_idx": "C", "Answer": "y", "solution": "y", "key": "C", "rightAnswer": "y",
}  # fmt: skip


def one(**item: object) -> str:
    return json.dumps([{"question": "Which letter comes third here?"} | item])


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("options", ["options", "choices", "answers"])
def test_options_without_a_key_that_is_read_never_all_become_right(options: str, name: str) -> None:
    """Every option would be a spelling of the answer. The key that seems to say what is right is named."""
    brought = imported("q.json", one(**{options: ["w", "x", "y", "z"], name: RIGHT[name]}))
    ((_, outcome, message),) = told(brought)
    assert (outcome, message.startswith(f"'{name}' seems to say what is right")) == ("refused", True)


def test_a_list_of_options_alone_is_no_list_of_spellings() -> None:
    """A list of answers is one, as programs that ask for words have it, whatever else they say of the question."""
    for item in ({"options": ["w", "x"]}, {"choices": ["w", "x"]}, {"answers": ["w", "x"], "answer": None}):
        ((_, outcome, message),) = told(imported("q.json", one(**item)))
        assert (outcome, message.startswith("'answer' is missing")) == ("refused", True)
    spelled = one(answers=["w", "x"], tags=["a", "b"], copyright="CC", rights="CC", answer_type="word", id=7)
    assert [item.question.body for item in imported("q.json", spelled).items] == [Typed(("w", "x"))]


@pytest.mark.parametrize(
    "item",
    [
        {"possible_answers": ["w", "x", "y"], "answer": "B"},
        {"answer": "y", "distractors": ["w", "x"]},
        {"answer": "y", "incorrect_answers": ["w", "x"]},
        {"correct_answer": "y", "wrongAnswers": ["w", "x"]},
        {"answers": ["w", "y"], "options": ["w", "x", "y"]},
    ],
)
def test_options_under_a_name_that_is_not_read_are_not_left_behind(item: dict[str, object]) -> None:
    """The letter alone would be asked for, or the right one to be typed, and the others be gone."""
    ((_, outcome, message),) = told(imported("q.json", one(**item)))
    assert (outcome, "Recall does not read" in message) == ("refused", True)


def test_options_that_say_of_themselves_whether_they_are_right_are_refused_with_how_to_write_them() -> None:
    """They are no texts."""
    options = [{"text": "w", "correct": False}, {"text": "y", "correct": True}]
    for name in ("answers", "options"):
        ((_, _, message),) = told(imported("q.json", one(**{name: options})))
        assert "Write a list 'options'" in message


def table(right: str, *options: str) -> str:
    return f'Question,A,B,C,D,Correct\nWhich?,{",".join(options)},"{right}"\n'


@pytest.mark.parametrize(
    ("right", "options", "said"),
    [
        ("2, 3", "2346", "'2' in '2, 3' could be the option with this text, or the one in that place."),
        ("b and c", "bcde", "'b' in 'b and c' could be"),
        ("A,E", "wxyz", "'E' in 'A,E' is not one of its options."),
        ("1,5", "wxyz", "'5' in '1,5' is not one of its options."),
        ("B;D", ("w", "x", "y", ""), "'D' in 'B;D' is not one of its options."),
        ("-3", ("−3", "2", "5", "3"), "'-3' is not one of its options."),
    ],
)
def test_several_right_answers_in_a_cell_of_a_table_are_read_as_carefully_as_one(
    right: str, options: str | tuple[str, ...], said: str
) -> None:
    """What could be a text or a place is asked back, and a place that is not there is not passed over."""
    ((_, outcome, message),) = told(imported("t.csv", table(right, *options)))
    assert (outcome, message.startswith(said)) == ("refused", True), message


@pytest.mark.parametrize(
    ("right", "options", "keyed"),
    [
        ("1, 3", "1234", ["1", "3"]),
        ("option 1, option 2", "2346", ["2", "3"]),
        ("7, 9", "5798", ["7", "9"]),
        ("A C", "wxyz", ["w", "y"]),
        ("D", ("w", "x", "", "z"), ["z"]),
    ],
)
def test_several_right_answers_in_a_cell_of_a_table_that_can_be_read_in_one_way_come_in(
    right: str, options: str | tuple[str, ...], keyed: list[str]
) -> None:
    """As they are meant, with the way that the refusal tells."""
    assert [key(one) for one in questions("t.csv", table(right, *options))] == [keyed]


@pytest.mark.parametrize("answer", ["A, E", "A, C and F", "ACE"])
def test_a_letter_in_markdown_without_an_option_is_not_passed_over(answer: str) -> None:
    """The others would be all that is right."""
    text = f"### Which?\nA. w\nB. x\nC. y\nD. z\n\n**Answer: {answer}**\n"
    ((_, outcome, message),) = told(imported("q.md", text))
    assert (outcome, f"in '{answer}' is not one of its options" in message) == ("refused", True)


def test_an_answer_in_markdown_that_could_be_a_letter_or_a_text_is_refused() -> None:
    """So is a sentence that begins with an article: neither is guessed."""
    text = "### Which?\nA. B\nB. C\nC. A\n\nAnswer: {}\n"
    ((_, _, message),) = told(imported("q.md", text.format("A")))
    assert message.startswith("'A' could be the option with this text, or the one with this letter.")
    ((_, _, message),) = told(imported("q.md", text.format("A high one")))
    assert message.startswith("'A high one' is not one of its options.")
    assert [key(one) for one in questions("q.md", "### Which?\nA. A\nB. C\nC. B\n\nAnswer: A\n")] == [["A"]]


@pytest.mark.parametrize("right", [1.3, "1,5", "1,x", 13])
def test_what_a_spreadsheet_made_of_several_numbers_in_kahoots_template_is_refused(right: object) -> None:
    """`1,3` is the number 1.3 where decimals have a comma: the first of them would be all that is right."""
    brought = imported("k.xlsx", workbook(KAHOOT, [1, "Which?", "a", "b", "c", "d", 20, right]))
    ((_, outcome, message),) = told(brought)
    assert (outcome, "is not one of its answers. Write their numbers" in message) == ("refused", True)
    for fine, keyed in (("1,3", ["a", "c"]), (3, ["c"]), (3.0, ["c"]), ("2.0", ["b"])):
        row = [1, "Which?", "a", "b", "c", "d", 20, fine]
        assert [key(one) for one in questions("k.xlsx", workbook(KAHOOT, row))] == [keyed]


KAHOOT = ["", "Question", "Answer 1", "Answer 2", "Answer 3", "Answer 4", "Time limit", "Correct answer(s)"]


def workbook(*rows: Sequence[object]) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def test_our_own_table_saved_as_a_workbook_is_our_own_table() -> None:
    """Every kind comes back as it went out, reasons and sources, too."""
    items = imported("new.yaml", starter("Biology")).items
    asked = [item.question for item in items]
    data, _ = take_out(Pack("P", "p", asked, [item.subtopic for item in items]), TARGETS["csv"])
    brought = imported("p.xlsx", workbook(*csv.reader(StringIO(data.decode("utf-8-sig")))))
    assert (brought.report.lines, brought.report.notes, len(asked)) == ((), (), 7)
    assert [item.question for item in brought.items] == questions("p.csv", data)


COLUMNS = "#separator:tab\n#html:false\n#columns:"
LARGEST = "Which planet is the largest?"


@pytest.mark.parametrize(
    ("names", "texts"),
    [
        ("Number\tFront\tBack", f"17\t{LARGEST}\tJupiter"),
        ("Front\tHint\tBack", f"{LARGEST}\ta gas giant\tJupiter"),
        ("Back\tFront", f"Jupiter\t{LARGEST}"),
        ("ID\tTerm\tAnswer", f"q1\t{LARGEST}\tJupiter"),
        ("Q\tA", f"{LARGEST}\tJupiter"),
        ("Word\tMeaning", f"{LARGEST}\tJupiter"),
    ],
)
def test_fields_of_anki_are_read_by_their_names(names: str, texts: str) -> None:
    """Their order says nothing where their names do, and what is left out is told."""
    brought = imported("a.txt", f"{COLUMNS}{names}\n{texts}\n")
    assert [(one.question.stem, one.question.body) for one in brought.items] == [(LARGEST, Typed(("Jupiter",)))]
    left = [name for name in ("Number", "Hint", "ID") if name in names.split("\t")]
    assert [note.partition(". ")[0] for note in brought.report.notes] == [
        f"Nothing is taken from these fields of its notes: '{name}'" for name in left
    ]


@pytest.mark.parametrize(
    ("names", "texts"),
    [
        ("Question\tOption A\tOption B\tOption C\tAnswer", f"{LARGEST}\tMars\tJupiter\tVenus\tB"),
        ("Question\tA\tB\tC\tCorrect", f"{LARGEST}\tMars\tJupiter\tVenus\tjupiter"),
        ("Answer\tWrong 1\tWrong 2\tFront", f"Jupiter\tMars\tVenus\t{LARGEST}"),
    ],
)
def test_options_in_fields_of_anki_are_options(names: str, texts: str) -> None:
    """The first of them would be what is to be typed."""
    (question,) = questions("a.txt", f"{COLUMNS}{names}\n{texts}\n")
    assert (question.stem, key(question)) == (LARGEST, ["Jupiter"])


def test_options_in_fields_of_anki_of_which_nothing_says_which_is_right_are_refused() -> None:
    """So is a right one that is not there, and a mark of the add-on's for an option that is empty."""
    fields, texts = "Question\tOption A\tOption B", f"{LARGEST}\tMars\tJupiter"
    ((_, _, message),) = told(imported("a.txt", f"{COLUMNS}{fields}\n{texts}\n"))
    assert message.endswith("the one that says what is right Answer.")
    ((_, _, message),) = told(imported("a.txt", f"{COLUMNS}{fields}\tAnswer\n{texts}\tD\n"))
    assert message.startswith("'D' is not one of its options.")
    add_on = f"{COLUMNS}Question\tQType\tQ_1\tQ_2\tQ_3\tAnswers\n{LARGEST}\t1\tMars\tJupiter\t\t"
    for marks in ("1 0 1", "1", "B"):
        ((_, _, message),) = told(imported("a.txt", f"{add_on}{marks}\n"))
        assert message.startswith(f"'{marks}' in Answers does not say 1 (right) or 0 (wrong)")
    assert [key(one) for one in questions("a.txt", f"{add_on}0 1 0\n")] == [["Jupiter"]]


def test_a_right_choice_of_qti_that_is_not_there_is_not_passed_over() -> None:
    """The others would be all that is right."""
    choices = "".join(f'<simpleChoice identifier="{one}">{one}</simpleChoice>' for one in "ABC")
    item = (
        '<assessmentItem identifier="q-1"><responseDeclaration identifier="R" cardinality="multiple">'
        "<correctResponse><value>A</value><value>E</value></correctResponse></responseDeclaration><itemBody>"
        f'<choiceInteraction responseIdentifier="R" maxChoices="0"><prompt>Which?</prompt>{choices}'
        "</choiceInteraction></itemBody></assessmentItem>"
    )
    ((_, outcome, message),) = told(imported("q.xml", item))
    assert (outcome, message) == ("refused", "Its right choice 'E' is not one of its choices.")


@pytest.mark.parametrize(
    "text",
    [
        "### Which?\n\n1. alpha\n2. beta\n3. gamma\n\nAnswer: 2\n",
        "### Which?\n\n1. alpha\n2. beta\n\nAnswer: beta\n",
        "### Which of these three is the second?\n\n1. alpha\n2. beta\n3. gamma\n\nAnswer: 2\n",
        "### Which is it?\n\n- alpha\n- beta\n\n**Answer: B**\n",
        "### Which is it?\n\n(A) alpha\n(B) beta\n\n**Answer: B**\n",
    ],
)
def test_options_in_markdown_that_are_not_marked_as_such_are_no_questions_to_type(text: str) -> None:
    """The last of them would be asked, or its letter or number be what is to be typed."""
    ((_, outcome, message),) = told(imported("q.md", text))
    assert (outcome, message.startswith("Its options are not marked as such.")) == ("refused", True)
    typed = "1. Capital of Italy?\n\nAnswer: Rome\n\n2. How many are true?\n- one\n- two\n\nAnswer: two\n"
    assert [one.body for one in questions("q.md", typed)] == [Typed(("Rome",)), Typed(("two",))]


def test_a_place_among_columns_that_nobody_knows_is_not_what_is_to_be_typed() -> None:
    """Nor is one among options in one cell, unless they are parted; a number to type may be one."""
    rows = "Question,Response 1,Response 2,Answer\nWhich?,x,y,B\n"
    ((_, outcome, message),) = told(imported("t.csv", rows))
    assert (outcome, message.startswith("'B' seems to say which one is right of options")) == ("refused", True)
    for fine in (rows.replace(",B", ",3"), "Question,Points,Page,Answer\nHow many?,10,7,2\n"):
        assert [one.body for one in questions("t.csv", fine)] == [Typed((fine.strip()[-1],))]
    ((_, outcome, message),) = told(imported("a.txt", f"{COLUMNS}Question\tAlt A\tAlt B\tAnswer\n{LARGEST}\tx\ty\tB\n"))
    assert (outcome, "'B' seems to say" in message) == ("refused", True)
    kana = f"{COLUMNS}Kana\tRomaji\tExample\tMeaning\nあ\ta\taki\tautumn\n"
    assert [one.body for one in questions("a.txt", kana)] == [Typed(("a",))]
    in_one = 'Question,Correct Answer,Choices\nWhich?,{},"{}"\n'
    assert [key(one) for one in questions("t.csv", in_one.format("y", "w|x|y|z"))] == [["y"]]
    assert [key(one) for one in questions("t.csv", in_one.format("B", "w | x | y"))] == [["x"]]
    ((_, outcome, message),) = told(imported("t.csv", in_one.format("A", "w;x;y;z")))
    assert (outcome, message.startswith("Its options stand in one cell: write '|'")) == ("refused", True)


def test_a_weight_in_moodle_with_a_decimal_comma_is_one() -> None:
    """The option would be wrong without a word, beside one whose weight has none."""
    weights = {"w": "50", "x": "49,99999", "y": "0"}
    answers = "".join(f'<answer fraction="{weight}"><text>{one}</text></answer>' for one, weight in weights.items())
    asked = "<questiontext><text>Which?</text></questiontext><single>false</single>"
    (question,) = questions("q.xml", f'<quiz><question type="multichoice">{asked}{answers}</question></quiz>')
    assert key(question) == ["w", "x"]
