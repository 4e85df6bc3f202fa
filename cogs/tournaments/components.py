"""What the tournaments' buttons do: each asks the service for one thing and answers whoever pressed."""

from dataclasses import dataclass

from discord import Interaction

from bot.kernel.custom_ids import Press, read_number
from bot.tournaments.rules.model import Phase, Refusal, Tournament
from bot.tournaments.service import TournamentService
from cogs.duels.ids import DUEL
from cogs.duels.ids import Verb as Duels
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, may_manage, player_of, refuse, say
from cogs.tournaments import words
from cogs.tournaments.ids import Verb
from cogs.tournaments.private import leaving_card, left_card, private_card
from cogs.tournaments.privates import TournamentPrivates
from cogs.tournaments.rendering import ending_card, standings_card


@dataclass(frozen=True, slots=True)
class TournamentComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    tournaments: TournamentService
    privates: TournamentPrivates
    open_duel: Handler
    """Shows somebody their part of a duel."""

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.JOIN: self.join,
            Verb.LEAVE: self.leave,
            Verb.LEAVE_A_GAME: once_seen(self.leave_a_game),
            Verb.START: self.start,
            Verb.MINE: self.mine,
            Verb.STANDINGS: self.standings,
            Verb.END: once_seen(self.end),
        }

    async def join(self, interaction: Interaction, press: Press) -> None:
        """Sign up, come late, or come back."""
        result = await self.tournaments.join(press.game_id, player_of(interaction), interaction.created_at)
        await self._answer(interaction, result)

    async def leave(self, interaction: Interaction, press: Press) -> None:
        """Withdraw; in the middle of a game only once that was asked: a slip would cost it."""
        found, player_id = await self.tournaments.find(press.game_id), interaction.user.id
        game = found.unfinished(player_id) if found is not None else None
        if found is None or game is None:
            await self._answer(interaction, await self.tournaments.leave(press.game_id, player_id))
        else:
            begun = await self.tournaments.duel_of(found, game) is not None
            await say(interaction, card=leaving_card(found, game, player_id, begun=begun), beside=True)

    async def leave_a_game(self, interaction: Interaction, press: Press) -> None:
        """Withdraw all the same; what shows the game keeps showing it."""
        player_id = interaction.user.id
        result = await self.tournaments.leave(press.game_id, player_id)
        game = result.unfinished(player_id) if isinstance(result, Tournament) else None
        duel_id = await self.tournaments.duel_of(result, game) if isinstance(result, Tournament) and game else None
        if isinstance(result, Tournament) and game is not None and duel_id is not None:
            await say(interaction, card=left_card(result, game, duel_id, player_id))
        else:
            await self._answer(interaction, result)

    async def mine(self, interaction: Interaction, press: Press) -> None:
        """One's own game."""
        found = await self.tournaments.find(press.game_id)
        if found is None:
            await refuse(interaction, words.REFUSALS[Refusal.UNKNOWN])
        else:
            await self.show(interaction, found)

    async def show(self, interaction: Interaction, tournament: Tournament) -> None:
        """Somebody's own game; in an arena whoever has none is ready for the next."""
        player_id, at = interaction.user.id, interaction.created_at
        result = await self.tournaments.wait(tournament.id, player_id, at)
        found = result if isinstance(result, Tournament) else tournament
        game = found.game_of(player_id)
        duel_id = None
        if game is not None and game.outcome is None and found.phase is Phase.RUNNING:
            duel_id = await self.tournaments.duel_of(found, game)
        if duel_id is None:
            await self._show(interaction, found)
        else:
            await self.open_duel(interaction, Press(Duels.MINE, duel_id, DUEL))
            self.privates.keep(interaction, found.id)

    async def standings(self, interaction: Interaction, press: Press) -> None:
        """A page of the standings."""
        found = await self.tournaments.find(press.game_id)
        page = read_number("".join(press.arguments)) or 0
        if found is None:
            await refuse(interaction, words.REFUSALS[Refusal.UNKNOWN])
        else:
            await say(interaction, card=standings_card(found, page))

    async def start(self, interaction: Interaction, press: Press) -> None:
        """Begin now."""
        before = await self.tournaments.find(press.game_id)
        if await self.may_steer(interaction, before):
            result = await self.tournaments.start(press.game_id, interaction.created_at)
            told = words.REFUSALS[result] if isinstance(result, Refusal) else words.started(before, result)
            await say(interaction, told)

    async def ask_to_end(self, interaction: Interaction, tournament: Tournament) -> None:
        """The question, for who may end it."""
        over = tournament.phase is Phase.ENDED
        card = None if over else ending_card(tournament)
        await say(interaction, words.REFUSALS[Refusal.ENDED] if over else "", card=card)

    async def end(self, interaction: Interaction, press: Press) -> None:
        """End it early, or call it off."""
        before = await self.tournaments.find(press.game_id)
        if not await self.may_steer(interaction, before):
            return
        result = await self.tournaments.stop(press.game_id, interaction.created_at)
        never = before is not None and before.phase is Phase.SIGN_UP
        done = words.STOPPED_BEFORE if never else words.STOPPED
        await say(interaction, words.REFUSALS[result] if isinstance(result, Refusal) else done)

    async def may_steer(self, interaction: Interaction, tournament: Tournament | None) -> bool:
        """Whether somebody organizes a tournament, or may manage the server; who does not is told."""
        if tournament is None:
            await refuse(interaction, words.REFUSALS[Refusal.UNKNOWN])
            return False
        if interaction.user.id == tournament.organizer_id or may_manage(interaction):
            return True
        await refuse(interaction, words.HOST_ONLY)
        return False

    async def _answer(self, interaction: Interaction, result: Tournament | Refusal) -> None:
        if isinstance(result, Refusal):
            await refuse(interaction, words.REFUSALS[result])
        else:
            await self._show(interaction, result)

    async def _show(self, interaction: Interaction, tournament: Tournament) -> None:
        entrant = tournament.entrant(interaction.user.id)
        waits = entrant is not None and entrant.waiting_since is not None
        card = private_card(
            tournament, interaction.user.id, await self.tournaments.seat_of(interaction.user.id) if waits else None
        )
        over = tournament.phase is Phase.ENDED
        await self.privates.show(interaction, tournament.id, card, over=over)
