"""The lobby: coming, going, starting."""

from dataclasses import replace

import pytest

from bot.rounds.rules.model import Part, Phase, Refusal
from cogs.rounds.ids import Verb, here
from cogs.rounds.rendering.lobby import lobby_card, lobby_refusal, you_are_in
from tests.cogs.table import Table, labels, private, text
from tests.cogs.test_rendering import seen
from tests.strategies import ADA, BEN, NOON, a_lobby


async def test_joining_and_leaving_show_on_the_card(laid: Table) -> None:
    """Who joins is told so and stands on the card; who leaves no longer does."""
    await laid.start()
    assert "You are in" in text(private(await laid.press("ben", "Join")))
    assert "**In:** ada, ben" in text(laid.card())
    assert "You are out" in text(private(await laid.press("ben", "Leave")))
    assert "**In:** ada\n" in text(laid.card())


async def test_pressing_twice_is_answered_in_words(laid: Table) -> None:
    """Joining when in and leaving when out change nothing, and are answered."""
    await laid.start()
    assert "You are already in" in text(private(await laid.press("ada", "Join")))
    assert "You are not in this quiz" in text(private(await laid.press("ben", "Leave")))


async def test_the_hosts_place_passes_on(laid: Table) -> None:
    """When the host leaves, whoever came next starts the quiz."""
    await laid.start()
    await laid.press("ben", "Join")
    await laid.press("ada", "Leave")
    assert "ben starts the quiz" in text(laid.card())
    assert (await laid.game()).host_id == laid.ben.id


async def test_an_empty_lobby_ends(laid: Table) -> None:
    """When the last one leaves, the lobby is over and offers nothing to press."""
    await laid.start()
    await laid.press("ada", "Leave")
    assert "`/quiz start` opens a new one" in text(laid.card())
    assert labels(laid.card()) == []


async def test_who_leaves_last_is_not_told_to_come_back_by_answering(laid: Table) -> None:
    """There will be no question: the quiz is called off. Who leaves others behind can still come back."""
    await laid.start()
    await laid.press("ben", "Join")
    assert "Answering a question brings you back in" in text(private(await laid.press("ada", "Leave")))
    assert text(private(await laid.press("ben", "Leave"))).endswith("so the quiz is called off.")


async def test_only_the_host_starts_at_first(laid: Table) -> None:
    """A player is told to wait for the host, somebody from outside to come in first; after two minutes a player may."""
    await laid.start()
    await laid.press("ben", "Join")
    assert "The host starts the quiz" in text(private(await laid.press("ben", "Start")))
    assert "You are not in this quiz" in text(private(await laid.press("cleo", "Start")))
    await laid.later(121)
    await laid.press("ben", "Start")
    assert "1/7" in text(laid.card())


async def test_who_manages_the_server_may_start(laid: Table) -> None:
    """An organiser need not be in the lobby to start it."""
    await laid.start()
    await laid.press("gus", "Start")
    assert "1/7" in text(laid.card())


@pytest.mark.parametrize(("who", "over"), [("ada", True), ("gus", True), ("ben", False)])
async def test_who_may_cancel(laid: Table, who: str, over: bool) -> None:
    """The host may cancel the lobby, and who may manage the server; nobody else."""
    await laid.start()
    result = await laid.press(who, "Call it off")
    assert (labels(laid.card()) == []) == over
    if not over:
        assert "Only the host" in text(private(result))


async def test_a_lobby_that_is_called_off_says_so_wherever_it_was_open(laid: Table) -> None:
    """Nothing was stopped, and nobody goes on reading that it is open and is to be started."""
    await laid.start()
    await laid.press("ben", "Join")
    asked = private(await laid.press("ada", "Call it off"))
    await laid.press("ada", "Call it off", asked)
    assert "The quiz was called off" in text(laid.card())
    for who in ("ada", "ben"):
        mine = [m for m in laid.channel.history(viewer=laid.people[who]) if m.flags.ephemeral]
        assert text(mine[-1]) == "The quiz was called off."


async def test_a_lobby_with_others_in_it_is_called_off_once_that_was_asked(laid: Table) -> None:
    """The host reads how many have joined; who keeps it changes nothing."""
    await laid.start()
    await laid.press("ben", "Join")
    asked = private(await laid.press("ada", "Call it off"))
    assert "2 people have joined it" in text(asked)
    assert "Nothing has changed" in text(private(await laid.press("ada", "Keep it", asked)))
    assert "Join" in labels(laid.card())
    assert "2 people have joined it" in text(private(await laid.slash("gus", "quiz stop")))
    assert "Only the host" in text(private(await laid.press("ben", "Call it off")))
    await laid.press("ada", "Call it off", private(await laid.press("ada", "Call it off")))
    assert "The quiz was called off" in text(laid.card())


async def test_who_called_a_lobby_off_does_not_end_the_quiz_that_has_begun(laid: Table) -> None:
    """Somebody has started it since that was asked: now it would cut off questions, and is asked about these."""
    await laid.start()
    await laid.press("ben", "Join")
    asked = private(await laid.press("ada", "Call it off"))
    await laid.press("gus", "Start")
    assert "Questions left" in text(private(await laid.press("ada", "Call it off", asked)))
    assert (await laid.game()).phase is Phase.OPEN


