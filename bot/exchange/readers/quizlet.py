"""Quizlet's export: a term and its definition on each line, a tab between them."""

from collections.abc import Iterator

from bot.exchange.draft import Found, Place, Reading, Refused, Wish
from bot.exchange.readers.cards import card
from bot.exchange.text import decoded


def read(data: bytes, wish: Wish) -> Reading:  # noqa: ARG001 - as all readers
    """Each line as a card: the definition is asked and the term is typed, or the other way round where it is long."""
    text, notes = decoded(data)
    return Reading(_found(text), notes)


def _found(text: str) -> Iterator[Found]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        term, tab, definition = line.partition("\t")
        if not tab:
            yield Refused(Place(number), line.strip(), "There is no tab between a term and its definition.")
        elif len(term.strip()) <= len(definition.strip()):
            yield card(Place(number), definition.strip(), term.strip(), name="")
        else:
            yield card(Place(number), term.strip(), definition.strip())
