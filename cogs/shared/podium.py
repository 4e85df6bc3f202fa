"""A podium as a picture: three steps with who stands on them, and in words what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from bot.delivery.sender import Picture
from bot.kernel.names import readable
from cogs.shared.ink import FAINT, INK, MARGIN, PAPER, SMALL, WIDTH, drawn, fitting, font
from cogs.shared.words import A_PODIUM, AND_MORE, ON_PLACE, cut, listed

if TYPE_CHECKING:
    from PIL import ImageDraw

FILE = "podium.png"

TITLE, TOP, LINE, FOOT = SMALL, 96, 36, 22
"""In pixels: the title's letters, where the names of the first begin at the earliest, one line of those, the rim."""

COLUMN, GAP = 240, 12
LEFT = {2: MARGIN, 1: MARGIN + COLUMN + GAP, 3: MARGIN + 2 * (COLUMN + GAP)}
"""Place → where its step begins."""

HEIGHT = {1: 150, 2: 108, 3: 74}
SHADE = {1: "#d9a520", 2: "#aab2bd", 3: "#c07a45"}
ON_STEP = "#1e1f22"

NAME = 30
"""The size of the letters of a name."""

ON_ONE = 3
"""So many names stand on a step; the others of a shared place are counted."""


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody, or a team: with no points nobody stands on a step. `figures` and `detail` stand under the name."""

    place: int
    name: str
    points: float
    figures: str
    detail: str = ""


def podium(title: str, steps: Sequence[Step]) -> Picture | None:
    """The picture of the first three places; all who share a place are on one step.

    None where nobody stands on it, or where a name that would stand there cannot be drawn.
    """
    first = [step for step in steps if step.place <= len(LEFT) and step.points > 0]
    legible = [_legible(step, number) for _, shared in groupby(first, _place) for number, step in enumerate(shared)]
    if not first or None in legible:
        return None
    return Picture(FILE, _in_words(first), partial(_png, drawn(title) or "", tuple(filter(None, legible))))


def _place(step: Step) -> int:
    return step.place


def _legible(step: Step, number: int) -> Step | None:
    """A step as it is drawn; None where it cannot be. Of who shares a place, all but the first are only counted."""
    name = drawn(readable(step.name)) if number < ON_ONE else ""
    return None if name is None else replace(step, name=name, detail=drawn(step.detail) or "")


def _in_words(steps: Sequence[Step]) -> str:
    """Discord has room for 1,024 characters of it."""
    told = []
    for place, shared in groupby(steps, _place):
        here = [*shared]
        names = listed([readable(step.name) for step in here], ON_ONE)
        figures = ", ".join(filter(None, (here[0].figures, here[0].detail if len(here) == 1 else "")))
        told.append(ON_PLACE[place].format(names=names, figures=figures))
    return cut(A_PODIUM.format(places="; ".join(told)), 1_000)


@lru_cache(maxsize=8)
def _png(title: str, steps: tuple[Step, ...]) -> bytes:
    """Takes some milliseconds: called in a thread. The last ones are kept: several people look at one after another."""
    from PIL import Image, ImageDraw

    places = {place: [*shared] for place, shared in groupby(steps, _place)}
    rise = max(HEIGHT[place] + LINE * len(_lines(shared)) for place, shared in places.items())
    foot = TOP + rise + FOOT
    image = Image.new("RGB", (WIDTH, foot + FOOT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((WIDTH / 2, MARGIN), fitting(title, TITLE, WIDTH - 2 * MARGIN), INK, font(TITLE), anchor="ma")
    for place, shared in places.items():
        _step(draw, place, shared, foot)
    out = BytesIO()
    image.save(out, "PNG", compress_level=1)  # what is waiting meanwhile costs more than some bytes
    return out.getvalue()


def _step(draw: "ImageDraw.ImageDraw", place: int, shared: Sequence[Step], foot: int) -> None:
    """A block with the place's number, and above it whoever has that place."""
    left, top = LEFT[place], foot - HEIGHT[place]
    middle = left + COLUMN / 2
    draw.rounded_rectangle([left, top, left + COLUMN, foot], 10, SHADE[place], corners=(True, True, False, False))
    draw.text((middle, foot - HEIGHT[place] / 2), str(place), ON_STEP, font(48), anchor="mm")
    lines = _lines(shared)
    for number, (text, size, color) in enumerate(lines):
        at = top - FOOT / 2 - LINE * (len(lines) - number - 1)
        draw.text((middle, at), fitting(text, size, COLUMN), color, font(size), anchor="ms")


def _lines(shared: Sequence[Step]) -> list[tuple[str, int, str]]:
    """What stands above a step, each line with its size and color."""
    lines = [(step.name, NAME, INK) for step in shared[:ON_ONE]]
    if len(shared) > ON_ONE:
        lines.append((AND_MORE.format(number=len(shared) - ON_ONE), SMALL, FAINT))
    lines.append((shared[0].figures, SMALL, FAINT))
    if len(shared) == 1 and shared[0].detail:
        lines.append((shared[0].detail, SMALL, FAINT))
    return lines
