"""A server with a bot and its members in one process: the real client on a simulated Discord, the real rows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ParamSpec

import discord
import pytest
from simcord import ChannelHandle, Env, GuildHandle, InteractionResult, MemberActor, ResponseMessage, actors
from structlog.testing import capture_logs

from bot.app import App
from bot.client.client import RecallClient
from bot.delivery import outbox
from bot.delivery.sender import BlockedError
from bot.hearing import listen
from bot.kernel.names import ISOLATE, POP
from bot.kernel.questions import Question
from bot.kernel.sources import Source
from bot.rounds.manifest import Quiz
from bot.rounds.rules.model import Round
from bot.rounds.service import RoundService
from bot.storage.database import open_database
from bot.timing.clock import Clock
from cogs.shared.words import TOO_SOON
from tests.locks import holds_its_locks
from tests.plans import reading_tables_whole, watching
from tests.sources import offering

Json = dict[str, Any]
P = ParamSpec("P")
SELECT = 3
GREETING = "Hello, this is Recall"
Shown = discord.Message | ResponseMessage


class SimulatedClock(Clock):
    """The simulation's time."""

    def __init__(self, env: Env) -> None:
        super().__init__()
        self._env = env

    def now(self) -> datetime:
        return self._env.now()


def parts(message: Shown | InteractionResult) -> Iterator[Json]:
    """Every component that somebody sees, as Discord has it."""
    if isinstance(message, InteractionResult):
        latest = message.followups[-1] if message.followups else message.response
        assert latest is not None, "nobody answered"
        message = latest
    for component in message.components:
        yield from _walk(component if isinstance(component, dict) else component.to_dict())  # type: ignore[arg-type]


def _walk(component: Json) -> Iterator[Json]:
    yield component
    for child in component.get("components", []):
        yield from _walk(child)


def text(message: Shown | InteractionResult) -> str:
    """All that can be read, without what nobody sees: the isolates around names."""
    return bare("\n".join(part["content"] for part in parts(message) if "content" in part))


def bare(text: str) -> str:
    """The text without the isolates that stand around names."""
    return text.replace(ISOLATE, "").replace(POP, "")


def labels(message: Shown | InteractionResult) -> list[str]:
    """Of the buttons that can be pressed."""
    return [part["label"] for part in parts(message) if part["type"] == 2 and not part.get("disabled")]


def held(client: RecallClient) -> int:
    """How many views and forms the library keeps in memory for presses to come."""
    store = client._connection._view_store
    return len(store._views) + len(store._modals) + len(store._synced_message_views)


