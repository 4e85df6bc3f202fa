"""What people and time can do with tournaments.

The rules decide on the tournament as it stands in memory, and the rows of the difference are queued in the same
instant. A game is a duel that names its row, so whatever a kill interrupts is found again: a pairing without a duel
gets one, and a duel that is over is counted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from bot.duels.api import Duel, DuelPace, DuelService, Where
from bot.duels.api import Phase as DuelPhase
from bot.duels.api import Refusal as DuelRefusal
from bot.kernel.absences import Absences
from bot.kernel.asked import Player
from bot.kernel.background import each
from bot.kernel.chunks import in_parts
from bot.kernel.clock import NOTICED
from bot.kernel.keeper import Keeper
from bot.kernel.people import ErasedPerson, ForgottenServer
from bot.kernel.ports import GoesOn, MessageKey, Outbox, always_goes_on
from bot.tournaments.games import Games, settings_of
from bot.tournaments.ports import TournamentAudience, TournamentStore
from bot.tournaments.rules import play
from bot.tournaments.rules.cards import CUP, LEFT, cards, left, new_cards
from bot.tournaments.rules.model import Game, Out, Pause, Phase, Plan, Refusal, Tournament
from bot.tournaments.rules.play import Result

AT_ONCE = 8
"""So many games are begun at a time: a round of hundreds must hold up neither presses, nor other tournaments, nor other
games of its server."""

Rule = Callable[[Tournament], Tournament | Refusal]


class TournamentService:
    """The tournaments of this process."""

    def __init__(
        self,
        store: TournamentStore,
        duels: DuelService,
        outbox: Outbox,
        audience: TournamentAudience,
        goes_on: GoesOn = always_goes_on,
        hears: GoesOn = always_goes_on,
    ) -> None:
        """Time `goes_on` also where the bot has been gone for long; nothing begins where nobody `hears` it."""
        self._store = store
        self._duels = duels
        self._outbox = outbox
        self._audience = audience
        self._goes_on, self._hears = goes_on, hears
        self._kept: Keeper[Tournament, Refusal] = Keeper(self._store.load, Refusal.UNKNOWN, over=is_over)
        self._games = Games(duels, audience)
        self._waiting: dict[int, list[Game]] = {}
        self.accepting = True

    # What people do

    async def announce(self, where: Where, organizer: Player, plan: Plan, at: datetime) -> Tournament | Refusal:
        """Open the sign-up; the organizer plays only if they sign up, too."""
        if not self.accepting:
            return Refusal.SHUTTING_DOWN
        before = await self.in_channel(where.channel_id)
        if before is not None and before.phase is not Phase.ENDED:
            return Refusal.TAKEN
        if not await self._duels.can_ask(where.guild_id, settings_of(plan)):
            return Refusal.NO_QUESTIONS
        if self._held_in(where.channel_id):  # somebody else was quicker meanwhile
            return Refusal.TAKEN
        made = play.announce(
            tournament_id=self._store.next_id(),
            guild_id=where.guild_id,
            channel_id=where.channel_id,
            organizer_id=organizer.id,
            plan=plan,
            at=at,
        )
        await self._kept.keep(None, made, self._write, self._show)
        return made

    async def join(self, tournament_id: int, player: Player, at: datetime) -> Tournament | Refusal:
        """Sign up, come late, or come back."""
        found = await self.find(tournament_id)
        if found is None:
            return Refusal.UNKNOWN
        rating = await self._duels.rating(found.guild_id, player.id)
        return await self._change(tournament_id, lambda now: play.join(now, player, rating, at))

    async def leave(self, tournament_id: int, player_id: int) -> Tournament | Refusal:
        """Withdraw."""
        return await self._change(tournament_id, lambda now: play.leave(now, player_id))

    async def remove(self, tournament_id: int, player_id: int, at: datetime) -> Tournament | Refusal:
        """The organizer has somebody play no more: what they have not begun goes to the other."""
        after = await self._change(tournament_id, lambda now: play.leave(now, player_id, Out.REMOVED))
        if isinstance(after, Tournament) and after.phase is Phase.RUNNING:
            await self._games.without_removed(after, at)
        return after

    async def wait(self, tournament_id: int, player_id: int, at: datetime) -> Tournament | Refusal:
        """In an arena: ready for the next game."""
        return await self._change(tournament_id, lambda now: play.wait(now, player_id, at))

    async def start(self, tournament_id: int, at: datetime) -> Tournament | Refusal:
        """Begin now, unless there is nothing to ask: then it would be paused at once."""
        before = await self.find(tournament_id)
        if before is not None and isinstance(play.start(before, at), Tournament) and not await self._can_ask(before):
            return Refusal.NONE_TO_ASK
        return await self._change(tournament_id, lambda now: play.start(now, at))

    async def stop(self, tournament_id: int, at: datetime) -> Tournament | Refusal:
        """End it early."""
        return await self._change(tournament_id, lambda now: play.stop(now, at))

    async def resume(self, tournament_id: int, channel_id: int, by: int, at: datetime) -> Tournament | Refusal:
        """Go on after a pause, in this channel, unless it has another tournament; its organizer hears how it stands.

        Where it waits for questions, there have to be some.
        """
        await self.in_channel(channel_id)  # from here on memory has it, if it is not over
        results: Mapping[int, Result] = {}

        def rule(now: Tournament) -> Tournament | Refusal:
            taken = self._held_in(channel_id) - {now.id}
            after = Refusal.TAKEN if taken else play.resume(now, channel_id, at, results)
            return play.told(after) if isinstance(after, Tournament) and by == now.organizer_id else after

        before, earlier = await self.find(tournament_id), await self._store.left_cards(tournament_id)
        if before is not None and before.pause is Pause.NO_QUESTIONS and not await self._can_ask(before):
            return Refusal.NONE_TO_ASK
        if before is not None and before.channel_id != channel_id and isinstance(rule(before), Tournament):
            await self._games.call_off(before, at)  # first: killed here, it is still paused, and is resumed again
            results = await self._games.results(before, at)
        after = await self._change(tournament_id, rule)
        if isinstance(after, Tournament) and before is not None and before.channel_id != after.channel_id:
            for card in earlier:  # in the channels that it left before this one
                self._outbox.refresh(MessageKey(after.id, card))
        return after

    async def find(self, tournament_id: int) -> Tournament | None:
        """A tournament as it stands; None where there never was one."""
        return await self._kept.find(tournament_id)

    async def in_channel(self, channel_id: int) -> Tournament | None:
        """The latest tournament of a channel."""
        found = await self._store.in_channel(channel_id)
        return None if found is None else await self.find(found)

    async def is_left(self, tournament: Tournament, card: str) -> bool:
        """Whether a card stands in a channel that the tournament has left: what becomes of it there stops nothing."""
        if card.startswith(LEFT):
            return True
        return await self._store.channel_of(tournament.id, card) not in (None, tournament.channel_id)

    async def open_in(self, guild_id: int) -> list[Tournament]:
        """The tournaments of a server that are not over."""
        here = [one for one, server in (await self._store.running()).items() if server == guild_id]
        found = [await self.find(tournament_id) for tournament_id in here]
        return [one for one in found if one is not None and not is_over(one)]

    async def topics(self, guild_id: int) -> list[str]:
        """The topics that can be asked about in a server."""
        return await self._duels.topics(guild_id)

    async def duel_of(self, tournament: Tournament, game: Game) -> int | None:
        """The duel in which a game is played; None for a bye, and where it is still to begin."""
        return (await self._games.parts_of(tournament.id)).get(game.number)

    async def seat_of(self, player_id: int) -> Duel | None:
        """The live duel that somebody plays or has offered, and that keeps them from their next game; None: none."""
        return await self._duels.seat_of(player_id)

    async def waiting(self, tournament: Tournament) -> list[Game]:
        """The games that an outage interrupted, and that wait until both players are back."""
        if tournament.phase is not Phase.RUNNING:
            return []
        return [game for game, duel in await self._games.open_duels(tournament) if duel.phase is DuelPhase.PAUSED]

    async def open_until(self, tournament: Tournament) -> datetime | None:
        """Until when the games of a round of days can be played, each at the least; None where that is not known."""
        if tournament.phase is not Phase.RUNNING or tournament.plan.pace is not DuelPace.DAY:
            return None
        ends = [duel.due_at for _, duel in await self._games.open_duels(tournament)]
        return min((end for end in ends if end is not None), default=None)

    async def paused(self, guild_id: int, organizer_id: int | None) -> Tournament | None:
        """The latest paused tournament of somebody's, or of anybody's, wherever on the server it is."""
        for tournament_id in await self._store.paused_of(guild_id, organizer_id):
            return await self.find(tournament_id)
        return None

    async def to_tell(self, guild_id: int, user_id: int) -> Tournament | None:
        """A tournament whose organizer this is, and who is yet to hear what is in its way. Asked once for each."""
        for tournament_id in await self._store.untold(guild_id, user_id):
            before = await self.find(tournament_id)
            if before is not None and not before.told:
                told = await self._change(tournament_id, play.told)
                return told if isinstance(told, Tournament) else None
        return None

    # What time and Discord do

    async def tick(self, at: datetime) -> None:
        """Look at every tournament whose time has come, but for those of servers that are away."""
        if self.accepting:
            await each(await self._store.due(at), lambda tournament_id: self._look(tournament_id, at))

    async def blocked(self, tournament_id: int, at: datetime, *, deleted: bool = False) -> None:
        """A card cannot be shown: nothing new begins until it can, or the organizer says where to go on.

        A sign-up that nobody has seen is over; where its card was `deleted`, people may have signed up.
        """
        await self._change(tournament_id, lambda now: play.pause(now, Pause.CHANNEL, at, deleted=deleted))

    async def cleared(self, tournament_id: int, at: datetime) -> None:
        """Cards can be shown again: go on by itself."""

        def rule(now: Tournament) -> Tournament | Refusal:
            return play.resume(now, now.channel_id, at) if now.pause is Pause.CHANNEL else now

        await self._change(tournament_id, rule)

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give arenas the time back that their servers lost, and note who may not see their next game come."""

        async def give_back(tournament_id: int, since: datetime) -> None:
            after = await self._change(tournament_id, lambda now: play.after_outage(now, since, at))
            if isinstance(after, Tournament):
                self._audience.given_back(after, at)
                self._outbox.redraw(MessageKey(after.id, cards(after)[-1]), urgent=False)  # until when games are open
                if at - since >= NOTICED:
                    self._audience.left_behind(after, at)

        await absences.make_up(await self._store.running(), at, give_back)

    def forget(self, scope: object) -> None:
        """Something decided was not written, or rows are gone or name somebody else: memory says nothing of it."""
        if isinstance(scope, int):
            self._drop(scope)
        for held in self._kept.held:
            gone = isinstance(scope, ForgottenServer) and held.guild_id == scope.guild_id
            if gone or (isinstance(scope, ErasedPerson) and _names(held, scope.player_id)):
                self._drop(held.id)

    @property
    def running(self) -> int:
        """How many tournaments have begun and are not over."""
        return sum(one.phase is Phase.RUNNING for one in self._kept.held)

    # How it is done

    async def _can_ask(self, tournament: Tournament) -> bool:
        return await self._duels.can_ask(tournament.guild_id, settings_of(tournament.plan))

    def _held_in(self, channel_id: int) -> set[int]:
        """The tournaments in memory that a channel has and that are not over."""
        return {one.id for one in self._kept.held if one.channel_id == channel_id and not is_over(one)}

    def _drop(self, tournament_id: int) -> None:
        self._kept.forget(tournament_id)
        self._games.forget(tournament_id)
        self._waiting.pop(tournament_id, None)

    async def _look(self, tournament_id: int, at: datetime) -> None:
        before = await self.find(tournament_id)
        if before is None or not self._goes_on(before.guild_id, tournament_id):
            return
        if before.phase is Phase.SIGN_UP and not self._hears(before.guild_id):
            return
        can_ask = before.phase is not Phase.SIGN_UP or await self._can_ask(before)
        results = await self._results(before, at)
        waiting = [one.id for one in before.playing if one.waiting_since is not None]
        free = frozenset(waiting) - await self._duels.busy(*waiting)
        after = await self._change(tournament_id, lambda now: play.look(now, results, free, at, can_ask=can_ask))
        if isinstance(after, Tournament) and after.phase is Phase.RUNNING:
            if after.pause is None:
                await self._begin_games(after, at, frozenset(game.number for game in before.games))
            await self._tell_of_waiting(after)

    async def _tell_of_waiting(self, tournament: Tournament) -> None:
        """Have the card say whose games wait for them: their private messages cannot."""
        waiting = await self.waiting(tournament)
        if waiting != self._waiting.get(tournament.id, []):
            self._waiting[tournament.id] = waiting
            self._outbox.redraw(MessageKey(tournament.id, cards(tournament)[-1]), urgent=True)

    async def _results(self, tournament: Tournament, at: datetime) -> Mapping[int, Result]:
        if tournament.phase is not Phase.RUNNING:
            return {}
        await self._games.without_removed(tournament, at)
        return await self._games.results(tournament, at)

    async def _begin_games(self, tournament: Tournament, at: datetime, known: frozenset[int]) -> None:
        """Begin what has no duel yet. `known`: games of whose players it was said before what they wait for."""
        parts = await self._games.parts_of(tournament.id)
        to_begin = [game for game in tournament.open_games if game.number not in parts]
        ended: list[BaseException | None] = []
        for some in in_parts(to_begin, AT_ONCE):
            async with self._games.turn(tournament):
                begun = (self._begin(tournament.id, game, at, said=game.number in known) for game in some)
                ended += await asyncio.gather(*begun, return_exceptions=True)
        for error in ended:
            if error is not None:  # it held up none of the others
                raise error

    async def _begin(self, tournament_id: int, game: Game, at: datetime, *, said: bool) -> None:
        def still_on() -> bool:
            now = self._kept.get(tournament_id)
            return now is not None and play.may_begin(now, game.number)

        now = await self.find(tournament_id)  # each game takes a while, and by now it may be over, or somebody gone
        if now is None or not play.may_begin(now, game.number):
            return
        duel = await self._games.begin(now, game, at, still_on)
        if isinstance(duel, Duel):
            self._audience.begun(now, duel, at)
        elif duel is DuelRefusal.BUSY and not said:
            self._audience.moved_on(now, game.players, at)
        elif duel is DuelRefusal.NO_QUESTIONS:
            await self._change(tournament_id, lambda now: play.pause(now, Pause.NO_QUESTIONS, at))

    async def _change(self, tournament_id: int, rule: Rule) -> Tournament | Refusal:
        return await self._kept.change(tournament_id, rule, self._write, self._show)

    def _write(self, before: Tournament | None, after: Tournament) -> Awaitable[None]:
        return self._store.save(before, after, _cards_to_post(before, after))

    def _show(self, before: Tournament | None, after: Tournament) -> None:
        step = before is None or (before.phase, before.round) != (after.phase, after.round)
        step |= before is not None and before.pause is not None and after.pause is None  # what was refused is tried now
        for card in {CUP, *cards(after)[-2:]}:
            self._outbox.redraw(MessageKey(after.id, card), urgent=step)
        if before is not None and before.channel_id != after.channel_id:
            self._outbox.redraw(MessageKey(after.id, left(before.channel_id)), urgent=False)
        if before is not None:
            at = after.games[-1].made_at if after.games else after.started_at or after.created_at
            changed = [one.id for one, was in zip(after.entrants, before.entrants, strict=False) if one.out != was.out]
            changed += [game.first for game in after.games[len(before.games) :] if game.second is None]
            if before.phase is Phase.SIGN_UP and after.phase is Phase.RUNNING and not after.is_swiss:
                changed += [one.id for one in after.playing]  # with an odd number, one of them has no game at first
            over = after.phase is Phase.ENDED and before.phase is not Phase.ENDED
            everybody = [one.id for one in after.entrants] if over else changed
            watching = self._games.being_played(after)  # a clock that runs is never covered up
            self._audience.moved_on(after, [one for one in everybody if one not in watching], after.ended_at or at)
        if after.phase is Phase.ENDED:
            self._audience.ended(after.id)
            self._games.forget(after.id)
            self._waiting.pop(after.id, None)


def is_over(tournament: Tournament) -> bool:
    """Whether nothing more can happen in a tournament."""
    return tournament.phase is Phase.ENDED


def _cards_to_post(before: Tournament | None, after: Tournament) -> list[str]:
    """New messages; after a move to another channel the latest one anew, so that there is something to press."""
    fresh = new_cards(before, after)
    moved = before is not None and before.channel_id != after.channel_id
    return [*fresh, cards(after)[-1]] if moved and not fresh else fresh


def _names(tournament: Tournament, player_id: int) -> bool:
    return tournament.organizer_id == player_id or tournament.entrant(player_id) is not None
