"""Known faults, put back one at a time: what the laws of a day should find. Each is a small change of one function."""

from __future__ import annotations
import __future__

import asyncio
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any
from unittest.mock import patch

from sqlalchemy import func, or_, select

from bot.client.venues import Venues
from bot.daily.ports import CARD_OF_DAILY
from bot.daily.posting import DailyPosting
from bot.daily.reading import DailyReader
from bot.daily.rules import schedule as daily_rules
from bot.delivery.outbox import Delivery
from bot.delivery.sender import DiscordSender
from bot.feature import Feature
from bot.kernel import clock
from bot.kernel.absences import Absences
from bot.kernel.asked import Asked
from bot.kernel.availability import Availability
from bot.kernel.keeper import Keeper
from bot.learning import store as learning
from bot.practice.service import PracticeService
from bot.presence import Presence
from bot.rounds.service import RoundService
from bot.storage import tables, writer
from bot.storage.committing import transaction
from bot.storage.stores import SqlGameIds
from cogs.shared.privates import Privates, _Shown

Mutant = Callable[[], AbstractContextManager[Any]]


def _one_flag_for_all_shards() -> AbstractContextManager[Any]:
    """One shard that is heard counts as all of them."""

    def is_back(self: Availability, guild_id: int) -> bool:
        return not self._still and guild_id in self._present and bool(self._heard)

    return patch.object(Availability, "_is_back", is_back)


def _cache_forgets_what_a_page_needs() -> AbstractContextManager[Any]:
    """Past its limit the cache of contents begins anew, and only what was missing is read."""

    async def some(self: learning.SqlHistory, connection: Any, hashes: set[str]) -> Any:
        missing = hashes - self._known.keys()
        if len(self._known) + len(missing) > 5:
            self._known.clear()
        query = select(tables.contents).where(tables.contents.c.hash.in_(missing))
        for row in await connection.execute(query) if missing else ():
            self._known[row.hash] = self._codec.from_json(row.body)
        return {name: self._known[name] for name in hashes}

    return patch.object(learning.SqlHistory, "_questions", some)


def _practice_knows_nothing_of_games() -> AbstractContextManager[Any]:
    """What a game asks is practiced and explained meanwhile."""

    async def hidden(*_: object) -> set[str]:
        return set()

    return patch.object(PracticeService, "_hidden", hidden)


def _any_place_will_do() -> AbstractContextManager[Any]:
    """An id is taken from wherever it comes."""

    async def admits(*_: object) -> bool:
        return True

    return patch.object(Venues, "admits", admits)


def _quizzes_hold_up_dailies() -> AbstractContextManager[Any]:
    """What waits is counted over all features."""
    return patch.object(Delivery, "under_way", lambda self, _: self.pending)


def _refused_closings_come_first() -> AbstractContextManager[Any]:
    """What Discord refuses is asked for again and again, and those behind it wait."""

    async def to_redraw(self: DailyReader, most: int, failing: object = ()) -> list[int]:  # noqa: ARG001 - theirs
        columns = tables.messages.c
        query = select(columns.game_id).join(tables.games).where(columns.settled == 0, columns.card == CARD_OF_DAILY)
        query = query.where(or_(tables.games.c.ended_at.is_not(None), columns.message_id.is_not(None)))
        return [row.game_id for row in await self._rows(query.order_by(columns.created_at).limit(1))]

    return patch.object(DailyReader, "to_redraw", to_redraw)


def _late_reads_count() -> AbstractContextManager[Any]:
    """What is read replaces what was decided meanwhile."""

    async def read(self: Keeper[Any, Any], game_id: int) -> Any:
        loaded = await self._load(game_id)
        if loaded is not None:
            self._games[game_id] = loaded
        return loaded

    return patch.object(Keeper, "_read", read)


def _rows_before_statements() -> AbstractContextManager[Any]:
    """Over all units of a commit."""

    def write(engine: Any, fence: Any, units: list[Any]) -> bool:  # noqa: ARG001 - one process has no other to fence off
        with transaction(engine) as connection:
            changed = writer._put(connection, [row for unit in units for row in unit.rows])
            for unit in units:
                changed |= writer._execute(connection, unit)
        return changed

    write.__qualname__ = "_write"
    return patch.object(writer, "_write", write)


def _ids_recur() -> AbstractContextManager[Any]:
    """What was deleted is not remembered over a restart."""

    async def opened(self: SqlGameIds) -> None:
        async with self._reading.connect() as connection:
            self._last = (await connection.execute(select(func.max(tables.games.c.id)))).scalar_one() or 0

    return patch.object(SqlGameIds, "open", opened)


