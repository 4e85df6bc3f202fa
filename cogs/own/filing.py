"""Bringing files in and taking packs out, in Discord."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO

import discord
from discord import Interaction

from bot.exchange.draft import UnclearError, UnknownKindError, UnreadableError
from bot.exchange.files import check_size
from bot.exchange.importing import Brought
from bot.exchange.reading import FORMATS
from bot.exchange.report import as_text
from bot.exchange.taken import Import
from bot.exchange.text import slug
from bot.exchange.writing import TARGETS, ending_of
from bot.kernel.custom_ids import Press, base36
from bot.own.files import Came, FileService
from bot.own.rules import Pack, Refusal
from cogs.own import words
from cogs.own.desk import Desk, Kept, argument
from cogs.own.fitting import shortened
from cogs.own.forms import file_form
from cogs.own.ids import Verb, on
from cogs.own.reading import OneFile
from cogs.own.rendering import is_whole, report_card, stays
from cogs.own.tabling import HEADING, Unclear, columns_form, columns_told, unclear_card
from cogs.shared.cards import Card
from cogs.shared.interactions import Handler, form_choices, form_files, largest_file, open_form, say, take_time
from cogs.shared.literal import literal
from cogs.shared.words import count

MOST_READ = 20_000
"""Questions that were read and are not brought in yet: so many are kept in all, of the latest files."""

MOST_OF_TABLES = 20 * 1024 * 1024
"""Bytes of the tables whose columns are asked for: so many are kept in all, of the latest."""

FILES_LAST = timedelta(minutes=15)
"""So long a file is kept in memory; then it is to be sent again."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a file for a pack; `token` stands in the id of the button that brings it in."""

    token: str
    pack: str
    found: Import


