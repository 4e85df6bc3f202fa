"""What members suggest, and deciding on it."""

from collections.abc import Awaitable, Callable

from discord import Interaction

from bot.exchange.draft import RefusedError
from bot.kernel.custom_ids import Press, base36, read_number
from bot.kernel.keys import Viewer
from bot.kernel.ports import StorageError
from bot.kernel.questions import Question
from bot.kernel.sources import own_id
from bot.own.rules import Decision, Pack, Refusal, Suggestion
from bot.own.suggestions import Edited, SuggestionService
from cogs.own import words
from cogs.own.desk import Desk, Kept, argument, kind_of, number
from cogs.own.forms import (
    decline_form,
    distractor_form,
    distractors,
    draft_of,
    fields_of,
    fits_form,
    question_form,
    suggested,
    suggestion_form,
    written,
)
from cogs.own.ids import KINDS, Verb, better, may_be_bettered, on
from cogs.own.queueing import empty_queue_card, mine_card, queue_card
from cogs.own.rendering import unkept_card, unsaved_card, why_not
from cogs.shared.controls import once_seen
from cogs.shared.interactions import Handler, form_typed, form_values, is_checked, open_form, say
from cogs.shared.literal import literal

Met = Callable[[int, int], Awaitable[dict[int, Question]]]
"""Place → question of a game, of those whose answers a person has seen."""

Tell = Callable[[Suggestion, str, str], None]
"""Have whoever suggested something told what became of it, in the pack and the server of these names."""


