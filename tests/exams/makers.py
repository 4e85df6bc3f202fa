"""Banks, papers and people made up for tests of mock exams."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from bot.exams.rules import sitting as rules
from bot.exams.rules.forms import Form, build, usable
from bot.exams.rules.model import Refusal, Sitting
from bot.kernel.exams import Guide
from bot.kernel.questions import Exam, Kind, Question
from bot.packs.exams import built_in_guides
from tests.strategies import ADA, NOON, question

GUIDES = built_in_guides()
AIF = GUIDES[Exam.AIF_C01]


def bank(guide: Guide = AIF, forms: int = 1, seed: int | None = None, spare: int = 0) -> list[Question]:
    """What so many forms need, and `spare` more of each domain; with a seed of many kinds, tasks and difficulties."""
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    shares = guide.shares(guide.questions)
    wanted = [domain for domain, share in enumerate(shares, start=1) for _ in range(share * forms + spare)]
    found = []
    for place, domain in enumerate(wanted):
        task = rng.choice(guide.domains[domain - 1].tasks).number
        kind = (
            rng.choices([Kind.SINGLE, *sorted(guide.kinds)], [5, *[1] * len(guide.kinds)])[0] if seed else Kind.SINGLE
        )
        made = question(f"q{place:03}", kind, stem=f"Which fits number {place}?", exams={guide.exam: domain})
        expected = rng.choice((0.5, 0.6, 0.7, 0.8, 0.9)) if seed is not None else 0.7
        found.append(replace(made, expected=expected, tasks={guide.exam: task}))
    return found


def form(guide: Guide = AIF) -> Form:
    return build(usable(bank(guide), guide), guide, 1)[0]


def paper(guide: Guide = AIF, *, extra_time: bool = False, at: datetime = NOON, room_id: int | None = None) -> Sitting:
    """Ada's, opened at noon."""
    return rules.begin(
        sitting_id=1,
        player_id=ADA.id,
        guild_id=1,
        channel_id=1,
        guide=guide,
        form=form(guide),
        seed=7,
        extra_time=extra_time,
        at=at,
        room_id=room_id,
    )


def done(result: Sitting | Refusal) -> Sitting:
    assert isinstance(result, Sitting), result
    return result
