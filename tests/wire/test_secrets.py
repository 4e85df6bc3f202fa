"""What nobody but the player and Discord may read stays out of the log."""

from functools import partial
from pathlib import Path

import pytest

from bot.kernel.questions import Kind
from tests.campaigns.kinds import topic_of, write_pack
from tests.wire.players import Table, once_seen
from tests.wire.processes import stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

TYPED = "My private 4711 answer"
TOKEN = "a.secret.token-4712"


@pytest.mark.parametrize("form", ["human", "json"])
async def test_no_token_and_no_answer_reaches_the_log(tmp_path: Path, form: str) -> None:
    """In a round with replies lost, refused and failed, neither the bot's token nor a reply's nor an answer is told."""
    packs = write_pack(tmp_path / "packs")
    async with stage(tmp_path, "--token", TOKEN, packs=packs, token=TOKEN) as set_up:
        set_up.bot.environment["RECALL_LOG"] = form
        await set_up.restart()
        async with set_up.playground.member("ada").watch() as feed:
            table = Table(set_up, feed)
            ada, ben = table.member("ada"), table.member("ben")
            lobby = await table.open_lobby(questions=1, topic=topic_of(Kind.TYPED))
            await ben.press(lobby, label="Join")
            await ada.press(lobby, label="Start")
            question = await table.question(1)
            for player, answer in ((ada, TYPED), (ben, "another")):
                opened = await once_seen(partial(player.press, question, label="Answer"))
                await set_up.playground.fault("/interactions/*", "drop", when="after")
                await player.submit(opened, {"answer": answer}, within=3.5)
            for status in (403, 500):
                await set_up.playground.fault("/interactions/*", status=status, times=20)
                await ben.slash(table.channel, "help", within=3.5)
                await set_up.playground.clear_faults()
            await table.reveal(1)
            requests = await set_up.playground.requests(200)
        assert await set_up.bot.stop() == 0
    replies = {request["path"].split("/")[3] for request in requests if request["path"].startswith("/interactions/")}
    log = set_up.bot.said()
    assert "could not be answered" in log
    assert replies
    assert rows(set_up.database, "SELECT count(*) FROM answers WHERE answer LIKE ?", f"%{TYPED}%") == [(1,)]
    assert [secret for secret in (TYPED, TOKEN, *replies) if secret in log] == []
