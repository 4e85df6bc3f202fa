"""What organizers and members do with packs beyond writing: choose, mend, look, improve, undo; and what it costs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.exchange.report import Report
from bot.exchange.taken import Import, Taken
from bot.kernel.choosing import Order, choose_for_group
from bot.kernel.questions import Kind, Question
from bot.kernel.sources import AS_IT_IS, Game, own_topic
from bot.own.rules import Choices, Pack, Refusal
from bot.own.store import SqlOwn
from cogs.checking.drawing import all_looks
from cogs.shared.words import TOO_SOON
from tests.cogs.table import Table, labels, parts, private, table, text
from tests.own.test_story import FIVE, files_of, own_of, published, shelf_of, suggestions_of, write
from tests.strategies import question

AT = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with one built-in question."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        yield ready


def menu_of(card: object, verb: str) -> dict[str, object]:
    return next(part for part in parts(card) if str(part.get("custom_id", "")).startswith(f"v1:{verb}:"))  # type: ignore[arg-type]


# What a press reads


class Counting:
    """A codec that counts what it decodes."""

    def __init__(self, codec: object) -> None:
        self.codec, self.decoded = codec, 0

    def to_json(self, one: Question) -> str:
        return self.codec.to_json(one)  # type: ignore[attr-defined,no-any-return]

    def from_json(self, text: str) -> Question:
        self.decoded += 1
        return self.codec.from_json(text)  # type: ignore[attr-defined,no-any-return]


async def test_a_press_reads_what_its_screen_shows(laid: Table) -> None:
    """With 2,000 questions, the list decodes none, a pack one page, a question itself, and a suggestion none but it."""
    own, here = own_of(laid), laid.guild.id
    pack = await own.new_pack(here, "Biology", 1, AT)
    assert isinstance(pack, Pack)
    items = tuple(Taken(replace(question("q"), id=f"b-{n:04}", stem=f"What of {n}?"), "") for n in range(2_000))
    await files_of(laid).bring(here, pack.name, Import(items, Report("x", 2_000, (), ()), "x", "own_pack"), 1, AT)
    store = own._store
    assert isinstance(store, SqlOwn)
    counting = Counting(store._codec)
    store._codec = counting

    async def decoded(command: str, **options: str) -> int:
        counting.decoded = 0
        await laid.slash("gus", command, **options)
        return counting.decoded

    assert await decoded("packs list") == 0
    assert await decoded("packs show", pack="Biology") == 25
    card = private(await laid.slash("gus", "packs show", pack="Biology"))
    assert "2000 questions" in text(card).replace(",", "")
    counting.decoded = 0
    shown = private(await laid.gus.select(card, ["b-0007"], custom_id=str(menu_of(card, "zk")["custom_id"])))
    assert "What of 7?" in text(shown)
    assert counting.decoded == 1
    counting.decoded = 0
    await laid.press("gus", "Edit", shown)
    await laid.press("gus", "History", shown)
    assert counting.decoded <= 4
    opened = await laid.slash("ben", "packs suggest", pack="Biology")
    counting.decoded = 0
    await laid.ben.submit_modal(opened, {"stem": "Which?", "right": "a", "wrong": "b"})
    assert await decoded("packs suggestions") <= 2


# Topics and order


async def test_each_game_follows_its_own_topics(laid: Table) -> None:
    """A topic that is off in quizzes alone is asked in every other game; all games are switched together as well."""
    topic = await published(laid)
    card = private(await laid.slash("gus", "packs list"))
    card = private(await laid.gus.select(card, ["1"], custom_id=str(menu_of(card, "z1")["custom_id"])))
    assert "In quizzes." in text(card)
    await laid.gus.select(card, ["metrics"], custom_id=str(menu_of(card, "zt")["custom_id"]))
    own = own_of(laid)
    assert topic not in await laid.rounds.pool.topics(laid.guild.id)
    for game in (Game.DAILY, Game.DUEL, Game.PRACTICE):
        assert own._source.chosen(laid.guild.id, game) == AS_IT_IS
    whole = private(await laid.slash("gus", "packs list"))
    assert "off in quizzes" in text(whole)
    await laid.gus.select(whole, [topic], custom_id=str(menu_of(whole, "zt")["custom_id"]))
    chosen = {game: own._source.chosen(laid.guild.id, game).off for game in Game}
    assert chosen[Game.DAILY] == {"metrics"}
    assert chosen[Game.QUIZ] == {"metrics", topic}  # what is on somewhere stays as it is in each game


def test_switching_every_game_at_once_touches_what_changed() -> None:
    """Off turns it off in all games; on turns on what was off in all of them, and leaves what was off in some."""
    partly = Choices(1, off={Game.QUIZ: frozenset({"a", "b"}), Game.DUEL: frozenset({"b"})})
    same = partly.switched(None, ["a", "b"], ["a", "b"])
    assert {game: topics for game, topics in same.off.items() if topics} == partly.off
    none = partly.switched(None, ["a", "b"], [])
    assert none.off_in(None) == {"a", "b"}
    assert none.switched(None, ["a", "b"], ["a", "b"]).off_anywhere == frozenset()


async def test_the_order_that_a_server_wants_holds(laid: Table) -> None:
    """What is known comes first where they want it so; it is kept over a restart."""
    await laid.slash("gus", "packs new", title="Biology")
    card = private(await laid.slash("gus", "packs list"))
    saved = private(await laid.gus.select(card, ["old"], custom_id=str(menu_of(card, "z2")["custom_id"])))
    assert "Known questions first" in text(saved)
    assert (await laid.rounds.pool.sources.library(laid.guild.id)).order is Order.OLD
    assert (await own_of(laid)._store.choices(laid.guild.id)).order is Order.OLD


def test_orders() -> None:
    """New ones first is usual; old ones first begins with what was asked longest ago; a held one is last in each."""
    pool = [question(name) for name in ("a", "b", "c", "d")]
    recent = {"b": AT.replace(day=2), "c": AT.replace(day=1)}

    def first(order: Order, count: int) -> set[str]:
        return {one.id for one in choose_for_group(pool, count, 1, recent, order, {"d"})}

    assert first(Order.USUAL, 1) == {"a"}
    assert first(Order.OLD, 1) == {"c"}
    assert first(Order.OLD, 2) == {"b", "c"}
    assert all("d" not in first(order, 3) for order in Order)


# Findings


async def test_each_finding_has_a_button_that_mends_it(laid: Table) -> None:
    """Plain words; a button removes formatting at once, another opens the one field of the form that is meant."""
    await laid.slash("gus", "packs new", title="Biology")
    lines = "The `nucleus`\nThe mitochondrion, which makes nearly all the energy that a cell needs\nA ribosome"
    card = private(await write(laid, "gus", Kind.SINGLE, stem="Which part?", lines=lines, right="2"))
    told = text(card)
    assert "formatting marks" in told
    assert "much longer" in told
    assert "stem" not in told.lower()
    assert "distractor" not in told.lower()
    marks = next(label for label in labels(card) if "Remove the marks" in label)
    mended = private(await laid.press("gus", marks, card))
    assert "formatting marks are gone" in text(mended)
    assert "`" not in text(mended)
    opened = await laid.press("gus", next(one for one in labels(mended) if "Change the answers" in one), mended)
    assert json.dumps(opened.modal).count("custom_id") == 3  # the form itself, the answers, which is right
    shorter = "The nucleus\nThe vacuole\nThe ribosome"
    saved = private(await laid.gus.submit_modal(opened, {"lines": shorter, "right": ["2"]}))
    assert "much longer" not in text(saved)
    (item,) = (await shelf_of(laid)).items
    assert item.question.stem == "Which part?"
    assert item.version == 3


async def test_marks_stay_where_two_answers_would_be_the_same_without(laid: Table) -> None:
    """Nobody could tell which is right: nothing changes, and that is said."""
    await laid.slash("gus", "packs new", title="Python")
    lines = "`args` // All positional ones.\nargs // One name.\nkwargs"
    card = private(
        await write(laid, "gus", Kind.SINGLE, pack="Python", stem="What takes the rest?", lines=lines, right="1")
    )
    marks = next(label for label in labels(card) if "Remove the marks" in label)
    told = private(await laid.press("gus", marks, card))
    assert "two of the answers would be the same" in text(told)
    (item,) = (await shelf_of(laid)).items
    assert item.version == 1


async def test_marks_are_not_removed_from_what_somebody_else_has_changed(laid: Table) -> None:
    """What another editor saved in the same moment stays, and a deleted question is not called mended."""
    await laid.slash("gus", "packs new", title="Biology")
    card = private(await write(laid, "gus", Kind.SINGLE, stem="What `is` it?", lines="one\ntwo", right="1"))
    own, here, (item,) = own_of(laid), laid.guild.id, (await shelf_of(laid)).items
    await own.change(here, item.name, replace(item.question, stem="What `is` that?"), 5, AT)
    bare = replace(item.question, stem="What is it?")
    assert await own.change(here, item.name, bare, 5, AT, seen=item.version) is Refusal.CHANGED_SINCE
    await own.delete(here, item.name, 5, AT)
    marks = next(label for label in labels(card) if "Remove the marks" in label)
    told = text(private(await laid.press("gus", marks, card)))
    assert "no longer here" in told
    assert "marks are gone" not in told


async def test_a_double_click_on_delete_brings_nothing_back(laid: Table) -> None:
    """While a game asks a question, the button that brings it back stands where the one that deletes it stood."""
    await laid.slash("gus", "packs new", title="Biology")
    card = private(await write(laid, "gus", Kind.SINGLE, stem="What is it?", lines="one\ntwo", right="1"))
    await laid.env.advance_time(5)
    deleted = private(await laid.gus.click(card, label="Delete"))
    assert text(private(await laid.gus.click(deleted, label="Restore it"))) == TOO_SOON
    assert (await shelf_of(laid)).items[0].deleted


# Looks


async def test_a_question_is_seen_as_in_each_game(laid: Table) -> None:
    """Quiz, reveal, duel, daily, practice: each with controls that do nothing, and a way back."""
    await laid.slash("gus", "packs new", title="Biology")
    card = private(await write(laid, "gus", Kind.SINGLE, **FIVE[Kind.SINGLE]))
    menu = menu_of(card, "z7")
    options = menu["options"]
    assert isinstance(options, list)
    names = {option["label"] for option in options}
    assert {"Quiz", "Quiz, after the question", "Duel", "Daily", "Practice"} <= names
    for option in options:
        shown = private(await laid.gus.select(card, [option["value"]], custom_id=str(menu["custom_id"])))
        assert labels(shown) == ["Back to the question"], option["label"]
        assert "energy" in text(shown)
        assert "\N{FULL BLOCK}" not in text(shown)
        card = private(await laid.press("gus", "Back to the question", shown))


@pytest.mark.parametrize("kind", [*FIVE])
def test_every_kind_has_every_look(kind: Kind) -> None:
    """Whatever is asked can be looked at."""
    from bot.exchange.shaping import question_of
    from cogs.own.forms import draft_of

    fields = {name: ",".join(said) if isinstance(said, list) else said for name, said in FIVE[kind].items()}
    one, _ = question_of(draft_of(kind, fields), "own.1.q", own_topic(1, "x"), "X")
    assert all(look(one) is not None for look in all_looks().values())


# Files by a form


async def test_a_file_comes_by_the_form(laid: Table) -> None:
    """`/packs import` without a file asks for it, and so does the pack's button; what follows is the same."""
    await laid.slash("gus", "packs new", title="Biology")
    opened = await laid.slash("gus", "packs import", pack="Biology")
    sent = await laid.gus.submit_modal(opened, {"file": ("unit.gift", b"::One::Which?{=a ~b}")})
    card = private(sent)
    assert "1 would be imported" in text(card)
    shown = private(await laid.press("gus", "Import 1", card))
    assert "1 question imported" in text(shown)
    opened = await laid.press("gus", "Import a file", shown)
    again = await laid.gus.submit_modal(opened, {"file": ("x.pdf", b"%PDF-1.7 nothing")})
    assert "PDF" in text(again)


