"""What a server has of its own, as its people and strangers meet it in the commands."""

import discord
import pytest

from bot.kernel.sources import _OfGame, own_id, own_topic
from bot.kernel.topics import name_topics
from tests.cogs.table import Table, private, text
from tests.sources import OfServers
from tests.strategies import question

COMMANDS = {
    "quiz start": {},
    "duel": {},
    "practice": {},
    "leaderboard": {},
    "settings server": {},
    "settings daily": {"time": "09:00", "zone": "Europe/Berlin"},
}


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_topic_of_a_server_can_be_named_there_alone(laid: Table, command: str) -> None:
    """By its title or its name; elsewhere it is not a topic, and what there is instead does not name it."""
    guild_id = laid.guild.id
    topic = own_topic(guild_id, "teas")
    name_topics({topic: "Teas of China"})
    of_quizzes = laid.rounds.pool.sources
    assert isinstance(of_quizzes, _OfGame)
    sources = of_quizzes._sources
    sources.add(OfServers({guild_id: [question(own_id(guild_id, "oolong"), topic=topic)]}))
    option = "topics" if command == "settings daily" else "topic"
    for typed in ("Teas of China", topic):
        told = text(await laid.slash("gus", command, **COMMANDS[command], **{option: typed}))
        assert "is not a topic here" not in told
    elsewhere = laid.env.create_guild()
    manager = elsewhere.create_role("Organizers", permissions=discord.Permissions(manage_guild=True))
    laid.people["zed"] = elsewhere.add_member(laid.env.create_user("zed"), roles=[manager])
    laid.channel = elsewhere.create_text_channel("other")
    for typed in ("Teas of China", topic):
        told = text(private(await laid.slash("zed", command, **COMMANDS[command], **{option: typed})))
        assert "is not a topic here" in told
        assert "Teas of China" not in told.split("is not a topic here")[1]
