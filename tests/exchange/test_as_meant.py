"""Files of others are read as they are meant: where they can mean two things, the report says so and how to mend it."""

from __future__ import annotations

import json
import re

import pytest

from bot.exchange.cells import safe, unguarded
from bot.exchange.draft import UnreadableError
from bot.exchange.writers.common import Pack
from bot.exchange.writing import TARGETS, take_out
from bot.kernel.grading import known_mistake
from bot.kernel.questions import Choice, Kind, Matching, Numeric, Question, Typed
from tests.exchange.reading import imported, key, questions, told


def options(question: Question) -> list[str]:
    assert isinstance(question.body, Choice)
    return [option.text for option in question.body.options]


def answer(*items: dict[str, object]) -> str:
    return json.dumps([{"question": f"Question {n}?", **item} for n, item in enumerate(items, start=1)], indent=1)


def test_code_on_one_line_between_fences_is_no_block() -> None:
    """As CommonMark has it, a fence of backticks has none behind it: what follows is read on."""
    text = "### One?\n```x```\n- [ ] a\n- [x] b\n\n### Two?\n- [x] c\n- [ ] d\n"
    assert [(one.stem, key(one)) for one in questions("q.md", text)] == [("One?\nx", ["b"]), ("Two?", ["c"])]


@pytest.mark.parametrize("end", ["```", "````", "  ```  "])
def test_a_block_of_code_ends_at_a_fence_of_its_own_kind(end: str) -> None:
    """A shorter one, one of the other sign, and one with a language stand in the code."""
    text = f"### What is it?\n```python\n~~~\n``\n```js\n- [x] z\n{end}\n- [ ] a\n- [x] b\n"
    (question,) = questions("q.md", text)
    assert question.stem == "What is it?\n~~~\n``\n```js\n- [x] z"
    assert key(question) == ["b"]


def test_a_block_of_code_that_never_ends_is_told_and_swallows_nothing() -> None:
    """All questions behind it come in, and the note names the line."""
    brought = imported("q.md", "### One?\n```\ncode\n- [ ] a\n- [x] b\n\n### Two?\n- [x] c\n- [ ] d\n")
    assert [key(item.question) for item in brought.items] == [["b"], ["c"]]
    assert brought.report.notes == (
        "Line 2 begins a block of code that never ends, and is left out: end it with the line ```.",
    )


def test_what_stands_behind_the_options_explains_them() -> None:
    """Text, code, and where more is to be read are kept; a link within the file is none of it."""
    text = (
        "### One?\n- [x] a\n- [ ] b\n\nMore of it.\n```\nf(1)\n```\n[Reference](https://a.b/c_(d))\n[Top](#top)\n\n"
        "### Two?\n- [x] c\n- [ ] d\n"
    )
    brought = imported("q.md", text)
    assert brought.items[0].question.explanation == "More of it.\nf(1)\nReference: https://a.b/c_(d)"
    assert not brought.report.lines


def test_code_below_options_that_are_letters_belongs_to_them() -> None:
    """It is what they say; so it is of one that shows nothing."""
    text = "### Which?\n- [ ] A\n\n```js\nf(1)\n```\n\n- [x] \u2800\n\n```js\nf(2)\n```\n"
    assert options(questions("q.md", text)[0]) == ["A f(1)", "f(2)"]


def test_text_below_the_options_of_our_own_item_is_told() -> None:
    """Who edits an export and forgets the sign of an explanation reads the line's number."""
    text = "### One?\n<!-- recall: id=a-b; kind=single -->\n- [x] a\n- [ ] b\n\nMore of it.\nAnd more.\n"
    ((line, outcome, message),) = told(imported("q.md", text))
    assert (line, outcome) == (1, "changed")
    assert message.startswith("2 lines from line 6 on are left out: 'More of it.'")


def test_markdown_keeps_what_only_looks_like_its_signs() -> None:
    """Powers, code, names with underscores and types are kept; a whole bold option is its words."""
    text = (
        "### Which?\n- [x] 2**3\n- [ ] **bold words**\n- [ ] `<p>` and `2**3**4`\n- [ ] List<int>\n- [ ] a*b*c\n"
        "- [ ] \\*x\\* &lt;b&gt; `&lt;`\n- [ ] f(*args, **kwargs)\n"
    )
    brought = imported("q.md", text)
    assert options(brought.items[0].question) == [
        "2**3", "bold words", "<p> and 2**3**4", "List<int>", "a*b*c", "*x* <b> &lt;", "f(*args, **kwargs)",
    ]  # fmt: skip
    assert not brought.report.lines
    (keyed,) = questions("k.md", "1. How many?\n- A. 2**3\n- B. 23\n\nAnswer: 2**3\n")
    assert key(keyed) == ["2**3"]


