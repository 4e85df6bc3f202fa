"""What the pages and cards of a quiz night say of a time that is near, and of a night that never began."""

from dataclasses import replace
from datetime import timedelta

from bot.nights.rules import planning, play
from bot.nights.rules.model import End, Phase, Wait
from cogs.nights.rendering import gone_card, night_card, signed_up_card, why_over
from cogs.shared.cards import Card
from tests.nights.test_rules import START, granted, planned
from tests.strategies import ADA

MINUTE = timedelta(minutes=1)


def test_nobody_is_promised_a_reminder_before_a_time_that_is_nearer_than_that() -> None:
    """A night that is moved to a time soon tells everybody at once, and their pages say so."""
    moved = granted(planning.move(planned(), START, START - 10 * MINUTE))
    page = text(signed_up_card(moved, ADA.id, wants=True))
    assert "15 minutes before" not in page
    assert "as soon as Discord delivers it" in page
    later = granted(planning.move(planned(), START, START - 60 * MINUTE))
    assert "15 minutes before" in text(signed_up_card(later, ADA.id, wants=True))


def test_a_night_that_waited_in_vain_did_not_take_place() -> None:
    """Its card, its pages, and whoever presses an old button say so, and why."""
    night = planned()
    for minutes in range(40):
        if night.phase is Phase.PLANNED:
            night = play.not_opened(night, Wait.BUSY, START + minutes * MINUTE)
    assert night.end is End.BLOCKED
    for told in (text(gone_card(night)), text(night_card(night)), why_over(night)):
        assert "**The quiz night didn't take place:** it waited for half an hour" in told


def test_nobody_is_sent_into_another_quiz_while_a_night_waits_for_it() -> None:
    """The quiz in the channel is not the night's: its card says so, for the first round too, and then what is on."""
    begun = replace(planned(), phase=Phase.ROUND, number=1)
    waiting = text(night_card(replace(begun, waits=Wait.BUSY, waits_since=START)))
    assert "another quiz is running" in waiting
    assert "Join the quiz below" not in waiting
    assert "next round" not in waiting
    assert "round 1 of" in waiting
    assert "Join the quiz below" in text(night_card(begun))


def text(card: Card) -> str:
    return "\n".join(getattr(part, "content", "") for part in card.walk_children())
