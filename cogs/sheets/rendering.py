"""The private messages of sheets."""

from collections.abc import Mapping, Sequence

from bot.kernel.custom_ids import base36
from bot.kernel.sheets import Row, Sheet
from cogs.shared.cards import MAIN, Card, button, row, select
from cogs.shared.literal import link, literal
from cogs.shared.words import american
from cogs.sheets import words
from cogs.sheets.ids import Verb, on_sheet

MOST_ON_PAGE = 3_000
"""Characters of rows on one page: a message holds 4,000 with all that is around them."""

PICTURE = "sheet.png"


def list_card(sheets: Mapping[str, Sheet]) -> Card:
    """All families, to choose from."""
    options = [(sheet.title, name) for name, sheet in sheets.items()][:25]
    return Card(words.LIST, rows=[row(select(on_sheet(Verb.PICK), words.CHOOSE, options))])


def sheet_card(sheet: Sheet, page: int = 0) -> Card:
    """One page of a sheet; a page that there is not is the last one."""
    pages = _pages(sheet)
    page = min(page, len(pages) - 1)
    turn = []
    if page > 0:
        turn.append(button(words.PREVIOUS, on_sheet(Verb.PAGE, sheet.id, base36(page - 1))))
    if page + 1 < len(pages):
        turn.append(button(words.NEXT, on_sheet(Verb.PAGE, sheet.id, base36(page + 1)), MAIN))
    turn.append(button(words.PICTURE, on_sheet(Verb.PICTURE, sheet.id)))
    return Card(
        words.HEAD.format(title=literal(sheet.title), about=literal(sheet.about)) if page == 0 else "",
        words.PLACE.format(page=page + 1, pages=len(pages)) if len(pages) > 1 else "",
        *pages[page],
        words.LEGEND,
        rows=[row(*turn)],
    )


def picture_card(sheet: Sheet) -> Card:
    """The picture, which stands in an attached file."""
    return Card(
        words.PRINTED.format(title=literal(sheet.title)),
        picture=(PICTURE, words.ALTERNATIVE.format(title=sheet.title)),
        rows=[row(button(words.BACK, on_sheet(Verb.PAGE, sheet.id, "0")))],
    )


def _pages(sheet: Sheet) -> Sequence[list[str]]:
    """The rows, as many to a page as fit."""
    pages: list[list[str]] = [[]]
    for told in map(_row, sheet.rows):
        if pages[-1] and sum(map(len, pages[-1])) + len(told) > MOST_ON_PAGE:
            pages.append([])
        pages[-1].append(told)
    return pages


def _row(one: Row) -> str:
    limits = (
        words.LIMIT.format(text=literal(limit.text), link=link(american(limit.as_of), limit.source))
        for limit in one.limits
    )
    return "\n".join(
        [
            words.NAME.format(name=literal(one.name)),
            words.PURPOSE.format(text=literal(one.purpose)),
            words.CHOOSE_WHEN.format(text=literal(one.choose)),
            words.NOT_WHEN.format(text=literal(one.avoid)),
            *limits,
            *(words.APART.format(text=literal(text)) for text in one.apart),
        ]
    )
