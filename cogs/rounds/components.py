"""What the quiz's buttons, selects and forms do: each asks the service for one thing and answers the player."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from discord import Interaction

from bot.kernel.asked import Asked
from bot.kernel.custom_ids import Press, read_number
from bot.kernel.grading import Answer
from bot.kernel.ports import MessageKey
from bot.kernel.pressing import comes_too_soon
from bot.kernel.seeds import seed_for
from bot.kernel.unfit import AnswerError
from bot.kernel.words import unfit
from bot.rounds.rules.control import left, may_control
from bot.rounds.rules.model import Phase, Refusal, Round
from bot.rounds.rules.play import why_not_answer
from bot.rounds.service import RoundService
from bot.servers.api import ServerService
from cogs.rounds.hosting.components import why_not_host
from cogs.rounds.hosting.rendering import ending_card
from cogs.rounds.ids import ANSWERS, LOBBY, Verb
from cogs.rounds.private import locked_card, misses_card, outcome_card
from cogs.rounds.privates import QuizPrivates
from cogs.rounds.refusing import why_not
from cogs.rounds.rendering.lobby import lobby_refusal, you_are_in
from cogs.rounds.rendering.reveal import goes_on_without, not_waited_for
from cogs.rounds.teams.rendering import fixed_text, is_choosing, newcomer_text, speaks_text, team_choice
from cogs.rounds.words import (
    HAS_LEFT_SO_YOU,
    HOST_IS_IN,
    IS_THE_HOST_NOW,
    REFUSALS,
    THE_LOBBY_IS_CLOSED,
    THE_NEXT_QUIZ,
    THE_NEXT_QUIZ_IS_OPEN,
    THE_QUIZ_IS_OVER,
    THIS_QUESTION_WAS_NEVER,
    YOU_ARE_OUT_ANSWERING,
    YOU_WERE_THE_LAST,
    refused,
)
from cogs.shared.cards import Card
from cogs.shared.controls import AnswerControls, once_seen
from cogs.shared.interactions import Handler, acknowledge, may_manage, player_of, refuse, say, take_time, viewer_of
from cogs.shared.literal import literal
from cogs.shared.sheet import sheet_anew
from cogs.shared.standing import Stands, barred, barrier_to
from cogs.shared.words import DAMAGED, KEY_WAITS, TOO_SOON, name

Steering = Callable[..., Awaitable[Round | Refusal]]
"""What the host can do to a round: (game, who, when, whether they may manage the server)."""


@dataclass(frozen=True, slots=True)
class QuizComponents(AnswerControls):
    """The handlers, by verb; each takes the interaction and the parsed id."""

    feature = ANSWERS
    rounds: RoundService
    servers: ServerService
    privates: QuizPrivates
    stands: Stands

    def handlers(self) -> dict[str, Handler]:
        """Verb → handler, for the router."""
        return {
            Verb.JOIN: self.join,
            Verb.LEAVE: self.leave,
            Verb.TEAM: self.team,
            Verb.BEGIN: self.begin,
            Verb.PAUSE: self.pause,
            Verb.RESUME: self.resume,
            Verb.SKIP: self.skip,
            Verb.STOP: self.stop,
            Verb.UNSURE: self.unsure,
            Verb.NEXT: self.press_next,
            Verb.MY_ANSWER: self.my_answer,
            Verb.MISSES: self.misses,
            Verb.AGAIN: self.again,
            **self.answering(),
        }

    # The lobby and the host

    async def join(self, interaction: Interaction, press: Press) -> None:
        """Come in."""
        result = await self.rounds.join(press.game_id, player_of(interaction), interaction.created_at)
        game = result if isinstance(result, Round) else await self.rounds.find(press.game_id)
        if game is not None and is_choosing(game) and result in (game, Refusal.ALREADY_IN):
            await self.privates.show(interaction, game.id, team_choice(game, interaction.user.id))
        elif game is not None and result is Refusal.ALREADY_IN and _is_waited_for(game, interaction.user.id):
            await refuse(interaction, HOST_IS_IN)
        else:
            await self._done(interaction, result, you_are_in(result) if isinstance(result, Round) else "", game)

    async def team(self, interaction: Interaction, press: Press) -> None:
        """Go into a team."""
        team = read_number("".join(press.arguments))
        result = await self.rounds.choose_team(
            press.game_id, interaction.user.id, -1 if team is None else team, interaction.created_at
        )
        if isinstance(result, Refusal):
            await say(interaction, await self._why_no_choice(press, interaction.user.id, result))
        else:
            await self.privates.show(interaction, result.id, team_choice(result, interaction.user.id))

    async def _why_no_choice(self, press: Press, player_id: int, refusal: Refusal) -> str:
        """Why a team cannot be chosen; once the quiz has begun, which one it has become."""
        game = await self.rounds.find(press.game_id)
        known = game.players.get(player_id) if game is not None else None
        is_in = refusal is Refusal.BEGUN and known is not None and known.active
        return fixed_text(game, player_id) if game is not None and is_in else REFUSALS[refusal]

    async def leave(self, interaction: Interaction, press: Press) -> None:
        """Go out."""
        before = await self.rounds.find(press.game_id)
        result = await self.rounds.leave(press.game_id, interaction.user.id, interaction.created_at)
        self._tell_new_host(before, result)
        is_over = isinstance(result, Round) and result.phase is Phase.ENDED
        told = YOU_WERE_THE_LAST if is_over else YOU_ARE_OUT_ANSWERING.format(new_host=_new_host(before, result))
        await self._done(interaction, result, told)

    async def begin(self, interaction: Interaction, press: Press) -> None:
        """Start asking."""
        game, allowed = await self.rounds.find(press.game_id), may_manage(interaction)
        if self.rounds.drawing.is_taken(interaction.guild_id or 0):
            await take_time(interaction, quietly=True)
        result = await self.rounds.begin(press.game_id, interaction.user.id, interaction.created_at, may_manage=allowed)
        await self._begun(interaction, result, game)

    async def pause(self, interaction: Interaction, press: Press) -> None:
        """Stop the clock."""
        await self._steer(interaction, press, self.rounds.pause)

    async def resume(self, interaction: Interaction, press: Press) -> None:
        """Go on."""
        await self._steer(interaction, press, self.rounds.resume)

    async def skip(self, interaction: Interaction, press: Press) -> None:
        """Close the question, or leave the reveal, if that is still where the menu found the round."""
        seen = (press.position, press.arguments[0]) if press.arguments else None
        await self._steer(interaction, press, partial(self.rounds.skip, seen=seen))

    async def stop(self, interaction: Interaction, press: Press) -> None:
        """End the round; where that cuts off questions or a lobby with others in it, once that was asked."""
        game = await self.rounds.find(press.game_id)
        begun = game is not None and game.phase is not Phase.LOBBY
        if press.is_sure and not (begun and press.card == LOBBY):
            await once_seen(self._end)(interaction, press)
            return
        if game is not None and asks_to_end(interaction, game):
            await self.privates.show(interaction, game.id, ending_card(game))
        else:
            await self._steer(interaction, press, self.rounds.stop)

    async def _end(self, interaction: Interaction, press: Press) -> None:
        game = await self.rounds.find(press.game_id)
        waits = game is not None and game.phase is Phase.LOBBY
        await self._steer(interaction, press, self.rounds.stop, THE_LOBBY_IS_CLOSED if waits else THE_QUIZ_IS_OVER)

    # Answering

    async def asked(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question that an id means; where there is none, the player is told."""
        game = await self.rounds.find(press.game_id)
        if game is not None and 0 <= press.position <= game.position:
            return game.asked[press.position]
        await refuse(interaction, REFUSALS[Refusal.UNKNOWN] if game is None else DAMAGED)
        return None

    async def unanswered(self, interaction: Interaction, press: Press) -> Asked | None:
        """The question, from when everybody can see it until it closes: nobody reads it earlier than the others."""
        asked, game = await self.asked(interaction, press), await self.rounds.find(press.game_id)
        if asked is None or game is None:
            return None
        if asked.opened_at is None or asked.closed_at is not None:
            await self.rounds.on_disk(press.game_id)
            await refuse(interaction, refused(Refusal.CLOSED if asked.closed_at else Refusal.NOT_OPEN, game))
            return None
        return asked if await self._is_theirs(interaction, press, game) else None

    async def _is_theirs(self, interaction: Interaction, press: Press, game: Round) -> bool:
        """Whether this player may say something to the open question; where not, they are told before they type it.

        A pause ends: what is filled in meanwhile can be locked in after it.
        """
        who, at = player_of(interaction), interaction.created_at
        result: Round | Refusal | None = why_not_answer(game, who.id, press.position, at)
        if result is None and not game.asks(who.id, press.position):
            result = await self.rounds.show_up(press.game_id, who, press.position, at)
        if result is None or result is Refusal.PAUSED:
            return True
        if isinstance(result, Refusal):
            await self.rounds.on_disk(press.game_id)
            await self._refuse(interaction, press, result)
        else:
            await say(interaction, newcomer_text(result, who.id))
        return False

    async def take(self, interaction: Interaction, press: Press, answer: Answer) -> None:
        """Lock an answer in."""
        player, at = player_of(interaction), interaction.created_at
        if await self._has_just_opened(press, at):
            await refuse(interaction, TOO_SOON, beside=True)
            return
        try:
            result = await self.rounds.answer(press.game_id, player, press.position, answer, at)
        except AnswerError as error:
            await refuse(interaction, literal(unfit(error)))
            return
        if isinstance(result, Refusal):
            await self._refuse(interaction, press, result)
        elif interaction.user.id not in result.asked[press.position].answers:
            await say(interaction, newcomer_text(result, interaction.user.id))
        else:
            card = locked_card(result, press.position, interaction.user.id)
            await self.privates.show(interaction, press.game_id, card)

    async def _refuse(self, interaction: Interaction, press: Press, why: Refusal) -> None:
        """Say why an answer is not taken; a full answer sheet stays, to be locked in as it stands after a pause."""
        game = await self.rounds.find(press.game_id)
        other = why is Refusal.NOT_SPEAKER and game is not None
        told = speaks_text(game, interaction.user.id) if other and game else refused(why, game)
        await refuse(interaction, told, beside=why in (Refusal.PAUSED, Refusal.NOT_OPEN, Refusal.TALKING))

    async def _has_just_opened(self, press: Press, at: datetime) -> bool:
        """Whether the answers have appeared this moment, after the teams' talk."""
        game = await self.rounds.find(press.game_id)
        if game is None or game.teams is None or press.position != game.position:
            return False
        opened_at = game.current.opened_at
        return game.phase is Phase.OPEN and opened_at is not None and comes_too_soon(opened_at, at)

    async def show_sheet(self, interaction: Interaction, press: Press, sheet: Card, draft: str) -> None:
        """Show the answer sheet in place of the player's last private message."""
        place, who = press.position, interaction.user.id

        async def anew(game: Round) -> Card | None:
            return sheet_anew(game.asked[place], who, draft, self._ids(press))

        await self.privates.show(interaction, press.game_id, sheet, anew=anew)

    async def unsure(self, interaction: Interaction, press: Press) -> None:
        """Note that the player was not sure."""
        result = await self.rounds.mark_unsure(press.game_id, interaction.user.id, press.position)
        if isinstance(result, Refusal):
            await refuse(interaction, REFUSALS[result])
        else:
            card = locked_card(result, press.position, interaction.user.id)
            await self.privates.show(interaction, press.game_id, card)

    # The reveal and after

    async def press_next(self, interaction: Interaction, press: Press) -> None:
        """The reveal has been read."""
        result = await self.rounds.press_next(
            press.game_id, interaction.user.id, press.position, interaction.created_at
        )
        if isinstance(result, Round) and not_waited_for(result, interaction.user.id, press.position):
            await say(interaction, goes_on_without(result))
        else:
            await self._done(interaction, result)

    async def my_answer(self, interaction: Interaction, press: Press) -> None:
        """How this question went for the player; it works for as long as the message stands."""
        game = await self.rounds.find(press.game_id)
        asked = await self.asked(interaction, press)
        if game is None or asked is None:
            return
        if asked.closed_at is None:
            await refuse(interaction, THIS_QUESTION_WAS_NEVER)
        elif await self._is_asked_elsewhere(interaction, game, press.position):
            await say(interaction, KEY_WAITS)
        else:
            await say(interaction, card=outcome_card(game, press.position, interaction.user.id))

    async def misses(self, interaction: Interaction, press: Press) -> None:
        """The player's misses, one after the other."""
        game = await self.rounds.find(press.game_id)
        if game is None or game.phase is not Phase.ENDED:
            await refuse(interaction, REFUSALS[Refusal.UNKNOWN if game is None else Refusal.NOT_OPEN])
        else:
            index = read_number("".join(press.arguments)) or 0
            hidden = await self.rounds.hidden(viewer_of(interaction, game.id))
            await say(interaction, card=misses_card(game, interaction.user.id, index, hidden))

    async def again(self, interaction: Interaction, press: Press) -> None:
        """A new lobby with the same settings, or into the one that somebody has opened meanwhile."""
        game = await self.rounds.find(press.game_id)
        if game is None or interaction.guild_id is None:
            await refuse(interaction, REFUSALS[Refusal.UNKNOWN])
            return
        open_already = await self.rounds.running_in(game.channel_id)
        if open_already is not None and open_already.phase is Phase.LOBBY:
            await self._join_instead(interaction, open_already)
            return
        if told := await why_not_host(interaction, self.servers):
            await say(interaction, told)
            return
        result = await self.rounds.start(
            guild_id=game.guild_id,
            channel_id=game.channel_id,
            host=player_of(interaction),
            settings=game.settings.wish,
            seed=seed_for(interaction.id),
            at=interaction.created_at,
            teams=game.teams,
        )
        if isinstance(result, Round):
            barrier = await barrier_to(interaction, MessageKey(result.id, LOBBY), self.stands)
            if barrier is not None:
                await say(interaction, barred(interaction, barrier))
                return
        await self._begun(interaction, result, game)

    async def _join_instead(self, interaction: Interaction, lobby: Round) -> None:
        """Two pressed Play again: the second is in the first one's lobby."""
        result = await self.rounds.join(lobby.id, player_of(interaction), interaction.created_at)
        host = name(lobby.players[lobby.host_id].name)
        told = you_are_in(lobby) if lobby.part else THE_NEXT_QUIZ.format(host=host)
        if result is Refusal.ALREADY_IN and interaction.user.id == lobby.host_id:
            await say(
                interaction,
                THE_NEXT_QUIZ_IS_OPEN,
            )
        else:
            await self._done(interaction, result, told)

    # How it is done

    def _tell_new_host(self, before: Round | None, after: Round | Refusal) -> None:
        """Whoever hosts now reads so on their private message too, if they have one."""
        if before is None or isinstance(after, Refusal) or after.host_id == before.host_id:
            return
        if after.phase is Phase.LOBBY:  # later their private message holds an answer of theirs
            left = name(before.players[before.host_id].name)
            told = HAS_LEFT_SO_YOU.format(left=left)
            self.privates.update(after.id, after.host_id, Card(told), after.active_at)

    async def _is_asked_elsewhere(self, interaction: Interaction, game: Round, position: int) -> bool:
        """Whether another game asks this question now; while its reveal is on, everybody sees the key anyway."""
        if game.phase is Phase.REVEAL and position == game.position:
            return False
        return game.asked[position].question.id in await self.rounds.hidden(viewer_of(interaction, game.id))

    async def _steer(self, interaction: Interaction, press: Press, how: Steering, told: str = "") -> None:
        """What the host may do, and whoever may manage the server."""
        allowed = may_manage(interaction)
        result = await how(press.game_id, interaction.user.id, interaction.created_at, may_manage=allowed)
        await self._done(interaction, result, told)

    async def _begun(self, interaction: Interaction, result: Round | Refusal, like: Round | None) -> None:
        """Answer a press that begins a quiz like this one."""
        if isinstance(result, Refusal) and like is not None:
            if like.part is not None and result is Refusal.NOT_YET:
                await refuse(interaction, lobby_refusal(result, like))
                return
            await say(interaction, await why_not(result, self.rounds.pool, like.guild_id, like.settings))
        else:
            await self._done(interaction, result)

    async def _done(
        self, interaction: Interaction, result: Round | Refusal, told: str = "", before: Round | None = None
    ) -> None:
        """Answer a press whose effect shows on the shared message: only a refusal, or `told`, needs words.

        `before`: the round as it stands, for a refusal that depends on what it waits for.
        """
        if isinstance(result, Refusal):
            await refuse(interaction, lobby_refusal(result, before))
        elif told:
            await self.privates.show(interaction, result.id, Card(told), over=result.phase is Phase.ENDED)
        elif not interaction.response.is_done():
            await acknowledge(interaction)


def asks_to_end(interaction: Interaction, game: Round) -> bool:
    """Whether somebody may end a round, and has to say so twice: it would cut off questions, or send others away."""
    cuts_off = left(game) or (game.phase is Phase.LOBBY and (game.part is not None or len(game.active_players) > 1))
    return bool(cuts_off) and may_control(game, interaction.user.id, may_manage=may_manage(interaction))


def _is_waited_for(game: Round, player_id: int) -> bool:
    """Whether a quiz begins when somebody who is in it starts it."""
    return game.phase is Phase.LOBBY and game.host_id == player_id


def _new_host(before: Round | None, after: Round | Refusal) -> str:
    """Who hosts since somebody left, where that is another."""
    if before is None or isinstance(after, Refusal) or after.host_id == before.host_id:
        return ""
    return IS_THE_HOST_NOW.format(name=name(after.players[after.host_id].name))
