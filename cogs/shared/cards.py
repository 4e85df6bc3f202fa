"""Building blocks of a card: one container a message, text in it, rows of buttons under the text."""

import re
from collections.abc import Sequence

import discord
from discord import ButtonStyle, MediaGalleryItem
from discord.ui import ActionRow, Button, Container, File, Item, LayoutView, MediaGallery, Select, TextDisplay

from cogs.shared.words import DONE_OF

QUIET = ButtonStyle.secondary
MAIN = ButtonStyle.primary
STOP = ButtonStyle.danger

LONGEST_BAR = 15
"""Signs that leave room for the numbers on a button."""

_LIST_LINE = re.compile(r" *(?:[-*]|\d+\.) ")


class Card(LayoutView):
    """A message's layout. Its parts carry their meaning in their ids, so that nothing here waits for a press."""

    def __init__(
        self,
        *texts: str,
        rows: Sequence[ActionRow[LayoutView]] = (),
        accent: int | None = None,
        picture: tuple[str, str] | None = None,
        files: Sequence[str] = (),
    ) -> None:
        """`picture` names an attached file and says in words what it shows; it stands under the first text.

        `files` names attached files to take away; they stand under the texts.
        """
        super().__init__(timeout=None)
        parts: list[Item[LayoutView]] = [TextDisplay(part) for text in texts for part in apart(text) if part]
        if picture is not None:
            shown = MediaGalleryItem(f"attachment://{picture[0]}", description=picture[1])
            parts.insert(1, MediaGallery(shown))
        parts += [File(f"attachment://{file}") for file in files]
        self.add_item(Container(*parts, *rows, accent_colour=accent))
        self.stop()
        self._untie()

    def _untie(self) -> None:
        """Have the parts hold their card no longer, so that it goes once it is sent, and not with the collector.

        The library has each part know its card and what it stands in, for presses that come to it; here none do.
        """
        for part in self.walk_children():
            part._view = part._parent = None  # noqa: SLF001 - there is no other way


def apart(text: str) -> list[str]:
    """The text with each small line that directly follows a list in a part of its own.

    A small line that follows a list line is otherwise read as more of the list, and shows its `-#`.
    """
    parts: list[str] = []
    for line in text.split("\n"):
        last = parts[-1].rpartition("\n")[2] if parts else ""
        if parts and not (line.startswith("-# ") and _LIST_LINE.match(last)):
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
    return parts


def button(label: str, custom_id: str, style: ButtonStyle = QUIET, *, disabled: bool = False) -> Button[LayoutView]:
    """A button with a label of at most 34 characters, which a phone shows whole."""
    return Button(label=label[:34], custom_id=custom_id, style=style, disabled=disabled)


def row(*items: Button[LayoutView] | Select[LayoutView]) -> ActionRow[LayoutView]:
    """A row: up to five buttons, or one select."""
    return ActionRow(*items)


def unpressable(label: str, custom_id: str) -> ActionRow[LayoutView]:
    """A row that only says something. It holds the place in which answers stand, or keeps them away from another."""
    return row(button(label, custom_id, disabled=True))


def progress(done: int, of: int, custom_id: str) -> ActionRow[LayoutView]:
    """Such a row that says how far a game is, as a bar: nobody takes it for something to press."""
    bar = "▰" * done + "▱" * (of - done) if of <= LONGEST_BAR else ""
    return unpressable(DONE_OF.format(bar=bar, done=done, of=of).lstrip(), custom_id)


def select(
    custom_id: str, placeholder: str, options: Sequence[tuple[str, str]], *, exactly: int = 1
) -> Select[LayoutView]:
    """A select of (label, value) options in which exactly so many are chosen."""
    return Select(
        custom_id=custom_id,
        placeholder=placeholder,
        min_values=exactly,
        max_values=exactly,
        options=[discord.SelectOption(label=label[:100], value=value) for label, value in options],
    )
