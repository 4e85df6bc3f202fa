"""What the tables of seasons show, at their longest and at their emptiest."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.delivery.validator import COMPONENTS_V2, message_violations
from bot.kernel.ranking import RankedLine, RankedPage, ranked_page
from bot.seasons.rules.leagues import Move
from bot.seasons.rules.model import Span
from bot.seasons.rules.views import Frame, Scored, Standing, Table, Week, first_places
from cogs.seasons.rendering import podium_of, rules_card, table_card, week_card
from cogs.shared.cards import Card
from tests.cogs.table import bare
from tests.strategies import NOON

LONGEST_NAME = "\N{FULL BLOCK}" * 32
LATER = NOON + timedelta(days=9)
FRAME = Frame(
    span=Span(99, date(2026, 3, 2)),
    zone="America/Argentina/ComodRivadavia",
    week=4,
    week_ends_at=LATER,
    ends_at=LATER,
    stopped_at=None,
    is_over=False,
    standing=Standing.IN,
    today=None,
    has_leagues=True,
    has_last=True,
)
PEOPLE = [Scored(number, LONGEST_NAME, 784 - number, 28, Move.DOWN) for number in range(1, 31)]


def payload(card: Card) -> dict[str, object]:
    components = card.to_components()  # type: ignore[no-untyped-call]
    return {"components": components, "flags": COMPONENTS_V2, "allowed_mentions": {"parse": []}}


def shown(card: Card) -> str:
    return bare(json.dumps(payload(card), ensure_ascii=False))


def page(people: list[Scored], number: int = 1, player_id: int = 25) -> RankedPage[Scored]:
    return ranked_page(people, lambda one: one.points, number, player_id)


CARDS = {
    "table": table_card(Table(FRAME, page(PEOPLE), champions=(RankedLine(1, PEOPLE[0]),) * 30), note="x" * 100),
    "league": week_card(Week(FRAME, page(PEOPLE), 1, 3, 1, (LONGEST_NAME,) * 15, (LONGEST_NAME,) * 15)),
    "rules": rules_card(),
    "last": table_card(Table(replace(FRAME, is_over=True), page(PEOPLE)), last=True),
}


@pytest.mark.parametrize("name", CARDS)
def test_the_longest_card_fits_discord(name: str) -> None:
    """With the longest names on all lines, and who has come and gone."""
    assert message_violations(payload(CARDS[name])) == []


def test_ones_own_line_is_there_whatever_the_page() -> None:
    """With whom one can overtake; of a season that is over only the place."""
    assert "**You are 25th**" in shown(CARDS["table"])
    assert "You need 2 more points to pass" in shown(CARDS["table"])
    assert "**You were 25th**" in shown(CARDS["last"])
    assert "to pass" not in shown(CARDS["last"])


def test_a_league_tells_who_has_come_and_who_is_on_the_way() -> None:
    """In words beside each sign, and no more names than a line holds."""
    told = shown(CARDS["league"])
    assert "Up from a lower league" in told
    assert "and 10 more" in told
    assert "⬇️ down" in told
    assert "the first three move up and the last three move down" in told


def test_whoever_is_out_or_hidden_is_told_how_to_come_back() -> None:
    """By the button that is there, or by the command that has it."""
    out = shown(table_card(Table(replace(FRAME, standing=Standing.OUT), page(PEOPLE, player_id=0))))
    assert "Join the season" in out
    assert "Leave the season" not in out
    hidden = shown(table_card(Table(replace(FRAME, standing=Standing.HIDDEN), page(PEOPLE, player_id=0))))
    assert "`/leaderboard`" in hidden
    assert "Join the season" not in hidden


def test_a_shared_table_is_nobodys_own() -> None:
    """Nothing to press, and no line for whoever shows it."""
    told = shown(table_card(Table(FRAME, page(PEOPLE)), shared=True))
    assert "You are" not in told
    assert "custom_id" not in told


def test_the_podium_counts_all_who_share_a_place() -> None:
    """More than a page of people who came every day: three are named, the others counted; no podium before the end."""
    equal = [Scored(number, f"p{number}", 700, 28) for number in range(1, 15)]
    over = replace(FRAME, is_over=True)
    picture = podium_of(Table(over, page(equal, 0), podium=first_places(equal)))
    assert picture is not None
    assert picture.described == "A podium. First place: p1, p2, p3, and 11 more, 700 points."
    assert picture.draw().startswith(b"\x89PNG")
    assert podium_of(Table(FRAME, page(equal, 0))) is None