def _interactions_are_kept() -> AbstractContextManager[Any]:
    """Of games that are over, too."""

    def keep(self: Privates[Any], interaction: Any, game_id: int, anew: Any = None) -> None:
        self._last.setdefault(game_id, {})[interaction.user.id] = _Shown(interaction, interaction.created_at, anew)

    return _both(patch.object(Privates, "ended", lambda *_: None), patch.object(Privates, "keep", keep))


def _grace_counts_as_lost() -> AbstractContextManager[Any]:
    """The opening moves by all that the deadline does."""
    true = clock.go_on

    def go_on(asked: Asked, since: datetime, at: datetime, least: Any = clock.LEAST_TIME_BACK) -> Asked:
        after = true(asked, since, at, least)
        if asked.opened_at is None or asked.deadline is None or after.deadline is None:
            return after
        return replace(after, opened_at=asked.opened_at + (after.deadline - asked.deadline))

    return _everywhere("go_on", true, go_on)


def _an_absence_skips_the_daily() -> AbstractContextManager[Any]:
    """What was due while the server was away is passed over."""
    true = daily_rules.look

    def look(schedule: Any, at: datetime, zone: Any) -> Any:
        due = true(schedule, at, zone)
        late = due.post is not None and (at - due.post.at).total_seconds() > 5
        return replace(due, post=None) if late else due

    return patch.object(daily_rules, "look", look)


def _told_before_it_is_written() -> AbstractContextManager[Any]:
    """Whoever waits for a commit is told when it is queued."""
    true = writer.Writer.queue

    def queue(self: writer.Writer, scope: object, rows: Any, *statements: Any, **more: Any) -> asyncio.Future[None]:
        true(self, scope, rows, *statements, **more).add_done_callback(lambda done: done.exception())
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        told.set_result(None)
        return told

    return patch.object(writer.Writer, "queue", queue)


def _failures_are_not_forgotten() -> AbstractContextManager[Any]:
    """What could not be written stays in memory."""
    return patch.object(Keeper, "forget", lambda *_: None)


def _posts_have_no_nonce() -> AbstractContextManager[Any]:
    """Each try to post is a post of its own."""
    true, count = DiscordSender.post, iter(range(10**9))

    async def post(self: DiscordSender, channel_id: int, drawing: Any, _: str) -> Any:
        return await true(self, channel_id, drawing, f"n{next(count)}")

    return patch.object(DiscordSender, "post", post)


def _nothing_is_reconciled() -> AbstractContextManager[Any]:
    """After a start no game is told of what was posted before."""

    async def reconcile(self: Delivery) -> None:
        self._earlier = set()

    return patch.object(Delivery, "reconcile", reconcile)


def _no_time_is_given_back() -> AbstractContextManager[Any]:
    """Whoever was away has lost the time."""

    async def recover(*_: object) -> None:
        return

    return _both(*(patch.object(kind, "recover", recover) for kind in _features()))


def _presses_twice() -> AbstractContextManager[Any]:
    """An interaction that comes twice is handled twice."""
    from bot.client.inbox import Inbox

    return patch.object(Inbox, "take", lambda *_: True)


def _edited(owner: Any, name: str, *changes: tuple[str, str]) -> AbstractContextManager[Any]:
    """A function whose text reads otherwise. Raises `LookupError` where it does not read as expected."""
    true = inspect.unwrap(vars(owner)[name])
    text = textwrap.dedent(inspect.getsource(true))
    for old, new in changes:
        if old not in text:
            raise LookupError(f"{name} does not say {old!r} any more.")
        text = text.replace(old, new)
    made: dict[str, Any] = {}
    annotations = __future__.annotations.compiler_flag
    exec(compile(text, f"<{name}, changed>", "exec", flags=annotations), true.__globals__, made)  # noqa: S102 - our own text
    made[name].__qualname__ = true.__qualname__
    return patch.object(owner, name, made[name])


def _edit(owner: Any, name: str, *changes: tuple[str, str]) -> Mutant:
    return lambda: _edited(owner, name, *changes)


