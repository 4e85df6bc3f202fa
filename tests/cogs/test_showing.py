"""What is shown to everybody takes no private page away, and shows no more than it says."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

from bot.boards.rules.boards import Board, Line, Metric, Own, Page, Score, end_of, latest_periods, week_of
from bot.boards.service import BoardView
from bot.kernel.custom_ids import parse
from bot.kernel.questions import Question
from cogs.boards.rendering.board import board_card
from cogs.help.rendering import help_card
from cogs.shared.cards import Card
from cogs.shared.standing import Showing
from tests.cogs.table import GREETING, SELECT, Table, labels, parts, private, text
from tests.cogs.test_rendering import seen
from tests.sources import offering
from tests.strategies import NOON

ADA = Score(1, "Ada", 300, 3, 3, None)
BEN = Score(2, "Ben", 200, 3, 2, None)


def board(metric: Metric = Metric.POINTS, period: str = week_of(NOON), periods: tuple[str, ...] = ()) -> BoardView:
    page = Page(Board(1, metric, period), 0, 1, (Line(1, ADA), Line(2, BEN)))
    return BoardView(page, Own(Line(2, BEN), ADA), False, periods)


def test_a_shared_board_has_nothing_of_who_shares_it() -> None:
    """Everybody sees the lines; one's own place, and the buttons, stay with the one who asked."""
    own, shared = seen(board_card(board(), NOON)), seen(board_card(board(), NOON, shared=True))
    assert "You are 2nd" in own
    assert "[Show to the channel " in own
    assert "Ada" in shared
    assert "You" not in shared
    assert "[" not in shared


def test_a_board_says_until_when_it_runs() -> None:
    """In each reader's own time: a week and a month until they end, what is over since when, all time nothing."""
    end = end_of(week_of(NOON))
    assert end is not None
    assert f"runs until <t:{int(end.timestamp())}:f>" in seen(board_card(board(), NOON))
    assert "over since <t:" in seen(board_card(board(period="2025-03"), NOON))
    assert "<t:" not in seen(board_card(board(period="all"), NOON))


@pytest.mark.parametrize("period", [period for period in latest_periods(NOON) if period != "all"])
def test_a_period_ends_where_the_next_begins(period: str) -> None:
    """The end of a week or a month is no longer in it, and the instant before is."""
    end = end_of(period)
    assert end is not None
    names = {week_of(end - timedelta(microseconds=1)), f"{end - timedelta(microseconds=1):%Y-%m}"}
    assert period in names
    assert period not in {week_of(end), f"{end:%Y-%m}"}


def test_only_periods_with_somebody_are_offered() -> None:
    """The menu of weeks and months lists none that is empty, and is left out where there is no other."""
    assert "<Another week or month" not in seen(board_card(board(periods=(week_of(NOON),)), NOON))
    told = seen(board_card(board(periods=(week_of(NOON), "all")), NOON))
    assert "1..1: all=All time>" in told


def test_the_help_can_be_pressed_and_knows_where_it_is() -> None:
    """In a server a quiz, the daily and practice begin from it; in direct messages only what works there is named."""
    server = seen(help_card(NOON, in_server=True, organises=False))
    alone = seen(help_card(NOON, in_server=False, organises=False))
    for label in ("[Start a quiz ", "[Today's daily ", "[Practice ", "[Leaderboard "):
        assert label in server
    assert "[Practice " in alone
    assert "[Today's daily " in alone
    for nothing in ("Start a quiz", "Leaderboard", "/quiz", "/duel", "/leaderboard", "/settings"):
        assert nothing not in alone


async def test_every_button_of_the_help_leads_somewhere(laid: Table) -> None:
    """Whatever stands there, a press on it is answered by its feature."""
    shown = private(await laid.slash("ben", "help"))
    verbs = {parse(part) for part in _ids(shown)}
    assert len(verbs) == 6
    for press in verbs:
        assert press is not None
        assert press.verb in laid.app.client._press_handlers
    opened = await laid.press("ben", "Start a quiz", shown)
    assert "**In:** ben" in text(laid.card())
    assert "lobby is open" in text(opened).casefold() or "Start" in text(opened)


