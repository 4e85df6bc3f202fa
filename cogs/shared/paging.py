"""Turning the pages of a table."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from discord.ui import ActionRow, LayoutView

from cogs.shared.cards import MAIN, button, row
from cogs.shared.words import FIRST_PAGE, HIGHER, LOWER, NEXT_PAGE, PAGE, PAGE_OF

Line = TypeVar("Line")


def paging(number: int, pages: int, to_page: Callable[[int], str]) -> list[ActionRow[LayoutView]]:
    """Buttons to the pages before and after; nothing where there is one page alone. `to_page` makes their ids."""
    if pages == 1:
        return []
    label = PAGE_OF.format(number=number + 1, pages=pages)
    # Two controls of one message may not have the same id, so what leads nowhere names a page that is not there.
    back = button(HIGHER, to_page(number - 1 if number else pages), disabled=not number)
    on = button(LOWER, to_page(number + 1), disabled=number + 1 == pages)
    return [row(back, on, button(label, to_page(pages + 1), disabled=True))]


def turned(
    lines: Sequence[Line], page: int, most: int, to_page: Callable[[int], str]
) -> tuple[Sequence[Line], str, list[ActionRow[LayoutView]]]:
    """A page of at most so many lines, which of all they are, and a button to the next page, after the last the first.

    Where one page has them all, nothing is said and there is no button. `to_page` makes the button's id.
    """
    pages = -(-len(lines) // most)
    page %= pages
    shown = lines[page * most : (page + 1) * most]
    if pages == 1:
        return shown, "", []
    where = PAGE.format(first=page * most + 1, last=page * most + len(shown), all=len(lines))
    label = NEXT_PAGE if page + 1 < pages else FIRST_PAGE
    return shown, where, [row(button(label, to_page((page + 1) % pages), MAIN))]
