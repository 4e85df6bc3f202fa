"""An essay evening as a channel goes through it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import Mock

import pytest
from simcord import ResponseMessage

from bot.client.orders import Orders
from bot.client.words import COMING_BACK
from bot.delivery.sender import BlockedError
from bot.evenings import rules
from bot.evenings.manifest import Evenings
from bot.evenings.service import MARK
from bot.kernel.custom_ids import base36, build
from bot.kernel.library import Library
from bot.kernel.ports import MessageKey, StorageError
from bot.kernel.sources import Everywhere
from cogs.evenings.ids import Verb
from cogs.shared.literal import literal
from tests.cogs.table import Table, labels, parts, private, table, take_away, text
from tests.cogs.test_erased_on_cards import erase
from tests.essays.makers import ESSAY

TEXTS = {"ada": "**Ada** writes <@1> @everyone\n# at length", "ben": "Ben writes.", "cleo": "Cleo writes."}


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Table]:
    whole = Library(essays={ESSAY.id: ESSAY})
    async with table(tmp_path, {}, Everywhere(lambda: whole)) as ready:
        yield ready


async def look(room: Table) -> None:
    """Have the evenings looked at."""
    evenings = next(feature for feature in room.app.features if isinstance(feature, Evenings)).evenings
    await evenings.tick(room.env.now())
    await room.settle()


async def writes(room: Table, who: str) -> ResponseMessage:
    opened = await room.press(who, "Write", room.card())
    return private(await room.people[who].submit_modal(opened, {"text": TEXTS.get(who, "Others write.")}))


async def evening(room: Table, *people: str) -> None:
    """These people write, and the time is up."""
    said = private(await room.slash("dan", "course essay", subject="Why it is a loop", minutes=10))
    assert "The evening is open" in text(said)
    for who in people:
        assert "Saved" in text(await writes(room, who))
    await room.settle()
    await room.env.advance_time(11 * 60)
    await look(room)


async def marks(room: Table, who: str, answers: int) -> ResponseMessage:
    """Somebody marks all that is theirs to mark; what they read in the end."""
    page = private(await room.press(who, "Mark an answer", room.card()))
    for _ in range(answers):
        page = private(await room.press(who, "Mark it", page))
        for label in ("It is there", "Half", "Missing"):
            page = private(await room.press(who, label, page))
    return page


async def test_three_write_and_each_is_marked_by_the_two_others(room: Table) -> None:
    """Nobody's name stands in the channel, and no text; each sees both markings of their own answer."""
    await evening(room, *TEXTS)
    card = room.card()
    assert "marked by two of the others" in text(card)
    assert "0 of 6 sets of marks are in" in text(card)
    page = private(await room.press("dan", "Read the answers", card))
    read = [text(page)]
    for _ in range(2):
        page = private(await room.press("dan", "Next answer", page))
        read.append(text(page))
    assert all(any(words in one.replace("\\", "") for one in read) for words in ("Ben writes.", "Cleo writes."))
    assert "have not written anything here" in text(private(await room.press("dan", "Mark an answer", card)))
    await marks(room, "ben", 1)
    assert "1 of 6 sets of marks is in" in text(room.card())
    for who in TEXTS:
        last = await marks(room, who, 1 if who == "ben" else 2)
        assert ("marked all that was yours" in text(last)) == (who != "cleo")
    assert "Your answer to" in text(last)
    over = room.card()
    assert "6 of 6 sets of marks are in" in text(over)
    mine = private(await room.press("ben", "My answer", over))
    assert "Ben writes." in text(mine)
    assert "Marked by two people: 2.5 and 2.5 of 6" in text(mine)
    assert text(mine).count("🟨🟨") == 1
    assert "❌❌ It is trained again. · 0 and 0 of 2" in text(mine)
    assert "It begins with a goal, is watched" in text(private(await room.press("ben", "A sample answer", mine)))
    shared = "".join(text(message) for message in room.channel.history() if not message.flags.ephemeral)
    assert not [word for word in ("ada", "ben", "cleo", "writes") if word in shared.lower()]


@pytest.mark.parametrize(("people", "rule"), [(["ada"], "marks it alone"), (["ada", "ben"], "the other's author")])
async def test_one_or_two_writers_are_told_how_it_goes(room: Table, people: list[str], rule: str) -> None:
    """One marks oneself; two mark each other."""
    await evening(room, *people)
    assert rule in text(room.card())
    for who in people:
        await marks(room, who, 1)
    mine = private(await room.press("ada", "My answer", room.card()))
    assert "Marked by one person: 2.5 of 6" in text(mine)


