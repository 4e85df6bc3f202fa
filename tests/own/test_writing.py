"""What somebody writes is kept as they meant it, or they are told: no kind, key, title or hidden sign slips in."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from discord import SelectOption
from discord.ui import Label, RadioGroup, Select

from bot.exchange.draft import RefusedError
from bot.kernel.questions import Choice, Kind, Typed
from bot.kernel.sources import own_topic
from bot.kernel.topics import name_topics, title_of
from bot.own.bettering import bettered
from cogs.own.forms import draft_of, question_form
from cogs.shared.reading import read_topic
from tests.cogs.table import Table, labels, private, table, text
from tests.own.test_story import own_of, shelf_of, write
from tests.strategies import question


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with one built-in question."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        yield ready


@pytest.mark.parametrize("title", ["Model measures", "MODEL  measures!", "model_measures", "All topics", "any"])
async def test_a_pack_is_not_called_like_a_topic_of_everybodys(laid: Table, title: str) -> None:
    """Nobody could tell the two apart in a list, nor say by its name which one they mean."""
    name_topics({"model_measures": "Model measures"})
    assert "already uses that title" in text(private(await laid.slash("gus", "packs new", title=title)))
    assert not (await shelf_of(laid)).packs


def test_an_old_pack_of_that_title_is_told_apart() -> None:
    """A topic may come later than a pack: each keeps a name by which it is found, alone."""
    old = own_topic(7, "model-errors")
    name_topics({old: "Model errors"})
    assert title_of(old) == "Model errors"
    name_topics({"model_errors": "Model errors"})
    known = ["model_errors", old]
    assert [title_of(topic) for topic in known] == ["Model errors", "Model errors (this server)"]
    assert [read_topic(title_of(topic), known) for topic in known] == known


async def test_no_form_makes_a_question_of_another_kind(laid: Table) -> None:
    """A single choice of one option, and several right answers that are one: the writer is told what is missing."""
    await laid.slash("gus", "packs new", title="Biology")
    one = text(private(await write(laid, "gus", Kind.SINGLE, stem="Which animal?", lines="only one", right="1")))
    assert "Not saved" in one
    assert "at least two different options" in one
    several: dict[str, Any] = {"stem": "Which two?", "lines": "Cat\ncat\nDog", "right": ["1", "2"]}
    told = text(private(await write(laid, "gus", Kind.MULTIPLE, **several)))
    assert "“Cat” is there twice" in told
    assert not (await shelf_of(laid)).items


LONG: list[tuple[Kind, dict[str, Any], str]] = [
    (Kind.SINGLE, {"lines": "Cat\nDog", "right": "1", "explanation": "Purr " * 200}, "the explanation is cut to 700"),
    (Kind.SINGLE, {"lines": f"Cat // {'Purr ' * 60}\nDog", "right": "1"}, "a reason is cut to 200 characters"),
    (Kind.TYPED, {"lines": "Cat", "spare": "\n".join(f"Dog {n}" for n in range(9))}, "only the first 8 wrong answers"),
    (Kind.MATCHING, {"lines": "a = b\nc = d\ne = f\ng ="}, "a pair with an empty side is left out"),
    (
        Kind.TYPED,
        {"lines": "Cat fish", "spare": "cat-fish // No."},
        "a wrong answer that reads like a right one is left",
    ),
    (Kind.TYPED, {"lines": "Catfish\n?"}, "a spelling without a letter or a digit is left out"),
]


@pytest.mark.parametrize(("kind", "fields", "why"), LONG)
async def test_nothing_that_was_typed_is_left_out_in_silence(
    laid: Table, kind: Kind, fields: dict[str, Any], why: str
) -> None:
    """Where a question takes less than its form does, the writer is told, and has all of it again."""
    await laid.slash("gus", "packs new", title="Biology")
    told = private(await write(laid, "gus", kind, stem="Which animal?", **fields))
    assert f"Not saved.** Part of it would be lost: {why}" in text(told)
    assert not (await shelf_of(laid)).items
    again = json.dumps((await laid.press("gus", "Change it", told)).modal)
    assert all(json.dumps(said)[1:-1] in again for name, said in fields.items() if name != "right")


@pytest.mark.parametrize(
    ("kind", "lines", "why"),
    [
        (Kind.SINGLE, "Cat\n// It barks.\nDog", "“It barks.” is a reason without anything before the //"),
        (Kind.TYPED, "Cat // It purrs.", "“Cat” is a spelling with a reason after //"),
    ],
)
def test_no_reason_is_left_out_in_silence(kind: Kind, lines: str, why: str) -> None:
    """One that stands beside nothing, or where none is kept, is the writer's to put elsewhere."""
    with pytest.raises(RefusedError, match=re.escape(why)):
        draft_of(kind, {"stem": "Which animal?", "lines": lines, "right": "1"})


async def test_what_a_question_says_is_not_taken_for_what_would_be_lost(laid: Table) -> None:
    """A spelling that is there twice loses nothing, whatever its words are."""
    await laid.slash("gus", "packs new", title="Biology")
    await write(laid, "gus", Kind.TYPED, stem="What becomes of a stop word?", lines="It is left out\nit is left out")
    (item,) = (await shelf_of(laid)).items
    assert isinstance(item.question.body, Typed)
    assert item.question.body.answers == ("It is left out",)


