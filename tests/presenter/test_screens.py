"""What a shared screen shows of a round at each phase, and above all what it does not."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.kernel.asked import Asked
from bot.kernel.names import ISOLATE, POP
from bot.kernel.questions import Body, Choice, Matching, Numeric, Ordering, Question, Typed
from bot.rounds.rules import play
from bot.rounds.rules.model import EndReason, Part, PauseReason, Phase, Round
from cogs.rounds.presenting.rendering import screen
from cogs.rounds.presenting.screen import Screen, View, on_steps, sent
from cogs.shared.literal import literal
from cogs.shared.plain import plain
from tests.presenter.states import HOSTILE, NAMES, PEOPLE, QUESTIONS, answered, begun, opened, phases, revealed, up_to
from tests.strategies import NOON, Story, question, stories

PHASES = phases()


def told(game: Round) -> str:
    """Every letter that is sent, without the isolates around names."""
    return json.dumps(sent(screen(game)), ensure_ascii=False).replace(ISOLATE, "").replace(POP, "")


# Before the reveal


def otherwise(asked: Asked) -> Asked:
    """The same question as it is shown, with another key, other reasons, and other answers by the same people."""
    seen = asked.question
    changed = replace(seen, body=_other_key(seen), explanation="Otherwise so.", source=None)
    locked = {
        who: replace(one, answer=(0,), correct=not one.correct, credit=1 - one.credit, points=7, unsure=not one.unsure)
        for who, one in asked.answers.items()
    }
    return replace(asked, question=changed, answers=locked)


def _other_key(seen: Question) -> Body:
    body = seen.body
    match body:
        case Choice():
            return Choice(tuple(replace(one, right=not one.right, why="Other.", contrast="") for one in body.options))
        case Ordering():
            return Ordering(tuple(replace(one, why="Other.") for one in body.steps))
        case Matching():
            return Matching(tuple(replace(one, why="Other.") for one in body.pairs), body.extra)
        case Numeric():
            return replace(body, value=body.value + 1, worked="Otherwise.", mistakes=())
        case Typed():
            return replace(body, answers=("Something else",), near=())


def is_closed(game: Round) -> bool:
    return not game.asked or game.current.closed_at is not None or game.phase is Phase.ENDED


@settings(max_examples=25)
@given(stories())
def test_nothing_sent_before_the_reveal_depends_on_the_key_or_on_what_was_chosen(story: Story) -> None:
    """With another key and other answers the very same is sent, whatever happens to the round; and no mark, count, bar,
    key or reason stands in it. Before Discord shows the question, the question does not stand in it either.
    """
    for game in story.states:
        shown = screen(game)
        assert is_plain(sent(shown))
        if is_closed(game):
            continue
        later = tuple(map(otherwise, game.asked[game.position :]))
        assert shown == screen(replace(game, asked=(*game.asked[: game.position], *later)))
        assert (shown.key, shown.why) == ((), "")
        assert all((line.mark, line.votes, line.share) == ("", "", None) for line in shown.lines + shown.responses)
        if game.phase is Phase.POSTING:
            assert (shown.view, shown.question) == (View.WAITING, "")


def is_plain(part: object) -> bool:
    """Whether something is JSON with nothing empty in it."""
    if isinstance(part, dict):
        return bool(part) and all(map(is_plain, part.values()))
    if isinstance(part, list):
        return bool(part) and all(map(is_plain, part))
    return isinstance(part, int | float) or (isinstance(part, str) and part != "")


def test_who_chose_what_is_never_told() -> None:
    """After the reveal there are sums and places: the same, whoever of two with equal results chose which option."""
    game = revealed(begun(), NOON)
    first, second, *_ = (who for who, one in game.current.answers.items() if not one.correct)
    key = game.current.question.body.key[0]  # type: ignore[union-attr]
    wrong = [index for index in range(4) if index != key][:2]

    def chosen(*options: int) -> Round:
        answers = game.current.answers
        given_so = {who: replace(answers[who], answer=(options[place],)) for place, who in enumerate((first, second))}
        return game.with_current(replace(game.current, answers={**game.current.answers, **given_so}))

    assert told(chosen(*wrong)) == told(chosen(*reversed(wrong))) != told(game)


def test_who_alone_knew_it_is_not_called_out() -> None:
    """The channel may hear it; the shared screen says nothing of a person but their place and points."""
    game = opened(begun(), NOON)
    for player in PEOPLE[:4]:
        given_answer = (0,) if player is PEOPLE[0] else (1,)
        after = play.answer(game, player, 0, given_answer, NOON)
        assert isinstance(after, Round)
        game = after
    assert "Only" not in told(play.close(game, NOON))


# The reveal


def test_counts_come_from_three_answers_on() -> None:
    """Below, a count would tell who chose what; it is said why there are none."""
    game = opened(begun(PEOPLE[:2]), NOON)
    shown = screen(play.close(answered(game, NOON), NOON))
    assert [line.votes for line in shown.lines] == [""] * 4
    assert "at least 3" in shown.hint
    full = screen(PHASES["reveal"])
    assert all(line.votes.endswith(f" of {len(PEOPLE)}") for line in full.lines)
    assert max(line.share or 0 for line in full.lines) == 1


def test_the_right_option_is_marked_by_a_word() -> None:
    """Not by a color alone, and with the letter under which it was asked."""
    asked, shown = screen(PHASES["question"]), screen(PHASES["reveal"])
    assert [(line.letter, line.text) for line in asked.lines] == [(line.letter, line.text) for line in shown.lines]
    assert [line.text for line in shown.lines if "Right" in line.mark] == [QUESTIONS[0].body.options[0].text]  # type: ignore[union-attr]


@pytest.mark.parametrize("position", range(len(QUESTIONS)))
def test_every_kind_has_its_key_at_the_reveal(position: int) -> None:
    """Marked options, or the key in words."""
    shown = screen(revealed(up_to(begun(), position), NOON))
    assert shown.view is View.REVEAL
    assert shown.key or any(line.mark for line in shown.lines)


def test_who_climbed_and_who_fell() -> None:
    """By a sign and in words, beside the standings of everybody or of the teams."""
    rows = screen(PHASES["reveal-matching"]).rows
    words = {row.moved: row.moved_words for row in rows if row.moved}
    assert words["↑ 1"] == "up 1 place"
    assert words["↓ 2"] == "down 2 places"
    teams = screen(PHASES["reveal-teams"])
    assert teams.table == "Team standings"
    assert "+100" in {row.gained for row in teams.rows}


# Everything else


def test_what_each_phase_says() -> None:
    """A whole evening, told in sentences."""
    assert "To join, press Join" in told(PHASES["lobby"])
    assert "11 players are in" in told(PHASES["lobby"])
    assert "No team yet" in told(PHASES["lobby-teams"])
    assert "Question 3 of 7 is coming." in told(PHASES["waiting"])
    assert "0 of 11 have answered" in told(PHASES["question"])
    assert "11 of 11 have answered" in told(PHASES["question-matching"])
    assert "This question counts twice." in told(PHASES["question-matching"])
    assert "Last question. Ada and Chloe are tied, so this one can decide it." in told(PHASES["question-last"])
    assert "Talk it over with your team" in told(PHASES["talk"])
    assert "Answering:" in told(PHASES["talk"])
    assert "Paused by the host." in told(PHASES["paused"])
    assert "A break to look it up." in told(PHASES["break"])
    pause = PHASES["paused"].pause
    assert pause is not None
    blocked = told(replace(PHASES["paused"], pause=replace(pause, reason=PauseReason.BLOCKED)))
    assert "Recall cannot write in the quiz's channel at the moment." in blocked
    assert "goes on now" not in blocked
    assert "Ada wins" in told(PHASES["podium"])
    assert "Turtles win" in told(PHASES["podium-teams"])
    assert "The quiz was called off." in told(PHASES["nobody"])


def test_clocks_run_to_the_end_of_what_they_measure() -> None:
    """The open question's deadline, the talk, the reveal, a break; none where nothing is waited for."""
    for name in ("question", "talk", "reveal", "break"):
        game, clock = PHASES[name], screen(PHASES[name]).clock
        ends = game.current.deadline if name == "question" else game.due_at
        assert clock is not None
        assert ends is not None
        assert clock.ends == ends.timestamp() * 1000, name
        assert clock.total > 0
    assert [screen(PHASES[name]).clock for name in ("lobby", "waiting", "paused", "podium")] == [None] * 4


