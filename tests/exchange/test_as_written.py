"""What an editor holds goes out and comes back as it is, whatever it looks like in the format that carries it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from bot.exchange.draft import Couple, Draft, Part, Place, RefusedError
from bot.exchange.importing import Brought, bring
from bot.exchange.shaping import question_of
from bot.exchange.writers.common import Pack
from bot.exchange.writing import TARGETS, take_out
from bot.kernel.questions import Kind, Question
from tests.exchange.reading import bare

SIGNS = [
    "Answer: B", "ANSWER: A", "Wrong: no", "Unit: MB", "Worked out: 3 × 4", "Source: none", "1.", "2)", "> said", ">",
    "# Head", "### Q?", "-", "- [x] b", "- [ ] c", "* d", "+ e", "```", "```x```", "~~~", "---", "===", "***",
    "A → B", "->", "→", "a — b", "—", "&amp;", "&lt;b&gt;", "&", "✓", "✓ yes", "*", "[x]", "[ ]", "[a](b)",
    "![a](b.png)", "`c`", "``d`", "<b>x</b>", "<p>", "List<int>", "a<b", "<br>", "<!-- x -->", "-->", "<![CDATA[y]]>",
    "]]>", "2**3", "_a_", "__init__", "a_b", "\\", "\\n", "\\*", "\\(x\\)", "'=1", "''=1", "'", "'+'", "=SUM(A1)",
    "=", "+1", "-5", "@x", "1,000", "1/2", "007", ";", " ; ", ",", "|", "::", ":", "%50%", "%25", "%2C", "~", "{",
    "}", "{{c1::x}}", "[html]", "[plain]", "//", "$CATEGORY: x", "####", "A)", "B. x", "(a)", "_____", "\t", "\"",
    "\"x\"", "…", "©", "Back to top", "True", "1", "Ä", "漢", "😀", "A/B", " / ", "<https://a.b/_c_>",
    "https://a.b/_c_*d*", "exam::x", "difficulty::2", "id=1", "kind=x; y", "^Q", "#Q x",
]  # fmt: skip
"""Words and lines that mean something in one of the formats."""

SOURCE = "Source: A, B — C, https://a.b/_c_?d=*e*&lt=1 (2026-01-01)"
SECTION = "CI/CD; A=B, C → D &amp; <f> {g}"

words = st.one_of(st.sampled_from(SIGNS), st.sampled_from(["one", "two", "of", "so"]))
line = st.lists(words, min_size=1, max_size=4).map(" ".join)
lines = st.lists(line, min_size=1, max_size=4).map("\n".join)
spread = st.lists(lines, min_size=1, max_size=2).map("\n\n".join)
why = st.one_of(st.just(""), lines)
marked = st.tuples(spread, st.sampled_from(["", "**", "**not**", "**x** and **y z**"])).map(" ".join)
tag = line.map(lambda text: text.replace(",", " "))


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    kind = draw(st.sampled_from(list(Kind)))
    parts = draw(st.lists(st.builds(Part, line, why, st.booleans()), min_size=1, max_size=6))
    couples = draw(st.lists(st.builds(Couple, line, line, why), min_size=2, max_size=4))
    if kind is Kind.NUMERIC:
        parts = [Part(str(draw(st.integers(200, 10**9))), part.why) for part in parts]
    if kind is Kind.TRUE_FALSE:
        parts = [Part("True", right=True), Part("False")]
    return Draft(
        Place(), kind, draw(marked), parts, couples if kind is Kind.MATCHING else (),
        value=draw(st.sampled_from([-5.0, 0.0, 0.25, 1000.0, 1e-07])),
        tolerance=draw(st.sampled_from([0.0, 0.5])),
        unit=draw(st.one_of(st.just(""), line)), worked=draw(why),
        explanation=draw(st.one_of(st.just(""), spread, spread.map(lambda one: f"{one}\n{SOURCE}"))),
        tags=draw(st.lists(tag, max_size=3)), markup="none",
    )  # fmt: skip


@st.composite
def held(draw: st.DrawFn) -> Question:
    """A question as the editor holds it: what was written, shaped."""
    try:
        question, _ = question_of(draw(drafts()), "as-it-is", "a_topic", SECTION)
    except RefusedError:
        reject()
    return question


def returned(question: Question, form: str) -> tuple[Question | None, list[str]]:
    """The question as it comes back, and what was said of it on both ways."""
    pack = Pack("One/Two", "a_topic", [question], [SECTION])
    data, report = take_out(pack, TARGETS[form])
    said = [line.message for line in report.lines]
    if report.refused:
        return None, said
    brought = bring(Brought(f"a{TARGETS[form].ending}", data, topic="a_topic", title="A title"))
    said += [str(line) for line in brought.report.lines] + list(brought.report.notes)
    assert [item.subtopic for item in brought.items] == [SECTION]
    return brought.items[0].question, said


@pytest.mark.parametrize("form", ["yaml", "csv", "markdown", "apkg", "qti"])
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(question=held())
def test_whole_formats_keep_every_sign(form: str, question: Question) -> None:
    """A question is itself again, and nothing had to be said of it."""
    back, said = returned(question, form)
    assert not said
    assert back == question


@pytest.mark.parametrize("form", ["gift", "moodle"])
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(question=held())
def test_moodle_keeps_every_sign(form: str, question: Question) -> None:
    """What Moodle has a place for is itself again, and the rest was named."""
    back, said = returned(question, form)
    if back is None:
        assert form == "gift"
        assert question.kind is Kind.ORDERING
        return
    assert bool(said) == (back != question), said
    assert bare(back) == bare(question)
