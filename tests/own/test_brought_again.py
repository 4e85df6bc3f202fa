"""Files that come again, and the IDs of what is in them."""

from __future__ import annotations

from dataclasses import replace

from bot.exchange.importing import Brought
from tests.cogs.table import Table
from tests.own.test_care import AT, brought, laid, pack_of
from tests.own.test_story import files_of, own_of

__all__ = ["laid"]  # a fixture


async def test_a_file_that_an_earlier_version_brought_changes_no_history(laid: Table) -> None:
    """Its questions keep the IDs that were made of their keys; in another pack, they get others."""
    own, here = own_of(laid), laid.guild.id
    biology, physics = await pack_of(laid), await pack_of(laid, "Physics")
    file, earlier = Brought("a.gift", b"Which gas?{=Oxygen ~Helium}"), "biology-99ad8e28"
    read = await files_of(laid).look_at(file, biology)
    [one] = read.items
    as_before = replace(read, items=(replace(one, question=replace(one.question, id=earlier)),))
    assert await files_of(laid).bring(here, biology.name, as_before, 1, AT) == (1, 0, 0, 0)
    again = await files_of(laid).look_at(file, biology)
    assert await files_of(laid).bring(here, biology.name, again, 1, AT) == (0, 0, 1, 0)
    assert [item.name for item in await own.page(here, biology.name, 0, 9)] == [earlier]
    await files_of(laid).bring(here, physics.name, await files_of(laid).look_at(file, physics), 1, AT)
    assert [item.name for item in await own.page(here, physics.name, 0, 9)] != [earlier]


async def test_long_ids_stay_apart(laid: Table) -> None:
    """Two that differ only at their ends, and stand in another pack already, come in as two."""
    own, here = own_of(laid), laid.guild.id
    biology, physics = await pack_of(laid), await pack_of(laid, "Physics")
    both = brought(f"{'a-' * 22}one", f"{'a-' * 22}two")
    assert await files_of(laid).bring(here, biology.name, both, 1, AT) == (2, 0, 0, 0)
    assert await files_of(laid).bring(here, physics.name, both, 1, AT) == (2, 0, 0, 0)
    assert await files_of(laid).bring(here, physics.name, both, 1, AT) == (0, 0, 2, 0)
    assert (await own.shelf(here)).size(physics.name) == 2