@dataclass
class Table:
    """Ada hosts, Ben and Cleo play, Gus may manage the server; `channel` is where."""

    env: Env
    app: App
    guild: GuildHandle
    channel: ChannelHandle
    people: dict[str, MemberActor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> MemberActor:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def rounds(self) -> RoundService:
        quiz = next(feature for feature in self.app.features if isinstance(feature, Quiz))
        return quiz.rounds

    async def game(self) -> Round:
        running = await self.rounds.running_in(self.channel.id)
        assert running is not None
        return running

    def card(self, place: int = -1) -> discord.Message:
        """What stands at the bottom of the channel for everybody, the greeting aside."""
        shared = [message for message in self.channel.history() if not message.flags.ephemeral]
        return [message for message in shared if GREETING not in text(message)][place]

    async def settle(self) -> None:
        """Wait until every message shows what it should."""
        while True:
            await self.env.settle()
            tasks = [slot.task for slot in self.app.delivery._slots.values() if slot.task is not None]
            if not tasks and not self.app.background._tasks:
                return
            await asyncio.gather(*tasks)
            await self.app.background.drain()

    async def later(self, seconds: float) -> None:
        """Let time pass, and have the rounds looked at."""
        await self.env.advance_time(seconds)
        await self.rounds.tick(self.env.now())
        await self.settle()

    async def start(self, **options: Any) -> InteractionResult:
        return await self.slash("ada", "quiz start", **options)

    async def slash(self, who: str, command: str, **options: Any) -> InteractionResult:
        result = await self.people[who].slash(self.channel, command, **options)
        await self.settle()
        return result

    async def stop(self, who: str) -> InteractionResult:
        """End the quiz, and say so twice where it asks."""
        result = await self.slash(who, "quiz stop")
        sure = [label for label in labels(private(result)) if label in ("End the quiz", "Call it off")]
        return await self.press(who, sure[0], private(result)) if sure else result

    async def press(self, who: str, label: str, on: Shown | None = None) -> InteractionResult:
        """Press the button with this label on the bottom card, or on another message."""
        shown = on or self.card()
        whole = next(known for known in labels(shown) if known.startswith(label))
        return await self._once_seen(lambda: self.people[who].click(shown, label=whole))

    async def _once_seen(self, press: Callable[[], Awaitable[InteractionResult]]) -> InteractionResult:
        """Press, and again a second later where the buttons had only just appeared."""
        result = await press()
        await self.settle()
        if result.response is not None and TOO_SOON in text(result):
            await self.env.advance_time(1)
            result = await press()
            await self.settle()
        return result

    async def attempt(self, who: str, on: Shown | None = None) -> InteractionResult:
        """Answer whatever is asked, right or wrong."""
        card = on or self.card()
        if any(part["type"] == SELECT for part in parts(card)):
            menu = next(part for part in parts(card) if part["type"] == SELECT)
            return await self.choose(
                who, *(option["value"] for option in menu["options"][: menu["max_values"]]), on=card
            )
        if "Answer" not in labels(card):
            return await self.press(who, labels(card)[0], card)
        opened = await self.press(who, "Answer", card)
        return await self._fill(who, opened)

    async def _fill(self, who: str, opened: InteractionResult) -> InteractionResult:
        if opened.modal is not None:
            return await self.submit(who, opened, "1")
        while "Lock in" not in labels(sheet := private(opened)):
            menus = [part for part in parts(sheet) if part["type"] == SELECT]
            if menus:
                opened = await self.choose(who, menus[0]["options"][0]["value"], on=sheet)
            else:
                opened = await self.press(who, labels(sheet)[0], sheet)
        return await self.press(who, "Lock in", sheet)

    async def forge(self, who: str, custom_id: str, **data: object) -> InteractionResult:
        """Press what no honest client would show; the simulation's own verbs refuse to."""
        person = self.people[who]
        stored = actors._visible_message(person, self.card())
        pressed = {"custom_id": custom_id, "component_type": 2, **data}
        return await self._once_seen(lambda: actors._component_interaction(person, stored, pressed))

    async def choose(self, who: str, *values: str, on: Shown | None = None) -> InteractionResult:
        shown = on or self.card()
        return await self._once_seen(lambda: self.people[who].select(shown, list(values)))

    async def submit(self, who: str, opened: InteractionResult, typed: str) -> InteractionResult:
        """Send a form that was opened."""
        result = await self.people[who].submit_modal(opened, {"answer": typed})
        await self.settle()
        return result

    async def begin(self, *others: str, **options: Any) -> discord.Message:
        """Start a quiz in which Ada and the others are; the first question's card."""
        await self.start(**options)
        for who in others:
            await self.press(who, "Join")
        await self.press("ada", "Start")
        return self.card()


def private(result: InteractionResult) -> ResponseMessage:
    """The private message that answered a press."""
    assert result.response is not None
    assert result.response.ephemeral
    return result.response


async def away(laid: Table, seconds: float) -> None:
    """Discord is not heard for a while, and then again."""
    presence = laid.app.presence
    presence.disconnected(0)
    await laid.env.advance_time(seconds)
    presence.resumed(0)
    await presence.beat(laid.env.now())
    await laid.settle()


async def take_away(laid: Table, closed: pytest.MonkeyPatch) -> None:
    """Somebody deletes the latest card, and Recall may not post in the channel any more."""

    async def refused(*_: object) -> None:
        raise BlockedError("no")

    card = laid.card()
    await laid.app.client.get_partial_messageable(laid.channel.id).get_partial_message(card.id).delete()
    closed.setattr(laid.app.delivery._sender, "post", refused)


SETTLES_WITHIN = 30.0
"""Seconds of the machine's own time; on a busy one, reading a file with all that checks it takes longer than five."""


@asynccontextmanager
async def table(
    directory: Path, questions: Mapping[str, Question], source: Source | None = None
) -> AsyncIterator[Table]:
    """The table, laid, with these questions or a whole source.

    The writer starts outside the client: the simulation waits for the client's own tasks. Nothing rests between two
    edits of a message: that would be real time, of which tests have none."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outbox, "SPACING", 0.0)
        async with _laid(directory, questions, source) as ready:
            yield ready


@asynccontextmanager
async def _laid(directory: Path, questions: Mapping[str, Question], source: Source | None) -> AsyncIterator[Table]:
    database = open_database(directory / "recall.sqlite3")
    client = RecallClient()
    env = Env(client, shard_count=1, settle_timeout=SETTLES_WITHIN)
    app = App(database, client, SimulatedClock(env), source or offering(questions.values()))
    listen(app)
    with capture_logs() as logged:
        await app.open()
        await env.start()
        try:
            _keep_outside(env, app)
            laid = _lay(env, app)
            await laid.settle()
            with watching(database) as plans:
                yield laid
            assert not isinstance(database.place, Path) or holds_its_locks(database.place)
            assert not (bad := reading_tables_whole(plans)), bad
        finally:
            await env.shutdown()
            await app.delivery.close(within=30)
            await app.background.drain()  # who still reads would keep a connection beyond the database's end
            await app.writer.close()
            await database.close()
    env.raise_errors()
    errors = [entry for entry in logged if entry["log_level"] == "error"]
    assert not errors, errors


def _keep_outside(env: Env, app: App) -> None:
    """Have what runs on the side run outside the client: the simulation would wait for its timers."""
    with env.time_context():
        context = copy_context()

    def outside(call: Callable[P, None]) -> Callable[P, None]:
        def called(*args: P.args, **kwargs: P.kwargs) -> None:
            context.copy().run(call, *args, **kwargs)

        return called

    app.delivery.redraw = outside(app.delivery.redraw)  # type: ignore[method-assign]
    app.background.run = outside(app.background.run)  # type: ignore[method-assign]


def _lay(env: Env, app: App) -> Table:
    guild = env.create_guild()
    channel = guild.create_text_channel("quiz")
    laid = Table(env, app, guild, channel)
    manager = guild.create_role("Organizers", permissions=discord.Permissions(manage_guild=True))
    for who in ("ada", "ben", "cleo", "dan"):
        laid.people[who] = guild.add_member(env.create_user(who))
    laid.people["gus"] = guild.add_member(env.create_user("gus"), roles=[manager])
    return laid
