"""What practising alone promises."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.kernel.questions import Exam
from bot.learners.api import ExamDays, known_by
from bot.learning.service import lifecycle_badge, memories
from bot.practice.rules.model import Focus, Reason, Refusal, Sitting, Wish
from bot.practice.service import PracticeService
from bot.rounds.rules.model import Phase
from bot.storage.changes import Put
from bot.storage.tables import mutes
from bot.study.schedule import LEECH_LAPSES
from tests.studying import ADA, BEN, DAY, GUILD, NOW, RIGHT, SECOND, WRONG, desk, question

HOUR = DAY / 24

BANK = [question(f"m{number}") for number in range(8)] + [
    question(f"i{number}", "inference_modes") for number in range(4)
]


def current(sitting: Sitting | Refusal) -> str:
    assert isinstance(sitting, Sitting), sitting
    return sitting.asked[-1].question.id


async def test_what_is_due_comes_first_whatever_mode_it_was_missed_in(tmp_path: Path) -> None:
    """A question missed in a group quiz is the first that practice asks once its review is due."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m3": WRONG, "m4": RIGHT, "i1": RIGHT})
        later = await table.begin(at=NOW + 4 * DAY)
        assert current(later) == "m3"
        assert isinstance(later, Sitting)
        assert later.reasons == (Reason.DUE,)


async def test_a_doubtful_right_answer_comes_back_and_a_sure_one_does_not(tmp_path: Path) -> None:
    """Said to be unsure, a right answer is reviewed like a miss; a sure one is not."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        doubted = current(sitting)
        sitting = await table.next(await table.reply(sitting, RIGHT, unsure=True))
        assert isinstance(sitting, Sitting)
        after = await table.practice.aftermath(await table.reply(sitting, RIGHT), 1, NOW)
        assert after is not None
        assert after.back is None
        again = await table.begin(at=NOW + 10 * DAY)
        assert current(again) == doubted
        following = await table.next(await table.reply(again, RIGHT)) if isinstance(again, Sitting) else again
        assert isinstance(following, Sitting)
        assert following.reasons[1] is not Reason.DUE


async def test_answers_to_open_questions_tell_nothing_yet(tmp_path: Path) -> None:
    """While a shared game still asks a question, practice neither asks it nor lets its answer move anything."""
    async with desk(tmp_path, BANK[:2]) as table:
        await table.played({"m0": WRONG}, closed=False)
        assert await table.history.history(BEN) == []
        sitting = await table.begin()
        assert current(sitting) == "m1"
        assert isinstance(sitting, Sitting)
        assert await table.next(await table.reply(sitting, RIGHT)) is Refusal.LEFT_BEING_ASKED


async def test_whoever_has_met_nothing_is_not_told_that_they_saw_it_lately(tmp_path: Path) -> None:
    """Where a game asks all that is left of a topic, that is why; where what it asks would rest anyway, it is not."""
    async with desk(tmp_path, BANK[:3]) as table:
        wish = Wish(topics=(BANK[0].topic,))
        quiz = await table.played({"m0": RIGHT, "m1": RIGHT, "m2": RIGHT}, closed=False)
        assert await table.begin(wish) is Refusal.LEFT_BEING_ASKED
        closed = tuple(replace(one, closed_at=NOW) for one in quiz.asked)
        await table.rounds.save(quiz, replace(quiz, phase=Phase.ENDED, asked=closed, ended_at=NOW), [])
        await table.played({"m0": RIGHT}, closed=False)
        assert await table.begin(wish, at=NOW + 1 * DAY) is Refusal.ALL_REST


async def test_nothing_repeats_within_days(tmp_path: Path) -> None:
    """Once everything was answered lately and nothing is due, practice says so instead of asking again."""
    async with desk(tmp_path, BANK[:3]) as table:
        sitting = await table.begin()
        seen = set()
        while isinstance(sitting, Sitting):
            seen.add(current(sitting))
            sitting = await table.next(await table.reply(sitting, RIGHT))
        assert sitting is Refusal.ALL_REST
        assert seen == {"m0", "m1", "m2"}
        assert await table.begin(at=NOW + 1 * DAY) is Refusal.ALL_REST
        assert isinstance(await table.begin(at=NOW + 4 * DAY), Sitting)


@pytest.mark.parametrize("namer", ["t1", "t2"])
async def test_the_twin_of_a_miss_comes_back_later_in_the_sitting(tmp_path: Path, namer: str) -> None:
    """After a miss its twin is asked, three questions on, whichever of the two names the other."""
    twins = [question(name, twin=("t2" if name == "t1" else "t1") if name == namer else None) for name in ("t1", "t2")]
    async with desk(tmp_path, twins + BANK) as table:
        seeds = iter(range(500))
        sitting = await table.begin(seed=next(seeds))
        while current(sitting) not in ("t1", "t2"):
            sitting = await table.begin(seed=next(seeds))
        assert isinstance(sitting, Sitting)
        other = "t2" if current(sitting) == "t1" else "t1"
        sitting = await table.next(await table.reply(sitting, WRONG))
        asked = {}
        for _ in range(4):
            assert isinstance(sitting, Sitting)
            asked[current(sitting)] = sitting.reasons[-1]
            sitting = await table.next(await table.reply(sitting, RIGHT))
        assert other in asked
        assert asked[other] is Reason.TWIN or list(asked).index(other) < 3


async def test_misses_can_be_repeated_at_once(tmp_path: Path) -> None:
    """Whoever asks for their misses gets each once, and none that was right the last time."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": WRONG, "m1": RIGHT, "m2": WRONG})
        sitting = await table.begin(Wish(Focus.MISSES), NOW + 60 * SECOND)
        asked = set()
        while isinstance(sitting, Sitting):
            asked.add(current(sitting))
            sitting = await table.next(await table.reply(sitting, RIGHT))
        assert asked == {"m0", "m2"}
        assert await table.begin(Wish(Focus.MISSES), NOW + 90 * SECOND) is Refusal.NO_QUESTIONS


