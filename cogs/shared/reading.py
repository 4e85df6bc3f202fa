"""Reading what somebody picked or typed in a command or a form: one reader each for topics, exams and zones.

Whatever a list offered is understood as its value, as its title and as the list showed it, in any case. What could
mean several things is asked back.
"""

from collections.abc import Collection, Iterable, Mapping

from bot.kernel.numbers import quoted
from bot.kernel.ports import Zones
from bot.kernel.questions import Exam
from bot.kernel.reading import UnreadableError, alike, either, parts, pick
from cogs.shared.literal import literal
from cogs.shared.words import topic_title


class MarkedError(UnreadableError):
    """A refusal whose message holds markup of our own, and nothing that was typed."""


MOST_LISTED = 20
"""Titles that an answer names; packs may bring any number of topics."""


def told(error: UnreadableError) -> str:
    """A refusal as it stands on a card."""
    return str(error) if isinstance(error, MarkedError) else literal(str(error))


ALL = ("any", "all", "all topics", "every topic", "everything", "any topic")
ANY_EXAM = ("any", "any exam", "all", "all exams", "every exam", "none")


def read_topic(text: str, known: Collection[str]) -> str | None:
    """A topic by its name or its title; None for all of them. Raises `UnreadableError`."""
    offered = _topics(known)
    found = pick(text, {**offered, None: ALL})
    if found is None and pick(text, {True: ALL}) is None:
        raise _not_offered(text, "a topic here", [topic_title(topic) for topic in known])
    return found


def read_topics(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Topics with commas between; none for all of them. Raises `UnreadableError`."""
    whole = pick(text, _topics(known))
    if whole is not None:
        return (whole,)
    chosen = [read_topic(part, known) for part in parts(text) or [text]]
    return () if None in chosen else tuple(dict.fromkeys(topic for topic in chosen if topic is not None))


def _topics(known: Collection[str]) -> dict[str | None, tuple[str, ...]]:
    return {topic: (topic, topic_title(topic)) for topic in known}


def read_exam(text: str) -> Exam | None:
    """An exam by its code; None for any. Raises `UnreadableError`."""
    offered: Mapping[Exam | None, Iterable[str]] = {exam: (exam.value, exam.name) for exam in Exam}
    found = pick(text, {**offered, None: ANY_EXAM})
    if found is None and pick(text, {True: ANY_EXAM}) is None:
        raise _not_offered(text, "an exam here", [exam.value for exam in Exam])
    return found


def _not_offered(text: str, what: str, titles: list[str]) -> UnreadableError:
    likely = alike(text, titles)
    there_are = f"Did you mean {either(likely)}?" if likely else f"There are: {_listed(titles)}."
    return UnreadableError(f"{quoted(text)} is not {what}. {there_are}")


def _listed(titles: list[str]) -> str:
    more = len(titles) - MOST_LISTED
    return ", ".join(titles[:MOST_LISTED]) + (
        f" and {more} more, which the list of suggestions has" if more > 0 else ""
    )


def read_zone(text: str, zones: Zones) -> str:
    """A time zone by a name, a city or a country that leaves no doubt. Raises `UnreadableError`, which asks back."""
    found = zones.read(text)
    if isinstance(found, str):
        return found
    if not text.strip():
        raise UnreadableError("Type a city, such as Berlin, or a zone, such as America/New_York.")
    if not found:
        raise UnreadableError(f"{quoted(text)} is not a city or time zone that I know. Try a large city near you.")
    raise UnreadableError(
        f"{quoted(text)} does not name one time zone. Did you mean {either(found)}? Type the one that you mean."
    )
