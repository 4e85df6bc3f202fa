"""What tells apart two concepts: found by either order, and told only with the option that mixes them up."""

from bot.kernel.contrasts import Contrast, Contrasts
from bot.kernel.questions import Choice, Kind, Option
from tests.strategies import question

APART = "Ask whether anybody waits for the answer."
BURSTS = Contrast({"IM-C02": "S is for bursts.", "IM-C04": "B is for datasets."}, APART, "https://x.y")
KNOWN = Contrasts([BURSTS])


def told(*options: Option, kind: Kind = Kind.SINGLE) -> list[str]:
    body = KNOWN.attached(question(kind=kind, body=Choice(options))).body
    assert isinstance(body, Choice)
    return [option.contrast for option in body.options]


def test_only_the_option_that_mixes_them_up_tells_them_apart() -> None:
    """Neither the key does, nor an option about a third concept or about none."""
    key, mixed = Option("Serverless", "", right=True, concept="IM-C02"), Option("Batch", "", concept="IM-C04")
    third, none = Option("Real-time", "", concept="IM-C01"), Option("A notebook", "")
    assert told(key, mixed, third, none) == ["", APART, "", ""]
    assert told(third, mixed, none, key) == ["", APART, "", ""]


def test_without_a_concept_of_the_key_nothing_is_told_apart() -> None:
    assert told(Option("Serverless", "", right=True), Option("Batch", "", concept="IM-C04")) == ["", ""]


def test_where_several_are_to_be_chosen_nothing_is_told() -> None:
    """Which of the keys somebody mixed up with the option is not known."""
    key = Option("Serverless", "", right=True, concept="IM-C02")
    assert told(key, key, Option("Batch", "", concept="IM-C04"), kind=Kind.MULTIPLE) == ["", "", ""]


def test_a_contrast_is_found_by_either_order_and_by_both_alone() -> None:
    assert KNOWN.between("IM-C02", "IM-C04") is KNOWN.between("IM-C04", "IM-C02") is BURSTS
    assert KNOWN.between("IM-C02", "IM-C02") is KNOWN.between(None, "IM-C04") is KNOWN.between(None, None) is None
    assert BURSTS.lines == f"S is for bursts.\nB is for datasets.\n{APART}"


def test_of_two_for_the_same_concepts_the_first_counts() -> None:
    other = Contrast({"IM-C04": "B.", "IM-C02": "S."}, "Otherwise.", "https://x.z")
    third = Contrast({"IM-C01": "R.", "IM-C02": "S."}, "By its hours.", "https://x.z")
    both = KNOWN | Contrasts([other, third])
    assert both.between("IM-C02", "IM-C04") is BURSTS
    assert both.between("IM-C02", "IM-C01") is third
    assert KNOWN.between("IM-C02", "IM-C01") is None
