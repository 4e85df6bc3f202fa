"""What stands on an answer sheet and under a list, whatever the game."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from discord.ui import LayoutView, TextDisplay

from bot.kernel.asked import Asked
from bot.kernel.questions import Question
from bot.packs.loading import load_file
from cogs.checking.drawing import all_screens
from cogs.duels.ids import answer_ids
from cogs.shared.cards import Card
from cogs.shared.sheet import sheet_card, sheet_length
from tests.cogs.table import bare
from tests.packs.samples import BODIES, item, write_pack
from tests.strategies import NOON

SMALL_IN_A_LIST = re.compile(r"^ *(?:[-*]|\d+\.) .*\n-# ", re.MULTILINE)


def texts(card: LayoutView) -> list[str]:
    return [part.content for part in card.walk_children() if isinstance(part, TextDisplay)]


@pytest.fixture(params=BODIES)
def question(request: pytest.FixtureRequest, tmp_path: Path) -> Question:
    return load_file(write_pack(tmp_path / "pack.yaml", item(request.param))).questions[0]


def test_no_small_line_is_read_as_part_of_a_list(question: Question) -> None:
    """On every screen that shows an item, a small line that follows a list is a part of its own."""
    for screens in all_screens():
        for name, screen in screens(question):
            assert not [text for text in texts(screen) if SMALL_IN_A_LIST.search(text)], name


def test_a_small_line_after_a_list_stands_apart_on_any_card() -> None:
    """Numbered or not; nothing else is taken apart, and no word is lost."""
    assert texts(Card("Pairs\n1. a → A\n2. b → B\n-# Change it.\n-# Or not.")) == [
        "Pairs\n1. a → A\n2. b → B",
        "-# Change it.\n-# Or not.",
    ]
    assert texts(Card("- one\n-# small")) == ["- one", "-# small"]
    assert texts(Card("**Head**\n-# small\n1. one\n\n-# apart")) == ["**Head**\n-# small\n1. one\n\n-# apart"]


def sheets(question: Question, asked: Asked) -> Iterator[LayoutView]:
    for taken in range(sheet_length(question) + 1):
        yield sheet_card(asked, "0123456789"[:taken], answer_ids(1, 0))


def test_a_sheet_keeps_its_question_and_its_clock(question: Question) -> None:
    """However much is picked, the question stands above it, and the deadline where there is one."""
    if not sheet_length(question):
        return
    untimed = Asked(question, 1, NOON)
    for card in sheets(question, replace(untimed, deadline=NOON)):
        assert f"-# Deadline <t:{NOON.timestamp():.0f}:R>" in texts(card)
        assert question.asking in bare("\n".join(texts(card)))
    for card in sheets(question, untimed):
        assert "Deadline" not in "\n".join(texts(card))
