"""A good file is read: what guards against a wrong key stands in nobody's way whose file says plainly what is right."""

from __future__ import annotations

import pytest

from bot.kernel.questions import Typed
from tests.exchange.reading import imported, key, questions, told

COLUMNS = "#separator:tab\n#html:false\n#columns:"


def table(right: str, *options: str) -> str:
    return f'Question,A,B,C,D,Correct\nWhich is it here?,{",".join(options)},"{right}"\n'


@pytest.mark.parametrize(
    ("right", "options"),
    [
        ("C++", ("Java", "C++", "Python", "Go")),
        ("C++", ("Java", "C++", "C", "Go")),
        ("A+", ("O+", "A+", "B+", "AB+")),
        ("+1", ("-1", "0", "+1", "+2")),
        ("1/2", ("1/4", "1/2", "3/4", "1")),
        ("A/B", ("B/C", "C/D", "A/B", "none")),
        ("A and B", ("x", "y", "z", "A and B")),
    ],
)
def test_a_right_answer_in_a_table_that_reads_as_an_option_does_is_that_option(
    right: str, options: tuple[str, ...]
) -> None:
    """Whatever its letters might say besides, in a field of Anki, too."""
    (asked,) = questions("t.csv", table(right, *options))
    assert key(asked) == [right]
    names, cells = "Question\tA\tB\tC\tD\tAnswer", "\t".join(("Which is it here?", *options, right))
    assert [key(one) for one in questions("a.txt", f"{COLUMNS}{names}\n{cells}\n")] == [[right]]


@pytest.mark.parametrize("right", ["C++", "A+", "+2", "C/", "B#", "A/B testing", "B-tree"])
def test_a_word_with_a_letter_in_it_names_no_option_of_that_letter(right: str) -> None:
    """It is none of the options, and is refused as such; letters with a plus or a slash between them are places."""
    ((_, outcome, message),) = told(imported("t.csv", table(right, *"wxyz")))
    assert (outcome, message.startswith(f"'{right}' is not one of its options.")) == ("refused", True)
    for places in ("A+C", "A + C", "A/C", "(A)/(C)", "1/3", "A,C,"):
        assert [key(one) for one in questions("t.csv", table(places, *"wxyz"))] == [["w", "y"]], places


@pytest.mark.parametrize(
    ("options", "right"),
    [
        (("One thing", "B testing", "A/B testing"), "A/B testing"),
        (("Hash", "LSM tree", "B-tree"), "B-tree"),
        (("Hash", "LSM tree", "B tree"), "B tree"),
        (("Precision", "Recall", "Vitamin", "A and B"), "A and B"),
        (("Precision", "Recall", "A. Turing"), "A. Turing"),
        (("FAD", "CAD", "BAD", "DAB"), "CAD"),
    ],
)
def test_an_answer_in_markdown_that_reads_as_an_option_does_is_that_option(
    options: tuple[str, ...], right: str
) -> None:
    """Whatever letter it begins with."""
    lines = "\n".join(f"{letter}. {one}" for letter, one in zip("ABCD", options, strict=False))
    assert [key(one) for one in questions("q.md", f"### Which is it?\n{lines}\n\nAnswer: {right}\n")] == [[right]]


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("A is correct.", ["w"]),
        ("A only", ["w"]),
        ("A alone", ["w"]),
        ("A web server", ["web server"]),
        ("A - web server", ["web server"]),
        ("B only", ["x"]),
        ("A/B are right", ["w", "x"]),
    ],
)
def test_a_letter_in_markdown_with_words_behind_it_is_that_option(said: str, right: list[str]) -> None:
    """Words that go on behind a letter, or the text of that very option."""
    first = "web server" if "web" in said else "w"
    text = f"### Which of these is it?\nA. {first}\nB. x\nC. y\n\nAnswer: {said}\n"
    (asked,) = questions("q.md", text)
    assert key(asked) == right


@pytest.mark.parametrize("said", ["A/B testing", "B-tree", "A high one", "A for loop", "C++", "A/E"])
def test_a_term_in_markdown_that_is_no_option_names_none(said: str) -> None:
    """The letters that it begins with would be what is right."""
    ((_, outcome, message),) = told(imported("q.md", f"### Which is it?\nA. w\nB. x\nC. y\n\nAnswer: {said}\n"))
    assert (outcome, "is not one of its options" in message) == ("refused", True)


