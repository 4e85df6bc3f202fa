"""What each card says, for each kind of question, as a reader sees it."""

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from discord.ui import LayoutView
from syrupy.assertion import SnapshotAssertion

from bot.kernel.asked import Player
from bot.kernel.grading import Answer, check
from bot.kernel.questions import Choice, Matching, Numeric, Ordering, Question
from bot.rounds.rules import control, lobby, play
from bot.rounds.rules.cards import LOBBY, PODIUM
from bot.rounds.rules.model import Round, Settings
from cogs.rounds.hosting.rendering import host_card
from cogs.rounds.ids import answer_ids
from cogs.rounds.private import locked_card, misses_card, outcome_card
from cogs.rounds.rendering import draw
from cogs.rounds.words import ASKED_ELSEWHERE
from cogs.shared.explaining import RIGHT
from cogs.shared.forms import typed_form
from cogs.shared.sheet import sheet_card, sheet_length
from tests.cogs.table import bare
from tests.packs.samples import BODIES

AT = datetime(2026, 10, 1, 12, tzinfo=UTC)
GALLERY = 12
ADA, BEN, CLEO = (Player(number, name, AT) for number, name in ((1, "Ada"), (2, "Ben"), (3, "Cleo")))


def seen(view: LayoutView | None) -> str:
    """A card as text: what can be read, then a line for each row of controls."""
    assert view is not None
    return "\n".join(_lines(view.to_components()))  # type: ignore[no-untyped-call]


def _lines(components: list[dict[str, object]]) -> Iterator[str]:
    for part in components:
        if part["type"] == 1:
            children = part["components"]
            assert isinstance(children, list)
            yield " ".join(_control(child) for child in children)
        elif "content" in part:
            yield bare(str(part["content"]))
        elif part["type"] == GALLERY:
            pictures = part["items"]
            assert isinstance(pictures, list)
            yield from (f"({bare(picture['description'])})" for picture in pictures)
        else:
            children = part["components"]
            assert isinstance(children, list)
            yield from _lines(children)


def _control(part: dict[str, object]) -> str:
    if part["type"] == 2:
        return f"[{part['label']} {part['custom_id']}]"
    options = part["options"]
    assert isinstance(options, list)
    offered = "; ".join(f"{option['value']}={option['label']}" for option in options)
    return f"<{part['placeholder']} {part['custom_id']} {part['min_values']}..{part['max_values']}: {offered}>"


def key_of(question: Question) -> Answer:
    body = question.body
    if isinstance(body, Choice):
        return body.key
    if isinstance(body, Ordering | Matching):
        return tuple(range(sheet_length(question)))
    return f"{body.value}" if isinstance(body, Numeric) else body.answers[0]


def miss_of(question: Question) -> Answer:
    """A wrong answer that the pack has something to say of."""
    body = question.body
    if isinstance(body, Choice):
        wrong = [index for index in range(len(body.options)) if index not in body.key]
        return tuple(sorted((*wrong, *body.key)[: question.choose]))
    if isinstance(body, Ordering | Matching):
        return tuple(reversed(range(sheet_length(question))))
    return body.mistakes[0].text if isinstance(body, Numeric) else body.near[0].text


def granted(result: object) -> Round:
    assert isinstance(result, Round)
    return result


def opened(question: Question, number: int = 2) -> Round:
    """A round at its first question, with Ada, Ben and Cleo in it."""
    game = lobby.open_lobby(
        round_id=77, guild_id=1, channel_id=2, host=ADA, settings=Settings(questions=number), seed=5, at=AT
    )
    game = granted(lobby.join(granted(lobby.join(game, BEN, AT)), CLEO, AT))
    return play.posted(granted(lobby.begin(game, ADA.id, [question] * number, AT)), 0, AT)


def answered(question: Question, number: int = 2) -> Round:
    """Ada is right after three seconds, Ben wrong after nine; Cleo says nothing."""
    game = opened(question, number)
    key, miss = check(question, key_of(question)), check(question, miss_of(question))
    game = granted(play.answer(game, ADA, 0, key, AT + timedelta(seconds=3)))
    return granted(play.answer(game, BEN, 0, miss, AT + timedelta(seconds=9)))


def revealed(question: Question, number: int = 2) -> Round:
    return play.close(answered(question, number), AT + timedelta(seconds=30))