async def test_a_double_press_answers_once_and_a_stale_next_asks_nothing_new(tmp_path: Path) -> None:
    """The first answer to a question stands, and Next on an old card shows the sitting as it is."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        once = await table.reply(sitting, RIGHT)
        twice = await table.reply(sitting, WRONG)
        assert twice.asked == once.asked
        following = await table.next(once)
        assert await table.next(once) == following
        assert await table.practice.next(once.id, ADA, 0, NOW, here=GUILD) is Refusal.NOT_YOURS
        assert await table.practice.answer(once.id, ADA, 1, RIGHT, NOW, unsure=False, here=GUILD) is Refusal.NOT_YOURS


async def test_a_new_process_finds_the_sitting_as_it_was(tmp_path: Path) -> None:
    """Every part of a sitting is in its rows, so that a restart changes nothing."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin(Wish(topics=("metrics",), most=5))
        assert isinstance(sitting, Sitting)
        for _ in range(3):
            following = await table.next(await table.reply(sitting, RIGHT, unsure=True))
            assert isinstance(following, Sitting)
            sitting = following
        assert await table.fresh().find(sitting.id) == sitting


async def test_five_questions_are_five(tmp_path: Path) -> None:
    """A sitting with a number of questions ends with the last of them."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin(Wish(most=2))
        assert isinstance(sitting, Sitting)
        second = await table.next(await table.reply(sitting, RIGHT))
        assert isinstance(second, Sitting)
        over = await table.reply(second, WRONG)
        assert over.ended_at is not None
        assert await table.next(over) is Refusal.OVER


@pytest.mark.parametrize(("right", "badge"), [(18, True), (17, False)])
async def test_the_lifecycle_badge_takes_nine_tenths_of_the_last_twenty(
    tmp_path: Path, right: int, badge: bool
) -> None:
    """Eighteen of the last twenty drills right earn the badge, which is told once; seventeen do not."""
    drills = [question(f"life-{number}") for number in range(21)]
    async with desk(tmp_path, BANK) as table:
        table.lifecycle |= {one.id: one for one in drills}
        sitting = await table.begin(Wish(Focus.LIFECYCLE))
        for number in range(21):
            assert isinstance(sitting, Sitting)
            answered = await table.reply(sitting, RIGHT if number < right or number == 20 else WRONG)
            after = await table.practice.aftermath(answered, number, NOW)
            assert after is not None
            assert after.badge is (badge and number == 19)
            sitting = await table.next(answered)
        assert lifecycle_badge(await table.history.history(BEN), table.library()) is badge


async def test_an_exam_brings_reviews_before_it(tmp_path: Path) -> None:
    """What would fall due after the exam is due in the week before it."""
    async with desk(tmp_path, BANK[:1]) as table:
        await table.played({"m0": WRONG})
        at = NOW
        for _ in range(4):
            at += 30 * DAY
            await table.played({"m0": RIGHT}, at)
        assert await table.begin(at=at + 2 * DAY) is Refusal.ALL_REST
        await table.days.put(BEN, {Exam.AIF_C01: (at + 3 * DAY).date()})
        sitting = await table.begin(at=at + 2 * DAY)
        assert isinstance(sitting, Sitting)
        assert sitting.reasons == (Reason.DUE,)


async def test_whoever_has_a_plan_gets_the_days_reviews_from_the_morning_on(tmp_path: Path) -> None:
    """Their plan counts what falls due in the evening, too; without an exam to come, a review waits for its hour."""
    async with desk(tmp_path, BANK[:1]) as table:
        evening, morning = NOW.replace(hour=21), NOW.replace(hour=9) + DAY
        await table.played({"m0": WRONG}, evening)
        assert await table.begin(at=morning) is Refusal.ALL_REST
        assert await table.practice.due(BEN, morning) == 0
        await table.days.put(BEN, {Exam.AIF_C01: (NOW + 40 * DAY).date()})
        assert await table.begin(at=evening + 2 * HOUR) is Refusal.ALL_REST
        assert await table.practice.due(BEN, morning) == 1
        sitting = await table.begin(at=morning)
        assert isinstance(sitting, Sitting)
        assert sitting.reasons == (Reason.DUE,)
        answered = await table.reply(sitting, RIGHT, morning + SECOND)
        after = await table.practice.aftermath(answered, 0, morning + SECOND)
        assert after is not None
        assert after.back is not None
        assert after.back > morning + DAY
        assert await table.begin(at=morning + HOUR) is Refusal.ALL_REST


@pytest.mark.parametrize("focus", [Focus.LESSON, Focus.CHECKPOINT])
async def test_where_a_game_asks_what_was_chosen_it_is_said_so(tmp_path: Path, focus: Focus) -> None:
    """Nobody is sent away until tomorrow for a question that is free again in a minute."""
    async with desk(tmp_path, BANK) as table:
        wish = Wish(focus, most=1, items=("m0",))
        quiz = await table.played({"m0": RIGHT}, closed=False)
        assert await table.begin(wish) is Refusal.BEING_ASKED
        closed = replace(quiz.asked[0], closed_at=NOW)
        await table.rounds.save(quiz, replace(quiz, phase=Phase.ENDED, asked=(closed,), ended_at=NOW), [])
        assert isinstance(await table.begin(wish), Sitting)


async def test_a_card_looked_at_again_days_later_announces_nothing_that_is_past(tmp_path: Path) -> None:
    """Right after the answer it says when the question comes back, and not any more once that has come."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        answered = await table.reply(sitting, WRONG)
        at_once, later = [await table.practice.aftermath(answered, 0, NOW + days * DAY) for days in (0, 30)]
        assert at_once is not None
        assert at_once.back is not None
        assert at_once.back > NOW
        assert later is not None
        assert later.back is None