MOODLE = """<quiz><question type="{kind}"><name><text>N</text></name>
 <questiontext {form}><text>{asked}</text></questiontext>{inside}</question></quiz>"""


@pytest.mark.parametrize(
    ("form", "text", "seen"),
    [
        ('format="plain_text"', "Is List&lt;int&gt; &amp;lt; it?", "Is List<int> &lt; it?"),
        ('format="moodle_auto_format"', "Is List&lt;int&gt;\n&amp;lt; it?", "Is List<int>\n< it?"),
        ('format="html"', "&lt;p&gt;Is List&amp;lt;b&amp;gt; it?&lt;/p&gt;", "Is List<b> it?"),
        ('format="html"', "Is &lt;i&gt;List&lt;/i&gt;&lt;int&gt; it?", "Is List<int> it?"),
        ("", "Is a&lt;b or &lt;i&gt;List&lt;/i&gt;&lt;K, V&gt; it?", "Is a<b or List<K, V> it?"),
    ],
)
def test_moodle_texts_are_read_in_their_own_format(form: str, text: str, seen: str) -> None:
    """HTML where nothing else is said; what is no tag of HTML is text, whatever the format."""
    answers = f'<answer fraction="100"><text>{text}</text></answer><answer fraction="0"><text>no</text></answer>'
    (question,) = questions("q.xml", MOODLE.format(kind="multichoice", form=form, asked=text, inside=answers))
    assert question.stem == seen
    assert options(question)[0] == " ".join(seen.split()), "An option without a format has that of its question"


def test_what_moodle_compares_is_plain_text() -> None:
    """Answers to type and responses have no HTML in Moodle, whatever format they bear; `\\*` is no wildcard."""
    answers = '<answer fraction="100" format="moodle_auto_format"><text>List&lt;b&gt; \\* &amp;lt;</text></answer>'
    brought = imported("q.xml", MOODLE.format(kind="shortanswer", form="", asked="Which?", inside=answers))
    assert brought.items[0].question.body == Typed(("List<b> * &lt;",))
    assert not brought.report.lines
    pairs = "".join(
        f"<subquestion><text>{n}</text><answer><text>List&lt;{n}&gt;</text></answer></subquestion>" for n in "ab"
    )
    (matching,) = questions("q.xml", MOODLE.format(kind="matching", form="", asked="Which?", inside=pairs))
    assert isinstance(matching.body, Matching)
    assert [pair.match for pair in matching.body.pairs] == ["List<a>", "List<b>"]


@pytest.mark.parametrize(
    ("written", "value"),
    [("1,000,000", 1e6), ("1,000.5", 1000.5), ("3,14", 3.14), ("0,125", 0.125), ("1.000", 1.0), ("-2.5e3", -2500.0)],
)
def test_numbers_with_thousands_are_read_whole(written: str, value: float) -> None:
    """In GIFT and in Moodle's XML, as in an answer that a player types."""
    answers = f'<answer fraction="100"><text>{written}</text><tolerance>0,5</tolerance></answer>'
    xml = MOODLE.format(kind="numerical", form="", asked="How many?", inside=answers)
    found = (*questions("q.gift", f"How many?{{#{written}:0.5}}"), *questions("q.xml", xml))
    assert [one.body for one in found] == [Numeric(value, 0.5, "", "")] * 2


@pytest.mark.parametrize("written", ["#1,000", "#=1,000:0", "#1,000..2,000", "#5:1,000"])
def test_a_number_that_could_be_two_is_refused(written: str) -> None:
    """A thousand or one, with three decimals: never cut at the comma, and the mending is said."""
    brought = imported("q.gift", f"// A comment\nHow many?{{{written}}}\n")
    assert told(brought) == [(2, "refused", "'1,000' could be 1000 or 1.000: write it as one of these.")]


