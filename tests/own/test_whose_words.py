"""Whose a question's words are: in the copy of somebody's data, and once somebody has gone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.exchange.draft import Draft, Part, Place
from bot.kernel.questions import Kind
from bot.own.rules import Decision, Deed, Item, Suggestion
from bot.own.suggestions import Edited
from bot.profile.store import SqlEraser
from tests.cogs.table import Table, private, text
from tests.own.test_changes import AT, better, laid, written
from tests.own.test_erased_meanwhile import erase
from tests.own.test_story import own_of, shelf_of, suggestions_of

__all__ = ["laid"]  # a fixture


async def test_a_copy_of_ones_data_has_ones_own_words(laid: Table) -> None:
    """What a member suggested is in the member's copy, and not in that of the editor who decided on it."""
    item, here = await written(laid), laid.guild.id
    one = await better(laid, item, "The Golgi body", by=laid.ben.id)
    await suggestions_of(laid).decide(here, one.number, Decision.ACCEPTED, laid.gus.id, AT)
    draft = Draft(Place(), Kind.TYPED, "Which acid?", [Part("Citric", right=True)], markup="none")
    new = await suggestions_of(laid).suggest(here, "biology", draft, laid.ben.id, "ben", AT)
    assert isinstance(new, Suggestion)
    await suggestions_of(laid).decide(here, new.number, Decision.ACCEPTED, laid.gus.id, AT)
    eraser = SqlEraser(laid.app.writer, own_of(laid)._store._reading)  # type: ignore[attr-defined]
    ben, gus = json.dumps(await eraser.rows(laid.ben.id)), json.dumps(await eraser.rows(laid.gus.id))
    assert "Which acid?" in ben
    assert "Golgi" in ben
    assert "Which acid?" not in gus
    assert "Which part of a cell" in gus
    assert json.loads(gus)["own_suggestions"][0]["decision"] == "accepted"


async def test_a_better_wrong_answer_makes_nobody_the_author_of_the_question(laid: Table) -> None:
    """Named or not, accepted or undone: it stays whose it was, and its text stays out of the member's copy."""
    item, here = await written(laid), laid.guild.id
    queue, people = suggestions_of(laid), laid.people
    eraser = SqlEraser(laid.app.writer, own_of(laid)._store._reading)  # type: ignore[attr-defined]
    for named, who in (("Ben", "ben"), ("", "cleo")):
        one = await queue.suggest_distractor(here, item.name, f"By {who}", "", "", people[who].id, named, AT)
        assert isinstance(one, Suggestion)
        for deed in (queue.decide(here, one.number, Decision.ACCEPTED, 5, AT), queue.undo(here, one.number, 5, AT)):
            assert isinstance(await deed, Suggestion)
            stands = await own_of(laid).item(here, item.name)
            assert stands is not None
            assert (stands.author, stands.author_id) == ("", 5)
            assert "own_items" not in await eraser.rows(people[who].id)


async def test_erasing_an_editor_puts_no_words_into_their_mouth(laid: Table) -> None:
    """What they decided on says what became of it and no more, and what nobody was named for names nobody."""
    await written(laid)
    queue, here, gus, ben = suggestions_of(laid), laid.guild.id, laid.gus.id, laid.ben.id
    for decision, word in ((Decision.ACCEPTED, ""), (Decision.DECLINED, ""), (Decision.DECLINED, "Too easy.")):
        draft = Draft(Place(), Kind.TYPED, f"Which acid {word}?", [Part("Citric", right=True)], markup="none")
        one = await queue.suggest(here, "biology", draft, ben, "", AT)
        assert isinstance(one, Suggestion)
        await queue.decide(here, one.number, decision, gus, AT, word)
    await erase(laid, gus)
    mine = text(private(await laid.slash("ben", "packs suggestions")))
    assert [line for line in mine.splitlines() if line[0] in "✅➖"] == ["➖ declined", "➖ declined", "✅ accepted"]
    assert {item.author for item in (await shelf_of(laid)).items} == {""}


async def test_erasing_who_did_not_want_to_be_named_leaves_their_questions_unnamed(laid: Table) -> None:
    """What waits, and what was accepted; a name that was shown is replaced."""
    await laid.slash("gus", "packs new", title="Biology")
    queue, here, ben = suggestions_of(laid), laid.guild.id, laid.ben.id
    numbers = []
    for n, named in enumerate(("", "Ben", "")):
        draft = Draft(Place(), Kind.TYPED, f"Which acid {n}?", [Part("Citric", right=True)], markup="none")
        one = await queue.suggest(here, "biology", draft, ben, named, AT)
        assert isinstance(one, Suggestion)
        numbers.append(one.number)
    for number in numbers[:2]:
        await queue.decide(here, number, Decision.ACCEPTED, 5, AT)
    await erase(laid, ben)
    waits = await queue.suggestion(here, numbers[2])
    assert waits is not None
    assert waits.named == ""
    authors = {item.question.stem: item.author for item in (await shelf_of(laid)).items}
    assert authors == {"Which acid 0?": "", "Which acid 1?": "Somebody who left"}
    queue_card = text(private(await laid.slash("gus", "packs suggestions")))
    assert "does not want to be named" in queue_card


