"""A quiz shows its answers to everybody, so it never asks what another game of the server still keeps to itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import pytest

from bot.daily.manifest import DailyChallenge
from bot.daily.rules.schedule import Plan
from bot.kernel.deciding import begin
from bot.kernel.ports import MessageKey
from bot.rounds.manifest import Quiz
from bot.rounds.rules.model import Refusal, Round
from cogs.rounds.words import ASKED_ELSEWHERE, left_for_later
from tests.cogs.table import Table, labels, private, table, text
from tests.cogs.test_duel_beginnings import desk_of
from tests.cogs.test_rendering import seen
from tests.daily.conftest import always
from tests.strategies import question

HOUR = 3600


@pytest.fixture
async def laid(tmp_path: Path) -> AsyncIterator[Table]:
    """Four questions about metrics and four about security."""
    questions = [question(f"{topic}{number}", topic=topic) for topic in ("metrics", "security") for number in range(4)]
    async with table(tmp_path, {one.id: one for one in questions}) as ready:
        yield ready


async def daily_due(laid: Table, questions: int) -> DailyChallenge:
    """A daily about metrics with so many questions, whose hour has come."""
    daily = next(feature for feature in laid.app.features if isinstance(feature, DailyChallenge))
    at = laid.env.now()
    due = at.replace(second=0, microsecond=0)
    plan = Plan(laid.channel.id, due.time(), "UTC", topics=("metrics",), questions=questions)
    await daily.schedules.arrange(laid.guild.id, always(plan, on=True), 1, at)
    begin()
    await laid.env.advance_time(24 * HOUR)
    return daily


async def daily_opens(laid: Table, questions: int) -> tuple[set[str], str]:
    """A daily about metrics with so many questions; which they are, and until when, as a card tells it."""
    daily = await daily_due(laid, questions)
    await daily.posting.tick(laid.env.now())
    await laid.settle()
    found = await daily.dailies.latest(laid.guild.id)
    assert found is not None
    closes = await daily.store.closes_at(found.id)
    assert closes is not None
    return {one.question.id for one in found.asked}, f"in the daily until <t:{int(closes.timestamp())}:f>"


async def test_the_lobby_says_why_there_are_fewer_and_none_of_the_daily_s_is_asked(laid: Table) -> None:
    in_daily, until = await daily_opens(laid, 3)
    await laid.start(topic="Metrics", questions=5)
    lobby = text(laid.card())
    assert "1 question" in lobby
    assert "There are no more questions for this choice just now: 3 questions are still open " + until in lobby
    await laid.press("ada", "Start")
    assert {one.question.id for one in (await laid.game()).asked} == {f"metrics{n}" for n in range(4)} - in_daily


async def test_where_enough_others_are_left_nothing_is_said(laid: Table) -> None:
    in_daily, _ = await daily_opens(laid, 3)
    await laid.start(questions=3)
    assert "still open" not in text(laid.card())
    await laid.press("ada", "Start")
    assert in_daily.isdisjoint(one.question.id for one in (await laid.game()).asked)


@pytest.mark.parametrize("thread", [False, True])
async def test_where_none_is_left_no_quiz_begins_and_whoever_starts_it_reads_until_when(
    laid: Table, *, thread: bool
) -> None:
    in_daily, until = await daily_opens(laid, 4)
    assert len(in_daily) == 4
    before = laid.card()
    told = text(private(await laid.start(topic="Metrics", thread=thread)))
    assert "All questions for that choice are still open " + until in told
    assert laid.card().id == before.id
    await laid.start(topic="security")
    assert "4 questions" in text(laid.card())


async def test_a_lobby_says_that_its_questions_come_again_while_another_topic_can_be_chosen(laid: Table) -> None:
    """One of its four was asked lately; nothing is said where there are enough others."""
    await laid.begin(topic="metrics", questions=3)
    await laid.stop("ada")
    for questions, told in ((3, False), (4, True)):
        await laid.start(topic="metrics", questions=questions)
        lobby = text(laid.card())
        assert ("1 of the 4 questions was asked here recently" in lobby) is told
        assert ("To play another topic, press **Call it off**" in lobby) is told
        await laid.press("ada", "Call it off")


async def test_a_lobby_counts_what_comes_again_among_the_questions_that_there_are(laid: Table) -> None:
    """With a warm-up, five are wished for and four are there: what the lobby says is true of the quiz that begins."""
    await laid.begin(topic="metrics", questions=4)
    await laid.stop("ada")
    await laid.start(topic="metrics", questions=4)
    await laid.press("ada", "Add a warm-up question", private(await laid.press("ada", "Host")))
    assert "1 of the 4 questions was asked here recently" in text(laid.card())
    await laid.press("ben", "Join")
    await laid.press("ada", "Start")
    assert "1 of the 4 questions was asked here recently" in text(laid.card())


async def test_a_daily_that_opens_while_people_wait_in_the_lobby(laid: Table) -> None:
    """The quiz that was announced cannot begin any more, and its lobby waits."""
    await laid.start(topic="metrics", questions=4)
    lobby = laid.card()
    _, until = await daily_opens(laid, 4)
    told = text(private(await laid.press("ada", "Start", lobby)))
    assert "All questions for that choice are still open " + until in told


async def test_a_daily_that_opens_meanwhile_and_takes_some_of_the_questions(laid: Table) -> None:
    """The host hears of it, and the card says how many are left, before the quiz begins with fewer than announced."""
    await laid.start(topic="metrics", questions=4)
    lobby = laid.card()
    assert "4 questions" in text(lobby)
    in_daily, _ = await daily_opens(laid, 3)
    told = text(private(await laid.press("ada", "Start", lobby)))
    assert "Fewer questions can be asked now" in told
    await laid.settle()
    assert "1 question" in text(laid.card(-2))
    await laid.press("ada", "Start", laid.card(-2))
    assert {one.question.id for one in (await laid.game()).asked} == {f"metrics{n}" for n in range(4)} - in_daily


async def test_a_warm_up_that_takes_one_of_the_last_questions_is_no_other_games_fault(laid: Table) -> None:
    """There are four: with a warm-up three of them count, and the host is not sent to look for another game."""
    await laid.start(topic="metrics", questions=4)
    lobby = laid.card()
    await laid.press("ada", "Add a warm-up question", private(await laid.press("ada", "Host", lobby)))
    told = text(private(await laid.press("ada", "Start", lobby)))
    assert "or the warm-up takes one" in told
    await laid.settle()
    assert "3 questions" in text(laid.card())
    assert "still open in" not in text(laid.card())
    await laid.press("ada", "Start")
    assert len((await laid.game()).asked) == 4


async def test_a_lobby_that_has_all_its_questions_lacks_none(laid: Table) -> None:
    """Another game asks one of the four, and three were asked for: nothing is left out. A fourth would be."""
    await laid.start(topic="metrics", questions=1)
    await laid.press("ada", "Start")
    game, pool = await laid.game(), laid.rounds.pool
    for questions, warm_up, lacks in ((3, False, False), (4, False, True), (3, True, True)):
        wish = replace(game.settings, questions=questions)
        other = replace(game, id=game.id + 1, settings=wish, asked=(), warm_up=warm_up)
        assert (await pool.shortage(other) is not None) == lacks


async def test_a_question_that_could_not_be_asked_beside_another_is_missed_by_no_lobby(tmp_path: Path) -> None:
    """Two give each other away, so three of the four are asked at most; so are they while one of the two is held."""
    names = [f"metrics{number}" for number in range(4)]
    questions = {name: question(name, topic="metrics") for name in names}
    questions |= {"metrics0": replace(questions["metrics0"], apart=("metrics1",))}
    async with table(tmp_path, questions) as laid:
        await laid.start(topic="metrics", questions=4)
        lobby, pool = await laid.game(), laid.rounds.pool
        assert (lobby.settings.questions, lobby.settings.asked_for) == (3, 4)
        for held, lacks in (("metrics1", False), ("metrics2", True)):
            pool._store.being_asked = AsyncMock(return_value={held})  # type: ignore[method-assign]
            assert (await pool.shortage(lobby) is not None) == lacks


async def test_a_card_of_a_quiz_that_is_over_keeps_what_the_daily_asks(laid: Table) -> None:
    """It may be drawn days later, when its channel lets Recall in again: for everybody, players of the daily too."""
    quiz = next(feature for feature in laid.app.features if isinstance(feature, Quiz))
    await laid.begin(topic="metrics", questions=4)
    game = await laid.game()
    await laid.stop("ada")

    async def drawn() -> str:
        card = await quiz.draw(MessageKey(game.id, "q0"))
        assert card is not None
        return seen(card.view)

    assert game.current.question.explanation in await drawn()
    in_daily, _ = await daily_opens(laid, 4)
    assert game.current.question.id in in_daily
    told = await drawn()
    assert ASKED_ELSEWHERE in told
    assert game.current.question.explanation not in told


async def test_two_quizzes_on_one_server_ask_nothing_twice(laid: Table) -> None:
    """Who follows both channels would know the answers of the second."""
    await laid.start(topic="metrics", questions=3)
    await laid.press("ada", "Start")
    game, pool = await laid.game(), laid.rounds.pool
    wanted = await pool.fitting(laid.guild.id, game.settings, 2)
    assert wanted.questions == 1
    other = replace(game, id=game.id + 1, settings=wanted, seed=2, asked=())
    asked, _ = await pool.drawn(other, laid.env.now())
    assert {one.id for one in asked}.isdisjoint(one.question.id for one in game.asked)
    short = await pool.shortage(other)
    assert short is not None
    assert "3 questions are still open in another game on this server, and" in left_for_later(short)


async def test_two_quizzes_that_begin_in_the_same_moment_ask_nothing_twice(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each draws only once the other has its questions."""
    await laid.start(topic="metrics", questions=2)
    game, rounds = await laid.game(), laid.rounds
    host, at = game.players[game.host_id], laid.env.now()
    monkeypatch.setattr(laid.app.delivery, "redraw", lambda *_, **__: None)  # the other channel is none
    beside = await rounds.start(
        guild_id=game.guild_id, channel_id=game.channel_id + 1, host=host, settings=game.settings, seed=77, at=at
    )
    assert isinstance(beside, Round)
    begun = await asyncio.gather(*(rounds.begin(one, host.id, at, may_manage=True) for one in (game.id, beside.id)))
    asked = [one.question.id for game in begun if isinstance(game, Round) for one in game.asked]
    assert sorted(asked) == [f"metrics{number}" for number in range(4)]


