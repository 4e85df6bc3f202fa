"""Quiz nights, put together."""

from collections.abc import Mapping
from datetime import datetime

from bot.daily.manifest import schedules
from bot.delivery.sender import DiscordSender, Drawing
from bot.feature import Core, Feature, Tick
from bot.kernel.absences import Absences
from bot.kernel.obstacles import Obstacle
from bot.kernel.ports import MessageKey
from bot.kernel.sources import Game
from bot.learners.store import SqlPreferences
from bot.nights.events import NightEvents
from bot.nights.letters import NightLetters
from bot.nights.rules.cards import is_card
from bot.nights.service import NightService
from bot.nights.store import SqlNights
from bot.own.manifest import named
from bot.rounds.manifest import desk
from bot.rounds.screens import LINGERS
from bot.servers.service import ServerService
from bot.servers.store import SqlServers
from cogs.nights.commands import NightCommands
from cogs.nights.components import NightComponents
from cogs.nights.events import DiscordEvents
from cogs.nights.letters import DiscordNightLetters
from cogs.nights.presenting import night_screen
from cogs.nights.privates import NightPrivates
from cogs.nights.rendering import draw, title
from cogs.nights.words import NAMED
from cogs.rounds.presenting.screen import sent

TICK_S, EVENTS_S, LETTERS_S = 1.0, 5.0, 5.0


class Nights(Feature):
    """Several rounds as one evening."""

    def __init__(self, core: Core) -> None:
        self._is_there = core.is_there
        reading = core.database.reading
        store, wishes = SqlNights(core.writer, reading, core.ids), SqlPreferences(core.writer, reading)
        made = core.once(desk)
        self.privates = NightPrivates(core.background, core.client.passing, core.clock.now)
        self.nights = NightService(
            store,
            made.rounds,
            core.delivery,
            core.goes_on,
            made.screens.night_changed,
            self.privates.moved_on,
            core.client.is_blocked,
        )
        self.events = NightEvents(store, self.nights, DiscordEvents(core.client), core.goes_on)
        ways = DiscordNightLetters(DiscordSender(core.client), core.limiter)

        async def wanted(player_id: int) -> bool:
            return not core.client.is_blocked(player_id) and not (await wishes.of(player_id)).no_night_reminders

        self.letters = NightLetters(store, self.nights, ways, wanted, core.hears)
        made.screens.nights = self.presented
        pressed = NightComponents(self.nights, wishes, self.privates)
        servers = ServerService(SqlServers(core.writer, reading))
        dailies, stands = core.once(schedules), core.delivery.stands
        self.cogs = [NightCommands(self.nights, self.events, dailies, servers, pressed, stands)]
        self.handlers = pressed.handlers()
        core.once(named).by(self._named)
        self.ticks = [
            Tick(TICK_S, self.nights.tick, "quiz nights"),
            Tick(EVENTS_S, self.events.tick, "events of quiz nights"),
            Tick(LETTERS_S, self.letters.tick, "reminders of quiz nights", direct=True),
        ]

    async def _named(self, guild_id: int, topic: str) -> list[tuple[Game, str]]:
        """The nights with a round about it that is still to come."""
        nights = await self.nights.open_in(guild_id)
        naming = [night for night in nights if any(leg.topic == topic for leg in night.legs[night.number :])]
        return [(Game.QUIZ, NAMED.format(title=title(night))) for night in naming]

    def owns(self, card: str) -> bool:
        """The announcement, the breaks, and the end."""
        return is_card(card)

    async def recover(self, absences: Absences, at: datetime) -> None:
        """Give breaks and lobbies their time back."""
        await self.nights.recover(absences, at)

    async def draw(self, key: MessageKey) -> Drawing | None:
        """A card of a night."""
        night = await self.nights.find(key.game_id)
        return None if night is None else draw(night, await self.nights.rounds_of(night.id), key.card)

    async def presented(self, night_id: int, at: datetime) -> object | None:
        """A night on a shared screen, between its rounds and for a while after its end."""
        night = await self.nights.find(night_id)
        if night is None or (night.ended_at is not None and at - night.ended_at >= LINGERS):
            return None
        shown = night_screen(night, await self.nights.rounds_of(night_id))
        return None if shown is None else sent(shown)

    async def blocked(self, key: MessageKey, at: datetime, obstacle: Obstacle) -> None:
        """A card that cannot be shown: the night waits, unless its whole server is away."""
        night = await self.nights.find(key.game_id)
        if night is not None and self._is_there(night.guild_id):
            await self.nights.blocked(key.game_id, key.card, at, obstacle)

    async def cleared(self, key: MessageKey, at: datetime) -> None:
        """The channel is open again."""
        await self.nights.cleared(key.game_id, at)

    def forget(self, scope: object) -> None:
        """What was not written did not happen."""
        self.nights.forget(scope)

    def figures(self) -> Mapping[str, float]:
        """How many nights are on."""
        return {"nights_running": self.nights.running}

    def close(self) -> None:
        """Nothing new begins; nights that are on go on after the start."""
        self.nights.accepting = False
