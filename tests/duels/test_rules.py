"""Duels: they always end, the score is the fold of the answers, and nobody sees the other's answer before the close."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from bot.duels.rules import offer, play
from bot.duels.rules.cards import cards, new_cards
from bot.duels.rules.model import DuelPace, DuelSettings, End, Phase, Refusal, Stakes
from bot.duels.rules.result import has_result, rated_game, tally, winner
from bot.kernel.asked import Locked, Player
from bot.kernel.grading import Answer
from bot.kernel.people import STAND_INS_FROM
from tests.duels.answering import QUESTIONS, RIGHT, WRONG, asked, begun, both_answer, timed_out
from tests.duels.stories import DuelStory, a_challenge, duel_stories, granted, left_alone
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND

HOUR = timedelta(hours=1)


@given(duel_stories())
def test_a_duel_always_ends(story: DuelStory) -> None:
    """Whatever happened, with nobody doing anything more the duel ends, with a reason and a time."""
    ended = left_alone(story.states[-1])
    assert ended.phase is Phase.ENDED
    assert ended.end is not None
    assert ended.ended_at is not None


@given(duel_stories())
def test_points_are_the_fold_of_the_answers(story: DuelStory) -> None:
    """Each one's points are the sum over their answers to closed questions, at every moment."""
    for duel in story.states:
        for player in duel.players:
            closed = [one.answers[player.id] for one in duel.asked if one.closed_at and player.id in one.answers]
            assert tally(duel, player).points == sum(locked.points for locked in closed)


@given(duel_stories())
def test_no_score_moves_before_the_close(story: DuelStory) -> None:
    """Between two states in which no question closed, nobody's points have changed: they would tell who is right."""
    for before, after in zip(story.states, story.states[1:], strict=False):
        if [one.closed_at for one in before.asked] == [one.closed_at for one in after.asked]:
            for player in before.players:
                assert tally(before, player) == tally(after, player)


@given(duel_stories())
def test_the_first_answer_stands(story: DuelStory) -> None:
    """What was locked in once never changes and never goes away."""
    kept: dict[tuple[int, int], Locked] = {}
    for duel in story.states:
        for place, one in enumerate(duel.asked):
            for player_id, locked in one.answers.items():
                assert kept.setdefault((place, player_id), locked) == locked
        assert all(who in duel.asked[place].answers for place, who in kept)


@given(duel_stories())
def test_over_is_over(story: DuelStory) -> None:
    """Nothing changes a duel that has ended, and its messages are called for once."""
    ended = [duel for duel in story.states if duel.phase is Phase.ENDED]
    assert len(ended) <= 1
    called = [card for before, after in zip([None, *story.states], story.states, strict=False)
              for card in new_cards(before, after)]  # fmt: skip
    assert called == cards(story.states[-1])


@given(duel_stories())
def test_more_points_win(story: DuelStory) -> None:
    """Of a duel played to its end nobody with fewer points is the winner; without a result there is none."""
    duel = left_alone(story.states[-1])
    best = winner(duel)
    if duel.end is End.FINISHED and best is not None:
        assert tally(duel, best).points >= tally(duel, duel.other(best.id)).points
    assert has_result(duel) or best is None


@pytest.mark.parametrize(
    ("ada", "ben", "won"),
    [((RIGHT, 4.0), (WRONG, 4.0), ADA), ((RIGHT, 4.5), (RIGHT, 4.0), BEN), ((RIGHT, 4.0), (RIGHT, 4.0), None)],
)
def test_who_wins(ada: tuple[Answer, float], ben: tuple[Answer, float], won: Player | None) -> None:
    """More points win, then less time on right answers, else it is a draw."""
    duel = asked(replace(begun(), asked=begun().asked[:1]))
    for player, (given_answer, at_s) in ((ADA, ada), (BEN, ben)):
        duel = granted(play.answer(duel, player.id, 0, given_answer, NOON + at_s * SECOND))
    assert duel.end is End.FINISHED
    assert winner(duel) == won


