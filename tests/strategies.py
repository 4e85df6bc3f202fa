"""Questions, answers and whole rounds made up for tests: fixed examples first, then hypothesis strategies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from bot.kernel.asked import Locked, Player
from bot.kernel.grading import Answer
from bot.kernel.pace import Pace
from bot.kernel.questions import (
    Angle,
    Body,
    Choice,
    Exam,
    Extra,
    Kind,
    Matching,
    Numeric,
    Option,
    Ordering,
    Pair,
    Question,
    Source,
    Step,
    Typed,
)
from bot.kernel.scoring import Scoring
from bot.rounds.rules import control, hosting, lobby, play, teams
from bot.rounds.rules.model import Forming, Joining, Phase, Refusal, Round, Settings, Speaking, Teams, Weight

TOPICS = ("sagemaker_services", "inference_modes", "monitoring_types", "ai_services", "metrics")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
SOURCE = Source("Model hosting", "https://docs.aws.amazon.com/x.html", date(2026, 1, 1))

ADA, BEN, CAT = (Player(number, name, NOON) for number, name in ((1, "Ada"), (2, "Ben"), (3, "Cat")))

BODIES: dict[Kind, Body] = {
    Kind.SINGLE: Choice(
        (Option("Serverless", "idle", right=True), Option("Real-time", "up"), Option("Batch", "a file"))
    ),
    Kind.TRUE_FALSE: Choice((Option("True", "no"), Option("False", "yes", right=True))),
    Kind.MULTIPLE: Choice(tuple(Option(f"Option {i}", "why", right=i in (1, 3)) for i in range(5))),
    Kind.ORDERING: Ordering(tuple(Step(text, "why") for text in ("Prepare", "Train", "Check", "Deploy"))),
    Kind.MATCHING: Matching(
        tuple(Pair(f"Need {i}", f"Match {i}", "why") for i in range(3)), (Extra("Spare", "fits none"),)
    ),
    Kind.NUMERIC: Numeric(0.8, 0.005, "", "40 / 50", (Extra("0.667", "recall"),)),
    Kind.TYPED: Typed(("Amazon Comprehend", "Comprehend"), (Extra("Amazon Lex", "chatbots"),)),
}
"""A small body of each kind."""

KEYS: dict[Kind, Answer] = {
    Kind.SINGLE: (0,),
    Kind.TRUE_FALSE: (1,),
    Kind.MULTIPLE: (1, 3),
    Kind.ORDERING: (0, 1, 2, 3),
    Kind.MATCHING: (0, 1, 2),
    Kind.NUMERIC: "0.8",
    Kind.TYPED: "Comprehend",
}
"""The right answer to each of them."""


def question(
    name: str = "q1",
    kind: Kind = Kind.SINGLE,
    body: Body | None = None,
    *,
    topic: str = "metrics",
    stem: str = "Which fits?",
    explanation: str = "Because it fits.",
    twin: str | None = None,
    exams: dict[Exam, int] | None = None,
) -> Question:
    return Question(
        id=name,
        version=1,
        kind=kind,
        topic=topic,
        concept="ME-C01",
        angle=Angle.CHOOSE,
        difficulty=2,
        stem=stem,
        body=body or BODIES[kind],
        explanation=explanation,
        source=SOURCE,
        exams=exams or {},
        twin=twin,
    )


def key_of(asked: Question) -> Answer:
    """The answer that earns everything."""
    body = asked.body
    if isinstance(body, Choice):
        return body.key
    if isinstance(body, Ordering):
        return tuple(range(len(body.steps)))
    if isinstance(body, Matching):
        return tuple(range(len(body.pairs)))
    if isinstance(body, Numeric):
        return f"{body.value!r}{'%' if body.unit in ('%', 'percent') else ''}"
    return body.answers[0]


def a_lobby(*players: Player, settings: Settings | None = None, at: datetime = NOON) -> Round:
    """A lobby that the first player opened and the others joined."""
    host, *others = players or (ADA,)
    game = lobby.open_lobby(
        round_id=7, guild_id=70, channel_id=700, host=host, settings=settings or Settings(), seed=5, at=at
    )
    for player in others:
        game = granted(lobby.join(game, player, at))
    return game


def asking(*players: Player, questions: Sequence[Question] = (), settings: Settings | None = None) -> Round:
    """A round whose first question is on the screen since `NOON`."""
    game = a_lobby(*players, settings=settings)
    chosen = questions or [question(f"q{number}") for number in range(1, 6)]
    game = granted(lobby.begin(game, game.host_id, chosen, NOON))
    return play.posted(game, 0, NOON)


def answered_by(number: int) -> Round:
    """A round in which so many people have answered the first question, and it is closed."""
    people = [Player(one, f"P{one}", NOON) for one in range(1, number + 1)]
    locked = {one.id: Locked((0,), True, 1.0, 100, 5_000, NOON + 5 * SECOND) for one in people}
    game = asking(*people)
    return play.close(game.with_current(replace(game.current, answers=locked)), NOON + 9 * SECOND, skipped=False)


def granted(outcome: Round | Refusal) -> Round:
    """The next state of a round; a refusal where none was expected fails the test."""
    assert isinstance(outcome, Round), outcome
    return outcome


# Questions and answers, drawn

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
terms = st.from_regex(r"[A-Za-z][A-Za-z0-9 -]{0,18}[A-Za-z0-9]", fullmatch=True)
"""Names as packs spell them."""

BODY_OF: dict[Kind, st.SearchStrategy[Body]] = {}


def _options(
    least: int, most: int, keys: Callable[[int], st.SearchStrategy[frozenset[int]]]
) -> st.SearchStrategy[Body]:
    def build(size: int) -> st.SearchStrategy[Body]:
        texts = st.lists(words, min_size=size, max_size=size, unique=True)
        return st.builds(
            lambda drawn, right: Choice(tuple(Option(text, "why", right=i in right) for i, text in enumerate(drawn))),
            texts,
            keys(size),
        )

    return st.integers(least, most).flatmap(build)


def _one_key(size: int) -> st.SearchStrategy[frozenset[int]]:
    return st.integers(0, size - 1).map(lambda i: frozenset({i}))


def _several_keys(size: int) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.integers(0, size - 1), min_size=2, max_size=size - 1)


BODY_OF[Kind.SINGLE] = _options(3, 5, _one_key)
BODY_OF[Kind.TRUE_FALSE] = _options(2, 2, _one_key)
BODY_OF[Kind.MULTIPLE] = _options(5, 7, _several_keys)
BODY_OF[Kind.ORDERING] = st.lists(words, min_size=3, max_size=6, unique=True).map(
    lambda texts: Ordering(tuple(Step(text, "why") for text in texts))
)
BODY_OF[Kind.MATCHING] = st.builds(
    lambda matches, spare: Matching(
        tuple(Pair(f"Need {i}", match, "why") for i, match in enumerate(matches)),
        tuple(Extra(f"{text} (spare)", "why") for text in spare),
    ),
    st.lists(words, min_size=3, max_size=7),
    st.lists(words, max_size=3),
)
BODY_OF[Kind.NUMERIC] = st.builds(
    Numeric,
    st.floats(-1e6, 1e6).map(lambda value: round(value, 4)),
    st.sampled_from([0.0, 0.005, 1.0]),
    st.sampled_from(["", "%", "jobs"]),
    st.just("worked"),
)
BODY_OF[Kind.TYPED] = st.lists(terms, min_size=1, max_size=3).map(lambda answers: Typed(tuple(answers)))

bodies = st.sampled_from(list(Kind)).flatmap(lambda kind: st.tuples(st.just(kind), BODY_OF[kind]))
questions = st.builds(
    lambda kind_and_body, number, topic, stem: question(
        f"item-{number}", kind_and_body[0], kind_and_body[1], topic=topic, stem=stem
    ),
    bodies,
    st.integers(0, 999),
    st.sampled_from(TOPICS),
    words,
)
"""Any question, of any kind."""


def answers_to(asked: Question) -> st.SearchStrategy[Answer]:
    """Any answer that fits the question, in its normal form: right, wrong and in between."""
    body = asked.body
    if isinstance(body, Choice):
        places = st.permutations(range(len(body.options)))
        return places.map(lambda order: tuple(sorted(order[: asked.choose])))
    if isinstance(body, Ordering):
        return st.permutations(range(len(body.steps))).map(tuple)
    if isinstance(body, Matching):
        size = len(body.pairs)
        return st.lists(st.integers(0, len(body.responses) - 1), min_size=size, max_size=size).map(tuple)
    if isinstance(body, Numeric):
        return st.one_of(st.just(repr(body.value)), st.floats(-1e6, 1e6).map(repr))
    return st.one_of(st.sampled_from(body.answers), terms)


# What can happen to a round, drawn

PLAYERS = [Player(number, name, NOON) for number, name in enumerate(("Ada", "Ben", "Cat", "Dan"), start=1)]
people = st.sampled_from(PLAYERS)
spans = st.one_of(
    *[st.integers(0, 3_000)] * 3, *[st.integers(0, 40_000)] * 3, st.sampled_from([90_000, 120_000, 600_000, 900_000])
).map(lambda ms: timedelta(milliseconds=ms))
"""How much time passes: mostly little, at times enough for something to be over."""

chosen_settings = st.builds(
    Settings, st.none(), st.none(), st.integers(1, 5), st.sampled_from(list(Pace)), st.sampled_from(list(Scoring))
)


@dataclass(frozen=True, slots=True)
class Story:
    """The states that one round went through, oldest first; a refusal leaves no state."""

    states: list[Round] = field(default_factory=list)


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """What becomes of a round when anything happens at any time."""
    at = NOON
    game = a_lobby(PLAYERS[0], settings=draw(chosen_settings), at=at)
    if plan := draw(st.one_of(st.none(), team_plans)):
        game = replace(granted(lobby.join(game, PLAYERS[1], at)), teams=plan)
    seen = [game]
    pool = draw(st.lists(questions, min_size=2, max_size=4))
    if draw(st.booleans()):
        begun = lobby.begin(game, game.host_id, pool, at)
        game = game if begun is Refusal.ONE_TEAM else granted(begun)
        seen.append(game)
    for _ in range(draw(st.sampled_from([30, 15, 5]))):
        at += draw(spans)
        likely = LIKELY.get(game.phase, HAPPENINGS)
        outcome = draw(st.sampled_from([*likely, *likely, *HAPPENINGS]))(draw, game, at, pool)
        if isinstance(outcome, Round) and outcome is not game:
            game = outcome
            seen.append(game)
    return Story(seen)


team_plans = st.builds(
    Teams,
    st.integers(2, 4),
    st.sampled_from(Forming),
    st.sampled_from(Speaking),
    st.sampled_from([timedelta(), 15 * SECOND]),
)

HostAct = Callable[[Round, datetime], "Round | Refusal"]

host_acts: st.SearchStrategy[HostAct] = st.one_of(
    people.map(lambda who: lambda game, at: hosting.remove(game, who.id, at)),
    people.map(lambda who: lambda game, at: hosting.pass_on(game, who.id)),  # noqa: ARG005
    st.sampled_from(Joining).map(lambda who: lambda game, at: hosting.let_in(game, who)),  # noqa: ARG005
    st.sampled_from(Pace).map(lambda pace: lambda game, at: hosting.set_pace(game, pace)),  # noqa: ARG005
    st.sampled_from([Weight.HALF, Weight.ONCE, Weight.TWICE]).map(
        lambda weight: lambda game, at: hosting.weigh(game, weight)  # noqa: ARG005
    ),
    st.booleans().map(lambda wanted: lambda game, at: hosting.warm_up(game, wanted=wanted)),  # noqa: ARG005
    st.just(hosting.look_up),
    st.tuples(people, st.integers(0, 5)).map(
        lambda choice: lambda game, at: teams.choose_team(game, choice[0].id, choice[1], at)
    ),
)
"""What a host may decide besides the clock."""

Happening = Callable[[st.DrawFn, Round, datetime, "list[Question]"], "Round | Refusal"]


def _somebody(draw: st.DrawFn, at: datetime) -> Player:
    return replace(draw(people), joined_at=at)


def _join(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round | Refusal:
    return lobby.join(game, _somebody(draw, at), at)


def _leave(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round | Refusal:
    return lobby.leave(game, draw(people).id, at)


def _begin(draw: st.DrawFn, game: Round, at: datetime, pool: list[Question]) -> Round | Refusal:  # noqa: ARG001
    return lobby.begin(game, game.host_id, pool, at)


def _posted(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round:  # noqa: ARG001
    return play.posted(game, game.position, at)


def _answer(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round | Refusal:
    if not game.asked:
        return Refusal.NOT_BEGUN
    given = draw(answers_to(game.current.question))
    return play.answer(game, _somebody(draw, at), game.position, given, at)


def _unsure(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round | Refusal:  # noqa: ARG001
    return play.mark_unsure(game, draw(people).id, game.position)


def _next(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round | Refusal:
    return play.press_next(game, draw(people).id, game.position, at)


def _control(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round | Refusal:
    return draw(st.sampled_from([control.host_pause, control.resume, control.resume, control.skip]))(game, at)


def _rarely(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round | Refusal:
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return control.stop(game, at)
    if kind == 1:
        return control.block(game, at)
    return control.after_outage(game, at - draw(spans), at)


def _host(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round | Refusal:
    return draw(host_acts)(game, at)


def _tick(draw: st.DrawFn, game: Round, at: datetime, _: list[Question]) -> Round:  # noqa: ARG001
    return control.tick(game, at)


HAPPENINGS: list[Happening] = [
    _join, _leave, _begin, _begin, _posted, _posted, _posted, _answer, _answer, _answer, _answer,
    _unsure, _next, _next, _control, _rarely, _host, _tick, _tick,
]  # fmt: skip
LIKELY: dict[Phase, list[Happening]] = {
    Phase.LOBBY: [_join, _join, _begin] * 3,
    Phase.POSTING: [_posted] * 9,
    Phase.TALK: [_tick, _control] * 4,
    Phase.OPEN: [_answer, _answer, _tick] * 3,
    Phase.REVEAL: [_next, _tick] * 4,
    Phase.PAUSED: [_control] * 6,
}
"""What mostly happens in a phase, so that stories get somewhere."""
