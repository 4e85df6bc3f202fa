"""Reading what somebody picked or typed in a command or a form: one reader each for topics, exams and zones.

Whatever a list offered is understood as its value, as its title and as the list showed it, in any case. What could
mean several things is asked back.
"""

from collections.abc import Collection, Iterable, Mapping

from bot.kernel.dates import DateError
from bot.kernel.numbers import quoted
from bot.kernel.ports import Zones
from bot.kernel.questions import Exam
from bot.kernel.reading import UnreadableError, alike, either, listed, pick
from bot.kernel.topics import FOR_ALL
from bot.kernel.words import undated
from cogs.shared.literal import literal
from cogs.shared.words import (
    A_TOPIC_HERE,
    ALL_EXAMS,
    AN_EXAM_HERE,
    AND_MORE_WHICH,
    ANY_EXAM_WORDS,
    DID_YOU_MEAN,
    DOES_NOT_NAME_IT,
    DOES_NOT_NAME_ONE,
    EVERY_EXAM,
    IS_NOT,
    IS_NOT_A_CITY,
    NO_TOPIC_IS_ON,
    THERE_ARE,
    TOO_MANY_TOPICS,
    TYPE_A_CITY_SUCH,
    topic_title,
)


class MarkedError(UnreadableError):
    """A refusal whose message holds markup of our own, and nothing that was typed."""


MOST_LISTED = 20
"""Titles that an answer names; packs may bring any number of topics."""

MOST_PARTS = 60
"""Topics that can be listed at once; for more there is the word for all of them."""

MOST_REFUSED = 3
"""Parts that one refusal is about: each names what there is."""


def told(error: UnreadableError) -> str:
    """A refusal as it stands on a card."""
    if isinstance(error, DateError):
        return literal(undated(error))
    return str(error) if isinstance(error, MarkedError) else literal(str(error))


ANY_EXAM = ("any", ANY_EXAM_WORDS, "all", ALL_EXAMS, EVERY_EXAM, "none")


def read_topic(text: str, known: Collection[str]) -> str | None:
    """A topic by its name or its title; None for all of them. Raises `UnreadableError`."""
    offered = _topics(known)
    found = pick(text, {**offered, None: FOR_ALL})
    if found is None and pick(text, {True: FOR_ALL}) is None:
        if not known:
            raise MarkedError(NO_TOPIC_IS_ON)
        raise _not_offered(text, A_TOPIC_HERE, [topic_title(topic) for topic in known])
    return found


def read_topics(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Topics with commas between; none for all of them. Raises `UnreadableError`."""
    chosen = read_each(text, known)
    return () if None in chosen else tuple(dict.fromkeys(topic for topic in chosen if topic is not None))


def read_each(text: str, known: Collection[str]) -> list[str | None]:
    """A topic for each part between commas; None: all. Raises `UnreadableError` with the first parts that are none."""
    chosen, refused = [], list[str]()
    parts = listed(text, names_of(known)) or [text]
    if len(parts) > MOST_PARTS:
        raise UnreadableError(TOO_MANY_TOPICS.format(number=len(parts), most=MOST_PARTS))
    for part in parts:
        try:
            chosen.append(read_topic(part, known))
        except MarkedError:
            raise
        except UnreadableError as error:
            refused.append(str(error))
        if len(refused) == MOST_REFUSED:
            break
    if refused:
        raise UnreadableError(" ".join(dict.fromkeys(refused)))
    return chosen


def names_of(known: Collection[str]) -> list[str]:
    """All that topics may be given as."""
    return [*FOR_ALL, *(name for names in _topics(known).values() for name in names)]


def _topics(known: Collection[str]) -> dict[str | None, tuple[str, ...]]:
    return {topic: (topic, topic_title(topic)) for topic in known}


def read_exam(text: str) -> Exam | None:
    """An exam by its code; None for any. Raises `UnreadableError`."""
    offered: Mapping[Exam | None, Iterable[str]] = {exam: (exam.value, exam.name) for exam in Exam}
    found = pick(text, {**offered, None: ANY_EXAM})
    if found is None and pick(text, {True: ANY_EXAM}) is None:
        raise _not_offered(text, AN_EXAM_HERE, [exam.value for exam in Exam])
    return found


def _not_offered(text: str, what: str, titles: list[str]) -> UnreadableError:
    likely = alike(text, titles)
    there_are = DID_YOU_MEAN.format(either=either(likely)) if likely else THERE_ARE.format(listed=_listed(titles))
    return UnreadableError(IS_NOT.format(text=quoted(text), what=what, there_are=there_are))


def _listed(titles: list[str]) -> str:
    more = len(titles) - MOST_LISTED
    return ", ".join(titles[:MOST_LISTED]) + (AND_MORE_WHICH.format(more=more) if more > 0 else "")


def read_zone(text: str, zones: Zones) -> str:
    """A time zone by a name, a city or a country that leaves no doubt. Raises `UnreadableError`, which asks back."""
    found = zones.read(text)
    if isinstance(found, str):
        return found
    if not text.strip():
        raise UnreadableError(TYPE_A_CITY_SUCH)
    if not found:
        raise UnreadableError(IS_NOT_A_CITY.format(text=quoted(text)))
    if len(found) == 1:
        raise UnreadableError(DOES_NOT_NAME_IT.format(text=quoted(text), one=found[0]))
    raise UnreadableError(DOES_NOT_NAME_ONE.format(text=quoted(text), either=either(found)))