def card(game: Round, name: str = "q0", hidden: Container[str] = ()) -> LayoutView | None:
    drawing = draw(game, name, hidden=hidden)
    return drawing.view if drawing else None


SCREENS: dict[str, Callable[[Question], LayoutView | None]] = {
    "posting": lambda q: card(replace(opened(q), asked=(replace(opened(q).asked[0], opened_at=None),) * 2)),
    "open": lambda q: card(answered(q)),
    "paused": lambda q: card(granted(control.host_pause(answered(q), AT))),
    "reveal": lambda q: card(revealed(q)),
    "reveal left behind": lambda q: card(play.next_question(revealed(q), AT)),
    "locked": lambda q: locked_card(answered(q), 0, BEN.id),
    "right": lambda q: outcome_card(revealed(q), 0, ADA.id),
    "wrong": lambda q: outcome_card(revealed(q), 0, BEN.id),
    "nothing": lambda q: outcome_card(revealed(q), 0, CLEO.id),
    "miss": lambda q: misses_card(revealed(q), BEN.id, 0),
}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_card_says_what_it_should(
    kinds: dict[str, Question], snapshot: SnapshotAssertion, kind: str, screen: str
) -> None:
    """Each screen of each kind reads as it was approved."""
    assert seen(SCREENS[screen](kinds[kind])) == snapshot


BARE_LETTER = re.compile(r"(?:^|[→:=;✅❌] )(?:\*\*)?[A-L](?:\*\*)?  ", re.MULTILINE)


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("screen", SCREENS)
def test_letters_look_alike_and_stand_only_where_a_button_has_them(
    kinds: dict[str, Question], kind: str, screen: str
) -> None:
    """`A)` on the open card, on the closed one, in menus, and in one's own copy; True and False have none."""
    told = seen(SCREENS[screen](kinds[kind]))
    assert BARE_LETTER.findall(told) == []
    assert kind != "true_false" or re.search(r"\b[A-L]\)", told) is None


@pytest.mark.parametrize("kind", ["ordering", "matching"])
def test_letters_stand_out_wherever_they_are_tapped(kinds: dict[str, Question], kind: str) -> None:
    """From the first tap to the last one, the letters that are left look as they did on the card."""
    game = opened(kinds[kind])
    assert BARE_LETTER.findall("A  Train the model")
    for draft in ("", "2", "20"):
        sheet = seen(sheet_card(game.current, draft, answer_ids(game, 0)))
        assert BARE_LETTER.findall(sheet) == []
        assert "**B)**  " in sheet


@pytest.mark.parametrize("kind", ["single", "true_false"])
def test_a_wrong_choice_is_told_once_and_is_not_bold(kinds: dict[str, Question], kind: str) -> None:
    """On a phone, a card in bold letters is a wall: the verdict stands out, and what is right."""
    body = kinds[kind].body
    assert isinstance(body, Choice)
    chosen = body.options[int(miss_of(kinds[kind])[0])].text
    told = seen(SCREENS["wrong"](kinds[kind])).partition("✅")[0]
    assert told.count(chosen) == 1
    assert re.findall(r"\*\*(.+?)\*\*", told) == ["Wrong."]


@pytest.mark.parametrize("draft", ["", "2", "20", "201"])
@pytest.mark.parametrize("kind", ["ordering", "matching"])
def test_a_sheet_says_what_is_picked(
    kinds: dict[str, Question], snapshot: SnapshotAssertion, kind: str, draft: str
) -> None:
    """The sheet shows what was picked, what is left, and the way back."""
    game = opened(kinds[kind])
    assert seen(sheet_card(game.current, draft, answer_ids(game, 0))) == snapshot


@pytest.mark.parametrize("kind", ["numeric", "typed"])
def test_a_form_asks_for_one_thing(kinds: dict[str, Question], snapshot: SnapshotAssertion, kind: str) -> None:
    """The form says what to type and how."""
    assert typed_form(kinds[kind], answer_ids(opened(kinds[kind]), 0)).to_dict() == snapshot


