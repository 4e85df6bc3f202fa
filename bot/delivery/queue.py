"""What is to be drawn when there is time: keys, and no tasks that read their rows and wait.

After a start there are as many as there are messages, and in a lively hour as many as there are games: far more than
Discord's limit lets through in a minute.
"""

from collections.abc import Callable

from bot.delivery.slots import Slot
from bot.kernel.ports import MessageKey

FEW = 50
"""So many wait at the limiter: as many as it lets through in a second, so that it never waits for one."""


class Queue:
    """The messages that have not been begun with. What is begun has a place, until its turn has come or it needs none.

    What an earlier run left goes first, game by game, since it may be urgent; then what has changed, the longest ago
    first. `begin` begins with a message, `catch_up` with one that an earlier run left.
    """

    def __init__(self, begin: Callable[[MessageKey], Slot], catch_up: Callable[[MessageKey], Slot]) -> None:
        self._begin = begin
        self._catch_up = catch_up
        self._left: dict[int, dict[MessageKey, None]] = {}
        self._changed: dict[MessageKey, None] = {}
        self.anyway: set[MessageKey] = set()
        """Of those that have changed, the ones to be drawn although they are settled."""
        self._in_hand = 0

    def leave(self, key: MessageKey) -> None:
        """An earlier run left it."""
        self._left.setdefault(key.game_id, {}).setdefault(key)

    def change(self, key: MessageKey) -> None:
        """It shows something else, which is not urgent: drawn at once where nothing waits."""
        if key not in self._left.get(key.game_id, ()):
            self._changed.setdefault(key)
            self.go_on()

    def hasten(self, game_id: int) -> None:
        """Begin with what an earlier run left of a game, whatever waits."""
        for key in self._left.pop(game_id, ()):
            self._catch_up(key)

    def go_on(self) -> None:
        """Begin with as many as there are places for."""
        while self._in_hand < FEW and (slot := self._next()) is not None:
            slot.leave_place()
            slot.place = self._left_place
            self._in_hand += 1

    def begun(self, key: MessageKey) -> bool:
        """It need not be begun with any more. Whether it is to be drawn although it is settled."""
        self._changed.pop(key, None)
        anyway = key in self.anyway
        self.anyway.discard(key)
        return anyway

    def clear(self) -> None:
        """The rows remember them."""
        self._left.clear()
        self._changed.clear()
        self.anyway.clear()

    def of(self, card: str) -> int:
        """How many there are of a kind."""
        return sum(key.card == card for keys in (self._changed, *self._left.values()) for key in keys)

    def __len__(self) -> int:
        return len(self._changed) + sum(map(len, self._left.values()))

    def _next(self) -> Slot | None:
        if self._left:
            slots = [self._catch_up(key) for key in self._left.pop(next(iter(self._left)))]
            return slots[0]
        return self._begin(next(iter(self._changed))) if self._changed else None

    def _left_place(self) -> None:
        self._in_hand -= 1
        self.go_on()
