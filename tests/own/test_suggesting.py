"""What members suggest for packs, and what becomes of it."""

from __future__ import annotations

import json
from dataclasses import replace

import discord
import pytest

from bot.kernel.questions import Choice, Kind, Question
from bot.own.bettering import bettered
from bot.own.manifest import Own
from bot.own.rules import Refusal
from cogs.shared.words import TOO_SOON
from tests.cogs.table import Table, labels, private, text
from tests.own.test_desk import AT, laid
from tests.own.test_story import FIVE, own_of, shelf_of, write
from tests.strategies import question

__all__ = ["laid"]  # a fixture


async def revealed(laid: Table) -> object:
    """The reveal of the single choice of a published pack, in a quiz that Ada plays alone."""
    await laid.slash("gus", "packs new", title="Biology")
    await write(laid, "gus", Kind.SINGLE, **FIVE[Kind.SINGLE])
    await laid.press("gus", "Publish", private(await laid.slash("gus", "packs show", pack="Biology")))
    await laid.begin(topic="Biology", questions=1)
    return None


async def test_a_member_knows_a_better_distractor(laid: Table) -> None:
    """At the reveal, and not before; the editor sees which answer it replaces, accepts, and the member is told."""
    await revealed(laid)
    game = await laid.game()
    opened = await laid.forge("ben", f"v1:z5:{_base36(game.id)}:0")
    assert opened.modal is None  # its form would show which answers are wrong
    await laid.attempt("ada")
    card = laid.card(-2) if "Suggest a better" not in " ".join(labels(laid.card())) else laid.card()
    opened = await laid.press("ben", "Suggest a better wrong answer", card)
    assert "The ribosome" in json.dumps(opened.modal)
    assert "mitochondrion" not in json.dumps(opened.modal)
    sent = await laid.ben.submit_modal(
        opened, {"text": "The Golgi body", "why": "It packs proteins.", "instead": ["1"], "named": True}
    )
    assert "Thank you" in text(private(sent))
    queue = private(await laid.slash("gus", "packs suggestions"))
    assert "The Golgi body" in text(queue)
    assert "It replaces: The ribosome" in text(queue)
    after = private(await laid.press("gus", "Accept", queue))
    assert "Accepted" in text(after)
    assert options_of((await shelf_of(laid)).items[0].question) == [
        "The nucleus",
        "The mitochondrion",
        "The Golgi body",
    ]
    dm = laid.ben.user.dm_channel.history()
    assert "was accepted" in text(dm[-1])
    undone = private(await laid.press("gus", "Undo", after))
    assert "waiting again" in text(undone)
    assert "The ribosome" in options_of((await shelf_of(laid)).items[0].question)


def options_of(one: Question) -> list[str]:
    assert isinstance(one.body, Choice)
    return [option.text for option in one.body.options]


def _base36(number: int) -> str:
    from bot.kernel.custom_ids import base36

    return base36(number)


async def test_a_double_click_accepts_no_suggestion_that_nobody_has_read(laid: Table) -> None:
    """The next one has its buttons where the first had them, as a published pack has the one that takes it back."""
    await laid.slash("gus", "packs new", title="Biology")
    for stem in ("First?", "Second?"):
        opened = await laid.slash("ben", "packs suggest", pack="Biology")
        await laid.ben.submit_modal(opened, {"stem": stem, "right": "a", "wrong": "b"})
    queue = private(await laid.slash("gus", "packs suggestions"))
    await laid.env.advance_time(5)
    following = private(await laid.gus.click(queue, label="Accept"))
    assert "Second?" in text(following)
    assert text(private(await laid.gus.click(following, label="Accept"))) == TOO_SOON
    assert len((await shelf_of(laid)).waiting) == 1
    pack = private(await laid.slash("gus", "packs show", pack="Biology"))
    await laid.env.advance_time(5)
    published = private(await laid.gus.click(pack, label="Publish"))
    assert text(private(await laid.gus.click(published, label="Make it a draft again"))) == TOO_SOON
    assert (await shelf_of(laid)).packs[0].published


async def test_a_decision_is_undone(laid: Table) -> None:
    """An accepted question goes out again and waits; not where somebody has edited it since."""
    await laid.slash("gus", "packs new", title="Biology")
    opened = await laid.slash("ben", "packs suggest", pack="Biology")
    await laid.ben.submit_modal(opened, {"stem": "Which?", "right": "a", "wrong": "b"})
    after = private(await laid.press("gus", "Accept", private(await laid.slash("gus", "packs suggestions"))))
    back = private(await laid.press("gus", "Undo", after))
    assert "1 of 1 suggestion" in text(back)
    assert [item.deleted for item in (await shelf_of(laid)).items] == [True]
    after = private(await laid.press("gus", "Accept", back))
    (item,) = [item for item in (await shelf_of(laid)).items if not item.deleted]
    await own_of(laid).change(laid.guild.id, item.name, replace(item.question, stem="Which one?"), 1, AT)
    assert "no longer be undone" in text(private(await laid.press("gus", "Undo", after)))


