"""What a duel's messages show: never what the other chose, or whether it is right, while that is open."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from discord.ui import LayoutView
from hypothesis import given

from bot.delivery.validator import COMPONENTS_V2, message_violations
from bot.duels.rules import offer
from bot.duels.rules.cards import RESULT, cards
from bot.duels.rules.model import Duel, DuelPace, End, Newcomers, Phase, Refusal, Stakes
from bot.duels.rules.offer import LEAST_ANSWERS
from bot.kernel.asked import Asked, Locked
from bot.kernel.people import STAND_INS_FROM
from bot.ratings.rules.rating import Game, Ledger, Placed
from cogs.duels.private import private_card, review_card
from cogs.duels.rendering import draw
from cogs.duels.rendering.result import how_decided, result_card
from cogs.duels.words import called, offered, refused, stakes
from tests.cogs.table import bare
from tests.duels.stories import DuelStory, a_challenge, duel_stories, granted
from tests.strategies import ADA, BEN, NOON, question

BLANK = Locked((), correct=False, credit=0.0, points=0, elapsed_ms=0, at=NOON)


def seen_by(duel: Duel, player_id: int) -> Iterator[LayoutView]:
    """Everything that a player can see of a duel."""
    for card in cards(duel):
        drawing = draw(duel, card, ())
        assert drawing is not None
        yield drawing.view
    yield private_card(duel, player_id)
    if duel.phase is Phase.ENDED:
        yield from (review_card(duel, player_id, place) for place in range(len(duel.asked)))


def payload(view: LayoutView) -> dict[str, object]:
    components = view.to_components()  # type: ignore[no-untyped-call]
    return {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}


def blanked(duel: Duel, player_id: int) -> Duel:
    """The duel with a player's answers to open questions replaced: only that they were given is left."""
    for place, asked in enumerate(duel.asked):
        if asked.closed_at is None and player_id in asked.answers:
            duel = duel.with_asked(place, replace(asked, answers={**asked.answers, player_id: BLANK}))
    return duel


@given(duel_stories())
def test_nobody_sees_the_others_answer_before_the_close(story: DuelStory) -> None:
    """Whatever somebody answered, until the question is closed the other sees exactly the same everywhere."""
    for duel in story.states:
        for player in duel.players:
            for other in duel.players:
                if other != player:
                    shown = [payload(view) for view in seen_by(duel, player.id)]
                    assert shown == [payload(view) for view in seen_by(blanked(duel, other.id), player.id)]


@given(duel_stories())
def test_every_card_fits_discord(story: DuelStory) -> None:
    """Every message of every duel keeps within Discord's limits."""
    for duel in story.states:
        for player in duel.players:
            for view in seen_by(duel, player.id):
                assert message_violations(payload(view)) == []


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (End.DECLINED, "declined"),
        (End.WITHDRAWN, "taken back"),
        (End.EXPIRED, "nobody accepted it"),
        (End.CALLED_OFF, "could not show it"),
    ],
)
def test_a_challenger_reads_why_it_came_to_nothing(end: End, told: str) -> None:
    """Nobody is left wondering: the private message and the channel's say why there was no duel."""
    duel = offer.over(a_challenge(), end, NOON)
    for view in seen_by(duel, ADA.id):
        assert told in str(payload(view)).casefold()


@pytest.mark.parametrize(
    ("answered", "new", "told"),
    [
        ((19, 20), Newcomers.CHALLENGER, "Ada has fewer than 20 answers on this server"),
        ((20, 0), Newcomers.OPPONENT, "Ben has fewer than 20 answers on this server"),
        ((3, 4), Newcomers.CHALLENGER | Newcomers.OPPONENT, "Ada and Ben have fewer than 20 answers on this server"),
    ],
)
def test_a_duel_says_whose_answers_are_too_few(answered: tuple[int, int], new: Newcomers, told: str) -> None:
    """And of one from before that was known, or of somebody who was erased, that one of the two has too few."""
    duel = granted(offer.accept(a_challenge(), BEN, [question("q1")], answered, NOON))
    assert duel.newcomers == new
    assert told in bare(stakes(duel))
    over = bare(stakes(replace(duel, phase=Phase.ENDED)))
    assert "had fewer than 20 answers on this server when the challenge was accepted" in over
    assert "one of the two has fewer" in stakes(replace(duel, newcomers=Newcomers.NOBODY))
    gone = replace(duel, challenger=replace(duel.challenger, id=STAND_INS_FROM + 1))
    assert "Ada" not in stakes(gone)


