"""How a duel begins, as the two see it."""

import pytest

from bot.delivery.sender import BlockedError
from bot.duels.manifest import Duels
from bot.duels.service import DuelService
from tests.cogs.table import Table, labels, private, text
from tests.cogs.test_erased_on_cards import erase


async def test_accepting_a_live_duel_in_the_middle_of_a_quiz(laid: Table) -> None:
    """Whoever plays a quiz whose questions go on is warned; who plays none, or duels within a day, is not."""
    await laid.begin("ben", questions=3)
    laid.channel = laid.guild.create_text_channel("duels")
    await laid.slash("cleo", "duel")
    assert "You are also in a quiz in <#" in text(private(await laid.press("ben", "Accept")))
    await laid.slash("gus", "duel")
    assert "You are also in a quiz" not in text(private(await laid.press("dan", "Accept")))
    await laid.slash("cleo", "duel", pace="day")
    assert "You are also in a quiz" not in text(private(await laid.press("ben", "Accept")))


async def test_the_same_person_is_challenged_once_at_a_time(laid: Table) -> None:
    """A second challenge that would notify somebody again is none: the first is shown, and can be taken back."""
    await laid.slash("ada", "duel", opponent=laid.ben, pace="day")
    first = laid.card()
    again = private(await laid.slash("ada", "duel", opponent=laid.ben, pace="day", questions=3))
    assert "You have already challenged them" in text(again)
    assert laid.card().id == first.id
    await laid.slash("ada", "duel", opponent=laid.cleo, pace="day")
    await laid.slash("ben", "duel", opponent=laid.ada, pace="day")
    assert laid.card().id != first.id
    await laid.press("ada", "Take it back", again)
    assert "Your challenge is out" in text(private(await laid.slash("ada", "duel", opponent=laid.ben, pace="day")))


