"""What the checker finds, in the words of the screens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.kernel.questions import Choice, Extra, Kind, Matching, Numeric, Option, Pair
from bot.packs.checking.leniency import advice
from bot.packs.tables import Tables
from cogs.own.findings import reads_alike, without_marks
from cogs.own.words import FINDINGS
from tests.strategies import question


def test_every_rule_has_plain_words() -> None:
    """No finding falls back to a general sentence."""
    from bot.packs.checking.leniency import _OF_PUBLISHED
    from bot.packs.checking.rules import ITEM_RULES

    names = {rule.name for rule in ITEM_RULES} - _OF_PUBLISHED
    assert names - FINDINGS.keys() == set()


@pytest.mark.parametrize("explanation", ["", "Count them."])
def test_a_short_explanation_is_not_called_missing(explanation: str) -> None:
    """It stands right above the finding, which says how long it has to be and does not deny it."""
    body = Numeric(3, 0, "", worked="")
    found = advice(replace(question("q"), kind=Kind.NUMERIC, body=body, explanation=explanation), Tables())
    assert "reason" in {rule for rule, _, _ in found}
    assert "missing or very short" in FINDINGS["reason"]
    assert "at least 15 characters" in FINDINGS["reason"]
    longer = replace(question("q"), kind=Kind.NUMERIC, body=body, explanation="x" * 15)
    assert "reason" not in {rule for rule, _, _ in advice(longer, Tables())}


def test_without_marks_keeps_bold_in_pairs() -> None:
    """Links keep their words, code its text, and what decides stays bold."""
    marked = replace(question("q"), stem="Which `one` is **right**?", explanation="See [this](https://x.y) and *that*.")
    plain = without_marks(marked)
    assert (plain.stem, plain.explanation) == ("Which one is **right**?", "See this and that.")


@pytest.mark.parametrize(
    "meant",
    [
        *(
            "What is 2*3?",
            "What is 2**3?",
            "a || b",
            "> 10 ms",
            "#1",
            "5 * 3 * 2",
            ">= 4",
            "SELECT * FROM t",
            "f(*args)",
        ),
        *("- 5", "# 5", "* 2.5", "- .5"),
    ],
)
def test_signs_that_a_text_needs_are_no_marks(meant: str) -> None:
    """Without them it would ask something else, and its key would be wrong."""
    options = (Option(meant, meant, right=True), Option("b", ""))
    marked = replace(question("q"), stem=meant, body=Choice(options), explanation=meant)
    assert without_marks(marked) == marked


@pytest.mark.parametrize("meant", ["Is it **x** - y?", "Is **x** > y?", "Is **x** # of y?", "**x**\n\ny"])
def test_what_follows_bold_begins_no_line(meant: str) -> None:
    """A minus behind what decides is no list, and a line between two paragraphs stays."""
    marked = replace(question("q"), stem=meant)
    assert without_marks(marked).stem == meant


@pytest.mark.parametrize("marked", ["*so*", "**so**", "__so__", "||so||", "# so", "> so", "- so", "`so`", "***so***"])
def test_every_text_of_a_question_loses_its_marks(marked: str) -> None:
    """Then nothing is left of the finding, wherever the marks stood."""
    pairs, extra = (Pair(marked, marked, marked), Pair("c", "d", "")), (Extra(marked, marked),)
    plain = without_marks(replace(question("q"), kind=Kind.MATCHING, body=Matching(pairs, extra), explanation=marked))
    assert plain.body == Matching((Pair("so", "so", "so"), Pair("c", "d", "")), (Extra("so", "so"),))
    numeric = Numeric(3, 0, "", mistakes=(Extra("4", marked),), worked=marked)
    assert without_marks(replace(plain, kind=Kind.NUMERIC, body=numeric)).body == replace(
        numeric, mistakes=(Extra("4", "so"),), worked="so"
    )


@pytest.mark.parametrize(
    ("texts", "alike"),
    [
        (("`args`", "args"), True),
        (("__init__", "Init", "new"), True),
        (("*args", "args"), False),
        (("`a`", "b"), False),
        (("a", "a"), False),
    ],
)
def test_marks_that_tell_answers_apart_are_seen(texts: tuple[str, ...], alike: bool) -> None:
    """Without them nobody could say which of the two is right."""
    options = tuple(Option(one, "", right=place == 0) for place, one in enumerate(texts))
    marked = replace(question("q"), body=Choice(options))
    assert reads_alike(without_marks(marked), marked) is alike
