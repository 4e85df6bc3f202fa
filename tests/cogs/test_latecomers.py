"""Whoever comes into a quiz in teams by answering."""

from cogs.rounds.hosting.ids import Act
from tests.cogs.table import Table, private, text
from tests.cogs.test_teams import lobby


async def test_who_comes_in_by_answering_reads_from_when_on_it_counts(laid: Table) -> None:
    """Their team has nothing of that answer, and they do not have to guess why."""
    await lobby(laid, (Act.NUMBER, "2"), (Act.TALK, "0"), questions=3)
    await laid.press("ada", "Start")
    late = text(private(await laid.attempt("gus")))
    assert "Your answers count for " in late
    assert " from the next question on." in late
    assert "You play for " in text(private(await laid.attempt("ada")))
