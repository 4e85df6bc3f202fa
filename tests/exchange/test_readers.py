# ruff: noqa: E501 - the files are as long as their lines are elsewhere
"""Small files with the peculiarities of those that people bring: what is taken, and what is said of the rest."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from openpyxl import Workbook

from bot.exchange.draft import Place, UnreadableError
from bot.exchange.importing import Brought, bring
from bot.exchange.reading import FORMATS
from bot.exchange.report import Line, as_text
from bot.kernel.grading import grade
from bot.kernel.questions import Choice, Kind, Matching, Numeric, Ordering, Typed
from tests.exchange.reading import imported, key, questions, told

GIFT = r"""
// A comment
$CATEGORY: $course$/top/Unit 1

::Capital:: Which city is the capital of France? { =Paris#Since 987. ~Lyon ~Nice#It is on the coast. ####A general remark. }

Water freezes at { =zero ~ten } degrees Celsius.

The Earth is flat.{F#Look at the horizon.#Right.}

Which two are primes? { ~%50%2 ~%50%3 ~%-100%4 }

Who wrote it?{=Shakespeare =W. Shakespeare =%50%Marlowe =%0%Bacon#He wrote essays.}

What is pi?{#3.14:0.01}

Match them. { =France -> Paris =Italy -> Rome = -> Oslo }

Discuss.{}

Only a description of the course

What equals \= 5\: \{2 + 3\}? { =\=5 ~\~4 ~\#3 }

When was it? {#1822..1824}

An unclosed one { =yes ~no
"""


def test_gift() -> None:
    """Every kind that GIFT has, escapes, a gap, and by line what is no question."""
    brought = imported("unit.gift", GIFT)
    kinds = [item.question.kind for item in brought.items]
    assert kinds == [
        Kind.SINGLE, Kind.SINGLE, Kind.TRUE_FALSE, Kind.MULTIPLE, Kind.TYPED, Kind.NUMERIC, Kind.MATCHING, Kind.SINGLE,
        Kind.NUMERIC,
    ]  # fmt: skip
    first, gap, statement, several, typed, number, matching, escapes, span = (item.question for item in brought.items)
    assert (key(first), first.explanation, brought.items[0].subtopic) == (["Paris"], "A general remark.", "Unit 1")
    assert gap.stem == "Water freezes at _____ degrees Celsius."
    assert key(statement) == ["False"]
    assert several.stem == "Which two are primes? (Choose two.)"
    assert isinstance(typed.body, Typed)
    assert typed.body.answers == ("Shakespeare", "W. Shakespeare")
    assert isinstance(number.body, Numeric)
    assert (number.body.value, number.body.tolerance) == (3.14, 0.01)
    assert isinstance(matching.body, Matching)
    assert [extra.text for extra in matching.body.extra] == ["Oslo"]
    assert (escapes.stem, key(escapes)) == ("What equals = 5: {2 + 3}?", ["=5"])
    assert isinstance(span.body, Numeric)
    assert (span.body.value, span.body.tolerance) == (1823, 1)
    refused = [(line, message) for line, outcome, message in told(brought) if outcome == "refused"]
    assert [line for line, _ in refused] == [19, 21, 27]
    whys = zip(("essay", "description", "do not end with '}'"), refused, strict=True)
    assert all(why in message for why, (_, message) in whys)


MOODLE = """<?xml version="1.0"?>
<quiz>
 <question type="category"><category><text>$course$/top/Networks</text></category></question>
 <question type="multichoice">
  <name><text>Ports</text></name>
  <questiontext format="html"><text><![CDATA[<p>Which port does <b>HTTPS</b> use?</p><img src="@@PLUGINFILE@@/p.png">]]></text></questiontext>
  <generalfeedback format="html"><text>&lt;p&gt;443 &amp;amp; TLS&lt;/p&gt;</text></generalfeedback>
  <single>true</single>
  <answer fraction="100"><text>443</text><feedback><text>Yes.</text></feedback></answer>
  <answer fraction="0"><text>80</text><feedback><text>That is HTTP.</text></feedback></answer>
  <tags><tag><text>web</text></tag><tag><text>difficulty::2</text></tag></tags>
 </question>
 <question type="cloze"><name><text>Gaps</text></name><questiontext><text>{1:SA:=a}</text></questiontext></question>
 <question type="numerical"><name><text>N</text></name><questiontext format="plain_text"><text>1 &lt; 2?</text></questiontext>
  <answer fraction="100"><text>1.5</text><tolerance>0.1</tolerance></answer></question>
 <question type="ordering"><name><text>O</text></name><questiontext><text>Order them.</text></questiontext>
  <answer fraction="2"><text>b</text></answer><answer fraction="1"><text>a</text></answer></question>
 <question type="multichoice"><name><text>None</text></name><questiontext><text>Nothing?</text></questiontext>
  <single>true</single><answer fraction="0"><text>x</text></answer><answer fraction="0"><text>y</text></answer></question>
</quiz>"""


def test_moodle_xml() -> None:
    """HTML becomes text, an image is named and left out, what is bold decides; refusals have their lines."""
    brought = imported("bank.xml", MOODLE)
    choice, number, order = (item.question for item in brought.items)
    assert choice.stem == "Which port does **HTTPS** use?"
    assert (choice.explanation, choice.tags, choice.difficulty) == ("443 & TLS", ("web",), 2)
    assert number.stem == "1 < 2?"
    assert isinstance(order.body, Ordering)
    assert [step.text for step in order.body.steps] == ["a", "b"]
    lines = told(brought)
    assert (lines[0][:2], "'p.png'" in lines[0][2]) == ((4, "changed"), True)
    assert [line for line, outcome, _ in lines if outcome == "refused"] == [13, 18]
    assert (brought.report.taken, brought.report.changed, brought.report.refused) == (3, 1, 2)


def test_what_only_a_link_or_an_old_field_shows_is_named() -> None:
    """A sound behind a link, and the image that Moodle 1.9 hung on a question, are said to be left out."""
    gift = r'[html]<a href\="http\://x.example/media/hello.mp3">Listen\:</a> Which language is it?{=French ~German}'
    brought = imported("q.gift", gift)
    assert brought.items[0].question.stem == "Listen: Which language is it?"
    assert "'hello.mp3'" in told(brought)[0][2]
    old = (
        '<quiz><question type="truefalse"><questiontext><text>Is it so?</text></questiontext><image>map.png</image>'
        '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>'
    )
    assert "'map.png'" in told(imported("q.xml", old))[0][2]


def test_a_number_that_is_none_is_read_as_none() -> None:
    """A raised three counts as no column, and what Kahoot's template calls right may be nonsense."""
    assert imported("q.txt", "#separator:tab\n#tags column:\u00b3\nWhat is it?\tThis\n").report.taken == 1
    book = Workbook()
    sheet = book.create_sheet("Quiz", 0)
    sheet.append(["Question", "Answer 1", "Answer 2", "Answer 3", "Answer 4", "Time", "Correct"])
    sheet.append(["Which?", "a", "b", "", "", 20, "1x"])
    out = BytesIO()
    book.save(out)
    assert imported("k.xlsx", out.getvalue()).report.taken == 0


def test_aiken_names_what_is_broken() -> None:
    """An item without an end, one that begins in its middle, one with a single option: each by line, the rest stays."""
    text = (
        "One option\nA) x\nANSWER: A\n\nA) no question\n\nANSWER: nobody\n\nGood\nA. yes\nB. no\nANSWER: a\n\n"
        "Not ended\nA) x\nB) y\n\nSecond\nA)no space\nB)fine\nANSWER: B"
    )
    brought = imported("q.aiken", text)
    assert [key(item.question) for item in brought.items] == [["yes"], ["fine"]]
    assert [(line, outcome) for line, outcome, _ in told(brought)] == [(1, "refused"), (5, "refused"), (14, "refused")]


def test_mixed_encodings_and_line_ends() -> None:
    """A line that is no UTF-8 is read as Windows-1252 and named; BOM and other line ends do not matter."""
    text = b"\xef\xbb\xbfCaf\xe9 or caf\xc3\xa9?\r\nA) caf\xc3\xa9\r\nB) th\xe9\r\nANSWER: A\r\n"
    brought = imported("q.txt", text)
    body = brought.items[0].question.body
    assert isinstance(body, Choice)
    assert [option.text for option in body.options] == ["café", "thé"]
    assert brought.report.notes == ("Not UTF-8, read as Windows-1252: lines 1, 3.",)
    for encoding in ("utf-16", "utf-16-le", "utf-8-sig"):
        assert questions("q.txt", "Ä?\rA) é\rB) ü\rANSWER: B\r".encode(encoding))[0].stem == "Ä?"


def test_opentdb_and_trivia_json() -> None:
    """Entities, true or false, lists of answers, an index of the right one; what has no answer is refused by line."""
    found = {
        "response_code": 0,
        "results": [
            {"type": "multiple", "difficulty": "hard", "category": "Art &amp; Music", "question": "Who said &quot;Oh&quot;?",
             "correct_answer": "Beyonc&eacute;", "incorrect_answers": ["Cher", "&lt;b&gt;"]},
            {"type": "boolean", "difficulty": "easy", "question": "It rains.", "correct_answer": "True", "incorrect_answers": ["False"]},
            {"question": "A word?", "answer": ["One", "1"], "info": "As it is."},
            {"question": "Which?", "answers": ["a", "b", "c"], "answer": 1},
            {"question": "No answer?"},
        ],
    }  # fmt: skip
    brought = imported("dump.json", json.dumps(found, indent=1))
    first, statement, typed, indexed = (item.question for item in brought.items)
    assert (first.stem, key(first), first.difficulty) == ('Who said "Oh"?', ["Beyoncé"], 5)
    assert first.concept == "Art & Music"
    assert (statement.kind, typed.kind, typed.explanation) == (Kind.TRUE_FALSE, Kind.TYPED, "As it is.")
    assert key(indexed) == ["b"]
    (line,) = brought.report.lines
    assert (line.outcome, json.dumps(found, indent=1).split("\n")[(line.place.line or 0) - 1].strip()) == (
        "refused", '"question": "No answer?"',
    )  # fmt: skip


def test_broken_json_is_read_item_by_item() -> None:
    """A comma too many costs one line, not the file."""
    text = (
        '[{"question": "a?", "answer": "x1"},\n{"question": "b?", "answer": },\n{"question": "c?", "answer": "z1"},\n,]'
    )
    brought = imported("t.json", text)
    assert [item.question.stem for item in brought.items] == ["a?", "c?"]
    assert [(line, outcome) for line, outcome, _ in told(brought)] == [(2, "refused")]


def test_red_lists_play_as_typed_questions() -> None:
    """Keys with a colon, numbers, yes and no, one answer alone, none at all, the same question twice."""
    text = (
        "AUTHOR: Somebody\nCONFIG:\n  delay: 3\nHow many?:\n- 42\n- forty-two\n'Colon: yes?':\n- Yes\n"
        "Empty?:\nOne alone?: truly\nHow many?:\n- 42\n- forty-two\n"
    )
    brought = imported("list.yaml", text)
    assert [item.question.body for item in brought.items] == [
        Typed(("42", "forty-two")), Typed(("Yes",)), Typed(("truly",)),
    ]  # fmt: skip
    assert [(line, outcome) for line, outcome, _ in told(brought)] == [(9, "refused"), (11, "refused")]
    assert "Somebody" in brought.report.notes[0]
    assert grade(brought.items[0].question, "forty two").correct


def test_kahoot_template() -> None:
    """The header stands deep, the right answers are numbers; a formula and a key of nothing are refused by cell."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B2"] = "Quiz template"
    head = ["", "Question - max 120 characters", *(f"Answer {n} - max 75 characters" for n in range(1, 5)),
            "Time limit (sec)", "Correct answer(s) - choose at least one"]  # fmt: skip
    rows: list[list[str | int | None]] = [
        [1, "2 + 2?", 4, 5, None, None, 20, "1"],
        [2, "Primes?", "2", "3", "4", None, 20, "1,2"],
        [3, "A formula?", "=1+1", "3", None, None, 20, 1],
        [4, "No key?", "a", "b", None, None, 20, None],
        [5, "Key of nothing?", "a", "b", None, None, 20, 4],
    ]
    for column, text in enumerate(head, start=1):
        sheet.cell(8, column, text)
    for number, row in enumerate(rows, start=9):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    out = BytesIO()
    book.save(out)
    brought = imported("kahoot.xlsx", out.getvalue())
    assert [key(item.question) for item in brought.items] == [["4"], ["2", "3"]]
    refused = [(line.place.cell, line.message) for line in brought.report.lines if line.outcome == "refused"]
    assert [cell for cell, _ in refused] == ["C11", "H12", "H13"]
    assert "formula" in refused[0][1]


def test_markdown_with_checkboxes_and_with_folded_answers() -> None:
    """Both ways in which banks stand on GitHub; links, code and images; what has no answer is refused by line."""
    boxes = (
        "# Bank\n\n### Which *one* of `a`, [b](http://x)?\n\n![q](images/q1.png)\n\n- [ ] a\n- [x] b.\n  More of b.\n\n"
        "**[⬆ Back to Top](#top)**\n\n### Nothing marked?\n\n- [ ] x\n- [ ] y\n"
    )
    brought = imported("bank.md", boxes)
    assert [(item.question.stem, key(item.question)) for item in brought.items] == [
        ("Which one of a, b?", ["b. More of b."])
    ]
    assert [(line, outcome) for line, outcome, _ in told(brought)] == [(3, "changed"), (13, "refused")]
    folded = (
        "---\nlayout: exam\n---\n# Exam 1\n\n1. First of all?\n    - A. x\n    - B. y\n\n    <details markdown=1><summary>Answer</summary>\n"
        "      Correct answer: B\n    </details>\n\n2. Two of them? (Choose TWO)\n    - A. x\n    - B. y\n    - C. z\n\n"
        "    <details><summary>Answer</summary>\n      Correct answer: A, C\n\n      Explanation: They go together.\n    </details>\n"
    )
    first, second = questions("exam.md", folded)
    assert (key(first), key(second), second.explanation) == (["y"], ["x", "z"], "They go together.")
    assert second.stem == "Two of them? (Choose two.)"


QTI = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="choice-1" title="T" adaptive="false"
 timeDependent="false"><responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
 <correctResponse><value>B</value></correctResponse></responseDeclaration>
 <itemBody><p>Look at this: <img src="images/sign.png" alt="a sign"/></p>
 <choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1"><prompt>What does it say?</prompt>
 <simpleChoice identifier="A">Stay.<feedbackInline outcomeIdentifier="F" identifier="A" showHide="show">No.</feedbackInline></simpleChoice>
 <simpleChoice identifier="B">Go.</simpleChoice></choiceInteraction></itemBody></assessmentItem>"""


def test_qti_items() -> None:
    """A prompt, feedback at a choice, an image that is named; what is no question says so."""
    brought = imported("item.xml", QTI)
    (item,) = brought.items
    assert (item.question.id, item.question.stem, key(item.question)) == (
        "choice-1", "Look at this:\n\nWhat does it say?", ["Go."],
    )  # fmt: skip
    assert isinstance(item.question.body, Choice)
    assert item.question.body.options[0].why == "No."
    assert "'sign.png'" in brought.report.lines[0].message
    essay = QTI.replace("choiceInteraction", "extendedTextInteraction")
    assert imported("item.xml", essay).report.refused == 1


def test_texts_that_are_too_long_empty_or_double() -> None:
    """Each is named: an empty option, two that read alike, an option or a question that goes on for ever."""
    rows = [
        {"question": "Empty one?", "correct_answer": "a", "incorrect_answers": ["", "b"]},
        {"question": "Twice?", "correct_answer": "a", "incorrect_answers": ["B", "b "]},
        {"question": "Right and wrong?", "correct_answer": "a", "incorrect_answers": ["A"]},
        {"question": "Long " * 400, "correct_answer": "a", "incorrect_answers": ["b"]},
        {"question": "Long option?", "correct_answer": "a" * 500, "incorrect_answers": ["b"]},
        {"question": "Long reason?", "correct_answer": "a", "incorrect_answers": ["b"], "explanation": "Word. " * 300},
        {"question": "All right?", "answers": ["a", "b"], "answer": "c"},
        {"question": "Many?", "correct_answer": "a", "incorrect_answers": [f"w{n}" for n in range(30)]},
        {"question": "  ", "correct_answer": "a", "incorrect_answers": ["b"]},
    ]
    brought = imported("t.json", json.dumps(rows))
    assert [item.question.stem for item in brought.items] == ["Empty one?", "Twice?", "Long reason?"]
    assert [line.outcome for line in brought.report.lines] == [
        "changed", "changed", "refused", "refused", "refused", "changed", "refused", "refused", "refused",
    ]  # fmt: skip
    assert len(brought.items[2].question.explanation) <= 700


def test_our_own_yaml_keeps_good_items_beside_bad_ones() -> None:
    """An item with a mistake is refused by its line, and the others come in with their ids."""
    text = (
        "level: own\ntopic: t_one\ntitle: One\nsubtopic: S\nitems:\n"
        "  - id: one-a\n    kind: typed\n    stem: Which?\n    answers: [a]\n"
        "  - id: one-b\n    kind: typed\n    stem: Which?\n    answer: [a]\n"
    )
    brought = imported("one.yaml", text)
    assert [item.question.id for item in brought.items] == ["one-a"]
    assert [(line, outcome) for line, outcome, _ in told(brought)] == [(10, "refused")] or told(brought)[0][
        1
    ] == "refused"
    assert (brought.topic, brought.title) == ("t_one", "One")
    assert imported("one.yaml", text.replace("t_one", "T one!")).topic == "one"


@pytest.mark.parametrize(
    ("name", "data", "missing"),
    [
        ("q.csv", "question,right,wrong\n", "below its header, the table has no rows"),
        ("q.yaml", "topic: own\nsubtopic: b\nitems: []\n", "below 'items', there is nothing"),
        ("q.md", "# Only a heading\n", "it was read as Markdown"),
    ],
)
def test_a_file_without_a_question_says_what_is_missing(name: str, data: str, missing: str) -> None:
    """Nothing taken and nothing refused would leave whoever brought it to guess."""
    brought = imported(name, data)
    assert (brought.items, brought.report.lines) == ((), ())
    assert f"There is no question in this file: {missing}" in as_text(brought.report)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("topic: a\nsubtopic: b\nitems:\n", "Line 3: 'items' should be a list"),
        ("topic: a\nsubtopic: b\nitems: 5\n", "Line 3: 'items' should be a list"),
        ("topic: a\n# only the beginning\n", "is not a pack: a pack has a topic, a subtopic, and items"),
        ("items:\n- x\n", "is not a pack: a pack has a topic, a subtopic, and items"),
    ],
)
def test_a_pack_that_was_only_begun_is_told_what_it_lacks(data: str, told: str) -> None:
    """It is neither said to lack what it has, nor taken for a list of trivia with the question "topic"."""
    with pytest.raises(UnreadableError) as refused:
        imported("mine.yaml", data)
    assert told in str(refused.value)


def test_every_line_of_a_report_says_what_it_is_about() -> None:
    """Options without a question have a line, and what has neither a line nor a name is an item all the same."""
    assert as_text(imported("q.md", "\n- [x] a\n").report).startswith("Line 2: refused. It asks nothing.")
    assert str(Line(Place(), "", "refused", "Why.")) == "An item: refused. Why."


def test_importing_again_gives_the_same_ids() -> None:
    """So a second import of the same file changes nobody's history."""
    assert [one.id for one in questions("unit.gift", GIFT)] == [one.id for one in questions("unit.gift", GIFT)]


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_of_the_format_is_said_in_words(form: str) -> None:
    """Whatever is named as a format and is not: one sentence, or a report in which nothing is taken."""
    for data in (b"hello", b"\x00\x01\x02" * 40, b"PK\x03\x04" + b"x" * 50, b"<a/>", b"[]", b"{}", b"\xff" * 30):
        said = outcome(data, form)
        assert said[:1].isupper()
        assert said.endswith(".")


def outcome(data: bytes, form: str) -> str:
    """The sentence of a refusal, or the count of a report in which nothing is taken."""
    try:
        brought = bring(Brought("x", data, FORMATS[form]))
    except UnreadableError as error:
        return str(error)
    assert brought.report.taken == 0
    return f"Nothing: {brought.report.refused} refused."
