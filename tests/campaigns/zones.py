"""Every zone with daylight saving time, at local times every half hour: one post for each date that exists.

`main(seed, runs)` follows so many (zone, time) pairs from 2024 to 2028, all of them where `runs` is 0; the seed
chooses which.
"""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from bot.daily.rules.schedule import Plan, Schedule, look, posted, resume
from bot.kernel.calendar import LATE
from bot.timing.zones import PinnedZones

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
TIMES = [time(half // 2, 30 * (half % 2)) for half in range(48)]
RUNS = 0
ALWAYS = (("Europe/Berlin", time(2, 30)),)
"""In every sample: a time that the clocks skip in spring, and that comes twice in autumn."""

KINDS = ("comes once", "the clocks skip", "comes twice")
_DAY = timedelta(days=1)
_ZONES = PinnedZones()


def main(seed: int, runs: int) -> int:
    """Follow the pairs; 0 if every date was posted once and at its time, and the clocks did everything they can do."""
    pairs = [(name, local) for name in _ZONES.names() if changes_clocks(name) for local in TIMES]
    if runs:
        pairs = [*ALWAYS, *random.Random(seed).sample(pairs, min(runs, len(pairs)))]  # noqa: S311 - no secret
    kinds: Counter[str] = Counter()
    violations = 0
    for name, local in pairs:
        found = follow(name, local)
        kinds.update(kind_of(name, local, day) for day, _ in found)
        for problem in problems(name, local, found):
            violations += 1
            print(f"{name} at {local}: {problem}")
    zones = len({name for name, _ in pairs})
    for kind in KINDS:
        print(f"{kinds[kind]:9,} posts at a time that {kind}")
    print(f"zones: {kinds.total():,} posts at {len(pairs):,} local times in {zones} zones, {violations} violations")
    return 0 if not violations and all(kinds[kind] for kind in KINDS) else 1


def kind_of(name: str, local: time, day: date) -> str:
    """What the clocks do with this time on this date: two passes over it differ in a gap and in a fold."""
    found = _ZONES.find(name)
    first, second = (datetime.combine(day, local.replace(fold=fold), found).utcoffset() for fold in (0, 1))
    if first == second:
        return KINDS[0]
    return KINDS[1] if first is not None and second is not None and first < second else KINDS[2]


def changes_clocks(name: str) -> bool:
    """Whether a zone's offset from UTC changes in these years."""
    found = _ZONES.find(name)
    days = range((LAST - FIRST).days)
    return found is not None and len({(FIRST + day * _DAY).astimezone(found).utcoffset() for day in days}) > 1


def follow(name: str, local: time) -> list[tuple[date, datetime]]:
    """The posts that the rules make when time goes from due instant to due instant: (date, instant)."""
    found = _ZONES.find(name)
    assert found is not None
    schedule = resume(Schedule(1, Plan(1, local, name), 1), FIRST, found)
    made = []
    while schedule.next is not None and schedule.next.at < LAST:
        now = schedule.next.at
        due = look(schedule, now, found)
        assert due.post is not None
        made.append((due.post.date, now))
        schedule = posted(due.schedule, due.post, found, 2)
    return made


def problems(name: str, local: time, made: list[tuple[date, datetime]]) -> list[str]:
    """What is wrong with a row of posts, judged by walking through the local calendar hour by hour."""
    found = _ZONES.find(name)
    assert found is not None
    told: list[str] = []
    existing = _existing_dates(name)
    days = Counter(day for day, _ in made)
    first, last = min(days), max(days)
    told += [f"{day} is posted {times} times" for day, times in days.items() if times > 1]
    told += [f"{day} is lost" for day in existing if first <= day <= last and day not in days]
    told += [f"{day} does not exist there" for day in sorted(set(days) - set(existing))]
    for day, at in made:
        wall = at.astimezone(found)
        if wall.replace(tzinfo=None) != datetime.combine(day, local) and not _skipped(day, local, wall):
            told.append(f"{day} comes at {wall}")
    return told


@cache
def _existing_dates(name: str) -> list[date]:
    """The local dates that some hour of these years falls on."""
    found = _ZONES.find(name)
    assert found is not None
    hours = range(int((LAST - FIRST) / timedelta(hours=1)))
    return sorted({(FIRST + timedelta(hours=hour)).astimezone(found).date() for hour in hours})


def _skipped(day: date, local: time, wall: datetime) -> bool:
    """Whether the clocks left this time out on this date, and the post came within the gap's length after it."""
    zone_info = wall.tzinfo
    naive = datetime.combine(day, local)
    late = wall.replace(tzinfo=None) - naive
    there = naive.replace(tzinfo=zone_info).astimezone(UTC).astimezone(zone_info).replace(tzinfo=None)
    return there != naive and timedelta() < late < LATE