async def test_a_decision_that_is_undone_takes_its_letter_back(laid: Table) -> None:
    """Whoever suggested something has one letter, of the decision that stands; later, one that says it was undone."""
    await laid.slash("gus", "packs new", title="Biology")
    opened = await laid.slash("ben", "packs suggest", pack="Biology")
    await laid.ben.submit_modal(opened, {"stem": "Which?", "right": "a", "wrong": "b"})
    after = private(await laid.press("gus", "Accept", private(await laid.slash("gus", "packs suggestions"))))
    letters = laid.ben.user.dm_channel
    assert ["was accepted" in text(one) for one in letters.history()] == [True]
    back = private(await laid.press("gus", "Undo", after))
    assert letters.history() == []
    await laid.gus.submit_modal(await laid.press("gus", "Decline", back), {"word": ""})
    await laid.settle()
    assert ["was not accepted" in text(one) for one in letters.history()] == [True]


async def test_a_letter_of_an_earlier_process_is_followed_by_another(laid: Table) -> None:
    """What cannot be deleted any more is put right in words."""
    await laid.slash("gus", "packs new", title="Biology")
    opened = await laid.slash("ben", "packs suggest", pack="Biology")
    await laid.ben.submit_modal(opened, {"stem": "Which?", "right": "a", "wrong": "b"})
    after = private(await laid.press("gus", "Accept", private(await laid.slash("gus", "packs suggestions"))))
    teller = next(one for one in laid.app.features if isinstance(one, Own)).teller
    teller._letters.clear()
    await laid.press("gus", "Undo", after)
    told = [text(one) for one in laid.ben.user.dm_channel.history()]
    assert len(told) == 2
    assert "The decision on your suggestion for Biology" in told[-1]
    assert "was taken back" in told[-1]


async def test_where_no_message_can_be_sent_my_suggestions_tell(laid: Table) -> None:
    """Somebody who takes no direct messages reads it in their list, with the editor's note."""
    await laid.slash("gus", "packs new", title="Biology")
    opened = await laid.slash("ben", "packs suggest", pack="Biology")
    await laid.ben.submit_modal(opened, {"stem": "Which?", "right": "a", "wrong": "b"})
    dm = laid.ben.user.dm_channel.id
    laid.env.inject_error("POST", f"/channels/{dm}/messages", status=403, code=50007, times=None)
    queue = private(await laid.slash("gus", "packs suggestions"))
    await laid.gus.submit_modal(await laid.press("gus", "Decline", queue), {"word": "Too easy."})
    card = private(await laid.slash("ben", "packs list"))
    mine = text(private(await laid.press("ben", "My suggestions", card)))
    assert "declined: Too easy." in mine


async def test_the_author_stays_known_after_an_edit(laid: Table) -> None:
    """Whoever suggested a question is its author, whoever edits it later: their name goes with them when they go."""
    await laid.slash("gus", "packs new", title="Biology")
    opened = await laid.slash("ben", "packs suggest", pack="Biology")
    await laid.ben.submit_modal(opened, {"stem": "Which?", "right": "a", "wrong": "b", "named": True})
    await laid.press("gus", "Accept", private(await laid.slash("gus", "packs suggestions")))
    (item,) = (await shelf_of(laid)).items
    await own_of(laid).change(laid.guild.id, item.name, replace(item.question, stem="Which one?"), 1, AT)
    (item,) = (await shelf_of(laid)).items
    assert (item.author, item.author_id, item.changed_by) == ("ben", laid.ben.id, 1)


def test_what_is_no_better_distractor_is_refused() -> None:
    """One that is there already, one for a question without options, an empty one."""
    single = replace(question("q"), kind=Kind.SINGLE)
    assert isinstance(single.body, Choice)
    there = single.body.options[0].text
    assert bettered(single, there.upper(), "", "") is Refusal.SAID_ALREADY
    assert bettered(single, " ", "", "") is Refusal.NO_DISTRACTOR
    assert bettered(replace(single, kind=Kind.TRUE_FALSE), "x", "", "") is Refusal.NO_DISTRACTOR
    wrong = next(option.text for option in single.body.options if not option.right)
    better = bettered(single, "Something else", "Because.", wrong)
    assert isinstance(better, Question)
    assert wrong not in options_of(better)
    assert len(options_of(better)) == len(single.body.options)