async def test_the_greeting_can_be_pressed_on_the_spot(laid: Table) -> None:
    """A new server plays from its greeting: the daily, practice, and a quiz begin without a command being typed."""
    hello = next(message for message in laid.channel.history() if GREETING in text(message))
    assert labels(hello) == ["Start a quiz", "Today's daily", "Practice", "Choose the exam"]
    assert "/settings daily" in text(await laid.press("ben", "Today's daily", hello))
    asked = private(await laid.press("ben", "Practice", hello))
    assert "Report" in labels(await laid.attempt("ben", asked))
    await laid.press("ben", "Start a quiz", hello)
    assert "**In:** ben" in text(laid.card())


def _ids(shown: Any) -> list[str]:

    return [part["custom_id"] for part in parts(shown) if part.get("custom_id")]


async def test_who_is_in_already_as_host_reads_what_a_host_does(laid: Table) -> None:
    """A second Join is no riddle: the host is told to start, others to wait."""
    await laid.start()
    assert "you are the host: press **Start**" in text(private(await laid.press("ada", "Join")))
    await laid.press("ben", "Join")
    assert "when the host presses **Start**" in text(private(await laid.press("ben", "Join")))


async def test_a_lobby_announces_no_more_questions_than_there_are(
    laid: Table, kinds: dict[str, Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A topic of three questions is announced as three, whatever was wished for."""
    few = [kinds[name] for name in ("single", "numeric", "typed")]
    monkeypatch.setattr(laid.rounds.pool, "sources", offering(few))
    await laid.start(questions=10)
    assert "3 questions" in text(laid.card())
    assert "10 questions" not in text(laid.card())


async def test_the_last_to_answer_is_not_told_to_change_it(
    laid: Table, kinds: dict[str, Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under accuracy scoring an answer can be changed, but for that with which the question closes."""
    monkeypatch.setattr(
        laid.rounds.pool, "sources", offering([kinds["single"]])
    )  # answered by a press, whatever the seed
    await laid.begin("ben", scoring="accuracy")
    first = await laid.attempt("ada")
    assert "Press another to change it, until everybody has answered." in text(private(first))
    last = await laid.attempt("ben")
    assert "Press another to change it, until everybody has answered." not in text(private(last))


async def test_a_board_is_shown_beside_the_private_page(laid: Table) -> None:
    """Everybody sees the lines in a message of its own; the page of the one who asked stays as it was."""
    await laid.begin("ben")
    await laid.attempt("ben")
    await laid.attempt("ada")
    await laid.stop("gus")
    page = private(await laid.slash("ben", "leaderboard"))
    assert "This month" not in text(page)
    shared = await laid.press("ben", "Show to the channel", page)
    assert shared.response is not None
    assert not shared.response.ephemeral
    assert "You are" not in text(shared)
    assert "ben" in text(shared)
    assert "Show to the channel" in labels(page)
    offered = [part for part in parts(page) if part["type"] == SELECT]
    assert [option["value"] for option in offered[0]["options"]] == [f"{laid.env.now():%Y-%m}", "all"]
    again = await laid.press("ben", "Show to the channel", page)
    assert again.response is not None
    assert again.response.ephemeral
    assert "is already at the bottom of this channel" in text(again)


async def test_what_a_broken_connection_kept_away_can_be_shown_after_all() -> None:
    """Whoever presses again, once Discord can be reached, shows it: it does not count as shown already."""

    async def broken(**_: object) -> None:
        raise aiohttp.ClientConnectionError("Connection reset by peer")

    press: Any = SimpleNamespace(
        user=SimpleNamespace(id=1),
        channel_id=2,
        message=None,
        data={},
        response=SimpleNamespace(send_message=broken, is_done=lambda: False),
    )
    showing = Showing()
    with pytest.raises(aiohttp.ClientConnectionError):
        await showing.show(press, Card("squares"), page="daily 7")
    assert not showing.again(press, "daily 7")
    assert showing.again(press, "daily 7")