class FileComponents:
    """The handlers of files, by verb."""

    def __init__(self, desk: Desk, files: FileService, on_import: Callable[[str], None] = lambda _: None) -> None:
        """`on_import` is told what came of a file."""
        self.desk = desk
        self._files = files
        self._on_import = on_import
        self._one = OneFile()
        self._read: Kept[Read] = Kept(most=MOST_READ, size=lambda read: len(read.found.items), lasts=FILES_LAST)
        self._said: Kept[tuple[str, tuple[str, ...]]] = Kept()
        self._unclear: Kept[Unclear] = Kept(
            most=MOST_OF_TABLES, size=lambda table: len(table.brought.data), lasts=FILES_LAST
        )

    def forget_person(self, player_id: int) -> None:
        """Somebody was erased: the files that they sent are not kept any more."""
        for kept in (self._read, self._said, self._unclear):
            kept.forget_person(player_id)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.BRING: self.desk.editors(self.bring),
            Verb.FILE: self.desk.editors(self.ask),
            Verb.FILED: self.desk.editors(self.filed),
            Verb.COLUMNS: self.desk.editors(self.ask_columns),
            Verb.COLUMNED: self.desk.editors(self.columned),
        }

    async def ask(self, interaction: Interaction, press: Press) -> None:
        """The form that takes a file."""
        await self.open_file_form(interaction, argument(press, 0))

    async def open_file_form(
        self, interaction: Interaction, pack_name: str, form: str = "", columns: tuple[str, ...] = ()
    ) -> None:
        """The form that takes a file for a pack; what was said of it already is kept until it comes."""
        pack = await self.desk.own.pack(interaction.guild_id or 0, pack_name)
        if pack is None:
            await say(interaction, words.REFUSED[Refusal.NO_PACK])
            return
        self._said.put(interaction, (form, columns), pack.name)
        await open_form(interaction, file_form(on(Verb.FILED, pack.name), pack.title))

    async def filed(self, interaction: Interaction, press: Press) -> None:
        """A file came in by the form."""
        pack = await self.desk.own.pack(interaction.guild_id or 0, argument(press, 0))
        file = next(iter(form_files(interaction)), None)
        if pack is None or file is None:
            await say(interaction, words.REFUSED[Refusal.NO_PACK] if pack is None else words.NO_FILE)
            return
        form, columns = self._said.take(interaction, about=pack.name) or ("", ())
        await self.read_file(interaction, pack, file, form, columns)

    async def read_file(
        self, interaction: Interaction, pack: Pack, file: discord.Attachment, form: str, columns: tuple[str, ...]
    ) -> None:
        """Say what would come in of a file, with the button that brings it in."""
        await take_time(interaction)
        with self._one.turn(interaction) as free:
            if not free:
                await say(interaction, words.READING_ALREADY)
                return
            try:
                check_size(file.size)
                brought = Brought(file.filename, await file.read(), FORMATS.get(form), columns)
            except UnreadableError as error:
                await self._unreadable(interaction, error)
            except discord.HTTPException:
                await say(interaction, words.NOT_HANDED_OVER)
            else:
                await self._look_at(interaction, pack, brought)

    async def ask_columns(self, interaction: Interaction, press: Press) -> None:
        """The form that asks which column is which."""
        table = self._table(interaction, press)
        if table is None:
            await say(interaction, words.LOST)
        else:
            await open_form(interaction, columns_form(table, argument(press, 1)))

    async def columned(self, interaction: Interaction, press: Press) -> None:
        """The columns are told: read the table by them. It stays at hand, for who finds that they were others."""
        table = self._table(interaction, press)
        pack = await self.desk.own.pack(interaction.guild_id or 0, table.pack) if table else None
        if table is None or pack is None:
            await say(interaction, words.LOST if table is None else words.REFUSED[Refusal.NO_PACK])
            return
        told = columns_told({name: form_choices(interaction, name) for name in words.COLUMNS}, len(table.first))
        if told is None:
            await say(interaction, card=unclear_card(table, words.COLUMN_TWICE))
            return
        await take_time(interaction)
        brought = replace(table.brought, columns=told, header=argument(press, 1) == HEADING)
        with self._one.turn(interaction) as free:
            if free:
                await self._look_at(interaction, pack, brought)
            else:
                await say(interaction, words.READING_ALREADY)

    def _table(self, interaction: Interaction, press: Press) -> Unclear | None:
        table = self._unclear.get(interaction)
        return table if table and table.token == argument(press, 0) else None

    async def _unreadable(self, interaction: Interaction, error: UnreadableError) -> None:
        self._on_import("unreadable")
        told = words.UNREADABLE.format(why=shortened(literal(str(error)), 1_000))
        await say(interaction, f"{told}\n{words.SAY_THE_KIND}" if isinstance(error, UnknownKindError) else told)

    async def _look_at(self, interaction: Interaction, pack: Pack, brought: Brought) -> None:
        """What would come in; where a table's columns are not to be told apart, the way to the form instead."""
        try:
            found = await self._files.look_at(brought, pack)
        except UnclearError as error:
            table = Unclear(base36(interaction.id), pack.name, brought, error.first)
            self._unclear.put(interaction, table)
            await say(interaction, card=unclear_card(table))
            return
        except UnreadableError as error:
            await self._unreadable(interaction, error)
            return
        read = Read(base36(interaction.id), pack.name, found)
        self._read.put(interaction, read)
        there = await self._files.there(pack.guild_id, pack, found, interaction.user.id)
        coming = [one.question for one in found.items]
        whole = is_whole(found.report, len(coming))
        files = [] if whole else [discord.File(BytesIO(_all_of(found).encode()), "report.txt")]
        card = report_card(found.report, pack, read.token, there, whole=whole, coming=coming)
        await say(interaction, card=card, files=files)

    async def bring(self, interaction: Interaction, press: Press) -> None:
        """Bring in what this button's report was about; it stays at hand until it is in."""
        token = argument(press, 1)
        read = self._read.take(interaction, lambda kept: kept.token == token)
        if read is None:
            await say(interaction, words.LOST)
            return
        name, done = read.pack, None
        try:
            done = await self._files.bring(
                interaction.guild_id or 0, name, read.found, interaction.user.id, interaction.created_at
            )
        finally:
            if done is None or isinstance(done, Refusal):
                self._read.put_back(interaction, read)
        self._on_import("refused" if isinstance(done, Refusal) else "done")
        if isinstance(done, Refusal):
            await say(interaction, words.REFUSED[done])
            return
        await self.desk.show_pack(interaction, name, notice=_told(done))

    async def take_out(self, interaction: Interaction, pack: Pack, form: str) -> None:
        """A pack as a file."""
        await take_time(interaction)
        target = TARGETS[form]
        who, at = interaction.user.id, interaction.created_at
        done = await self._files.take_out(pack.guild_id, pack.name, target, who, at)
        if isinstance(done, Refusal):
            why = {Refusal.NO_ITEM: words.NO_QUESTION_YET, Refusal.BEING_ASKED: words.ALL_BEING_ASKED}
            await say(interaction, why.get(done) or words.REFUSED[done])
            return
        data, report = done.data, done.report
        most = largest_file(interaction)
        told_of = as_text(report).encode() if report.lines else b""
        if (size := len(data) + len(told_of)) > most:
            largest = f"{most / 2**20:,.0f}"
            await say(interaction, words.TOO_LARGE.format(size=f"{size / 2**20:,.1f}", most=largest))
            return
        name = f"{slug(pack.title) or 'pack'}{ending_of(target, data)}"
        files, names = [discord.File(BytesIO(data), name)], [name]
        if report.lines:
            files.append(discord.File(BytesIO(told_of), "what-is-lost.txt"))
            names.append("what-is-lost.txt")
        questions = count(report.taken, *words.QUESTIONS)
        told = words.TAKEN_OUT.format(title=literal(pack.title), format=target.title, questions=questions)
        lost = words.WHAT_IS_LOST if report.lines else ""
        left_out = words.LEFT_OUT.format(questions=count(done.withheld, *words.QUESTIONS)) if done.withheld else ""
        await say(interaction, card=Card(told, left_out, lost, files=names), files=files)


def _all_of(found: Import) -> str:
    """The report, and every question that would come in, a line each."""
    coming = [words.COMING.format(asks=" ".join(one.question.asking.split())) for one in found.items]
    return "\n".join([as_text(found.report), *(["", words.ALL_COMING, *coming] if coming else [])])


def _told(came: Came) -> str:
    anew = words.UPDATED.format(questions=came.anew) if came.anew else ""
    same = words.UNCHANGED.format(questions=came.same) if came.same else ""
    told = words.IMPORTED.format(fresh=count(came.fresh, *words.QUESTIONS), anew=anew, same=same)
    return f"{told}\n{stays(came.asked)}" if came.asked else told
