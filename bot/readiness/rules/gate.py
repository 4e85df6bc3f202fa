"""When a forecast is given, and what is missing where it is not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.kernel.exams import Guide
from bot.study.responses import Response, counted

LEAST_MOCKS, LEAST_ANSWERS, LEAST_IN_DOMAIN = 2, 50, 5
FRESH = timedelta(days=28)
"""The newest mock is no older than this."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What a forecast lacks. `domains` has titles with how many more answers each needs.

    `passed`: the date that was set is past. `stale`: there are mocks, and the newest is too old.
    """

    date: bool = False
    passed: bool = False
    mocks: int = 0
    stale: bool = False
    answers: int = 0
    domains: tuple[tuple[str, int], ...] = ()


COMPLETE = Missing()


def missing(
    guide: Guide,
    responses: Sequence[Response],
    mocks: Sequence[datetime],
    exam_on: date | None,
    at: datetime,
    today: date,
) -> Missing:
    """What is lacking at `at`; `COMPLETE` where nothing is.

    The responses go by domain (`1` …); `mocks` are when those that count were handed in; `today` is the person's
    own day. Only unsteered answers that count do.
    """
    kept = [one for one in counted(responses, at) if not one.steered]
    by_domain = Counter(one.topic for one in kept)
    lacking = [
        (domain.title, LEAST_IN_DOMAIN - by_domain[str(number)])
        for number, domain in enumerate(guide.domains, start=1)
        if by_domain[str(number)] < LEAST_IN_DOMAIN
    ]
    newest = max(mocks, default=None)
    return Missing(
        date=exam_on is None,
        passed=exam_on is not None and exam_on < today,
        mocks=max(0, LEAST_MOCKS - len(mocks)),
        stale=newest is not None and at - newest > FRESH,
        answers=max(0, LEAST_ANSWERS - len(kept)),
        domains=tuple(lacking),
    )
