"""What an operator sees of a running bot: the invite link, the check-up."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.kernel.questions import Kind
from playground.client import Json, Playground
from tests.campaigns.kinds import topic_of, write_pack
from tests.wire.nursery import recall
from tests.wire.players import Table, answer, is_locked
from tests.wire.processes import TOKEN, Stage, free_port, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire


async def test_the_doctor_finds_a_healthy_bot_healthy_and_names_what_is_wrong(tmp_path: Path) -> None:
    """Beside a running bot everything is looked at; a refused token and a lacking permission are named."""
    async with stage(tmp_path) as set_up:
        settings = {"RECALL_DATABASE": str(set_up.database), "RECALL_DISCORD_API": set_up.playground.api}
        healthy = recall("doctor", DISCORD_TOKEN=TOKEN, **settings)
        assert healthy.returncode == 0, healthy.stdout + healthy.stderr
        assert "A Recall is running" in healthy.stdout
        for subject in ("token", "clock", "invite", "permissions", "scopes", "commands"):
            assert f"ok    {subject}:" in healthy.stdout
        wrong = recall("doctor", DISCORD_TOKEN="not-the-one", **settings)
        assert wrong.returncode == 1
        assert "bad   token: Discord refuses it." in wrong.stdout
        assert "not-the-one" not in wrong.stdout + wrong.stderr
        await take_permissions(set_up.playground)
        lacking = recall("doctor", DISCORD_TOKEN=TOKEN, **settings)
        assert "lacks" in lacking.stdout, lacking.stdout


async def take_permissions(playground: Playground) -> None:
    """One more server, in which the bot may do nothing."""
    [guild] = await playground.create_guilds("Strict", members=["ada"])
    for role in ("bot", "everyone"):
        await playground.set_permissions(guild["id"], role, ["view_channel"])


async def test_without_an_answer_the_doctor_says_so(tmp_path: Path) -> None:
    """Where Discord cannot be reached, that is one bad line, and the rest is looked at all the same."""
    ended = recall(
        "doctor",
        DISCORD_TOKEN="secret-token",
        RECALL_DATABASE=str(tmp_path / "recall.db"),
        RECALL_DISCORD_API="http://127.0.0.1:1/api/v10",
    )
    assert ended.returncode == 1
    assert "bad   Discord: http://127.0.0.1:1/api/v10 cannot be used" in ended.stdout
    assert "ok    packs" in ended.stdout
    assert "secret-token" not in ended.stdout + ended.stderr


async def test_running_prints_the_invite_link(tmp_path: Path) -> None:
    """Whoever starts the bot can invite it: the link stands in what it says."""
    async with stage(tmp_path) as set_up:
        await set_up.bot.kill()
        await set_up.playground.wait_for_bot(online=False)
        del set_up.bot.environment["RECALL_CLOCK"]  # within a playground there is nobody to invite
        await set_up.bring_up()
        await said(set_up, "scope=bot+applications.commands")


async def first_question(table: Table) -> Json:
    """Ada begins a quiz of two questions; the first is open."""
    lobby = await table.open_lobby(questions=2, topic=topic_of(Kind.SINGLE))
    await table.member("ada").press(lobby, label="Start")
    return await table.question(1)


async def start_watched(set_up: Stage) -> str:
    """Start the bot again with its pages on a port of their own; where they are."""
    port = free_port()
    set_up.bot.environment["RECALL_HEALTH_PORT"] = str(port)
    await set_up.restart()
    return f"http://127.0.0.1:{port}"


async def test_health_and_metrics_tell_how_the_bot_is_and_nothing_of_the_people(tmp_path: Path) -> None:
    """Machines read health and figures; neither holds the token, a name, an id of anybody or anything, an answer."""
    packs = write_pack(tmp_path / "packs")
    async with (
        stage(tmp_path, packs=packs) as set_up,
        set_up.playground.member("ada").watch() as feed,
        aiohttp.ClientSession() as session,
    ):
        pages = await start_watched(set_up)
        table = Table(set_up, feed)
        assert is_locked(await answer(table.member("ada"), await first_question(table)))
        async with session.get(f"{pages}/health") as response:
            health = await response.json()
            assert (response.status, health["status"], health["gateway"]["connected"]) == (200, "ok", True)
        async with session.get(f"{pages}/metrics") as response:
            metrics = await response.text()
        assert "recall_rounds_running 1.0" in metrics
        assert 'recall_interactions_total{kind="component"} ' in metrics  # a press may be too early, and come twice
        told = metrics + str(health)
        world = await set_up.playground.world()
        people = await set_up.playground.people()
        known = [value for one in [*people, *world["guilds"]] for value in one.values() if isinstance(value, str)]
        hidden = [TOKEN, *(value for value in known if len(value) > 2)]
        assert len(hidden) > 10
        words = re.compile("|".join(rf"(?<![a-z]){re.escape(secret)}(?![a-z])" for secret in hidden), re.IGNORECASE)
        assert words.findall(told) == []  # "unreadable" names nobody, though Ada's name is in it
        assert "Campaign" not in told


def test_asking_a_bot_that_is_not_there(tmp_path: Path) -> None:
    """Where no bot answers, the health command says so and fails, as a container's check needs it."""
    ended = recall("health", RECALL_HEALTH_PORT=str(free_port()), HOME=str(tmp_path))
    assert (ended.returncode, "No Recall answers" in ended.stderr) == (1, True)


