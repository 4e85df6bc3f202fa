"""A tournament being held: who comes and goes, what a result changes, rounds, the bell, a pause."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.kernel.asked import Player
from bot.kernel.clock import moved_back, taken_back
from bot.tournaments.rules.model import (
    End,
    Entrant,
    Game,
    Out,
    Outcome,
    Pause,
    Phase,
    Plan,
    Refusal,
    Tournament,
)
from bot.tournaments.rules.pairing import arena_games, swiss_round
from bot.tournaments.rules.standings import absences

LEAST, MOST = 3, 500
"""So many entrants a tournament needs, and takes at most."""

ABSENCES = 2
"""Whoever leaves so many games unplayed is withdrawn."""

SIGN_UP_STANDS = timedelta(days=7)
"""A sign-up without a time to start, or whose time was missed, is over after this long."""

LATE = timedelta(hours=1)
"""What could not start for so long, since Recall was away, starts when its host says so: people may be gone.

So does what has nothing to ask at its time.
"""

PAUSE_STANDS = timedelta(days=7)
"""A pause that nobody ends is the end after this long."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a game's duel ended, as seen from the tournament."""

    outcome: Outcome
    forfeit: bool
    ended_at: datetime


def announce(
    *, tournament_id: int, guild_id: int, channel_id: int, organizer_id: int, plan: Plan, at: datetime
) -> Tournament:
    """A tournament that one can sign up for."""
    return Tournament(
        id=tournament_id,
        guild_id=guild_id,
        channel_id=channel_id,
        organizer_id=organizer_id,
        plan=plan,
        created_at=at,
        due_at=plan.starts_at or at + SIGN_UP_STANDS,
    )


def join(tournament: Tournament, player: Player, rating: float, at: datetime) -> Tournament | Refusal:
    """Sign up, come late, or come back.

    In an arena that has begun they wait for a game at once, unless the one that they left is still open.
    """
    known = tournament.entrant(player.id)
    refusal = _why_not_join(tournament, known)
    if refusal is not None:
        return refusal
    begun = tournament.phase is Phase.RUNNING and not tournament.is_swiss
    waiting = at if begun and tournament.unfinished(player.id) is None else None
    since = len(tournament.games)
    if known is None:
        return tournament.with_entrant(Entrant(player, rating, since, waiting_since=waiting))
    return tournament.with_entrant(replace(known, out=None, since=since, waiting_since=waiting))


def _why_not_join(tournament: Tournament, known: Entrant | None) -> Refusal | None:
    if tournament.phase is Phase.ENDED:
        return Refusal.ENDED
    if known is not None and known.out is Out.REMOVED:
        return Refusal.REMOVED
    if known is not None and known.plays:
        return Refusal.IN_ALREADY
    if tournament.is_swiss and tournament.phase is Phase.RUNNING and tournament.round >= tournament.plan.rounds:
        return Refusal.TOO_LATE
    return Refusal.FULL if len(tournament.playing) >= MOST else None


def leave(tournament: Tournament, player_id: int, why: Out = Out.LEFT) -> Tournament | Refusal:
    """Withdraw somebody; a game under way counts as it ends, and one that has not begun goes to the other."""
    known = tournament.entrant(player_id)
    if tournament.phase is Phase.ENDED:
        return Refusal.ENDED
    if known is None or not (known.plays or why is Out.REMOVED):
        return Refusal.NOT_IN
    return tournament.with_entrant(replace(known, out=why, waiting_since=None))


def not_begun(tournament: Tournament, game: Game, at: datetime) -> Result | None:
    """How a game without a duel ends if somebody in it plays on no more; None where both still do.

    Nobody waits for whom has left: they may be in another duel, for as long as they like.
    """
    return _without(game, {one.id for one in tournament.playing}, at)


def called_off(tournament: Tournament, game: Game, at: datetime) -> Result:
    """How a game whose duel was called off ends: who was to play somebody that was removed has it."""
    removed = {one.id for one in tournament.entrants if one.out is Out.REMOVED}
    return _without(game, {*game.players} - removed, at) or Result(Outcome.VOID, forfeit=False, ended_at=at)


def _without(game: Game, here: Container[int], at: datetime) -> Result | None:
    stays = [player in here for player in game.players]
    if all(stays):
        return None
    outcome = Outcome.NOBODY if not any(stays) else Outcome.FIRST if stays[0] else Outcome.SECOND
    return Result(outcome, forfeit=True, ended_at=at)


