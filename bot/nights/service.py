"""What people and time can do with quiz nights.

A round of a night is an ordinary quiz that names its night and its number there, so whatever a kill interrupts is found
again: a round that was opened is led on, one that has ended is counted, and one that was never opened is opened.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.kernel.absences import Absences
from bot.kernel.asked import Player
from bot.kernel.background import each
from bot.kernel.keeper import Keeper
from bot.kernel.obstacles import Obstacle
from bot.kernel.people import ErasedPerson, ForgottenServer, is_erased
from bot.kernel.ports import GoesOn, MessageKey, Outbox, always_goes_on
from bot.kernel.questions import Exam
from bot.kernel.seeds import seed_for
from bot.kernel.turns import Turns
from bot.nights.ports import NightStore
from bot.nights.quizzes import is_ready, outcome_of, stands
from bot.nights.rules import planning, play
from bot.nights.rules.cards import NIGHT, cards, new_cards
from bot.nights.rules.model import Event, Leg, Night, Phase, Plan, Refusal, Wait
from bot.rounds.api import Part, Round, RoundService, Settings
from bot.rounds.api import Phase as RoundPhase
from bot.rounds.api import Refusal as RoundRefusal

Rule = Callable[[Night], Night | Refusal]

_NOTHING_TO_ASK = (RoundRefusal.NO_QUESTIONS, RoundRefusal.BEING_ASKED)


class NightService:
    """The quiz nights of this process."""

    def __init__(
        self,
        store: NightStore,
        rounds: RoundService,
        outbox: Outbox,
        goes_on: GoesOn = always_goes_on,
        on_screens: Callable[[int], None] = lambda _: None,
        moved_on: Callable[[Night], None] = lambda _: None,
        is_blocked: Callable[[int], bool] = lambda _: False,
    ) -> None:
        """`moved_on` hears of a night that was moved, has begun, or is over, for pages about what was planned.

        `is_blocked` says on which servers nothing may begin.
        """
        self._store = store
        self._rounds = rounds
        self._outbox = outbox
        self._goes_on = goes_on
        self._on_screens = on_screens
        self._moved_on = moved_on
        self._is_blocked = is_blocked
        self._kept: Keeper[Night, Refusal] = Keeper(store.load, Refusal.UNKNOWN, over=is_over)
        self._turns = Turns()
        """Of the servers: a night is kept before anybody asks whether the next one is in its way."""
        self.accepting = True

    # What people do

    async def plan(self, *, guild_id: int, channel_id: int, host: Player, plan: Plan, at: datetime) -> Night | Refusal:
        """Plan a night in a channel."""
        async with self._turns.of(guild_id):
            return await self._plan(guild_id, channel_id, host, plan, at)

    async def _plan(self, guild_id: int, channel_id: int, host: Player, plan: Plan, at: datetime) -> Night | Refusal:
        if not self.accepting:
            return Refusal.SHUTTING_DOWN
        others = await self.open_in(guild_id)
        if len(others) >= planning.MOST_PLANNED:
            return Refusal.TOO_MANY
        if _in_the_way(others, channel_id, plan):
            return Refusal.TOO_CLOSE
        if refusal := await self._why_not_ask(guild_id, plan.legs, plan.exam):
            return refusal
        made = planning.plan_night(
            night_id=self._store.next_id(), guild_id=guild_id, channel_id=channel_id, host=host, plan=plan, at=at
        )
        if isinstance(made, Night):
            await self._kept.keep(None, made, self._write, self._show)
        return made

    async def _why_not_ask(self, guild_id: int, legs: Sequence[Leg], exam: Exam | None) -> Refusal | None:
        for leg in legs:
            if await self._rounds.why_not_start(guild_id, Settings(topic=leg.topic, exam=exam)):
                return Refusal.NO_QUESTIONS
        return None

    async def sign_up(self, night_id: int, player: Player, at: datetime) -> Night | Refusal:
        """Somebody means to come."""
        return await self.change(night_id, lambda now: planning.sign_up(now, player, at))

    async def withdraw(self, night_id: int, player_id: int) -> Night | Refusal:
        """Somebody does not come after all."""
        return await self.change(night_id, lambda now: planning.withdraw(now, player_id))

    async def move(self, night_id: int, starts_at: datetime, at: datetime) -> Night | Refusal:
        """Let it begin at another time."""
        night = await self.find(night_id)
        if night is None:
            return Refusal.UNKNOWN
        async with self._turns.of(night.guild_id):
            if await self._is_too_close(night, replace(night.plan, starts_at=starts_at)):
                return Refusal.TOO_CLOSE
            return await self.change(night_id, lambda now: planning.move(now, starts_at, at))

    async def _is_too_close(self, night: Night, plan: Plan) -> bool:
        """Whether a night that were planned like this would be in the way of another."""
        others = [one for one in await self.open_in(night.guild_id) if one.id != night.id]
        return _in_the_way(others, night.channel_id, plan)

    async def set_leg(self, night_id: int, number: int, leg: Leg, seen: Sequence[Leg], at: datetime) -> Night | Refusal:
        """Change one of the rounds that somebody has `seen`, or add one at the end."""
        found = await self.find(night_id)
        if found is None:
            return Refusal.UNKNOWN
        async with self._turns.of(found.guild_id):
            night = await self.find(night_id) or found  # as it is now that it is our turn
            if refusal := await self._why_not_ask(night.guild_id, [leg], night.plan.exam):
                return refusal
            changed = planning.set_leg(night, number, leg, seen, at)
            if isinstance(changed, Night) and await self._is_too_close(changed, changed.plan):
                return Refusal.TOO_CLOSE
            return await self.change(night_id, lambda now: planning.set_leg(now, number, leg, seen, at))

    async def drop_leg(self, night_id: int, number: int, seen: Sequence[Leg], at: datetime) -> Night | Refusal:
        """Take one of the rounds out that somebody has `seen`."""
        return await self.change(night_id, lambda now: planning.drop_leg(now, number, seen, at))

    async def skip_break(self, night_id: int, number: int, at: datetime) -> Night | Refusal:
        """Go on at once, in the break after this round; a second press does not skip the next one."""

        def rule(now: Night) -> Night | Refusal:
            return play.skip_break(now, at) if now.number == number else Refusal.NO_BREAK

        return await self.change(night_id, rule)

    async def stop(self, night_id: int, at: datetime) -> Night | Refusal:
        """Cancel it before it begins, or end it early."""

        def rule(now: Night) -> Night | Refusal:
            return planning.cancel(now, at) if now.phase is Phase.PLANNED else play.stop(now, at)

        after = await self.change(night_id, rule)
        if isinstance(after, Night) and after.phase is Phase.ROUND:
            await self._look(night_id, at)
        return after

    async def find(self, night_id: int) -> Night | None:
        """A night as it stands; None where there never was one."""
        return await self._kept.find(night_id)

    async def open_in(self, guild_id: int) -> list[Night]:
        """The nights of a server that are not over, the next one first."""
        found = [await self.find(night_id) for night_id in await self._store.open_in(guild_id)]
        return [night for night in found if night is not None and night.phase is not Phase.ENDED]

    async def topics(self, guild_id: int) -> list[str]:
        """The topics that can be asked about in a server."""
        return await self._rounds.pool.topics(guild_id)

    async def rounds_of(self, night_id: int) -> dict[int, Round]:
        """Number → quiz, of the rounds of a night that were opened, in order."""
        return await self._rounds.of_night(night_id)

    async def to_tell(self, guild_id: int, user_id: int) -> Night | None:
        """A night whose host this is, and who is yet to hear what is in its way. Asked once."""
        for night_id in await self._store.untold(guild_id, user_id):
            before = await self.find(night_id)
            after = await self.change(night_id, play.told)
            return before if isinstance(after, Night) else None
        return None

    # What time and Discord do

    async def tick(self, at: datetime) -> None:
        """Look at every night whose time has come, but for those of servers that are away."""
        if self.accepting:
            await each(await self._store.due(at), lambda night_id: self._look(night_id, at))

    async def blocked(self, night_id: int, card: str, at: datetime, obstacle: Obstacle) -> None:
        """A card cannot be shown: a night that nobody has seen never was; one that is on waits until it can be.

        Where an announcement was deleted, who has signed up still has: its host is told.
        """
        night = await self.find(night_id)
        if night is None or not obstacle.missing:
            return
        if card == NIGHT and night.phase is Phase.PLANNED:
            await (self._take_back(night, at) if obstacle.unseen else self.change(night_id, play.hidden))
        elif night.phase is Phase.BREAK:
            await self.change(night_id, lambda now: play.not_opened(now, Wait.CHANNEL, at))

    async def _take_back(self, night: Night, at: datetime) -> None:
        if night.event_id is not None or night.event is Event.SENDING:  # its event has been quicker, and is to go
            await self.change(night.id, lambda now: planning.cancel(now, at))
            return
        self._kept.forget(night.id)
        await self._store.discard(night.id)
        self._kept.forget(night.id)  # in case it was read meanwhile

    async def cleared(self, night_id: int, at: datetime) -> None:
        """Cards can be shown again: go on by itself."""
        await self.change(night_id, lambda now: play.cleared(now, at))

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give breaks and lobbies their lost time back."""

        async def give_back(night_id: int, since: datetime) -> None:
            await self.change(night_id, lambda now: play.after_outage(now, since, at))

        await absences.make_up(await self._store.timed(), at, give_back)

    def forget(self, scope: object) -> None:
        """Something decided was not written, or rows are gone or name somebody else: memory says nothing of it."""
        if isinstance(scope, int):
            self._kept.forget(scope)
        for held in self._kept.held:
            gone = isinstance(scope, ForgottenServer) and held.guild_id == scope.guild_id
            if gone or (isinstance(scope, ErasedPerson) and _names(held, scope.player_id)):
                self._kept.forget(held.id)
            if isinstance(scope, ErasedPerson) and held.phase is Phase.BREAK:
                self._stand_anew(held)

    def _stand_anew(self, night: Night) -> None:
        """Its standings may name somebody who is gone, who need not have signed up to play in a round."""
        self._outbox.redraw(MessageKey(night.id, cards(night)[-1]), urgent=False)
        self._on_screens(night.id)

    @property
    def running(self) -> int:
        """How many nights have begun and are not over."""
        return sum(one.phase in (Phase.ROUND, Phase.BREAK) for one in self._kept.held)

    async def change(self, night_id: int, rule: Rule) -> Night | Refusal:
        """Ask a rule and keep what it decides. Raises `StorageError`."""
        return await self._kept.change(night_id, rule, self._write, self._show)

    # How a night is led

    async def _look(self, night_id: int, at: datetime) -> None:
        night = await self.find(night_id)
        if night is None or not self._goes_on(night.guild_id, night_id):
            return
        if night.phase is Phase.PLANNED and self._is_blocked(night.guild_id):
            return
        if night.phase is Phase.PLANNED:
            taken = at >= night.plan.starts_at and await self._is_taken(night.channel_id)
            await self.change(night_id, lambda now: play.at_the_hour(now, at, taken=taken))
        elif night.phase is Phase.BREAK:
            await self.change(night_id, lambda now: play.break_over(now, at))
        elif night.phase is Phase.ROUND:
            await self._lead(night, at)

    async def _is_taken(self, channel_id: int) -> bool:
        """Whether a night is on in a channel."""
        on = [await self.find(night_id) for night_id in await self._store.running()]
        return any(night is not None and night.channel_id == channel_id for night in on)

    async def _lead(self, night: Night, at: datetime) -> None:
        """Do what its round asks for: open it, begin it, end it, or go on after it."""
        game = await self._round_of(night)
        if game is None:
            await self._without_round(night, at)
        elif game.phase is RoundPhase.ENDED:
            await self.change(night.id, lambda now: play.round_over(now, outcome_of(game), at))
        elif night.end is not None:
            await self._rounds.stop(game.id, night.host.id, at, may_manage=True)
        elif night.begins_at is None:
            await self._let_in(night, game, at)
        elif night.waits is not None and stands(game, at):
            await self.change(night.id, play.seen)
        elif game.phase is RoundPhase.LOBBY and at >= night.begins_at and is_ready(night, game):
            await self._begin(night, game, at)

    async def _round_of(self, night: Night) -> Round | None:
        parts = await self._rounds.parts(night.id)
        return await self._rounds.find(parts[night.number]) if night.number in parts else None

    async def _without_round(self, night: Night, at: datetime) -> None:
        if night.end is not None:
            await self.change(night.id, lambda now: play.no_round(now, at))
        elif night.begins_at is not None:  # there was a lobby, and nobody could see it
            await self.change(night.id, lambda now: play.not_opened(now, Wait.CHANNEL, at))
        else:
            await self._open_round(night, at)

    async def _open_round(self, night: Night, at: datetime) -> None:
        host = await self._host_of(night)
        if host is None:
            await self.change(night.id, lambda now: play.nobody(now, at))
            return
        leg, scoring = night.leg, night.plan.scoring
        result = await self._rounds.start(
            guild_id=night.guild_id,
            channel_id=night.channel_id,
            host=Player(host.id, host.name, at),
            settings=Settings(leg.topic, night.plan.exam, leg.questions, leg.pace, scoring),
            seed=seed_for(night.id * 10 + night.number),
            at=at,
            part=Part(night.id, night.number, sum(leg.left_out for leg in night.legs[: night.number - 1])),
        )
        if isinstance(result, Round):
            await self._let_in(night, result, at)
        elif result is RoundRefusal.BUSY_CHANNEL:
            await self.change(night.id, lambda now: play.not_opened(now, Wait.BUSY, at))
        elif result in _NOTHING_TO_ASK:
            await self.change(night.id, lambda now: play.left_out(now, at))

    async def _let_in(self, night: Night, game: Round, at: datetime) -> None:
        """Whoever played the round before is in the next one, too."""
        stayed = [Player(player.id, player.name, at) for player in await self._stayed(night)]
        await asyncio.gather(*(self._rounds.join(game.id, player, at) for player in stayed))
        after = await self.change(night.id, lambda now: play.opened(now, at))
        if isinstance(after, Night) and after.phase is Phase.ENDED:  # it was stopped while the lobby was on its way
            await self._rounds.stop(game.id, night.host.id, at, may_manage=True)

    async def _begin(self, night: Night, game: Round, at: datetime) -> None:
        result = await self._rounds.begin(game.id, night.host.id, at, may_manage=True)
        if result in _NOTHING_TO_ASK:
            await self._rounds.stop(game.id, night.host.id, at, may_manage=True)

    async def _stayed(self, night: Night) -> list[Player]:
        """Who was in the last round that was played to its end, or came into a lobby that was called off since."""
        there: dict[int, Player] = {}
        for number, game in sorted((await self.rounds_of(night.id)).items()):
            if number < night.number:
                there = {} if game.position >= 0 else there
                there = {one: player for one, player in there.items() if one not in game.players}
                there |= {player.id: player for player in game.active_players}
        return [player for player in there.values() if not is_erased(player.id)]

    async def _host_of(self, night: Night) -> Player | None:
        """Who hosts its round: the night's host, unless they have left; None where there is nobody at all."""
        stayed = await self._stayed(night)
        host_plays = night.none_played or any(player.id == night.host.id for player in stayed)
        if host_plays and not is_erased(night.host.id):
            return night.host
        return next(iter([*stayed, *(one.player for one in night.coming)]), None)

    def _write(self, before: Night | None, after: Night) -> Awaitable[None]:
        return self._store.save(before, after, new_cards(before, after))

    def _show(self, before: Night | None, after: Night) -> None:
        """Redraw what people see; reminders and Discord's own event show on none of the cards."""
        if before is not None and _seen(before) == _seen(after):
            return
        step = before is None or (before.phase, before.number) != (after.phase, after.number)
        last = cards(before)[-1:] if before is not None else []
        for card in dict.fromkeys([NIGHT, *last, *cards(after)[-2:]]):
            self._outbox.redraw(MessageKey(after.id, card), urgent=step)
        self._on_screens(after.id)
        if before is not None and before.phase is Phase.PLANNED and _planned(before) != _planned(after):
            self._moved_on(after)


def _in_the_way(others: Sequence[Night], channel_id: int, plan: Plan) -> bool:
    return any(one.channel_id == channel_id and planning.overlap(one.plan, plan) for one in others)


def is_over(night: Night) -> bool:
    """Whether nothing more can happen in a night."""
    return night.phase is Phase.ENDED


def _names(night: Night, player_id: int) -> bool:
    return night.host.id == player_id or night.sign_up_of(player_id) is not None


def _planned(night: Night) -> tuple[object, ...]:
    return night.phase, night.plan.starts_at


def _seen(night: Night) -> tuple[object, ...]:
    names = tuple((one.id, one.player.name) for one in night.sign_ups)
    return night.plan, night.phase, night.number, night.due_at, night.begins_at, night.waits, night.end, names
