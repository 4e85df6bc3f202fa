"""What one entrant sees alone, drawn from the tournament alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from discord.ui import Button, LayoutView

from bot.delivery.validator import MOST_TEXT
from bot.duels.api import Duel, DuelPace
from bot.duels.api import Phase as DuelPhase
from bot.kernel.places import NOWHERE
from bot.tournaments.rules.cards import CUP
from bot.tournaments.rules.model import Entrant, Game, Out, Phase, Tournament
from bot.tournaments.rules.standings import standings
from cogs.duels.ids import RESULT, on_card
from cogs.duels.ids import Verb as Duels
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.shared.words import count, from_now, if_shared, name, until
from cogs.tournaments import words
from cogs.tournaments.ids import Verb, on_cup
from cogs.tournaments.rendering import called, starts


@dataclass(frozen=True, slots=True)
class LastGame:
    """A game that ended on the page that now says something else: that must not hide how it ended."""

    duel: Duel
    texts: Sequence[str]
    """How it ended for whose page it is, the most important first."""


def private_card(
    tournament: Tournament,
    player_id: int,
    elsewhere: Duel | None = None,
    last: LastGame | None = None,
    places: Mapping[int, str] | None = None,
) -> Card:
    """Where somebody is, but for a game that they can play: that is its duel's screen.

    `elsewhere`: the live duel that somebody sits in who waits for an opponent. `places`: what `own_lines` says, where
    it was worked out for many.
    """
    entrant = tournament.entrant(player_id)
    if tournament.phase is Phase.ENDED:
        place = _place(tournament, player_id, places)
        return _page(player_id, last, words.OVER, place, buttons=[_standings(tournament)])
    if entrant is None or not entrant.plays:
        return _not_in(tournament, player_id, entrant, last)
    paused = words.PAUSED[tournament.pause] if tournament.pause else ""
    if tournament.phase is Phase.SIGN_UP:
        players = count(len(tournament.playing), *words.PLAYERS)
        text = words.YOU_ARE_IN.format(players=players, starts=starts(tournament))
        return Card(text, words.FOLLOWS_BEFORE, rows=[row(_withdraw(tournament))])
    buttons = [_mine(tournament), _standings(tournament), _withdraw(tournament)]
    state = _now(tournament, entrant, tournament.game_of(player_id), elsewhere)
    told = (paused, state, _place(tournament, player_id, places), words.FOLLOWS)
    return _page(player_id, last, *told, buttons=buttons)


def _page(player_id: int, last: LastGame | None, *texts: str, buttons: Sequence[Button[LayoutView]]) -> Card:
    """A page with the end of the last game below, of which a long question is left out where there is no room."""
    if last is None:
        return Card(*texts, rows=[row(*buttons)] if buttons else [])
    head = words.LAST_GAME.format(who=name(last.duel.other(player_id).name))
    score, *question = last.texts
    answers = on_card(Duels.REVIEW, last.duel.id, RESULT)
    for more in ([head, score, *question], [head, score]):
        card = Card(*texts, *more, rows=[row(*buttons, button(words.MY_ANSWERS, answers))])
        if card.content_length() <= MOST_TEXT:
            break
    return card


def _not_in(tournament: Tournament, player_id: int, entrant: Entrant | None, last: LastGame | None) -> Card:
    if entrant is not None and entrant.out is Out.REMOVED:
        return _page(player_id, last, words.OUT[Out.REMOVED], buttons=[])
    join = button(words.SIGN_UP, on_cup(Verb.JOIN, tournament.id, CUP), MAIN)
    text = words.OUT[entrant.out] if entrant and entrant.out else words.NOT_IN
    return _page(player_id, last, text, buttons=[join])


def leaving_card(tournament: Tournament, game: Game, player_id: int, *, begun: bool) -> Card:
    """Whether to withdraw although a game of one's own is not over, asked once more."""
    text = words.SURE_TO_LEAVE if begun else words.SURE_TO_LEAVE_BEFORE
    sure = on_cup(Verb.LEAVE_A_GAME, tournament.id, CUP)
    return asked_first(text.format(who=called(tournament, game.other(player_id))), deed=(words.WITHDRAW, sure))


def left_card(tournament: Tournament, game: Game, duel_id: int, player_id: int) -> Card:
    """Somebody is out whose game goes on: the way to it."""
    goes_on = words.STILL_ON.format(who=called(tournament, game.other(player_id)))
    play = button(words.PLAY, on_card(Duels.MINE, duel_id), MAIN)
    join = button(words.SIGN_UP, on_cup(Verb.JOIN, tournament.id, CUP))
    return Card(words.OUT[Out.LEFT], goes_on, rows=[row(play, join)])


def _now(tournament: Tournament, entrant: Entrant, game: Game | None, elsewhere: Duel | None) -> str:
    if game is not None and game.outcome is None:
        soon = words.SOON_PAUSED if tournament.pause else words.SOON
        return soon.format(who=called(tournament, game.other(entrant.id)))
    if not tournament.is_swiss and elsewhere is not None:
        here = elsewhere.guild_id == tournament.guild_id
        return words.ELSEWHERE.format(where=f" in <#{elsewhere.channel_id}>" if here else "")
    if not tournament.is_swiss:
        return words.LOOKING
    if game is None or game.round < tournament.round:
        return words.IN_FROM_NEXT
    if game.second is None:
        return words.A_BYE
    left = len(tournament.open_games)
    return words.ROUND_DONE.format(games=count(left, *words.UNFINISHED)) if left else words.NEXT_ROUND_SOON


def own_lines(tournament: Tournament) -> dict[int, str]:
    """Player → their place so far; nobody who has none."""
    lines = [line for line in standings(tournament) if line.place != NOWHERE]
    sharing = Counter(line.place for line in lines)
    return {
        line.entrant.id: words.YOUR_LINE.format(
            place=line.place, shared=if_shared(sharing[line.place]), points=words.scored(line.points)
        )
        for line in lines
    }


def _place(tournament: Tournament, player_id: int, places: Mapping[int, str] | None) -> str:
    return (own_lines(tournament) if places is None else places).get(player_id, "")


def game_card(tournament: Tournament, duel: Duel, player_id: int, last: LastGame | None = None) -> Card:
    """A game that has just been made: the way to it."""
    play = button(words.PLAY, on_card(Duels.MINE, duel.id), MAIN)
    who, begins = name(duel.other(player_id).name), _begins(tournament, duel)
    return _page(player_id, last, words.YOUR_GAME.format(who=who, begins=begins), buttons=[play])


def _begins(tournament: Tournament, duel: Duel) -> str:
    """When a game can be played, or begins, or is called off if one of the two stays away."""
    due = duel.due_at or duel.created_at
    if tournament.plan.pace is not DuelPace.LIVE:
        return words.PLAY_UNTIL.format(until=until(due, dated=True))
    return (words.WAITS_FOR_BOTH if duel.phase is DuelPhase.PAUSED else words.BEGINS).format(when=from_now(due))


def _mine(tournament: Tournament) -> Button[LayoutView]:
    return button(words.MY_GAME, on_cup(Verb.MINE, tournament.id, CUP), QUIET)


def _standings(tournament: Tournament) -> Button[LayoutView]:
    return button(words.STANDINGS, on_cup(Verb.STANDINGS, tournament.id, CUP, 0))


def _withdraw(tournament: Tournament) -> Button[LayoutView]:
    return button(words.WITHDRAW, on_cup(Verb.LEAVE, tournament.id, CUP))
