"""What a player mixes up."""

from bot.study.confusions import Confusion, Pick, confusions

OFFERED = frozenset({"Clarify", "Model Monitor", "Debugger"})


def picks(key: str, *chosen: str, offered: frozenset[str] = OFFERED) -> list[Pick]:
    return [Pick(key, one, offered) for one in chosen]


def test_four_of_six() -> None:
    """Clarify taken for Model Monitor four times out of six is counted just so."""
    given = picks("Model Monitor", *["Clarify"] * 4, "Model Monitor", "Model Monitor")
    assert confusions(given) == [Confusion("Clarify", "Model Monitor", 4, 6)]


def test_only_where_it_was_on_offer() -> None:
    """A question that didn't offer Clarify is not among those where it could have been taken."""
    given = picks("Model Monitor", "Clarify", "Clarify", "Model Monitor")
    given += picks("Model Monitor", "Model Monitor", offered=frozenset({"Model Monitor", "Debugger"}))
    assert confusions(given) == [Confusion("Clarify", "Model Monitor", 2, 3)]


def test_direction_matters() -> None:
    """Taking Clarify for Model Monitor and the other way round are two different mistakes."""
    given = picks("Model Monitor", "Clarify", "Clarify", "Clarify") + picks("Clarify", *["Model Monitor"] * 2)
    assert [(one.chosen, one.times) for one in confusions(given)] == [("Clarify", 3), ("Model Monitor", 2)]


def test_once_is_a_slip() -> None:
    """A single wrong choice is not called a mix-up, and right answers never are."""
    assert confusions(picks("Model Monitor", "Clarify", *["Model Monitor"] * 9)) == []


def test_among_equals_the_larger_share_leads() -> None:
    """Two of two comes before two of five."""
    given = picks("Clarify", "Debugger", "Debugger", "Clarify", "Clarify", "Clarify")
    given += picks("Model Monitor", "Debugger", "Debugger")
    assert [(one.key, one.of) for one in confusions(given)] == [("Model Monitor", 2), ("Clarify", 5)]
