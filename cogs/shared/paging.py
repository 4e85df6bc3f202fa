"""Turning the pages of a table."""

from collections.abc import Callable

from discord.ui import ActionRow, LayoutView

from cogs.shared.cards import button, row
from cogs.shared.words import HIGHER, LOWER, PAGE_OF


def paging(number: int, pages: int, to_page: Callable[[int], str]) -> list[ActionRow[LayoutView]]:
    """Buttons to the pages before and after; nothing where there is one page alone. `to_page` makes their ids."""
    if pages == 1:
        return []
    label = PAGE_OF.format(number=number + 1, pages=pages)
    # Two controls of one message may not have the same id, so what leads nowhere names a page that is not there.
    back = button(HIGHER, to_page(number - 1 if number else pages), disabled=not number)
    on = button(LOWER, to_page(number + 1), disabled=number + 1 == pages)
    return [row(back, on, button(label, to_page(pages + 1), disabled=True))]
