"""What comes due while a server has removed Recall waits for its return, and is announced to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cohorts.manifest import Cohorts
from bot.cohorts.rules import State
from bot.delivery.sender import BlockedError
from bot.duels.api import Where
from bot.kernel.asked import Player
from bot.reminders.api import Delivered
from bot.tournaments.manifest import Tournaments
from bot.tournaments.rules.model import Kind, Phase, Plan
from tests.cogs.evening import MINUTE_S, Evening, evening
from tests.cogs.table import Table, table
from tests.cogs.test_cohorts import begun, later, school
from tests.strategies import question

__all__ = ["evening", "school"]


@contextmanager
def removed(laid: Table) -> Iterator[None]:
    """The server has removed Recall, which can do nothing there until it is added back."""

    async def refused(*_: object) -> None:
        raise BlockedError("Missing Access")

    with pytest.MonkeyPatch.context() as gone:
        for request in ("post", "edit"):
            gone.setattr(laid.app.delivery._sender, request, refused)
        laid.app.presence.vanished(laid.guild.id, gone=True)
        yield
    laid.app.presence.appeared(laid.guild.id)


async def test_a_course_goes_on_once_recall_is_added_back(school: Table) -> None:
    """A card that came due meanwhile comes then; nobody is told that its channel is closed."""
    await begun(school)
    cohorts = next(one for one in school.app.features if isinstance(one, Cohorts)).cohorts
    before = cohorts._known[school.guild.id].step
    with removed(school):
        await later(school, 5)
        await later(school, 1.2)
        assert (cohorts._known[school.guild.id].state, cohorts._known[school.guild.id].step) == (State.ON, before)
    await school.app.presence.beat(school.env.now())
    await later(school, 0.1)
    assert cohorts._known[school.guild.id].state is State.ON
    assert cohorts._known[school.guild.id].step > before


async def test_nobody_is_reminded_of_a_night_that_cannot_be(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever signed up is not sent to a channel in which nothing will begin."""
    sent: list[int] = []

    async def remind(player_id: int, *_: object, **__: object) -> Delivered:
        sent.append(player_id)
        return Delivered.SHOWN

    monkeypatch.setattr(evening.feature.letters._letters, "remind", remind)
    await evening.plan(title="Finals", topics="all, all")
    await evening.laid.press("ben", "Sign up")
    with removed(evening.laid):
        for _ in range(12):
            await evening.look(29 * MINUTE_S)
        night = await evening.now()
        assert night.plan.starts_at - evening.laid.env.now() < timedelta(minutes=15)
        assert sent == []


async def test_no_tournament_begins_where_nobody_can_play(tmp_path: Path) -> None:
    """Its hour was missed: once Recall is added back, it waits for whoever organizes it, and tells them."""
    async with table(tmp_path, {f"q{number}": question(f"q{number}") for number in range(30)}) as laid:
        cups = next(one for one in laid.app.features if isinstance(one, Tournaments)).tournaments
        now = laid.env.now
        people = [Player(laid.people[name].id, name, now()) for name in ("ada", "ben", "cleo", "dan")]
        plan = Plan(kind=Kind.SWISS, questions=3, rounds=3, starts_at=now() + timedelta(hours=24))
        cup = await cups.announce(Where(laid.guild.id, laid.channel.id), people[0], plan, now())
        assert not isinstance(cup, str)
        for player in people:
            await cups.join(cup.id, player, now())
        await laid.settle()
        with removed(laid):
            for hours in (20, 4.1, 2):
                await laid.env.advance_time(hours * 3600)
                await cups.tick(now())
                await laid.settle()
        await laid.app.presence.beat(now())
        for _ in range(5):
            await laid.env.advance_time(60)
            await cups.tick(now())
            await laid.settle()
        found = await cups.find(cup.id)
        assert found is not None
        assert (found.phase, found.games, found.told) == (Phase.SIGN_UP, (), False)
