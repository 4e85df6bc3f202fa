"""Every screen of every game that shows an item, drawn to see whether it fits there."""

from collections.abc import Callable, Iterator
from functools import cache

from discord.ui import LayoutView, TextDisplay

from bot.delivery.validator import COMPONENTS_V2, message_violations, modal_violations
from bot.kernel.questions import MARK, Numeric, Question, Typed
from bot.parts import parts
from cogs.checking.playing import with_longest_contrasts
from cogs.shared.answering import AnswerIds
from cogs.shared.forms import typed_form

Screens = Callable[[Question], Iterator[tuple[str, LayoutView]]]
"""Yields (name, screen) for an item: with the longest names, the most players and every answer worth a look."""

Look = Callable[[Question], LayoutView]
"""A screen of an item as two ordinary players would see it, for its author."""

_FORM = AnswerIds("x", 36**6 - 1, 29, ("s",))


@cache
def all_screens() -> tuple[Screens, ...]:
    """Those of every `cogs/<feature>/checking.py`."""
    return tuple(one.screens for one in parts("checking", "cogs"))


@cache
def all_looks() -> dict[str, Look]:
    """Those of every `cogs/<feature>/checking.py` that has some, by name: `LOOKS`."""
    found = (getattr(one, "LOOKS", {}) for one in parts("checking", "cogs"))
    return {name: look for looks in found for name, look in looks.items()}


@cache
def while_open() -> frozenset[str]:
    """The names of the screens on which a question is shown that can still be answered."""
    return frozenset(name for one in parts("checking", "cogs") for name in one.WHILE_OPEN)


def violations(question: Question) -> list[str]:
    """What breaks a limit of Discord's when the item is played, a sentence each, led by the screen's name."""
    return list(dict.fromkeys(_violations(question)))


def _violations(question: Question) -> Iterator[str]:
    question = with_longest_contrasts(question)
    for screens in all_screens():
        for name, view in screens(question):
            yield from (f"{name}: {complaint}" for complaint in message_violations(_payload(view)))
            if name in while_open() and shows_marks(view, question):
                yield f"{name}: it shows what decides"
    if isinstance(question.body, Numeric | Typed):
        yield from (f"Form: {complaint}" for complaint in modal_violations(typed_form(question, _FORM).to_dict()))


def shows_marks(view: LayoutView, question: Question) -> bool:
    """Whether a screen shows what decides in the question's stem, be it in bold or with the marks themselves."""
    marked = [f"{MARK}{part}{MARK}" for part in question.stem.split(MARK)[1::2]]
    if not marked:
        return False
    texts = [part.content.replace("\\", "") for part in view.walk_children() if isinstance(part, TextDisplay)]
    return any(part in text for part in marked for text in texts)


def _payload(view: LayoutView) -> dict[str, object]:
    components = view.to_components()  # type: ignore[no-untyped-call]
    return {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}
