"""`recall run` in a cluster: an app for each shard that this process has, from the taking of its lease to its end.

An app reads only what is its shard's, writes behind a fence of its own, and has a connection of its own. So a shard
that is lost takes nothing else with it, and one that is taken is read in as after a start.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import structlog

from bot.app import App
from bot.client.identifying import CONNECTED_WITHIN_S, IDENTIFY_APART_S
from bot.client.ourselves import Ourselves
from bot.cluster.api import TURNS_AHEAD_S, Joining, Letter, TooLongError
from bot.delivery.limiter import Limiter
from bot.delivery.shared import SharedLimiter
from bot.features import features
from bot.forgetting import LETTER, Forgetting
from bot.kernel.background import Background, give_up, may_pass
from bot.kernel.haste import Haste, on
from bot.kernel.outages import Events, OneOutage
from bot.kernel.ports import StorageError
from bot.kernel.sessions import Noted
from bot.kernel.share import Share, shard_of
from bot.kernel.shared_reading import failed
from bot.monitoring.vitals import Vitals, nothing_yet, of_several
from bot.playing import Playing
from bot.presenter.presenter import Presenter
from bot.reaching import Gateway
from bot.storage.database import Database
from bot.storage.errors import DatabaseError
from bot.storage.writer import Fence

NOTED_EVERY_S = 0.5
"""So often it is noted how far the sessions with Discord are."""

STANDING_BY_S = 3.0
"""Who has no shard so long after it began stands by, and says so."""

AGAIN_S = 1.0

UNNOTED = Events(
    "how far the sessions are cannot be noted",
    "how far the sessions are still cannot be noted",
    "how far the sessions are is noted again",
)

SOON_S = 0.1

LEASE_OVER = "its lease ran out, so another process may have it"

GATEWAY_FRESH_S = 60.0
Make = Callable[[Database, Fence, Limiter], Playing]

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Seat:
    """A shard in this process. `over`: it is to end; `lost`: at once, since another process may have it."""

    shard: int
    epoch: int
    over: asyncio.Event = field(default_factory=asyncio.Event)
    lost: bool = False
    playing: Playing | None = None
    left: Noted | None = None
    """The session that whoever has the shard next goes on with: until it has one of its own, the one before."""
    task: "asyncio.Task[None] | None" = None


class Together:
    """The shards of this process."""

    def __init__(self, joining: Joining, make: Make, reach: Callable[[Limiter], Coroutine[Any, Any, Gateway]]) -> None:
        """`reach` asks Discord for its gateway, which may be another by the time at which something is taken over."""
        self._joining = joining
        self._reach = reach
        self._make = make
        self._seats: dict[int, Seat] = {}
        self._changed = asyncio.Event()
        self._limiter = SharedLimiter(joining.turns.take)
        self._ourselves = Ourselves()
        self._background = Background()
        self._forgetting = Forgetting(joining.erasures, joining.post, self._playing)
        self._shards = 0
        self._ended: dict[int, Seat] = {}
        """The last seat of each shard that has ended here."""
        self._asked: asyncio.Task[Gateway] | None = None
        self._asked_at = 0.0
        self._unnoted = OneOutage(UNNOTED)
        joining.membership.tell = self._changed.set

    async def serve(self) -> None:
        """Until something ends the process, or somebody tells it to. Raises what did."""
        features()  # what they import takes seconds on a small machine, in which nobody would beat
        self._shards = await self._joining.join((await self._gateway()).shards)
        saying = asyncio.create_task(self._say_who_stands_by())
        noting = asyncio.create_task(self._note_sessions(), name="sessions")
        self._forgetting.shards = self._shards
        erasing = asyncio.create_task(self._forgetting.run(), name="erasures")
        listening = self._joining.post.listen(self._receive, self._listens)
        hearing = asyncio.create_task(listening, name="post")
        hearing.add_done_callback(lambda _: self._changed.set())
        try:
            while not hearing.done() and not self._joining.membership.ends:
                self._follow()
                self._changed.clear()
                await self._wait()
            if hearing.done():
                hearing.result()  # deaf to the others, it must not play on
            else:
                _log.info("told to hand over and end")
        finally:
            await give_up({saying, noting, erasing, hearing, *([self._asked] if self._asked else [])})

    async def leave(self) -> None:
        """Hand every shard over, each once it has been left in order, and be none of the cluster any more."""
        await self._joining.membership.retire()
        for seat in self._seats.values():
            seat.over.set()
        if tasks := [seat.task for seat in self._seats.values() if seat.task is not None]:
            await asyncio.wait(tasks)
        await self._limiter.close()
        await self._joining.leave()

    @property
    def apps(self) -> list[App]:
        """What plays just now."""
        return [playing.app for playing in self._playing().values()]

    def _playing(self) -> dict[int, Playing]:
        return {seat.shard: seat.playing for seat in self._seats.values() if seat.playing is not None}

    def presenters(self) -> list[Presenter]:
        """Who shows the games of this process on shared screens."""
        return [app.presenter for app in self.apps]

    def vitals(self, loop_lag_s: float) -> Vitals:
        """How the process is; without a shard it stands by."""
        each = [app.vitals(loop_lag_s) for app in self._held()]
        silent_s = self._joining.membership.silent_s(asyncio.get_running_loop().time())
        now = of_several(each) if each else nothing_yet(loop_lag_s, self._shards)
        return now.without_the_database(silent_s)

    def _held(self) -> list[App]:
        """What plays whose shard is still ours: where one was lost, the end may wait long for a database that hangs."""
        return [seat.playing.app for seat in self._seats.values() if seat.playing is not None and not seat.lost]

    def _follow(self) -> None:
        """Begin what is ours, end what is not."""
        membership, lost = self._joining.membership, False
        for seat in self._seats.values():
            if membership.held.get(seat.shard) != seat.epoch and not seat.over.is_set():
                if not seat.lost:
                    _log.info("shard lost", shard=seat.shard, why=LEASE_OVER)
                seat.lost = lost = True
                seat.over.set()
        if lost:
            self._say_whether_anything_is_left()
        for shard, epoch in membership.held.items():
            if shard not in self._seats:
                seat = self._seats[shard] = Seat(shard, epoch)
                seat.task = asyncio.create_task(self._play(seat), name=f"shard {shard}")
                seat.task.add_done_callback(lambda _: self._changed.set())
        if membership.gift is not None and (given := self._seats.get(membership.gift[0].part)) is not None:
            given.over.set()

    async def _wait(self) -> None:
        await self._changed.wait()
        for seat in [*self._seats.values()]:
            if seat.task is not None and seat.task.done():
                self._ended[seat.shard] = self._seats.pop(seat.shard)
                seat.task.result()

    async def _play(self, seat: Seat) -> None:
        structlog.contextvars.bind_contextvars(shard=seat.shard)  # this task's own, and whatever it begins
        try:
            seat.playing = await self._seated(seat)
            await self._until_over(seat, seat.playing)
        except (StorageError, DatabaseError) as error:
            if isinstance(error, DatabaseError) and not error.passes:
                raise
            if not seat.lost:
                _log.warning("a shard cannot be played just now", why=str(error))
                await asyncio.sleep(AGAIN_S)
        finally:
            seat.playing = None
        if not seat.lost and seat.over.is_set():
            await self._note({seat.shard: seat.left} if seat.left else {})
            await self._joining.membership.give(seat.shard)
            await self._tell_of_gift(seat.shard)
            _log.info("shard handed over")

    async def _seated(self, seat: Seat) -> Playing:
        share = Share(self._shards, frozenset({seat.shard}))
        _log.info("taking over", process=self._joining.name)
        noted = await self._session_before(seat)
        seat.left = noted and replace(noted, in_order=False)
        database, fence = await self._joining.open(share, seat.epoch)
        playing = self._make(database, fence, self._limiter)
        if noted is not None:
            playing.app.go_on_with(seat.shard, noted)
        client = playing.app.client
        client.shard_ids, client.shard_count = [seat.shard], self._shards
        client.take_turn, client.until_sure = self._take_turn, partial(self._until_sure, seat)
        self._ourselves.tell(client)
        client.pass_on(partial(self._pass_on, share))
        playing.app.telling_of_erasure = partial(self._forgetting.telling, seat.shard)
        playing.app.tell_of_change = partial(self._tell_of_change, seat.shard)
        self._background.run(self._forgetting.wake_once_open(playing))
        return playing

    async def _until_sure(self, seat: Seat) -> None:
        """Wait until it is certain that a shard is still ours; where it is not, for as long as its app takes to end.

        Otherwise it would go on with the session that is another process's by now, and end that when it ends.
        """
        await self._joining.membership.sure()
        if self._joining.membership.held.get(seat.shard) != seat.epoch:
            await asyncio.Event().wait()

    async def _until_over(self, seat: Seat, playing: Playing) -> None:
        serving = asyncio.create_task(self._serve(playing), name="discord")
        waiting = {asyncio.create_task(one.wait()) for one in (seat.over, playing.app.writer.lost)}
        await asyncio.wait({serving, *waiting}, return_when=asyncio.FIRST_COMPLETED)
        await give_up(waiting)
        failed = serving.exception() if serving.done() and not serving.cancelled() else None
        if playing.app.writer.lost.is_set() and not seat.lost:
            seat.lost = True
            _log.info("shard lost", why=playing.app.writer.lost_because)
        await self._let_go(seat, playing.app)
        handed_over = bool(self._joining.membership.successors)
        await playing.leave(serving, lost=seat.lost, handed_over=handed_over)
        if playing.app.writer.lost.is_set():
            await asyncio.sleep(AGAIN_S)  # by then it is known whose it is
        if failed is not None and not seat.lost:
            raise failed

    async def _let_go(self, seat: Seat, app: App) -> None:
        """Leave the session to whoever takes over, or to this process; where nobody goes on, it ends with the app."""
        if seat.lost or not seat.over.is_set() or self._joining.membership.successors:
            with suppress(TimeoutError):  # a gateway that hangs
                seat.left = await asyncio.wait_for(app.let_go(seat.shard), timeout=1) or seat.left

    async def _session_before(self, seat: Seat) -> Noted | None:
        """What whoever had the shard before noted; without it a new session begins.

        That was this process itself if nobody else had the shard since: the database was away for all of them.
        """
        ended = self._ended.get(seat.shard)
        if ended is not None and ended.epoch == seat.epoch and ended.left is not None:
            return replace(ended.left, in_order=False)
        try:
            return await self._joining.sessions.before(seat.shard, seat.epoch)
        except Exception as error:
            if not may_pass(error):
                raise
            return None

    async def _note_sessions(self) -> None:
        while True:
            await asyncio.sleep(NOTED_EVERY_S)
            known = {shard: playing.app.session_of(shard) for shard, playing in self._playing().items()}
            await self._note({shard: noted for shard, noted in known.items() if noted is not None})

    async def _note(self, sessions: Mapping[int, Noted]) -> None:
        loop = asyncio.get_running_loop()
        try:
            await self._joining.sessions.note(self._joining.membership.held, sessions)
        except Exception as error:
            if not may_pass(error):
                raise
            self._unnoted.failed(error, loop.time())
        else:
            self._unnoted.succeeded(loop.time())

    async def _serve(self, playing: Playing) -> None:
        await playing.serve(await self._gateway())

    async def _gateway(self) -> Gateway:
        """The gateway; Discord is asked once for all shards that begin at about the same time.

        Who comes after a failure asks anew: the next try may be the one that succeeds.
        """
        now = asyncio.get_running_loop().time()
        if self._asked is None or now - self._asked_at > GATEWAY_FRESH_S or failed(self._asked):
            self._asked, self._asked_at = asyncio.create_task(self._reach(self._limiter)), now
        return await asyncio.shield(self._asked)

    async def _pass_on(self, share: Share, guild_id: int, press: Any) -> bool:
        """Have a press handled where its game is played: in this process, or by whoever else has the shard."""
        if share.has(guild_id):
            return False
        letter = {"press": press, "shard": shard_of(guild_id, self._shards)}
        if not self._take_in(letter):
            try:
                await self._joining.post.send(letter)
            except TooLongError:  # what a message shows is long, and nobody who handles a press looks at it
                message = {**press.get("message", {}), "content": "", "components": [], "embeds": []}
                await self._joining.post.send({**letter, "press": {**press, "message": message}})
        return True

    def _take_in(self, letter: Letter) -> bool:
        seat = self._seats.get(letter["shard"])
        if seat is None or seat.playing is None or not seat.playing.opened:
            return False
        seat.playing.app.client.take_in(letter["press"])
        return True

    def _listens(self) -> None:
        """From now on. What was said before was missed."""
        self._forgetting.wake()
        for playing in self._playing().values():
            self._background.run(self._read_again(playing, None))

    def _receive(self, letter: Letter) -> None:
        if "press" in letter:
            self._take_in(letter)
        elif "given" in letter:
            self._joining.membership.look_soon()
        elif letter.keys() == LETTER.keys():
            self._forgetting.wake()
        elif "changed" in letter:
            for shard, playing in self._playing().items():
                if shard != letter["shard"]:
                    self._background.run(self._read_again(playing, letter["changed"]))

    async def _tell_of_gift(self, shard: int) -> None:
        """Whoever has been given a shard is to see it at once; without a word it does so with its next look."""
        with suppress(StorageError, TimeoutError):
            async with asyncio.timeout(AGAIN_S):
                await self._joining.post.send({"given": shard})

    def _tell_of_change(self, shard: int, guild_id: int) -> None:
        self._background.run(self._joining.post.send({"changed": guild_id, "shard": shard}))

    async def _read_again(self, playing: Playing, guild_id: int | None) -> None:
        """Where rows are still being read in, once they are: they may be those from before."""
        if await playing.has_opened():
            with on(Haste.RETURN):
                await playing.app.changed_elsewhere(guild_id)

    async def _take_turn(self, group: int, *, heard: bool) -> float:
        """Take a turn of all processes to begin a session; in how many seconds it is. Without the database, none is."""
        ahead_s = CONNECTED_WITHIN_S if heard else TURNS_AHEAD_S
        while True:
            try:
                turn = self._joining.store.identify_turn(group, IDENTIFY_APART_S, CONNECTED_WITHIN_S, ahead_s)
                in_s, is_ours = await turn
            except Exception as error:
                if not may_pass(error):
                    raise
                await asyncio.sleep(AGAIN_S)
            else:
                if is_ours:
                    return in_s
                await asyncio.sleep(max(in_s, SOON_S))

    async def _say_who_stands_by(self) -> None:
        await asyncio.sleep(STANDING_BY_S)
        self._say_whether_anything_is_left()

    def _say_whether_anything_is_left(self) -> None:
        if not self._joining.membership.held:
            _log.info("standing by", process=self._joining.name)