def test_silence_while_the_other_plays_on_forfeits() -> None:
    """Two questions in a row left unanswered lose the duel, whatever the points were."""
    duel = both_answer(asked(begun()), WRONG, RIGHT, 3)
    for number in (1, 2):
        duel = asked(duel, 40 * number)
        duel = timed_out(granted(play.answer(duel, ADA.id, number, WRONG, NOON + (40 * number + 5) * SECOND)))
    assert (duel.end, duel.forfeited_by) == (End.FORFEIT, BEN.id)
    assert winner(duel) == ADA


def test_both_silent_is_nobodys_win() -> None:
    """Where both leave two questions unanswered the duel counts for nobody."""
    duel = timed_out(timed_out(timed_out(timed_out(begun()))))
    assert (duel.end, winner(duel), rated_game(duel, NOON)) == (End.ABANDONED, None, None)


def test_a_live_duel_in_which_nobody_answered_counts_for_nobody() -> None:
    """Also where its topic had a single question: it is no draw, and moves no rating."""
    duel = granted(offer.accept(a_challenge(), BEN, QUESTIONS[:1], (20, 20), NOON))
    over = timed_out(timed_out(duel))
    assert (over.end, winner(over), rated_game(over, NOON)) == (End.ABANDONED, None, None)
    one_answered = timed_out(granted(play.answer(asked(duel), ADA.id, 0, WRONG, NOON + SECOND)))
    assert one_answered.end is End.FINISHED


def test_within_a_day_each_plays_alone() -> None:
    """A player answers as soon as a question was shown, time runs from there, and both done ends it."""
    duel = begun(DuelPace.DAY)
    assert play.answer(duel, ADA.id, 0, RIGHT, NOON + HOUR) is Refusal.NOT_OPEN
    for hours, player in ((1, ADA), (5, BEN)):
        for place in range(5):
            at = NOON + hours * HOUR + place * MINUTE
            duel = granted(play.show(duel, player.id, at))
            assert granted(play.show(duel, player.id, at + SECOND)) is duel
            duel = granted(play.answer(duel, player.id, place, RIGHT, at + (3 if player is BEN else 8) * SECOND))
    assert duel.end is End.FINISHED
    assert [tally(duel, player).right_ms for player in (ADA, BEN)] == [40_000, 15_000]
    assert winner(duel) == BEN


@pytest.mark.parametrize(
    ("ada", "ben", "end", "won"),
    [(5, 3, End.FORFEIT, ADA), (5, 4, End.FINISHED, ADA), (3, 0, End.FINISHED, ADA), (0, 0, End.ABANDONED, None)],
)
def test_when_the_day_is_over(ada: int, ben: int, end: End, won: Player | None) -> None:
    """After 24 hours what was played decides; who left two questions while the other played them forfeits."""
    duel = begun(DuelPace.DAY)
    for player, number in ((ADA, ada), (BEN, ben)):
        for place in range(number):
            duel = granted(play.show(duel, player.id, NOON + HOUR))
            duel = granted(play.answer(duel, player.id, place, RIGHT, NOON + HOUR + SECOND))
    assert duel.due_at == NOON + 24 * HOUR
    over = timed_out(duel)
    assert (over.end, winner(over)) == (end, won)


def test_nobody_waits_for_whoever_was_erased() -> None:
    """Within a day, the last answer of whoever is left ends the duel; a challenge by nobody cannot be accepted."""
    gone = Player(STAND_INS_FROM + 1, "Somebody", NOON)
    duel = replace(begun(DuelPace.DAY), opponent=gone)
    for place in range(5):
        assert duel.phase is Phase.ALONE
        duel = granted(play.show(duel, ADA.id, NOON + HOUR))
        duel = granted(play.answer(duel, ADA.id, place, RIGHT, NOON + HOUR + SECOND))
    assert (duel.end, winner(duel)) == (End.FORFEIT, ADA)
    offered = replace(a_challenge(), challenger=gone)
    assert offer.accept(offered, BEN, QUESTIONS, (0, 0), NOON) is Refusal.CHALLENGER_GONE


