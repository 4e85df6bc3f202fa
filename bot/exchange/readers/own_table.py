"""The columns of our own CSV, which hold every kind of item."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from bot.exchange.carrying import facts_in, unsealed
from bot.exchange.cells import unguarded
from bot.exchange.draft import Couple, Draft, Found, Part, Place, Refused
from bot.exchange.readers.table import FORMULA, Row
from bot.kernel.questions import Kind, Source

ABOUT = ("id", "kind", "category", "question", "answer", "tolerance", "unit", "worked", "explanation")
AFTER = ("source", "source url", "as of", "tags")
MOST = 12
"""Options, steps, spellings with near misses, or pairs with spare responses."""

TAGS = " ; "


def header(most: int) -> list[str]:
    """The first row, for items with so many options."""
    numbered = [f"{name} {n}" for n in range(1, most + 1) for name in ("option", "match", "reason")]
    return [*ABOUT, *numbered, *AFTER]


def is_ours(cells: Sequence[str]) -> bool:
    """Whether a first row is one of ours."""
    names = {cell.strip().casefold() for cell in cells}
    return {"kind", "question", "answer", "option 1", "reason 1"} <= names


def items(rows: Sequence[Row], place_of: Callable[[int, int], Place]) -> Iterator[Found]:
    """Each row as an item."""
    names = [cell.strip().casefold() for cell in rows[0][1]]
    for number, cells in rows[1:]:
        formula = next((n for n, cell in enumerate(cells) if FORMULA.match(cell.strip())), None)
        if formula is not None:
            yield Refused(
                place_of(number, formula), "", "The cell holds a formula, which Recall does not calculate or keep."
            )
            continue
        said = {name: unguarded(cell.strip()) for name, cell in zip(names, cells, strict=False)}
        yield _item(said, place_of(number, names.index("question")))


def _item(said: dict[str, str], place: Place) -> Found:
    try:
        kind = Kind(said.get("kind", "").strip())
    except ValueError:
        return Refused(place, said.get("question", ""), f"'{said.get('kind', '')[:30]}' is not a kind of question.")
    rows = [
        (said.get(f"option {n}", ""), said.get(f"match {n}", ""), said.get(f"reason {n}", ""))
        for n in range(1, MOST + 1)
    ]
    source = _source(said)
    left = [] if source or not any(said.get(name) for name in AFTER[:3]) else [NO_SOURCE]
    facts, tags = facts_in(unsealed(tag) for tag in said.get("tags", "").split(TAGS) if tag)
    draft = Draft(
        place,
        kind,
        said.get("question", ""),
        explanation=said.get("explanation", ""),
        source=source,
        name=said.get("id", ""),
        category=said.get("category", ""),
        tags=tags,
        unit=said.get("unit", ""),
        worked=said.get("worked", ""),
        changes=left,
        markup="none",
        facts=facts,
    )
    return _with_body(draft, rows, said)


NO_SOURCE = "Its source is left out: it needs a title, an address, and a date such as 2026-01-31 in 'as of'."
_NUMBERS = re.compile(r"\d{1,2}(?:\s*[,;]\s*\d{1,2})*")


def _with_body(draft: Draft, rows: Sequence[tuple[str, str, str]], said: dict[str, str]) -> Found:
    if draft.kind is Kind.MATCHING:
        couples = [Couple(text, match, why) for text, match, why in rows if text and match]
        return replace(
            draft, couples=couples, parts=[Part(match, why) for text, match, why in rows if match and not text]
        )
    if draft.kind is Kind.NUMERIC:
        try:
            value, tolerance = float(said.get("answer", "")), float(said.get("tolerance", "") or 0)
        except ValueError:
            return Refused(draft.place, draft.stem, f"'{said.get('answer', '')[:30]}' is not a number.")
        return replace(
            draft, value=value, tolerance=tolerance, parts=[Part(text, why) for text, _, why in rows if text]
        )
    answer, right = said.get("answer", ""), set[int]()
    if draft.kind is not Kind.ORDERING:
        right = {int(one) for one in re.findall(r"\d+", answer)} if _NUMBERS.fullmatch(answer) else set()
        if not right or not right <= {n for n, (text, _, _) in enumerate(rows, start=1) if text}:
            why = f"'{answer[:30]}' as its answer names none of its options: write their numbers, such as 1, 3."
            return Refused(draft.place, draft.stem, why)
    parts = [Part(text, why, right=n in right) for n, (text, _, why) in enumerate(rows, start=1) if text]
    return replace(draft, parts=parts)


def _source(said: dict[str, str]) -> Source | None:
    if said.get("source") and said.get("source url"):
        with suppress(ValueError):
            return Source(said["source"], said["source url"], date.fromisoformat(said.get("as of", "")))
    return None
