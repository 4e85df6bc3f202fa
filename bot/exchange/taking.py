"""From what a reader found to questions that can be played, with a line for whatever could not come as it was."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.exchange.draft import Draft, Found, Place, Reading, Ready, Refused, RefusedError, one_line
from bot.exchange.naming import Names
from bot.exchange.report import Line, Report
from bot.exchange.shaping import held, item_of, plain_line
from bot.exchange.taken import MOST_ITEMS, Import, Taken, Unfit, check_screens
from bot.exchange.text import plain
from bot.kernel.normal import normalise
from bot.kernel.questions import Choice, Question
from bot.packs.building import build


@dataclass(slots=True)
class _Taker:
    topic: str
    names: Names
    unfit: Unfit | None
    seen: dict[str, Place] = field(default_factory=dict)

    def take(self, found: Found, subtopic: str) -> tuple[Taken | None, Line | None]:
        """One item, and the line about it."""
        if isinstance(found, Refused):
            return None, Line(found.place, found.label, "refused", one_line(found.why))
        label = found.question.asking if isinstance(found, Ready) else found.name or plain(found.stem, found.markup)[0]
        try:
            taken, changes = self._question(found, subtopic)
            self._fits(taken.question)
            self._is_new(taken.question, found.place)
        except RefusedError as error:
            return None, Line(found.place, label, "refused", one_line(str(error)))
        taken = replace(taken, place=found.place)
        return taken, Line(found.place, label, "changed", one_line(" ".join(changes))) if changes else None

    def _question(self, found: Draft | Ready, subtopic: str) -> tuple[Taken, list[str]]:
        if isinstance(found, Ready):
            question, changes = self._known_by_one_id(found.question)
            return Taken(question, found.subtopic or subtopic), changes
        section = plain_line(found, found.category)[:80].strip() or subtopic
        values, changes = item_of(found)
        values["id"] = self.names.name(found.name, str(values["stem"]), _seen(values), _key(values))
        question = build(held(values), self.topic, section)
        return Taken(question, section), changes

    def _known_by_one_id(self, question: Question) -> tuple[Question, list[str]]:
        """The question by an id that no other has: a file with two of them is left out whole."""
        name = question.id
        if self.names.is_free(name):
            self.names.reserve(name)
            return question, []
        fresh = self.names.name("", question.stem, key=_answer(question))
        return replace(question, id=fresh), [f"Another question has the ID {name}, so it gets the ID {fresh}."]

    def _fits(self, question: Question) -> None:
        if self.unfit:
            check_screens(question, self.unfit)

    def _is_new(self, question: Question, place: Place) -> None:
        """The same question with the same answer comes in once."""
        asked = f"{normalise(question.asking)}|{question.asking.casefold()}|{_answer(question)}"
        if asked in self.seen:
            where = f" ({self.seen[asked]})" if str(self.seen[asked]) else ""
            raise RefusedError(f"The same question is already in the file{where}.")
        self.seen[asked] = place


def take(reading: Reading, form: str, topic: str, subtopic: str, names: Names, unfit: Unfit | None = None) -> Import:
    """Take what can be taken. `names` knows the ids that are in use elsewhere."""
    taker, items, lines = _Taker(topic, names, unfit), [], []
    notes = list(reading.notes)
    for number, found in enumerate(reading.found):
        if number >= MOST_ITEMS:
            notes.append(f"The file has more than {MOST_ITEMS:,} items; what follows is not read. Split it.")
            break
        taken, line = taker.take(found, subtopic)
        items += [taken] if taken else []
        lines += [line] if line else []
    return Import(tuple(items), Report(form, len(items), tuple(lines), tuple(notes)), reading.title, topic)


def _seen(values: Mapping[str, Any]) -> str:
    """What everybody sees who is asked, in an order that says nothing.

    Questions that are written in a form have names of their stems alone, which are others.
    """
    texts = [str(one["text"]) for name in ("options", "steps") for one in values.get(name, ())]
    if pairs := values.get("pairs"):
        texts += [pair[side] for pair in pairs for side in ("prompt", "match")]
        texts += [one["text"] for one in values["extra"]]
    return "|".join([values["kind"], values.get("answer", {}).get("unit", ""), *sorted(texts)])


def _key(values: Mapping[str, Any]) -> str:
    return "|".join(
        sorted(str(one) for name in ("options", "answers", "steps", "pairs") for one in values.get(name, ()))
    )


def _answer(question: Question) -> str:
    body = question.body
    if isinstance(body, Choice):
        return "|".join(sorted(option.text.casefold() for option in body.options))
    return repr(body)


def subtopics(items: Iterable[Taken]) -> Iterator[tuple[str, list[Question]]]:
    """The questions by sub-topic, in the order in which they first come."""
    groups: dict[str, list[Question]] = {}
    for item in items:
        groups.setdefault(item.subtopic, []).append(item.question)
    yield from groups.items()