def test_what_waits_for_somebody_who_was_erased_ends() -> None:
    """A challenge by them is withdrawn, one to them declined; a day's duel that they did not finish is nobody's win."""
    gone, at = Player(STAND_INS_FROM + 1, "Somebody", NOON), NOON + HOUR
    by, to = replace(a_challenge(), challenger=gone), replace(a_challenge(), invited=gone)
    assert [play.without_erased(one, at).end for one in (by, to)] == [End.WITHDRAWN, End.DECLINED]
    day = replace(begun(DuelPace.DAY), opponent=gone)
    ended = play.without_erased(day, at)
    assert (ended.end, ended.ended_at, winner(ended)) == (End.ABANDONED, at, None)
    done = day
    for place in range(5):
        done = granted(play.answer(granted(play.show(done, gone.id, at)), gone.id, place, RIGHT, at + SECOND))
    assert play.without_erased(done, at) is done


def test_who_is_there_still_plays_on_without_the_erased() -> None:
    """A live duel runs to its own end, an open challenge waits, and a tournament's game has its deadline."""
    gone, at = Player(STAND_INS_FROM + 1, "Somebody", NOON), NOON + HOUR
    live, anybodys = replace(begun(), opponent=gone), a_challenge(invited=None)
    part = replace(begun(DuelPace.DAY), opponent=gone, part_of=7)
    for duel in (live, anybodys, part, a_challenge(), begun(DuelPace.DAY)):
        assert play.without_erased(duel, at) is duel


def test_a_row_of_right_answers_pays_from_the_second_on() -> None:
    """Nothing for the first, and a wrong one begins it anew; the tally counts every answer, and time on right ones."""
    duel = asked(begun())
    at = 0.0
    for right in (True, True, False, True, True):
        duel = both_answer(duel, RIGHT if right else WRONG, RIGHT, at + 1)
        if duel.position < 4 and duel.phase is not Phase.ENDED:
            assert duel.due_at is not None
            at = (duel.due_at - NOON).total_seconds()
            duel = play.tick(duel, duel.due_at)
    points = [one.answers[ADA.id].points for one in duel.asked]
    quick = points[0]
    assert points == [quick, quick + 5, 0, quick, quick + 5]
    assert [one.answers[BEN.id].points for one in duel.asked] == [quick + 5 * row for row in range(5)]
    closed = play.tick(duel, duel.due_at) if duel.due_at and duel.phase is Phase.OPEN else duel
    found = tally(closed, ADA)
    assert (found.points, found.right, found.answered, found.right_ms) == (sum(points), 4, 5, 4_000)


def test_a_challenge_that_nobody_can_see_is_called_off() -> None:
    """A duel under way goes on in private."""
    off = play.block(a_challenge(), NOON)
    assert (off.end, off.ended_at) == (End.CALLED_OFF, NOON)
    under_way = begun()
    assert play.block(under_way, NOON) is under_way
    assert under_way.active_at == NOON


def test_two_who_were_paired_have_accepted() -> None:
    """Their duel begins, as a part of their tournament, by its hour; after an outage once both are ready."""
    part = offer.Part(of=5, number=3, begins_by=NOON + MINUTE)
    settings = DuelSettings(pace=DuelPace.LIVE, questions=10)
    both = [
        offer.pair(
            duel_id=9,
            guild_id=70,
            channel_id=700,
            players=(ADA, BEN),
            settings=settings,
            part=one,
            seed=4,
            chosen=QUESTIONS,
            answered=(20, 20),
            at=NOON,
        )
        for one in (part, replace(part, waits=True))
    ]
    assert [duel.phase for duel in both] == [begun().phase, Phase.PAUSED]
    for duel in both:
        assert [player.id for player in duel.players] == [ADA.id, BEN.id]
        assert (duel.part_of, duel.part, duel.due_at) == (5, 3, NOON + MINUTE)
        assert (len(duel.asked), duel.settings.questions, duel.settings.asked_for) == (5, 5, 10)
        assert (duel.guild_id, duel.channel_id, duel.seed, duel.created_at) == (70, 700, 4, NOON)


def test_a_game_that_somebody_left_before_its_first_question_is_called_off() -> None:
    """At nobody's cost. Once they have been shown a question it goes on, whoever else has not."""
    live, day = begun(), begun(DuelPace.DAY)
    for duel in (live, day):
        off = play.without(duel, [BEN.id], NOON)
        assert (off.end, off.ended_at) == (End.CALLED_OFF, NOON)
        assert play.without(off, [BEN.id], NOON + HOUR) is off
        assert play.without(duel, [], NOON) is duel
    shown = asked(live)
    assert play.without(shown, [ADA.id, BEN.id], NOON) is shown
    seen = granted(play.show(day, BEN.id, NOON))
    assert play.without(seen, [BEN.id], NOON) is seen
    assert play.without(seen, [BEN.id, ADA.id], NOON).end is End.CALLED_OFF


