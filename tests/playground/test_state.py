from __future__ import annotations

from pathlib import Path

import pytest

from playground.client import Member, Playground, RefusedError
from playground.clock import Clock
from playground.model.seed import new_world
from playground.model.snapshot import rebase_world
from playground.server import TOKEN, Options, Server
from playground.state import StateError, StateFile
from tests.playground.ids import BOT, QUIZ, STUDY
from tests.playground.robot import Raw


async def test_the_world_comes_back_as_it_was(tmp_path: Path) -> None:
    """Messages, files, commands, people and the clock outlive a restart; new ids come after the old ones."""
    path = tmp_path / "world.json"
    with StateFile(path) as state:
        world = state.load(Clock(), fresh=False)
        async with Server(world, Options()) as server, Playground(server.url) as play:
            raw = Raw(play.session, play.api, TOKEN)
            await raw("PUT", f"/applications/{BOT}/commands", [{"name": "hi", "description": "x"}])
            ada = play.member("ada")
            sent = await ada.send(QUIZ, "kept", files=[{"filename": "a.txt", "data": "aGk="}])
            await play.create_people("eve")
            await play.remove_bot(STUDY)
            await play.advance(86_400)
        state.save(world)
    with StateFile(path) as state:
        world = state.load(Clock(), fresh=False)
        async with Server(world, Options()) as server, Playground(server.url) as play:
            rebase_world(world, server.url)
            ada = play.member("ada")
            (kept,) = await ada.messages(QUIZ)
            assert (kept["id"], kept["content"]) == (sent["id"], "kept")
            async with play.session.get(kept["attachments"][0]["url"]) as answer:
                assert await answer.read() == b"hi"
            assert [item["global_name"] for item in await play.people()][-1] == "eve"
            assert not world.bot_in(int(STUDY))
            assert [item["name"] for item in await play.member("dev").commands("410000000000000001")] == ["hi"]
            assert (await play.clock())["offset_seconds"] == 86_400
            assert int((await ada.send(QUIZ, "next"))["id"]) > int(sent["id"])


def test_fresh_begins_anew(tmp_path: Path) -> None:
    """With --fresh whatever is in the file is left behind."""
    path = tmp_path / "world.json"
    path.write_text("rubbish")
    with StateFile(path) as state:
        assert len(state.load(Clock(), fresh=True).guilds) == 2


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[1]", b'{"version": 99}'])
def test_a_damaged_file_is_refused_in_one_line_that_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    """A broken state file names itself, and the way out."""
    path = tmp_path / "world.json"
    path.write_bytes(content)
    with StateFile(path) as state, pytest.raises(StateError) as refused:
        state.load(Clock(), fresh=False)
    assert "--fresh" in str(refused.value)
    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_second_process_on_one_file_is_refused(tmp_path: Path) -> None:
    """Whoever holds the file keeps it; the other one is told so."""
    path = tmp_path / "world.json"
    with StateFile(path), pytest.raises(StateError, match="Another playground"), StateFile(path):
        pass
    with StateFile(path):
        pass


def test_a_save_that_fails_leaves_the_old_file_whole(tmp_path: Path) -> None:
    """The file is replaced at once or not at all, and not written when nothing changed."""
    path = tmp_path / "world.json"
    with StateFile(path) as state:
        world = new_world(Clock())
        state.save(world)
        before = path.read_bytes()
        (tmp_path / "world.json.part").mkdir()
        world.version += 1
        with pytest.raises(StateError, match="could not be saved"):
            state.save(world)
        assert path.read_bytes() == before


@pytest.mark.parametrize("half", [b"\\ud83d", b"\xed\xa0\xbd"], ids=["escaped", "as bytes"])
async def test_half_an_emoji_is_refused_and_everything_can_still_be_saved(tmp_path: Path, half: bytes) -> None:
    """Half a pair of surrogates is no text: no message may hold it, or nothing would ever be saved again."""
    with StateFile(tmp_path / "world.json") as state:
        world = state.load(Clock(), fresh=False)
        async with Server(world, Options()) as server, Playground(server.url) as play:
            body = b'{"content": "' + half + b'"}'
            path = f"/channels/{QUIZ}/messages"
            async with play.session.post(f"{server.url}/member/ada{path}", data=body) as answer:
                assert (answer.status, (await answer.json())["code"]) == (400, "malformed")
            headers = {"Authorization": f"Bot {TOKEN}"}
            async with play.session.post(play.api + path, data=body, headers=headers) as answer:
                assert (answer.status, (await answer.json())["code"]) == (400, 50109)
            assert (await play.member("ada").send(QUIZ, "whole \U0001f600"))["content"] == "whole \U0001f600"
        state.save(world)


@pytest.mark.parametrize("seconds", [1e15, 3e11, float("inf"), -1])
async def test_the_clock_goes_where_there_are_dates(play: Playground, ada: Member, seconds: float) -> None:
    """A leap beyond 2100 is refused, and the playground goes on."""
    with pytest.raises(RefusedError, match="422 clock"):
        await play.advance(seconds)
    assert (await ada.send(QUIZ, "now"))["timestamp"] < "2100"
