"""Drawing the picture of a generated question from its recipe. Pillow is slow: call this in a thread."""

import json
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE = 640
MARGIN = 70
INK, PAPER, GRID, DIAGONAL = "#1f2328", "#ffffff", "#d0d7de", "#8c959f"
COLOURS = ("#0969da", "#bc4c00", "#1a7f37", "#8250df")
"""Told apart by the letters on the curves too, never by colour alone."""

AXES = {
    "roc": ("False-positive rate", "True-positive rate (recall)"),
    "pr": ("Recall", "Precision"),
}


def draw(recipe: str) -> bytes:
    """The picture as PNG, 640 by 640 pixels. Raises `ValueError` for a recipe that it does not know."""
    plan = json.loads(recipe)
    if not isinstance(plan, dict) or plan.get("curve") not in AXES:
        raise ValueError("the recipe names no kind of curve that can be drawn")
    image = Image.new("RGB", (SIZE, SIZE), PAPER)
    canvas = ImageDraw.Draw(image)
    _grid(canvas, *AXES[plan["curve"]])
    if plan["curve"] == "roc":
        _dashes(canvas)
    for colour, line in zip(COLOURS, plan["lines"], strict=False):
        canvas.line([_at(x, y) for x, y in line["points"]], fill=colour, width=4, joint="curve")
    for place, line in enumerate(plan["lines"]):
        _label(canvas, line, place, len(plan["lines"]))
    data = BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def _at(x: float, y: float) -> tuple[float, float]:
    """Pixel of a point whose coordinates run from 0 to 1."""
    side = SIZE - 2 * MARGIN
    return MARGIN + x * side, SIZE - MARGIN - y * side


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, so that pictures look the same everywhere."""
    return ImageFont.load_default(size)


def _grid(canvas: ImageDraw.ImageDraw, across: str, up: str) -> None:
    for tenth in range(11):
        share = tenth / 10
        canvas.line([_at(share, 0), _at(share, 1)], fill=GRID, width=1)
        canvas.line([_at(0, share), _at(1, share)], fill=GRID, width=1)
        x, y = _at(share, 0)
        canvas.text((x, y + 8), f"{share:.1f}", fill=INK, font=_font(16), anchor="mt")
        x, y = _at(0, share)
        canvas.text((x - 8, y), f"{share:.1f}", fill=INK, font=_font(16), anchor="rm")
    canvas.rectangle([_at(0, 1), _at(1, 0)], outline=INK, width=2)
    canvas.text((SIZE / 2, SIZE - 14), across, fill=INK, font=_font(22), anchor="mb")
    canvas.text((MARGIN, MARGIN - 14), up, fill=INK, font=_font(22), anchor="lb")


def _dashes(canvas: ImageDraw.ImageDraw) -> None:
    """The diagonal, on which a random classifier lies."""
    for step in range(0, 50, 2):
        canvas.line([_at(step / 50, step / 50), _at((step + 1) / 50, (step + 1) / 50)], fill=DIAGONAL, width=2)


def _label(canvas: ImageDraw.ImageDraw, line: dict[str, object], place: int, of: int) -> None:
    """The line's name on the line, each further along, so that no two meet."""
    points = line["points"]
    if not line["name"] or not isinstance(points, list):
        return
    x, y = points[(place + 1) * len(points) // (of + 2)]
    centre_x, centre_y = _at(x, y)
    canvas.ellipse([centre_x - 15, centre_y - 15, centre_x + 15, centre_y + 15], fill=PAPER, outline=INK, width=2)
    canvas.text((centre_x, centre_y), str(line["name"]), fill=INK, font=_font(20), anchor="mm")