def may_begin(tournament: Tournament, number: int) -> bool:
    """Whether a game without a duel may get one: it is open, nothing holds it up, and both players play on."""
    game = next((game for game in tournament.open_games if game.number == number), None)
    on = tournament.phase is Phase.RUNNING and tournament.pause is None
    return on and game is not None and {*game.players} <= {one.id for one in tournament.playing}


def wait(tournament: Tournament, player_id: int, at: datetime) -> Tournament | Refusal:
    """In an arena: ready for the next game. The same tournament where somebody waits or plays already."""
    known = tournament.entrant(player_id)
    if known is None or not known.plays:
        return Refusal.NOT_IN
    game = tournament.game_of(player_id)
    plays = game is not None and game.outcome is None
    if tournament.phase is not Phase.RUNNING or tournament.is_swiss or plays or known.waiting_since is not None:
        return tournament
    return tournament.with_entrant(replace(known, waiting_since=at))


def start(tournament: Tournament, at: datetime) -> Tournament | Refusal:
    """Begin. In an arena everybody who signed up waits for a game."""
    if tournament.phase is not Phase.SIGN_UP:
        return Refusal.ENDED if tournament.phase is Phase.ENDED else Refusal.BEGUN
    number = len(tournament.playing)
    if number < LEAST:
        return Refusal.TOO_FEW
    begun = replace(tournament, phase=Phase.RUNNING, started_at=at, due_at=at, pause=None, paused_at=None, told=True)
    if tournament.is_swiss:
        most = number if number % 2 else number - 1
        return replace(begun, plan=replace(begun.plan, rounds=min(begun.plan.rounds, most)))
    entrants = tuple(replace(one, waiting_since=at) if one.plays else one for one in begun.entrants)
    return replace(begun, entrants=entrants, ends_at=at + timedelta(minutes=begun.plan.minutes))


def over(tournament: Tournament, end: End, at: datetime) -> Tournament:
    """End it; what is being played is played out as a duel, and counts here no more."""
    return replace(tournament, phase=Phase.ENDED, end=end, ended_at=at, due_at=None, pause=None, told=True)


def stop(tournament: Tournament, at: datetime) -> Tournament | Refusal:
    """The organizer ends it early: the standings stay as they are."""
    return Refusal.ENDED if tournament.phase is Phase.ENDED else over(tournament, End.STOPPED, at)


def pause(tournament: Tournament, why: Pause, at: datetime, *, deleted: bool = False) -> Tournament:
    """Nothing new begins until the organizer wants it to, who is to be told.

    A sign-up that nobody has seen is over. One whose card was `deleted` stays, and begins at its time.
    """
    if tournament.phase is Phase.SIGN_UP and not deleted:
        return over(tournament, End.UNSEEN, at) if why is Pause.CHANNEL else tournament
    if tournament.phase is Phase.ENDED or tournament.pause is not None:
        return tournament
    return replace(tournament, pause=why, paused_at=at, told=False)


def resume(
    tournament: Tournament, channel_id: int, at: datetime, results: Mapping[int, Result] | None = None
) -> Tournament | Refusal:
    """Go on, in this channel from now on. An arena gets the time of the pause back.

    In another channel than before, games that are not over (`results`: how others have just ended) are called off:
    nobody knows who of the two could still see theirs.
    """
    if tournament.pause is None or tournament.paused_at is None:
        return Refusal.ENDED if tournament.phase is Phase.ENDED else Refusal.NOT_PAUSED
    ends = tournament.ends_at + (at - tournament.paused_at) if tournament.ends_at else None
    due = tournament.due_at if tournament.phase is Phase.SIGN_UP else at
    onward = replace(tournament, pause=None, paused_at=None, channel_id=channel_id, ends_at=ends, due_at=due)
    onward = replace(onward, told=not onward.is_missed)  # of that they have not heard while it was paused
    if channel_id == tournament.channel_id:
        return onward
    noted = _noted(onward, results or {})
    called_off = {game.number: Result(Outcome.VOID, forfeit=False, ended_at=at) for game in noted.open_games}
    return _noted(noted, called_off)


def told(tournament: Tournament) -> Tournament:
    """The organizer has heard of the pause, or that its time was missed."""
    return replace(tournament, told=True)


def after_outage(tournament: Tournament, away_since: datetime, at: datetime) -> Tournament:
    """Move the bell by the time in which nobody could play.

    An outage that began later than `at` began by a clock that was ahead, and so did what lies ahead.
    """
    if away_since > at:
        return _set_back(tournament, away_since - at, at)
    if tournament.phase is not Phase.RUNNING or tournament.ends_at is None or tournament.started_at is None:
        return tournament
    since = max(away_since, tournament.started_at)
    if tournament.pause is not None or at <= since:
        return tournament
    return replace(tournament, ends_at=tournament.ends_at + (at - since))


