"""How much an open quiz weighs: rows and a value, no view and no form."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.client.client import RecallClient
from bot.delivery.sender import DiscordSender
from bot.kernel.asked import Player
from bot.kernel.ports import MessageKey
from bot.kernel.questions import Question
from bot.rounds.manifest import Quiz
from bot.rounds.rules.cards import current_card
from bot.rounds.rules.model import Phase, Round, Settings
from bot.rounds.service import RoundService
from bot.storage.database import open_database
from bot.timing.clock import Clock
from cogs.rounds.ids import answer_ids
from cogs.rounds.rendering import draw
from cogs.shared.forms import typed_form
from tests.cogs.table import held
from tests.sources import offering

ROUNDS, AT_ONCE = 250, 125
AT = Clock().now()


async def _open(rounds: RoundService, number: int) -> Round:
    """A round in its lobby; every fifth one has its first question on the screen."""
    host = Player(number, f"Host {number}", AT)
    game = await rounds.start(
        guild_id=number, channel_id=number, host=host, settings=Settings(questions=1), seed=number, at=AT
    )
    assert isinstance(game, Round)
    if number % 5:
        return game
    await rounds.begin(game.id, host.id, AT, may_manage=False)
    await rounds.posted(MessageKey(game.id, "q0"), AT)
    opened = await rounds.find(game.id)
    assert opened is not None
    assert opened.phase is Phase.OPEN
    return opened


async def _accepted(channel_id: int, **_: object) -> dict[str, Any]:
    """What Discord answers to a message that it posted."""
    author = {"id": "1", "username": "Recall", "discriminator": "0", "avatar": None, "bot": True}
    lists: dict[str, Any] = {key: [] for key in ("embeds", "attachments", "mentions", "mention_roles", "components")}
    flags = {"pinned": False, "mention_everyone": False, "tts": False, "type": 0, "edited_timestamp": None}
    at = AT.isoformat()
    return {
        **lists,
        **flags,
        "id": channel_id,
        "channel_id": channel_id,
        "author": author,
        "content": "",
        "timestamp": at,
    }


async def test_hundreds_of_open_quizzes_hold_no_views_and_no_forms(
    tmp_path: Path, kinds: dict[str, Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many lobbies and questions are open, the client keeps nothing in memory for their buttons and forms."""
    database = open_database(tmp_path / "recall.sqlite3")
    client = RecallClient()
    monkeypatch.setattr(client.http, "send_message", _accepted)
    app = App(database, client, Clock(), offering([kinds["numeric"]]))
    quiz = next(feature for feature in app.features if isinstance(feature, Quiz))
    await app.open()
    sender = DiscordSender(client)
    for first in range(0, ROUNDS, AT_ONCE):
        numbers = range(first + 1, first + AT_ONCE + 1)
        for game in await asyncio.gather(*(_open(quiz.rounds, number) for number in numbers)):
            drawing = draw(game, current_card(game))
            assert drawing is not None
            await sender.post(game.channel_id, drawing, "nonce")
            assert not game.asked or typed_form(game.current.question, answer_ids(game, 0)).is_finished()
    assert quiz.rounds.running == ROUNDS
    assert held(client) == 0
    await app.writer.close()
    await database.close()
