"""A tournament's messages, drawn from the tournament alone: the sign-up, a round, the standings, the end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate

from discord.ui import ActionRow, Button, LayoutView

from bot.delivery.sender import Drawing
from bot.duels.api import DuelPace
from bot.kernel.places import NOWHERE
from bot.tournaments.rules.cards import CUP, LEFT, PODIUM, cards, left, round_of
from bot.tournaments.rules.model import End, Game, Out, Outcome, Phase, Tournament
from bot.tournaments.rules.play import LEAST
from bot.tournaments.rules.standings import Line, standings
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.paging import turned
from cogs.shared.podium import Step, podium
from cogs.shared.words import SUMMARY, count, from_now, listed, medal, name, until
from cogs.summaries.ids import on_game as summary_of
from cogs.tournaments import words
from cogs.tournaments.ids import Verb, on_cup

NAMED, WITHDRAWN_NAMED, WAITING_NAMED, PAIRS_SHOWN, TOP, A_PAGE = 20, 10, 5, 25, 10, 12
ELSEWHERE = "left"
"""In the ids of what stands where the tournament is not any more: a search for its own cards does not find that."""

ROOM_FOR_PAIRS = 2_600
"""Characters of a message's 4,000, of which names with marks to be escaped can have twice as many as they show."""


def draw(
    tournament: Tournament, card: str, waiting: Sequence[Game] = (), ends: datetime | None = None
) -> Drawing | None:
    """One message as it should look now; None where it never came to be.

    `waiting`: games that wait for both. `ends`: up to when a round's games of days can be played.
    """
    if card.startswith(LEFT):
        return Drawing(left_card(tournament, is_back=card == left(tournament.channel_id)), settled=True)
    if card not in cards(tournament):
        return None
    if card == PODIUM:
        return podium_drawing(tournament)
    if card != CUP:
        number = round_of(card)
        over = tournament.phase is Phase.ENDED or all(game.outcome for game in tournament.in_round(number))
        says_paused = tournament.pause is not None and number == tournament.round
        return Drawing(round_card(tournament, number, card, waiting, ends, over=over), settled=over and not says_paused)
    settled = tournament.phase is Phase.ENDED or (tournament.is_swiss and tournament.round > 1)
    return Drawing(cup_card(tournament, waiting), settled=settled)


def called(tournament: Tournament, player_id: int | None) -> str:
    """Somebody's name as it is shown."""
    found = tournament.entrant(player_id) if player_id is not None else None
    return name(found.player.name) if found else name("")


def cup_card(tournament: Tournament, waiting: Sequence[Game] = ()) -> Card:
    """The first card: the sign-up; in an arena it goes on to show the standings."""
    head = f"## 🏆 {words.TITLES[tournament.plan.kind]}"
    about = words.about(tournament.plan)
    if tournament.phase is Phase.ENDED:
        never = tournament.started_at is None and tournament.end is not None
        why = _why_never(tournament) if never else words.OVER
        return Card(head, about, why, rows=[] if never else [_after(tournament, CUP)])
    if tournament.phase is Phase.SIGN_UP:
        how = f"{words.HOW[tournament.plan.kind]}\n{words.TWO_ABSENCES}"
        return Card(head, about, starts(tournament), _who(tournament), how, rows=[_sign_up(tournament)])
    state = words.PAUSED[tournament.pause] if tournament.pause else ""
    if tournament.is_swiss:
        if tournament.round > 1:  # from here on, the rounds' own cards say how it stands
            return Card(head, about, rows=[_while_on(tournament, CUP)])
        now = words.ON_NOW.format(round=tournament.round, rounds=tournament.plan.rounds) if tournament.round else ""
        return Card(head, about, state, now, rows=[_while_on(tournament, CUP)])
    standing = standings(tournament)
    begun = any(line.played for line in standing)
    lines = "\n".join(line_of(tournament, line) for line in standing[:TOP]) if begun else words.NO_LINE
    waits, bell = _waiting(tournament, waiting), _until_the_bell(tournament)
    return Card(head, about, state, waits, bell, lines, rows=[_while_on(tournament, CUP)])


def left_card(tournament: Tournament, *, is_back: bool) -> Card:
    """What stands in a channel that the tournament has left; it may have come back to it since."""
    told = words.GOES_ON_BELOW if is_back else words.GONE_ON.format(channel=tournament.channel_id)
    mine = button(words.MY_GAME, on_cup(Verb.MINE, tournament.id, ELSEWHERE), MAIN)
    return Card(f"## 🏆 {words.TITLES[tournament.plan.kind]}", told, rows=[row(mine)])


def _why_never(tournament: Tournament) -> str:
    """Why it did not take place."""
    if tournament.end is End.STOPPED:
        return words.STOPPED_BEFORE
    waited = tournament.end is End.TOO_FEW and len(tournament.playing) >= LEAST
    return words.NEVER_STARTED if waited else words.ENDS[tournament.end or End.FINISHED]


