"""The chart of `/weakspots`."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

import cogs.shared.podium
import cogs.weakspots.chart
from cogs.shared.ink import FONT, INK, PAPER, WIDTH, font
from cogs.shared.podium import Step, podium
from cogs.weakspots.chart import Bar, Columns, chart

shares = st.floats(0, 1)
bars = st.builds(Bar, st.text(max_size=80), shares, shares, shares, st.just("14 answers"), st.booleans())


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@settings(max_examples=15, deadline=None)
@given(st.lists(bars, min_size=1, max_size=12))
def test_any_topics_make_a_picture_on_opaque_paper(lines: list[Bar]) -> None:
    """Whatever the labels and figures, the chart is one opaque picture: it reads the same on every theme."""
    image = Image.open(BytesIO(chart(lines)))
    assert image.mode == "RGB"
    assert image.width == WIDTH
    assert image.getpixel((2, 2)) == tuple(bytes.fromhex(PAPER[1:]))


def test_every_letter_can_be_read_on_a_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A phone shows a picture 344 pixels wide; letters of less than 12 there cannot be read."""
    sizes: list[int] = []

    def noted(size: int) -> ImageFont.FreeTypeFont:
        sizes.append(size)
        return font(size)

    for module in (cogs.shared.podium, cogs.weakspots.chart):
        monkeypatch.setattr(module, "font", noted)
    chart([Bar("Metrics", 0.5, 0.3, 0.7, "14 answers")], columns=Columns("Right answers, one by one", (3, 12)))
    chart([Bar("Metrics", 0.5, 0.3, 0.7, "1 answer", marked=True)], columns=Columns("Right answers", (3,) * 50))
    steps = [Step(1, "Ada", 3, "3 points", "3 of 3 right"), *(Step(2, str(one), 1, "1 point") for one in range(5))]
    picture = podium("Quiz", steps)
    assert picture is not None
    picture.draw()
    assert min(sizes) * 344 / WIDTH >= 12


def test_ink_stands_out_from_the_paper() -> None:
    """Text has a contrast of more than 7 to 1."""
    dark, light = sorted(map(luminance, (PAPER, INK)))
    assert (light + 0.05) / (dark + 0.05) > 7


def test_the_font_comes_with_its_licence() -> None:
    """The bundled font is there, and so is its licence."""
    assert FONT.exists()
    assert "Permission is hereby granted" in (FONT.parent / "LICENSE.txt").read_text()
