"""The reliability diagram: the chance that was told against the share that passed."""

from collections.abc import Mapping
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from benchmarks.readiness.scoring import Came, reliability

SIDE, EDGE, GAP = 420, 64, 70
INK, LINE, GRID = "#1f2328", "#8c959f", "#d8dee4"
COLOURS = ("#0969da", "#bc4c00")


def draw(path: Path, groups: Mapping[str, Came]) -> None:
    """A square for each group. A dot is a tenth of the scale of chances; its area grows with how many it stands for."""
    width = EDGE + len(groups) * (SIDE + GAP) + 16
    picture = Image.new("RGB", (width, SIDE + 2 * EDGE), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(15)
    for index, ((name, came), colour) in enumerate(zip(groups.items(), COLOURS, strict=False)):
        left = EDGE + index * (SIDE + GAP)
        _axes(pen, font, left, f"{name}: {len(came.chance):,} forecasts")
        _dots(pen, left, came, colour)
    pen.text(
        (EDGE, SIDE + EDGE + 34),
        "Across: the chance to pass that was told. Up: the share that passed. Lines: 95% intervals.",
        INK,
        font,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, optimize=True)


def _axes(pen: ImageDraw.ImageDraw, font: ImageFont.ImageFont | ImageFont.FreeTypeFont, left: int, title: str) -> None:
    pen.text((left, EDGE - 30), title, INK, font)
    for tenth in range(0, 11, 2):
        x, y = left + SIDE * tenth // 10, EDGE + SIDE - SIDE * tenth // 10
        pen.line((x, EDGE, x, EDGE + SIDE), GRID)
        pen.line((left, y, left + SIDE, y), GRID)
        pen.text((x - 10, EDGE + SIDE + 6), f"{tenth * 10}%", INK, font)
        if left == EDGE:
            pen.text((left - 46, y - 9), f"{tenth * 10}%", INK, font)
    pen.line((left, EDGE + SIDE, left + SIDE, EDGE), LINE, 2)


def _dots(pen: ImageDraw.ImageDraw, left: int, came: Came, colour: str) -> None:
    bins = reliability(came)
    most = max(number for _, _, number in bins)
    for told, passed, number in bins:
        x, y = left + SIDE * told, EDGE + SIDE * (1 - passed)
        radius = 4 + 8 * (number / most) ** 0.5
        spread = 1.96 * (passed * (1 - passed) / number) ** 0.5 * SIDE
        pen.line((x, max(EDGE, y - spread), x, min(EDGE + SIDE, y + spread)), colour, 2)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