def starts(tournament: Tournament) -> str:
    """When it begins."""
    at = tournament.plan.starts_at
    if at is None:
        return words.STARTS_BY_HAND
    return (words.MISSED if tournament.is_missed else words.STARTS).format(when=from_now(at))


def ending_card(tournament: Tournament) -> Card:
    """Whether to end it, or to call it off, asked once more."""
    verb = on_cup(Verb.END, tournament.id, CUP)
    if tournament.phase is Phase.SIGN_UP:
        players = count(len(tournament.playing), *words.PLAYERS)
        text, label = words.SURE_TO_CALL_OFF.format(players=players), words.CALL_IT_OFF
    else:
        text, label = words.SURE_TO_END.format(left=_left(tournament)), words.END_IT
    return asked_first(text, deed=(label, verb))


def _left(tournament: Tournament) -> str:
    on = len(tournament.open_games)
    games = count(on, *words.LEFT_GAMES) + "." if on else words.NO_GAME_ON
    if not tournament.is_swiss:
        return games
    return f"{words.LEFT_ROUNDS.format(round=tournament.round, rounds=tournament.plan.rounds)} {games}"


def _who(tournament: Tournament) -> str:
    names = [name(one.player.name) for one in tournament.playing]
    return words.SIGNED_UP.format(number=len(names), names=listed(names, NAMED)) if names else words.NOBODY_YET


def _waiting(tournament: Tournament, games: Sequence[Game]) -> str:
    if not games:
        return ""
    pairs = [
        words.AGAINST.format(first=called(tournament, game.first), second=called(tournament, game.second))
        for game in games
    ]
    return words.GAMES_WAIT.format(pairs=listed(pairs, WAITING_NAMED))


def _until_the_bell(tournament: Tournament) -> str:
    players, games = len(tournament.playing), len(tournament.open_games)
    line = words.PLAYERS_GAMES_PAUSED if tournament.pause else words.PLAYERS_GAMES
    told = line.format(players=count(players, *words.PLAYERS), games=count(games, *words.GAMES))
    return f"{words.BELL.format(when=from_now(tournament.ends_at))}\n{told}" if tournament.ends_at else told


def _sign_up(tournament: Tournament) -> ActionRow[LayoutView]:
    return row(
        button(words.SIGN_UP, on_cup(Verb.JOIN, tournament.id, CUP), MAIN),
        button(words.WITHDRAW, on_cup(Verb.LEAVE, tournament.id, CUP)),
        button(words.START, on_cup(Verb.START, tournament.id, CUP)),
    )


def _while_on(tournament: Tournament, card: str) -> ActionRow[LayoutView]:
    return row(
        button(words.MY_GAME, on_cup(Verb.MINE, tournament.id, card), MAIN),
        button(words.STANDINGS, on_cup(Verb.STANDINGS, tournament.id, card, 0)),
        button(words.SIGN_UP, on_cup(Verb.JOIN, tournament.id, card)),
        button(words.WITHDRAW, on_cup(Verb.LEAVE, tournament.id, card)),
    )


def _after(tournament: Tournament, card: str, *more: Button[LayoutView]) -> ActionRow[LayoutView]:
    return row(button(words.STANDINGS, on_cup(Verb.STANDINGS, tournament.id, card, 0)), *more)


def round_card(
    tournament: Tournament,
    number: int,
    card: str,
    waiting: Sequence[Game] = (),
    ends: datetime | None = None,
    *,
    over: bool,
) -> Card:
    """Who meets whom in a round, and how that went."""
    games = tournament.in_round(number)
    pairs = _pairs(tournament, games)
    more = words.AND_MORE.format(number=len(games) - len(pairs)) if len(games) > len(pairs) else ""
    is_latest = number == tournament.round and tournament.phase is not Phase.ENDED
    state = words.PAUSED[tournament.pause] if tournament.pause and is_latest else ""
    return Card(
        words.ROUND.format(round=number, rounds=tournament.plan.rounds),
        state,
        _waiting(tournament, waiting) if is_latest else "",
        "\n".join(pairs),
        more,
        _withdrawn(tournament) if is_latest else "",
        words.ROUND_OVER if over else _how(tournament, games, waiting, ends),
        rows=[_after(tournament, card) if over and not is_latest else _while_on(tournament, card)],
    )


def _pairs(tournament: Tournament, games: Sequence[Game]) -> list[str]:
    """The first pairs, as many as there is room for."""
    lines = [_pair(tournament, game) for game in games[:PAIRS_SHOWN]]
    lengths = accumulate(len(line) + 1 for line in lines)
    return [line for line, length in zip(lines, lengths, strict=True) if length <= ROOM_FOR_PAIRS]


def _how(tournament: Tournament, games: Sequence[Game], waiting: Sequence[Game], ends: datetime | None) -> str:
    if tournament.pause is not None:
        return words.ROUND_PAUSED
    if tournament.plan.pace is DuelPace.LIVE:
        all_wait = len(waiting) == len([game for game in games if game.outcome is None])
        return "" if waiting and all_wait else words.ROUND_OTHERS if waiting else words.ROUND_LIVE
    as_planned = games[0].made_at + timedelta(days=tournament.plan.days)
    return words.ROUND_DAYS.format(until=until(ends or as_planned, dated=True))


