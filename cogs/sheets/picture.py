"""A sheet as a picture for printing: black on white, in the proportions of paper laid on its side."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING

from bot.kernel.sheets import Row, Sheet
from cogs.shared.ink import FONT
from cogs.shared.words import american
from cogs.sheets.words import COLUMNS

if TYPE_CHECKING:
    from PIL import ImageDraw, ImageFont

WIDTHS = (210, 300, 300, 300, 240, 390)
"""Of the columns, in pixels: 1,740 in all, which is 150 to the inch on A4."""

MARGIN, PADDING, LINE = 30, 10, 23
SIZE, TITLE, HEAD = 17, 32, 18
PAPER, INK, RULE, SHADE = "#ffffff", "#111111", "#888888", "#eeeeee"


def picture(sheet: Sheet) -> bytes:
    """The sheet as a PNG. Takes some tens of milliseconds: call it in a thread."""
    from PIL import Image, ImageDraw

    rows = [[_wrapped(text, width) for text, width in zip(_cells(row), WIDTHS, strict=True)] for row in sheet.rows]
    heights = [max(map(len, cells)) * LINE + 2 * PADDING for cells in rows]
    about = _wrapped(sheet.about, sum(WIDTHS))
    top = MARGIN + TITLE + 14 + len(about) * LINE + 14
    head = LINE + 2 * PADDING
    image = Image.new("RGB", (sum(WIDTHS) + 2 * MARGIN, top + head + sum(heights) + MARGIN), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, MARGIN), sheet.title, INK, _font(TITLE))
    draw.multiline_text((MARGIN, MARGIN + TITLE + 14), "\n".join(about), INK, _font(SIZE), spacing=4)
    draw.rectangle([MARGIN, top, MARGIN + sum(WIDTHS), top + head], SHADE)
    _line(draw, [[text] for text in COLUMNS], top, head)
    for cells, height in zip(rows, heights, strict=True):
        top += head
        _line(draw, cells, top, height)
        head = height
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _cells(row: Row) -> Sequence[str]:
    limits = "\n".join(f"{limit.text} ({american(limit.as_of)})" for limit in row.limits)
    return row.name, row.purpose, row.choose, row.avoid, limits, "\n".join(row.apart)


def _line(draw: "ImageDraw.ImageDraw", cells: Sequence[Sequence[str]], top: int, height: int) -> None:
    left = MARGIN
    for cell, width in zip(cells, WIDTHS, strict=True):
        draw.rectangle([left, top, left + width, top + height], outline=RULE)
        for place, line in enumerate(cell):
            draw.text((left + PADDING, top + PADDING + place * LINE), line, INK, _font(SIZE))
        left += width


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines that fit into a column; a word that is longer than a line is broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and _font(SIZE).getlength(longer) > width - 2 * PADDING:
                lines.append(line)
                longer = word
            line = longer
            while _font(SIZE).getlength(line) > width - 2 * PADDING:
                fits = _fitting(line, width)
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line)
    return lines


def _fitting(text: str, width: int) -> int:
    """How many characters of a text fit into a line, one at least."""
    lengths = range(1, len(text) + 1)
    return bisect_right(lengths, width - 2 * PADDING, key=lambda n: ceil(_font(SIZE).getlength(text[:n]))) or 1


@cache
def _font(size: int) -> "ImageFont.FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(FONT, size)