def _set_back(tournament: Tournament, ahead: timedelta, at: datetime) -> Tournament:
    """The clock was `ahead`, and shows `at`: nobody waits for an instant that is long past, or for a later bell."""
    if tournament.phase is not Phase.RUNNING or tournament.started_at is None:
        return tournament
    started, ends = moved_back(tournament.started_at, ahead, at), tournament.ends_at
    if ends is not None:
        ends = taken_back(ends, ahead, started + timedelta(minutes=tournament.plan.minutes))
    return replace(
        tournament,
        started_at=started,
        ends_at=ends,
        due_at=moved_back(tournament.due_at, ahead, at),
        paused_at=moved_back(tournament.paused_at, ahead, at),
        entrants=tuple(
            replace(one, waiting_since=moved_back(one.waiting_since, ahead, at)) for one in tournament.entrants
        ),
    )


def look(
    tournament: Tournament,
    results: Mapping[int, Result],
    free: frozenset[int],
    at: datetime,
    *,
    can_ask: bool = True,
) -> Tournament:
    """What results (by number of the game) and the time ask for; the same tournament where that is nothing.

    `free`: who is in no other live duel. `can_ask`: whether there is anything to ask, for one that is to begin.
    """
    if tournament.phase is Phase.SIGN_UP:
        return _at_the_hour(tournament, at, can_ask=can_ask)
    if tournament.phase is Phase.ENDED:
        return tournament
    noted = _noted(tournament, results)
    if noted.paused_at is not None:
        return over(noted, End.ABANDONED, at) if at - noted.paused_at >= PAUSE_STANDS else noted
    if tournament.is_swiss:
        return noted if noted.open_games else _next_round(noted, at)
    if noted.ends_at is not None and at >= noted.ends_at:
        return over(noted, End.FINISHED, at)
    return _with_games(noted, free, at)


def _at_the_hour(tournament: Tournament, at: datetime, *, can_ask: bool) -> Tournament:
    starts_at = tournament.plan.starts_at
    if tournament.due_at is None or at < tournament.due_at:
        return tournament
    begun = start(tournament, at) if starts_at is not None and not tournament.is_missed else Refusal.TOO_FEW
    if not isinstance(begun, Tournament) or starts_at is None:
        return over(tournament, End.TOO_FEW, at)
    waits = at - starts_at >= LATE or not can_ask
    return replace(tournament, due_at=at + SIGN_UP_STANDS, told=False) if waits else begun


def _noted(tournament: Tournament, results: Mapping[int, Result]) -> Tournament:
    """The results written down, but those from after the bell; whoever was absent too often is withdrawn."""
    bell = tournament.ends_at
    told = {number: one for number, one in results.items() if bell is None or one.ended_at <= bell}
    if not told:
        return tournament
    games = tuple(
        replace(
            game,
            outcome=told[game.number].outcome,
            forfeit=told[game.number].forfeit,
            ended_at=told[game.number].ended_at,
        )
        if game.outcome is None and game.number in told
        else game
        for game in tournament.games
    )
    noted = replace(tournament, games=games)
    gone = {player for number in told for player in games[number].absent}
    for player_id in gone:
        known = noted.entrant(player_id)
        if known is not None and known.plays and absences(noted, known) >= ABSENCES:
            noted = noted.with_entrant(replace(known, out=Out.ABSENT, waiting_since=None))
    return noted


def _next_round(tournament: Tournament, at: datetime) -> Tournament:
    """The next round, or the end: after the last one, or where no pairing without a repeated pair is left."""
    if tournament.round >= tournament.plan.rounds:
        return over(tournament, End.FINISHED, at)
    games = swiss_round(tournament, at)
    if games is None:
        return over(tournament, End.FINISHED, at)
    return replace(tournament, round=tournament.round + 1, games=(*tournament.games, *games))


def _with_games(tournament: Tournament, free: frozenset[int], at: datetime) -> Tournament:
    games = arena_games(tournament, free, at)
    if not games:
        return tournament
    paired = {player for game in games for player in game.players}
    entrants = tuple(replace(one, waiting_since=None) if one.id in paired else one for one in tournament.entrants)
    return replace(tournament, entrants=entrants, games=(*tournament.games, *games))
