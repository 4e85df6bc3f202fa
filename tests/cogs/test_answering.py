"""Answering each kind of question with Discord's own components."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import pytest

from bot.client.words import NOT_SAVED
from bot.kernel.asked import Asked
from bot.kernel.ports import StorageError
from bot.kernel.questions import Choice, Question
from bot.kernel.shuffle import shown_order
from tests.cogs.table import SELECT, Table, labels, parts, private, text
from tests.sources import offering

T = TypeVar("T")
Only = Callable[[str], Table]


@pytest.fixture
def only(laid: Table, kinds: dict[str, Question], monkeypatch: pytest.MonkeyPatch) -> Only:
    """The table, at which only one kind is asked."""

    def narrow(kind: str) -> Table:
        monkeypatch.setattr(laid.rounds.pool, "sources", offering([kinds[kind]]))
        return laid

    return narrow


async def asked(laid: Table) -> Asked:
    return (await laid.game()).current


async def key_places(laid: Table) -> list[str]:
    """Where the right options stand on the screen."""
    now = await asked(laid)
    body = now.question.body
    assert isinstance(body, Choice)
    return [str(place) for place, index in enumerate(shown_order(now.question, now.seed)) if body.options[index].right]


async def locked(laid: Table, who: str) -> tuple[object, bool]:
    answer = (await asked(laid)).answers[laid.people[who].id]
    return answer.answer, answer.correct


async def test_a_single_choice_is_a_press(only: Only) -> None:
    """A letter locks its option in; the receipt shows it, the card only how many have answered."""
    laid = only("single")
    await laid.begin("ben")
    assert labels(laid.card()) == ["A", "B", "C", "D", "Host"]
    [place] = await key_places(laid)
    receipt = await laid.press("ben", "ABCD"[int(place)])
    assert f"Locked in: {'ABCD'[int(place)]})  Serverless inference" in text(private(receipt))
    assert (await locked(laid, "ben"))[1] is True
    assert "1 of 2 locked in" in text(laid.card())


async def test_true_or_false_keeps_its_order(only: Only) -> None:
    """True stands before False, in words."""
    laid = only("true_false")
    await laid.begin("ben")
    assert labels(laid.card()) == ["True", "False", "Host"]
    assert "Locked in: True" in text(private(await laid.press("ben", "True")))
    assert await locked(laid, "ben") == ((0,), False)


async def test_a_multiple_response_takes_as_many_as_it_says(only: Only) -> None:
    """The select asks for exactly the number that the stem names."""
    laid = only("multiple")
    await laid.begin("ben")
    menu = next(part for part in parts(laid.card()) if part["type"] == SELECT)
    assert (menu["placeholder"], menu["min_values"], menu["max_values"]) == ("Your two choices", 2, 2)
    assert "Locked in" in text(private(await laid.choose("ben", *await key_places(laid))))
    assert await locked(laid, "ben") == ((0, 1), True)


@pytest.mark.parametrize(("kind", "typed"), [("numeric", "80 %"), ("typed", "amazon comprehnd")])
async def test_a_form_is_typed_into(only: Only, kind: str, typed: str) -> None:
    """Numbers are read as people type them, and a slip of the finger in a name is forgiven."""
    laid = only(kind)
    await laid.begin("ben")
    assert labels(laid.card()) == ["Answer", "Host"]
    opened = await laid.press("ben", "Answer")
    receipt = await laid.submit("ben", opened, typed)
    assert f"Locked in: {typed}" in text(private(receipt))
    assert await locked(laid, "ben") == (typed, True)


async def test_what_is_no_number_is_refused_with_how_to_write_one(only: Only) -> None:
    """Something unreadable costs nothing: the player hears how to write a number and may try again."""
    laid = only("numeric")
    await laid.begin("ben")
    opened = await laid.press("ben", "Answer")
    assert "Type a number in digits" in text(private(await laid.submit("ben", opened, "about half")))
    assert (await asked(laid)).answers == {}


async def test_an_ordering_is_tapped_with_undo(only: Only) -> None:
    """Steps are tapped in order on a private sheet; the last tap can be taken back; a full sheet is locked in."""
    laid = only("ordering")
    await laid.begin("ben")
    sheet = await laid.press("ben", "Answer")
    assert labels(sheet) == ["A", "B", "C"]
    sheet = await laid.press("ben", "B", private(sheet))
    assert labels(sheet) == ["A", "C", "Undo"]
    assert "Still to place" in text(sheet)
    sheet = await laid.press("ben", "Undo", private(sheet))
    assert labels(sheet) == ["A", "B", "C"]
    order = shown_order((await asked(laid)).question, (await asked(laid)).seed)
    for step in range(3):
        sheet = await laid.press("ben", "ABC"[order.index(step)], private(sheet))
    assert labels(sheet) == ["Undo", "Lock in"]
    receipt = await laid.press("ben", "Lock in", private(sheet))
    assert "Locked in: Prepare the data → Train the model → Deploy the model" in text(receipt)
    assert await locked(laid, "ben") == ((0, 1, 2), True)


async def test_a_sheet_that_was_not_finished_tells_how_the_question_went(only: Only) -> None:
    """It would look open for the rest of the quiz; nothing on it was locked in."""
    laid = only("ordering")
    await laid.begin("ben")
    sheet = private(await laid.press("ben", "B", private(await laid.press("ben", "Answer"))))
    await laid.later(100)
    assert "You did not answer this one" in text(sheet)
    assert labels(sheet) == []


async def test_a_matching_is_chosen_prompt_by_prompt(only: Only) -> None:
    """Each prompt has its select, with the spare responses among the options; undo takes the last choice back."""
    laid = only("matching")
    await laid.begin("ben")
    sheet = await laid.press("ben", "Answer")
    order = shown_order((await asked(laid)).question, (await asked(laid)).seed)
    for pair in (3, 1, 2):
        menu = next(part for part in parts(sheet) if part["type"] == SELECT)
        assert len(menu["options"]) == 4
        sheet = await laid.choose("ben", str(order.index(pair)), on=private(sheet))
    sheet = await laid.press("ben", "Undo", private(sheet))
    assert "  Batch transform\n▶ **3)**  A 500 MB payload\n" in text(sheet)
    sheet = await laid.choose("ben", str(order.index(2)), on=private(sheet))
    await laid.press("ben", "Lock in", private(sheet))
    answer = (await asked(laid)).answers[laid.ben.id]
    assert (answer.answer, answer.correct) == ((3, 1, 2), False)
    assert answer.credit == pytest.approx(2 / 3)


async def test_with_speed_scoring_the_first_answer_counts(only: Only) -> None:
    """A second press is refused in words and changes nothing."""
    laid = only("single")
    await laid.begin("ben")
    await laid.press("ben", "A")
    before = await locked(laid, "ben")
    assert "You have already answered" in text(private(await laid.press("ben", "B")))
    assert await locked(laid, "ben") == before


def seen_by(laid: Table, who: str) -> list[str]:
    """The private messages that somebody has on their screen, the newest last."""
    mine = [one for one in laid.channel.history(viewer=laid.people[who]) if one.flags.ephemeral]
    return [text(one) for one in sorted(mine, key=lambda one: one.id)]


async def test_a_press_that_came_too_soon_leaves_nothing_below_the_lock_in(only: Only) -> None:
    """What was told in passing goes with the next press: below the lock-in it would be false."""
    laid = only("single")
    card = await laid.begin("ben")
    await laid.people["ben"].click(card, label="A")
    await laid.settle()
    [told] = [one for one in seen_by(laid, "ben") if "just as the card appeared" in one]
    await laid.people["ben"].click(card, label="A")
    await laid.settle()
    assert seen_by(laid, "ben").count(told) == 1
    await laid.env.advance_time(1)
    await laid.press("ben", "A", card)
    assert ["Locked in" in one for one in seen_by(laid, "ben")] == [True]


async def test_a_second_answer_that_is_refused_is_gone_at_the_reveal(only: Only) -> None:
    """What the private message tells next takes its place: each player has one private message in a round."""
    laid = only("single")
    card = await laid.begin("ben")
    await laid.press("ben", "A", card)
    await laid.press("ben", "B", card)
    assert len(seen_by(laid, "ben")) == 2
    await laid.press("ada", "A", card)
    await laid.later(30)
    [left] = seen_by(laid, "ben")
    assert "already answered" not in left
    assert "You: place" in left


async def test_in_accuracy_mode_an_answer_may_be_changed(only: Only) -> None:
    """Until the close the last answer counts, and the receipt says that it may be changed."""
    laid = only("single")
    await laid.begin("ben", scoring="accuracy")
    assert "Press another to change it, until everybody has answered." in text(await laid.press("ben", "A"))
    before = await locked(laid, "ben")
    assert "Locked in: B" in text(await laid.press("ben", "B"))
    assert await locked(laid, "ben") != before


async def test_a_round_leaves_one_private_message_a_player(only: Only) -> None:
    """The next receipt takes the place of the last."""
    laid = only("single")
    await laid.begin("ben", scoring="accuracy")
    first = private(await laid.press("ben", "A"))
    second = private(await laid.press("ben", "B"))
    left = [message.id for message in laid.channel.history(viewer=laid.ben) if message.flags.ephemeral]
    assert second.id in left
    assert first.id not in left


async def test_an_answer_from_outside_joins(only: Only) -> None:
    """Who was not in the lobby is in by answering, and the answer counts."""
    laid = only("single")
    await laid.begin("ben")
    assert "Locked in" in text(private(await laid.press("cleo", "A")))
    assert laid.cleo.id in (await laid.game()).players
    assert laid.cleo.id in (await asked(laid)).answers


async def test_a_player_can_be_unsure(only: Only) -> None:
    """Not sure is noted with the answer, once, and the receipt shows it."""
    laid = only("single")
    await laid.begin("ben")
    receipt = await laid.press("ben", "A")
    noted = await laid.press("ben", "Not sure", private(receipt))
    assert "Noted that you were not sure" in text(noted)
    assert labels(noted) == []
    assert (await asked(laid)).answers[laid.ben.id].unsure


async def test_too_late_is_judged_by_the_press(only: Only) -> None:
    """A press after the deadline is late, though the question has not been closed yet."""
    laid = only("single")
    await laid.begin("ben")
    deadline = (await asked(laid)).deadline
    assert deadline is not None
    await laid.env.advance_time((deadline - laid.env.now()).total_seconds() + 0.5)
    assert "Too late" in text(private(await laid.press("ben", "A")))
    assert (await asked(laid)).answers == {}


async def test_a_paused_question_takes_no_answer(only: Only) -> None:
    """A sheet that was filled before the pause is refused in words while it lasts, and locks in after it."""
    laid = only("ordering")
    await laid.begin("ben")
    sheet = await laid.press("ben", "Answer")
    for label in "ABC":
        sheet = await laid.press("ben", label, private(sheet))
    menu = await laid.press("ada", "Host")
    await laid.press("ada", "Pause", private(menu))
    assert "The quiz is paused" in text(await laid.press("ben", "Lock in", private(sheet)))
    assert (await asked(laid)).answers == {}
    await laid.press("ada", "Continue")
    assert "Locked in" in text(private(await laid.press("ben", "Lock in", private(sheet))))


@pytest.mark.parametrize("kind", ["ordering", "numeric"])
async def test_what_was_opened_before_the_close_is_refused_after_it(only: Only, kind: str) -> None:
    """A sheet or form from before the close is answered in words, and nothing counts."""
    laid = only(kind)
    await laid.begin("ben")
    opened = await laid.press("ben", "Answer")
    tap = "" if opened.modal else next(part["custom_id"] for part in parts(opened) if part.get("label") == "A")
    await laid.later(100)
    told = await laid.submit("ben", opened, "0.8") if opened.modal else await laid.forge("ben", tap)
    assert "That question is closed" in text(told)
    assert (await asked(laid)).answers == {}


async def test_a_receipt_of_a_closed_question_cannot_be_changed(only: Only) -> None:
    """Not sure comes too late once the question is closed."""
    laid = only("single")
    await laid.begin("ben", "cleo")
    receipt = private(await laid.press("ben", "A"))
    game = await laid.game()
    await laid.rounds.skip(game.id, laid.ada.id, laid.env.now(), may_manage=False)
    told = await laid.ben.click(receipt, label="Not sure")
    assert "That question is closed" in text(told)
    await laid.settle()


async def test_nobody_is_told_of_an_end_that_is_not_saved(only: Only, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants to type an answer waits until it is, as whoever presses one does; here it cannot be."""
    laid, is_full = only("numeric"), asyncio.Event()
    card = await laid.begin("ben")
    await laid.env.advance_time(1)

    async def write(*_: object) -> None:
        await is_full.wait()
        raise StorageError("The disk is full.")

    monkeypatch.setattr(laid.rounds, "_write", write)
    game, at = await laid.game(), laid.env.now()
    skipping = asyncio.ensure_future(laid.rounds.skip(game.id, laid.ada.id, at, may_manage=True))
    pressing = asyncio.ensure_future(laid.ben.click(card, label="Answer"))
    for _ in range(50):
        await asyncio.sleep(0)
    is_full.set()
    with pytest.raises(StorageError):
        await skipping
    assert text(private(await pressing)) == NOT_SAVED
