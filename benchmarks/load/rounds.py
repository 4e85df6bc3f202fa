"""How many live rounds the outbox carries within Discord's request limit, in virtual time: no machine is in the way.

The rounds, the outbox, the limiter and the cards are Recall's own; rows are kept in memory, and each request takes a
tenth of a second. Four players a round answer at random instants, with real questions at the standard pace.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random

from bot.delivery.limiter import Limiter
from bot.delivery.outbox import Delivery
from bot.delivery.sender import Drawing
from bot.kernel.asked import Player
from bot.kernel.background import Background
from bot.kernel.keys import Viewer
from bot.kernel.library import library_of
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import Message, MessageKey
from bot.kernel.questions import Kind, Question
from bot.kernel.sources import Everywhere
from bot.packs.catalogue import BUILT_IN, load_catalogue
from bot.rounds.rules.cards import question_card
from bot.rounds.rules.model import Round, Settings
from bot.rounds.service import RoundService
from cogs.rounds.rendering import draw
from tests.fakes import FakeAudience, FakeSender, MemoryMessages, VirtualLoop, now

Figures = dict[str, float | int]

PLAYERS, QUESTIONS = 4, 30
WARM_S, MEASURED_S = 90, 180
TICK_S, REQUEST_S = 0.5, 0.1
LIMIT_S = 1.0
"""A card or a reveal that comes later than this keeps people waiting."""

STEPS = tuple(range(300, 1_000, 50))


class Rows:
    """The rounds' rows in memory."""

    def __init__(self, messages: MemoryMessages) -> None:
        self._messages = messages
        self.rounds: dict[int, Round] = {}

    def next_id(self, *, at_any_time: bool = False) -> int:  # noqa: ARG002 - the port's
        """One more than there are."""
        return len(self.rounds) + 1

    async def parts(self, night_id: int) -> dict[int, int]:  # noqa: ARG002 - the port's
        """No quiz nights."""
        return {}

    async def of_night(self, night_id: int) -> dict[int, Round]:  # noqa: ARG002 - the port's
        """None of their rounds, either."""
        return {}

    async def save(self, before: Round | None, after: Round, cards: Iterable[str]) -> None:  # noqa: ARG002 - the port's
        """Keep the round, and a row for each new message."""
        self.rounds[after.id] = after
        for card in cards:
            key = MessageKey(after.id, card)
            self._messages.rows[key] = Message(key, after.channel_id, after.active_at)

    async def discard(self, game_id: int) -> None:
        """Forget the round."""
        del self.rounds[game_id]

    async def load(self, game_id: int) -> Round | None:
        """The round, None where there is none."""
        return self.rounds.get(game_id)

    async def load_all(self, games: Sequence[int]) -> list[Round]:
        """These rounds."""
        return [self.rounds[game_id] for game_id in games]

    async def running(self) -> dict[int, tuple[int, int]]:
        """Nothing runs before the evening."""
        return {}

    async def due(self, at: datetime) -> list[int]:
        """Whose time has come."""
        return [game.id for game in self.rounds.values() if game.due_at is not None and game.due_at <= at]

    async def recent_questions(self, guild_id: int, since: datetime) -> dict[str, datetime]:  # noqa: ARG002 - the port's
        """None."""
        return {}

    async def being_asked(self, viewer: Viewer) -> set[str]:  # noqa: ARG002 - the port's
        """None."""
        return set()

    async def muted_questions(self, guild_id: int) -> set[str]:  # noqa: ARG002 - the port's
        """None."""
        return set()