def test_a_number_as_the_answer_is_a_place_or_a_text_and_never_guessed() -> None:
    """Where both readings say the same, or only one is possible, it is taken; else it is refused with the mending."""
    both = {"options": ["1", "2", "3"], "answer": 1}
    brought = imported(
        "q.json",
        answer({"options": ["a", "b"], "answer": 0}, {"options": [2, 4, 8], "answer": 4},
               {"options": ["3", "1", "2"], "answer": 1}, both, {"options": ["1", "2", "3"], "answer": "1"}),
    )  # fmt: skip
    assert [key(item.question) for item in brought.items] == [["a"], ["4"], ["1"], ["1"]]
    assert [(line.label, line.message) for line in brought.report.lines] == [
        ("Question 4?", "'answer': 1 could mean the option “1” or “2”, whose place from 0 is 1. "
                        'Write its text in quotes: "answer": "1".'),
    ]  # fmt: skip


@pytest.mark.parametrize(("twice", "number"), [("7", 7), ("-1", -1)])
def test_a_number_that_is_the_text_of_two_options_is_refused_with_its_item(twice: str, number: int) -> None:
    """It is no place, and two options with one text are no question: the report says so, and the others come in."""
    brought = imported(
        "q.json", answer({"options": [twice, twice], "answer": number}, {"options": ["a", "b"], "answer": "b"})
    )
    assert [key(item.question) for item in brought.items] == [["b"]]
    assert [line.label for line in brought.report.lines] == ["Question 1?"]


def test_numbers_that_seem_to_count_from_one_are_refused() -> None:
    """One that only the last option can have, from 1, makes doubtful all others of the file, but no text."""
    brought = imported(
        "q.json",
        answer({"options": ["a", "b"], "answer": 1}, {"options": ["c", "d"], "answer": 2},
               {"options": ["e", "f"], "answer": "e"}),
    )  # fmt: skip
    assert [key(item.question) for item in brought.items] == [["e"]]
    assert all("count from 1" in line.message and "Write the text" in line.message for line in brought.report.lines)
    assert imported("q.json", answer({"options": ["a", "b"], "answer": 1})).report.notes == (
        "1 of its answers are numbers: each is read as the place of an option, from 0.",
    )


def test_json_answers_by_other_names_are_choices() -> None:
    """Options stay options beside `correct_answer`, a list names several; a text that is none of them is told."""
    brought = imported(
        "q.json",
        answer({"options": ["a", "b"], "correct_answer": "b"}, {"options": ["a", "b", "c"], "answer": ["a", "c"]},
               {"options": ["a", "b"], "answer": "B"}),
    )  # fmt: skip
    assert [(item.question.kind, key(item.question)) for item in brought.items] == [
        (Kind.SINGLE, ["b"]), (Kind.MULTIPLE, ["a", "c"]),
    ]  # fmt: skip
    assert "'answer': 'B' is none of its options." in brought.report.lines[-1].message


def test_what_is_right_in_a_table_is_never_guessed() -> None:
    """A number that is the place of one option and the text of another is refused by its cell, with the mending."""
    rows = "Question,A,B,C,Right\nQ1,3,1,2,1\nQ2,1,2,3,1\nQ3,x,y,z,A good idea\nQ4,3,1,2,option 2\nQ5,x,y,z,A and C\n"
    brought = imported("t.csv", rows)
    assert [key(item.question) for item in brought.items] == [["1"], ["1"], ["x", "z"]]
    refused = [(line.place.cell, line.message) for line in brought.report.lines if line.outcome == "refused"]
    assert [cell for cell, _ in refused] == ["row 2, column 5", "row 4, column 5"]
    assert "'option 2' or 'option 1'" in refused[0][1]


def test_aiken_takes_no_letter_out_of_a_sentence() -> None:
    """Letters alone, or a letter with its option's text, are the answer; anything else is refused by its line."""
    text = (
        "One?\nA. a thing\nB. b\nANSWER: B. Because a thing\n\nTwo?\nA. a thing\nB. b\nANSWER: A. a thing\n\n"
        "Three? (Choose two)\nA. x\nB. y\nC. z\nANSWER: A and C\n"
    )
    brought = imported("q.aiken", text)
    assert [key(item.question) for item in brought.items] == [["a thing"], ["x", "z"]]
    assert "Line 4" in brought.report.lines[0].message
    assert "'ANSWER: B'" in brought.report.lines[0].message


@pytest.mark.parametrize(
    "cell", ["=1", "'=1", "''=1", "'", "''", "'x'", "-x", "-5", "'-5", "+", "@a", "'tis", "'+'", "x'=1"]
)
def test_the_guard_against_formulas_comes_off_as_it_was_put_on(cell: str) -> None:
    """Nothing of the text is eaten, and nothing grows; what a spreadsheet might work out never stands bare."""
    assert unguarded(safe(cell)) == cell
    assert not safe(cell).startswith(("=", "+", "@", "\t", "\r"))


