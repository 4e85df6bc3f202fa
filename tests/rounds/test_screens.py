"""Which round a shared screen shows, how often it is drawn, and until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.presenter.presenter import Presenter
from bot.rounds.rules.model import Part, Phase, Round, Settings
from bot.rounds.screens import LINGERS, MOST_DRAWN, MOST_LINKED, SharedScreens
from tests.presenter.test_server import Facts
from tests.rounds.process import QUESTIONS, Process
from tests.strategies import ADA, BEN, NOON, SECOND, granted


async def test_a_state_is_drawn_once_for_all_who_watch(process: Process) -> None:
    """However many pages follow a round, and again once it has changed; of many rounds so many are kept."""
    drawn: list[Phase] = []
    screens = SharedScreens(Presenter(Facts(), lambda: NOON), lambda game, _: drawn.append(game.phase))
    game = await process.asking(BEN)
    for _ in range(30):
        await screens.shown(process.rounds, game.id, NOON)
    assert drawn == [Phase.OPEN]
    await process.answer(game, ADA)
    for _ in range(30):
        await screens.shown(process.rounds, game.id, NOON)
    assert len(drawn) == 2
    for number in range(MOST_DRAWN + 5):
        other = await process.start(channel=1000 + number)
        await screens.shown(process.rounds, other.id, NOON)
    assert len(screens._drawn) == MOST_DRAWN


async def test_a_link_is_over_a_while_after_the_end(process: Process) -> None:
    """The podium stays for a quarter of an hour; a round that never was has nothing to show."""

    def phase_of(game: Round, _: Collection[str]) -> object:
        return game.phase

    screens = SharedScreens(Presenter(Facts(), lambda: NOON), phase_of)
    game = await process.asking()
    granted(await process.rounds.stop(game.id, ADA.id, NOON, may_manage=False))
    assert await screens.shown(process.rounds, game.id, NOON + LINGERS - SECOND) is Phase.ENDED
    assert await screens.shown(process.rounds, game.id, NOON + LINGERS) is None
    assert await screens.shown(process.rounds, 10_000, NOON) is None


async def test_a_round_that_another_process_plays_is_shown_as_it_was_written_last(process: Process) -> None:
    """Whoever only looks has nothing of it in memory; its link is over when it is at the other process."""
    screens = SharedScreens(Presenter(Facts(), lambda: NOON), lambda game, _: game.phase)
    game = await process.asking(BEN)
    rows = process.rounds._store
    assert await screens.from_rows(rows, game.id, NOON) is Phase.OPEN
    granted(await process.rounds.stop(game.id, ADA.id, NOON, may_manage=False))
    assert await screens.from_rows(rows, game.id, NOON + LINGERS - SECOND) is Phase.ENDED
    assert await screens.from_rows(rows, game.id, NOON + LINGERS) is None
    assert await screens.from_rows(rows, 10_000, NOON) is None


async def test_nights_that_nobody_looks_at_any_more_are_forgotten(process: Process) -> None:
    """Pages that were closed before the end leave nothing behind; one that is still open is told of changes."""
    presenter = Presenter(Facts(), lambda: NOON)
    screens = SharedScreens(presenter, lambda game, _: game.phase)
    game = await process.asking()
    with presenter.watching(game.id) as changed:
        for night_id in range(2 * MOST_LINKED):
            await screens._of_night(process.rounds, replace(game, part=Part(night_id, 1)), NOON)
        assert len(screens._linked) == MOST_LINKED
        screens.changed(replace(game, id=game.id + 1, part=Part(2 * MOST_LINKED - 1, 2)))
        assert changed.is_set()


async def test_the_end_is_drawn_without_the_keys_that_another_quiz_keeps(process: Process) -> None:
    """Of a round that is over; while it is played, what its own reveal shows is its own affair."""

    def kept(_: Round, hidden: Collection[str]) -> object:
        return set(hidden)

    screens, whole = SharedScreens(Presenter(Facts(), lambda: NOON), kept), Settings(questions=len(QUESTIONS))
    first = await process.begun(len(QUESTIONS))
    assert await screens.shown(process.rounds, first.id, NOON) == set()
    granted(await process.rounds.stop(first.id, ADA.id, NOON, may_manage=False))
    assert await screens.shown(process.rounds, first.id, NOON) == set()
    second = await process.start(701, settings=whole)
    granted(await process.rounds.begin(second.id, ADA.id, NOON, may_manage=False))
    ids = {one.id for one in QUESTIONS}
    assert await screens.shown(process.rounds, first.id, NOON) == ids
    assert await screens.from_rows(process.rounds._store, first.id, NOON) == ids
    assert await screens.shown(process.rounds, second.id, NOON) == set()
