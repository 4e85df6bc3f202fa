"""What an operator sees of a running bot: the invite link, the check-up."""

from pathlib import Path

import pytest

from playground.client import Playground
from tests.wire.processes import TOKEN, stage
from tests.wire.test_process import recall

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
        while "scope=bot+applications.commands" not in set_up.bot.said():
            await set_up.playground.clock()
