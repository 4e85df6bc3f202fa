"""The tables of quiz nights."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Text, and_, case, literal

from bot.storage.belonging import Belonging, Erase, declare, nobody
from bot.storage.columns import Instant, Snowflake, Whole, partial
from bot.storage.tables import game_key, strict_table

nights = strict_table(
    "nights",
    game_key(),
    Column("host_id", Snowflake, nullable=False),
    Column("host_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("pause_minutes", Whole, nullable=False),
    Column("scoring", Text, nullable=False),
    Column("exam", Text),
    Column("phase", Text, nullable=False),
    Column("number", Whole, nullable=False),
    Column("due_at", Instant),
    Column("begins_at", Instant),
    Column("waits", Text),
    Column("waits_since", Instant),
    Column("end_reason", Text),
    Column("told", Whole, nullable=False),
    Column("event", Text, nullable=False),
    Column("event_id", Snowflake),
    Column("event_at", Instant),
    Index("nights_due", "due_at"),
    Index("nights_by_host", "host_id"),
    Index("nights_open", "game_id", **partial("phase <> 'ended'")),
    Index("nights_with_event", "event_at", **partial("event_at IS NOT NULL")),
)
"""A quiz night; its game has the same id. `event_at`: when there is something to do about Discord's own event of it."""

night_rounds = strict_table(
    "night_rounds",
    game_key(),
    Column("number", Whole, primary_key=True),
    Column("topic", Text),
    Column("questions", Whole, nullable=False),
    Column("pace", Text, nullable=False),
    Column("left_out", Whole, nullable=False),
)
"""The rounds of a night as they are planned, by number from 1. The round that is played names its night itself."""

night_sign_ups = strict_table(
    "night_sign_ups",
    game_key(),
    Column("player_id", Snowflake, primary_key=True),
    Column("name", Text, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("remind_at", Instant),
    Column("sending", Whole, nullable=False),
    Index("night_sign_ups_by_player", "player_id"),
    Index("night_sign_ups_to_remind", "remind_at", **partial("remind_at IS NOT NULL")),
)
"""Who means to come. `remind_at`: when their reminder is to be sent or tried again; `sending`: it is on its way."""

_AT_ONCE = datetime(2020, 1, 1, tzinfo=UTC)
_STANDS_FOR_LONG = and_(nights.c.phase == "planned", nights.c.event == "made")


def _outdated(event: Column[Any]) -> ColumnElement[Any]:
    """Discord's own event has the words of whoever is erased, too: it is to be brought up to date."""
    return case((_STANDS_FOR_LONG, "wanted"), else_=event)


def _due_at_once(event_at: Column[Any]) -> ColumnElement[Any]:
    return case((_STANDS_FOR_LONG, literal(_AT_ONCE, event_at.type)), else_=event_at)


declare(
    nights,
    Belonging(
        Erase.STAND_IN,
        people=("host_id",),
        words={"host_name": ("host_id", nobody), "title": ("host_id", lambda _: "Quiz night")},
        shown={"event": ("host_id", _outdated), "event_at": ("host_id", _due_at_once)},
        neutral=("game_id", "scoring", "exam", "phase", "waits", "end_reason", "event", "event_id"),
        why="the others' night goes on",
        export=("game_id", "title", "starts_at", "pause_minutes", "scoring", "exam", "phase"),
    ),
)
declare(
    night_rounds,
    Belonging(Erase.NOBODY, neutral=("game_id", "topic", "pace"), no_export="it names nobody"),
)
declare(
    night_sign_ups,
    Belonging(
        Erase.DELETE,
        people=("player_id",),
        words={"name": ("player_id", nobody)},
        neutral=("game_id",),
        export=("game_id", "name", "joined_at"),
    ),
)