def test_the_result_says_how_ratings_moved_and_why() -> None:
    """Before and after, by how much, what the ratings had foretold, and that a repeated pair counts for less."""
    duel = replace(a_challenge(), opponent=BEN, phase=Phase.ENDED, end=End.FORFEIT, forfeited_by=BEN.id)
    ledger = Ledger()
    for number in range(2):
        moved = ledger.record(Game(number, NOON, (Placed(ADA.id, 1), Placed(BEN.id, 2))))
    drawing = draw(replace(duel, stakes=Stakes.RATED), RESULT, moved)
    assert drawing is not None
    told = bare(json.dumps(payload(drawing.view), ensure_ascii=False))
    found = re.search(
        r"Ada: ([\d,]+)\? → \*\*([\d,]+)\?\*\* \((\+\d+): won, where the ratings gave a chance of \d+%\)", told
    )
    assert found is not None
    before, after, change = (int(one.replace(",", "")) for one in found.groups())
    assert after - before == change
    assert "Counts 50%: these two have already played within a day." in told
    assert "“?” means that a rating is still uncertain" in told


@pytest.mark.parametrize(("end", "asked"), [(End.FORFEIT, 2), (End.FINISHED, 3)])
def test_a_question_that_nobody_saw_is_no_miss(end: End, asked: int) -> None:
    """A live duel that ends early counts what was asked, and shows no sign for the rest."""
    questions = [Asked(question(f"q{n}"), n, closed_at=NOON if n < asked else None) for n in range(3)]
    duel = replace(a_challenge(), opponent=BEN, phase=Phase.ENDED, end=end, asked=tuple(questions))
    duel = replace(duel, forfeited_by=BEN.id if end is End.FORFEIT else None)
    told = str(payload(result_card(duel, ())))
    assert f"0 of {asked} right" in told
    assert told.count("⬜" * asked) == 2
    assert "⬜" * (asked + 1) not in told


def test_a_card_has_discords_tags_whole() -> None:
    """A time that a line begins or ends with is told by the reader's own app: `<t:…:R>`, with a capital R."""
    alone = replace(a_challenge(), opponent=BEN, phase=Phase.ALONE, due_at=NOON + timedelta(days=1))
    for view in seen_by(alone, ADA.id):
        assert re.search(r"<t:\d+:R>", str(payload(view)))
        assert not re.search(r"<t:\d+:(?![tTdDfFR]>)", str(payload(view)))


def test_a_challenge_is_rated_only_on_a_condition() -> None:
    """Nobody reads “rated” and then that the ratings stay as they are: the condition is told before anybody accepts."""
    challenge = a_challenge()
    assert offered(challenge.settings) == f"rated, if both have {LEAST_ANSWERS} answers here"
    for view in seen_by(challenge, ADA.id):
        shown = str(payload(view))
        assert "rated" not in shown or offered(challenge.settings) in shown


@pytest.mark.parametrize("phase", [Phase.READY, Phase.ENDED])
def test_a_reveal_keeps_its_question(phase: Phase) -> None:
    """What was asked stands above how it went, between two questions and after the last."""
    asked = Asked(question("q0"), 1, opened_at=NOON, closed_at=NOON)
    later = Asked(question("q1"), 2)
    duel = replace(a_challenge(), opponent=BEN, phase=phase, asked=(asked, later)[: 1 + (phase is Phase.READY)])
    duel = replace(duel, position=0, end=End.FINISHED if phase is Phase.ENDED else None)
    told = str(payload(private_card(duel, ADA.id)))
    assert asked.question.asking in told
    assert told.index(asked.question.asking) < told.index("No answer")


def test_a_score_is_a_sentence() -> None:
    """The result is told as what happened, and each line of it begins large; a start is not called a deadline."""
    asked = Asked(question("q0"), 1, opened_at=NOON, closed_at=NOON), Asked(question("q1"), 2)
    duel = replace(a_challenge(), opponent=BEN, phase=Phase.READY, asked=asked, position=0, due_at=NOON)
    between = str(payload(private_card(duel, ADA.id)))
    assert "'You have 0 points, " in between
    assert "when you are ready. Automatic start: <t:" in between
    over = replace(duel, phase=Phase.ENDED, asked=asked[:1], end=End.FINISHED)
    assert "** You got 0 points, " in str(payload(private_card(over, ADA.id)))


