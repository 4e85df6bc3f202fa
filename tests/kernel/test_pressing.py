"""When a press counts."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.kernel.pressing import comes_too_soon

SHOWN = datetime(2026, 11, 27, 20, tzinfo=UTC)


@pytest.mark.parametrize(("after_ms", "too_soon"), [(-200, True), (0, True), (699, True), (700, False), (5_000, False)])
def test_a_press_counts_once_the_card_could_be_seen(after_ms: int, too_soon: bool) -> None:
    """In the first .7 s nobody has read what stands there: the press was meant for what stood there before."""
    assert comes_too_soon(SHOWN, SHOWN + timedelta(milliseconds=after_ms)) is too_soon
