"""What the program around the commands of packs knows and they do not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import typer

from bot.kernel.questions import Question


@dataclass(frozen=True, slots=True)
class Outside:
    """Give it as the context's object."""

    render: Callable[[Question], Iterable[str]] | None = None
    today: date | None = None
    now: datetime | None = None


def outside(ctx: typer.Context) -> Outside:
    """What was given to these commands."""
    return ctx.find_object(Outside) or Outside()
