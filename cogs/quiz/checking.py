"""Whether an item fits on every screen that shows it: what the checker of packs asks before a round ever does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from discord.ui import LayoutView, TextDisplay

from bot.custom_ids import base36
from bot.delivery.validator import COMPONENTS_V2, message_violations, modal_violations
from bot.domain.grading import Answer, AnswerError, check
from bot.domain.questions import MARK, Choice, Matching, Numeric, Ordering, Question, Typed
from bot.domain.rounds import control, lobby, play
from bot.domain.rounds.cards import PODIUM, question_card
from bot.domain.rounds.model import Player, Refusal, Round, Settings
from bot.domain.scoring import Scoring
from cogs.quiz.ids import answer_ids
from cogs.quiz.private import locked_card, misses_card, outcome_card
from cogs.quiz.rendering import draw
from cogs.shared.forms import typed_form
from cogs.shared.sheet import sheet_card, sheet_length

AT = datetime(2026, 1, 1, tzinfo=UTC)
"""Any moment does: the length of what is shown does not depend on it."""

PLAYERS = 12
LONGEST_NAME = "\N{FULL BLOCK}" * 32
LARGEST_ID = 36**6 - 1
"""An id with as many digits as a very busy bot would ever reach."""

WHILE_OPEN = frozenset({"Question", "Question with answers", "Pause", "Lock-in"})
"""The screens on which a question is shown that can still be answered."""

QUESTIONS = 30
"""The most that a round can have; the item comes last, where the numbers around it are the longest."""


def violations(question: Question) -> list[str]:
    """What breaks a limit of Discord's when the item is played, a sentence each, led by the screen's name."""
    return [
        *(
            f"{screen}: {complaint}"
            for screen, view in _screens(question)
            for complaint in message_violations(_payload(view))
        ),
        *(
            f"{screen}: it shows in bold what decides"
            for screen, view in _screens(question)
            if screen in WHILE_OPEN and shows_marks(view, question)
        ),
        *(f"Form: {complaint}" for complaint in _form_violations(question)),
    ]


def shows_marks(view: LayoutView, question: Question) -> bool:
    """Whether a screen shows what decides in the question's stem."""
    marked = [f"{MARK}{part}{MARK}" for part in question.stem.split(MARK)[1::2]]
    texts = [part.content for part in view.walk_children() if isinstance(part, TextDisplay)]
    return any(part in text for part in marked for text in texts)


def _payload(view: LayoutView) -> dict[str, object]:
    components = view.to_components()  # type: ignore[no-untyped-call]
    return {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}


def _form_violations(question: Question) -> list[str]:
    if not isinstance(question.body, Numeric | Typed):
        return []
    return modal_violations(typed_form(question, answer_ids(_open(question), QUESTIONS - 1)).to_dict())


def _screens(question: Question) -> Iterator[tuple[str, LayoutView]]:
    """Every screen of the item, by name, with as many players as names will fill it."""
    opened = _open(question)
    answered = _answered(opened, question)
    closed = play.close(answered, AT)
    paused, stopped = control.host_pause(closed, AT), control.stop(closed, AT)
    waiting = control.host_pause(opened, AT)
    yield from _shared("Question", opened)
    yield from _shared("Question with answers", answered)
    yield from _shared("Reveal", closed)
    yield from _shared("Pause", _granted(waiting))
    yield from _shared("Pause at the reveal", _granted(paused))
    yield from _podium(_granted(stopped))
    yield from _private(answered, closed)
    for taken in range(sheet_length(question) + 1 if sheet_length(question) else 0):
        draft = "".join(base36(place) for place in range(taken))
        yield f"Sheet with {taken} picked", sheet_card(opened.current, draft, answer_ids(opened, QUESTIONS - 1))


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
    for player_id in closed.players:
        yield "Outcome", outcome_card(closed, place, player_id)
        yield "Misses", misses_card(alone, player_id, 1)
        if player_id in answered.asked[place].answers:
            yield "Lock-in", locked_card(answered, place, player_id)


def _open(question: Question) -> Round:
    host = Player(1, LONGEST_NAME, AT)
    game = lobby.open_lobby(
        round_id=LARGEST_ID,
        guild_id=1,
        channel_id=1,
        host=host,
        settings=Settings(questions=QUESTIONS, scoring=Scoring.ACCURACY),
        seed=1,
        at=AT,
    )
    players = {number: replace(host, id=number) for number in range(1, PLAYERS + 1)}
    begun = _granted(lobby.begin(replace(game, players=players), 1, [question] * QUESTIONS, AT))
    return play.posted(replace(begun, position=QUESTIONS - 1), QUESTIONS - 1, AT)


def _answered(game: Round, question: Question) -> Round:
    """The first players give every answer worth a look; the last gives none."""
    for player, answer in zip([*game.players.values()][:-1], answers_of(question), strict=False):
        try:
            fitting = check(question, answer)
        except AnswerError:
            continue
        late = AT + timedelta(seconds=24)
        game = _granted(play.answer(game, player, QUESTIONS - 1, fitting, late))
    return game


def answers_of(question: Question) -> Iterator[Answer]:
    """The key, and the wrong answers with the longest reasons."""
    body = question.body
    if isinstance(body, Choice):
        longest = sorted(range(len(body.options)), key=lambda i: (body.options[i].right, -len(body.options[i].why)))
        yield body.key
        yield from (tuple(sorted((*longest, *longest)[i : i + question.choose])) for i in range(len(longest)))
    elif isinstance(body, Ordering):
        steps = range(len(body.steps))
        yield from (tuple(steps), tuple(reversed(steps)), (*steps[1:], 0))
    elif isinstance(body, Matching):
        pairs = len(body.pairs)
        yield tuple(range(pairs))
        yield from ((response,) * pairs for response in range(len(body.responses)))
    elif isinstance(body, Numeric):
        yield from (f"{body.value}", *(mistake.text for mistake in body.mistakes), "9" * 40)
    else:
        yield from (*body.answers[:3], *(miss.text for miss in body.near), "*" * 60)


def _granted(result: Round | Refusal) -> Round:
    if isinstance(result, Refusal):
        raise TypeError(f"the rules refuse what the checker plays: {result}")
    return result