def test_names_are_names() -> None:
    """Nothing in a name is markup, everything that can be read of it is there, and a sentence stays as it is."""
    shown = screen(PHASES["lobby"])
    assert shown.groups[0].names[: len(NAMES) - len(HOSTILE)] == NAMES[: -len(HOSTILE)]
    assert "<img src=x onerror=alert(1)>" in shown.groups[0].names
    assert "\u202e" not in told(PHASES["lobby"])
    host = replace(PHASES["lobby"].players[PHASES["lobby"].host_id], name="\\o/ **Ada**")
    lobby = replace(PHASES["lobby"], players={**PHASES["lobby"].players, host.id: host})
    assert f"{ISOLATE}{host.name}{POP} starts the quiz when everybody is in." in screen(lobby).notes
    assert "**Ada** <@1> `code` ||spoiler" in {row.name for row in screen(PHASES["podium"]).rows}


def test_a_crowd_fits() -> None:
    """Two hundred players are counted, and so many named as can be read."""
    crowd = [replace(PEOPLE[0], id=number, name=f"Player {number}") for number in range(1, 201)]
    lobby = screen(begun(crowd[:1]))
    assert lobby.view is View.WAITING
    game = up_to(begun(crowd, asked=[question("q1"), question("q2")]), 1)
    assert len(screen(game).rows) == 8
    assert screen(game).more == "and 192 more"