async def test_nobody_writes_a_better_answer_to_a_question_that_is_deleted(laid: Table) -> None:
    """The reveal keeps its button; whoever presses it is told before they type anything."""
    await revealed(laid)
    await laid.attempt("ada")
    card = laid.card(-2) if "Suggest a better" not in " ".join(labels(laid.card())) else laid.card()
    asked = private(await laid.slash("gus", "packs delete", pack="Biology"))
    await laid.press("gus", "Delete it for good", asked)
    refused = await laid.press("ben", "Suggest a better wrong answer", card)
    assert refused.modal is None
    assert "no longer here" in text(private(refused))


async def test_who_goes_on_elsewhere_reads_where_a_better_answer_is_suggested(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Practice and dailies can be played from direct messages: the question does take another answer, on its server."""
    await revealed(laid)
    await laid.stop("ada")
    shown = private(await laid.attempt("ben", private(await laid.slash("ben", "practice", topic="Biology"))))
    monkeypatch.setattr(discord.Interaction, "is_user_integration", lambda _: True)
    monkeypatch.setattr(discord.Interaction, "is_guild_integration", lambda _: False)
    refused = await laid.press("ben", "Suggest a better wrong answer", shown)
    assert refused.modal is None
    told = text(private(refused))
    assert "can only be suggested on that server" in told
    assert "cannot take another" not in told


async def test_a_better_answer_that_cannot_be_sent_comes_back(laid: Table) -> None:
    """With all that was typed, behind a button."""
    await revealed(laid)
    await laid.attempt("ada")
    card = laid.card(-2) if "Suggest a better" not in " ".join(labels(laid.card())) else laid.card()
    opened = await laid.press("ben", "Suggest a better wrong answer", card)
    fields = {"text": "The nucleus", "why": "It keeps the genes.", "instead": ["1"]}
    refused = private(await laid.ben.submit_modal(opened, fields))
    assert "already has that answer" in text(refused)
    assert "The nucleus\nIt keeps the genes." in text(refused)
    again = await laid.press("ben", "Change it", refused)
    assert "It keeps the genes." in json.dumps(again.modal)
    sent = await laid.ben.submit_modal(again, {**fields, "text": "The Golgi body"})
    assert "Thank you" in text(private(sent))


async def test_a_wrong_answer_that_is_there_twice_is_asked_back_as_in_every_form(laid: Table) -> None:
    """Nothing of what a member typed is left out in silence, and all of it comes back with a press."""
    await laid.slash("gus", "packs new", title="Biology")
    for right, wrong, said in (("a", "b\nB", "“b” is there twice"), ("a", "A\nb", "“a” is there twice")):
        opened = await laid.slash("ben", "packs suggest", pack="Biology")
        told = private(await laid.ben.submit_modal(opened, {"stem": "Which?", "right": right, "wrong": wrong}))
        assert said in text(told)
        assert "Not sent" in text(told)
        again = await laid.press("ben", labels(told)[0], told)
        assert json.dumps(wrong) in json.dumps(again.modal)
    assert not (await shelf_of(laid)).waiting


async def test_deleting_a_pack_says_what_is_being_asked_of_it(laid: Table) -> None:
    """The quiz goes on with it, which whoever deletes the pack is to know."""
    await revealed(laid)
    asked = private(await laid.slash("gus", "packs delete", pack="Biology"))
    assert "1 question of it is being asked right now" in text(asked)
    await laid.attempt("ada")
    await laid.stop("ada")
    asked = private(await laid.slash("gus", "packs delete", pack="Biology"))
    assert "being asked" not in text(asked)


async def test_whoever_waits_for_a_decision_is_told_that_the_pack_was_deleted(laid: Table) -> None:
    """They were promised to hear what becomes of it; what was decided before stays readable, too."""
    await laid.slash("gus", "packs new", title="Biology")
    for stem in ("Which?", "Who?"):
        opened = await laid.slash("ben", "packs suggest", pack="Biology")
        await laid.ben.submit_modal(opened, {"stem": stem, "right": "a", "wrong": "b"})
    await laid.press("gus", "Accept", private(await laid.slash("gus", "packs suggestions")))
    sure = private(await laid.slash("gus", "packs delete", pack="Biology"))
    assert "1 suggestion to decide on will be declined" in text(sure)
    await laid.press("gus", "Delete it for good", sure)
    await laid.settle()
    letter = text(laid.ben.user.dm_channel.history()[-1])
    assert "was not accepted" in letter
    assert "The pack was deleted" in letter
    theirs = text(private(await laid.slash("ben", "packs suggestions")))
    assert "declined: The pack was deleted" in theirs
    assert "Who?" in theirs
    assert "accepted" in theirs
