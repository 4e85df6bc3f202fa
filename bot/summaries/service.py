"""Who may see the summary of a game, and what is in it."""

from bot.kernel.keys import Viewer
from bot.kernel.venues import TOURNAMENT
from bot.summaries.ports import Games, Gone, Nights, Rounds, Tournaments
from bot.summaries.rules import Refusal, Summary, of_night, of_papers, of_round, of_tournament

QUIZ, NIGHT, GROUP_MOCK = "round", "night", "exam_room"
"""The kinds of games that are a quiz, a night of several, and a group which sits a mock."""


class SummaryService:
    """Summaries of what is over, for its host or organizer and for whoever may manage the server."""

    def __init__(self, games: Games, rounds: Rounds, nights: Nights, tournaments: Tournaments) -> None:
        self._games = games
        self._rounds = rounds
        self._nights = nights
        self._tournaments = tournaments

    async def of(self, game_id: int, guild_id: int, by: int, *, may_manage: bool) -> Summary | Refusal:
        """A game's summary; of another server's game nobody here learns that it exists."""
        game = await self._games.game(game_id)
        if game is None or game.guild_id != guild_id:
            return Refusal.UNKNOWN
        found = await self._found(game, game_id, None if may_manage else by, Viewer(by, guild_id, game_id))
        return found if isinstance(found, Refusal) or game.over else Refusal.NOT_OVER

    async def _found(self, game: Gone, game_id: int, only: int | None, viewer: Viewer) -> Summary | Refusal:
        """`only`: whose game it has to be."""
        hidden = await self._games.being_asked(viewer)
        if game.kind == QUIZ and (played := await self._rounds.load(game_id)):
            return _theirs(only, played.host_id) or of_round(played, hidden)
        if game.kind == NIGHT and (night := await self._nights.load(game_id)):
            refusal = _theirs(only, night.host.id)
            return refusal or of_night(night, [*(await self._rounds.of_night(game_id)).values()], hidden)
        if game.kind == TOURNAMENT and (cup := await self._tournaments.load(game_id)):
            refusal = _theirs(only, cup.organizer_id)
            return refusal or of_tournament(cup, await self._games.played_in(game_id), hidden)
        if game.kind == GROUP_MOCK:
            refusal = _theirs(only, await self._games.host_of_group(game_id))
            return refusal or of_papers(await self._games.papers_of(game_id), hidden)
        return Refusal.UNKNOWN


def _theirs(only: int | None, host_id: int | None) -> Refusal | None:
    return None if only in (None, host_id) else Refusal.NOT_YOURS
