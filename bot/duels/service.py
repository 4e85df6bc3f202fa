"""What people and time can do with duels.

As with rounds: the rules decide on the duel as it stands in memory, the rows of the difference are queued in the
same instant, and whoever asked is answered once they are on disk.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable
from contextlib import suppress
from datetime import datetime

from bot.duels.pool import Pool
from bot.duels.ports import DuelAudience, DuelStore
from bot.duels.ratings import RatingBook
from bot.duels.rules import offer, outages, play
from bot.duels.rules.cards import DUEL, cards, new_cards
from bot.duels.rules.model import Duel, DuelPace, DuelSettings, Phase, Refusal, Where, is_over
from bot.duels.rules.offer import Part
from bot.duels.seats import Seats, why_busy
from bot.kernel.absences import Absences
from bot.kernel.asked import Player
from bot.kernel.asked_back import AskedBack
from bot.kernel.background import each
from bot.kernel.grading import Answer
from bot.kernel.keeper import Keeper
from bot.kernel.keys import Viewer
from bot.kernel.obstacles import Obstacle
from bot.kernel.people import ErasedPerson, ForgottenServer, is_erased
from bot.kernel.ports import GoesOn, MessageKey, Outbox, StorageError, always_goes_on
from bot.kernel.sources import Source
from bot.kernel.turns import Turns
from bot.learners.api import PreferenceStore, change_wishes

Rule = Callable[[Duel], Duel | Refusal]


class DuelService:
    """The duels of this process; `open` it before use."""

    def __init__(
        self,
        store: DuelStore,
        preferences: PreferenceStore,
        ratings: RatingBook,
        sources: Source,
        outbox: Outbox,
        audience: DuelAudience,
        goes_on: GoesOn = always_goes_on,
        drawing: Turns | None = None,
    ) -> None:
        """`drawing`: whose turn it is to draw on each server, until that is written: else others would ask the same."""
        self._store = store
        self._goes_on = goes_on
        self._preferences = preferences
        self._ratings = ratings
        self._pool = Pool(store, sources)
        self._outbox = outbox
        self._audience = audience
        self._duels: Keeper[Duel, Refusal] = Keeper(self._load, Refusal.UNKNOWN, over=is_over)
        self._seats = Seats(store, self._duels)
        self._asked_back = AskedBack()
        self._pairs = Turns()
        self.drawing = drawing or Turns()
        self.accepting = True

    async def open(self) -> None:
        """Learn who plays live. One that cannot be read must not keep the bot from starting."""
        await each(await self._store.running(), self.find)

    async def topics(self, guild_id: int) -> list[str]:
        """The topics that can be asked about in a server."""
        return await self._pool.topics(guild_id)

    # What people do

    async def challenge(
        self, where: Where, challenger: Player, invited: Player | None, settings: DuelSettings, seed: int, at: datetime
    ) -> Duel | Refusal:
        """Offer a duel to somebody, or with `invited` None to whoever takes it; see `takes_again`."""
        refusal = await self._why_not(where.guild_id, challenger, invited, settings)
        if refusal is not None:
            return refusal
        both = [one.id for one in (challenger, invited) if one is not None]
        fitted = await self._pool.fitted(both, where.guild_id, settings, seed)
        if isinstance(fitted, Refusal):
            return fitted
        duel = offer.challenge(
            duel_id=self._store.next_id(),
            guild_id=where.guild_id,
            channel_id=where.channel_id,
            challenger=challenger,
            invited=invited,
            settings=fitted,
            seed=seed,
            at=at,
        )
        if isinstance(duel, Duel):
            if duel.is_live and self._seats.has(challenger.id):  # taken since it was looked at
                return Refusal.BUSY
            if self.out_to(where, challenger.id, invited.id if invited else None) is not None:
                return Refusal.ALREADY_CHALLENGED if invited else Refusal.ALREADY_OPEN  # nobody reads one wish twice
            try:
                await self._duels.keep(
                    None, duel, self._write, lambda before, after: self._show(before, after, challenger.id)
                )
            except StorageError:
                if duel.is_live and await self._seats.taken(challenger.id):  # meanwhile, by another process
                    return Refusal.BUSY
                raise
        return duel

    def out_to(self, where: Where, challenger_id: int, invited_id: int | None) -> Duel | None:
        """The challenge of one person to another on a server, or to anybody in a channel, that still waits."""
        for duel in self._duels.held:
            if invited_id is not None and offer.is_out_to(duel, where.guild_id, challenger_id, invited_id):
                return duel
            if invited_id is None and offer.is_out_in(duel, where.channel_id, challenger_id):
                return duel
        return None

    async def rematch(self, duel_id: int, by: Player, seed: int, at: datetime) -> Duel | Refusal:
        """Challenge the other of a duel to the same once more; where they have done so already, take them up on it."""
        before = await self.find(duel_id)
        if before is None or before.opponent is None:
            return Refusal.UNKNOWN
        if not before.has(by.id):
            return Refusal.NOT_YOURS
        where, other = Where(before.guild_id, before.channel_id), before.other(by.id)
        if is_erased(other.id):
            return Refusal.UNKNOWN
        async with self._pairs.of(frozenset((by.id, other.id))):
            for waits in self._duels.held:
                if offer.is_rematch(waits, before, other.id):
                    return await self.accept(waits.id, by, at)
            return await self.challenge(where, by, other, before.settings.wish, seed, at)

    async def accept(self, duel_id: int, player: Player, at: datetime) -> Duel | Refusal:
        """Take a challenge up; the questions are new to both where the packs allow."""
        duel = await self.find(duel_id)
        if duel is None:
            return Refusal.UNKNOWN
        async with self.drawing.of(duel.guild_id):
            return await self._accept(duel, player, at)

    async def _accept(self, duel: Duel, player: Player, at: datetime) -> Duel | Refusal:
        both, duel_id = (duel.challenger.id, player.id), duel.id
        chosen, answered = await self._pool.drawn(both, duel.guild_id, duel.settings, duel.seed, free=True)
        await self._seats.make_sure(*both)
        taken = await self._seats.taken(*both, besides=duel_id)

        def rule(now: Duel) -> Duel | Refusal:
            refusal = offer.why_not_accept(now, player.id)
            sit = taken | {one for one in both if self._seats.has(one, besides=duel_id)}
            if refusal is None and now.is_live and sit:
                return why_busy(player.id, sit)
            return offer.accept(now, player, chosen, answered, at)

        try:
            result = await self._change(duel_id, rule, player.id)
            none = result is Refusal.NO_QUESTIONS
            return await self._pool.why_none(duel.guild_id, duel.settings) if none else result
        except StorageError:
            if duel.is_live and (sit := await self._seats.taken(*both, besides=duel_id)):  # by another process
                return why_busy(player.id, sit)
            raise

    async def pair(
        self,
        where: Where,
        players: tuple[Player, Player],
        settings: DuelSettings,
        part: Part,
        seed: int,
        at: datetime,
        still_on: Callable[[], bool] = lambda: True,
    ) -> Duel | Refusal:
        """Have two play who were paired in another game. Raises `StorageError`, also where that part has a duel.

        The server's turn to draw is held. `still_on`: whether that game wants it now; it is asked last.
        """
        both = [player.id for player in players]
        chosen, answered = await self._pool.drawn(both, where.guild_id, settings, seed, free=False)
        await self._seats.make_sure(*both)
        taken = await self._seats.taken(*both)
        if not self.accepting:
            return Refusal.SHUTTING_DOWN
        if not still_on():
            return Refusal.ENDED
        if not chosen:
            return Refusal.NO_QUESTIONS
        if settings.pace is DuelPace.LIVE and (taken or any(self._seats.has(one) for one in both)):
            return Refusal.BUSY
        duel = offer.pair(
            duel_id=self._store.next_id(at_any_time=True),  # what it is a part of has begun
            guild_id=where.guild_id,
            channel_id=where.channel_id,
            players=players,
            settings=settings,
            part=part,
            seed=seed,
            chosen=chosen,
            answered=answered,
            at=at,
        )
        await self._duels.keep(None, duel, self._write, lambda before, after: self._show(before, after, None))
        return duel

    async def parts(self, game_id: int) -> dict[int, int]:
        """Number → duel, of the duels that are a part of a game, over or not."""
        return await self._store.parts(game_id)

    async def call_off(self, duel_id: int, at: datetime) -> Duel | Refusal:
        """End one at nobody's cost, of which the game that it is a part of wants nothing any more."""
        return await self._change(duel_id, lambda duel: play.call_off(duel, at))

    async def without(self, duel_id: int, gone: Collection[int], at: datetime) -> Duel | Refusal:
        """Some of the two play on no more: call it off, unless they have begun."""
        return await self._change(duel_id, lambda duel: play.without(duel, gone, at))

    async def rating(self, guild_id: int, player_id: int) -> float:
        """Somebody's rating on a server; what everybody begins with before their first rated duel."""
        return await self._ratings.of(guild_id, player_id)

    async def busy(self, *player_ids: int) -> set[int]:
        """Which of them are in a live duel, or have a live challenge out."""
        return await self._seats.busy(*player_ids)

    async def seat_of(self, player_id: int) -> Duel | None:
        """The live duel that somebody plays or has offered, on whichever server that is; None where there is none."""
        return await self.find((await self._store.seated((player_id,))).get(player_id, 0))

    async def can_ask(self, guild_id: int, settings: DuelSettings) -> bool:
        """Whether there is anything to ask in a duel like this."""
        return bool(await self._pool.unmuted(settings, guild_id))

    async def decline(self, duel_id: int, player_id: int, at: datetime) -> Duel | Refusal:
        """Say no to a challenge, or take one's own back."""
        return await self._change(duel_id, lambda duel: offer.decline(duel, player_id, at), player_id)

    async def go_on(self, duel_id: int, player_id: int, at: datetime) -> Duel | Refusal:
        """A player is ready for the next question; within a day it is shown at once."""

        def rule(duel: Duel) -> Duel | Refusal:
            if duel.phase is Phase.ALONE:
                return play.show(duel, player_id, at)
            return play.press_ready(duel, player_id, at)

        return await self._change(duel_id, rule, player_id)

    async def answer(self, duel_id: int, player_id: int, position: int, given: Answer, at: datetime) -> Duel | Refusal:
        """Lock an answer in. Raises `grading.AnswerError`, in words for the player, where it fits no such question."""

        def rule(duel: Duel) -> Duel | Refusal:
            if not 0 <= position < len(duel.asked):
                return Refusal.UNKNOWN
            key = duel_id, position, player_id
            question, clock = duel.asked[position].question, play.clock(duel, player_id, position)
            checked, given_at = self._asked_back.check(key, question, given, at, clock)
            return play.answer(duel, player_id, position, checked, given_at)

        return await self._change(duel_id, rule, player_id)

    async def take_none(self, player_id: int, *, no_duels: bool) -> None:
        """Let nobody challenge a player any more, or let them again."""
        await change_wishes(self._preferences, player_id, no_duels=no_duels)

    async def takes_again(self, player_id: int) -> bool:
        """Whoever has a challenge out can be challenged, too: whether they had wished not to be."""
        had_wished = (await self._preferences.of(player_id)).no_duels
        if had_wished:
            await self.take_none(player_id, no_duels=False)
        return had_wished

    async def quiz_of(self, player_id: int) -> int | None:
        """The channel of a quiz that somebody is playing just now; None where they are playing none."""
        return await self._store.quiz_of(player_id)

    async def find(self, duel_id: int) -> Duel | None:
        """A duel as it stands, over or not; None where there never was one."""
        return await self._duels.find(duel_id)

    async def on_disk(self, duel_id: int) -> None:
        """Wait until a duel is saved as it stands: whoever is told how it stands may rely on that."""
        await self._duels.on_disk(duel_id)

    async def latest(self, duel: Duel) -> Duel:
        """A duel as it stands by now, all of it saved: what was decided since somebody's press, too."""
        while (now := await self.find(duel.id)) is not None:
            with suppress(StorageError):  # then it has not happened, and the rows are looked at again
                await self._duels.on_disk(duel.id)
            held = self._duels.get(duel.id)
            if held is now or (held is None and is_over(now)):
                return now
        return duel

    async def hidden(self, viewer: Viewer) -> set[str]:
        """The questions whose keys somebody may not see now, by id."""
        return await self._store.being_asked(viewer)

    # What time and Discord do

    async def tick(self, at: datetime) -> None:
        """Look at every duel whose time has come, but for those of servers that are away."""

        def rule(duel: Duel) -> Duel:
            return play.tick(duel, at) if self._goes_on(duel.guild_id, duel.id) else duel

        await each(await self._store.due(at), lambda duel_id: self._change(duel_id, rule))

    async def blocked(self, duel_id: int, at: datetime, obstacle: Obstacle) -> None:
        """A message cannot be shown: a challenge that nobody has seen is taken back."""
        duel = await self.find(duel_id)
        if duel is not None and duel.phase is Phase.OFFERED and obstacle.unseen:
            self._duels.forget(duel_id)
            await self._store.discard(duel_id)
            self._duels.forget(duel_id)  # in case it was read meanwhile
            self._seats.free(duel_id)
            self._audience.ended(duel_id)
        else:
            await self._change(duel_id, lambda now: play.block(now, at))

    async def without_erased(self, duel_ids: Iterable[int], at: datetime) -> None:
        """Somebody with a part in these games, duels or not, was erased: end what waits for them."""

        def rule(duel: Duel) -> Duel:
            return play.without_erased(duel, at) if self._goes_on(duel.guild_id) else duel

        await each(duel_ids, lambda duel_id: self._change(duel_id, rule))

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give duels the time back that their servers lost."""
        running = await self._store.running()
        await absences.make_up(running, at, lambda duel_id, since: self._give_back(duel_id, since, at))

    async def _give_back(self, duel_id: int, since: datetime, at: datetime) -> None:
        if (duel := await self.find(duel_id)) is None:
            return
        seen = self._audience.follows(duel_id)
        after = await self._change(duel_id, lambda duel: outages.made_up(duel, since, at, seen=seen))
        if isinstance(after, Duel) and after.phase is duel.phase:
            self._audience.given_back(after, at)
        if isinstance(after, Duel) and after.phase is Phase.OFFERED:
            self._outbox.redraw(MessageKey(duel_id, DUEL), urgent=True)  # perhaps refused meanwhile

    def forget(self, scope: object) -> None:
        """Something decided for this duel was not written, or rows are gone: memory says nothing of it any more."""
        if isinstance(scope, ErasedPerson):
            self._ratings.forget_all()
        elif isinstance(scope, ForgottenServer):
            self._ratings.forget(scope.guild_id)
        duel = self._duels.forget(scope) if isinstance(scope, int) else None
        if duel is not None:  # who sits in it is looked up in its rows before it next matters
            self._ratings.forget(duel.guild_id)

    # How it is done

    async def _why_not(
        self, guild_id: int, challenger: Player, invited: Player | None, settings: DuelSettings
    ) -> Refusal | None:
        if not self.accepting:
            return Refusal.SHUTTING_DOWN
        if invited is not None and (await self._preferences.of(invited.id)).no_duels:
            return Refusal.TAKES_NONE
        if settings.pace is DuelPace.LIVE and await self.busy(challenger.id):
            return Refusal.BUSY
        return None if await self._pool.fitting(settings, guild_id) else Refusal.NO_QUESTIONS

    async def _change(self, duel_id: int, rule: Rule, by: int | None = None) -> Duel | Refusal:
        found = await self.find(duel_id)
        if found is None:
            return Refusal.UNKNOWN
        await self._ratings.open(found.guild_id)
        return await self._duels.change(duel_id, rule, self._write, lambda before, after: self._show(before, after, by))

    def _write(self, before: Duel | None, after: Duel) -> Awaitable[None]:
        self._seats.take(after)
        moved = self._ratings.record(after) if is_over(after) else ()
        rows = asyncio.ensure_future(self._store.save(before, after, new_cards(before, after), moved))
        if moved:
            self._ratings.being_written(after.guild_id, rows)
        return rows

    def _show(self, before: Duel | None, after: Duel, by: int | None) -> None:
        step = before is None or (before.phase, before.position) != (after.phase, after.position)
        for card in cards(after):
            self._outbox.redraw(MessageKey(after.id, card), urgent=step)
        if step and before is not None:
            self._audience.moved_on(after, by)
        if after.phase is Phase.ENDED:
            self._seats.free(after.id)
            self._audience.ended(after.id)

    async def _load(self, duel_id: int) -> Duel | None:
        loaded = await self._store.load(duel_id)
        if loaded is not None and self._duels.get(duel_id) is None:
            self._seats.take(loaded)
        return loaded