def test_apostrophes_in_tables_of_others_belong_to_the_text() -> None:
    """Only one that stands alone before a sign keeps a formula off."""
    (question,) = questions("t.csv", "Question,A,B,C,D,Right\nWhich?,'+','-',=>,'=1,D\n")
    assert options(question) == ["'+'", "'-'", "=>", "=1"]


def test_anki_texts_are_plain_where_they_say_so() -> None:
    """A gap text without HTML keeps its types, and only a line that begins with `#` is a comment."""
    text = '#separator:tab\n#html:false\n"# a head"\tabc\n# comment\tx\nA {{c1::List<b>}} &amp; so\t\n'
    head, gap = questions("t.txt", text)
    assert (head.stem, gap.stem, gap.body) == ("# a head", "A _____ &amp; so", Typed(("List<b>",)))


def test_a_gap_of_the_authors_own_stays_in_qti() -> None:
    """Only the field to type in is taken from the end of a question."""
    item = (
        '<assessmentItem identifier="q-1"><responseDeclaration identifier="R" cardinality="single" baseType="string">'
        "<correctResponse><value>x</value></correctResponse></responseDeclaration><itemBody><p>A _____ b <i>c</i></p>"
        '<p><textEntryInteraction responseIdentifier="R"/></p></itemBody></assessmentItem>'
    )
    assert questions("q.xml", item)[0].stem == "A _____ b c"


def test_kahoot_cells_are_plain_text() -> None:
    """What goes out in Kahoot's template comes back as it was."""
    (asked,) = questions("q.md", "### Which?\n- [x] `&lt;`\n- [ ] `<b>x</b>`\n- [ ] `=1`\n")
    data, _ = take_out(Pack("P", "p", [asked], ["S"]), TARGETS["kahoot"])
    assert options(questions("k.xlsx", data)[0]) == ["&lt;", "<b>x</b>", "=1"]


def test_entities_in_json_are_undone_once() -> None:
    """What was encoded as text is text, and no HTML of which something could be left out."""
    (asked,) = questions(
        "q.json", answer({"correct_answer": "&lt;b&gt;x&lt;/b&gt;", "incorrect_answers": ["&amp;lt;", "c"]})
    )
    assert options(asked) == ["<b>x</b>", "&lt;", "c"]


def _own_table(**changed: str) -> list[str]:
    """Our own table of one question whose cells a spreadsheet has rewritten, and what is said of it."""
    cells = {
        "kind": "single", "question": "Which?", "answer": "1", "option 1": "a", "match 1": "", "reason 1": "",
        "option 2": "b", "source": "S", "source url": "https://a.b/", "as of": "2026-01-31",
    }  # fmt: skip
    rows = [list(cells), list((cells | {name.replace("_", " "): text for name, text in changed.items()}).values())]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    return [f"{line.outcome}: {line.message}" for line in imported("own.csv", text).report.lines]


def test_a_spreadsheet_that_rewrites_our_own_table_is_told() -> None:
    """A date in another form costs no source without a word, and what is no list of numbers names no option."""
    assert not _own_table()
    assert "2026-01-31 in 'as of'" in _own_table(as_of="1/31/26")[0]
    for answer in ("2026-01-02", "1, 7", "b", ""):
        assert _own_table(answer=answer)[0].startswith("refused"), answer


def test_the_format_moodle_is_the_one_without_a_name() -> None:
    """As Moodle reads GIFT: HTML in it is HTML."""
    assert questions("q.gift", "[moodle]Is <i>it</i> so?{T}")[0].stem == "Is it so?"


def test_two_questions_of_gift_without_an_empty_line_between_them_are_not_one() -> None:
    """The second one's key would stand in the first one's text; a brace that is written as one is text."""
    brought = imported("q.gift", "One? {=a ~b}\nTwo? {=c ~d}\n\nThree? {=e ~f} for \\{x\\}")
    assert [item.question.stem for item in brought.items] == ["Three? _____ for {x}"]
    ((line, outcome, message),) = told(brought)
    assert (line, outcome, "Leave an empty line between two questions" in message) == (1, "refused", True)


@pytest.mark.parametrize(
    "named",
    [{"options": {"A": "x", "B": "y"}}, {"A": "x", "B": "y"}, {"option_a": "x", "option_b": "y"}, {"1": "x", "2": "y"}],
)
def test_options_under_keys_of_their_own_are_not_left_behind(named: dict[str, object]) -> None:
    """The letter alone would be asked for, with nothing to choose from."""
    ((_, outcome, message),) = told(imported("q.json", answer({**named, "answer": "A"})))
    assert (outcome, "Its options have keys of their own" in message) == ("refused", True)


