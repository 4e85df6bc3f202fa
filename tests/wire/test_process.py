"""The program as its operator meets it: started, refused, told to stop."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.kernel.questions import Kind
from playground.client import Json, text_of
from tests.campaigns.kinds import topic_of, write_pack
from tests.wire.nursery import recall
from tests.wire.players import Table, answer, is_locked, told
from tests.wire.processes import GENERAL, QUIZ, TOKEN, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire


def test_without_a_token_it_says_how_to_get_one_in_one_line(tmp_path: Path) -> None:
    """A missing token is answered with where to get one, and that playing needs none; exit status 2."""
    ended = recall("run", HOME=str(tmp_path))
    assert ended.returncode == 2
    assert "recall play" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("mysql://x/y", "SQLite or PostgreSQL, not in mysql"),
        ("postgresql://x", "no database on it"),
        ("/", "is a directory"),
    ],
)
def test_a_database_that_cannot_be_one_is_refused_in_one_line(value: str, reason: str) -> None:
    """What is neither a file's path nor the address of a database on a PostgreSQL server is named and refused."""
    ended = recall("run", DISCORD_TOKEN="x", RECALL_DATABASE=value)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert reason in ended.stderr


async def test_a_refused_token_and_a_second_process_are_told_so(tmp_path: Path) -> None:
    """Discord's no to a token, after the line about a new database, and one in use: one plain line each, status 2."""
    async with stage(tmp_path) as set_up:
        api = set_up.playground.api
        wrong = recall(
            "run", DISCORD_TOKEN="wrong", RECALL_DATABASE=str(tmp_path / "b.sqlite3"), RECALL_DISCORD_API=api
        )
        made, refused = wrong.stderr.splitlines()
        assert wrong.returncode == 2
        assert "made a new, empty database" in made
        assert "refuses this DISCORD_TOKEN" in refused
        second = recall("run", DISCORD_TOKEN=TOKEN, RECALL_DATABASE=str(set_up.database), RECALL_DISCORD_API=api)
        assert (second.returncode, second.stderr.count("\n")) == (2, 1)
        assert "Another Recall is running" in second.stderr


async def test_sigterm_tells_the_players_and_ends_within_ten_seconds(tmp_path: Path) -> None:
    """Told to stop, Recall says on the card that it restarts, keeps every answer, and leaves quickly and cleanly."""
    packs = write_pack(tmp_path / "packs")
    async with stage(tmp_path, packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        await table.begin("ben", questions=2, topic=topic_of(Kind.SINGLE))
        assert is_locked(await answer(table.member("ada"), await table.question(1)))
        began = time.monotonic()
        assert await set_up.bot.stop() == 0
        assert time.monotonic() - began < 10
        await feed.message(QUIZ, lambda message: "restarting" in text_of(message))
        assert "Traceback" not in set_up.bot.said()
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(1,)]
        await set_up.bring_up()
        question = await table.question(1)
        assert "already answered" in told(await answer(table.member("ada"), question, 1))


async def test_between_the_signal_and_the_end_answers_count_and_nothing_begins(tmp_path: Path) -> None:
    """While Recall waits for Discord before it leaves, an answer is still taken, and a new quiz is refused in words."""
    packs = write_pack(tmp_path / "packs")
    async with stage(tmp_path, packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        await table.begin("ben", questions=2, topic=topic_of(Kind.SINGLE))
        question = await table.question(1)
        await set_up.playground.fault("/channels/*/messages/*", "hang", method="PATCH", times=2, retry_after=3)
        leaving = asyncio.create_task(set_up.bot.stop())
        while "about to restart" not in told(await table.member("ben").slash(GENERAL, "quiz start", {})):
            await table.member("ben").slash(GENERAL, "quiz stop", {})  # the signal had not arrived yet
        assert is_locked(await answer(table.member("ben"), question))
        assert await leaving == 0
        assert rows(set_up.database, "SELECT count(*) FROM answers") == [(1,)]
        assert rows(set_up.database, "SELECT count(*) FROM rounds WHERE phase <> 'ended'") == [(1,)]
        await set_up.bring_up()
        assert is_locked(await answer(table.member("ada"), question))
        await table.reveal(1)


async def test_a_changed_pack_is_picked_up_and_a_running_round_keeps_its_questions(tmp_path: Path) -> None:
    """Authors need no restart; who plays is not disturbed."""
    packs = write_pack(tmp_path / "packs", items=1)
    async with stage(tmp_path, packs=packs) as set_up, set_up.playground.member("ada").watch() as feed:
        table = Table(set_up, feed)
        ada = table.member("ada")
        await ada.press(await table.open_lobby(questions=1, topic=topic_of(Kind.SINGLE)), label="Start")
        question = await table.question(1)
        file = packs / topic_of(Kind.SINGLE) / "campaign.yaml"
        file.write_text(file.read_text().replace("Campaign question", "Renewed question"))
        await set_up.playground.advance(1)
        while "the packs changed" not in set_up.bot.said():
            await set_up.playground.clock()
        await answer(ada, question)
        assert "Campaign question" in text_of(await table.reveal(1))
        other = Table(set_up, feed, channel=GENERAL)
        await ada.press(await other.open_lobby(questions=1, topic=topic_of(Kind.SINGLE)), label="Start")
        assert "Renewed question" in text_of(await other.question(1))


async def test_a_database_can_be_copied_and_checked_beside_a_running_bot(tmp_path: Path) -> None:
    """A backup needs no downtime, and says plainly why not when it cannot be made."""
    async with stage(tmp_path) as set_up:
        copy = tmp_path / "copy.sqlite3"
        ended = recall("db", "backup", str(copy), RECALL_DATABASE=str(set_up.database))
        assert ended.returncode == 0, ended.stderr
        assert recall("db", "check", RECALL_DATABASE=str(copy)).returncode == 0
        again = recall("db", "backup", str(copy), RECALL_DATABASE=str(set_up.database))
        assert again.returncode == 2
        assert "already exists" in again.stderr


async def test_a_forged_command_of_a_server_is_answered_in_direct_messages(tmp_path: Path) -> None:
    """No honest app sends it there; whoever does gets a sentence, for every command that needs a server."""
    async with stage(tmp_path) as set_up:
        ada = set_up.playground.member("ada")
        dm = (await ada.me())["dm"]["id"]
        answers = {}
        for command in await ada.commands(QUIZ):
            for name, data in forged(command):
                outcome = await ada.forge({"type": 2, "channel_id": dm, "data": data})
                answers[name] = told(await ada.outcome(outcome.id, wait="answered", within=20))
        assert "settings show" in answers
        assert [name for name, text in answers.items() if len(text) < 20] == []
        assert "do not know that command" in answers["settings show"]
        assert "Traceback" not in set_up.bot.said()


def forged(command: Json) -> Iterator[tuple[str, Json]]:
    """Each subcommand, or the command itself, as an app would send it without any option."""
    data = {"id": command["id"], "name": command["name"], "type": command.get("type", 1)}
    below = [one for one in command.get("options", []) if one["type"] == 1]
    for one in below:
        yield f"{command['name']} {one['name']}", data | {"options": [{"type": 1, "name": one["name"], "options": []}]}
    if not below and data["type"] == 1:
        yield command["name"], data
