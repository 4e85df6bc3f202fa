"""Games as rows, for tests that have no need to play them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.duels.api import tables as duel_tables
from bot.rounds.api import tables as round_tables
from bot.storage import tables
from bot.storage.changes import Put

GUILD = 70
HOUR = timedelta(hours=1)

_ROUND = {
    "channel_id": 700, "host_id": 1, "topic": None, "exam": None, "questions": 3, "pace": "standard",
    "scoring": "speed", "seed": 1, "phase": "ended", "due_at": None, "position": 2, "ready": "[]", "silent": 0,
    "pause_reason": None, "pause_since": None, "pause_resume_to": None, "pause_remaining_ms": None,
    "end_reason": "finished", "repeats": 0, "stage": None, "joining": "anybody", "weights": "{}", "warm_up": 0,
    "teams": None, "forming": None, "speaking": None, "talk_ms": None,
}  # fmt: skip
_DUEL = {
    "challenger_id": 1, "invited_id": None, "invited_name": None, "opponent_id": 2, "topic": None, "exam": None,
    "questions": 3, "pace": "live", "rated": 0, "stakes": "friendly", "seed": 1, "phase": "ended", "due_at": None,
    "position": 2, "ready": "[]", "patient_until": 0, "end_reason": "finished", "forfeited_by": None,
}  # fmt: skip


def game_rows(
    number: int,
    kind: str,
    at: datetime,
    *people: tuple[int, Sequence[int]],
    guild: int = GUILD,
    ended_at: datetime | None = None,
    clockless: Collection[int] = (),
    **more: object,
) -> list[Put]:
    """A game of three questions, in which people gave answers, right (1) or wrong (0); it ends an hour later.

    `clockless`: the questions that were asked without a clock.
    """
    ended_at = ended_at or at + HOUR
    game = {"id": number, "kind": kind, "guild_id": guild, "channel_id": 700, "created_at": at, "ended_at": ended_at}
    rows = [Put(tables.games, game), Put(tables.contents, {"hash": "h", "body": "{}"})]
    own = {"game_id": number, "active_at": at}
    if kind == "round":
        rows.append(Put(round_tables.rounds, {**_ROUND, **own, "channel_id": number, **more}))
    if kind == "duel":
        rows.append(Put(duel_tables.duels, {**_DUEL, **own, **more}))
    asked = {"question_id": "q", "content_hash": "h", "seed": 1, "opened_at": at, "closed_at": ended_at, "skipped": 0}
    for position in range(3):
        deadline = None if position in clockless else ended_at
        rows.append(Put(tables.asked, {**asked, "game_id": number, "position": position, "deadline": deadline}))
    for player, answers in people:
        rows.append(Put(tables.names, {"guild_id": guild, "player_id": player, "name": f"p{player}"}))
        for position, right in enumerate(answers):
            answer = {"answer": "[0]", "credit": float(right), "points": 100 * right, "elapsed_ms": 900, "unsure": 0}
            key = {"game_id": number, "position": position, "player_id": player}
            rows.append(Put(tables.answers, {**key, **answer, "correct": right, "at": at + position * HOUR / 4}))
    return rows
