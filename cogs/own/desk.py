"""What all screens of a server's own questions share: who may write, reading ids, what each person did last."""

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import discord
from discord import Interaction

from bot.kernel.custom_ids import Press, read_number
from bot.kernel.questions import Kind
from bot.kernel.sources import own_id
from bot.own.rules import Refusal
from bot.own.service import OwnService
from bot.own.shelf import Shelf
from cogs.checking.drawing import all_looks
from cogs.own.ids import KINDS, Verb, on
from cogs.own.listing import A_PAGE
from cogs.own.rendering import item_card, pack_card, pages_of
from cogs.own.words import BACK_TO_IT, NOT_EDITOR, NOT_HERE, REFUSED, WITHHELD
from cogs.shared.cards import Card, button, row
from cogs.shared.interactions import Handler, may_manage, say

MOST_KEPT = 500
"""Forms that could not be saved, and what was said of files to come: so many of each, the latest."""

T = TypeVar("T")


@dataclass(slots=True)
class Kept(Generic[T]):
    """What people did last about something, until it is done: each person's for itself, and each thing's.

    `most` of it in all, each thing as large as `size` says, and the last one in any case; none for longer than it
    `lasts`. Where it is too much, the server that has the most loses something, there whoever has the most.
    """

    of: OrderedDict[tuple[int, int, str], tuple[T, datetime]] = field(default_factory=OrderedDict)
    most: int = MOST_KEPT
    size: Callable[[T], int] = lambda _: 1
    lasts: timedelta | None = None

    def put(self, interaction: Interaction, thing: T, about: str = "") -> None:
        """Keep it, and forget what is too much. `about`: what it belongs to, if people can have several."""
        key = (*who(interaction), about)
        self.of[key] = thing, interaction.created_at
        self.of.move_to_end(key)
        self._forget(interaction.created_at)
        while len(self.of) > 1 and sum(self.size(one) for one, _ in self.of.values()) > self.most:
            del self.of[self._too_much()]

    def _too_much(self) -> tuple[int, int, str]:
        """What goes first; not what came last."""
        servers, people = Counter[int](), Counter[tuple[int, int]]()
        for (guild_id, player_id, _), (thing, _) in self.of.items():
            servers[guild_id] += self.size(thing)
            people[guild_id, player_id] += self.size(thing)
        return max(list(self.of)[:-1], key=lambda key: (servers[key[0]], people[key[:2]]))  # of equals the oldest

    def _forget(self, at: datetime) -> None:
        if self.lasts is not None:
            for key in [key for key, (_, since) in self.of.items() if at - since > self.lasts]:
                del self.of[key]

    def forget_person(self, player_id: int) -> None:
        """Somebody was erased: nothing of theirs is kept."""
        for key in [key for key in self.of if key[1] == player_id]:
            del self.of[key]

    def get(self, interaction: Interaction, about: str = "") -> T | None:
        """What is kept, which stays."""
        self._forget(interaction.created_at)
        kept = self.of.get((*who(interaction), about))
        return kept[0] if kept else None

    def put_back(self, interaction: Interaction, thing: T) -> None:
        """Keep what was taken and is needed after all, unless there is something later."""
        if self.get(interaction) is None:
            self.put(interaction, thing)

    def take(self, interaction: Interaction, fits: Callable[[T], bool] = lambda _: True, about: str = "") -> T | None:
        """Give it out, once, if it is what is meant."""
        kept = self.get(interaction, about)
        if kept is None or not fits(kept):
            return None
        del self.of[(*who(interaction), about)]
        return kept


def who(interaction: Interaction) -> tuple[int, int]:
    """A person in a server."""
    return interaction.guild_id or 0, interaction.user.id


class Desk:
    """Who may write, and the two pages that everything leads back to."""

    def __init__(self, own: OwnService) -> None:
        self.own = own

    def editors(self, handler: Handler) -> Handler:
        """The handler, for who may write this server's packs; others are told who may."""

        async def checked(interaction: Interaction, press: Press) -> None:
            if await self.may_edit(interaction):
                await handler(interaction, press)

        return checked

    async def may_edit(self, interaction: Interaction) -> bool:
        """Whether somebody may write this server's packs; where not, they are told who may."""
        if await self.is_editor(interaction):
            return True
        await say(interaction, NOT_EDITOR if interaction.guild_id else NOT_HERE)
        return False

    async def is_editor(self, interaction: Interaction) -> bool:
        """Whether somebody may write this server's packs."""
        if interaction.guild_id is None:
            return False
        if may_manage(interaction):
            return True
        role = (await self.own.choices(interaction.guild_id)).editor_role
        user = interaction.user
        roles = user.roles if isinstance(user, discord.Member) else []  # `get_role` knows nothing of @everyone
        return role in {one.id for one in roles}

    async def show_pack(self, interaction: Interaction, name: str, page: int = 0, notice: str = "") -> None:
        """A pack."""
        shelf = await self.shelf(interaction)
        if (pack := shelf.pack(name)) is None:
            await say(interaction, REFUSED[Refusal.NO_PACK])
            return
        page %= pages_of(shelf.size(name))
        items = await self.own.page(pack.guild_id, name, page * A_PAGE, A_PAGE)
        await say(interaction, card=pack_card(shelf, pack, items, page, notice))

    async def show_item(self, interaction: Interaction, name: str, notice: str = "") -> None:
        """A question."""
        item = await self.own.item(interaction.guild_id or 0, name)
        pack = await self.own.pack(item.guild_id, item.pack) if item else None
        if item is None or pack is None:
            await say(interaction, REFUSED[Refusal.NO_ITEM])
        else:
            withheld = await self.is_withheld(interaction, item.name)
            found = [] if withheld else await self.own.advice(item.question, pack)
            looks = [] if withheld else [*all_looks()]
            await say(interaction, card=item_card(pack, item, found, looks, notice, withheld=withheld))

    async def is_withheld(self, interaction: Interaction, item: str) -> bool:
        """Whether somebody may not see a question's key just now."""
        guild_id = interaction.guild_id or 0
        return own_id(guild_id, item) in await self.own.withheld(guild_id, interaction.user.id)

    async def keeps_key(self, interaction: Interaction, item: str) -> bool:
        """The same; they are told so, with the way back to the question."""
        if withheld := await self.is_withheld(interaction, item):
            back = button(BACK_TO_IT, on(Verb.ITEM, item))
            await say(interaction, card=Card(WITHHELD, rows=[row(back)]))
        return withheld

    async def shelf(self, interaction: Interaction) -> Shelf:
        """All that the server has."""
        return await self.own.shelf(interaction.guild_id or 0)


def kind_of(said: str) -> Kind:
    """The kind that an id or a menu names."""
    place = read_number(said)
    return KINDS[place] if place is not None and place < len(KINDS) else Kind.SINGLE


def argument(press: Press, place: int) -> str:
    """What an id says at a place; empty where it says nothing."""
    return press.arguments[place] if place < len(press.arguments) else ""


def number(press: Press, place: int) -> int:
    """The number that an id says at a place; 0 where it says none."""
    return read_number(argument(press, place)) or 0
