"""The chart of `/weakspots`."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

import cogs.shared.podium
import cogs.weakspots.chart
from bot.kernel.sources import own_topic
from bot.kernel.topics import name_topics
from bot.study.estimates import Figure, estimate
from bot.summaries.rules import Item
from bot.weakspots.service import Spots, TopicLine
from cogs.shared.ink import FONT, INK, MARGIN, PAPER, SMALL, WIDTH, fitting, font
from cogs.shared.podium import Step, podium
from cogs.summaries.rendering import bar
from cogs.weakspots.chart import RIGHT_EDGE, Bar, Columns, chart
from cogs.weakspots.rendering import bars as bars_of
from cogs.weakspots.rendering import group_card, shared_card, spots_card
from tests.cogs.test_rendering import seen
from tests.strategies import NOON

TITLES = ("AI services", "Generative AI and prompting", "Responsible and secure AI", "SageMaker services")

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


def test_what_a_bar_is_marked_as_is_never_cut_off() -> None:
    """It has a line of its own where the label leaves no room for it, and the label stays whole where it fits one."""
    long = Bar("Responsible and secure AI", 0.7, 0.6, 0.8, "3 answers", marked=True, remarks="candidate")
    short = replace(long, label="Metrics")
    assert long.lines == ("Responsible and secure AI", "candidate")
    assert short.lines == ("Metrics · candidate",)
    assert replace(short, remarks="").lines == ("Metrics",)
    sizes = [Image.open(BytesIO(chart([bar]))).height for bar in (short, long)]
    assert sizes[0] < sizes[1]
    for title in (*TITLES, "W" * 80):
        for remarks in ("weakest · +100 in 30 days", "candidate · -100 in 30 days"):
            *_, last = replace(long, label=title, remarks=remarks).lines
            assert last.endswith(remarks)
            assert fitting(last, SMALL, WIDTH - MARGIN - RIGHT_EDGE) == last


@pytest.mark.parametrize("title", ["日本語の問題", "שאלות", "🎉🎉", "名前 and more"])
def test_a_topic_that_cannot_be_drawn_has_a_number_and_the_card_says_which_it_is(title: str) -> None:
    """No empty boxes: the bar is called by its place, on one's own page, the group's, and what the channel sees."""
    ours, figure = own_topic(7_170, "ours"), Figure(0.7, 0.6, 0.8, 9)
    name_topics({ours: title, own_topic(7_170, "b"): "A, B"})
    lines = [TopicLine(topic, figure, None) for topic in ("metrics", ours, own_topic(7_170, "b"))]
    spots = Spots(replace(estimate([], NOON), answers=27), lines, [], [])
    assert [bar.label for bar in bars_of(spots)] == ["Metrics", "Topic 2", "A, B"]
    for card in (spots_card(spots), group_card(spots), shared_card(spots, "Ada's")):
        assert f"-# In the picture: Topic 2 = {title}" in seen(card)
    assert "In the picture" not in seen(spots_card(replace(spots, topics=lines[:1])))


def test_a_question_that_cannot_be_drawn_is_called_by_its_number() -> None:
    """The summary lists what the hardest asked, and its file has all."""
    asked = Item(3, "q", "metrics", "Which metric?", answers=5, right=2)
    assert bar(asked).label == "3. Which metric?"
    assert bar(replace(asked, asking="どれですか?")).label == "Question 3"


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
