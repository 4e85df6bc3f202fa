"""How a duel begins, as the two see it."""

from tests.cogs.table import Table, private, text


async def test_accepting_a_live_duel_in_the_middle_of_a_quiz(laid: Table) -> None:
    """Whoever plays a quiz whose questions go on is warned; who plays none, or duels within a day, is not."""
    await laid.begin("ben")
    laid.channel = laid.guild.create_text_channel("duels")
    await laid.slash("cleo", "duel")
    assert "You are also in a quiz in <#" in text(private(await laid.press("ben", "Accept")))
    await laid.slash("gus", "duel")
    assert "You are also in a quiz" not in text(private(await laid.press("dan", "Accept")))
    await laid.slash("cleo", "duel", pace="day")
    assert "You are also in a quiz" not in text(private(await laid.press("ben", "Accept")))


async def test_the_challenged_person_alone_is_mentioned(laid: Table) -> None:
    """The challenge names and notifies the one who is challenged; an open one nobody."""
    await laid.slash("ada", "duel", opponent=laid.ben)
    assert [user.id for user in laid.card().mentions] == [laid.ben.id]
    await laid.slash("cleo", "duel")
    assert laid.card().mentions == []