def test_a_quiz_that_nobody_started_says_so() -> None:
    """It has no podium to show."""
    shown = screen(play.finish(PHASES["lobby"], EndReason.LOBBY_EXPIRED, NOON))
    assert shown == Screen(View.PODIUM, shown.title, headline="Nobody started this quiz.")


@pytest.mark.parametrize(
    ("places", "steps"),
    [
        ([(1, 9), (2, 8), (3, 7), (4, 6)], 3),
        ([(1, 9), (2, 8), (3, 0), (3, 0)], 2),
        ([(1, 9), (2, 8), (3, 7), (3, 7)], 2),
        ([(1, 9), (1, 9), (3, 7)], 0),
        ([(1, 0), (1, 0)], 0),
        ([(1, 9)], 1),
        ([], 0),
    ],
)
def test_a_step_of_the_podium_is_for_one_alone(places: list[tuple[int, float]], steps: int) -> None:
    """Nobody stands higher than somebody else with the same place, and nobody for no points."""
    assert on_steps(places) == steps


def test_a_round_of_a_night_says_that_it_starts_by_itself() -> None:
    """Only an ordinary quiz waits for its host."""
    alone = PHASES["lobby"]
    assert "starts the quiz when everybody is in" in told(alone)
    of_a_night = told(replace(alone, part=Part(9, 2)))
    assert "Round 2 of the quiz night. It starts by itself" in of_a_night
    assert "when everybody is in" not in of_a_night


@given(st.text())
def test_what_was_written_for_discord_can_be_read_without_it(text: str) -> None:
    """Whatever is escaped for a card is shown as it was on a page that knows no markup."""
    shown = plain(f"-# **{literal(text)}**")
    assert shown.replace("\u200b", "") == text.replace("\u200b", "")


def test_every_field_of_a_screen_is_used() -> None:
    """No field without a phase that fills it."""
    filled = {name for game in PHASES.values() for name in sent(screen(game))}  # type: ignore[attr-defined]
    assert filled == {field.name for field in fields(Screen)}
