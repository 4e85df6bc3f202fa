"""Item analysis from first attempts."""

import pytest

from bot.study.items import Attempt, Distractor, ItemReport, NotEnough, analyze

WRONG = ("b", "c", "d")


def others(player: int, share: float) -> list[Attempt]:
    """Ten other items, of which the player gets this share right."""
    return [Attempt(player, f"other{n}", frozenset("a"), n < share * 10) for n in range(10)]


def attempt(player: int, option: str) -> Attempt:
    return Attempt(player, "q", frozenset(option), option == "a")


def report(options: list[str], shares: list[float]) -> ItemReport:
    given = [attempt(player, option) for player, option in enumerate(options)]
    given += [one for player, share in enumerate(shares) for one in others(player, share)]
    return analyze(given, {"q": WRONG})[0]


@pytest.mark.parametrize(
    ("count", "known"),
    [(29, 0), (30, 1), (49, 1), (50, 2), (99, 2), (100, 4)],
)
def test_no_figure_before_its_time(count: int, known: int) -> None:
    """Facility takes 30 first attempts, discrimination 50, distractor shares 100; below that it says so."""
    found = (
        report(["a", "b"] * 50, [0.5, 0.4] * 50)
        if count == 100
        else report((["a", "b"] * 50)[:count], ([0.5, 0.4] * 50)[:count])
    )
    figures = [found.facility, found.discrimination, found.distractors, found.look_again]
    assert [isinstance(one, NotEnough) for one in figures] == [False] * known + [True] * (4 - known)


def test_says_how_many_are_missing() -> None:
    """Too few attempts are given as so many of so many."""
    assert report(["a"] * 12, [0.5] * 12).facility == NotEnough(12, 30)
    assert analyze([], {"q": WRONG})[0].facility == NotEnough(0, 30)


def test_facility_and_shares() -> None:
    """Facility is the share correct; a distractor that under 5% choose does not work."""
    found = report(["a"] * 60 + ["b"] * 36 + ["c"] * 4, [0.5] * 100)
    assert found.facility == 0.6
    assert found.distractors == (Distractor("b", 0.36), Distractor("c", 0.04), Distractor("d", 0.0))
    assert isinstance(found.distractors, tuple)
    assert [one.works for one in found.distractors] == [True, False, False]


def test_discrimination_against_the_rest() -> None:
    """An item that only the strong get right discriminates fully, a reversed one negatively."""
    assert report(["a"] * 25 + ["b"] * 25, [0.9] * 25 + [0.3] * 25).discrimination == pytest.approx(1)
    assert report(["b"] * 25 + ["a"] * 25, [0.9] * 25 + [0.3] * 25).discrimination == pytest.approx(-1)


def test_the_item_itself_is_not_in_the_rest() -> None:
    """Players who are equal on everything else leave no discrimination to speak of."""
    assert report(["a"] * 25 + ["b"] * 25, [0.5] * 50).discrimination is None


def test_look_at_the_key_again() -> None:
    """Where the strongest players choose a distractor, the key needs a second look."""
    strong, weak = [0.9] * 40, [0.3] * 60
    assert report(["c"] * 30 + ["a"] * 10 + ["a"] * 50 + ["b"] * 10, strong + weak).look_again == ("c",)
    assert report(["a"] * 40 + ["c"] * 50 + ["a"] * 10, strong + weak).look_again == ()


def test_choose_two_counts_each_option() -> None:
    """In a choose-two item each chosen distractor is counted."""
    given = [Attempt(n, "q", frozenset({"a", "b"} if n % 2 else {"b", "c"}), False) for n in range(100)]
    found = analyze(given, {"q": WRONG})[0].distractors
    assert found == (Distractor("b", 1.0), Distractor("c", 0.5), Distractor("d", 0.0))
