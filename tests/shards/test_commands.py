"""The commands stand at Discord as they should, whatever was done to them elsewhere, and with few registrations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.doctor.discord_side import check_discord
from bot.doctor.finding import Finding, Level
from bot.settings import Settings
from playground.client import Json
from playground.server import TOKEN
from tests.engines import outside
from tests.playground.robot import Raw
from tests.shards.conftest import House

Elsewhere = Callable[[list[Json]], list[Json]]


def raw(house: House) -> Raw:
    return Raw(house.playground.session, house.playground.api, TOKEN)


def path(house: House, guild: int | None = None) -> str:
    own = f"/applications/{house.server.world.application_id}"
    return f"{own}/guilds/{guild}/commands" if guild else f"{own}/commands"


async def names(house: House) -> set[str]:
    _, listed = await raw(house)("GET", path(house))
    return {command["name"] for command in listed}


async def registrations(house: House) -> int:
    """How often the bot has put its commands since the counters were set to zero."""
    requests = await house.playground.requests(200)
    ours = [one for one in requests if one["method"] == "PUT" and one["path"] == path(house)]
    return len([one for one in ours if len(one["body"]) > 1])


async def until_registered(house: House) -> None:
    await house.until(lambda: house.app.registration._looked_at is not None)
    for _ in range(500):
        if "quiz" in await names(house):
            return
    raise AssertionError("the commands never came")


def _is_noted(house: House) -> bool:
    with outside(house.path) as rows:
        return bool(rows.execute("SELECT 1 FROM meta WHERE name = 'commands_hash'").fetchone())


def emptied(_: list[Json]) -> list[Json]:
    return []


def renamed(listed: list[Json]) -> list[Json]:
    return [{**command, "description": "Something else"} if command["type"] == 1 else command for command in listed]


def with_another(listed: list[Json]) -> list[Json]:
    return [*listed, {"name": "stranger", "description": "Of another program", "type": 1}]


@pytest.mark.parametrize("change", [emptied, renamed, with_another])
async def test_commands_changed_elsewhere_come_back(house: House, change: Elsewhere) -> None:
    """Emptied, edited or added to by something else: the next start puts them right, though nothing of ours changed."""
    await until_registered(house)
    _, before = await raw(house)("GET", path(house))
    status, _ = await raw(house)("PUT", path(house), change(before))
    assert status == 200
    await house.crash()
    await house.again()
    await until_registered(house)
    for _ in range(200):
        _, now = await raw(house)("GET", path(house))
        if {one["name"]: one["description"] for one in now} == {one["name"]: one["description"] for one in before}:
            return
    raise AssertionError("the commands are not as they were")


async def test_nothing_is_registered_where_nothing_has_changed(house: House) -> None:
    """Restarts and reconnects are no registrations: Discord takes 200 new commands a day."""
    await until_registered(house)
    await house.until(lambda: _is_noted(house))  # killed before that, the bot cannot know of it
    assert await registrations(house) == 1
    for _ in range(2):
        await house.crash()
        await house.again()
        await house.down(1)
        await house.up(1)
    assert await registrations(house) == 1


async def test_another_applications_token(house: House) -> None:
    """A database that was used with another application tells nothing about this one's commands."""
    await until_registered(house)
    await house.crash()
    with outside(house.path) as rows:
        rows.execute("UPDATE meta SET value = '42' || ltrim(value, '0123456789') WHERE name = 'commands_hash'")
    await house.again()
    for _ in range(500):
        if await registrations(house) == 2:
            return
    raise AssertionError("nothing was registered for the new application")


async def test_something_that_keeps_on_emptying_them_is_not_fought(house: House) -> None:
    """Within a process the list is looked at again after hours, not at every connection."""
    await until_registered(house)
    for _ in range(3):
        await raw(house)("PUT", path(house), [])
        await house.app.registration.look(house.now())
    assert await names(house) == set()
    await house.app.registration.look(house.now() + timedelta(hours=6))
    assert "quiz" in await names(house)


async def leftovers(*, clear: bool = False) -> Finding:
    found = [finding async for finding in check_discord(Settings(), clear=clear)]
    return next(finding for finding in found if finding.subject == "leftovers")


async def test_commands_that_servers_have_besides_are_found_and_removed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Duplicates left in a server are named with the remedy, and the remedy removes them and nothing else."""
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("RECALL_DISCORD_API", house.playground.api)
    await until_registered(house)
    assert (await leftovers()).level is Level.OK
    own = [{"name": "quiz", "description": "Left over", "type": 1}]
    await raw(house)("PUT", path(house, house.guilds[1]), own)
    finding = await leftovers()
    assert finding.level is Level.WARN
    assert f"{house.guilds[1]} has quiz" in finding.found
    assert "recall doctor --clear-server-commands" in finding.mend
    assert (await leftovers(clear=True)).level is Level.OK
    assert (await leftovers()).level is Level.OK
    assert "quiz" in await names(house)
