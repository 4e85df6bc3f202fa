"""Which questions a daily asks."""

from dataclasses import dataclass
from datetime import timedelta

from bot.daily.ports import DailyStore
from bot.daily.rules.play import seed_of
from bot.daily.rules.schedule import Schedule
from bot.daily.schedules import DailySchedules
from bot.kernel.calendar import Slot
from bot.kernel.choosing import choose_for_group
from bot.kernel.keys import Viewer
from bot.kernel.questions import Question

NO_REPEAT = timedelta(days=60)
"""A server's daily asks no question twice within this time while there are others."""

STILL_SHOWN = timedelta(days=1)
"""For so long, what a quiz asked may stand there with its key."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What to ask; how much of it this daily asked lately; whether a game of the server asks some of it now."""

    questions: list[Question]
    repeats: int
    being_asked: bool


async def draw(store: DailyStore, schedules: DailySchedules, schedule: Schedule, slot: Slot, before: int) -> Drawn:
    """What a daily asks.

    Nothing that it asked lately while there are others, and better nothing from the server's quizzes either, least of
    all from those that may still show its key. What another game than the daily `before` asks there just now only comes
    where there are too few others: its key shows in that game.
    While the server's group is at a module of its course, the questions are about that, as far as there are enough.
    """
    plan = schedule.plan
    asking = await store.being_asked(Viewer(guild_id=schedule.guild_id, game_id=before))
    pool = await schedules.drawable(schedule.guild_id, plan)
    by_dailies, by_all = await store.recent_questions(schedule.guild_id, slot.at - NO_REPEAT)
    fresh = sum(question.id not in {*by_all, *asking} for question in pool)
    shown = {question: when for question, when in by_all.items() if when > slot.at - STILL_SHOWN}
    recent = by_all if fresh >= plan.questions else {**by_dailies, **shown}
    seed = seed_of(schedule.guild_id, slot.date)
    chosen = choose_for_group(pool, plan.questions, seed, recent, last=asking)
    repeats = sum(question.id in by_dailies for question in chosen)
    return Drawn(chosen, repeats, any(question.id in asking for question in chosen))