async def test_a_lobby_that_nobody_starts_ends(laid: Table) -> None:
    """After fifteen minutes the lobby is over by itself."""
    await laid.start()
    await laid.later(15 * 60)
    assert "Nobody started this quiz" in text(laid.card())
    assert await laid.rounds.running_in(laid.channel.id) is None


async def test_once_begun_the_lobby_only_says_so(laid: Table) -> None:
    """The lobby's message keeps no buttons when the quiz runs, and counts nobody who had left it."""
    await laid.start()
    for who, what in (("ben", "Join"), ("dan", "Join"), ("dan", "Leave"), ("ada", "Start")):
        await laid.press(who, what)
    lobby = laid.card(0)
    assert labels(lobby) == []
    assert "Begun with 2 players" in text(lobby)


async def test_whoever_hosts_once_the_host_has_left_is_named(laid: Table) -> None:
    """Leaving hands the hosting over: the lobby says so aloud, and the new host reads it in private too."""
    await laid.start()
    joined = await laid.press("ben", "Join")
    await laid.press("cleo", "Join")
    await laid.press("ada", "Leave")
    assert "ada has left, so **ben is the host now**" in text(laid.card())
    assert "you are the host now" in text(private(joined))
    await laid.press("ben", "Start")
    assert labels(laid.card(0)) == []


async def test_a_guest_who_leaves_hands_nothing_over(laid: Table) -> None:
    """Only the host's leaving is told."""
    await laid.start()
    await laid.press("ben", "Join")
    await laid.press("ben", "Leave")
    assert "host now" not in text(laid.card())


async def test_who_presses_join_as_the_quiz_begins_is_not_told_to_wait_for_that(laid: Table) -> None:
    """The lobby's card keeps its buttons a moment longer: a newcomer, a player, and the host read that it runs."""
    await laid.begin("ben")
    game = await laid.game()
    for who in ("cleo", "ben", "ada"):
        told = text(private(await laid.forge(who, here(Verb.JOIN, replace(game, position=-1)))))
        assert told == "You are in. The quiz has already begun."
    assert laid.cleo.id in (await laid.game()).players


async def test_who_only_played_is_not_said_to_have_hosted(laid: Table) -> None:
    """A guest's leaving makes nobody the host: not where the hosting was passed on, nor before the host has left."""
    await laid.start()
    for who in ("ben", "cleo"):
        await laid.press(who, "Join")
    menu = private(await laid.press("ada", "Hand over to", private(await laid.press("ada", "Host"))))
    await laid.choose("ada", str(laid.cleo.id), on=menu)
    await laid.press("ben", "Leave")
    assert "has left" not in text(laid.card())
    await laid.press("ada", "Leave")
    assert "ben has left" not in text(laid.card())
    assert "The host has left, so **cleo is the host now**" in text(laid.card())


@pytest.mark.parametrize(("number", "seconds"), [(1, 120), (2, 30)])
def test_a_round_of_a_night_says_when_it_starts_by_itself(number: int, seconds: int) -> None:
    """To the second, as the night begins it; with the host alone in the first one, what it waits for."""
    starts = f"<t:{int(NOON.timestamp()) + seconds}:R>"
    assert f"It starts by itself {starts}." in seen(lobby_card(replace(a_lobby(ADA, BEN), part=Part(9, number))))
    alone = seen(lobby_card(replace(a_lobby(ADA), part=Part(9, number))))
    assert (starts in alone) is (number > 1)
    assert ("once somebody besides" in alone) is (number == 1)


def test_what_a_lobby_answers_to_presses_agrees_with_its_card() -> None:
    """A round of a quiz night starts by itself; any other quiz when its host starts it."""
    quiz = a_lobby(ADA, BEN)
    part = replace(quiz, part=Part(9, 2))
    assert "comes by itself, or once" in you_are_in(part)
    for told in (lobby_refusal(Refusal.ALREADY_IN, part), lobby_refusal(Refusal.NOT_YET, part)):
        assert "It starts by itself <t:" in told
        assert "can start it sooner" in told
    begun = replace(part, phase=Phase.REVEAL)
    assert "by itself" not in lobby_refusal(Refusal.ALREADY_IN, begun)
    for told in (you_are_in(quiz), lobby_refusal(Refusal.ALREADY_IN, quiz), lobby_refusal(Refusal.NOT_YET, quiz)):
        assert "host" in told
        assert "by itself" not in told


async def test_a_press_in_the_lobby_of_a_nights_round_is_told_when_it_starts(laid: Table) -> None:
    """Join, Join again, and Start."""
    await laid.start()
    game = await laid.game()
    laid.rounds._rounds.hold(replace(game, part=Part(9, 2)))
    for label, told in (("Join", "comes by itself"), ("Join", "It starts by itself"), ("Start", "It starts by itself")):
        assert told in text(private(await laid.press("ben", label)))
