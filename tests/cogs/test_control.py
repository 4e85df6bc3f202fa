"""Who steers a running quiz, and how."""

import pytest

from bot.rounds.rules.model import Phase
from tests.cogs.table import Table, labels, private, text

STEERS = ("ada", "gus")
"""The host, and somebody who may manage the server."""


async def steer(laid: Table, who: str, label: str) -> None:
    """Open the host's menu on the card and press a button there."""
    menu = private(await laid.press(who, "Host"))
    await laid.press(who, label, menu)


@pytest.mark.parametrize("who", STEERS)
async def test_pausing_and_going_on(laid: Table, who: str) -> None:
    """A pause shows on the card with its way on; after it the open question has its time back."""
    await laid.begin("ben")
    await steer(laid, who, "Pause")
    assert "Paused by the host" in text(laid.card())
    assert "The host or an organizer can press **Continue**" in text(laid.card())
    assert labels(laid.card()) == ["Continue", "End"]
    await laid.later(60)
    assert (await laid.game()).phase is Phase.PAUSED
    await laid.press(who, "Continue")
    game = await laid.game()
    assert game.phase is Phase.OPEN
    assert game.current.deadline is not None
    assert game.current.deadline > laid.env.now()


async def test_others_cannot_steer(laid: Table) -> None:
    """A player who presses Host, Continue or End is told who may."""
    await laid.begin("ben")
    assert "Only the host" in text(private(await laid.press("ben", "Host")))
    await steer(laid, "ada", "Pause")
    for label in ("Continue", "End"):
        assert "Only the host" in text(private(await laid.press("ben", label)))
    assert (await laid.game()).phase is Phase.PAUSED


@pytest.mark.parametrize("who", STEERS)
async def test_skipping_closes_the_question(laid: Table, who: str) -> None:
    """A skipped question is revealed with the answers it has; at the reveal, the next question comes."""
    await laid.begin("ben")
    await steer(laid, who, "Skip this question")
    assert "skipped" in text(laid.card())
    await steer(laid, who, "Next question")
    assert "2/7" in text(laid.card())


@pytest.mark.parametrize("who", STEERS)
async def test_ending_the_quiz(laid: Table, who: str) -> None:
    """Ended from the menu, the quiz shows its podium and says that it was ended early."""
    await laid.begin("ben")
    await laid.attempt("ben")
    menu = private(await laid.press(who, "Host"))
    asked = private(await laid.press(who, "End the quiz", menu))
    assert "Questions left: 7 of 7" in text(asked)
    back = private(await laid.press(who, "Keep it", asked))
    assert "Host's controls" in text(back)
    assert (await laid.game()).phase is Phase.OPEN
    asked = private(await laid.press(who, "End the quiz", back))
    told = private(await laid.press(who, "End the quiz", asked))
    assert "The quiz is over" in text(told)
    assert "The quiz was ended early" in text(laid.card())
    assert "Play again" in labels(laid.card())


@pytest.mark.parametrize("who", STEERS)
async def test_no_way_ends_a_quiz_unasked(laid: Table, who: str) -> None:
    """The button of a pause and the command ask, too; who may not end it is told so, and a lobby is just called off."""
    await laid.begin("ben")
    await steer(laid, "ada", "Pause")
    asking = (laid.press(who, "End"), laid.slash(who, "quiz stop"))
    for ask in asking:
        assert "Questions left: 7 of 7" in text(private(await ask))
        assert (await laid.game()).phase is Phase.PAUSED
    assert "Only the host" in text(private(await laid.slash("ben", "quiz stop")))
    await laid.stop(who)
    await laid.start()
    assert "The quiz is called off" in text(private(await laid.slash("ada", "quiz stop")))


async def test_a_quiz_that_is_played_out_is_not_asked_about(laid: Table) -> None:
    """At the last reveal nothing is cut off."""
    await laid.begin(questions=1)
    await laid.attempt("ada")
    await laid.settle()
    assert (await laid.game()).phase is Phase.REVEAL
    assert "The quiz is over" in text(private(await laid.slash("ada", "quiz stop")))


async def test_a_menu_from_before_is_answered_in_words(laid: Table) -> None:
    """A menu that was opened before a pause says why nothing can be skipped now."""
    await laid.begin("ben")
    menu = private(await laid.press("gus", "Host"))
    await steer(laid, "ada", "Pause")
    assert "The quiz is paused" in text(await laid.press("gus", "Skip this question", menu))


async def test_a_menu_from_before_cuts_nothing_short_that_came_after_it(laid: Table) -> None:
    """The host presses **Next question** just after the reveal has ended by itself: the new question stays open."""
    await laid.begin("ben")
    await steer(laid, "ada", "Skip this question")
    menu = private(await laid.press("ada", "Host"))
    await laid.later(40)
    opened = await laid.game()
    assert (opened.position, opened.phase) == (1, Phase.OPEN)
    assert "nothing was cut short" in text(await laid.press("ada", "Next question", menu))
    assert await laid.game() is opened


@pytest.mark.parametrize("label", ["Pause", "Skip this question", "End the quiz"])
async def test_a_menu_of_a_quiz_that_is_over_says_so(laid: Table, label: str) -> None:
    """The host's menu outlives the quiz on the screen; pressed then, it says that the quiz is over."""
    await laid.begin("ben")
    menu = private(await laid.press("gus", "Host"))
    await laid.stop("ada")
    assert "This quiz is over" in text(await laid.press("gus", label, menu))


async def test_silence_pauses_and_then_ends_the_quiz(laid: Table) -> None:
    """Two questions that nobody answers pause the quiz; ten more minutes end it politely."""
    await laid.begin("ben")
    for _ in range(2):
        await laid.later(100)
        if (await laid.game()).phase is Phase.REVEAL:
            await laid.later(40)
    assert "Nobody has answered for a while" in text(laid.card())
    await laid.later(10 * 60)
    assert "Nobody came back" in text(laid.card())


async def test_after_a_silence_a_player_may_go_on(laid: Table) -> None:
    """A quiz that waits for people is woken by any of them, but not by somebody from outside."""
    await laid.begin("ben", pace="relaxed")
    await laid.attempt("ada")
    await laid.later(10 * 60)
    assert "Nobody has answered for a while" in text(laid.card()), "ada has, so somebody is there"
    assert "Any player can press **Continue**" in text(laid.card())
    assert "You are not in this quiz" in text(private(await laid.press("dan", "Continue")))
    await laid.press("ben", "Continue")
    assert (await laid.game()).phase is Phase.OPEN


async def test_a_host_hands_the_quiz_over(laid: Table) -> None:
    """A host who leaves a running quiz is told who hosts now, and that one steers from then on."""
    await laid.begin("ben")
    menu = private(await laid.press("gus", "Host"))
    assert "Leave, hand over" not in labels(menu)
    menu = private(await laid.press("ada", "Host"))
    assert "ben is the host now" in text(private(await laid.press("ada", "Leave, hand over", menu)))
    assert "Only the host" in text(private(await laid.press("ada", "Host")))
    await steer(laid, "ben", "Skip this question")
    assert "skipped" in text(laid.card())
