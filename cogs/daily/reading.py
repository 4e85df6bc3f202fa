"""Reading what an organiser typed: weekdays, breaks, topics. Each refuses in words that say how to mend it."""

import re
from collections.abc import Collection
from datetime import date

from bot.domain.daily.schedule import EVERY_DAY, Break
from cogs.daily.words import DAYS, WEEKEND, WORKDAYS
from cogs.shared.reading import UnreadableError
from cogs.shared.words import topic_title

MOST_BREAKS = 10
LONGEST_BREAK_DAYS = 200

_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_SHORT = {day[:3].casefold(): number for number, day in enumerate(DAYS)}


def read_days(text: str) -> frozenset[int]:
    """`every day`, `weekdays`, `weekend`, `Mon, Wed, Fri`, `Mon-Thu`."""
    plain = text.casefold().strip()
    if plain in ("every day", "daily", "all"):
        return EVERY_DAY
    if plain in ("weekdays", "workdays", "monday to friday"):
        return WORKDAYS
    if plain in ("weekend", "weekends", "saturday and sunday"):
        return WEEKEND
    chosen: set[int] = set()
    for part in re.split(r"\s*(?:,|;|\band\b)\s*", plain):
        ends = [_SHORT.get(word.strip()[:3]) for word in re.split(r"-|–|\bto\b", part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:
            raise UnreadableError(
                f"“{part}” is not a day of the week. Write days like: every day; Mon-Fri; Mon, Wed, Fri."
            )
        chosen |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return frozenset(chosen)


def read_breaks(text: str) -> tuple[Break, ...]:
    """`2026-12-24 to 2027-01-02, 2027-04-05`, or `none`."""
    if text.casefold().strip() in ("none", "no", "-"):
        return ()
    gaps = []
    for part in text.split(","):
        days = _DATE.findall(part)
        left = _DATE.sub("", part).replace("to", "").strip(" -–")
        if left or not 1 <= len(days) <= 2:
            raise UnreadableError(_NO_BREAK.format(text=text))
        first, last = _date(days[0], text), _date(days[-1], text)
        if not 0 <= (last - first).days <= LONGEST_BREAK_DAYS:
            raise UnreadableError(f"A break ends after it begins, and lasts at most {LONGEST_BREAK_DAYS} days.")
        gaps.append(Break(first, last))
    if len(gaps) > MOST_BREAKS:
        raise UnreadableError(f"At most {MOST_BREAKS} breaks can be set at once.")
    return tuple(sorted(gaps, key=lambda gap: gap.first))


_NO_BREAK = "“{text}” is not a break. Write it like 2026-12-24 to 2027-01-02, several with commas between, or none."


def _date(text: str, whole: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError(_NO_BREAK.format(text=whole)) from None


def read_topics(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Titles or names of topics with commas between; `all` for every topic."""
    if text.casefold().strip() == "all":
        return ()
    by_name = {topic: topic for topic in known} | {topic_title(topic).casefold(): topic for topic in known}
    chosen = [by_name.get(part.strip().casefold(), "") for part in text.split(",") if part.strip()]
    if not chosen or "" in chosen:
        titles = ", ".join(topic_title(topic) for topic in known)
        raise UnreadableError(
            f"“{text}” names a topic that is not here. There are: {titles}. Put commas between them, or write all."
        )
    return tuple(dict.fromkeys(chosen))