MUTANTS: dict[str, Mutant] = {
    "one flag for all shards": _one_flag_for_all_shards,
    "a cache past its limit": _cache_forgets_what_a_page_needs,
    "practice shows open keys": _practice_knows_nothing_of_games,
    "any place will do": _any_place_will_do,
    "quizzes hold up dailies": _quizzes_hold_up_dailies,
    "refused closings come first": _refused_closings_come_first,
    "late reads count": _late_reads_count,
    "rows before statements": _rows_before_statements,
    "ids recur": _ids_recur,
    "interactions are kept": _interactions_are_kept,
    "grace counts as lost": _grace_counts_as_lost,
    "an absence skips the daily": _an_absence_skips_the_daily,
    "told before it is written": _told_before_it_is_written,
    "failures are not forgotten": _failures_are_not_forgotten,
    "posts have no nonce": _posts_have_no_nonce,
    "nothing is reconciled": _nothing_is_reconciled,
    "no time is given back": _no_time_is_given_back,
    "presses count twice": _presses_twice,
    # A dropped await
    "a decision does not wait for the disk": _edit(
        Keeper, "keep", ("await asyncio.shield(written)", "written.add_done_callback(asyncio.Future.exception)")
    ),
    "what was decided before is not waited for": _edit(Keeper, "change", ("await self.on_disk(game_id)", "pass")),
    "rows are read while they are written": _edit(
        Keeper, "_read", ("await asyncio.wait([self._last_write[game_id]])", "pass")
    ),
    # A swapped order
    "a post is told of before its row": _edit(
        Delivery,
        "_post",
        ("    await self._store.put(stands)\n", ""),
        (
            "    await self._tell_posted(message.key, slot, at)\n",
            "    await self._tell_posted(message.key, slot, at)\n    await self._store.put(stands)\n",
        ),
    ),
    "what is drawn is drawn before its turn": _edit(
        Delivery,
        "_show",
        ("    await self._take_turn(message, slot)\n", ""),
        (
            "    drawing = await self._draw(message.key)\n",
            "    drawing = await self._draw(message.key)\n    await self._take_turn(message, slot)\n",
        ),
    ),
    "time is given back before it is known": _edit(
        Presence,
        "_give_back",
        (
            "await self._recover(absences, now)",
            "self.known.done(); await self._recover(absences, now)",
        ),
    ),
    # A missing condition
    "a daily is posted though it is there": _edit(
        DailyPosting,
        "_serve",
        (" or await self._store.has_post(guild_id, due.post.date)", ""),
    ),
    "what failed is not forgotten with its game": _edit(RoundService, "forget", ("self._rounds.forget(scope)", "pass")),
    "servers that are away are played on": _edit(
        RoundService, "tick", (" if self._goes_on(game.guild_id, game.id) else game", "")
    ),
    "lost time is given twice": _edit(Absences, "note", ("self._until[guild_id, what] = at", "pass")),
    "a failure of the disk is not retried unit by unit": _edit(
        writer.Writer, "_commit", ("if len(group) == 1 or isinstance", "if len(group) or isinstance")
    ),
    "what depends on a failure is written": _edit(writer, "_built_on", ("if lost.isdisjoint(unit.moved):", "if unit:")),
    "a lost post is not posted again": _edit(
        Delivery,
        "_request",
        ("self.redraw(message.key, urgent=True)", "pass"),
        ("message_id=None, created_at", "settled=True, created_at"),
    ),
    "an unsettled card is let go after a start": _edit(
        Delivery, "open", ("self._try(message.key, urgent=True)", "pass")
    ),
    "who is away is not noted": _edit(Presence, "beat", ("await self._note(at)", "pass")),
}

FOUND_WITHIN = {
    "interactions are kept": 1,
    "told before it is written": 1,
    "a decision does not wait for the disk": 1,
    "any place will do": 1,
    "a cache past its limit": 1,
    "late reads count": 1,
    "an absence skips the daily": 1,
    "a failure of the disk is not retried unit by unit": 1,
    "rows before statements": 2,
    "practice shows open keys": 4,
    "ids recur": 4,
    "time is given back before it is known": 4,
    "an unsettled card is let go after a start": 5,
    "who is away is not noted": 5,
    "what failed is not forgotten with its game": 6,
    "quizzes hold up dailies": 7,
    "servers that are away are played on": 7,
    "one flag for all shards": 9,
    "rows are read while they are written": 56,
}
"""So many days from seed 1 on were needed when they were last tried, the same day being without a violation unless the
fault is there. A change of what people do changes all days."""

FOUND_IN_THEIR_TROUBLE = {
    "lost time is given twice": 1,
    "a daily is posted though it is there": 2,
}
"""So many it took with nothing but what they need: reading that stumbles as shards return over a jump of the clock; a
clock that goes astray at the end."""

FOUND_BEFORE = {
    "failures are not forgotten": 3,
    "no time is given back": 4,
    "presses count twice": 4,
    "posts have no nonce": 6,
    "refused closings come first": 7,
    "grace counts as lost": 12,
}
"""So many it took with earlier days; with these they have not been tried, or not been found."""


def _features() -> list[type[Feature]]:
    from bot.features import features

    return [kind for kind in features() if isinstance(kind, type) and "recover" in vars(kind)]


def _everywhere(name: str, true: object, other: object) -> AbstractContextManager[Any]:
    """A function replaced wherever it was imported."""
    import sys

    holders = [module for module in [*sys.modules.values()] if getattr(module, name, None) is true]
    return _both(*(patch.object(module, name, other) for module in holders))


@contextmanager
def _both(*patches: AbstractContextManager[Any]) -> Iterator[None]:
    from contextlib import ExitStack

    with ExitStack() as stack:
        for one in patches:
            stack.enter_context(one)
        yield