async def test_a_session_that_goes_on_the_next_day_asks_for_that_days_reviews(tmp_path: Path) -> None:
    """It may go on for days: what falls due on the evening of the second is asked from its morning on."""
    async with desk(tmp_path, BANK[:2]) as table:
        evening, morning = NOW.replace(hour=21), NOW.replace(hour=9) + DAY
        await table.days.put(BEN, {Exam.AIF_C01: (NOW + 40 * DAY).date()})
        await table.played({"m0": WRONG}, evening)
        sitting = await table.begin(at=evening + HOUR)
        assert isinstance(sitting, Sitting)
        answered = await table.reply(sitting, RIGHT, evening + HOUR + SECOND)
        assert await table.next(answered, evening + HOUR + 2 * SECOND) is Refusal.ALL_REST
        sitting = await table.next(answered, morning)
        assert isinstance(sitting, Sitting)
        assert sitting.asked[-1].question.id == "m0"


async def test_a_review_is_done_once_a_day(tmp_path: Path) -> None:
    """A day is short as the clocks go forward before an exam: what comes back the day after it is not due at once."""
    async with desk(tmp_path, BANK[:1]) as table:
        saturday = datetime(2026, 3, 28, 14, tzinfo=UTC)
        days = ExamDays({Exam.AIF_C01: date(2026, 3, 30)}, ZoneInfo("Europe/Berlin"))

        async def days_of(_: int) -> ExamDays:
            return days

        table.practice = PracticeService(table.store, table.history, table.sources, days_of, table.reports.muted)
        await table.played({"m0": WRONG}, saturday - 5 * DAY)
        assert await table.practice.due(BEN, saturday) == 1
        sitting = await table.begin(at=saturday)
        assert isinstance(sitting, Sitting)
        await table.reply(sitting, RIGHT, saturday + SECOND)
        assert await table.practice.due(BEN, saturday + HOUR) == 0
        assert await table.begin(at=saturday + HOUR) is Refusal.ALL_REST


