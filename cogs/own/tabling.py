"""Which column of a table is what, asked in a form where its first row does not tell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from discord import SelectOption
from discord.ui import Label, Modal, Select

from bot.exchange.importing import Brought
from cogs.own import words
from cogs.own.fitting import one_line
from cogs.own.ids import Verb, on
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.literal import literal

MOST_COLUMNS = 25
"""So many can be chosen from: what a menu holds."""

SKIPPED = "-"
HEADING, QUESTION = "1", "0"
"""In ids: what the first row is."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A table that cannot be read yet, its first row, and the `token` in the ids of what asks for its columns."""

    token: str
    pack: str
    brought: Brought
    first: tuple[str, ...]


def unclear_card(table: Unclear, notice: str = "") -> Card:
    """What cannot be told, with the way to the form; what the first row is decides whether it is read as well."""
    shown = ", ".join(f"“{one_line(cell, 40)}”" for cell in table.first[:12])
    return Card(
        notice,
        words.UNCLEAR.format(first=literal(shown)),
        rows=[
            row(
                button(words.HEADINGS, on(Verb.COLUMNS, table.token, HEADING), MAIN),
                button(words.NO_HEADINGS, on(Verb.COLUMNS, table.token, QUESTION), MAIN),
            )
        ],
    )


def columns_form(table: Unclear, first_row: str) -> Modal:
    """A menu for each thing that a column can be; a column is named by what its first cell says."""
    form = Modal(title=words.COLUMNS_TITLE, custom_id=on(Verb.COLUMNED, table.token, first_row), timeout=None)
    for name, (label, hint) in words.COLUMNS.items():
        form.add_item(Label(text=label, description=hint or None, component=_menu(name, table.first)))
    form.stop()
    return form


def _menu(name: str, first: Sequence[str]) -> Select[Modal]:
    options = [
        SelectOption(label=words.COLUMN.format(number=place + 1, cell=one_line(cell, 80)), value=str(place))
        for place, cell in enumerate(first[:MOST_COLUMNS])
    ]
    if name in words.NEEDED_COLUMNS:
        return Select(custom_id=name, options=options)
    most = len(options) if name in words.COLUMNS_OF_SEVERAL else 1
    return Select(custom_id=name, options=options, required=False, min_values=0, max_values=most)


def columns_told(chosen: Mapping[str, Sequence[str]], width: int) -> tuple[str, ...] | None:
    """The names of all columns from the left; None where one is said to be two things, or what is needed is missing."""
    of = {int(place): name for name, places in chosen.items() for place in places if place in map(str, range(width))}
    said = Counter(place for places in chosen.values() for place in places)
    if any(times > 1 for times in said.values()) or words.NEEDED_COLUMNS - set(of.values()):
        return None
    return tuple(of.get(place, SKIPPED) for place in range(width))