class SuggestionComponents:
    """The handlers of suggestions, by verb."""

    def __init__(self, desk: Desk, suggestions: SuggestionService, met: Met, tell: Tell) -> None:
        self.desk = desk
        self._suggestions = suggestions
        self._met = met
        self._tell = tell
        self._unsaved: Kept[dict[str, str]] = Kept()
        self._unsent: Kept[dict[str, str]] = Kept()
        self._unbettered: Kept[dict[str, str]] = Kept()

    def forget_person(self, player_id: int) -> None:
        """Somebody was erased: what they wrote and did not send goes, too."""
        for kept in (self._unsaved, self._unsent, self._unbettered):
            kept.forget_person(player_id)

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.SUGGEST: self.suggest,
            Verb.RESUGGEST: self.suggest_again,
            Verb.BETTER: self.better,
            Verb.BETTERED: self.bettered,
            Verb.MINE: self.mine,
            Verb.QUEUE: self.desk.editors(self.queue),
            Verb.ACCEPT: once_seen(self.desk.editors(self.accept)),  # the next one has its button in the same place
            Verb.IMPROVE: self.desk.editors(self.improve),
            Verb.IMPROVED: self.desk.editors(self.improved),
            Verb.DECLINE: self.desk.editors(self.decline),
            Verb.DECLINED: self.desk.editors(self.declined),
            Verb.UNDO: self.desk.editors(self.undo),
        }

    async def open_suggestion(self, interaction: Interaction, pack: Pack) -> None:
        """The form for members."""
        await open_form(interaction, suggestion_form(on(Verb.SUGGEST, pack.name), pack.title))

    async def suggest_again(self, interaction: Interaction, press: Press) -> None:
        """The form with what could not be sent."""
        pack = await self.desk.own.pack(interaction.guild_id or 0, argument(press, 0))
        if pack is None:
            await say(interaction, words.REFUSED[Refusal.NO_PACK])
            return
        fields = self._unsent.get(interaction, pack.name) or {}
        await open_form(interaction, suggestion_form(on(Verb.SUGGEST, pack.name), pack.title, fields))

    async def suggest(self, interaction: Interaction, press: Press) -> None:
        """Put it into the queue, or say why not, with the way back to what was typed. Anybody may."""
        pack = argument(press, 0)
        guild_id, by, at = interaction.guild_id or 0, interaction.user.id, interaction.created_at
        try:
            draft, likes_to_be_named = suggested(interaction)
            named = interaction.user.display_name if likes_to_be_named else ""
            done = await self._suggestions.suggest(guild_id, pack, draft, by, named, at)
            if done is Refusal.NO_PACK:
                await say(interaction, card=unkept_card(form_typed(interaction), words.NOT_SENT))
                return
            why = words.REFUSED[done] if isinstance(done, Refusal) else ""
        except (RefusedError, StorageError) as error:
            why = why_not(error)
        if why:
            self._unsent.put(interaction, form_values(interaction), pack)
            again = on(Verb.RESUGGEST, pack)
            await say(interaction, card=unsaved_card(why, again, form_typed(interaction), words.NOT_SENT))
            return
        self._unsent.take(interaction, about=pack)
        await say(interaction, words.SENT)

    async def better(self, interaction: Interaction, press: Press) -> None:
        """The form for a better wrong answer to a question whose answer this member has seen."""
        if question := await self._revealed(interaction, press):
            submitted = better(press.game_id, press.position, Verb.BETTERED)
            fields = self._unbettered.get(interaction, question.id) or {}
            await open_form(interaction, distractor_form(submitted, question, fields))

    async def bettered(self, interaction: Interaction, press: Press) -> None:
        """Put it into the queue."""
        question = await self._revealed(interaction, press)
        if question is None:
            return
        fields, wrong = form_values(interaction), distractors(question)
        place = read_number(fields.get("instead", ""), 10)
        instead = wrong[place] if place is not None and place < len(wrong) else ""
        named = interaction.user.display_name if is_checked(interaction, "named") else ""
        try:
            done = await self._suggestions.suggest_distractor(
                interaction.guild_id or 0, question.id.rpartition(".")[2], fields.get("text", ""),
                fields.get("why", ""), instead, interaction.user.id, named, interaction.created_at,
            )  # fmt: skip
            why = words.REFUSED[done] if isinstance(done, Refusal) else ""
        except (RefusedError, StorageError) as error:
            why = why_not(error)
        if why:
            self._unbettered.put(interaction, fields, question.id)
            again = better(press.game_id, press.position)
            await say(interaction, card=unsaved_card(why, again, form_typed(interaction), words.NOT_SENT), beside=True)
            return
        self._unbettered.take(interaction, about=question.id)
        await say(interaction, words.SENT, beside=True)

    async def _revealed(self, interaction: Interaction, press: Press) -> Question | None:
        """The question that an id means, if it is this server's and they know its answer; otherwise they are told."""
        met = await self._met(press.game_id, interaction.user.id)
        question, guild_id = met.get(press.position), interaction.guild_id or 0
        ours = question is not None and question.id == own_id(guild_id, question.id.rpartition(".")[2])
        if question is not None and not ours and may_be_bettered(question):  # practice and dailies go on elsewhere
            await say(interaction, words.BETTERED_THERE, beside=True)
        elif question is None or not ours or not may_be_bettered(question):
            await say(interaction, words.REFUSED[Refusal.NO_DISTRACTOR], beside=True)
        elif (item := await self.desk.own.item(guild_id, question.id.rpartition(".")[2])) is None or item.deleted:
            await say(interaction, words.REFUSED[Refusal.NO_ITEM], beside=True)
        elif not await self._suggestions.may_be_seen(question, Viewer(interaction.user.id, guild_id)):
            await say(interaction, words.REFUSED[Refusal.BEING_ASKED], beside=True)
        else:
            return question
        return None

    async def show_suggestions(self, interaction: Interaction) -> None:
        """The queue to who may decide; to others what they suggested themselves."""
        if await self.desk.is_editor(interaction):
            await self._show_queue(interaction)
        else:
            await self._show_mine(interaction)

    async def mine(self, interaction: Interaction, press: Press) -> None:  # noqa: ARG002 - as all
        """What somebody suggested themselves."""
        await self._show_mine(interaction)

    async def _show_mine(self, interaction: Interaction) -> None:
        theirs = await self._suggestions.of_member(interaction.guild_id or 0, interaction.user.id)
        await say(interaction, card=mine_card(theirs))

    async def _show_queue(
        self, interaction: Interaction, index: int = 0, notice: str = "", undone: int | None = None
    ) -> None:
        shelf = await self.desk.shelf(interaction)
        guild_id, waiting = interaction.guild_id or 0, shelf.waiting
        index %= max(1, len(waiting))
        one = await self._suggestions.suggestion(guild_id, waiting[index].number) if waiting else None
        if one is None:
            await say(interaction, card=empty_queue_card(notice, undone))
            return
        proposal, pack = await self._suggestions.proposal(one), shelf.pack(one.pack)
        found = []
        if pack is not None and not isinstance(proposal.question, Refusal):
            found = await self.desk.own.advice(proposal.question, pack)
        withheld = await self.desk.is_withheld(interaction, one.about)
        card = queue_card(pack, proposal, index, len(waiting), found, notice, undone, withheld=withheld)
        await say(interaction, card=card)

    async def queue(self, interaction: Interaction, press: Press) -> None:
        """The next one."""
        await self._show_queue(interaction, number(press, 0))

    async def accept(self, interaction: Interaction, press: Press) -> None:
        """Take it as it is."""
        try:
            await self._decide(interaction, press, Decision.ACCEPTED)
        except RefusedError as error:
            await self._show_queue(interaction, notice=words.NOT_ACCEPTED.format(why=literal(str(error))))

    async def improve(self, interaction: Interaction, press: Press) -> None:
        """The form with the question as the suggestion would make it now, or with what could not be saved of it."""
        found = await self._suggestions.suggestion(interaction.guild_id or 0, number(press, 0))
        if found is None or found.decision is not Decision.WAITING:
            await say(interaction, words.REFUSED[Refusal.DECIDED])
            return
        if await self.desk.keeps_key(interaction, found.about):
            return
        proposal = await self._suggestions.proposal(found, as_one_more=True)
        question, fields = proposal.question, self._unsaved.get(interaction, argument(press, 0))
        if isinstance(question, Refusal):
            await say(interaction, words.REFUSED[question])
            return
        if not fits_form(question):
            await say(interaction, words.NO_ROOM_FOR_SUGGESTION)
            return
        kind, seen = question.kind, proposal.before.version if proposal.before else 0
        submitted = on(Verb.IMPROVED, argument(press, 0), str(KINDS.index(kind)), base36(seen))
        await open_form(interaction, question_form(submitted, kind, fields or fields_of(question)))

    async def improved(self, interaction: Interaction, press: Press) -> None:
        """Take it as it was edited; what cannot be taken comes back with a press."""
        fields, about = written(interaction), argument(press, 0)
        try:
            edited = Edited(draft_of(kind_of(argument(press, 1)), fields), number(press, 2))
            why = await self._decide(interaction, press, Decision.ACCEPTED, edited=edited)
        except (RefusedError, StorageError) as error:
            why = why_not(error)
        if not why:
            self._unsaved.take(interaction, about=about)
            return
        self._unsaved.put(interaction, fields, about)
        await say(interaction, card=unsaved_card(why, on(Verb.IMPROVE, about), form_typed(interaction)))

    async def decline(self, interaction: Interaction, press: Press) -> None:
        """The form for a word to whoever made it."""
        await open_form(interaction, decline_form(on(Verb.DECLINED, argument(press, 0))))

    async def declined(self, interaction: Interaction, press: Press) -> None:
        """Decline it."""
        await self._decide(interaction, press, Decision.DECLINED, form_values(interaction).get("word", ""))

    async def undo(self, interaction: Interaction, press: Press) -> None:
        """Take a decision back."""
        guild_id, by, at = interaction.guild_id or 0, interaction.user.id, interaction.created_at
        try:
            done = await self._suggestions.undo(guild_id, number(press, 0), by, at)
        except RefusedError as error:  # what is left of the question could not be asked
            await self._show_queue(interaction, notice=literal(str(error)))
            return
        await self._show_queue(interaction, notice=words.REFUSED[done] if isinstance(done, Refusal) else words.UNDONE)
        if isinstance(done, Suggestion):
            await self._tell_author(interaction, done)

    async def _decide(
        self, interaction: Interaction, press: Press, decision: Decision, word: str = "", edited: Edited | None = None
    ) -> str:
        """Decide, and show what waits now; why it cannot be saved, where somebody has changed the question meanwhile.

        Raises `RefusedError`.
        """
        guild_id, by, at = interaction.guild_id or 0, interaction.user.id, interaction.created_at
        done = await self._suggestions.decide(guild_id, number(press, 0), decision, by, at, word, edited=edited)
        if done is Refusal.CHANGED_SINCE:
            return words.REFUSED[done]
        if isinstance(done, Refusal):
            await self._show_queue(interaction, notice=words.REFUSED[done])
            return ""
        told = words.ACCEPTED_NOW if decision is Decision.ACCEPTED else words.DECLINED_NOW
        await self._show_queue(interaction, notice=told, undone=done.number)
        await self._tell_author(interaction, done)
        return ""

    async def _tell_author(self, interaction: Interaction, done: Suggestion) -> None:
        """Unless it was their own to decide on."""
        pack = await self.desk.own.pack(done.guild_id, done.pack)
        if done.by != interaction.user.id and interaction.guild is not None:
            self._tell(done, pack.title if pack else done.pack, interaction.guild.name)
