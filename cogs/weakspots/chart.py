"""The chart: a bar for each topic with its 80% interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from cogs.shared.ink import FAINT, INK, MARGIN, PAPER, SMALL, WIDTH, fitting, font
from cogs.shared.words import percent
from cogs.weakspots.words import EXPECTED_SHARE_OF_RIGHT

if TYPE_CHECKING:
    from PIL import ImageDraw

ROW, TOP, FOOT, LINE = 96, 22, 56, 36
"""In pixels."""

GRID, BAR, MARKED = "#4e5058", "#5b8def", "#e8825a"
"""A marked bar differs by its label as well, never by its colour alone."""

STRIP = 240
"""The height of the columns below, with what is written there."""

DIGIT = 20
"""Pixels of a digit: only where a column has room for its number is it written."""

RIGHT_EDGE = 236
"""Room to the right of the bars for the figures."""

_ROOM = WIDTH - MARGIN - RIGHT_EDGE
"""For what stands above a bar."""

BETWEEN = " · "
"""Between what stands on one line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the chart: shares in [0, 1]; `note` stands at the right, under the figure.

    `remarks` follow the label, on a line of their own where there is no room: they are never cut off for it.
    No interval is drawn where `low` and `high` are the same.
    """

    label: str
    value: float
    low: float
    high: float
    note: str
    marked: bool = False
    remarks: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands above the bar."""
        told = tuple(filter(None, (self.label, self.remarks)))
        together = BETWEEN.join(told)
        return (together,) if font(SMALL).getlength(together) <= _ROOM else told

    @property
    def height(self) -> int:
        """In pixels."""
        return ROW + LINE * (len(self.lines) - 1)


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers that follow each other, as columns below the bars."""

    caption: str
    values: Sequence[int]


def chart(bars: Sequence[Bar], caption: str = EXPECTED_SHARE_OF_RIGHT, columns: Columns | None = None) -> bytes:
    """The chart as a PNG. Takes some tens of milliseconds: call it in a thread."""
    from PIL import Image, ImageDraw

    below = _lines(caption)
    bottom = TOP + sum(bar.height for bar in bars)
    height = bottom + FOOT + LINE * len(below)
    image = Image.new("RGB", (WIDTH, height + (STRIP if columns else 0)), PAPER)
    draw = ImageDraw.Draw(image)
    _grid(draw, bottom)
    top = TOP
    for bar in bars:
        _bar(draw, bar, top)
        top += bar.height
    for number, line in enumerate(below):
        draw.text((MARGIN, bottom + FOOT + LINE * number), line, FAINT, font(SMALL), anchor="la")
    if columns is not None:
        _columns(draw, columns, height)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _x(share: float) -> float:
    return MARGIN + share * (WIDTH - MARGIN - RIGHT_EDGE)


def _grid(draw: "ImageDraw.ImageDraw", bottom: int) -> None:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        draw.line([(_x(share), TOP), (_x(share), bottom)], GRID, 2)
        draw.text((_x(share), bottom + 6), percent(share), FAINT, font(SMALL), anchor="ma")


def _bar(draw: "ImageDraw.ImageDraw", bar: Bar, top: int) -> None:
    colour = MARKED if bar.marked else BAR
    for number, line in enumerate(bar.lines):
        draw.text((MARGIN, top + 2 + LINE * number), fitting(line, SMALL, _ROOM), INK, font(SMALL))
    middle = top + bar.height - ROW + 60
    draw.rectangle([_x(0), middle - 11, _x(bar.value), middle + 11], colour)
    if bar.low < bar.high:
        draw.line([(_x(bar.low), middle), (_x(bar.high), middle)], INK, 4)
        for end in (bar.low, bar.high):
            draw.line([(_x(end), middle - 9), (_x(end), middle + 9)], INK, 4)
    draw.text((WIDTH - MARGIN, middle - 58), percent(bar.value), INK, font(32), anchor="ra")
    draw.text((WIDTH - MARGIN, middle), bar.note, FAINT, font(SMALL), anchor="rm")


def _columns(draw: "ImageDraw.ImageDraw", columns: Columns, top: int) -> None:
    foot, most = top + STRIP - 56, max(columns.values, default=0) or 1
    step = (WIDTH - 2 * MARGIN) / max(1, len(columns.values))
    for place, value in enumerate(columns.values):
        left, tall = MARGIN + place * step, (STRIP - 110) * value / most
        draw.rectangle([left + step * 0.15, foot - tall, left + step * 0.85, foot], BAR)
        if len(str(most)) * DIGIT <= step:
            draw.text((left + step / 2, foot - tall - 4), str(value), INK, font(SMALL), anchor="ms")
    caption = fitting(columns.caption, SMALL, WIDTH - 2 * MARGIN)
    draw.text((MARGIN, top + STRIP - 16), caption, FAINT, font(SMALL), anchor="ls")


def _lines(caption: str) -> list[str]:
    """A caption on as many lines as it takes."""
    lines = [""]
    for word in caption.split():
        longer = f"{lines[-1]} {word}".strip()
        if font(SMALL).getlength(longer) <= WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
