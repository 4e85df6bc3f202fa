"""Trivia lists of Red-DiscordBot: each question with its spellings; all of them play as typed questions."""

from typing import Any

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from bot.exchange.draft import Draft, Found, Part, Place, Reading, Refused, UnreadableError, Wish
from bot.exchange.text import decoded
from bot.kernel.questions import Kind
from bot.packs.syntax import explain

_ABOUT = frozenset({"AUTHOR", "DESCRIPTION", "CONFIG"})
_LOADER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each question of the list; its author is told in a note."""
    text, notes = decoded(data)
    try:
        found, about = _read(_LOADER(text))
    except yaml.YAMLError as error:
        wrong = explain(error, text)
        raise UnreadableError(f"Line {wrong.place[0]}: {wrong.message} {wrong.mend}") from None
    if about.get("AUTHOR"):
        notes.append(f"The list is by {about['AUTHOR'][:80]}.")
    return Reading(found, notes)


def _read(loader: Any) -> tuple[list[Found], dict[str, str]]:
    """The questions and what the list says of itself, read event by event: aliases are never expanded."""
    loader.get_event()
    loader.get_event()
    if not isinstance(loader.get_event(), MappingStartEvent):
        raise UnreadableError("This YAML is not a trivia list: a list has a line 'question:' with its answers below.")
    found: list[Found] = []
    about: dict[str, str] = {}
    while not isinstance(key := loader.get_event(), MappingEndEvent):
        if not isinstance(key, ScalarEvent):
            raise UnreadableError(
                f"This YAML is not a trivia list: line {key.start_mark.line + 1} has no text as a key."
            )
        values = _values(loader, loader.get_event())
        if key.value in _ABOUT:
            about[key.value] = " ".join(values or ())
        else:
            found.append(_question(key, values))
    return found, about


def _values(loader: Any, event: Any) -> list[str] | None:
    """The answers below a question; None where they are nothing of the kind."""
    if isinstance(event, ScalarEvent):
        return [event.value] if event.value else []
    if isinstance(event, SequenceStartEvent):
        values: list[str] | None = []
        while not isinstance(inner := loader.get_event(), SequenceEndEvent):
            below = _values(loader, inner)
            if below is None or values is None:
                values = None
            else:
                values.extend(below)
        return values
    if isinstance(event, MappingStartEvent):
        while not isinstance(inner := loader.get_event(), MappingEndEvent):
            _values(loader, inner)
    return None


def _question(key: Any, values: list[str] | None) -> Found:
    place = Place(key.start_mark.line + 1)
    if not values:
        return Refused(
            place, key.value, "There is no answer below it." if values == [] else "Its answers are not a plain list."
        )
    return Draft(place, Kind.TYPED, key.value, [Part(one, right=True) for one in values])
