"""What topics are called."""

import pytest

from bot.kernel.sources import own_id, own_topic, owner_of
from bot.kernel.topics import plain_title, title_of, told_apart


def test_a_servers_topic_that_is_gone_is_called_by_its_name() -> None:
    """Whoever looks back at answers of a pack that was deleted reads its name, and no id."""
    assert title_of(own_topic(70, "night-teas")) == "Night teas"


def test_a_servers_topic_carries_the_server() -> None:
    """The same name on two servers is two topics, as it is two questions."""
    assert owner_of(own_topic(70, "teas")) == owner_of(own_id(70, "teas")) == 70
    assert own_topic(70, "teas") != own_topic(71, "teas")


@pytest.mark.parametrize(
    ("topic", "title"),
    [("metrics", "Metrics"), ("ai_services", "AI services"), ("old_ml_tools", "Old ML tools"), ("aws", "AWS")],
)
def test_a_topic_without_a_title_is_read_all_the_same(topic: str, title: str) -> None:
    """Words instead of underscores, the first letter large, and names with their own capitals."""
    assert plain_title(topic) == title


def test_only_what_is_called_like_everybodys_is_told_apart() -> None:
    assert told_apart("Any topic") == "Any topic (this server)"
    assert told_apart("Night teas") == "Night teas"
