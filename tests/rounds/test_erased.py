"""Somebody erases everything while a round runs: it goes on without them, and counts them once if they come again."""

from __future__ import annotations

from bot.kernel.people import STAND_INS_FROM, is_erased
from bot.profile.store import SqlEraser
from bot.rounds.rules.hosting import remove
from bot.rounds.rules.model import Phase, Refusal, Round
from bot.rounds.rules.standings import standings
from cogs.rounds.rendering.lobby import lobby_card
from cogs.rounds.rendering.question import question_card
from tests.rounds.process import RIGHT, Process
from tests.strategies import ADA, BEN, CAT, NOON, SECOND, granted

STAND_IN = STAND_INS_FROM + 5


async def erase(process: Process, game: Round, player_id: int) -> Round:
    """As the app does it: the rows, then what memory says."""
    await SqlEraser(process.writer, process.database.reading).erase(player_id, STAND_IN)
    process.rounds.forget(game.id)
    return await process.game(game.id)


async def test_a_question_waits_for_nobody_who_was_erased(process: Process) -> None:
    """It closes as soon as the others have answered."""
    game = await erase(process, await process.asking(BEN), BEN.id)
    assert "of 1 locked in" in str(question_card(game, 0).to_components())  # type: ignore[no-untyped-call]
    granted(await process.answer(game, ADA))
    await process.rounds.tick(NOON + 2 * SECOND)
    assert (await process.game(game.id)).phase is Phase.REVEAL


async def test_who_comes_again_counts_once(process: Process) -> None:
    """In what is locked in, in the lobby's line, and among those who are waited for; their old results stay."""
    game = await process.asking(BEN)
    granted(await process.answer(game, BEN))
    await erase(process, game, BEN.id)
    again = granted(await process.rounds.answer(game.id, BEN, 0, RIGHT, NOON + 3 * SECOND))
    assert [one.id for one in again.active_players] == [ADA.id, BEN.id]
    assert "1 of 2 locked in" in str(question_card(again, 0).to_components())  # type: ignore[no-untyped-call]
    assert "Begun with 2 players" in str(lobby_card(again).to_components())  # type: ignore[no-untyped-call]
    assert {line.player_id for line in standings(again)} == {ADA.id, BEN.id, STAND_IN}


async def test_who_had_not_answered_leaves_no_line(process: Process) -> None:
    """A number without an answer is nobody's result."""
    game = await erase(process, await process.asking(BEN, CAT), CAT.id)
    assert {line.player_id for line in standings(game)} == {ADA.id, BEN.id}


async def test_who_was_taken_out_stays_out_of_the_standings(process: Process) -> None:
    """Erasing oneself brings no line back. It leaves nothing of a person, so that they can come in again: as new."""
    game = await process.asking(BEN)
    granted(await process.answer(game, BEN))
    out = granted(await process.rounds.steer(game.id, ADA.id, lambda now: remove(now, BEN.id, NOON), may_manage=False))
    assert await process.rounds.join(game.id, BEN, NOON) is Refusal.REMOVED
    game = await erase(process, out, BEN.id)
    assert {line.player_id for line in standings(game)} == {ADA.id}
    again = granted(await process.rounds.join(game.id, BEN, NOON + SECOND))
    assert {line.player_id: line.points for line in standings(again)} == {ADA.id: 0, BEN.id: 0}


async def test_a_host_who_was_erased_hands_over(process: Process) -> None:
    """Whoever has been in longest hosts, as when a host leaves."""
    game = await process.start()
    granted(await process.rounds.join(game.id, BEN, NOON))
    game = await erase(process, await process.game(game.id), ADA.id)
    assert (game.host_id, is_erased(game.host_id)) == (BEN.id, False)
    assert isinstance(await process.rounds.begin(game.id, BEN.id, NOON, may_manage=False), Round)