async def test_a_quiz_that_begins_while_the_daily_is_made_asks_none_of_its_questions(
    laid: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are set for full hours: what the daily has drawn, the quiz does not show to everybody."""
    daily = await daily_due(laid, 4)
    await laid.start(topic="metrics", questions=2)
    game, drawing, recent = await laid.game(), asyncio.Event(), daily.store.recent_questions

    async def reading(*which: Any) -> Any:
        drawing.set()
        return await recent(*which)

    async def quiz() -> Round | Refusal:
        await drawing.wait()
        return await laid.rounds.begin(game.id, game.host_id, laid.env.now(), may_manage=False)

    monkeypatch.setattr(daily.store, "recent_questions", reading)
    _, begun = await asyncio.gather(daily.posting.tick(laid.env.now()), quiz())
    assert begun is Refusal.BEING_ASKED


async def test_a_duel_asks_nothing_of_the_open_daily_as_its_points_would_tell(laid: Table) -> None:
    in_daily, _ = await daily_opens(laid, 3)
    await laid.slash("ada", "duel", opponent=laid.ben, topic="Metrics")
    await laid.press("ben", "Accept")
    duels = desk_of(laid)
    [duel_id] = await duels._store.running()
    duel = await duels.find(duel_id)
    assert duel is not None
    assert {one.question.id for one in duel.asked} == {f"metrics{n}" for n in range(4)} - in_daily


async def test_where_the_daily_asks_them_all_nobody_is_challenged(laid: Table) -> None:
    await daily_opens(laid, 4)
    before = laid.card()
    told = text(private(await laid.slash("ada", "duel", opponent=laid.ben, topic="Metrics")))
    assert "All questions for that choice are open right now in a game that one of you can play" in told
    assert laid.card().id == before.id


async def test_a_challenge_waits_while_a_daily_that_opened_since_asks_all_of_it(laid: Table) -> None:
    """It stands, to be accepted on another day."""
    await daily_due(laid, 4)
    await laid.slash("ada", "duel", opponent=laid.ben, topic="Metrics")
    challenge = laid.card()
    daily = next(feature for feature in laid.app.features if isinstance(feature, DailyChallenge))
    await daily.posting.tick(laid.env.now())
    await laid.settle()
    told = text(private(await laid.press("ben", "Accept", challenge)))
    assert "All questions for that choice are open right now" in told
    assert "Accept" in labels(laid.card(-2))


async def test_a_daily_that_waits_for_a_quiz_says_so_and_comes_after_it(laid: Table) -> None:
    """Its organizer, and whoever looks for it, read why it is late."""
    daily = await daily_due(laid, 4)
    assert "is late" not in text(private(await laid.slash("gus", "settings daily")))
    await laid.begin(topic="metrics", questions=4)
    await laid.env.advance_time(90)
    due = laid.env.now() - timedelta(seconds=90)
    await daily.posting.tick(laid.env.now())
    assert await daily.dailies.latest(laid.guild.id) is None
    told = text(private(await laid.slash("gus", "settings daily")))
    assert "The first of these is late. If games on this server are asking questions that it needs, it waits" in told
    assert f"for them until <t:{int(due.timestamp()) + 5 * HOUR}:t>" in told
    assert "once no game on this server asks the same questions" in text(private(await laid.slash("ben", "daily")))
    await laid.stop("ada")
    await laid.env.advance_time(15)
    await daily.posting.tick(laid.env.now())
    await laid.settle()
    assert await daily.dailies.latest(laid.guild.id) is not None
    assert "is late" not in text(private(await laid.slash("gus", "settings daily")))


async def test_a_practice_that_has_nothing_left_to_ask_ends_with_how_it_went(laid: Table) -> None:
    """Next on the last question says so, and why there are no more; there is no button that leads nowhere."""
    page = private(await laid.slash("ada", "practice", topic="Metrics"))
    for _ in range(4):
        answered = private(await laid.attempt("ada", page))
        page = private(await laid.press("ada", "Next", answered))
    assert "of 4 right (" in text(page)
    assert "Nothing is due, and you saw the rest recently" in text(page)
    assert labels(page) == []


async def test_a_practice_whose_question_the_daily_has_begun_to_ask_ends_with_how_it_went(laid: Table) -> None:
    """The one that was open is left out, and the answers before it are told."""
    page = private(await laid.slash("ada", "practice", topic="Metrics"))
    page = private(await laid.press("ada", "Next", private(await laid.attempt("ada", page))))
    await daily_opens(laid, 4)
    page = private(await laid.attempt("ada", page))
    assert "of 1 right (" in text(page)
    assert "is asking that question right now" in text(page)


async def test_whoever_never_met_a_topic_reads_that_the_daily_asks_it(laid: Table) -> None:
    await daily_opens(laid, 4)
    told = text(private(await laid.slash("ada", "practice", topic="Metrics")))
    assert "Games that you can play, such as the open daily, are asking what is left for that choice" in told