async def suggested(laid: Table, stem: str = "Which acid?", named: str = "ben") -> Suggestion:
    """Ben suggests a question for a pack that is there."""
    draft = Draft(Place(), Kind.TYPED, stem, [Part("Citric", right=True)], markup="none")
    made = await suggestions_of(laid).suggest(laid.guild.id, "biology", draft, laid.ben.id, named, AT)
    assert isinstance(made, Suggestion)
    return made


async def copy_of(laid: Table, who: str) -> str:
    eraser = SqlEraser(laid.app.writer, own_of(laid)._store._reading)  # type: ignore[attr-defined]
    return json.dumps(await eraser.rows(laid.people[who].id))


async def test_what_an_editor_makes_of_a_suggestion_is_in_no_members_copy(laid: Table) -> None:
    """Edited when it is accepted or later, it is the editor's; what the member wrote is theirs, and waits again."""
    await laid.slash("gus", "packs new", title="Biology")
    one, queue, here = await suggested(laid), suggestions_of(laid), laid.guild.id
    better_words = Draft(Place(), Kind.TYPED, "Which is sour?", [Part("Citric", right=True)], markup="none")
    done = await queue.decide(here, one.number, Decision.ACCEPTED, laid.gus.id, AT, edited=Edited(better_words, 0))
    assert isinstance(done, Suggestion)
    assert (await shelf_of(laid)).items[0].question.stem == "Which is sour?"
    assert done.question.stem == "Which acid?"
    assert "Which acid?" in await copy_of(laid, "ben")
    assert "Which is sour?" not in await copy_of(laid, "ben")
    assert "Which is sour?" in await copy_of(laid, "gus")
    assert (await shelf_of(laid)).items[0].author == "ben"
    assert isinstance(await queue.undo(here, one.number, laid.gus.id, AT), Suggestion)
    again = await queue.suggestion(here, one.number)
    assert again is not None
    assert (again.decision, again.question.stem) == (Decision.WAITING, "Which acid?")


@pytest.mark.parametrize("named", ["ben", ""])
async def test_a_question_is_in_the_copy_of_whoever_wrote_its_text_last(laid: Table, named: str) -> None:
    """Whoever deletes it or brings it back has written nothing; whoever edits it has. Named or not, it stays theirs."""
    await laid.slash("gus", "packs new", title="Biology")
    one, own, here = await suggested(laid, named=named), own_of(laid), laid.guild.id
    dan = laid.people["dan"].id
    await suggestions_of(laid).decide(here, one.number, Decision.ACCEPTED, laid.gus.id, AT)
    (item,) = (await shelf_of(laid)).items
    for deed in (own.delete, own.restore):
        await deed(here, item.name, dan, AT)
        assert "Which acid?" in json.dumps(json.loads(await copy_of(laid, "ben"))["own_items"])
        assert "Which acid?" not in await copy_of(laid, "dan")
    await own.change(here, item.name, replace(item.question, stem="Which is sour?"), laid.gus.id, AT)
    assert "Which is sour?" not in await copy_of(laid, "ben")
    assert "Which is sour?" in await copy_of(laid, "gus")


@pytest.mark.parametrize("named", ["ben", ""])
async def test_a_copy_of_a_question_leaves_its_words_whose_they_are(laid: Table, named: str) -> None:
    """Not the words of whoever presses Duplicate, until they write it anew; whose they are keeps their name there."""
    await laid.slash("gus", "packs new", title="Biology")
    one, own, here = await suggested(laid, named=named), own_of(laid), laid.guild.id
    await suggestions_of(laid).decide(here, one.number, Decision.ACCEPTED, laid.gus.id, AT)
    (item,) = (await shelf_of(laid)).items
    copy = await own.duplicate(here, item.name, laid.gus.id, AT)
    assert isinstance(copy, Item)
    again = await own.duplicate(here, copy.name, laid.people["dan"].id, AT)
    assert isinstance(again, Item)
    assert {copy.author, again.author} == {named}
    assert json.dumps(json.loads(await copy_of(laid, "ben"))["own_items"]).count("Which acid?") == 3
    for editor in ("gus", "dan"):
        assert "Which acid?" not in await copy_of(laid, editor)
    assert [one.deed for one in await own.history(here, again.name)] == [Deed.COPIED, Deed.SUGGESTED]
    await own.change(here, copy.name, replace(copy.question, stem="Which is sour?"), laid.gus.id, AT)
    assert "Which is sour?" in await copy_of(laid, "gus")
    await erase(laid, laid.ben.id)
    assert str(laid.ben.id) not in await copy_of(laid, "gus")
    assert {each.author for each in (await shelf_of(laid)).items} == {"Somebody who left" if named else ""}


async def test_a_copy_of_what_an_editor_wrote_is_in_that_editors_copy(laid: Table) -> None:
    item, here = await written(laid), laid.guild.id
    copy = await own_of(laid).duplicate(here, item.name, laid.people["dan"].id, AT)
    assert isinstance(copy, Item)
    await own_of(laid).delete(here, item.name, laid.gus.id, AT)
    assert "Which part of a cell" not in await copy_of(laid, "dan")
    assert json.dumps(json.loads(await copy_of(laid, "gus"))["own_versions"]).count("Which part of a cell") == 2
