"""Where topics are off, or a pack is a draft again: whoever finds nothing to play reads the true cause."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.kernel.library import Library
from bot.kernel.questions import Question
from bot.kernel.sources import Everywhere, own_topic
from tests.cogs.table import Table, private, table, text
from tests.cogs.test_duel_beginnings import desk_of
from tests.own.test_story import own_of, published
from tests.strategies import question

NONE_ON = "No topic is on for this here. An organizer can turn topics on with `/packs list`."
OFF = "are off on this server. An organizer can turn them on with `/packs list`; in a direct message with Recall"


@pytest.fixture
async def laid(tmp_path: Path, kinds: dict[str, Question]) -> AsyncIterator[Table]:
    """A table with a question, a glossary, and flashcards."""
    card = replace(kinds["typed"], id="gloss-a-word", topic="metrics")
    questions = {"q1": question("q1", topic="metrics")}
    whole = Library({**questions}, {**questions, card.id: card}.get, {card.id: card})
    async with table(tmp_path, {}, Everywhere(lambda: whole)) as ready:
        yield ready


COMMANDS: list[tuple[str, dict[str, Any]]] = [
    ("quiz start", {"topic": "Metrics"}),
    ("quiz start", {}),
    ("quiz start", {"topic": "all"}),
    ("duel", {}),
    ("duel", {"topic": "Metrics"}),
    ("tournament create", {"kind": "arena"}),
    ("practice", {"topic": "Metrics"}),
    ("settings server", {"topic": "Metrics"}),
    ("settings daily", {"time": "09:00", "zone": "UTC", "topics": "Metrics, Security"}),
    ("settings daily", {"time": "09:00", "zone": "UTC", "topics": "all"}),
    ("night plan", {"day": "tomorrow", "time": "20:00", "zone": "UTC", "topics": "all"}),
    ("settings show", {}),
]


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_where_no_topic_is_on_that_is_what_is_told(laid: Table, command: str, options: dict[str, Any]) -> None:
    """No list without an end, and no advice to choose what cannot be chosen."""
    await own_of(laid).choose_topics(laid.guild.id, None, ["metrics"], [])
    told = text(private(await laid.slash("gus", command, **options)))
    assert NONE_ON in told
    assert "Try" not in told
    assert "Choose from" not in told


@pytest.mark.parametrize("focus", ["everything", "flashcards"])
async def test_whoever_practices_what_is_off_is_told_where_it_is_on(laid: Table, focus: str) -> None:
    """Another topic or focus would not help, and direct messages do."""
    await own_of(laid).choose_topics(laid.guild.id, None, ["metrics"], [])
    assert OFF in text(private(await laid.slash("ben", "practice", focus=focus)))


async def test_nobody_has_seen_cards_that_are_off(laid: Table) -> None:
    """Whoever never had a flashcard is not told that they have seen them all."""
    await own_of(laid).choose_topics(laid.guild.id, None, ["metrics"], [])
    told = text(private(await laid.slash("ben", "course cards")))
    assert OFF in told
    assert "You have also seen" not in told
    await own_of(laid).choose_topics(laid.guild.id, None, ["metrics"], ["metrics"])
    assert "Think of the answer" in text(private(await laid.slash("ben", "course cards")))


async def test_a_game_whose_topic_is_gone_names_it(laid: Table) -> None:
    """Who accepts a duel, or starts a lobby, can choose no other topic there: they learn which one is missing."""
    await published(laid)
    await laid.slash("ada", "duel", topic="Biology")
    challenge = laid.card()
    await laid.slash("ada", "quiz start", topic="Biology")
    await laid.settle()
    await own_of(laid).publish(laid.guild.id, "biology", published=False)
    gone = "There are no questions on **Biology** here anymore."
    assert gone in text(private(await laid.press("ben", "Accept", challenge)))
    assert gone in text(private(await laid.press("ada", "Start", laid.card())))
    assert own_topic(laid.guild.id, "biology") not in await laid.rounds.pool.topics(laid.guild.id)


async def test_a_rematch_on_a_topic_that_is_gone_names_it(laid: Table) -> None:
    """Its button chooses neither topic nor exam, so nobody is told to choose others with it."""
    await published(laid)
    await laid.slash("ada", "duel", opponent=laid.ben, topic="Biology")
    await laid.press("ben", "Accept")
    duels = desk_of(laid)
    [duel] = duels._duels.held
    await duels.call_off(duel.id, laid.env.now())
    await laid.settle()
    await own_of(laid).publish(laid.guild.id, "biology", published=False)
    refused = text(private(await laid.press("ada", "Rematch")))
    assert "There are no questions on **Biology** here anymore." in refused
