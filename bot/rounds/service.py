"""What people and time can do with rounds.

Every wish goes the same way: the rules decide on the round as it stands in memory, the rows of the difference
are queued in the same instant, and whoever asked is answered once they are on disk.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime

import structlog

from bot.kernel.absences import Absences
from bot.kernel.asked import Player
from bot.kernel.asked_back import AskedBack
from bot.kernel.background import Background, each, note_failure
from bot.kernel.clock import clock_of
from bot.kernel.grading import Answer
from bot.kernel.keeper import Keeper
from bot.kernel.keys import KeyStore, Viewer
from bot.kernel.obstacles import Barrier, Obstacle
from bot.kernel.ports import GoesOn, MessageKey, Outbox, StorageError, always_goes_on
from bot.kernel.sources import Source
from bot.kernel.turns import Turns
from bot.rounds.pool import Pool
from bot.rounds.ports import Audience, Keeping, RoundStore, Strength, no_daily
from bot.rounds.rules import control, lobby, play
from bot.rounds.rules.cards import changed_cards, current_card, new_cards
from bot.rounds.rules.model import PAUSED_BY_HOST, Forming, Part, Phase, Refusal, Round, Settings, Teams, is_over
from bot.rounds.rules.teams import choose_team

Rule = Callable[[Round], Round | Refusal]

_log = structlog.get_logger(__name__)


class RoundService:
    """The rounds of this process; `open` it before use."""

    def __init__(
        self,
        store: RoundStore,
        sources: Source,
        outbox: Outbox,
        audience: Audience,
        background: Background,
        goes_on: GoesOn = always_goes_on,
        strength: Strength | None = None,
        watched: Callable[[Round], None] = lambda _: None,
        keeping: Keeping = no_daily,
        drawing: Turns | None = None,
    ) -> None:
        """`watched` hears which round has changed, once that is on disk; `keeping` knows the dailies' questions.

        `drawing`: whose turn it is to draw on each server.
        """
        self._store = store
        self._strength = strength
        self._watched = watched
        self._goes_on = goes_on
        self._audience = audience
        self.pool = Pool(store, sources, keeping)
        self._outbox = outbox
        self._background = background
        self._rounds: Keeper[Round, Refusal] = Keeper(store.load, Refusal.UNKNOWN, over=is_over)
        self._by_channel: dict[int, tuple[int, int]] = {}
        self.drawing = drawing or Turns()
        self._asked_back = AskedBack()
        self.accepting = True

    async def open(self) -> None:
        """Learn which channels have a round, and how each stands."""
        self._by_channel = dict(await self._store.running())
        try:
            running = await self._store.load_all([game_id for game_id, _ in self._by_channel.values()])
        except Exception as error:  # noqa: BLE001 - one that cannot be read must not keep the bot from starting
            told = "the running rounds could not be read together: each is read when it is needed"
            note_failure(_log, told, error)
            running = []
        for game in running:
            self._rounds.hold(game)

    # What people do

    async def start(
        self,
        *,
        guild_id: int,
        channel_id: int,
        host: Player,
        settings: Settings,
        seed: int,
        at: datetime,
        teams: Teams | None = None,
        part: Part | None = None,
    ) -> Round | Refusal:
        """Open a lobby in a channel that has no round; it announces no more questions than there are.

        As a part of a night it may open at any time, but once: raises `StorageError` where that part has a round.
        """
        fitting = await self.pool.fitting(guild_id, settings, seed)
        if refusal := await self.why_not_start(guild_id, settings):
            return refusal
        if channel_id in self._by_channel:
            return Refusal.BUSY_CHANNEL
        if not fitting.questions:
            return await self.pool.why_none(guild_id, settings)
        game = lobby.open_lobby(
            round_id=self._store.next_id(at_any_time=part is not None),
            guild_id=guild_id,
            channel_id=channel_id,
            host=host,
            settings=fitting,
            seed=seed,
            at=at,
            teams=teams,
            part=part,
        )
        self._by_channel[channel_id] = game.id, guild_id
        try:
            await self._rounds.keep(None, game, self._write, self._show)
        except StorageError:
            self._by_channel.pop(channel_id, None)
            raise
        return game

    async def why_not_start(self, guild_id: int, settings: Settings) -> Refusal | None:
        """Why no round of this kind can begin anywhere in a server, None where it can."""
        if not self.accepting:
            return Refusal.SHUTTING_DOWN
        return None if await self.pool.offered(guild_id, settings) else Refusal.NO_QUESTIONS

    async def join(self, game_id: int, player: Player, at: datetime) -> Round | Refusal:
        """Come in."""
        return await self._change(game_id, lambda game: lobby.join(game, player, at))

    async def leave(self, game_id: int, player_id: int, at: datetime) -> Round | Refusal:
        """Go out; a question that waited for nobody else closes."""
        return await self._change(game_id, lambda game: lobby.leave(game, player_id, at))

    async def choose_team(self, game_id: int, player_id: int, team: int, at: datetime) -> Round | Refusal:
        """Go into a team, in the lobby."""
        return await self._change(game_id, lambda game: choose_team(game, player_id, team, at))

    async def begin(self, game_id: int, by: int, at: datetime, *, may_manage: bool) -> Round | Refusal:
        """Draw the questions and ask the first; where there are fewer than was announced, say so first."""
        game = await self.find(game_id)
        if game is None:
            return Refusal.UNKNOWN
        async with self.drawing.of(game.guild_id):  # else two would ask the same
            return await self._begin(game, by, at, may_manage=may_manage)

    async def _begin(self, game: Round, by: int, at: datetime, *, may_manage: bool) -> Round | Refusal:
        chosen, repeats = await self.pool.drawn(game, at)
        strengths = await self._strengths(game)

        def rule(now: Round) -> Round | Refusal:
            begun = lobby.begin(now, by, chosen, at, may_manage=may_manage, repeats=repeats, strengths=strengths)
            shorter = lobby.shortened(now, len(chosen))
            return shorter if isinstance(begun, Round) and shorter is not now else begun

        result = await self._change(game.id, rule)
        if isinstance(result, Round) and result.phase is Phase.LOBBY:
            return Refusal.FEWER
        return await self.pool.why_none(game.guild_id, game.settings) if result is Refusal.NO_QUESTIONS else result

    async def _strengths(self, game: Round) -> Mapping[int, float]:
        """How strong the players are, where teams are formed by that. Who comes in meanwhile counts as unrated."""
        by_strength = game.teams is not None and game.teams.forming is Forming.STRENGTH
        if self._strength is None or not by_strength:
            return {}
        return await self._strength.standing(game.guild_id, game.players.keys())

    async def answer(self, game_id: int, player: Player, position: int, given: Answer, at: datetime) -> Round | Refusal:
        """Lock an answer in. Raises `grading.AnswerError`, in words for the player, where it fits no such question."""

        def rule(game: Round) -> Round | Refusal:
            if not 0 <= position < len(game.asked):
                return Refusal.UNKNOWN
            key = game_id, position, player.id
            asked = game.asked[position]
            checked, given_at = self._asked_back.check(key, asked.question, given, at, clock_of(asked))
            return play.answer(game, player, position, checked, given_at)

        return await self._change(game_id, rule)

    async def show_up(self, game_id: int, player: Player, position: int, at: datetime) -> Round | Refusal:
        """Somebody for whom another speaks has pressed to answer: they come in, or are back."""
        return await self._change(game_id, lambda game: play.show_up(game, player, position, at))

    async def mark_unsure(self, game_id: int, player_id: int, position: int) -> Round | Refusal:
        """Note that the player was not sure of an answer."""
        return await self._change(game_id, lambda game: play.mark_unsure(game, player_id, position))

    async def press_next(self, game_id: int, player_id: int, position: int, at: datetime) -> Round | Refusal:
        """The player has read the reveal."""
        return await self._change(game_id, lambda game: play.press_next(game, player_id, position, at))

    async def pause(self, game_id: int, by: int, at: datetime, *, may_manage: bool) -> Round | Refusal:
        """Stop the clock."""
        return await self.steer(game_id, by, lambda game: control.host_pause(game, at), may_manage=may_manage)

    async def resume(self, game_id: int, by: int, at: datetime, *, may_manage: bool) -> Round | Refusal:
        """Go on. After an outage or a silence anybody who is in may say so; after the host's pause the host."""

        def rule(game: Round) -> Round | Refusal:
            paused_by_host = game.pause is not None and game.pause.reason in PAUSED_BY_HOST
            may = control.may_control(game, by, may_manage=may_manage)
            player = game.players.get(by)
            if not may and (paused_by_host or player is None or not player.active):
                return Refusal.NOT_HOST if paused_by_host else Refusal.NOT_IN
            return control.resume(game, at)

        return await self._change(game_id, rule)

    async def skip(
        self, game_id: int, by: int, at: datetime, *, may_manage: bool, seen: tuple[int, str] | None = None
    ) -> Round | Refusal:
        """Close the open question, or leave the reveal, at once; a second press does nothing to what comes next."""
        return await self.steer(game_id, by, lambda game: control.skip(game, at, seen), may_manage=may_manage)

    async def stop(self, game_id: int, by: int, at: datetime, *, may_manage: bool) -> Round | Refusal:
        """End the round."""
        return await self.steer(game_id, by, lambda game: control.stop(game, at), may_manage=may_manage)

    async def steer(self, game_id: int, by: int, rule: Rule, *, may_manage: bool) -> Round | Refusal:
        """Decide something that is the host's to decide, and that of who may manage the server."""

        def checked(game: Round) -> Round | Refusal:
            return rule(game) if control.may_control(game, by, may_manage=may_manage) else Refusal.NOT_HOST

        return await self._change(game_id, checked)

    async def show(self, channel_id: int, at: datetime) -> Round | None:
        """Bring the channel's round back to the bottom; None where there is none."""
        game = await self.running_in(channel_id)
        if game is not None:
            self._outbox.repost(MessageKey(game.id, current_card(game)), at)
        return game

    async def parts(self, night_id: int) -> Mapping[int, int]:
        """Number → round, of the rounds that are a part of a night, over or not."""
        return await self._store.parts(night_id)

    async def of_night(self, night_id: int) -> dict[int, Round]:
        """Number → round as it stands, of the rounds that are a part of a night, in order.

        Those that are over are read together, and never change; of one that is not memory knows best.
        """
        read = await self._store.of_night(night_id)
        found = {
            number: game if game.phase is Phase.ENDED else await self.find(game.id) for number, game in read.items()
        }
        return {number: game for number, game in found.items() if game is not None}

    async def find(self, game_id: int) -> Round | None:
        """A round as it stands, over or not; None where there never was one."""
        return await self._rounds.find(game_id)

    async def on_disk(self, game_id: int) -> None:
        """Wait until a round is saved as it stands: whoever is told how it stands may rely on that."""
        await self._rounds.on_disk(game_id)

    async def running_in(self, channel_id: int) -> Round | None:
        """The channel's round."""
        running = self._by_channel.get(channel_id)
        return await self.find(running[0]) if running is not None else None

    async def hidden(self, viewer: Viewer) -> set[str]:
        """The questions whose keys somebody may not see now, by id."""
        return await self._store.being_asked(viewer)

    async def kept_back(self, game: Round) -> set[str]:
        """The questions whose keys nobody may see by a round that is over, which anything may ask again by now."""
        return await kept_back(self._store, game)

    # What time and Discord do

    async def tick(self, at: datetime) -> None:
        """Look at every round whose time has come, but for those of servers that are away."""
        await self._look_at(await self._store.due(at), at)

    async def _look_at(self, game_ids: Iterable[int], at: datetime) -> None:
        def rule(game: Round) -> Round:
            return control.tick(game, at) if self._goes_on(game.guild_id, game.id) else game

        await each(game_ids, lambda game_id: self._change(game_id, rule))

    async def look(self, game_id: int, at: datetime) -> None:
        """Do what the time asks of one round."""
        await self._change(game_id, lambda game: control.tick(game, at))

    async def without_erased(self, game_ids: Iterable[int], at: datetime) -> None:
        """Somebody with a part in these games, rounds or not, was erased: as if they had left.

        Another of their team speaks instead of them, and what waited for them alone goes on.
        """
        running = {game_id for game_id, _ in self._by_channel.values()}.intersection(game_ids)
        await each(running, lambda game_id: self._change(game_id, lambda game: lobby.without_gone(game, at)))
        await self._look_at(running, at)

    async def posted(self, key: MessageKey, at: datetime) -> None:
        """A message is on the screen since `at`: if it is the awaited question, its clock starts."""
        if key.card.startswith("q"):
            await self._change(key.game_id, lambda game: play.posted(game, int(key.card[1:]), at))

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """A message cannot be shown.

        A lobby that nobody sees is taken back; a question that Discord shows nowhere is left out; otherwise the
        round waits until it may be shown, and ends if that takes too long.
        """
        game = await self.find(key.game_id)
        if game is not None and game.phase is Phase.LOBBY and obstacle.missing:
            await self._take_back(control.block(game, at))
        elif obstacle.barrier is not Barrier.MALFORMED:
            await self._change(key.game_id, lambda now: control.block(now, at))
        elif key.card.startswith("q"):
            await self._change(key.game_id, lambda now: play.leave_out(now, int(key.card[1:]), at))

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        """What could not be shown is on the screen: the round goes on, if that is where it is."""
        await self._change(
            key.game_id, lambda game: control.unblock(game, at) if key.card == current_card(game) else game
        )

    async def _take_back(self, game: Round) -> None:
        self._by_channel.pop(game.channel_id, None)
        self._rounds.forget(game.id)
        await self._store.discard(game.id)
        self._rounds.forget(game.id)  # in case it was read meanwhile
        self._audience.never_begun(game)  # its card may have stood for a while
        self._audience.ended(game.id)

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give running rounds the time back that their servers lost."""
        games = dict(self._by_channel.values())
        await absences.make_up(games, at, lambda game_id, since: self._give_back(game_id, since, at))

    async def _give_back(self, game_id: int, since: datetime, at: datetime) -> None:
        after = await self._change(game_id, lambda game: control.after_outage(game, since, at))
        if isinstance(after, Round) and after.phase is Phase.OPEN:
            self._audience.given_back(after, at)
        if isinstance(after, Round) and after.phase is Phase.POSTING:
            self._outbox.redraw(MessageKey(game_id, current_card(after)), urgent=True)  # perhaps refused meanwhile

    def announce(self) -> None:
        """Have every round that is in memory redraw its card, since something outside the round has changed."""
        for game in self._rounds.held:
            self._outbox.redraw(MessageKey(game.id, current_card(game)), urgent=True)

    def forget(self, scope: object) -> None:
        """Something decided for this game was not written: what stands in memory never happened."""
        if isinstance(scope, int):
            self._rounds.forget(scope)

    @property
    def running(self) -> int:
        """How many rounds are not over."""
        return len(self._by_channel)

    # How it is done

    async def _change(self, game_id: int, rule: Rule) -> Round | Refusal:
        return await self._rounds.change(game_id, rule, self._write, self._show)

    def _write(self, before: Round | None, after: Round) -> Awaitable[None]:
        return self._store.save(before, after, new_cards(before, after))

    def _show(self, before: Round | None, after: Round) -> None:
        urgent = before is None or (before.phase, before.position) != (after.phase, after.position)
        for card in changed_cards(before, after):
            # What was left behind only loses its buttons: under pressure the cards that are being played go first.
            self._outbox.redraw(MessageKey(after.id, card), urgent=urgent and card == current_card(after))
        self._watched(after)
        if after.phase is Phase.OPEN and before is not None and before.phase is Phase.PAUSED:
            self._audience.given_back(after, after.active_at)
        if after.phase is Phase.ENDED:
            self._by_channel.pop(after.channel_id, None)
            if after.position < 0:
                self._audience.never_begun(after)
            self._audience.ended(after.id)
        elif after.phase is Phase.REVEAL and urgent:
            self._audience.revealed(after)
        elif play.waits_for_nobody(after):
            self._background.run(self.look(after.id, after.active_at))


async def kept_back(keys: KeyStore, game: Round) -> set[str]:
    """The same, wherever it is kept what is being asked; of a round that is still played nothing."""
    return await keys.being_asked(Viewer(guild_id=game.guild_id, game_id=game.id)) if is_over(game) else set()
