"""What the buttons, menus and forms of packs and their questions do."""

from discord import Interaction

from bot.exchange.taking import RefusedError
from bot.kernel.custom_ids import Press
from bot.kernel.questions import Kind
from bot.kernel.sources import Source
from bot.own.rules import Refusal
from cogs.own.desk import Desk, Kept, argument, kind_of, number
from cogs.own.forms import draft_of, fields_of, fits_form, question_form, written
from cogs.own.ids import KINDS, Verb, on
from cogs.own.rendering import A_PAGE, digest, drop_card, history_card, list_card, topics_of, unsaved_card
from cogs.own.words import CHANGED_TOPICS, NO_ROOM, REFUSED
from cogs.shared.interactions import Handler, open_form, say, values_of
from cogs.shared.literal import literal

NEW = "-"
"""Stands in an id for a question that there is not yet."""


class OwnComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    def __init__(self, desk: Desk, sources: Source) -> None:
        self.desk = desk
        self._sources = sources
        self._unsaved: Kept[dict[str, str]] = Kept()

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.LIST: self.desk.editors(self.listed),
            Verb.TOPICS: self.desk.editors(self.topics),
            Verb.PACK: self.desk.editors(self.pack),
            Verb.ITEM: self.desk.editors(self.item),
            Verb.PICK: self.desk.editors(self.item),
            Verb.ADD: self.desk.editors(self.add),
            Verb.SAVE: self.desk.editors(self.save),
            Verb.AGAIN: self.desk.editors(self.again),
            Verb.EDIT: self.desk.editors(self.edit),
            Verb.COPY: self.desk.editors(self.copy),
            Verb.DELETE: self.desk.editors(self.delete),
            Verb.RESTORE: self.desk.editors(self.restore),
            Verb.HISTORY: self.desk.editors(self.history),
            Verb.PUBLISH: self.desk.editors(self.publish),
            Verb.DROP: self.desk.editors(self.drop),
            Verb.DROP_NOW: self.desk.editors(self.drop_now),
        }

    # Packs

    async def show_list(self, interaction: Interaction, page: int = 0, notice: str = "") -> None:
        """What is on and off here, and the packs."""
        shelf = await self.desk.shelf(interaction)
        library = await self._sources.library(shelf.choices.guild_id)
        await say(interaction, card=list_card(shelf, topics_of(library.topics, shelf), page, notice))

    async def listed(self, interaction: Interaction, press: Press) -> None:
        """All packs, from a page on."""
        await self.show_list(interaction, number(press, 0))

    async def topics(self, interaction: Interaction, press: Press) -> None:
        """What was chosen is on, the others of its page are off."""
        guild_id, page, chosen = interaction.guild_id or 0, number(press, 0), set(values_of(interaction))
        shelf = await self.desk.own.shelf(guild_id)
        library = await self._sources.library(guild_id)
        shown = list(topics_of(library.topics, shelf))[page * A_PAGE : (page + 1) * A_PAGE]
        if argument(press, 1) != digest(shown):
            await self.show_list(interaction, page, CHANGED_TOPICS)
            return
        off = {*shelf.choices.topics_off} - set(shown) | {topic for topic in shown if topic not in chosen}
        await self.desk.own.choose_topics(guild_id, off)
        await self.show_list(interaction, page, "Saved: quizzes, dailies, duels and practice follow from now on.")

    async def pack(self, interaction: Interaction, press: Press) -> None:
        """A pack, chosen in a menu or named by a button."""
        name = next(iter((*values_of(interaction), *press.arguments)), "")
        await self.desk.show_pack(interaction, name, number(press, 1))

    async def item(self, interaction: Interaction, press: Press) -> None:
        """A question, chosen in a menu or named by a button."""
        await self.desk.show_item(interaction, next(iter((*values_of(interaction), *press.arguments)), ""))

    async def publish(self, interaction: Interaction, press: Press) -> None:
        """Ask it, or no longer."""
        name, published = argument(press, 0), argument(press, 1) == "1"
        done = await self.desk.own.publish(interaction.guild_id or 0, name, published=published)
        told = "Published: it is asked here from now on." if published else "A draft again: nobody is asked it."
        await self.desk.show_pack(interaction, name, notice=REFUSED[done] if isinstance(done, Refusal) else told)

    async def drop(self, interaction: Interaction, press: Press) -> None:
        """Whether it is really to go."""
        shelf = await self.desk.shelf(interaction)
        pack = shelf.pack(argument(press, 0))
        if pack is None:
            await say(interaction, REFUSED[Refusal.NO_PACK])
        else:
            await say(interaction, card=drop_card(pack, len(shelf.items_of(pack.name))))

    async def drop_now(self, interaction: Interaction, press: Press) -> None:
        """Delete it for good."""
        done = await self.desk.own.drop_pack(interaction.guild_id or 0, argument(press, 0))
        told = REFUSED[done] if isinstance(done, Refusal) else f"**{literal(done.title)}** is deleted."
        await self.show_list(interaction, notice=told)

    # Questions

    async def add(self, interaction: Interaction, press: Press) -> None:
        """The form of the kind that was chosen."""
        kind = next(iter(values_of(interaction)), "")
        await self.open_question(interaction, argument(press, 0), kind_of(kind))

    async def open_question(self, interaction: Interaction, pack: str, kind: Kind, item: str = NEW) -> None:
        """An empty form, or that of a question which is to be changed."""
        fields: dict[str, str] = {}
        if item != NEW:
            found = (await self.desk.shelf(interaction)).item(item)
            if found and not fits_form(found.question):
                await say(interaction, NO_ROOM)
                return
            fields = fields_of(found.question) if found else {}
        await open_form(interaction, question_form(_save(kind, pack, item), kind, fields))

    async def save(self, interaction: Interaction, press: Press) -> None:
        """Keep what was written, or say why it cannot be kept, with the way back to it."""
        kind, pack, item = kind_of(argument(press, 0)), argument(press, 1), argument(press, 2)
        fields = written(interaction)
        guild_id, by, at = interaction.guild_id or 0, interaction.user.id, interaction.created_at
        try:
            draft = draft_of(kind, fields)
            done = await self.desk.own.write(guild_id, pack, draft, by, at, "" if item == NEW else item)
        except RefusedError as error:
            self._unsaved.put(interaction, fields)
            again = on(Verb.AGAIN, *press.arguments[:3])
            await say(interaction, card=unsaved_card(str(error), again))
            return
        if isinstance(done, Refusal):
            await say(interaction, REFUSED[done])
        else:
            await self.desk.show_item(interaction, done.name, "Saved.")

    async def again(self, interaction: Interaction, press: Press) -> None:
        """The form with what could not be saved."""
        kind, pack, item = kind_of(argument(press, 0)), argument(press, 1), argument(press, 2)
        fields = self._unsaved.take(interaction) or {}
        await open_form(interaction, question_form(_save(kind, pack, item), kind, fields))

    async def edit(self, interaction: Interaction, press: Press) -> None:
        """The form with the question as it stands."""
        found = (await self.desk.shelf(interaction)).item(argument(press, 0))
        if found is None:
            await say(interaction, REFUSED[Refusal.NO_ITEM])
        else:
            await self.open_question(interaction, found.pack, found.question.kind, found.name)

    async def copy(self, interaction: Interaction, press: Press) -> None:
        """Another like it."""
        done = await self.desk.own.duplicate(
            interaction.guild_id or 0, argument(press, 0), interaction.user.id, interaction.created_at
        )
        if isinstance(done, Refusal):
            await say(interaction, REFUSED[done])
        else:
            await self.desk.show_item(interaction, done.name, "This is the copy.")

    async def delete(self, interaction: Interaction, press: Press) -> None:
        """Take it out; a button brings it back."""
        name = argument(press, 0)
        done = await self.desk.own.delete(interaction.guild_id or 0, name, interaction.user.id, interaction.created_at)
        await self.desk.show_item(interaction, name, REFUSED[done] if isinstance(done, Refusal) else "Deleted.")

    async def restore(self, interaction: Interaction, press: Press) -> None:
        """Bring it back."""
        name = argument(press, 0)
        done = await self.desk.own.restore(interaction.guild_id or 0, name, interaction.user.id, interaction.created_at)
        await self.desk.show_item(interaction, name, REFUSED[done] if isinstance(done, Refusal) else "It is back.")

    async def history(self, interaction: Interaction, press: Press) -> None:
        """What was done to it."""
        item = (await self.desk.shelf(interaction)).item(argument(press, 0))
        if item is None:
            await say(interaction, REFUSED[Refusal.NO_ITEM])
        else:
            await say(interaction, card=history_card(item, await self.desk.own.history(item.guild_id, item.name)))


def _save(kind: Kind, pack: str, item: str) -> str:
    return on(Verb.SAVE, str(KINDS.index(kind)), pack, item)
