"""Reminders of quiz nights: told apart by whom they are for, and of which time."""

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.nights.rules.model import Leg, Night
from cogs.nights.events import LONGEST_TEXT, DiscordEvents
from cogs.nights.ids import Verb, mark_of_reminder, on_reminder
from cogs.nights.letters import _nonce
from tests.nights.test_rules import START, planned

IDS = st.integers(1, 2**63 - 1)
TIMES = st.integers(0, 10**6).map(lambda minutes: START + timedelta(minutes=minutes))


def of(night_id: int, starts_at: datetime) -> Night:
    night = planned()
    return replace(night, id=night_id, plan=replace(night.plan, starts_at=starts_at))


@given(st.tuples(IDS, TIMES, IDS), st.tuples(IDS, TIMES, IDS))
def test_each_person_is_reminded_of_each_night_and_time(
    one: tuple[int, datetime, int], other: tuple[int, datetime, int]
) -> None:
    """Discord makes one message of those with the same nonce, so no two reminders have the same."""
    nonces = [_nonce(of(night_id, starts_at), player_id) for night_id, starts_at, player_id in (one, other)]
    assert max(map(len, nonces)) <= 25
    assert (nonces[0] == nonces[1]) == (one == other)


@given(IDS, TIMES, TIMES)
def test_the_reminder_of_an_earlier_time_is_not_taken_for_the_new_one(
    night_id: int, before: datetime, after: datetime
) -> None:
    """Looked for in the direct messages, the reminder of a moved night is another one."""
    old, new = of(night_id, before), of(night_id, after)
    assert (mark_of_reminder(old) == mark_of_reminder(new)) == (before == after)
    assert on_reminder(Verb.NO_REMINDERS, new).endswith(mark_of_reminder(new))


def test_whatever_a_channel_is_called_its_event_has_a_text() -> None:
    """It names the channel as it is, and each round once, in no more characters than Discord takes."""
    night = planned()
    name = "{rounds}" * 12
    night = replace(night, plan=replace(night.plan, legs=tuple(Leg(f"t{n}" * 30) for n in range(6))))
    guild = SimpleNamespace(get_channel_or_thread=lambda _: SimpleNamespace(name=name))
    client: Any = SimpleNamespace(get_guild=lambda _: guild)
    text = DiscordEvents(client)._text(night)
    assert len(text) <= LONGEST_TEXT
    assert f"#{name}" in text
    assert text.count("t1t1") <= 30
