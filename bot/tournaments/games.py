"""The games of tournaments as the duels that they are: begun, called off, and counted once they are over.

A duel names its game, so whatever a kill interrupts is found again.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.duels.api import (
    WAIT_IN_A_GAME,
    Duel,
    DuelPace,
    DuelService,
    DuelSettings,
    End,
    Part,
    Phase,
    Refusal,
    Where,
    has_result,
    winner,
)
from bot.kernel.ports import StorageError
from bot.kernel.seeds import seed_for
from bot.tournaments.ports import StillOn, TournamentAudience
from bot.tournaments.rules import play
from bot.tournaments.rules.model import Game, Kind, Out, Outcome, Plan, Tournament
from bot.tournaments.rules.play import Result

GET_READY = {Kind.SWISS: timedelta(minutes=2), Kind.ARENA: timedelta(seconds=45)}
"""The first question of a live game comes after this long, though nobody has pressed anything."""


class Games:
    """The games of this process's tournaments."""

    def __init__(self, duels: DuelService, audience: TournamentAudience) -> None:
        self._duels = duels
        self._audience = audience
        self._parts: dict[int, dict[int, int]] = {}

    def forget(self, tournament_id: int) -> None:
        """Memory says nothing any more of which duels a tournament has."""
        self._parts.pop(tournament_id, None)

    async def parts_of(self, tournament_id: int) -> dict[int, int]:
        """Number → duel, of the games that have one."""
        if tournament_id not in self._parts:
            read = await self._duels.parts(tournament_id)
            self._parts.setdefault(tournament_id, read)  # one that was read meanwhile knows what has begun since
        return self._parts[tournament_id]

    def being_played(self, tournament: Tournament) -> set[int]:
        """Who has a game that has begun and, as far as memory knows, goes on."""
        parts = self._parts.get(tournament.id, {})
        return {one for game in tournament.open_games if game.number in parts for one in game.players}

    async def open_duels(self, tournament: Tournament) -> list[tuple[Game, Duel]]:
        """The games that are not counted yet and have a duel, over or not."""
        parts = await self.parts_of(tournament.id)
        there = [(game, parts[game.number]) for game in tournament.open_games if game.number in parts]
        found = [(game, await self._duels.find(duel_id)) for game, duel_id in there]
        return [(game, duel) for game, duel in found if duel is not None]

    async def results(self, tournament: Tournament, at: datetime) -> Mapping[int, Result]:
        """How open games ended: those whose duels are over, and those that will have none, since somebody left."""
        parts = await self.parts_of(tournament.id)
        none = [game for game in tournament.open_games if game.number not in parts]
        ended = {game.number: play.not_begun(tournament, game, at) for game in none}
        duels = await self.open_duels(tournament)
        ended |= {game.number: _result(tournament, game, duel) for game, duel in duels if duel.phase is Phase.ENDED}
        return {number: result for number, result in ended.items() if result is not None}

    def turn(self, tournament: Tournament) -> asyncio.Lock:
        """The turn to draw on its server, which whoever begins a game holds."""
        return self._duels.drawing.of(tournament.guild_id)

    async def begin(self, tournament: Tournament, game: Game, at: datetime, still_on: StillOn) -> Duel | Refusal:
        """Have a game be played. Raises `StorageError`, also where it has a duel already."""
        first, second = (tournament.entrant(one) for one in (game.first, game.second or 0))
        if first is None or second is None:
            return Refusal.UNKNOWN
        part = self._part(tournament, game, at)
        where = Where(tournament.guild_id, tournament.channel_id)
        seed, settings = seed_for(tournament.id * 10_000 + game.number), settings_of(tournament.plan)
        try:
            duel = await self._duels.pair(where, (first.player, second.player), settings, part, seed, at, still_on)
        except StorageError:
            self.forget(tournament.id)  # perhaps it is there after all
            raise
        if isinstance(duel, Duel):
            (await self.parts_of(tournament.id))[game.number] = duel.id  # read anew where somebody was erased
        return duel

    async def call_off(self, tournament: Tournament, at: datetime) -> None:
        """End all that are being played, at nobody's cost."""
        for _, duel in await self.open_duels(tournament):
            await self._duels.call_off(duel.id, at)

    async def without_removed(self, tournament: Tournament, at: datetime) -> None:
        """Nobody waits for who was removed: what they have not begun is called off, and goes to the other."""
        removed = {one.id for one in tournament.entrants if one.out is Out.REMOVED}
        if not any(removed.intersection(game.players) for game in tournament.open_games):
            return
        for game, duel in await self.open_duels(tournament):
            if gone := removed.intersection(game.players):
                await self._duels.without(duel.id, gone, at)

    def _part(self, tournament: Tournament, game: Game, at: datetime) -> Part:
        """When a game begins: a live one of somebody who may not see it come waits for both, as those that were on."""
        plan = tournament.plan
        if plan.pace is DuelPace.DAY:
            return Part(tournament.id, game.number, at + timedelta(days=plan.days))
        waits = any(self._audience.misses(tournament.id, player_id, at) for player_id in game.players)
        patience = WAIT_IN_A_GAME if waits else GET_READY[plan.kind]
        return Part(tournament.id, game.number, at + patience, waits)


def settings_of(plan: Plan) -> DuelSettings:
    """The duels of a tournament."""
    return DuelSettings(plan.topic, plan.questions, plan.pace, plan.rated, plan.exam)


def _result(tournament: Tournament, game: Game, duel: Duel) -> Result:
    """What a duel that is over counts. One that ended unplayed while the tournament was paused counts as called off."""
    ended = duel.ended_at or duel.active_at
    paused = tournament.paused_at is not None and ended >= tournament.paused_at
    unplayed = duel.end in (End.FORFEIT, End.ABANDONED)
    if duel.end is End.CALLED_OFF or (paused and unplayed):
        return play.called_off(tournament, game, ended)
    if not has_result(duel):
        return Result(Outcome.NOBODY, forfeit=True, ended_at=ended)
    best = winner(duel)
    outcome = Outcome.DRAW if best is None else Outcome.FIRST if best.id == duel.challenger.id else Outcome.SECOND
    return Result(outcome, forfeit=duel.end is End.FORFEIT, ended_at=ended)
