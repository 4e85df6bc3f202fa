"""One reader for what is picked or typed: the value, the title, what the list showed, in any case."""

import pytest

from bot.kernel.questions import Exam
from bot.kernel.reading import UnreadableError, begun, listed, pick
from bot.kernel.topics import name_topics
from bot.timing.zones import PinnedZones
from cogs.shared.options import topic_choices
from cogs.shared.reading import MarkedError, read_each, read_exam, read_topic, read_topics, read_zone, told

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


OWN = {
    f"own.a.{name}": title
    for name, title in {
        "r-d": "R&D", "security": "Security and compliance", "unit": "Unit 1, part A", "c": "C", "c-2": "C++",
        "c-3": "C#", "cc": "CC",
    }.items()
}  # fmt: skip


@pytest.mark.parametrize("first", ["all", *OWN.values()])
@pytest.mark.parametrize("second", OWN.values())
def test_a_title_with_a_separator_in_a_list(first: str, second: str) -> None:
    """Titles that hold a comma or an `and`, or differ in signs alone, are read alone and in a list as it is offered."""
    name_topics(OWN)
    ids = {title: topic for topic, title in OWN.items()}
    assert read_topic(second, OWN) == ids[second]
    assert read_each(f"{first}, {second}", OWN) == [ids.get(first), ids[second]]
    assert read_each(f"{second}; {first}", OWN) == [ids[second], ids.get(first)]


@pytest.mark.parametrize(
    ("typed", "chosen", "last"),
    [
        ("", [], ""),
        ("R&", [], "R&"),
        ("R&D", [], "R&D"),
        ("all, ", ["all"], ""),
        ("R&D, Unit 1, p", ["R&D"], "Unit 1, p"),
        ("unit 1, part a, security and", ["unit 1, part a"], "security and"),
        ("nothing, C", [], "nothing, C"),
    ],
)
def test_a_list_that_is_being_typed(typed: str, chosen: list[str], last: str) -> None:
    """What is listed so far stays as it is, and the rest is looked for among the titles."""
    assert begun(typed, ["all", *OWN.values()]) == (chosen, last)


def test_thousands_of_commas_are_read_at_once() -> None:
    """What is typed is as long as Discord lets it be; the titles alone say how far is looked ahead."""
    assert len(listed("a," * 3_000, OWN.values())) == 3_000


def test_what_a_list_sends_comes_first() -> None:
    """A value that is like other titles is that value; a title just as it is written is no other that is like it."""
    packs = {"c": ("c", "C"), "c-2": ("c-2", "C++"), "biology": ("biology", "Biology!"), "c-4": ("c-4", "C-2")}
    packs["biology-2"] = ("biology-2", "Biology")
    for value, (_, title) in packs.items():
        assert pick(value, packs) == pick(title, packs) == value
    assert pick("biology?", packs) is None


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
    """Where two values go by what was typed and neither is written so, neither is taken."""
    assert pick("a_b", {1: ("a b",), 2: ("A-B",)}) is None
