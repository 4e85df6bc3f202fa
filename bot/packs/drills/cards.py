"""What all drills have in common: ids from names, sources, and options drawn by the card's own id."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

from bot.domain.questions import Choice, Option, Source, Status
from bot.packs.tables import Tables


def slug(name: str) -> str:
    """The name as a part of an id; ids of drills begin with `gloss-` or `life-`, which the schema keeps free."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def page(source: str, as_of: date) -> Source:
    """The source for a page of docs.aws.amazon.com, given without address and ending."""
    title = source.rsplit("/", 1)[-1].replace("-", " ")
    return Source(f"AWS documentation: {title}", f"https://docs.aws.amazon.com/{source}.html", as_of)


def choice(card: str, key: Option, wrong: Sequence[Option], *, first: Iterable[Option] = ()) -> Choice:
    """The key and three wrong options: those of `first` if there are enough, else others too. One order per card."""
    rng = Random(card)  # noqa: S311 - a shuffle, not a secret
    near = list(first)
    far = [option for option in wrong if option not in near]
    options = [key, *rng.sample(near, min(3, len(near)))]
    options += rng.sample(far, min(4 - len(options), len(far)))
    rng.shuffle(options)
    return Choice(tuple(options))


def statuses(texts: Iterable[str], tables: Tables) -> tuple[Status, ...]:
    """The status of each service named that is not simply current."""
    return tuple(Status(s.names[0], s.state, s.note) for s in tables.not_current("\n".join(texts)))
