"""Which round a shared screen shows: the one of its link, and with it the whole night that this is a part of."""

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from bot.kernel.keys import KeyStore
from bot.presenter.presenter import Presenter
from bot.rounds.rules.model import Round
from bot.rounds.service import RoundService, kept_back

LINGERS = timedelta(minutes=15)
"""So long a shared screen shows the end."""

MOST_DRAWN = 100
"""So many screens are kept as they were drawn last, for all pages that follow the same round."""

MOST_LINKED = 200
"""So many nights whose pages were looked at last are kept: an open page asks several times a minute."""

Between = Callable[[int, datetime], Awaitable[object | None]]
"""What a quiz night shows between its rounds and after the last; None while a round of its own is to be shown."""

Draw = Callable[[Round, Collection[str]], object]
"""A round drawn; of the questions in the collection no key is shown."""


class Rows(KeyStore, Protocol):
    """What the rows say of rounds, and of what is being asked."""

    async def load(self, game_id: int) -> Round | None:
        """A round."""


async def _no_nights(_night_id: int, _at: datetime) -> object | None:
    return None


class SharedScreens:
    """What the presenter shows of rounds; `nights` is set by the feature that has them."""

    def __init__(self, presenter: Presenter, draw: Draw) -> None:
        self._presenter = presenter
        self._draw = draw
        self._drawn: dict[int, tuple[Round, Collection[str], object]] = {}
        self._linked: dict[int, set[int]] = {}
        self.nights: Between = _no_nights

    def changed(self, game: Round) -> None:
        """A round looks different: on its own screens, and on those of its night's other rounds."""
        self._presenter.changed(game.id)
        if game.part is not None:
            self.night_changed(game.part.night_id)

    def night_changed(self, night_id: int) -> None:
        """A night looks different: on the screens of all its rounds that somebody follows."""
        for linked in self._linked.get(night_id, ()):
            self._presenter.changed(linked)

    async def shown(self, rounds: RoundService, game_id: int, at: datetime) -> object | None:
        """What the link to a round shows now; None where there is none, and a while after its end."""
        game = await rounds.find(game_id)
        told = await self._of_night(rounds, game, at) if game is not None and game.part is not None else None
        if told is not None:
            return told
        if game is None or _is_over(game, at):
            if game is not None and game.part is not None:
                self._linked.pop(game.part.night_id, None)
            return None
        return self._once(game, await rounds.kept_back(game))

    async def from_rows(self, rows: Rows, game_id: int, at: datetime) -> object | None:
        """What the link to a round shows that another process plays: the round itself, as it was written last.

        Nothing of it is kept, since nobody says here that it has changed.
        """
        game = await rows.load(game_id)
        return None if game is None or _is_over(game, at) else self._draw(game, await kept_back(rows, game))

    async def _of_night(self, rounds: RoundService, game: Round, at: datetime) -> object | None:
        """The night's round that is on, or the night between them; None where the round itself is to be shown."""
        night_id = game.part.night_id if game.part else 0
        self._linked[night_id] = self._linked.pop(night_id, set()) | {game.id}
        if len(self._linked) > MOST_LINKED:
            del self._linked[next(iter(self._linked))]
        now = await rounds.running_in(game.channel_id)
        if now is not None and now.part is not None and now.part.night_id == night_id:
            return self._once(now)
        return await self.nights(night_id, at)

    def _once(self, game: Round, hidden: Collection[str] = frozenset()) -> object:
        """A round drawn, once for each of its states: many pages ask at the same time."""
        known = self._drawn.pop(game.id, None)
        if known is None or known[0] is not game or known[1] != hidden:
            known = game, hidden, self._draw(game, hidden)
        self._drawn[game.id] = known
        if len(self._drawn) > MOST_DRAWN:
            del self._drawn[next(iter(self._drawn))]
        return known[2]


def _is_over(game: Round, at: datetime) -> bool:
    return game.ended_at is not None and at - game.ended_at >= LINGERS