def _withdrawn(tournament: Tournament) -> str:
    names = [name(one.player.name) for one in tournament.entrants if one.out is Out.ABSENT]
    return words.WITHDRAWN.format(names=listed(names, WITHDRAWN_NAMED)) if names else ""


def _pair(tournament: Tournament, game: Game) -> str:
    text = words.PAIRS[game.outcome or ("cut" if tournament.phase is Phase.ENDED else "open")]
    return text.format(first=called(tournament, game.first), second=called(tournament, game.second))


def line_of(tournament: Tournament, line: Line) -> str:
    """One entrant's line in the standings."""
    who = name(line.entrant.player.name)
    unopposed = count(line.unopposed, *words.GAMES)
    out = words.UNOPPOSED[tournament.plan.kind].format(games=unopposed) if line.unopposed else ""
    out += "" if line.entrant.plays else words.IS_OUT
    place, points = medal(line.place, line.points), words.scored(line.points)
    if tournament.is_swiss:
        buchholz, sonneborn = map(words.amount, line.ties[:2])
        return words.SWISS_LINE.format(
            medal=place, who=who, points=points, buchholz=buchholz, sonneborn=sonneborn, out=out
        )
    fire = words.FIRE if line.is_on_fire and tournament.phase is not Phase.ENDED else ""
    games = count(line.played, *words.GAMES)
    return words.ARENA_LINE.format(medal=place, who=who, points=points, fire=fire, games=games, won=line.won, out=out)


def standings_card(tournament: Tournament, page: int) -> Card:
    """A page of the standings, for whoever asks."""
    lines = standings(tournament)
    if not any(line.played for line in lines):
        return Card(words.HEAD, words.NO_PLACES if tournament.phase is Phase.ENDED else words.NO_LINE)
    to_page = partial(on_cup, Verb.STANDINGS, tournament.id, CUP)
    shown, where, rows = turned(lines, page, A_PAGE, to_page)
    text = "\n".join(line_of(tournament, line) for line in shown)
    return Card(words.HEAD, text, words.TIES[tournament.plan.kind], where, rows=rows)


def podium_drawing(tournament: Tournament) -> Drawing:
    """The end, for everybody, with the first three places as a picture."""
    lines = standings(tournament)
    first = [line for line in lines if line.place == 1]
    met = any(line.met for line in lines)
    names = listed([name(line.entrant.player.name) for line in first], 3)
    head = words.PODIUM if len(first) == 1 else words.SHARED
    won = any(line.points for line in first)
    placed = lines if any(line.played for line in lines) else []
    top = [line for line in placed if line.played and NOWHERE < line.place <= 3][:TOP]
    summary = button(SUMMARY, summary_of(tournament.id, PODIUM))
    picture = podium(words.TITLES[tournament.plan.kind], [_step(line) for line in lines if line.place != NOWHERE])
    card = Card(
        head.format(who=names) if won else words.NO_GAMES,
        _points_without_a_game(tournament, first if met else lines, names if met else "") if won else "",
        f"-# {words.TITLES[tournament.plan.kind]} · {count(len(lines), *words.PLAYERS)}",
        "\n".join(line_of(tournament, line) for line in top) or words.NO_PLACES,
        words.REST.format(number=len(placed) - len(top)) if len(placed) > len(top) else "",
        _why_over(tournament),
        rows=[_after(tournament, PODIUM, *([summary] if any(line.points for line in lines) else []))],
        picture=picture.on_card if picture else None,
    )
    return Drawing(card, settled=True, picture=picture)


def _points_without_a_game(tournament: Tournament, lines: Sequence[Line], who: str) -> str:
    """What brought the points of these, who have played no game to its end; `who` they are, where others have."""
    if any(line.met for line in lines):
        return ""
    theirs = {line.entrant.id for line in lines}
    brought = [game for game in tournament.games if theirs & set(game.players) - set(game.absent)]
    sources = {
        words.BYES: [game for game in brought if game.outcome is Outcome.BYE],
        words.WALKOVERS: [game for game in brought if game.forfeit],
        words.VOIDS: [game for game in brought if game.outcome is Outcome.VOID and tournament.is_swiss],
    }
    told = [count(len(games), *source) for source, games in sources.items() if games]
    text = words.NONE_OF_THEIRS if who else words.NONE_TO_ITS_END
    return text.format(who=who, sources=listed(told, len(told)))


def _why_over(tournament: Tournament) -> str:
    """Why it ended, where that is not the plan's last round or its bell."""
    plan = tournament.plan
    if tournament.end is not End.FINISHED or not tournament.is_swiss or tournament.round >= plan.rounds:
        return words.ENDS[tournament.end or End.FINISHED]
    told = words.NOBODY_NEW if len(tournament.playing) > 1 else words.NOBODY_LEFT
    return told.format(round=tournament.round, rounds=plan.rounds)


def _step(line: Line) -> Step:
    return Step(line.place, line.entrant.player.name, line.points, words.scored(line.points))