async def test_who_had_turned_duels_off_is_told_that_their_challenge_turns_them_on(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, and only where it is out: a challenge that cannot be seen opens them to nothing."""

    async def refused(*_: object) -> None:
        raise BlockedError("no")

    duels = next(one for one in laid.app.features if isinstance(one, Duels)).duels
    await duels.take_none(laid.ada.id, no_duels=True)
    with monkeypatch.context() as closed:
        closed.setattr(laid.app.delivery._sender, "post", refused)
        await laid.slash("ada", "duel", opponent=laid.ben, pace="day")
    assert "They have turned duels off" in text(private(await laid.slash("ben", "duel", opponent=laid.ada, pace="day")))
    told = text(private(await laid.slash("ada", "duel", opponent=laid.ben, pace="day")))
    assert "Your challenge is out" in told
    assert "others can challenge you again" in told
    assert "challenge you again" not in text(private(await laid.slash("ada", "duel", opponent=laid.cleo, pace="day")))
    assert "Your challenge is out" in text(private(await laid.slash("ben", "duel", opponent=laid.ada, pace="day")))


async def test_a_live_challenge_is_shown_to_who_makes_it_again(laid: Table) -> None:
    """Whoever cannot have a second one sees the first, and can take it back: to the same person or to another."""
    await laid.slash("ada", "duel", opponent=laid.ben)
    again = private(await laid.slash("ada", "duel", opponent=laid.ben))
    assert "You have already challenged them" in text(again)
    assert "Take it back" in labels(again)
    other = private(await laid.slash("ada", "duel", opponent=laid.cleo))
    assert "already in a live duel or have an open live challenge" in text(other)
    await laid.press("ada", "Take it back", other)
    assert "Your challenge is out" in text(private(await laid.slash("ada", "duel", opponent=laid.cleo)))


async def test_who_is_in_a_live_duel_is_shown_it_where_they_accept_another(laid: Table) -> None:
    """Their own challenge is in the way: it is shown with the refusal, and can be taken back."""
    await laid.slash("ben", "duel", opponent=laid.cleo)
    await laid.slash("ada", "duel", opponent=laid.ben)
    refused = private(await laid.press("ben", "Accept"))
    assert "already in a live duel or have an open live challenge" in text(refused)
    await laid.press("ben", "Take it back", refused)
    await laid.press("ben", "Accept")
    assert "My duel" in labels(laid.card())


async def test_who_has_challenged_in_another_channel_reads_where(laid: Table) -> None:
    """Its buttons only work there, so it is not shown here; whoever goes there finds it."""
    there = laid.channel
    await laid.slash("ada", "duel", opponent=laid.ben)
    laid.channel = laid.guild.create_text_channel("elsewhere")
    for opponent, why in ((laid.ben, "You have already challenged them"), (laid.cleo, "You are already in a live")):
        refused = private(await laid.slash("ada", "duel", opponent=opponent))
        assert why in text(refused)
        assert f"It is in <#{there.id}>." in text(refused)
        assert labels(refused) == []
    laid.channel = there
    shown = private(await laid.slash("ada", "duel", opponent=laid.ben))
    await laid.press("ada", "Take it back", shown)
    laid.channel = laid.guild.create_text_channel("third")
    assert "Your challenge is out" in text(private(await laid.slash("ada", "duel", opponent=laid.cleo)))


async def test_a_duel_that_is_played_stays_where_it_is_pressed(laid: Table) -> None:
    """Whoever asks for another elsewhere in the middle of it keeps the question in front of them, and can answer it."""
    there = laid.channel
    await laid.slash("ada", "duel", opponent=laid.ben)
    await laid.press("ben", "Accept")
    mine = private(await laid.press("ada", "My duel"))
    await laid.press("ben", "My duel")
    laid.channel = laid.guild.create_text_channel("elsewhere")
    refused = private(await laid.slash("ada", "duel", opponent=laid.cleo))
    assert f"It is in <#{there.id}>." in text(refused)
    assert labels(refused) == []
    laid.channel = there
    await laid.env.advance_time(2)
    assert "belongs to a game" not in text(await laid.press("ada", labels(mine)[0], mine))


async def test_a_challenge_to_anybody_waits_once_in_a_channel(laid: Table) -> None:
    """A second one is not posted: the first is shown, and can be taken back. Another channel's readers see neither."""
    await laid.slash("ada", "duel", pace="day")
    first = laid.card()
    again = private(await laid.slash("ada", "duel", pace="day", questions=3))
    assert "Your open challenge in this channel still waits" in text(again)
    assert laid.card().id == first.id
    await laid.slash("ben", "duel", pace="day")
    assert laid.card().id != first.id
    await laid.press("ada", "Take it back", again)
    assert "Your challenge is out" in text(private(await laid.slash("ada", "duel", pace="day")))
    laid.channel = laid.guild.create_text_channel("duels")
    assert "Your challenge is out" in text(private(await laid.slash("ada", "duel", pace="day")))


async def test_the_challenged_person_alone_is_mentioned(laid: Table) -> None:
    """The challenge names and notifies the one who is challenged; an open one nobody."""
    await laid.slash("ada", "duel", opponent=laid.ben)
    assert [user.id for user in laid.card().mentions] == [laid.ben.id]
    await laid.slash("cleo", "duel")
    assert laid.card().mentions == []


async def test_who_may_not_take_an_open_challenge_back_is_not_told_that_it_is_for_another(laid: Table) -> None:
    """It is for anybody: they can accept it."""
    await laid.slash("ada", "duel", pace="day")
    told = text(private(await laid.press("ben", "Take it back")))
    assert "Only whoever made this challenge can take it back" in told
    await laid.press("ben", "Accept")
    assert "My duel" in labels(laid.card())


async def test_a_rematch_shows_what_is_in_its_way(laid: Table) -> None:
    """One's own live challenge, with the way to take it back."""
    await laid.slash("ada", "duel", opponent=laid.ben)
    await laid.press("ben", "Accept")
    [duel] = desk_of(laid)._duels.held
    await desk_of(laid).call_off(duel.id, laid.env.now())
    await laid.settle()
    over = laid.card()
    await laid.slash("ada", "duel", opponent=laid.cleo)
    refused = private(await laid.press("ada", "Rematch", over))
    assert "already in a live duel or have an open live challenge" in text(refused)
    await laid.press("ada", "Take it back", refused)
    assert "Your challenge is out" in text(private(await laid.press("ada", "Rematch", over)))


async def test_a_rematch_with_somebody_who_was_erased_is_none(laid: Table) -> None:
    """Whoever presses reads that, and not that a placeholder has left the server."""
    await laid.slash("ada", "duel", opponent=laid.ben, pace="day")
    await laid.press("ben", "Accept")
    await erase(laid, "ben")
    told = text(private(await laid.press("ada", "Rematch")))
    assert "Your opponent has had their data erased" in told
    assert "no longer on this server" not in told


def desk_of(laid: Table) -> DuelService:
    """The duels at a table."""
    return next(one for one in laid.app.features if isinstance(one, Duels)).duels
