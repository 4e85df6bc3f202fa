"""Every screen of a round that shows an item."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from discord.ui import LayoutView

from bot.kernel.asked import Asked
from bot.kernel.custom_ids import base36
from bot.kernel.questions import Question
from bot.kernel.scoring import Scoring
from bot.rounds.api import PODIUM, Refusal, Round, Settings, question_card, standings
from bot.rounds.rules import control, lobby, play
from bot.rounds.rules.model import MOST_TEAMS, Forming, Phase, Speaking, Teams
from cogs.checking.playing import ADA, AT, BEN, LARGEST_ID, PLAYERS, locked_answers, player
from cogs.rounds.ids import answer_ids
from cogs.rounds.private import locked_card, misses_card, outcome_card, own_lines
from cogs.rounds.rendering import draw
from cogs.shared.sheet import sheet_card, sheet_length

QUESTIONS = 30
"""The most that a round can have; the item comes last, where the numbers around it are the longest."""

WHILE_OPEN = {"Question", "Question with answers", "Question in teams", "Pause", "Lock-in"}
"""The screens on which the question can still be answered."""


def screens(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """Every screen of the item, by name, with as many players as names will fill it."""
    opened = _open(question)
    answered = _answered(opened, question)
    closed = play.close(answered, AT)
    paused, stopped = control.host_pause(closed, AT), control.stop(closed, AT)
    waiting = control.host_pause(opened, AT)
    yield from _shared("Question", opened)
    yield from _shared("Question with answers", answered)
    yield from _shared("Reveal", closed)
    lively = _lively(opened)
    yield from _shared("Lively reveal", lively)
    yield from _shared("Question in teams", replace(_in_teams(opened), phase=Phase.TALK, due_at=AT))
    yield from _shared("Reveal in teams", _in_teams(lively))
    yield from _shared("Pause", _granted(waiting))
    yield from _shared("Pause at the reveal", _granted(paused))
    yield from _podium(_granted(stopped))
    yield from _podium(_in_teams(_granted(stopped)))
    yield "Outcome in teams", outcome_card(_in_teams(closed), QUESTIONS - 1, 1)
    yield from _private(answered, closed)
    for taken in range(sheet_length(question) + 1 if sheet_length(question) else 0):
        draft = "".join(base36(place) for place in range(taken))
        timed = replace(opened.current, deadline=AT)
        yield f"Sheet with {taken} picked", sheet_card(timed, draft, answer_ids(opened, QUESTIONS - 1))


def _asked_of_two(question: Question) -> Round:
    game = lobby.open_lobby(
        round_id=1, guild_id=1, channel_id=1, host=ADA, settings=Settings(questions=1), seed=1, at=AT
    )
    begun = _granted(lobby.begin(replace(game, players={1: ADA, 2: BEN}), 1, [question], AT))
    return play.posted(begun, 0, AT)


def _look(question: Question) -> LayoutView:
    return _drawn(_asked_of_two(question))


def _look_at_reveal(question: Question) -> LayoutView:
    """One is right, the other wrong."""
    game, at = _asked_of_two(question), AT + timedelta(seconds=9)
    answers = [*locked_answers(question)]
    for who, locked in ((ADA, answers[0]), (BEN, answers[-1])):
        game = _granted(play.answer(game, who, 0, locked.answer, at))
    return _drawn(play.close(game, at))


def _drawn(game: Round) -> LayoutView:
    drawing = draw(game, question_card(0))
    if drawing is None:
        raise TypeError("a question that was asked has a card")
    return drawing.view


LOOKS = {"Quiz": _look, "Quiz, after the question": _look_at_reveal}


def _shared(screen: str, game: Round) -> Iterator[tuple[str, LayoutView]]:
    drawing = draw(game, question_card(QUESTIONS - 1), restarting=True)
    if drawing is not None:
        yield screen, drawing.view


def _podium(game: Round) -> Iterator[tuple[str, LayoutView]]:
    drawing = draw(game, PODIUM)
    if drawing is not None:
        yield "Podium", drawing.view


def _private(answered: Round, closed: Round) -> Iterator[tuple[str, LayoutView]]:
    """What each player sees alone: the lock-in, how it went, the misses."""
    place = QUESTIONS - 1
    alone = replace(closed, asked=(closed.asked[0], closed.asked[place]), position=1)
    places = own_lines(standings(closed))
    for player_id in closed.players:
        yield "Outcome", outcome_card(closed, place, player_id, places)
        yield "Misses", misses_card(alone, player_id, 1)
        if player_id in answered.asked[place].answers:
            yield "Lock-in", locked_card(answered, place, player_id)


def _open(question: Question) -> Round:
    host = player(1)
    game = lobby.open_lobby(
        round_id=LARGEST_ID,
        guild_id=1,
        channel_id=1,
        host=host,
        settings=Settings(questions=QUESTIONS, scoring=Scoring.ACCURACY),
        seed=1,
        at=AT,
    )
    players = {number: player(number) for number in range(1, PLAYERS + 1)}
    begun = _granted(lobby.begin(replace(game, players=players), 1, [question] * QUESTIONS, AT))
    begun = replace(begun, asked=(*begun.asked[:-2], _all_right(begun.asked[-2], PLAYERS), begun.asked[-1]))
    return play.posted(replace(begun, position=QUESTIONS - 1), QUESTIONS - 1, AT)


def _all_right(asked: Asked, *points: int) -> Asked:
    """A question that is closed, and that everybody had right, for so many points each."""
    right = replace(next(locked_answers(asked.question)), correct=True)
    given = {number: replace(right, points=points[number % len(points)]) for number in range(1, PLAYERS + 1)}
    return replace(asked, opened_at=AT, closed_at=AT, answers=given)


def _in_teams(game: Round) -> Round:
    """The same in as many teams as there can be, each of which somebody speaks for in place of somebody else."""
    half = PLAYERS // 2
    turns: dict[int, int | None] = {number: number + half for number in range(1, half + 1)}
    members = {number: number % MOST_TEAMS for number in game.players}
    teams = Teams(MOST_TEAMS, Forming.LOT, Speaking.IN_TURN)
    return replace(game, teams=teams, members=members, expected=dict.fromkeys(range(QUESTIONS), turns))


def _lively(game: Round) -> Round:
    """Everybody has three right in a row, and whoever was last is first: nothing more can be said at a reveal."""
    before = [_all_right(asked, *range(PLAYERS)) for asked in game.asked[-3:-1]]
    last = _all_right(game.current, *range(1000, 0, -100))
    return play.close(replace(game, asked=(*game.asked[:-3], *before, replace(last, closed_at=None))), AT)


def _answered(game: Round, question: Question) -> Round:
    """The first players give every answer worth a look; the last gives none."""
    late = AT + timedelta(seconds=24)
    for player_id, locked in zip([*game.players][:-1], locked_answers(question), strict=False):
        game = _granted(play.answer(game, game.players[player_id], QUESTIONS - 1, locked.answer, late))
    return game


def _granted(result: Round | Refusal) -> Round:
    if isinstance(result, Refusal):
        raise TypeError(f"the rules refuse what the checker plays: {result}")
    return result
