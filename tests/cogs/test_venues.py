"""A game is pressed where it is played: what names another server's or channel's game reaches no handler."""

import discord
import pytest

from bot.client.words import ELSEWHERE, UNKNOWN_PRESS
from bot.kernel.custom_ids import base36, unbase36
from bot.kernel.venues import Venue
from bot.practice.manifest import Practice
from bot.storage.changes import Put
from bot.storage.tables import games, names
from tests.cogs.table import Table, parts, private, text

KINDS = ("round", "duel", "daily")


async def game_of(laid: Table, kind: str, guild_id: int, channel_id: int) -> int:
    """A game of this kind, as its row says."""
    number = laid.app.ids.next_id()
    at = laid.env.now()
    row = {"id": number, "kind": kind, "guild_id": guild_id, "channel_id": channel_id, "created_at": at}
    await laid.app.writer.queue(number, [Put(games, row | {"ended_at": None})])
    return number


async def reached(laid: Table, who: str, number: int) -> set[str]:
    """The verbs whose handler a press for this game, on the card in `laid.channel`, gets to."""
    found = set()
    for verb in laid.app.client._press_handlers:
        told = text(private(await laid.forge(who, f"v1:{verb}:{base36(number)}:0:0")))
        if told != ELSEWHERE:
            found.add(verb)
    return found


@pytest.fixture
def verbs(laid: Table, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every verb that any feature answers to; forging them all would count as flooding."""
    monkeypatch.setattr("bot.client.client.POSTING", frozenset())
    found = {verb for feature in laid.app.features for verb in feature.handlers}
    assert len(found) > 40
    return found


@pytest.mark.parametrize("kind", KINDS)
async def test_no_verb_reaches_a_game_of_another_server(laid: Table, verbs: set[str], kind: str) -> None:
    """Whoever manages one server can neither steer, play nor look into a game of another, by any id."""
    await laid.start()
    number = await game_of(laid, kind, laid.guild.id + 1, laid.channel.id + 1)
    assert verbs
    assert await reached(laid, "gus", number) == set()


@pytest.mark.parametrize("kind", ["round", "duel"])
async def test_no_verb_reaches_a_game_of_another_channel(laid: Table, verbs: set[str], kind: str) -> None:
    """In the same server, too, a game is pressed in its own channel."""
    await laid.start()
    number = await game_of(laid, kind, laid.guild.id, laid.channel.id + 1)
    assert verbs
    assert await reached(laid, "gus", number) == set()


async def test_a_practice_is_gone_on_with_from_anywhere_by_its_own_person_alone(laid: Table) -> None:
    """Wherever it began: nobody else sees a word of its question, whatever id they forge."""
    asked = private(await laid.slash("ada", "practice"))
    sitting = next(part["custom_id"] for part in parts(asked) if part["type"] == 2).split(":")[2]
    feature = next(feature for feature in laid.app.features if isinstance(feature, Practice))
    found = await feature.practice.find(unbase36(sitting))
    assert found is not None
    stem = found.asked[0].question.asking[:30]
    assert stem in text(asked)
    home, laid.channel = laid.channel, laid.guild.create_text_channel("elsewhere")
    await laid.slash("gus", "quiz start")
    for verb in sorted(feature.handlers.keys() - {"pb"}):
        assert stem not in text(private(await laid.forge("gus", f"v1:{verb}:{sitting}:0:0")))
    await laid.stop("ada")
    mine = private(await laid.forge("ada", f"v1:pq:{sitting}:0:s"))
    assert stem in text(mine)
    laid.channel = home


async def test_a_daily_is_played_in_all_of_its_server(laid: Table) -> None:
    """The card that `/daily` shows in another channel works there."""
    await laid.start()
    number = await game_of(laid, "daily", laid.guild.id, laid.channel.id + 1)
    told = text(private(await laid.forge("ben", f"v1:dp:{base36(number)}:daily")))
    assert told not in (ELSEWHERE, UNKNOWN_PRESS)


async def test_from_direct_messages_a_daily_is_open_to_who_played_there(laid: Table) -> None:
    """A stranger to the server cannot play its daily from direct messages; whoever has played there can."""
    await laid.start()
    number = await game_of(laid, "daily", laid.guild.id, laid.channel.id)
    other = await game_of(laid, "round", laid.guild.id, laid.channel.id)
    venues = laid.app.client._venues
    assert venues is not None
    here = Venue(0, 77)
    ben = laid.ben.id
    assert not await venues.admits(number, ben, here)
    row = {"guild_id": laid.guild.id, "player_id": ben, "name": "Ben"}
    await laid.app.writer.queue("name", [Put(names, row)])
    assert await venues.admits(number, ben, here)
    assert not await venues.admits(other, ben, here)


async def test_a_press_from_direct_messages_waits_for_the_games_own_server(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That server may be on another shard, which is only just coming back, while direct messages are heard."""
    await laid.start()
    number = await game_of(laid, "daily", laid.guild.id, laid.channel.id)
    row = {"guild_id": laid.guild.id, "player_id": laid.ben.id, "name": "Ben"}
    await laid.app.writer.queue("name", [Put(names, row)])
    waited_for: list[int] = []

    async def made_up(guild_id: int, _: int) -> bool:
        waited_for.append(guild_id)
        return True

    monkeypatch.setattr(laid.app.client, "made_up", made_up)
    venues = laid.app.client._venues
    assert venues is not None
    assert await venues.home(number, 0) == laid.guild.id
    assert await venues.home(number + 1, 0) == 0
    mock = await game_of(laid, "exam", laid.guild.id, laid.channel.id)
    assert await venues.home(mock, 0) == 0, "a mock is worked on from anywhere"
    await laid.forge("ben", f"v1:dp:{base36(number)}:daily")
    assert waited_for == [laid.guild.id]


async def test_the_rounds_own_place_stays_open(laid: Table) -> None:
    """The check costs an honest press nothing: a whole question is played as ever."""
    await laid.begin("ben")
    before = (await laid.game()).position
    await laid.attempt("ben")
    await laid.attempt("ada")
    assert (await laid.game()).asked[before].answers.keys() == {laid.ada.id, laid.ben.id}


async def test_a_manager_of_another_server_cannot_pause_or_end_a_round(laid: Table) -> None:
    """The round goes on as it was, whatever a manager elsewhere presses."""
    await laid.begin("ben")
    before = await laid.game()
    elsewhere = laid.env.create_guild()
    channel = elsewhere.create_text_channel("other")
    manager = elsewhere.create_role("Organizers", permissions=discord.Permissions(manage_guild=True))
    stranger = elsewhere.add_member(laid.env.create_user("zed"), roles=[manager])
    laid.people["zed"] = stranger
    home, laid.channel = laid.channel, channel
    await laid.slash("zed", "quiz start")
    for verb in ("p", "i", "e", "h", "b", "l", "j", "a"):
        told = text(private(await laid.forge("zed", f"v1:{verb}:{base36(before.id)}:0:0")))
        assert told == ELSEWHERE
    laid.channel = home
    assert await laid.game() == before