@given(duel_stories())
def test_each_player_is_told_the_same_reason_as_the_channel(story: DuelStory) -> None:
    """Where points do not say who won, the private result says what did, as the public card does, to "you"."""
    for duel in story.states:
        if duel.phase is Phase.ENDED and duel.opponent is not None:
            for player in duel.players:
                why = how_decided(duel).removeprefix(" · ").rstrip(".")
                if player.id == duel.forfeited_by:
                    why = why.replace(called(player), "you").replace(" loses", " lose")
                assert (
                    bare(why).lower()
                    in bare(json.dumps(payload(private_card(duel, player.id)), ensure_ascii=False)).lower()
                )


def test_a_forfeit_is_not_said_to_have_been_decided_by_time() -> None:
    """Not even where both had as much right: whoever left two questions of a day's duel loses by that alone."""
    right = Locked((0,), correct=True, credit=1.0, points=100, elapsed_ms=4_000, at=NOON)
    wrong = replace(right, answer=(1,), correct=False, credit=0.0, points=0)
    answers = [{ADA.id: right, BEN.id: right}, {ADA.id: wrong}, {ADA.id: wrong}]
    asked = tuple(Asked(question(f"q{n}"), n, closed_at=NOON, answers=given) for n, given in enumerate(answers))
    settings = replace(a_challenge().settings, pace=DuelPace.DAY, questions=3)
    over = replace(a_challenge(), settings=settings, opponent=BEN, phase=Phase.ENDED, asked=asked)
    over = replace(over, end=End.FORFEIT, forfeited_by=BEN.id)
    assert "You did not finish and lose." in str(payload(private_card(over, BEN.id)))


@pytest.mark.parametrize(
    ("mine", "theirs", "told"),
    [(940, 880, ["0.94 s", "0.88 s"]), (941, 942, ["0.941 s", "0.942 s"]), (4_000, 5_040, ["4.0 s", "5.0 s"])],
)
def test_times_that_decide_are_told_so_exactly_that_they_differ(mine: int, theirs: int, told: list[str]) -> None:
    """On everybody's card and on each player's own page; no more exactly than that."""
    right = Locked((0,), correct=True, credit=1.0, points=100, elapsed_ms=mine, at=NOON)
    asked = Asked(question("q0"), 1, closed_at=NOON, answers={ADA.id: right, BEN.id: replace(right, elapsed_ms=theirs)})
    settings = replace(a_challenge().settings, pace=DuelPace.DAY, questions=1)
    over = replace(a_challenge(), settings=settings, opponent=BEN, phase=Phase.ENDED, asked=(asked,), end=End.FINISHED)
    card, page = (str(payload(view)) for view in (result_card(over, ()), private_card(over, ADA.id)))
    assert "decided by time" in card
    assert re.findall(r"[\d.]+ s(?= on)", card) == told
    assert "decided by time: {} on your right answers, {} on theirs".format(*told) in page


@pytest.mark.parametrize("part_of", [None, 7])
def test_a_game_of_a_tournament_is_called_a_game(part_of: int | None) -> None:
    """It has no **My duel**, and what it counts is told by the tournament."""
    waits = replace(
        a_challenge(), opponent=BEN, phase=Phase.PAUSED, due_at=NOON, asked=(Asked(question("q0"), 1),), part_of=part_of
    )
    told = str(payload(private_card(waits, ADA.id, refused(Refusal.PAUSED, waits))))
    is_duel = part_of is None
    assert f"The {'duel' if is_duel else 'game'} waits until both players are ready" in told
    assert f"the {'duel' if is_duel else 'game'} is called off" in told
    assert "My duel" not in told
    over = replace(waits, phase=Phase.ENDED, end=End.CALLED_OFF)
    assert ("counts for nobody" in str(payload(private_card(over, ADA.id)))) is is_duel
    assert (" duel" in str(payload(review_card(over, ADA.id, 0)))) is is_duel


@pytest.mark.parametrize(
    ("pace", "why"), [(DuelPace.LIVE, "left two questions in a row unanswered"), (DuelPace.DAY, "did not play")]
)
def test_who_forfeits_is_told_so_as_you(pace: DuelPace, why: str) -> None:
    """On their own page; the other one reads their name."""
    settings = replace(a_challenge().settings, pace=pace)
    asked = (Asked(question("q0"), 1, opened_at=NOON, closed_at=NOON),)
    over = replace(a_challenge(), settings=settings, opponent=BEN, phase=Phase.ENDED, asked=asked, position=0)
    over = replace(over, end=End.FORFEIT, forfeited_by=BEN.id)
    assert f"You {why} and lose." in str(payload(private_card(over, BEN.id)))
    assert f"{BEN.name} {why} and loses." in bare(json.dumps(payload(private_card(over, ADA.id)), ensure_ascii=False))
