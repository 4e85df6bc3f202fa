"""The law of commits: a failure takes with it what was decided on it, and nothing else."""

from __future__ import annotations

from bot.storage.writer import OutdatedError, _Unit
from tests.simulation.commits import Commits

GAME, OTHER = 7, 8


async def test_what_failed_with_others_has_to_be_tried_by_itself() -> None:
    law, first, second = Commits(), _Unit(GAME), _Unit(OTHER)
    law.tried([first, second], fails=True)
    law.tried([_Unit(9)], fails=False)
    assert law.violations == ["changes of 7, 8 failed with others, and were not tried by themselves"]


async def test_where_it_is_nothing_is_wrong() -> None:
    law, first, second = Commits(), _Unit(GAME), _Unit(OTHER)
    law.tried([first, second], fails=True)
    law.tried([first], fails=True)
    law.tried([second], fails=False)
    law.tried([_Unit(9)], fails=False)
    assert law.violations == []


async def test_what_was_decided_on_what_could_not_be_written_must_not_be() -> None:
    """Whether it was in the same commit, or waited for the next."""
    law, first, second, third = Commits(), _Unit(GAME), _Unit(GAME), _Unit(GAME)
    law.waiting = lambda: [third, _Unit(OTHER)]
    law.tried([first, second], fails=True)
    law.tried([first], fails=True)
    law.tried([second], fails=False)
    law.tried([third], fails=False)
    assert law.violations == ["a change of 7 is written, and one before it could not be"] * 2


async def test_what_is_decided_anew_may_be() -> None:
    law = Commits()
    law.tried([_Unit(GAME)], fails=True)
    law.tried([_Unit(GAME)], fails=False)
    assert law.violations == []


async def test_nobody_tries_what_names_somebody_who_was_erased_meanwhile() -> None:
    law, unit, other = Commits(), _Unit(GAME), _Unit(OTHER)
    law.tried([unit, other], fails=True)
    law.tried([other], fails=False)
    error = RuntimeError()
    error.__cause__ = OutdatedError()
    unit.done.set_exception(error)
    law.tried([_Unit(9)], fails=False)
    assert unit.done.exception() is error
    assert law.violations == []


async def test_another_run_owes_nothing() -> None:
    law = Commits()
    law.tried([_Unit(GAME), _Unit(OTHER)], fails=True)
    law.begin()
    law.tried([_Unit(9)], fails=False)
    assert law.violations == []