@pytest.mark.parametrize(("kind", "right"), [(Kind.SINGLE, ["4"]), (Kind.MULTIPLE, ["1", "4"])])
async def test_lines_are_numbered_as_they_were_typed(laid: Table, kind: Kind, right: list[str]) -> None:
    """An empty line is counted by whoever says which line is right; to mark the empty line itself is refused."""
    await laid.slash("gus", "packs new", title="Biology")
    lines = "Cat\n\nDog\nOwl\n"
    for empty in ("2", "5"):
        marked = [*right[:-1], empty]
        refused = text(private(await write(laid, "gus", kind, stem="Which flies?", lines=lines, right=marked)))
        assert f"Line {empty} is marked as right, but it has no option." in refused
    await write(laid, "gus", kind, stem="Which flies?", lines=lines, right=right)
    (item,) = (await shelf_of(laid)).items
    assert isinstance(item.question.body, Choice)
    assert [one.text for one in item.question.body.options if one.right] == ["Cat", "Owl"][-len(right) :]


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.TRUE_FALSE])
def test_which_is_right_is_for_the_writer_to_say(kind: Kind) -> None:
    """Nothing is chosen beforehand in a new question, and it has to be chosen."""
    fields = [one.component for one in question_form("-", kind, {}).children if isinstance(one, Label)]
    (right,) = [one for one in fields if isinstance(one, Select | RadioGroup)]
    assert not any(option.default for option in right.options)
    assert right.required
    assert all(isinstance(option, SelectOption) for option in right.options) == (kind is Kind.SINGLE)


async def test_what_a_pack_asks_already_is_said(laid: Table) -> None:
    """To who writes it, and to who decides on a suggestion, however it is spelled; an edit is not its own double."""
    await laid.slash("gus", "packs new", title="Biology")
    first = private(await write(laid, "gus", Kind.TYPED, stem="What is our group called?", lines="Owls"))
    assert "already asks that" not in text(first)
    again = private(await write(laid, "gus", Kind.TYPED, stem="What is our group called", lines="Lions"))
    assert "already asks that" in text(again)
    opened = await laid.slash("ben", "packs suggest", pack="Biology")
    await laid.ben.submit_modal(opened, {"stem": "what is OUR group called?", "right": "Cats", "wrong": ""})
    assert "already asks that" in text(private(await laid.slash("gus", "packs suggestions")))


async def test_each_finding_is_told_once(laid: Table) -> None:
    """Marks in four texts are one point with one button, which removes all of them."""
    await laid.slash("gus", "packs new", title="Biology")
    card = private(await write(laid, "gus", Kind.SINGLE, stem="`What` is it?", lines="`A`\n`B`\n`C`", right="1"))
    assert text(card).count("formatting marks") == 1
    assert sum("Remove the marks" in label for label in labels(card)) == 1


async def test_nothing_hidden_gets_into_a_question(laid: Table) -> None:
    """Signs that turn the line around, and blanks without width, are gone from each of its texts."""
    await laid.slash("gus", "packs new", title="Biology")
    hidden = {
        "stem": "Capital of \u202eFrance\u200b?", "lines": "Pa\u200bris // \u2067Why\nLy\u202eon", "right": "1",
        "explanation": "It \u2066is.", "tags": "cit\u200eies",
    }  # fmt: skip
    await write(laid, "gus", Kind.SINGLE, **hidden)
    (item,) = (await shelf_of(laid)).items
    body = item.question.body
    assert isinstance(body, Choice)
    assert item.question.stem == "Capital of France?"
    assert [(one.text, one.why) for one in body.options] == [("Paris", "Why"), ("Lyon", "")]
    assert (item.question.explanation, item.question.tags) == ("It is.", ("cities",))
    better = bettered(item.question, "Mar\u202eseille", "B\u200big", "")
    assert not isinstance(better, str)
    assert "\u202e" not in repr(better)


async def test_what_was_written_for_a_pack_that_is_gone_can_be_copied(laid: Table) -> None:
    """Nobody is sent back to a form that can never be sent, and the command that helps can be read."""
    await laid.slash("gus", "packs new", title="Biology")
    suggestion = await laid.slash("ben", "packs suggest", pack="Biology")
    opened = await laid.slash("gus", "packs add", pack="Biology", kind=str([*Kind].index(Kind.TYPED)))
    await own_of(laid).drop_pack(laid.guild.id, "biology", laid.gus.id, laid.env.now())
    sent = private(await laid.ben.submit_modal(suggestion, {"stem": "Who *flies*?", "right": "An owl", "wrong": ""}))
    saved = private(await laid.gus.submit_modal(opened, {"stem": "Who *flies*?", "lines": "An owl"}))
    for told, why in ((sent, "**Not sent.** There is"), (saved, "**Not saved.** There is")):
        assert f"{why} no such pack here. `/packs list` shows all of them." in text(told)
        assert "flies" in text(told)
        assert "An owl" in text(told)
        assert labels(told) == []
