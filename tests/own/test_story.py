"""A server's own questions as its people meet them: written, suggested, brought, taken, asked."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from simcord import InteractionResult

from bot.exchange.draft import Draft, Part, Place
from bot.exchange.writing import TARGETS
from bot.kernel.asked import Asked, Locked, Player
from bot.kernel.questions import Choice, Kind, Question
from bot.kernel.sources import own_topic
from bot.own.files import Exported, FileService
from bot.own.manifest import Own
from bot.own.rules import Choices, Item, Pack, Waiting
from bot.own.service import OwnService
from bot.own.suggestions import SuggestionService
from bot.rounds.rules.model import Phase, Round, Settings
from tests.cogs.table import Table, labels, parts, private, table, text
from tests.strategies import question


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """A table with one built-in question."""
    async with table(tmp_path, {"q1": question("q1")}) as ready:
        yield ready


def own_of(laid: Table) -> OwnService:
    feature = next(one for one in laid.app.features if isinstance(one, Own))
    pressed = feature.cogs[0]
    return pressed._desk.own  # type: ignore[attr-defined,no-any-return]


@dataclass(frozen=True)
class Everything:
    """All that a server has, as its rows say it."""

    packs: Sequence[Pack]
    items: Sequence[Item]
    waiting: Sequence[Waiting]
    choices: Choices


def files_of(laid: Table) -> FileService:
    feature = next(one for one in laid.app.features if isinstance(one, Own))
    return feature.cogs[0]._files._files  # type: ignore[attr-defined,no-any-return]


def suggestions_of(laid: Table) -> SuggestionService:
    feature = next(one for one in laid.app.features if isinstance(one, Own))
    return feature.cogs[0]._suggestions._suggestions  # type: ignore[attr-defined,no-any-return]


async def shelf_of(laid: Table) -> Everything:
    own, here = own_of(laid), laid.guild.id
    shelf = await own.shelf(here)
    return Everything(shelf.packs, await own._store.items(here), shelf.waiting, shelf.choices)


async def asked_here(laid: Table, guild_id: int | None = None) -> dict[str, Question]:
    library = await laid.rounds.pool.sources.library(laid.guild.id if guild_id is None else guild_id)
    return dict(library.questions)


async def write(laid: Table, who: str, kind: Kind, pack: str = "Biology", **fields: Any) -> InteractionResult:
    opened = await laid.slash(who, "packs add", pack=pack, kind=str([*Kind].index(kind)))
    if kind is Kind.SINGLE and isinstance(fields.get("right"), str):
        fields["right"] = [fields["right"]]  # a menu
    result = await laid.people[who].submit_modal(opened, fields)
    await laid.settle()
    return result


FIVE: dict[Kind, dict[str, Any]] = {
    Kind.SINGLE: {
        "stem": "Which part of a cell makes its **energy**?",
        "lines": "The nucleus // It keeps the DNA.\nThe mitochondrion\nThe ribosome",
        "right": ["2"],
        "explanation": "It makes ATP.\nSource: A page, https://example.org/cell (2026-11-01)",
        "tags": "cells, energy",
    },
    Kind.TRUE_FALSE: {"stem": "Plants breathe oxygen, too.", "right": "True"},
    Kind.MULTIPLE: {"stem": "Which are bases of DNA?", "lines": "Adenine\nGuanine\nUracil", "right": ["1", "2"]},
    Kind.NUMERIC: {"stem": "How many chromosomes has a human cell?", "number": "46 ± 0 chromosomes"},
    Kind.TYPED: {"stem": "What is the sugar of RNA?", "lines": "Ribose", "spare": "Deoxyribose // That is DNA's."},
}


async def test_a_pack_is_written_published_and_asked(laid: Table) -> None:
    """A draft is asked nowhere; once published its questions stand in every game of this server, and of no other."""
    made = text(private(await laid.slash("gus", "packs new", title="Biology")))
    assert "draft: not asked" in made
    for kind, fields in FIVE.items():
        shown = text(private(await write(laid, "gus", kind, **fields)))
        assert "Saved." in shown, shown
        assert "As it is asked" in shown
    assert set(await asked_here(laid)) == {"q1"}
    card = private(await laid.slash("gus", "packs show", pack="biology"))
    assert "5 questions" in text(card)
    assert "Published" in text(private(await laid.press("gus", "Publish", card)))
    asked = await asked_here(laid)
    topic = own_topic(laid.guild.id, "biology")
    own = [one for one in asked.values() if one.topic == topic]
    assert {one.kind for one in own} == set(FIVE)
    assert set(await asked_here(laid, 12345)) == {"q1"}
    single = next(one for one in own if one.kind is Kind.SINGLE)
    assert (single.concept, single.clues, single.source is not None) == ("cells", ("energy",), True)
    await laid.begin("ben", topic="Biology", questions=5)
    game = await laid.game()
    assert {one.question.topic for one in game.asked} == {topic}
    assert "Biology" in text(laid.card())


async def test_what_cannot_be_saved_says_why_and_comes_back(laid: Table) -> None:
    """A form with a mistake is answered with the mistake and what was typed, and a button opens it again with that.

    The button remembers it only for as long as Recall runs.
    """
    await laid.slash("gus", "packs new", title="Biology")
    refused = await write(laid, "gus", Kind.SINGLE, stem="Which?", lines="One\none", right="1")
    assert "Not saved" in text(private(refused))
    assert "Which?\nOne\none" in text(private(refused))
    opened = await laid.press("gus", "Change it", private(refused))
    assert opened.modal is not None
    assert json.dumps("One\none")[1:-1] in json.dumps(opened.modal)
    saved = await laid.gus.submit_modal(opened, {"stem": "Which?", "lines": "One\nTwo", "right": ["1"]})
    assert "Saved." in text(private(saved))
    for fields in ({"stem": "How many?", "number": "many"}, {"stem": "\u200b", "number": "3"}):
        assert "Not saved" in text(private(await write(laid, "gus", Kind.NUMERIC, **fields)))
    long = {"stem": "Which? " * 200, "lines": "\n".join(f"{n} {'_*' * 190}" for n in range(6)), "right": "1"}
    said = text(private(await write(laid, "gus", Kind.SINGLE, **long)))
    assert "too long for a screen by" in said
    assert "Shorten the question (1,399 characters) or the answers with their reasons (2,292 characters)." in said
    assert "components" not in said
    assert "not a pair" in text(private(await write(laid, "gus", Kind.MATCHING, stem="Match.", lines="a\nb = c")))
    assert len((await shelf_of(laid)).items) == 1


async def test_editing_deleting_and_bringing_back(laid: Table) -> None:
    """Each change is a version with who and when; what is deleted is not asked, and one press brings it back."""
    await laid.slash("gus", "packs new", title="Biology")
    card = private(await write(laid, "gus", Kind.TYPED, **FIVE[Kind.TYPED]))
    opened = await laid.press("gus", "Edit", card)
    assert "Deoxyribose // That is DNA's." in json.dumps(opened.modal)
    edited = await laid.gus.submit_modal(opened, {"stem": "What is the sugar in RNA?", "lines": "Ribose\nD-Ribose"})
    assert "version 2" in text(private(edited))
    copy = private(await laid.press("gus", "Duplicate", private(edited)))
    assert "This is the copy" in text(copy)
    deleted = private(await laid.press("gus", "Delete", copy))
    assert "Restore it" in labels(deleted)
    shelf = await shelf_of(laid)
    assert sorted(item.deleted for item in shelf.items) == [False, True]
    back = private(await laid.press("gus", "Restore it", deleted))
    assert "It is back" in text(back)
    history = text(private(await laid.press("gus", "History", back)))
    assert [word in history for word in ("copied", "deleted", "restored", f"<@{laid.gus.id}>")] == [True] * 4


async def test_members_suggest_and_editors_decide(laid: Table) -> None:
    """A suggestion waits, is accepted or declined with a word, and its author sees what became of it."""
    await laid.slash("gus", "packs new", title="Biology")
    for stem, wrong in (("Which gas do plants take in?", "Oxygen\nNitrogen"), ("What is the green called?", "")):
        opened = await laid.slash("ben", "packs suggest", pack="Biology")
        right = "Carbon dioxide" if wrong else "Chlorophyll"
        sent = await laid.ben.submit_modal(opened, {"stem": stem, "right": right, "wrong": wrong, "named": True})
        assert "Thank you" in text(private(sent))
    queue = private(await laid.slash("gus", "packs suggestions"))
    assert "1 of 2 suggestions" in text(queue)
    after = private(await laid.press("gus", "Accept", queue))
    assert "Accepted" in text(after), text(after)
    opened = await laid.press("gus", "Decline", after)
    declined = await laid.gus.submit_modal(opened, {"word": "We have it already."})
    assert "No suggestions are waiting" in text(private(declined))
    mine = text(private(await laid.slash("ben", "packs suggestions")))
    assert "accepted" in mine
    assert "We have it already" in mine
    (item,) = (await shelf_of(laid)).items
    assert (item.question.stem, item.author) == ("Which gas do plants take in?", "ben")
    await laid.start()
    assert "already decided" in text(private(await laid.forge("gus", "v1:zm:0:p:1")))  # an old screen
    assert len((await shelf_of(laid)).items) == 1


async def test_who_may_write(laid: Table) -> None:
    """Managers, and the role that they name; nobody else, by a command or by a forged press."""
    assert "rganizers" in text(private(await laid.slash("ben", "packs new", title="Mine")))
    await laid.slash("gus", "packs new", title="Biology")
    for custom_id in ("v1:zp:0:p:biology:0", "v1:zu:0:p:biology:1", "v1:zy:0:p:biology", "v1:zb:0:p:biology"):
        await laid.start()
        answer = text(private(await laid.forge("ben", custom_id)))
        assert "rganizers" in answer
        await laid.stop("ada")
    assert [pack.published for pack in (await shelf_of(laid)).packs] == [False]
    role = laid.guild.create_role("Authors")
    assert "rganizers" in text(private(await laid.slash("ben", "packs editors", role=role)))
    await laid.slash("gus", "packs editors", role=role)
    assert role.mention in text(private(await laid.slash("gus", "packs editors")))  # to look changes nothing
    laid.people["eve"] = laid.guild.add_member(laid.env.create_user("eve"), roles=[role])
    assert "Saved." in text(private(await write(laid, "eve", Kind.TRUE_FALSE, **FIVE[Kind.TRUE_FALSE])))
    await laid.slash("gus", "packs editors", organizers_only=True)
    assert "rganizers" in text(private(await laid.slash("eve", "packs new", title="Mine")))


async def test_topics_on_and_off(laid: Table) -> None:
    """A built-in topic that is off is asked nowhere on this server, and asked everywhere else."""
    await laid.slash("gus", "packs new", title="Biology")
    await write(laid, "gus", Kind.TRUE_FALSE, **FIVE[Kind.TRUE_FALSE])
    await laid.press("gus", "Publish", private(await laid.slash("gus", "packs show", pack="Biology")))
    card = private(await laid.slash("gus", "packs list"))
    topic = own_topic(laid.guild.id, "biology")
    menu = next(part for part in parts(card) if part["type"] == 3 and part.get("min_values") == 0)
    assert {option["value"] for option in menu["options"]} == {"metrics", topic}
    result = await laid.gus.select(card, [topic], custom_id=menu["custom_id"])
    assert "Saved" in text(private(result))
    assert {one.topic for one in (await asked_here(laid)).values()} == {topic}
    assert {one.topic for one in (await asked_here(laid, 12345)).values()} == {"metrics"}


async def test_a_file_comes_in_after_a_look_at_it(laid: Table) -> None:
    """First the report with two bad items named, and nothing changed; a press brings the rest in; again, no doubles."""
    await laid.slash("gus", "packs new", title="Biology")
    gift = b"::One::Which?{=a ~b}\n\nDiscuss.{}\n\nWhich two?{~%50%x ~%50%y ~z}\n\nBroken {=a ~b\n"
    for fresh in ("2 questions imported", "0 questions imported"):
        sent = await laid.slash("gus", "packs import", pack="Biology", file=("unit.gift", gift))
        card = private(sent)
        assert "2 would be imported" in text(card)
        assert "Line 3" in text(card)
        assert "Line 7" in text(card)
        for asks in ("+ Which?", "+ Which two?"):
            assert asks in text(card)
        assert "Biology" in text(private(await laid.press("gus", "Don't import", card)))
        card = private(await laid.slash("gus", "packs import", pack="Biology", file=("unit.gift", gift)))
        assert fresh in text(private(await laid.press("gus", "Import 2", card)))
        assert len((await shelf_of(laid)).items) == 2
    bad = await laid.slash("gus", "packs import", pack="Biology", file=("x.pdf", b"%PDF-1.7 nothing"))
    assert "PDF" in text(private(bad))
    counted = {
        sample.labels["outcome"]: sample.value
        for family in laid.app.client.counts.imports.collect()
        for sample in family.samples
        if sample.name == "recall_imports_total"
    }
    assert counted == {"done": 2, "unreadable": 1, "refused": 0}


async def test_a_pack_goes_out(laid: Table) -> None:
    """As an Anki deck that holds its questions; what a format cannot hold stands in a second file."""
    await laid.slash("gus", "packs new", title="Biology")
    assert "no questions" in text(private(await laid.slash("gus", "packs export", pack="Biology", format="apkg")))
    for kind, fields in FIVE.items():
        await write(laid, "gus", kind, **fields)
    out = await laid.slash("gus", "packs export", pack="Biology", format="kahoot")
    assert "3 questions" in text(private(out))
    assert "second file" in text(private(out))


async def test_what_a_file_cannot_hold_is_said_of_questions_as_their_authors_know_them(laid: Table) -> None:
    """In whole sentences: by what they ask, and not by an ID alone, which nobody reads in Discord."""
    await laid.slash("gus", "packs new", title="Biology")
    for kind, fields in FIVE.items():
        await write(laid, "gus", kind, **fields)
    done = await files_of(laid).take_out(laid.guild.id, "biology", TARGETS["kahoot"], laid.gus.id, laid.env.now())
    assert isinstance(done, Exported)
    asked = {item.question.asking: item.name for item in (await shelf_of(laid)).items}
    for line in done.report.lines:
        begins = f"“{line.label}” ({asked[line.label]}): {line.outcome}. "
        assert str(line).startswith(begins)
        assert re.fullmatch(r"[A-Z][^:]*\.", str(line).removeprefix(begins))
    assert {line.outcome for line in done.report.lines} == {"changed", "refused"}


async def test_a_pack_is_deleted_for_good(laid: Table) -> None:
    """After a question back; its questions and history go, and are asked no more."""
    await laid.slash("gus", "packs new", title="Biology")
    await write(laid, "gus", Kind.TRUE_FALSE, **FIVE[Kind.TRUE_FALSE])
    card = private(await laid.slash("gus", "packs show", pack="Biology"))
    published = private(await laid.press("gus", "Publish", card))
    assert len(await asked_here(laid)) == 2
    sure = private(await laid.press("gus", "Delete the pack", published))
    assert "was deleted" in text(private(await laid.press("gus", "Delete it for good", sure)))
    shelf = await shelf_of(laid)
    assert (shelf.packs, shelf.items) == ([], [])
    assert set(await asked_here(laid)) == {"q1"}


async def published(laid: Table) -> str:
    """A pack of five kinds that is asked here; its topic."""
    await laid.slash("gus", "packs new", title="Biology")
    for kind, fields in FIVE.items():
        await write(laid, "gus", kind, **fields)
    await laid.press("gus", "Publish", private(await laid.slash("gus", "packs show", pack="Biology")))
    return own_topic(laid.guild.id, "biology")


async def test_what_is_learned_of_a_pack_is_seen(laid: Table) -> None:
    """Answers to it count for weak spots like any others: five of the twenty that it takes, and its topic was tried."""
    await published(laid)
    await laid.begin(topic="Biology", questions=5)
    for _ in range(5):
        await laid.attempt("ada")
        await laid.later(40)
    spots = text(private(await laid.slash("ada", "weakspots")))
    assert "15 more answers" in spots
    assert "Nothing to go by yet: Metrics" in spots
    board = text(private(await laid.slash("ada", "leaderboard", topic="Biology")))
    assert "Biology" in board
    assert "own." not in board


async def test_a_duel_and_the_daily_ask_it(laid: Table) -> None:
    """A pack is a topic for every game."""
    topic = await published(laid)
    duel = text(private(await laid.slash("ben", "duel", topic="Biology")))
    assert "is not a topic here" not in duel
    daily = await laid.slash("gus", "settings daily", time="09:00", zone="Europe/Berlin", topics="Biology")
    assert "Biology" in text(private(daily))
    practice = text(private(await laid.slash("ben", "practice", topic="Biology")))
    assert topic
    assert "Biology" in practice


async def answered(laid: Table, pack: str, count: int, *, right: bool, at: datetime) -> None:
    """A published pack of that title with so many questions, each of which Ada answered in a quiz, right or wrong."""
    own, here = own_of(laid), laid.guild.id
    made = await own.new_pack(here, pack, laid.gus.id, at)
    assert isinstance(made, Pack)
    for number in range(count):
        parts = [Part("True", right=True), Part("False")]
        draft = Draft(Place(), Kind.TRUE_FALSE, f"{pack} says so in place {number}.", parts, markup="none")
        assert isinstance(await own.write(here, made.name, draft, laid.gus.id, at), Item)
    await own.publish(here, made.name, published=True)
    asked = []
    for item in await own.page(here, made.name, 0, count):
        assert isinstance(item.question.body, Choice)
        given = next(n for n, option in enumerate(item.question.body.options) if option.right is right)
        locked = Locked((given,), right, float(right), 0, 9_000, at)
        asked.append(Asked(item.question, 1, at, closed_at=at, answers={laid.ada.id: locked}))
    store = laid.rounds._store
    player = Player(laid.ada.id, "Ada", at)
    game = Round(
        id=store.next_id(), guild_id=here, channel_id=laid.channel.id, host_id=player.id, settings=Settings(), seed=1,
        created_at=at, active_at=at, phase=Phase.ENDED, position=count - 1, players={player.id: player},
        asked=tuple(asked), ended_at=at,
    )  # fmt: skip
    await store.save(None, game, [])


async def test_weak_spots_name_a_pack(laid: Table) -> None:
    """Sixteen wrong in one pack and twelve right in another: its title is the weakest topic, and so in what follows."""
    at = laid.env.now() - timedelta(days=3)
    await answered(laid, "Biology", 16, right=False, at=at)
    await answered(laid, "Chemistry", 12, right=True, at=at)
    spots = private(await laid.slash("ada", "weakspots"))
    assert "weakest topic is probably Biology" in text(spots)
    assert "own." not in text(spots)
    for label in ("My misses", "Details"):
        spots = private(await laid.slash("ada", "weakspots"))
        shown = text(private(await laid.press("ada", label, spots)))
        assert "Biology" in shown
        assert "own." not in shown
    mended = text(private(await laid.press("ada", "Work on", private(await laid.slash("ada", "weakspots")))))
    assert "Biology" in mended
    reviews = text(private(await laid.slash("ada", "practice", topic="Biology")))
    assert "Biology" in reviews
    board = text(private(await laid.slash("ada", "leaderboard", topic="Biology")))
    assert "Biology" in board


async def test_a_command_deletes_a_pack_as_the_button_does(laid: Table) -> None:
    """After a question back, for editors only; somebody else is told who can, and nothing is gone."""
    await laid.slash("gus", "packs new", title="Biology")
    refused = await laid.slash("ada", "packs delete", pack="Biology")
    assert "Delete it for good" not in labels(private(refused))
    asked = private(await laid.slash("gus", "packs delete", pack="biology"))
    assert "Biology" in text(asked)
    await laid.press("gus", "Delete it for good", asked)
    assert "Biology" not in text(private(await laid.slash("gus", "packs list")))
