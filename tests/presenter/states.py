"""A quiz at each of its phases, as its presenter view is to show it; with the texts that have to be shown as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.kernel.asked import Player
from bot.kernel.grading import Answer
from bot.kernel.questions import Choice, Kind, Option, Question
from bot.rounds.rules import control, hosting, lobby, play, teams
from bot.rounds.rules.model import EndReason, Forming, Phase, Round, Settings, Speaking, Teams, Weight
from tests.strategies import NOON, SECOND, granted, key_of, question

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "**Ada** <@1> `code` ||spoiler",
    "\u202eevil\u202c עברית",
    "W" * 32,
    "名" * 32,
    "👩‍👩‍👧‍👦👩‍👩‍👧‍👦 Fam",
)
NAMES = ("Ada", "Ben", "Chloe", "Dmitri", "Emeka", *HOSTILE)
PEOPLE = [Player(number, name, NOON) for number, name in enumerate(NAMES, start=1)]

LONG = replace(
    question(
        "long",
        stem=(
            "A hospital group fine-tunes an open-weight model on discharge letters that must stay in one AWS Region. "
            "The letters arrive in bursts, a burst has to be worked off within the hour, and between bursts nothing "
            "may be charged. Reviewers also want to see **which passages** an answer rests on. Which combination fits?"
        ),
        body=Choice(
            (
                Option("An asynchronous endpoint that scales to zero, with passages as metadata", "Fits.", right=True),
                Option("A real-time endpoint on one instance that is sized for the largest burst", "It costs."),
                Option("A nightly batch transform job whose output is loaded into a search index", "It waits."),
                Option("A serverless endpoint with the largest memory and provisioned concurrency", "It is on."),
            )
        ),
        explanation="Asynchronous inference queues requests, can scale to zero, and takes large payloads.",
    ),
    topic="inference_modes",
)

QUESTIONS: Sequence[Question] = (
    LONG,
    question("several", Kind.MULTIPLE, stem="Which options can scale to zero? (Choose two.)"),
    question("matching", Kind.MATCHING, stem="Match each need to the option that fits it best."),
    question("ordering", Kind.ORDERING, stem="A model is to be put into production. Put the steps in order."),
    question("numeric", Kind.NUMERIC, stem="TP 40, FP 10, FN 20. What is the precision?"),
    question("typed", Kind.TYPED, stem="Which AWS service finds the sentiment of a text?"),
    question("bool", Kind.TRUE_FALSE, stem="A serverless endpoint keeps an instance running between requests."),
)


def in_lobby(people: Sequence[Player] = PEOPLE, plan: Teams | None = None) -> Round:
    host, *others = people
    game = lobby.open_lobby(
        round_id=7, guild_id=70, channel_id=700, host=host, settings=Settings(questions=len(QUESTIONS)), seed=5, at=NOON
    )
    for player in others:
        game = granted(lobby.join(game, player, NOON))
    return granted(teams.set_teams(game, plan))


def begun(people: Sequence[Player] = PEOPLE, plan: Teams | None = None, asked: Sequence[Question] = QUESTIONS) -> Round:
    return granted(lobby.begin(in_lobby(people, plan), people[0].id, asked, NOON))


def opened(game: Round, at: datetime) -> Round:
    game = play.posted(game, game.position, at)
    return control.tick(game, game.due_at or at) if game.phase is Phase.TALK else game


def answered(game: Round, at: datetime, every: int = 3) -> Round:
    """Everybody answers, every so many of them wrong."""
    for player in game.active_players:
        asked = game.current.question
        given = key_of(asked) if (player.id + game.position) % every else wrong(asked)
        after = play.answer(game, player, game.position, given, at + (2 + player.id) * SECOND)
        game = after if isinstance(after, Round) else game
    return game


def wrong(asked: Question) -> Answer:
    right = key_of(asked)
    if isinstance(asked.body, Choice):
        size = len(asked.body.options)
        return tuple(sorted((index + 1) % size for index in asked.body.key))
    return "7" if asked.kind in (Kind.NUMERIC, Kind.TYPED) else tuple(map(int, (*right[1:], right[0])))


def revealed(game: Round, at: datetime, every: int = 3) -> Round:
    game = answered(opened(game, at), at, every)
    return play.close(game, at + 20 * SECOND)


def up_to(game: Round, position: int, at: datetime = NOON) -> Round:
    """The round with this question on its way, all before it played."""
    while game.position < position:
        game = play.next_question(revealed(game, at, 2 + game.position), at + 30 * SECOND)
        at += 40 * SECOND
    return game


def ended(game: Round) -> Round:
    game = revealed(up_to(game, len(game.asked) - 1), NOON)
    return play.next_question(game, NOON)


EACH = Teams(3, Forming.LOT, Speaking.EVERYBODY, 15 * SECOND)
IN_TURN = replace(EACH, speaking=Speaking.IN_TURN)
CHOSEN = replace(EACH, forming=Forming.CHOICE)


def phases(at: datetime = NOON) -> dict[str, Round]:
    """Name → a round at that point, with a clock that runs from `at`."""
    third = up_to(begun(), 2)
    last = up_to(begun(), len(QUESTIONS) - 1)
    in_teams = up_to(begun(plan=IN_TURN), 1)
    choosing = in_lobby(plan=CHOSEN)
    for player in PEOPLE[:7]:
        choosing = granted(teams.choose_team(choosing, player.id, player.id % 3, NOON))
    twice = granted(hosting.weigh(revealed(up_to(begun(), 1), at), Weight.TWICE))
    doubled = opened(play.next_question(twice, at), at)
    shown = revealed(up_to(begun(), 0), at - 20 * SECOND)
    return {
        "lobby": in_lobby(),
        "lobby-teams": choosing,
        "waiting": third,
        "question": opened(begun(), at),
        "question-matching": answered(doubled, at, 3),
        "question-last": opened(last, at),
        "talk": play.posted(in_teams, 1, at),
        "reveal": shown,
        "reveal-several": revealed(up_to(begun(), 1), at - 20 * SECOND),
        "reveal-matching": revealed(up_to(begun(), 2), at - 20 * SECOND),
        "reveal-teams": revealed(in_teams, at - 20 * SECOND),
        "paused": granted(control.host_pause(opened(begun(), at), at)),
        "break": granted(hosting.look_up(shown, at)),
        "podium": ended(begun()),
        "podium-teams": ended(begun(plan=EACH)),
        "nobody": play.finish(in_lobby(), EndReason.STOPPED, at),
    }
