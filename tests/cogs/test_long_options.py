"""Options as long as Discord takes them: refused with a sentence, and read by nobody."""

from __future__ import annotations

import pytest

from bot.client.commands import LONGEST_OPTION
from bot.kernel.reading import UnreadableError
from bot.kernel.topics import name_topics
from cogs.shared.reading import MOST_PARTS, read_topics
from tests.cogs.table import Table, text

WHEN = {"day": "2026-03-01", "time": "20:00", "zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    "wanted",
    [
        WHEN | {"topics": ",".join("abc"[number % 3] for number in range(3_000))},
        WHEN | {"zone": "abcd " * 1_200},
        WHEN | {"time": "9" * 6_000},
    ],
    ids=["topics", "zone", "time"],
)
async def test_an_option_that_is_too_long_is_refused(laid: Table, wanted: dict[str, str]) -> None:
    """Whoever fills an option to Discord's own limit is told so in a sentence, and holds up nobody."""
    assert "is too long" in text(await laid.slash("ben", "night plan", **wanted))


async def test_suggestions_of_a_day_do_not_read_a_long_zone(laid: Table) -> None:
    """What stands in another option of a command that is still being typed is as long as Discord takes it, too."""
    assert await laid.ben.autocomplete(laid.channel, "night plan", "day", "", zone="abcd " * 1_200) == []


def test_a_list_of_topics_that_is_too_long_is_refused_in_one_sentence() -> None:
    """The refusal fits on a card, however many parts there are and whatever the topics are called."""
    own = [f"own.zz.pack-{number}" for number in range(40)]
    name_topics(
        {name: f"Week {number}: {'Pipelines and endpoints of SageMaker ' * 2}" for number, name in enumerate(own)}
    )
    for many in (MOST_PARTS, MOST_PARTS + 1, LONGEST_OPTION // 2):
        with pytest.raises(UnreadableError) as refused:
            read_topics(",".join(["q"] * many), own)
        assert len(str(refused.value)) < 4_000