class Evening:
    """So many rounds at once, and what their players see how late."""

    def __init__(self, questions: dict[str, Question], rounds: int, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - repeatable on purpose
        self._wanted = rounds
        library = library_of(questions.values())
        messages, background = MemoryMessages(), Background()
        self.store, self.channels = Rows(messages), FakeSender()
        self.channels.latency = REQUEST_S
        self._delivery = Delivery(messages, self.channels, self._draw, Limiter(), background, now)
        self._delivery.tell(self)
        source = Everywhere(lambda: library)
        self._service = RoundService(self.store, source, self._delivery, FakeAudience(), background)
        self._revealed: set[MessageKey] = set()
        self.card_late_s: list[float] = []
        self.reveal_late_s: list[float] = []
        self.counts_drawn = self.answers = self.requests = 0
        self.measuring = False

    async def play(self) -> None:
        """Open the rounds over the warming-up, then measure."""
        await self._delivery.open()
        ticking = asyncio.create_task(self._tick())
        openings = [asyncio.create_task(self._open(number)) for number in range(1, self._wanted + 1)]
        await asyncio.sleep(WARM_S)
        self.measuring = True
        self.channels.requests.clear()
        await asyncio.sleep(MEASURED_S)
        self.measuring, self.requests = False, len(self.channels.requests)
        ticking.cancel()
        await asyncio.gather(*openings)
        await self._delivery.close(within=0)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            await self._service.tick(now())

    async def _open(self, number: int) -> None:
        await asyncio.sleep(self._random.uniform(0, WARM_S * 0.6))
        host = Player(number * 10, "Host", now())
        game = await self._service.start(
            guild_id=number, channel_id=number, host=host, settings=Settings(questions=QUESTIONS), seed=number, at=now()
        )
        if isinstance(game, Round):
            for guest in range(1, PLAYERS):
                await self._service.join(game.id, Player(host.id + guest, f"Guest {guest}", now()), now())
            await self._service.begin(game.id, host.id, now(), may_manage=False)

    async def posted(self, key: MessageKey, at: datetime) -> None:
        """A question is on the screen: its players will answer."""
        game = self.store.rounds[key.game_id]
        waited = (at - game.active_at).total_seconds()
        await self._service.posted(key, at)
        if key.card != question_card(game.position):
            return
        if self.measuring:
            self.card_late_s.append(waited)
        deadline = self.store.rounds[game.id].current.deadline
        allowed = (deadline - at).total_seconds() if deadline else 0.0
        for player in game.active_players:
            when = self._random.uniform(0.15, 0.95) * allowed
            asyncio.get_running_loop().call_later(when, self._answer, game.id, player, game.position)

    def _answer(self, game_id: int, player: Player, position: int) -> None:
        asyncio.ensure_future(self._service.answer(game_id, player, position, (0,), now()))  # noqa: RUF006
        self.answers += self.measuring

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """Nothing is refused here."""
        raise NotImplementedError

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        """Nothing is refused here."""
        raise NotImplementedError

    async def _draw(self, key: MessageKey) -> Drawing | None:
        game = self.store.rounds[key.game_id]
        if key.card[0] == "q":
            asked = game.asked[int(key.card[1:])]
            if asked.closed_at is None:
                self.counts_drawn += self.measuring and bool(asked.answers)
            elif key not in self._revealed:
                self._revealed.add(key)
                self.reveal_late_s += [(now() - asked.closed_at).total_seconds()] if self.measuring else []
        return draw(game, key.card)


def measure_rounds(seed: int) -> Figures:
    """The most rounds with every card and reveal within a second, what became of the counts then, and twice as many."""
    catalogue, _ = load_catalogue([BUILT_IN])
    questions = {name: item for name, item in catalogue.questions.items() if item.kind is Kind.SINGLE}
    carried = played = _played(questions, STEPS[0], seed)
    for rounds in STEPS[1:]:
        if max(played["card_p99_s"], played["reveal_p99_s"]) > LIMIT_S:
            break
        carried, played = played, _played(questions, rounds, seed)
    twice = _played(questions, 2 * int(carried["rounds"]), seed)
    return (
        {"live_rounds": carried.pop("rounds")}
        | {f"live_{name}": value for name, value in carried.items()}
        | {
            "live_twice_card_p99_s": twice["card_p99_s"],
            "live_twice_requests_per_s": twice["requests_per_s"],
        }
    )


def _played(questions: dict[str, Question], rounds: int, seed: int) -> Figures:
    evening = Evening(questions, rounds, seed)
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(evening.play())
    return {
        "rounds": rounds,
        "requests_per_s": round(evening.requests / MEASURED_S, 1),
        "card_p99_s": _p99(evening.card_late_s),
        "reveal_p99_s": _p99(evening.reveal_late_s),
        "counts_per_answer": round(evening.counts_drawn / evening.answers, 2),
    }


def _p99(seconds: list[float]) -> float:
    return round(sorted(seconds)[int(len(seconds) * 0.99) - 1], 2) if seconds else 0.0