def test_time_away_extends_the_day() -> None:
    """An outage of three hours makes a duel within a day last three hours longer."""
    duel = play.after_outage(begun(DuelPace.DAY), NOON + HOUR, NOON + 4 * HOUR)
    assert duel.due_at == NOON + 27 * HOUR


def test_who_may_accept() -> None:
    """A challenge to somebody is theirs alone, an open one is anybody's but the challenger's, and only once."""
    mine, anybodys = a_challenge(), a_challenge(invited=None)
    assert offer.accept(mine, CAT, QUESTIONS, (0, 0), NOON) is Refusal.NOT_INVITED
    assert offer.accept(anybodys, ADA, QUESTIONS, (0, 0), NOON) is Refusal.OWN
    taken = granted(offer.accept(anybodys, CAT, QUESTIONS, (0, 0), NOON))
    assert offer.accept(taken, BEN, QUESTIONS, (0, 0), NOON) is Refusal.BEGUN
    assert offer.decline(mine, CAT.id, NOON) is Refusal.NOT_INVITED
    assert offer.decline(anybodys, CAT.id, NOON) is Refusal.NOT_THE_CHALLENGER


@pytest.mark.parametrize("pace", DuelPace)
def test_a_duel_says_how_many_questions_it_really_has(pace: DuelPace) -> None:
    """Some can be muted between the challenge and the acceptance; a rematch is about as many as were asked for."""
    duel = granted(offer.accept(a_challenge(pace), BEN, QUESTIONS[:3], (20, 20), NOON))
    assert (duel.settings.questions, len(duel.asked), duel.settings.wish.questions) == (3, 3, 5)


@pytest.mark.parametrize(("pace", "minutes"), [(DuelPace.LIVE, 5), (DuelPace.DAY, 24 * 60)])
def test_a_challenge_expires(pace: DuelPace, minutes: int) -> None:
    """A live challenge stands for five minutes, one within a day for a day."""
    duel = a_challenge(pace)
    assert play.tick(duel, NOON + minutes * MINUTE - SECOND) is duel
    assert play.tick(duel, NOON + minutes * MINUTE).end is End.EXPIRED


@pytest.mark.parametrize(
    ("answered", "rated", "stakes"),
    [((20, 20), True, Stakes.RATED), ((19, 500), True, Stakes.NEWCOMER), ((20, 20), False, Stakes.FRIENDLY)],
)
def test_what_is_at_stake(answered: tuple[int, int], rated: bool, stakes: Stakes) -> None:
    """Only rated duels between two who have 20 answers on the server each move ratings."""
    duel = asked(replace(begun(answered=answered, rated=rated), asked=begun().asked[:1]))
    over = both_answer(duel, RIGHT, WRONG, 3)
    assert over.stakes is stakes
    assert (rated_game(over, NOON) is not None) == (stakes is Stakes.RATED)


def test_a_stranger_has_no_part() -> None:
    """Somebody else can neither answer nor press ready in a duel."""
    duel = asked(begun())
    assert play.answer(duel, CAT.id, 0, RIGHT, NOON) is Refusal.NOT_YOURS
    assert play.press_ready(begun(), CAT.id, NOON) is Refusal.NOT_YOURS
    assert play.show(begun(DuelPace.DAY), CAT.id, NOON) is Refusal.NOT_YOURS


def test_late_and_twice_are_refused() -> None:
    """A press after the deadline is late, a second answer changes nothing."""
    duel = asked(begun())
    assert duel.current.deadline is not None
    assert play.answer(duel, ADA.id, 0, RIGHT, duel.current.deadline + SECOND) is Refusal.LATE
    once = granted(play.answer(duel, ADA.id, 0, WRONG, NOON + SECOND))
    assert play.answer(once, ADA.id, 0, RIGHT, NOON + 2 * SECOND) is Refusal.ALREADY_ANSWERED