async def test_a_draft_is_kept_and_the_host_alone_ends_the_writing(room: Table) -> None:
    """The form has what was saved; a stranger cannot call it off."""
    await room.slash("dan", "course essay", subject="why-loops")
    await writes(room, "ada")
    again = await room.press("ada", "Write", room.card())
    assert "at length" in str(again.modal)
    assert "Only the host" in text(private(await room.press("ben", "Call it off", room.card())))
    assert "are writing already" in text(private(await room.slash("ben", "course essay", subject="why-loops")))
    asked = private(await room.press("dan", "Time is up", room.card()))
    assert "1 answer saved so far" in text(asked)
    assert "Write" in labels(room.card())
    sure = next(button["custom_id"] for button in parts(asked) if button.get("label") == "Time is up")
    told = private(await room.press("dan", "Time is up", asked))
    assert "can still be submitted for 45 seconds" in text(told)
    assert text(private(await room.forge("dan", sure))) == text(told)  # pressed twice
    await room.settle()
    assert "can still be submitted for 45 seconds" in text(room.card())
    assert labels(room.card()) == []
    await room.env.advance_time(46)
    await look(room)
    assert "The time is up" in text(room.card())
    assert "It goes on below" in text(room.card(-2))


async def test_a_text_is_given_back_while_the_clock_stands_still(room: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server was away when the time would have been up: the time comes back, so nobody reads that it is over."""
    monkeypatch.setattr("bot.presence.PRESSES_WAIT_S", 0.0)
    presence = room.app.presence
    await room.slash("dan", "course essay", subject="why-loops", minutes=10)
    opened = await room.press("ada", "Write", room.card())
    presence.vanished(room.guild.id, gone=False)
    await room.env.advance_time(20 * 60)
    told = text(private(await room.people["ada"].submit_modal(opened, {"text": TEXTS["ada"]})))
    assert COMING_BACK in told
    assert literal(TEXTS["ada"]) in told
    presence.appeared(room.guild.id)
    await presence.beat(room.env.now())
    await writes(room, "ada")
    await look(room)
    assert "1 answer saved" in text(room.card())
    assert "Write" in labels(room.card())


@pytest.mark.parametrize("trouble", ["read only", "blocked", "restarting", "disk full"])
async def test_an_essay_that_cannot_be_saved_is_given_back(
    room: Table, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is closed by then, so it would be nowhere else."""
    client = room.app.client
    await room.slash("dan", "course essay", subject="why-loops", minutes=10)
    opened = await room.press("ada", "Write", room.card())
    orders = {"read only": Orders(read_only=True), "blocked": Orders({room.ada.id: ""})}.get(trouble, Orders())
    monkeypatch.setattr(client.standing, "orders", orders)
    monkeypatch.setattr(client.inbox, "closing", trouble == "restarting")
    with monkeypatch.context() as held:
        if trouble in ("disk full", "read only"):
            held.setattr(room.app.writer, "execute", Mock(side_effect=StorageError("disk full")))
            held.setattr(room.app.writer, "queue", Mock(side_effect=StorageError("disk full")))
        told = text(private(await room.people["ada"].submit_modal(opened, {"text": TEXTS["ada"]})))
    assert literal(TEXTS["ada"]) in told
    assert "Saved" not in told


@pytest.mark.parametrize("nothing", ["", "\u200b\u2800\u3164"])
async def test_what_nobody_could_read_is_not_saved(room: Table, nothing: str) -> None:
    """Nor is it dealt to others to mark."""
    await room.slash("dan", "course essay", subject="why-loops", minutes=10)
    opened = await room.press("ada", "Write", room.card())
    assert "Saved" not in text(private(await room.people["ada"].submit_modal(opened, {"text": nothing})))
    assert "saved so far" not in text(room.card()) or "0 answers" in text(room.card())


async def test_an_empty_form_takes_nothing_away(room: Table) -> None:
    """Whoever has saved a text still sees it, and the button that changes it; whoever has none is sent to the card."""
    await room.slash("dan", "course essay", subject="why-loops")
    opened = await room.press("ada", "Write", room.card())
    told = text(private(await room.ada.submit_modal(opened, {"text": " \u200b\n\u2060"})))
    assert "Press **Write** again" in told
    assert "What you submitted" not in told
    saved = await writes(room, "ada")
    before = text(saved)
    opened = await room.press("ada", "Change it", saved)
    refused = private(await room.ada.submit_modal(opened, {"text": " "}))
    assert text(refused) == f"**There was no text in the form, so nothing has changed.**\n{before}"
    assert labels(refused) == ["Change it"]


async def test_no_private_message_names_a_time_that_the_host_can_move(room: Table) -> None:
    """What one has saved stays true once the time is up; changing it then is refused as that, not as a lost text."""
    await room.slash("dan", "course essay", subject="why-loops")
    saved = await writes(room, "ada")
    assert "<t:" not in text(saved)
    assert "until the time is up" in text(saved)
    await room.press("dan", "Time is up", private(await room.press("dan", "Time is up", room.card())))
    await room.env.advance_time(1)
    refused = text(private(await room.press("ada", "Change it", saved)))
    assert "What was saved counts" in refused
    assert "not saved" not in refused


async def test_a_form_sent_after_the_time_is_up_offers_no_change(room: Table) -> None:
    """What was sent in the last seconds counts, and nobody is sent back to a form that does not open anymore."""
    await room.slash("dan", "course essay", subject="why-loops")
    opened = await room.press("ada", "Write", room.card())
    saved = await writes(room, "ben")
    again = [await room.press("ben", "Change it", saved) for _ in range(2)]
    await room.press("dan", "Time is up", private(await room.press("dan", "Time is up", room.card())))
    await room.env.advance_time(1)
    late = [private(await room.ada.submit_modal(opened, {"text": TEXTS["ada"]}))]
    for form, said in zip(again, (" ", TEXTS["ben"]), strict=True):
        late.append(private(await room.people["ben"].submit_modal(form, {"text": said})))
    for card in late:
        assert "## Saved" in text(card)
        assert "The time is up, so this is what counts." in text(card)
        assert "You can change it" not in text(card)
        assert labels(card) == []


async def test_nothing_that_was_written_or_marked_is_cut_off_unasked(room: Table) -> None:
    """Calling it off and ending the marking say what is at stake, and wait for a second press."""
    await room.slash("dan", "course essay", subject="why-loops")
    await writes(room, "ada")
    asked = private(await room.press("dan", "Call it off", room.card()))
    assert "1 answer saved so far" in text(asked)
    assert "Nothing has changed" in text(private(await room.press("dan", "Keep it", asked)))
    asked = private(await room.press("dan", "Call it off", room.card()))
    assert "Write" in labels(room.card())
    done = private(await room.press("dan", "Call it off", asked))
    assert "The essay evening is called off" in text(done)
    assert "It was called off" in text(room.card())
    await evening(room, *TEXTS)
    assert "Only the host" in text(private(await room.press("ben", "End the marking", room.card())))
    asked = private(await room.press("dan", "End the marking", room.card()))
    assert "6 of 6 sets of marks are still missing" in text(asked)
    assert "Mark an answer" in labels(room.card())
    assert "The marking has ended" in text(private(await room.press("dan", "End the marking", asked)))
    assert "A sample answer" in labels(room.card())


async def test_whoever_wrote_in_one_that_was_called_off_is_told_so(room: Table) -> None:
    """Not that what they had saved counts: it is deleted."""
    await room.slash("dan", "course essay", subject="why-loops")
    saved = await writes(room, "ada")
    card = room.card()
    asked = private(await room.press("dan", "Call it off", card))
    assert "Change it" in labels(saved)
    await room.press("dan", "Call it off", asked)
    await room.settle()
    assert "called off" in text(saved)
    assert labels(saved) == []


async def test_whoever_sends_a_form_after_it_was_called_off_is_told_so(room: Table) -> None:
    """Nothing that they saved before counts: it is deleted. What they sent is theirs again."""
    await room.slash("dan", "course essay", subject="why-loops")
    card = room.card()
    await writes(room, "ada")
    opened = await room.press("ada", "Write", card)
    await room.press("dan", "Call it off", private(await room.press("dan", "Call it off", card)))
    told = text(private(await room.people["ada"].submit_modal(opened, {"text": TEXTS["ada"]})))
    assert "was called off" in told
    assert "that counts" not in told
    assert literal(TEXTS["ada"]) in told


async def test_a_deleted_card_takes_nothing_with_it_that_was_written(
    room: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a channel that is closed by then: a form that is open can be sent, its host is told, and marking follows."""
    await room.slash("dan", "course essay", subject="Why it is a loop", minutes=10)
    for who in ("ada", "ben"):
        await writes(room, who)
    await room.settle()
    evenings = next(feature for feature in room.app.features if isinstance(feature, Evenings)).evenings
    [evening] = await evenings._store.running()
    with monkeypatch.context() as closed:
        await take_away(room, closed)
        saved = await evenings.write(evening.id, room.people["cleo"].id, TEXTS["cleo"], room.env.now())
        assert not isinstance(saved, rules.Refusal)
        await room.settle()
        told = [text(one) for one in (await room.slash("dan", "quiz show")).followups]
        assert any("What was written is kept" in one for one in told)
        for who in ("dan", "ada"):
            assert not (await room.slash(who, "quiz show")).followups
        await room.env.advance_time(11 * 60)
        await look(room)
    room.app.delivery.reopened(room.channel.id)
    await room.settle()
    assert "0 of 6 sets of marks are in" in text(room.card())


async def test_a_host_hears_that_the_marking_cannot_be_posted(room: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The card that stands says that it goes on below: nothing is gone, and nobody can mark."""
    await room.slash("dan", "course essay", subject="Why it is a loop", minutes=10)
    for who in ("ada", "ben"):
        await writes(room, who)
    await room.settle()

    async def refused(*_: object) -> None:
        raise BlockedError("Nobody may post there.")

    with monkeypatch.context() as closed:
        closed.setattr(room.app.delivery._sender, "post", refused)
        await room.env.advance_time(11 * 60)
        await look(room)
        [told] = [text(one) for one in (await room.slash("dan", "quiz show")).followups]
    assert "can't be marked" in told
    assert "gone" not in told


async def test_a_host_hears_of_a_card_that_is_gone_after_the_marking(
    room: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All marks are in, so they do not read that the answers cannot be marked."""
    await evening(room, "ada", "ben")
    for who in ("ada", "ben"):
        await marks(room, who, 1)
    await room.settle()
    number = int(next(part["custom_id"] for part in parts(room.card()) if part["type"] == 2).split(":")[2], 36)
    with monkeypatch.context() as closed:
        await take_away(room, closed)
        room.app.delivery.redraw(MessageKey(number, MARK), urgent=True)
        await room.settle()
        [told] = [text(one) for one in (await room.slash("dan", "quiz show")).followups]
    assert "can't be seen" in told
    assert "marked:" not in told


async def test_an_evening_without_a_text_says_that_nobody_wrote(room: Table) -> None:
    """Nobody called it off; nothing is marked, and nothing is left to press."""
    await evening(room)
    assert "nobody has written anything" in text(room.card())
    assert "called off" not in text(room.card())
    assert labels(room.card()) == []


@pytest.mark.parametrize("arguments", [(), ("zzzzzzzzzzz",), ("0", "9", "t"), ("0", "0", "x"), ("-1", "a", "b")])
async def test_forged_presses_are_answered(room: Table, arguments: tuple[str, ...]) -> None:
    """In each phase, whatever stands in an id, it is answered in words."""
    await room.slash("dan", "course essay", subject="why-loops")
    await writes(room, "ada")
    found = next(part["custom_id"] for part in parts(room.card()) if part["type"] == 2)
    number = int(found.split(":")[2], 36)
    for verb in set(Verb) - {Verb.STOP, Verb.CALL_OFF, Verb.END, Verb.WRITE}:
        for game in (number, 999):
            pressed = f"v1:{verb}:{base36(game)}:evemark:" + ":".join(arguments)
            assert (await room.forge("ben", pressed.rstrip(":"))).response is not None
    assert (await room.forge("ben", build(Verb.WRITE, 999, "evewrite"))).response is not None


async def test_whoever_is_left_alone_has_the_points_beside_their_answer(room: Table) -> None:
    """The other author erased everything, with their marks: nothing says that marks are to come, or how they fell."""
    await evening(room, "ada", "ben")
    await marks(room, "ben", 1)
    await erase(room, "ben")
    await look(room)
    card = room.card()
    assert "0 of 0" not in text(card)
    assert "no set of marks" in text(card)
    mine = text(private(await room.press("ada", "My answer", card)))
    assert "yet" not in mine
    assert "Nobody has marked it" in mine
    assert all(point.text in mine for point in ESSAY.points)


async def test_where_somebody_who_was_to_mark_is_gone_nobody_reads_that_each_answer_gets_two_sets(room: Table) -> None:
    """Three answers are left of four, with four sets of marks instead of six."""
    await evening(room, *TEXTS, "gus")
    assert "is marked by two of the others" in text(room.card())
    assert "0 of 8 sets" in text(room.card())
    await erase(room, "gus")
    await look(room)
    card = text(room.card())
    assert "0 of 4 sets" in card
    assert "is marked by two" not in card
    assert "so these get fewer sets of marks" in card
