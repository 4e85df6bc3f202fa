"""The bot's gateway sessions: what each may hear, its sequence, and what it would get again on RESUME."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass, field

#: Events kept for a RESUME, and how long (seconds) a session waits for one.
REPLAY_EVENTS = 5000
RESUME_SECONDS = 120


@dataclass(slots=True)
class Session:
    """One IDENTIFY: it outlives its connection until it is forgotten."""

    intents: int
    shard: int
    shards: int
    at: float
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAY_EVENTS))
    waiting: deque[str] = field(default_factory=deque)
    left_at: float | None = None
    duplicate: int = 0
    held: bool = False

    def hears(self, guild_id: int | None) -> bool:
        """Whether events of this server (None: direct messages) belong to this session's shard."""
        return (0 if guild_id is None else (guild_id >> 22) % self.shards) == self.shard

    def record(self, event: str, payload: str) -> None:
        """Give an event (its payload encoded) the next sequence number and queue it."""
        self.sequence += 1
        frame = f'{{"t":"{event}","s":{self.sequence},"op":0,"d":{payload}}}'
        self.sent.append((self.sequence, frame))
        self.waiting.append(frame)
        if self.duplicate:
            self.duplicate -= 1
            self.waiting.append(frame)

    def replay(self, count: int) -> None:
        """Queue the last events again, with their old numbers."""
        self.waiting.extend(frame for _, frame in list(self.sent)[-count:])

    def can_resume(self, sequence: int) -> bool:
        """Whether everything after ``sequence`` is still at hand."""
        first = self.sent[0][0] if self.sent else self.sequence + 1
        return first - 1 <= sequence <= self.sequence

    def resume_from(self, sequence: int) -> None:
        """Queue what came after ``sequence``."""
        self.left_at, self.held = None, False
        self.waiting = deque(frame for number, frame in self.sent if number > sequence)