async def test_a_taken_health_port_keeps_nobody_from_playing(tmp_path: Path) -> None:
    """Two bots on one machine: the second plays without pages and says why; the first is asked as before."""
    async with stage(tmp_path) as set_up:
        port = (await start_watched(set_up)).rpartition(":")[2]
        assert recall("health", RECALL_HEALTH_PORT=port).returncode == 0
        (tmp_path / "second").mkdir()
        async with stage(tmp_path / "second") as second:
            second.bot.environment["RECALL_HEALTH_PORT"] = port
            await second.restart()
            assert "no health and metrics" in second.bot.said()


async def test_every_line_about_a_game_names_it(tmp_path: Path) -> None:
    """In JSON each line of the log is an object, and what goes wrong with a press or a card says in which game."""
    packs = write_pack(tmp_path / "packs")
    async with stage(tmp_path, packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
        set_up.bot.environment["RECALL_LOG"] = "json"
        set_up.bot.log = tmp_path / "json.log"
        await set_up.restart()
        table = Table(set_up, feed)
        lobby = await table.open_lobby(questions=1, topic=topic_of(Kind.SINGLE))
        await set_up.playground.fault("/interactions/*", status=403, times=20)
        await table.member("ben").press(lobby, label="Join", wait="none")
        await said(set_up, "could not be answered")
        await set_up.playground.clear_faults()
        lines = [json.loads(line) for line in set_up.bot.said().splitlines()]
        about = [line for line in lines if "interaction" in line or "card" in line]
        assert {line["game"] for line in about} == {1}
        assert {line["event"] for line in about} >= {"an interaction failed", "and could not be answered"}


async def test_a_restore_waits_for_the_bot_and_brings_the_game_back(tmp_path: Path) -> None:
    """Beside a running bot nothing is restored; once it is down a backup brings back what it held, ready to play on."""
    packs = write_pack(tmp_path / "packs")
    async with stage(tmp_path, packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        question = await first_question(table)
        copy, where = tmp_path / "copy.sqlite3", {"RECALL_DATABASE": str(set_up.database)}
        assert recall("db", "backup", str(copy), **where).returncode == 0
        beside = recall("db", "restore", str(copy), **where)
        assert (beside.returncode, "Another Recall is running" in beside.stderr) == (2, True)
        await set_up.bot.kill()
        await set_up.playground.wait_for_bot(online=False)
        set_up.database.write_bytes(b"gone" * 1_024 + set_up.database.read_bytes()[4_096:])
        assert recall("db", "check", **where).returncode == 1
        restored = recall("db", "restore", str(copy), **where)
        assert (restored.returncode, "The previous database was kept as" in restored.stdout) == (0, True)
        assert recall("db", "check", **where).returncode == 0
        await set_up.bring_up()
        assert is_locked(await answer(table.member("ada"), question))


async def test_backups_are_made_while_the_bot_runs(tmp_path: Path) -> None:
    """With a directory set, a copy of today's is there soon after the start, and its age is among the figures."""
    async with stage(tmp_path) as set_up, aiohttp.ClientSession() as session:
        set_up.bot.environment["RECALL_BACKUPS"] = str(tmp_path / "backups")
        pages = await start_watched(set_up)
        await said(set_up, "backed up")
        [copy] = (tmp_path / "backups").iterdir()
        assert recall("db", "check", RECALL_DATABASE=str(copy)).returncode == 0
        async with session.get(f"{pages}/metrics") as response:
            assert "recall_last_backup_age_seconds" in await response.text()


async def test_a_server_that_removed_the_bot_is_forgotten_after_thirty_days(tmp_path: Path) -> None:
    """Taken back, it forgets nothing; removed while it is down it notices later; in a month nothing is left."""
    packs = write_pack(tmp_path / "packs")
    async with stage(tmp_path, packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        assert is_locked(await answer(table.member("ada"), await first_question(table)))
        guild = rows(set_up.database, "SELECT guild_id FROM games")[0][0]
        await set_up.ready()
        await set_up.playground.remove_bot(str(guild))
        await said(set_up, "removed from servers")
        await set_up.playground.add_bot(str(guild))
        while rows(set_up.database, "SELECT guild_id FROM departures"):
            await set_up.playground.clock()
        await set_up.bot.kill()
        await set_up.playground.remove_bot(str(guild))
        await start_elsewhere(set_up)
        while not rows(set_up.database, "SELECT guild_id FROM departures"):
            await set_up.playground.clock()
        assert rows(set_up.database, "SELECT guild_id FROM departures") == [(guild,)]
        await set_up.bot.kill()
        with closing(sqlite3.connect(set_up.database)) as connection, connection:  # thirty days, each looked at
            connection.execute("UPDATE departures SET noticed_at = noticed_at - 30 * 86400000")
        await start_elsewhere(set_up)
        await said(set_up, "forgot a server")
        assert rows(set_up.database, "SELECT guild_id FROM games") == [(0,)]
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(1,)]
        assert str(guild) not in "".join(dump(set_up.database))


async def start_elsewhere(set_up: Stage) -> None:
    """Start the bot, which Ada's server has removed."""
    await set_up.playground.wait_for_bot(online=False)
    await set_up.bot.start()
    await set_up.playground.wait_for_bot()


async def said(set_up: Stage, words: str) -> None:
    """Wait until the bot's log holds it."""
    async with asyncio.timeout(60):
        while words not in set_up.bot.said():
            await set_up.playground.clock()


def dump(database: Path) -> Iterator[str]:
    """Everything that stands in the database, as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        yield from connection.iterdump()
