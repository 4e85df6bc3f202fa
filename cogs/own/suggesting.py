"""What members suggest, and deciding on it."""

from discord import Interaction

from bot.exchange.taking import RefusedError
from bot.kernel.custom_ids import Press
from bot.own.rules import Decision, Pack, Refusal
from cogs.own.desk import Desk, argument, kind_of, number
from cogs.own.forms import (
    decline_form,
    draft_of,
    fields_of,
    fits_form,
    question_form,
    suggested,
    suggestion_form,
    written,
)
from cogs.own.ids import KINDS, Verb, on
from cogs.own.rendering import mine_card, queue_card
from cogs.own.words import NO_ROOM_FOR_SUGGESTION, REFUSED
from cogs.shared.interactions import Handler, form_values, open_form, say
from cogs.shared.literal import literal


class SuggestionComponents:
    """The handlers of suggestions, by verb."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.SUGGEST: self.suggest,
            Verb.QUEUE: self.desk.editors(self.queue),
            Verb.ACCEPT: self.desk.editors(self.accept),
            Verb.IMPROVE: self.desk.editors(self.improve),
            Verb.IMPROVED: self.desk.editors(self.improved),
            Verb.DECLINE: self.desk.editors(self.decline),
            Verb.DECLINED: self.desk.editors(self.declined),
        }

    async def open_suggestion(self, interaction: Interaction, pack: Pack) -> None:
        """The form for members."""
        await open_form(interaction, suggestion_form(on(Verb.SUGGEST, pack.name), pack.title))

    async def suggest(self, interaction: Interaction, press: Press) -> None:
        """Put it into the queue. Anybody may."""
        draft, likes_to_be_named = suggested(interaction)
        named = interaction.user.display_name if likes_to_be_named else ""
        try:
            done = await self.desk.own.suggest(
                interaction.guild_id or 0,
                argument(press, 0),
                draft,
                interaction.user.id,
                named,
                interaction.created_at,
            )
        except RefusedError as error:
            await say(interaction, f"**Not sent.** {literal(str(error))} Write it again with `/packs suggest`.")
            return
        told = "**Thank you.** Whoever writes this pack decides on it; `/packs suggestions` shows what becomes of it."
        await say(interaction, REFUSED[done] if isinstance(done, Refusal) else told)

    async def show_suggestions(self, interaction: Interaction) -> None:
        """The queue to who may decide; to others what they suggested themselves."""
        if await self.desk.is_editor(interaction):
            await self._show_queue(interaction)
            return
        shelf = await self.desk.shelf(interaction)
        await say(interaction, card=mine_card([one for one in shelf.suggestions if one.by == interaction.user.id]))

    async def _show_queue(self, interaction: Interaction, index: int = 0, notice: str = "") -> None:
        shelf = await self.desk.shelf(interaction)
        waiting = shelf.waiting()
        findings = self.desk.own.advice(waiting[index % len(waiting)].question) if waiting else []
        await say(interaction, card=queue_card(shelf, index, findings, notice))

    async def queue(self, interaction: Interaction, press: Press) -> None:
        """The next one."""
        await self._show_queue(interaction, number(press, 0))

    async def accept(self, interaction: Interaction, press: Press) -> None:
        """Take it as it is."""
        await self._decide(interaction, press, Decision.ACCEPTED)

    async def improve(self, interaction: Interaction, press: Press) -> None:
        """The form with the suggestion in it."""
        shelf, wanted = await self.desk.shelf(interaction), number(press, 0)
        found = next((one for one in shelf.waiting() if one.number == wanted), None)
        if found is None:
            await say(interaction, REFUSED[Refusal.DECIDED])
            return
        if not fits_form(found.question):
            await say(interaction, NO_ROOM_FOR_SUGGESTION)
            return
        kind = found.question.kind
        submitted = on(Verb.IMPROVED, argument(press, 0), str(KINDS.index(kind)))
        await open_form(interaction, question_form(submitted, kind, fields_of(found.question)))

    async def improved(self, interaction: Interaction, press: Press) -> None:
        """Take it as it was edited."""
        await self._decide(interaction, press, Decision.ACCEPTED, edited=True)

    async def decline(self, interaction: Interaction, press: Press) -> None:
        """The form for a word to whoever made it."""
        await open_form(interaction, decline_form(on(Verb.DECLINED, argument(press, 0))))

    async def declined(self, interaction: Interaction, press: Press) -> None:
        """Decline it."""
        await self._decide(interaction, press, Decision.DECLINED)

    async def _decide(
        self, interaction: Interaction, press: Press, decision: Decision, *, edited: bool = False
    ) -> None:
        try:
            draft = draft_of(kind_of(argument(press, 1)), written(interaction)) if edited else None
            word = form_values(interaction).get("word", "") if decision is Decision.DECLINED else ""
            done = await self.desk.own.decide(
                interaction.guild_id or 0, number(press, 0), decision, interaction.user.id, interaction.created_at,
                word, draft=draft,
            )  # fmt: skip
        except RefusedError as error:
            await say(interaction, f"**Not saved.** {literal(str(error))}")
            return
        told = "Accepted: it stands in the pack." if decision is Decision.ACCEPTED else "Declined."
        await self._show_queue(interaction, notice=REFUSED[done] if isinstance(done, Refusal) else told)
