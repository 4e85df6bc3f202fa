"""The private message that each player of a round has: a lock-in turns into how it went.

After a restart the "My answer" button tells the same.
"""

from datetime import datetime
from functools import partial

from bot.rounds.rules.model import Round
from bot.rounds.rules.standings import standings
from bot.rounds.rules.team_standings import team_standings
from cogs.rounds.private import outcome_card, own_lines
from cogs.rounds.words import never_begun
from cogs.shared.cards import Card
from cogs.shared.privates import Privates


class QuizPrivates(Privates[Round]):
    """Each player's last private message in each running round."""

    def given_back(self, game: Round, at: datetime) -> None:
        """Whoever has the open question's deadline before them sees the one that counts now."""
        self.put_off(game.id, game, at)

    def never_begun(self, game: Round) -> None:
        """Nobody goes on reading that the lobby is open, or that they are in."""
        for player_id in self.reached_in(game.id):
            self.update(game.id, player_id, Card(never_begun(game.end)), game.ended_at or game.active_at)

    def revealed(self, game: Round) -> None:
        """Turn each lock-in, and each sheet that was not finished, into how it went.

        Each is drawn when its turn has come: there may be a thousand of them.
        """
        if game.current.closed_at is None:
            return
        places, teams = own_lines(standings(game)), team_standings(game)

        async def drawn(player_id: int) -> Card:
            return outcome_card(game, game.position, player_id, places, teams)

        for player_id in dict.fromkeys([*game.current.answers, *self.with_a_clock(game.id)]):
            if self.has(game.id, player_id):
                self.update(game.id, player_id, partial(drawn, player_id), game.current.closed_at)
