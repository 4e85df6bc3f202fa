"""What hosts decide about their rounds besides the clock: the rules are in `rules/hosting.py`."""

from collections.abc import Callable
from datetime import datetime

from bot.kernel.pace import Pace
from bot.rounds.rules import hosting, teams
from bot.rounds.rules.model import Joining, Refusal, Round, Teams, Weight
from bot.rounds.service import RoundService

Change = Callable[[Teams | None], Teams | None]


class HostService:
    """Each method is refused to who neither hosts the round nor may manage the server."""

    def __init__(self, rounds: RoundService) -> None:
        self._rounds = rounds

    async def remove(self, game_id: int, by: int, player_id: int, at: datetime, *, may_manage: bool) -> Round | Refusal:
        """Take somebody out for good; a question that waited for nobody else closes."""
        return await self._rounds.steer(
            game_id, by, lambda game: hosting.remove(game, player_id, at), may_manage=may_manage
        )

    async def pass_on(self, game_id: int, by: int, player_id: int, *, may_manage: bool) -> Round | Refusal:
        """Have somebody else host."""
        return await self._rounds.steer(
            game_id, by, lambda game: hosting.pass_on(game, player_id), may_manage=may_manage
        )

    async def let_in(self, game_id: int, by: int, who: Joining, *, may_manage: bool) -> Round | Refusal:
        """Say who may still come in."""
        return await self._rounds.steer(game_id, by, lambda game: hosting.let_in(game, who), may_manage=may_manage)

    async def set_pace(self, game_id: int, by: int, pace: Pace, *, may_manage: bool) -> Round | Refusal:
        """Change the pace from the next question on."""
        return await self._rounds.steer(game_id, by, lambda game: hosting.set_pace(game, pace), may_manage=may_manage)

    async def weigh(self, game_id: int, by: int, weight: Weight, *, may_manage: bool) -> Round | Refusal:
        """Say how much the next question counts."""
        return await self._rounds.steer(game_id, by, lambda game: hosting.weigh(game, weight), may_manage=may_manage)

    async def warm_up(self, game_id: int, by: int, *, wanted: bool, may_manage: bool) -> Round | Refusal:
        """Have a first question that does not count, or none."""
        return await self._rounds.steer(
            game_id, by, lambda game: hosting.warm_up(game, wanted=wanted), may_manage=may_manage
        )

    async def look_up(self, game_id: int, by: int, at: datetime, *, may_manage: bool) -> Round | Refusal:
        """A break in which everybody can read up on the last question."""
        return await self._rounds.steer(game_id, by, lambda game: hosting.look_up(game, at), may_manage=may_manage)

    async def set_teams(self, game_id: int, by: int, change: Change, *, may_manage: bool) -> Round | Refusal:
        """Change what is chosen about teams: `change` makes the new choice of the old one, None being no teams."""
        return await self._rounds.steer(
            game_id, by, lambda game: teams.set_teams(game, change(game.teams)), may_manage=may_manage
        )
