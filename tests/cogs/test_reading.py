"""One reader for what is picked or typed: the value, the title, what the list showed, in any case."""

import pytest

from bot.kernel.questions import Exam
from bot.kernel.reading import UnreadableError, pick
from bot.timing.zones import PinnedZones
from cogs.shared.options import topic_choices
from cogs.shared.reading import MarkedError, read_exam, read_topic, read_topics, read_zone, told

KNOWN = ["sagemaker_services", "inference_modes", "ai_services", "metrics"]


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        *((text, "metrics") for text in ["metrics", "Metrics", "METRICS", " metrics ", "_metrics_", "“Metrics”"]),
        *((text, "ai_services") for text in ["ai_services", "AI services", "ai services", "AI-Services", "aiservices"]),
        *((text, None) for text in ["any", "all", "All topics", "ALL TOPICS", "every topic", "everything"]),
    ],
)
def test_a_topic_in_any_dress(typed: str, topic: str | None) -> None:
    """The value, the title, any case, with or without blanks; and every word for all of them."""
    assert read_topic(typed, KNOWN) == topic


def test_all_that_the_list_offers_is_read() -> None:
    """Both what a choice shows and what it stands for are understood, and mean the same."""
    for choice in topic_choices(KNOWN, ""):
        assert read_topic(choice.name, KNOWN) == read_topic(str(choice.value), KNOWN)


@pytest.mark.parametrize(
    ("typed", "offered"), [("metric", "Metrics"), ("services", "(?i)ai services"), ("cooking", "Choose from")]
)
def test_a_topic_is_not_guessed(typed: str, offered: str) -> None:
    """What is nearly a topic is asked back; what is like none is answered with those there are."""
    with pytest.raises(UnreadableError, match=offered) as refused:
        read_topic(typed, KNOWN)
    assert typed in str(refused.value)


def test_several_topics() -> None:
    """A list with commas or `and`; a title that itself holds an `and`; all of them."""
    assert read_topics("Metrics, AI services", KNOWN) == ("metrics", "ai_services")
    assert read_topics("metrics and AI services; Metrics", KNOWN) == ("metrics", "ai_services")
    assert read_topics("Bread and butter", ["bread_and_butter", "metrics"]) == ("bread_and_butter",)
    assert read_topics("All topics", KNOWN) == ()
    with pytest.raises(UnreadableError, match="cooking"):
        read_topics("Metrics, cooking", KNOWN)


@pytest.mark.parametrize(
    ("typed", "exam"),
    [
        *((text, Exam.MLA_C02) for text in ["MLA-C02", "mla-c02", "MLA C02", "mlac02", "MLA_C02", "mla–c02"]),
        *((text, None) for text in ["any", "Any exam", "all", "none"]),
    ],
)
def test_an_exam_in_any_dress(typed: str, exam: Exam | None) -> None:
    """The code, with or without its hyphen, in any case."""
    assert read_exam(typed) is exam


@pytest.mark.parametrize("typed", ["MLA", "C02", "aif"])
def test_an_exam_is_not_guessed(typed: str) -> None:
    """A part of a code is asked back."""
    with pytest.raises(UnreadableError, match="Did you mean"):
        read_exam(typed)


def test_all_that_is_no_topic_is_named() -> None:
    """Nobody mends one word of a list to be refused for the next."""
    with pytest.raises(UnreadableError, match=r"“metr”.*“foo”"):
        read_topics("metr, metrics, foo", KNOWN)


def test_a_zone_that_is_asked_back_can_be_typed() -> None:
    """The refusal repeats what was typed and names zones, each of which is taken as it stands."""
    zones = PinnedZones()
    assert read_zone("Berlin", zones) == "Europe/Berlin"
    with pytest.raises(UnreadableError, match="“GMT\\+5:30” could be several time zones") as refused:
        read_zone("GMT+5:30", zones)
    assert read_zone("Asia/Kolkata", zones) in str(refused.value)


@pytest.mark.parametrize(("typed", "zone"), [("San Fran", "America/Los_Angeles"), ("JST", "Asia/Tokyo")])
def test_one_zone_is_not_called_several(typed: str, zone: str) -> None:
    """Where one zone alone can be meant, the question back is whether it is."""
    with pytest.raises(UnreadableError, match=f"Did you mean {zone}") as refused:
        read_zone(typed, PinnedZones())
    assert "several" not in str(refused.value)


def test_a_refusal_is_shown_as_it_is_written() -> None:
    """What was typed cannot become markup in the answer to it."""
    with pytest.raises(UnreadableError) as refused:
        read_topic("**<@1>**", KNOWN)
    assert "\\*\\*\\<" in told(refused.value)
    assert told(MarkedError("**time**")) == "**time**"


def test_two_that_read_alike_are_not_told_apart() -> None:
    """Where two values go by one name, neither is taken."""
    assert pick("a b", {1: ("a b",), 2: ("A-B",)}) is None