@pytest.mark.parametrize(
    ("unfolds", "right"),
    [("**B**", ["y"]), ("B. y", ["y"]), ("y", ["y"]), ("A, C", ["x", "z"]), ("A high one.\n\nAnswer: C", ["z"])],
)
def test_what_unfolds_below_the_options_says_which_one_is_right(unfolds: str, right: list[str]) -> None:
    """Its letter, or its text; a sentence that begins with "A" is no letter."""
    text = f"### Which?\nA. x\nB. y\nC. z\n\n<details><summary>Answer</summary>\n\n{unfolds}\n\n</details>\n"
    assert [key(one) for one in questions("q.md", text)] == [right]


def test_a_sentence_that_unfolds_is_no_answer() -> None:
    """It is not guessed from its first letter."""
    text = "### Which?\nA. x\nB. y\n\n<details><summary>Answer</summary>\n\nA high one is.\n\n</details>\n"
    assert [message for _, _, message in told(imported("q.md", text))] == ["No option is marked as right."]


def test_two_questions_with_one_id_both_come_in() -> None:
    """A file that had one ID twice would be left out whole; the report names both IDs."""
    item = "- {{id: abc-d, kind: typed, stem: {stem}, answers: [x]}}"
    text = "level: own\ntopic: bio\nsubtopic: Cells\nitems:\n" + "\n".join(
        item.format(stem=one) for one in ("Q?", "R?")
    )
    brought = imported("q.yaml", text)
    first, second = (one.question.id for one in brought.items)
    assert first == "abc-d" != second
    assert [message for _, _, message in told(brought)] == [
        f"Another question has the ID abc-d, so it gets the ID {second}."
    ]


def test_a_level_that_there_is_not_is_told_before_all_else() -> None:
    """With the wrong one's rules everything else would seem wrong."""
    with pytest.raises(UnreadableError, match=r"Line 1: 'level' should be own or published\."):
        imported("q.yaml", "level: Own\ntopic: bio\nitems:\n- {id: abc, kind: typed, stem: Q?, answers: [x]}\n")


def test_wrong_numbers_are_kept_to_the_last_digit() -> None:
    """Who types one of them reads why it is wrong, however long it is."""
    (question,) = questions("q.gift", "How many? {#\n=17179869184:0\n=%0%12345678901234:0#One power too many.\n}")
    assert known_mistake(question, "12345678901234") == "One power too many."


def test_a_printed_key_has_the_numbers_of_the_printed_questions() -> None:
    """Also where the questions of a section do not stand together."""
    one, two, three = questions("q.gift", "One? {=a1 ~b}\n\nTwo? {=a2 ~b}\n\nThree? {=a3 ~b}")
    data, _ = take_out(Pack("Bio", "bio", [one, two, three], ["Cells", "Plants", "Cells"]), TARGETS["html"])
    asked, _, keys = data.decode().partition('class="key"')
    numbers = re.findall(r"<b>(\d)\.</b> (One|Two|Three)", asked)
    answers = dict(re.findall(r"<b>(\d)\.</b> [AB]\. a(\d)", keys))
    assert [(name, answers[number]) for number, name in numbers] == [("One", "1"), ("Three", "3"), ("Two", "2")]


def test_a_row_with_more_cells_than_columns_is_not_read_by_its_place() -> None:
    """A comma without quotation marks in a question would make the key a wrong answer."""
    brought = imported("q.csv", "question,right,wrong\nWhich, then?,x,y\nWhich?,x,y,\n")
    assert [(item.question.stem, key(item.question)) for item in brought.items] == [("Which?", ["x"])]
    ((line, outcome, message),) = told(brought)
    assert (line, outcome, "in quotation marks" in message) == (2, "refused", True)


def test_bold_that_begins_before_a_number_ends_with_it() -> None:
    """So the whole question, an option, or the answer may be bold."""
    text = "**1. Which is it?**\n\n**A. x**\n**B. y**\n\n**Answer: B**\n\n**2.** And **which** now?\nA. x\nB. y\n"
    first, second = questions("q.md", f"{text}Answer: A\n")
    assert (first.stem, options(first), key(first)) == ("Which is it?", ["x", "y"], ["y"])
    assert (second.stem, key(second)) == ("And **which** now?", ["x"])
