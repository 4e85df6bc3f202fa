"""What the buttons, menus and forms of packs and their questions do."""

from discord import Interaction

from bot.exchange.draft import RefusedError
from bot.kernel.choosing import Order
from bot.kernel.custom_ids import Press, base36, read_number
from bot.kernel.ports import StorageError
from bot.kernel.questions import Kind
from bot.kernel.sources import Game, Source, own_topic
from bot.own.named import Named
from bot.own.rules import Item, Refusal
from cogs.checking.drawing import all_looks
from cogs.own import words
from cogs.own.desk import Desk, Kept, argument, kind_of, number
from cogs.own.findings import FIELDS, reads_alike, without_marks
from cogs.own.forms import draft_of, fields_of, fits_form, question_form, written
from cogs.own.ids import KINDS, SCOPES, Verb, on
from cogs.own.listing import A_PAGE, digest, list_card, topics_of
from cogs.own.rendering import drop_card, history_card, look_card, unkept_card, unsaved_card, why_not
from cogs.own.suggesting import Tell
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, form_typed, may_manage, open_form, say, values_of
from cogs.shared.literal import literal

NEW = "-"
"""Stands in an id for a question that there is not yet; `DRAFT` with a number for one that could not be saved."""

DRAFT = "~"


class OwnComponents:
    """The handlers, by verb; each takes the interaction and the parsed id."""

    def __init__(self, desk: Desk, sources: Source, named: Named, tell: Tell) -> None:
        self.desk = desk
        self._tell = tell
        self._named = named
        self._sources = sources
        self._unsaved: Kept[dict[str, str]] = Kept()

    def forget_person(self, player_id: int) -> None:
        """Somebody was erased: what they wrote and did not save goes, too."""
        self._unsaved.forget_person(player_id)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        for_editors: dict[str, Handler] = {
            Verb.TOPICS: self.topics,
            Verb.ORDER: self.order,
            Verb.PACK: self.pack,
            Verb.ITEM: self.item,
            Verb.PICK: self.item,
            Verb.LOOK: self.look,
            Verb.ADD: self.add,
            Verb.SAVE: self.save,
            Verb.AGAIN: self.again,
            Verb.EDIT: self.edit,
            Verb.MEND: self.mend,
            Verb.COPY: once_seen(self.copy),
            Verb.DELETE: once_seen(self.delete),  # the one may stand where the other stood
            Verb.RESTORE: once_seen(self.restore),
            Verb.HISTORY: self.history,
            Verb.PUBLISH: once_seen(self.publish),
            Verb.DROP: self.drop,
            Verb.DROP_NOW: once_seen(self.drop_now),
        }
        theirs = {verb: self.desk.editors(handler) for verb, handler in for_editors.items()}
        return {Verb.LIST: self.listed, Verb.SCOPE: self.scoped, **theirs}

    # Packs

    async def show_list(self, interaction: Interaction, page: int = 0, notice: str = "", scope: int = 0) -> None:
        """What is on and off here, and the packs."""
        if interaction.guild_id is None:
            await say(interaction, words.NOT_HERE)
            return
        shelf = await self.desk.shelf(interaction)
        topics = topics_of((await self._sources.library(0)).topics, shelf)
        edits = await self.desk.is_editor(interaction)
        card = list_card(
            shelf, topics, page, _game(scope), notice, edits=edits, manages=edits and may_manage(interaction)
        )
        await say(interaction, card=card)

    async def listed(self, interaction: Interaction, press: Press) -> None:
        """All packs, from a page on."""
        await self.show_list(interaction, number(press, 0), scope=number(press, 1))

    async def scoped(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002 - as all
        """The list as one game follows it."""
        chosen = next(iter(values_of(interaction)), "0")
        await self.show_list(interaction, scope=int(chosen) if chosen in map(str, range(len(SCOPES))) else 0)

    async def topics(self, interaction: Interaction, press: Press) -> None:
        """What was chosen is on, the others of its page are off."""
        guild_id, page, scope = interaction.guild_id or 0, number(press, 0), number(press, 2)
        shelf = await self.desk.own.shelf(guild_id)
        topics = topics_of((await self._sources.library(0)).topics, shelf)
        shown = [*topics][page * A_PAGE : (page + 1) * A_PAGE]
        if argument(press, 1) != digest(shown):
            await self.show_list(interaction, page, words.TOPICS_CHANGED, scope)
            return
        after = await self.desk.own.choose_topics(guild_id, _game(scope), shown, values_of(interaction))
        named = [
            name
            for game in Game
            for name in await self._named.of(guild_id, after.off_in(game) - shelf.choices.off_in(game), game)
        ]
        await self.show_list(interaction, page, words.TOPICS_SAVED + words.still_named(named), scope)

    async def order(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002 - as all
        """What comes first."""
        said = next(iter(values_of(interaction)), "")
        order = Order(said) if said in set(Order) else Order.USUAL
        await self.desk.own.choose_order(interaction.guild_id or 0, order)
        await self.show_list(interaction, notice=words.ORDER_SAVED.format(order=words.ORDERS[order]))

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
        told = words.PUBLISHED_NOW.format(undo=words.UNPUBLISH) if published else words.DRAFT_NOW
        told += "" if published else await self._still_named(interaction, name)
        await self.desk.show_pack(interaction, name, notice=words.REFUSED[done] if isinstance(done, Refusal) else told)

    async def drop(self, interaction: Interaction, press: Press) -> None:
        """Whether it is really to go."""
        await self.ask_to_drop(interaction, argument(press, 0))

    async def ask_to_drop(self, interaction: Interaction, name: str) -> None:
        """Ask whether a pack is really to go, with what would go with it."""
        shelf = await self.desk.shelf(interaction)
        pack = shelf.pack(name)
        if pack is None:
            await say(interaction, words.REFUSED[Refusal.NO_PACK])
        else:
            asked = await self.desk.own.asked_now(pack.guild_id, name)
            named = await self._still_named(interaction, name)
            waiting = sum(one.pack == name for one in shelf.waiting)
            await say(interaction, card=drop_card(pack, shelf.size(pack.name), named, asked, waiting))

    async def drop_now(self, interaction: Interaction, press: Press) -> None:
        """Delete it for good."""
        guild_id, by, at = interaction.guild_id or 0, interaction.user.id, interaction.created_at
        done = await self.desk.own.drop_pack(guild_id, argument(press, 0), by, at, words.PACK_DELETED)
        if isinstance(done, Refusal):
            await self.show_list(interaction, notice=words.REFUSED[done])
            return
        pack, declined = done
        told = words.DROPPED.format(title=literal(pack.title)) + await self._still_named(interaction, pack.name)
        await self.show_list(interaction, notice=told)
        for one in declined:
            if one.by != by and interaction.guild is not None:
                self._tell(one, pack.title, interaction.guild.name)

    async def _still_named(self, interaction: Interaction, pack: str) -> str:
        """What is set to ask about a pack's topic, which it cannot then; empty where nothing is."""
        guild_id = interaction.guild_id or 0
        return words.still_named(await self._named.of(guild_id, [own_topic(guild_id, pack)]))

    # Questions

    async def add(self, interaction: Interaction, press: Press) -> None:
        """The form of the kind that was chosen."""
        kind = next(iter(values_of(interaction)), "")
        await self.open_question(interaction, argument(press, 0), kind_of(kind))

    async def open_question(self, interaction: Interaction, pack: str, kind: Kind) -> None:
        """An empty form."""
        await open_form(interaction, question_form(_save(kind, pack, NEW), kind, {}))

    async def save(self, interaction: Interaction, press: Press) -> None:
        """Keep what was written, or say why it cannot be kept, with the way back to it."""
        kind, pack, item = kind_of(argument(press, 0)), argument(press, 1), argument(press, 2)
        fields, seen = written(interaction), read_number(argument(press, 3))
        guild_id, by, at = interaction.guild_id or 0, interaction.user.id, interaction.created_at
        if argument(press, 4) and (found := await self.desk.own.item(guild_id, item)):
            fields = fields_of(found.question) | fields  # the form showed one of them
        try:
            draft = draft_of(kind, fields)
            done = await self.desk.own.write(guild_id, pack, draft, by, at, "" if _is_new(item) else item, seen)
        except (RefusedError, StorageError) as error:
            await self._keep_unsaved(interaction, press, fields, why_not(error))
            return
        if done is Refusal.NO_PACK:
            await say(interaction, card=unkept_card(form_typed(interaction)))
        elif isinstance(done, Refusal):
            await self._keep_unsaved(interaction, press, fields, words.REFUSED[done])
        else:
            self._unsaved.take(interaction, about=item)
            await self.desk.show_item(interaction, done.name, words.SAVED)

    async def _keep_unsaved(self, interaction: Interaction, press: Press, fields: dict[str, str], why: str) -> None:
        """Say why it is not saved; each new question that could not be saved is a draft for itself."""
        kind, pack, item = (argument(press, place) for place in range(3))
        draft = f"{DRAFT}{base36(interaction.id)}" if item == NEW else item
        self._unsaved.put(interaction, fields, draft)
        rest = [argument(press, 4)] if argument(press, 4) else []
        await say(
            interaction, card=unsaved_card(why, on(Verb.AGAIN, kind, pack, draft, *rest), form_typed(interaction))
        )

    async def again(self, interaction: Interaction, press: Press) -> None:
        """The form with what could not be saved; where that is gone, with the question as it stands."""
        kind, pack, name = kind_of(argument(press, 0)), argument(press, 1), argument(press, 2)
        fields = self._unsaved.get(interaction, name)
        item = None if _is_new(name) else await self.desk.own.item(interaction.guild_id or 0, name)
        if item is None:
            await open_form(interaction, question_form(_save(kind, pack, name), kind, fields or {}))
        elif (fields is None or argument(press, 3)) and await self.desk.keeps_key(interaction, name):
            return  # what they have not typed themselves is the question as it stood when they sent it
        elif fields is None:
            await self._open(interaction, item)
        else:
            await open_form(interaction, question_form(_save(kind, pack, name, item.version), kind, fields))

    async def edit(self, interaction: Interaction, press: Press) -> None:
        """The form with the question as it stands."""
        if found := await self._item(interaction, press):
            await self._open(interaction, found)

    async def _open(self, interaction: Interaction, item: Item, only: str = "") -> None:
        if not fits_form(item.question):
            await say(interaction, words.NO_ROOM)
            return
        kind = item.question.kind
        submitted = _save(kind, item.pack, item.name, item.version, *(["m"] if only else []))
        await open_form(interaction, question_form(submitted, kind, fields_of(item.question), only))

    async def _item(self, interaction: Interaction, press: Press) -> Item | None:
        found = await self.desk.own.item(interaction.guild_id or 0, argument(press, 0))
        if found is None:
            await say(interaction, words.REFUSED[Refusal.NO_ITEM])
        elif await self.desk.keeps_key(interaction, found.name):
            return None
        return found

    async def mend(self, interaction: Interaction, press: Press) -> None:
        """Mend what the checker found: at once, or in a form with that field alone."""
        found = await self._item(interaction, press)
        if found is None:
            return
        field = FIELDS[min(number(press, 1), len(FIELDS) - 1)]
        if field != "marks":
            await self._open(interaction, found, "explanation" if field == "source" else field)
            return
        question, who = without_marks(found.question), (interaction.user.id, interaction.created_at)
        if question == found.question:
            await self.desk.show_item(interaction, found.name, words.NOTHING_TO_MEND)
            return
        if reads_alike(question, found.question):
            await self.desk.show_item(interaction, found.name, words.ALIKE_WITHOUT)
            return
        done = await self.desk.own.change(found.guild_id, found.name, question, *who, seen=found.version)
        changed = words.CHANGED_MEANWHILE if done is Refusal.CHANGED_SINCE else words.MENDED
        told = words.REFUSED[Refusal.NO_ITEM] if done is Refusal.NO_ITEM else changed
        await self.desk.show_item(interaction, found.name, told)

    async def look(self, interaction: Interaction, press: Press) -> None:
        """The question on a screen of a game."""
        found = await self._item(interaction, press)
        if found is None:
            return
        place = next(iter(values_of(interaction)), "")
        looks = [*all_looks().items()]
        if not place.isdecimal() or int(place) >= len(looks):
            await self.desk.show_item(interaction, found.name, words.LOOK_GONE)
            return
        name, draw = looks[int(place)]
        await say(interaction, card=look_card(found.name, name, draw(found.question)))

    async def copy(self, interaction: Interaction, press: Press) -> None:
        """Another like it."""
        if await self.desk.keeps_key(interaction, argument(press, 0)):
            return
        done = await self.desk.own.duplicate(
            interaction.guild_id or 0, argument(press, 0), interaction.user.id, interaction.created_at
        )
        if isinstance(done, Refusal):
            await say(interaction, words.REFUSED[done])
        else:
            await self.desk.show_item(interaction, done.name, words.COPIED)

    async def delete(self, interaction: Interaction, press: Press) -> None:
        """Take it out; a button brings it back."""
        name = argument(press, 0)
        done = await self.desk.own.delete(interaction.guild_id or 0, name, interaction.user.id, interaction.created_at)
        told = words.REFUSED[done] if isinstance(done, Refusal) else words.DELETED
        await self.desk.show_item(interaction, name, told)

    async def restore(self, interaction: Interaction, press: Press) -> None:
        """Bring it back."""
        name = argument(press, 0)
        done = await self.desk.own.restore(interaction.guild_id or 0, name, interaction.user.id, interaction.created_at)
        told = words.REFUSED[done] if isinstance(done, Refusal) else words.RESTORED
        await self.desk.show_item(interaction, name, told)

    async def history(self, interaction: Interaction, press: Press) -> None:
        """What was done to it."""
        if item := await self._item(interaction, press):
            await say(interaction, card=history_card(item, await self.desk.own.history(item.guild_id, item.name)))


def _game(scope: int) -> Game | None:
    return SCOPES[scope] if scope < len(SCOPES) else None


def _is_new(item: str) -> bool:
    return item == NEW or item.startswith(DRAFT)


def _save(kind: Kind, pack: str, item: str, version: int | None = None, *more: str) -> str:
    seen = [] if version is None else [base36(version)]
    return on(Verb.SAVE, str(KINDS.index(kind)), pack, item, *seen, *more)