CAPITALS = "1. Name the capital of France.\nAnswer: Paris\n\n2. Name the capital of Spain.\nAnswer: Madrid\n"


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (f"Here are some questions about Europe.\n\n{CAPITALS}", ["Paris", "Madrid"]),
        (f"What do you know about Europe?\n\n{CAPITALS}", ["Paris", "Madrid"]),
        (f"# Europe\n\nTwo of them.\n\n## Capitals\n\n{CAPITALS}", ["Paris", "Madrid"]),
        ("1. Read this first.\n\n2. Name the capital of Spain.\nAnswer: Madrid\n", ["Madrid"]),
        ("### How many of these are supervised?\n- regression\n- clustering\n- trees\n\nAnswer: 2\n", ["2"]),
        ("### In which month is it?\n- It is cold\n- It snows\n\nAnswer: 12\n", ["12"]),
    ],
)
def test_what_stands_before_a_question_to_type_in_markdown_makes_no_options(text: str, typed: list[str]) -> None:
    """An introduction, a number of what is listed, or one that is too high for a place."""
    assert [one.body for one in questions("q.md", text)] == [Typed((one,)) for one in typed]


@pytest.mark.parametrize(
    "text",
    [
        "Which is it?\n\n1. alpha\n2. beta\n\nAnswer: the second\n",
        "# Letters\n\n1. alpha\n2. beta\n3. gamma\n\nAnswer: 2. beta\n",
        "# Letters\n\n1. alpha\n2. beta\n3. gamma\n\nAnswer: 1, 3\n",
        "# Letters\n\n1. alpha\n2. beta\n3. gamma\n\nAnswer: option 2\n",
        "### How many are true of these?\n1. none\n2. one\n3. two\n\nAnswer: 2\n",
    ],
)
def test_numbered_options_in_markdown_are_refused_below_an_introduction_too(text: str) -> None:
    """Where what asks stands above them, or the answer is one of them or its place."""
    ((_, outcome, message),) = told(imported("q.md", text))
    assert (outcome, message.startswith("Its options are not marked as such.")) == ("refused", True)


@pytest.mark.parametrize(
    ("names", "texts", "asked", "typed"),
    [
        ("Name\tCapital\tPopulation", "France\tParis\t68000000", "France", "Paris"),
        ("Topic\tDefinition\tExample", "Bias\tAn error\ta tree", "Bias", "An error"),
        ("Code\tMeaning\tSource", "404\tNot found\tRFC", "404", "Not found"),
        ("Key\tValue", "color\tred", "color", "red"),
        ("Title\tKey\tNotes", "A title\tred\tx", "A title", "red"),
        ("Right\tLeft", "r\tl", "r", "l"),
        ("Subject\tFact\tSource", "Paris\tis the capital\tWiki", "Paris", "is the capital"),
        ("Name\tSymbol\tMass", "Hydrogen\tH\t1.008", "Hydrogen", "H"),
        ("Number\tSymbol\tElement", "17\tCl\tChlorine", "17", "Cl"),
        ("Name\tHint\tAnswer", "France\tIn Europe\tParis", "France", "Paris"),
        ("Topic\tTerm\tBack", "Europe\tFrance\tParis", "France", "Paris"),
        ("Key\tProblem\tSolution", "k\tThe problem\tsolved", "The problem", "solved"),
        ("Question\tID\tResponse", "What is it?\t7\tred", "What is it?", "red"),
        ("ID\tWord\tMeaning", "7\tinu\tdog", "inu", "dog"),
        ("Tags\tAnswer", "a tag\tred", "a tag", "red"),
    ],
)
def test_fields_of_anki_whose_names_leave_a_doubt_are_read_in_their_order(
    names: str, texts: str, asked: str, typed: str
) -> None:
    """The first two are the sides, unless one is called what only a side is called."""
    (found,) = questions("a.txt", f"{COLUMNS}{names}\n{texts}\n")
    assert (found.stem, found.body) == (asked, Typed((typed,)))