# Members


async def test_members_read_the_list(laid: Table) -> None:
    """They see what is on, and choose nothing, not with a forged press either."""
    topic = await published(laid)
    card = private(await laid.slash("ben", "packs list"))
    assert "Biology" in text(card)
    assert topic not in text(card)
    menus = [str(part["custom_id"]) for part in parts(card) if part["type"] == 3]
    assert [one.split(":")[1] for one in menus] == ["z1"]
    assert labels(card) == ["My suggestions"]
    await laid.start()
    for verb in ("zt", "z2", "zu", "zz", "z4", "z8"):
        answer = text(private(await laid.forge("ben", f"v1:{verb}:0:p:biology:0", component_type=3, values=["old"])))
        assert "Only organizers" in answer
    assert (await shelf_of(laid)).choices.off == {}


async def test_reports_and_muted_questions_are_a_press_away(laid: Table) -> None:
    """From the list, for who may manage the server, and back to it."""
    card = private(await laid.slash("gus", "packs list"))
    shown = private(await laid.press("gus", "Reports and muted questions", card))
    assert "no open reports" in text(shown)
    back = private(await laid.press("gus", "All packs", shown))
    assert "Reports and muted questions" in labels(back)
    assert suggestions_of(laid) is not None


async def test_everyone_can_be_let_in(laid: Table) -> None:
    """The role that everybody has is one that can be chosen, and then holds for everybody."""
    await laid.slash("gus", "packs new", title="Biology")
    assert "Only organizers" in text(private(await laid.slash("ben", "packs add", pack="Biology")))
    told = await laid.slash("gus", "packs editors", role=laid.guild.default_role)
    assert "@everyone" in text(private(told))
    assert (await laid.slash("ben", "packs add", pack="Biology")).modal is not None


@pytest.mark.parametrize("shown", ["\u3164", "\u200b", "\u2800 \u3164", "\u202e"])
async def test_no_pack_has_a_title_that_shows_nothing(laid: Table, shown: str) -> None:
    assert "title that can be read" in text(private(await laid.slash("gus", "packs new", title=shown)))
    assert not await own_of(laid).packs(laid.guild.id)


async def test_each_of_the_titles_that_differ_in_signs_is_opened(laid: Table) -> None:
    """By what the list of the command sends, and by the title as it is written."""
    for title in ("C", "C++", "C#"):
        await laid.slash("gus", "packs new", title=title)
    for pack in await own_of(laid).packs(laid.guild.id):
        for said in (pack.name, pack.title):
            card = private(await laid.slash("gus", "packs show", pack=said))
            assert f"**{pack.title}**" in text(card).replace("\\", "")