def test_the_lobby_and_the_podium(kinds: dict[str, Question], snapshot: SnapshotAssertion) -> None:
    """Before and after the questions: who is in, and who was how good."""
    question = kinds["single"]
    game = lobby.open_lobby(round_id=77, guild_id=1, channel_id=2, host=ADA, settings=Settings(), seed=5, at=AT)
    finished = play.next_question(revealed(question, 1), AT + timedelta(seconds=60))
    cancelled = granted(control.stop(game, AT))
    unanswered = granted(control.stop(opened(question), AT))
    shown = {
        "lobby": card(game, LOBBY),
        "begun": card(opened(question), LOBBY),
        "cancelled": card(cancelled, LOBBY),
        "podium": card(finished, PODIUM),
        "stopped unanswered": card(unanswered, PODIUM),
        "host": host_card(opened(question), 1),
        "host at the reveal": host_card(revealed(question), 1),
        "no misses": misses_card(finished, ADA.id, 0),
    }
    assert {name: seen(view) for name, view in shown.items()} == snapshot


def test_a_reveal_comes_alive(kinds: dict[str, Question], snapshot: SnapshotAssertion) -> None:
    """What was chosen as bars with their numbers, who climbed and who fell, and what stands out, in a line each."""
    question = kinds["single"]
    game, key, miss = opened(question, 4), check(question, key_of(question)), check(question, miss_of(question))
    rounds: list[tuple[Answer, Answer, Answer]] = [(key, miss, miss), (miss, key, key), (miss, miss, key)]
    shown = {}
    for position, given in enumerate(rounds):
        for number, (player, answer) in enumerate(zip((ADA, BEN, CLEO), given, strict=True)):
            game = granted(play.answer(game, player, position, answer, AT + timedelta(seconds=7 + number)))
        game = play.close(game, AT + timedelta(seconds=30))
        shown[f"question {position + 1}"] = seen(card(game, f"q{position}"))
        game = play.posted(play.next_question(game, AT), position + 1, AT)
    shown["the last question"] = seen(card(game, "q3"))
    game = granted(play.answer(game, ADA, 3, key, AT + timedelta(seconds=4)))
    over = play.next_question(play.close(game, AT + timedelta(seconds=30)), AT + timedelta(seconds=60))
    assert shown | {"podium": seen(card(over, PODIUM))} == snapshot


@pytest.mark.parametrize("kind", BODIES)
def test_what_another_game_asks_is_not_told_by_a_quiz_that_was_cut_short(kinds: dict[str, Question], kind: str) -> None:
    """Neither of a question that was open when the quiz ended nor of one that nobody saw; the right one is not marked.

    A quiz that was played out has shown everybody each reveal.
    """
    question = kinds[kind]
    on_its_way = play.next_question(revealed(question), AT)
    for cut_short in (granted(control.stop(opened(question), AT)), granted(control.stop(on_its_way, AT))):
        name = f"q{cut_short.position}"
        told, kept = seen(card(cut_short, name)), seen(card(cut_short, name, {question.id}))
        assert question.explanation in told
        assert ASKED_ELSEWHERE in kept
        assert question.explanation not in kept
        assert not [line for line in kept.splitlines() if line.startswith((RIGHT, f"**{RIGHT}"))]
    played_out = play.next_question(revealed(question, 1), AT + timedelta(seconds=60))
    assert seen(card(played_out, "q0", {question.id})) == seen(card(played_out, "q0"))


@pytest.mark.parametrize("kind", BODIES)
def test_an_open_card_gives_nothing_away(kinds: dict[str, Question], kind: str) -> None:
    """Who answered what, and what is right, changes nothing on the open card but the count."""
    question = kinds[kind]
    key, miss = check(question, key_of(question)), check(question, miss_of(question))
    cards = {seen(card(granted(play.answer(opened(question), BEN, 0, given, AT)))) for given in (key, miss)}
    assert len(cards) == 1
    assert "1 of 3 locked in" in cards.pop()


@pytest.mark.parametrize(("kind", "said"), [("multiple", "choose two"), ("true_false", "true or false?")])
def test_how_to_answer_is_said_once(kinds: dict[str, Question], kind: str, said: str) -> None:
    """Where the stem says how many to choose, the lines below and the menu do not say it again."""
    question = kinds[kind]
    if kind == "true_false":
        question = replace(question, stem=f"True or false? {question.stem}")
    assert seen(card(opened(question))).casefold().count(said) == 1
