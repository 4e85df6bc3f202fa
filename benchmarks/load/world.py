"""Two thousand open rounds, made without playing them: messages in the playground, rows in the database."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import aiohttp
from discord.ui import LayoutView

from bot.kernel.asked import Player
from bot.kernel.pace import Pace
from bot.kernel.ports import Message, MessageKey
from bot.kernel.questions import Kind, Question
from bot.packs import content
from bot.packs.catalogue import load_catalogue
from bot.rounds.rules import lobby, play
from bot.rounds.rules.cards import LOBBY, question_card
from bot.rounds.rules.model import Refusal, Round, Settings
from bot.rounds.store import SqlRoundStore
from bot.storage.database import open_database
from bot.storage.stores import SqlGameIds, SqlHeartbeat, SqlMessageStore
from bot.storage.writer import Writer
from cogs.rounds.ids import answer_ids
from cogs.rounds.rendering import draw
from cogs.shared.answering import Step
from playground.client import Json, Playground
from tests.campaigns.kinds import topic_of
from tests.wire.processes import TOKEN

IN_A_ROUND = 3
AT_ONCE = 50
COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class AsBot:
    """The bot's side of a playground, without a bot."""

    session: aiohttp.ClientSession
    api: str

    async def shards(self) -> int:
        """How many the bot will be told to use."""
        async with self.session.get(f"{self.api}/gateway/bot") as answer:
            return int((await answer.json())["shards"])

    async def post(self, channel_id: int, view: LayoutView) -> tuple[int, datetime]:
        """Id and time of the message."""
        body = {"components": view.to_components(), "flags": COMPONENTS_V2}  # type: ignore[no-untyped-call]
        async with self.session.post(f"{self.api}/channels/{channel_id}/messages", json=body) as answer:
            sent = await answer.json()
        return int(sent["id"]), datetime.fromisoformat(sent["timestamp"])


@asynccontextmanager
async def as_bot(playground: Playground) -> AsyncIterator[AsBot]:
    """For as long as the world is made."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        yield AsBot(session, playground.api)


async def open_rounds(database: Path, packs: Path, bot: AsBot, guilds: Sequence[Json]) -> list[Json]:
    """A round in the first channel of each of these servers, its first question just posted; a press of A in each."""
    posted: list[tuple[Round, Message]] = []
    rounds = _rounds(packs, guilds)
    while part := list(islice(rounds, AT_ONCE)):
        posted += await asyncio.gather(*(_post(bot, game) for game in part))
    await _keep(database, posted)
    return [_press(game, message) for game, message in posted]


def _press(game: Round, message: Message) -> Json:
    custom_id = answer_ids(game, 0).on(Step.CHOOSE, "0")
    where = {"channel_id": str(message.channel_id), "message_id": str(message.message_id)}
    return {"user": "ada", "custom_id": custom_id, **where}


def _rounds(packs: Path, guilds: Sequence[Json]) -> Iterator[Round]:
    catalogue, _ = load_catalogue([packs])
    asked = [question for question in catalogue.questions.values() if question.kind is Kind.SINGLE]
    for number, guild in enumerate(guilds, start=1):
        yield _asking(number, int(guild["id"]), int(guild["channel_ids"][0]), [asked[number % len(asked)]])


def _asking(number: int, guild_id: int, channel_id: int, chosen: Sequence[Question]) -> Round:
    at = datetime.now(UTC)  # noqa: TID251 - the bot that takes over goes by the machine's clock
    host = Player(1, "Host", at)
    settings = Settings(topic_of(Kind.SINGLE), questions=1, pace=Pace.RELAXED)
    game: Round | Refusal = lobby.open_lobby(
        round_id=number, guild_id=guild_id, channel_id=channel_id, host=host, settings=settings, seed=number, at=at
    )
    for person in range(2, IN_A_ROUND + 1):
        game = _granted(lobby.join(_granted(game), Player(person, f"Player {person}", at), at))
    return _granted(lobby.begin(_granted(game), host.id, chosen, at, may_manage=True))


def _granted(game: Round | Refusal) -> Round:
    if isinstance(game, Refusal):
        raise TypeError(f"The rules refuse: {game}.")
    return game


async def _post(bot: AsBot, game: Round) -> tuple[Round, Message]:
    """As Recall would post it: the round with its question open, and the message's row."""
    drawing = draw(game, question_card(0))
    if drawing is None:
        raise TypeError("A question that is asked has a card.")
    message_id, at = await bot.post(game.channel_id, drawing.view)
    row = Message(MessageKey(game.id, question_card(0)), game.channel_id, game.created_at, message_id, at)
    return play.posted(game, 0, at), row


async def _keep(path: Path, posted: Sequence[tuple[Round, Message]]) -> None:
    database = open_database(path)
    writer = Writer(database.writing, print)
    writer.start()
    store = SqlRoundStore(writer, database.reading, content, SqlGameIds(database.reading))
    messages = SqlMessageStore(writer, database.reading)
    await asyncio.gather(*(store.save(None, game, []) for game, _ in posted))
    await asyncio.gather(*(messages.put(message) for _, message in posted))
    await asyncio.gather(*(messages.put(_lobby(message)) for _, message in posted))
    await SqlHeartbeat(writer, database.reading).beat({0: datetime.now(UTC)}, {})  # noqa: TID251 - as above
    await writer.close()
    await database.close()


def _lobby(message: Message) -> Message:
    return replace(message, key=MessageKey(message.key.game_id, LOBBY), settled=True)