async def test_before_a_restart_nobody_is_told_that_their_session_is_over(tmp_path: Path) -> None:
    """It goes on after it, and what begins is to be tried again."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        answered = await table.reply(sitting, RIGHT)
        table.practice.accepting = False
        assert await table.next(answered) is Refusal.SHUTTING_DOWN
        assert await table.begin() is Refusal.SHUTTING_DOWN


def test_a_question_is_to_be_known_before_the_soonest_exam_that_asks_it() -> None:
    """Not before one that does not; what serves no exam goes with the soonest of all."""
    aif, mla = NOW + 20 * DAY, NOW + 10 * DAY
    deadlines = {Exam.AIF_C01: aif, Exam.MLA_C02: mla}
    both, none = {Exam.AIF_C01: 1, Exam.MLA_C02: 1}, question("x")
    assert known_by(replace(none, exams={Exam.AIF_C01: 1}), deadlines) == aif
    assert known_by(replace(none, exams=both), deadlines) == mla
    assert known_by(none, deadlines) == mla
    assert known_by(replace(none, exams={Exam.MLA_C02: 1}), {Exam.AIF_C01: aif}) is None
    assert known_by(none, {}) is None


async def test_what_somebody_practises_counts_as_asked_for_nobody_else(tmp_path: Path) -> None:
    """A quiz in the server is not kept from a question because somebody there has practised it."""
    async with desk(tmp_path, BANK) as table:
        assert isinstance(await table.begin(), Sitting)
        assert await table.rounds.recent_questions(GUILD, NOW - DAY) == {}


async def test_only_what_can_be_asked_is_counted_as_due(tmp_path: Path) -> None:
    """A review of a question that is gone, muted or being asked is due to nobody; nor is it counted for a reminder."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": WRONG, "m1": WRONG, "m2": WRONG})
        later = NOW + 30 * DAY
        assert await table.practice.due(BEN, later) == 3
        await table.played({"m1": RIGHT}, later, player=ADA, closed=False)
        assert await table.practice.due(BEN, later) == 2
        del table.questions["m0"]
        assert await table.practice.due(BEN, later) == 1


async def test_what_is_muted_meanwhile_is_asked_no_more(tmp_path: Path) -> None:
    """A sitting may go on for days; the server's organizers do not wait for that."""
    async with desk(tmp_path, BANK[:3]) as table:
        sitting = await table.begin()
        rest = {one.id for one in BANK[:3]} - {current(sitting)}
        rows = [Put(mutes, {"guild_id": GUILD, "question_id": one, "organiser_id": 1, "at": NOW}) for one in rest]
        await table.writer.queue("muted", rows)
        assert isinstance(sitting, Sitting)
        assert await table.next(await table.reply(sitting, RIGHT)) is Refusal.ALL_REST


async def test_a_leech_is_set_aside_until_it_is_right_once(tmp_path: Path) -> None:
    """Missed again and again, a question is asked no more and due no more, but for whoever repeats their misses."""
    async with desk(tmp_path, BANK[:1]) as table:
        at = NOW
        for _ in range(LEECH_LAPSES + 1):
            await table.played({"m0": WRONG}, at)
            at += 5 * DAY
        assert await table.practice.due(BEN, at + 90 * DAY) == 0
        assert await table.begin(at=at + 90 * DAY) is Refusal.ALL_REST
        sitting = await table.begin(Wish(Focus.MISSES), at)
        assert isinstance(sitting, Sitting)
        again = await table.reply(sitting, WRONG)
        told = await table.practice.aftermath(again, 0, at)
        assert told is not None
        assert told.memory.suspended
        assert told.back is None
        await table.played({"m0": RIGHT}, at + DAY)
        assert await table.practice.due(BEN, at + 90 * DAY) == 1


async def test_taking_ones_time_without_a_clock_is_no_doubt(tmp_path: Path) -> None:
    """A sure right answer after minutes comes back for review where there was a deadline, and nowhere else."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        name = current(sitting)
        after = await table.reply(sitting, RIGHT, sitting.active_at + 300 * SECOND)
        told = await table.practice.aftermath(after, 0, NOW)
        assert told is not None
        assert told.back is None
        [given] = await table.history.history(BEN)
        assert not given.timed
        assert not memories([given], table.library())[name].doubted
        assert memories([replace(given, timed=True)], table.library())[name].doubted


async def test_only_a_first_turn_reads_all_that_somebody_answered(tmp_path: Path) -> None:
    """A new process does not know them yet, and a drill of errors always looks again."""
    async with desk(tmp_path, [question("m0"), question("m1")]) as table:
        table.lifecycle |= {"l0": question("l0"), "l1": question("l1")}
        for wish, always in ((Wish(), False), (Wish(Focus.LIFECYCLE), True)):
            sitting = await table.begin(wish)
            assert isinstance(sitting, Sitting)
            assert table.practice.reads_everything(sitting.id) is always
            assert table.fresh().reads_everything(sitting.id)