@pytest.mark.parametrize("right", ["2", "A", "B"])
@pytest.mark.parametrize("others", [("Extra", "Source"), ("Source", "Author"), ("Hint 1", "Hint 2"), ("Page", "Image")])
def test_a_letter_or_number_to_type_beside_columns_that_are_no_options_is_typed(
    right: str, others: tuple[str, str]
) -> None:
    """Only columns that are named as options are, alike with letters or numbers, may be some."""
    names, cells = ("Question", "Answer", *others), ("Which one is it?", right, "They filter", "Gray")
    for name, text in (
        ("t.csv", f"{','.join(names)}\n{','.join(cells)}\n"),
        ("a.txt", "{}{}\n{}\n".format(COLUMNS, "\t".join(names), "\t".join(cells))),
        ("a.txt", "#separator:tab\n#html:false\n{}\n".format("\t".join(cells))),
    ):
        assert [one.body for one in questions(name, text)] == [Typed((right,))], name


def test_columns_that_may_hold_options_whatever_they_are_called_are_no_spellings() -> None:
    """Ordinals, no names at all, or alternatives in one cell, which are spellings where the answer is no place."""
    for names, options in (("First,Second", "x,y"), (",", "x,y"), ("Alternatives", "w;x;y"), ("Alternatives", "w|x")):
        text = f"Question,{names},Answer\nWhich is it?,{options},{{}}\n"
        ((_, outcome, message),) = told(imported("t.csv", text.format("B")))
        assert (outcome, "'B' seems to say which one is right" in message) == ("refused", True), names
    brought = imported("t.csv", "Question,Answer,Alternatives\nWhich hue is it?,color,colour\n")
    assert [one.question.body for one in brought.items] == [Typed(("color",))]
    assert "'Alternatives'" in brought.report.notes[0]


def test_spellings_in_json_are_read_beside_keys_that_name_none_of_them() -> None:
    """A key or a word of praise says nothing of what is right; one of them, or a place, does, and is refused."""
    item = '[{{"question": "Which word is it here?", "answers": ["color", "colour"], {}}}]'
    for fine in (
        '"key": "q1"',
        '"key": ""',
        '"correct_feedback": "Well done"',
        '"solution": null',
        '"answer_text": "It is blue."',
    ):
        assert [one.body for one in questions("q.json", item.format(fine))] == [Typed(("color", "colour"))], fine
    for doubtful in (
        '"key": "B"',
        '"key": "1, 2"',
        '"solution": "It is Color."',
        '"correct": 1',
        '"correct": "option B."',
    ):
        ((_, outcome, message),) = told(imported("q.json", item.format(doubtful)))
        assert (outcome, "seems to say what is right" in message) == ("refused", True), doubtful


def test_an_answer_below_more_checkboxes_than_there_are_letters_is_refused() -> None:
    """It names none of them."""
    boxes = "\n".join(f"- [ ] option {n}" for n in range(40))
    ((_, outcome, message),) = told(imported("q.md", f"### Which?\n{boxes}\n\nAnswer: [. x\n"))
    assert (outcome, "is not one of its options" in message) == ("refused", True)


def test_a_value_of_qti_that_is_empty_says_nothing() -> None:
    """The one beside it is what is right; alone, nothing is."""
    choices = "".join(f'<simpleChoice identifier="{one}">{one}</simpleChoice>' for one in "ABC")
    item = (
        '<assessmentItem identifier="q-1"><responseDeclaration identifier="R" cardinality="multiple">'
        "<correctResponse>{}</correctResponse></responseDeclaration><itemBody><choiceInteraction "
        f'responseIdentifier="R" maxChoices="1"><prompt>Which?</prompt>{choices}</choiceInteraction></itemBody>'
        "</assessmentItem>"
    )
    for values in ("<value>A</value><value/>", "<value> </value><value>A</value>"):
        assert [key(one) for one in questions("q.xml", item.format(values))] == [["A"]]
    ((_, _, message),) = told(imported("q.xml", item.format("<value/>")))
    assert message == "None of its options is marked as right."
