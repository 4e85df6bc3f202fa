"""Pack text on every screen of every game: shown as it is written, but for the bold of a stem."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from discord.ui import LayoutView

from bot.kernel.questions import (
    Body,
    Choice,
    Extra,
    Kind,
    Matching,
    Numeric,
    Option,
    Ordering,
    Pair,
    Question,
    Source,
    Status,
    Step,
    Typed,
)
from bot.kernel.topics import name_topics
from bot.packs.content import from_json, to_json
from bot.study.items import Distractor
from cogs.checking.drawing import Screens, all_screens
from cogs.reports.words import _distractor
from cogs.shared.literal import literal
from tests.cogs.test_literal import shown
from tests.strategies import NOON, question

MARKS = ["*NSYNC", "__init__", "||x||", "<@123456789012345678>", "<t:0:R>", "`x`", "~~x~~", "[x](https://x.example)"]
TOPIC = "hostile_topic"


def told(place: int) -> str:
    """Text that is all markup, and another one in each place."""
    return f"{MARKS[place % len(MARKS)]}#{place}"


BODIES: dict[Kind, Body] = {
    Kind.SINGLE: Choice(tuple(Option(told(i), told(10 + i), right=i == 0) for i in range(4))),
    Kind.MULTIPLE: Choice(tuple(Option(told(i), told(10 + i), right=i < 2) for i in range(5))),
    Kind.ORDERING: Ordering(tuple(Step(told(i), told(10 + i)) for i in range(4))),
    Kind.MATCHING: Matching(
        tuple(Pair(told(i), told(10 + i), told(20 + i)) for i in range(3)), (Extra(told(30), told(31)),)
    ),
    Kind.NUMERIC: Numeric(0.8, 0.01, told(1), told(2), (Extra("0.5", told(3)),)),
    Kind.TYPED: Typed((told(0), told(1)), (Extra(told(2), told(3)),)),
}


def hostile(kind: Kind) -> Question:
    stem = f"{told(40)} and **{told(41)}**\n# {told(42)}\n-# {told(43)}"
    source = Source(told(44).replace("[", "").replace("]", ""), "https://docs.aws.amazon.com/x.html", NOON.date())
    status = (Status(told(45), "renamed", told(46)),)
    asked = question(kind=kind, body=BODIES[kind], stem=stem, topic=TOPIC)
    return replace(asked, explanation=told(47), source=source, status=status)


def texts(view: LayoutView) -> Iterator[str]:
    yield from (part.content for part in view.walk_children() if hasattr(part, "content"))


def assert_literal(card: str) -> None:
    """No text of the pack stands on the card as it is written: each has its backslashes."""
    for place in range(60):
        written = told(place)
        assert written not in card.replace(literal(written), ""), f"{written} in\n{card}"
    assert "\n# " not in card
    assert f"\n-# {told(43)}" not in card


@pytest.fixture(autouse=True)
def _a_topic_of_ones_own() -> None:
    name_topics({TOPIC: told(50)})


@pytest.mark.parametrize("kind", list(BODIES))
@pytest.mark.parametrize("screens", all_screens(), ids=lambda screens: screens.__module__)
def test_no_screen_formats_what_a_pack_says(screens: Screens, kind: Kind) -> None:
    """Question, sheet, receipt, reveal, outcome, misses, podium, report: every text of the pack is shown literally."""
    shown_any = False
    for _, view in screens(hostile(kind)):
        for card in texts(view):
            assert_literal(card)
            shown_any = True
    assert shown_any


def test_the_statistics_of_a_report_quote_literally() -> None:
    """What an organiser reads of the options as well."""
    assert shown(_distractor(Distractor(told(1), 0.5))).endswith(f"“{told(1)}”")


@pytest.mark.parametrize("kind", list(BODIES))
def test_text_is_stored_as_it_is_written(kind: Kind) -> None:
    """Only the screen escapes: rows, exports and grading know the text of the pack."""
    assert told(41) in from_json(to_json(hostile(kind))).stem
