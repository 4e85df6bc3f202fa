"""A whole Swiss through the real client, killed on the way; and one among members run by the computer."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cogs.tournaments.words import scored
from playground.client import Feed, Json, text_of
from tests.cogs.table import bare
from tests.wire.duellists import Duellist
from tests.wire.players import labels, told
from tests.wire.processes import QUIZ, Stage, stage
from tests.wire.rows import rows

pytestmark = pytest.mark.wire

NAMES = ("ada", "ben", "chloe")
POINTS = {"first": (1, 0), "second": (0, 1), "draw": (0.5, 0.5), "bye": (1, 0), "nobody": (0, 0)}
DAY = 86_400 + 60
STEPS = 60
"""More than anybody needs for a game of three questions."""


async def play_part(set_up: Stage, name: str, card: Json) -> None:
    """Somebody plays their game of a round, where they have one, to the end of their own part."""
    member = set_up.playground.member(name)
    opened = await member.press(card, label="My game")
    assert opened.message is not None, told(opened)
    one = Duellist(set_up, name, opened.message)
    async with asyncio.timeout(60), member.watch() as feed:
        for _ in range(STEPS):
            if _is_done(one.message):
                return
            if one.is_asked():
                await one.answer(NAMES.index(name))
            elif label := one.way_on() or ("Play" if "Play" in labels(one.message) else None):
                await one.press(label)
            else:
                shown = one.message
                await one.look()
                if one.message == shown:
                    await feed.wait_for("MESSAGE_UPDATE", partial(_is_of, shown["id"]))
    raise AssertionError(f"no end: {text_of(one.message)!r}")


def _is_of(message_id: str, message: Json) -> bool:
    return bool(message["id"] == message_id)


def _is_done(message: Json) -> bool:
    text = text_of(message)
    return any(
        said in text for said in ("Waiting for", "bye", "All locked in", "is over")
    ) or "Back to the tournament" in labels(message)


async def round_card(feed: Feed, number: int) -> Json:
    return await feed.message(
        QUIZ, lambda m: f"Round {number} of 3" in text_of(m) and "My game" in labels(m), within=60
    )


async def test_a_swiss_of_three_rounds_survives_a_kill_in_the_second(tmp_path: Path) -> None:
    """A round that nobody plays ends with its day; in the next, a kill between two players' parts loses nothing; and
    after the third the standings are the sums of the games, with a podium as a picture.
    """
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        members = {name: set_up.playground.member(name) for name in NAMES}
        options = {"kind": "swiss", "pace": "day", "rounds": 3, "questions": 3}
        assert "sign-up is open" in told(await members["ada"].slash(QUIZ, "tournament create", options))
        sign_up = await feed.message(QUIZ, lambda m: "Sign up" in labels(m))
        for member in members.values():
            assert "signed up" in told(await member.press(sign_up, label="Sign up"))
        assert "has started" in told(await members["ada"].press(sign_up, label="Start"))
        await round_card(feed, 1)
        await set_up.playground.advance(DAY)  # neither of the two plays
        card = await round_card(feed, 2)
        await play_part(set_up, "chloe", card)
        await set_up.restart()
        await asyncio.gather(*(play_part(set_up, name, card) for name in NAMES))
        last = await round_card(feed, 3)
        await asyncio.gather(*(play_part(set_up, name, last) for name in NAMES))
        podium = await feed.message(QUIZ, lambda m: "the tournament" in text_of(m) or "first place" in text_of(m))
        assert [file["filename"] for file in podium["attachments"]] == ["podium.png"]
        games = rows(set_up.database, "SELECT first_id, second_id, outcome FROM tournament_games")
        assert len({frozenset(pair) for *pair, _ in games}) == len(games) == 6
        outcomes = [outcome for *_, outcome in games]
        assert (outcomes.count("bye"), outcomes.count("nobody"), outcomes.count(None)) == (3, 1, 0)
        assert rows(set_up.database, "SELECT count(*), count(DISTINCT part) FROM duel_parts") == [(3, 3)]
        told_points = told(await members["ada"].press(podium, label="Standings"))
        for name, member in members.items():
            assert f"{name.title()}** · {scored(points(games, int(await member.id())))}" in bare(told_points)


def points(games: list[tuple[Any, ...]], player_id: int) -> float:
    """What somebody has by the rows alone."""
    first = sum(POINTS[outcome][0] for one, _, outcome in games if one == player_id)
    return first + sum(POINTS[outcome][1] for _, two, outcome in games if two == player_id)


async def test_games_of_who_signed_up_before_a_kill_wait_for_them(tmp_path: Path) -> None:
    """The pages of before the kill say that they follow along, and cannot: the card says what to press instead."""
    async with stage(tmp_path) as set_up, set_up.playground.member("ada").watch() as feed:
        members = {name: set_up.playground.member(name) for name in NAMES}
        await members["ada"].slash(QUIZ, "tournament create", {"kind": "arena", "questions": 3})
        sign_up = await feed.message(QUIZ, lambda m: "Sign up" in labels(m))
        for member in members.values():
            assert "follows along" in told(await member.press(sign_up, label="Sign up"))
        await set_up.bot.kill()
        await set_up.playground.wait_for_bot(online=False)
        await set_up.playground.advance(20)
        await set_up.bring_up()
        assert "has started" in told(await members["ada"].press(sign_up, label="Start"))
        card = await members["ada"].wait_for_message(QUIZ, lambda m: "then **Ready**:" in text_of(m))
        await set_up.playground.advance(120)
        paired = [name for name in NAMES if name.title() in bare(text_of(card)).split("**Ready**:")[1].split("\n")[0]]
        assert len(paired) == 2
        for name in paired:
            opened = await members[name].press(card, label="My game")
            assert opened.message is not None
            assert "the game is called off" in text_of(opened.message)
            said = told(await members[name].press(opened.message, label="Ready"))
        assert "1/3" in said
