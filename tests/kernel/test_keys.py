"""No screen shows the key of a question that a game still asks where it could be used."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from discord.ui import LayoutView, TextDisplay
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.daily.rules.play import Daily
from bot.duels.rules.model import Duel, DuelSettings, Phase
from bot.kernel.asked import Asked, Locked, Player
from bot.kernel.background import Background
from bot.kernel.keys import Viewer
from bot.kernel.questions import Choice, Question
from bot.packs import content
from bot.practice.rules.model import Focus, Refusal, Sitting, Wish
from bot.profile.service import ProfileService
from bot.profile.store import SqlEraser
from bot.reports.rules import Complaint, Report
from bot.reports.service import ReportService
from bot.rounds.rules.model import Refusal as RoundRefusal
from bot.rounds.rules.model import Round
from bot.rounds.rules.model import Settings as RoundSettings
from bot.rounds.service import RoundService
from bot.storage.changes import Put
from bot.storage.games import question_rows
from bot.storage.tables import games, keys_withheld
from bot.weakspots.service import WeakspotsService
from cogs.daily.rendering.playing import explained_card
from cogs.daily.rendering.post import open_card
from cogs.duels.private import private_card, review_card
from cogs.practice.rendering import reveal_card
from cogs.reports.rendering import cases_card
from cogs.rounds.private import misses_card as quiz_misses
from cogs.weakspots.rendering import misses_card
from tests.fakes import FakeAudience, FakeOutbox
from tests.studying import ADA, BEN, DAY, GUILD, NOW, RIGHT, WRONG, Desk, desk, question

PLAYED_TOO, FOREIGN = GUILD + 1, GUILD + 9
KINDS = ("round", "duel", "daily")
LATER = NOW + 5 * DAY


def marked(name: str) -> Question:
    """A question whose key and reasons can be told from all others'."""
    plain = question(name)
    assert isinstance(plain.body, Choice)
    key, *others = plain.body.options
    options = (replace(key, text=f"KEY-{name}.", why=f"KEY-{name}, as it is."), *others)
    return replace(plain, body=Choice(options), explanation=f"KEY-{name}, because.")


BANK = [marked(f"m{number}") for number in range(6)]
HERE = [one.id for one in BANK]


def shown(view: LayoutView) -> str:
    return "\n".join(child.content for child in view.walk_children() if isinstance(child, TextDisplay))


async def asks(table: Desk, kind: str, names: list[str], guild: int) -> None:
    """A game that asks these questions now, none of them closed."""
    number = table.ids.next_id()
    row = {"id": number, "kind": kind, "guild_id": guild, "channel_id": 1, "created_at": LATER, "ended_at": None}
    rows = [Put(games, row)]
    for place, name in enumerate(names):
        rows += question_rows(number, place, None, Asked(table.questions[name], 1, LATER), content)
    await table.writer.queue(number, rows)


def answered(name: str, answer: tuple[int, ...] = WRONG) -> Asked:
    locked = Locked(answer, answer == RIGHT, float(answer == RIGHT), 0, 9_000, NOW)
    return Asked(marked(name), 1, NOW, closed_at=NOW, answers={BEN: locked, ADA: locked})


@pytest.mark.parametrize("kind", [*KINDS, "exam"])
async def test_no_quiz_asks_what_another_game_of_the_server_keeps(tmp_path: Path, kind: str) -> None:
    """Its reveal would show the keys to everybody; elsewhere nobody could use them, and a quiz asks everything."""
    async with desk(tmp_path, BANK) as table:
        await asks(table, kind, HERE[:4], GUILD)
        if kind == "exam":  # of somebody who sits it alone
            withheld = {"game_id": table.ids.next_id() - 1, "player_id": BEN}
            await table.writer.queue(0, [Put(keys_withheld, withheld)])
        rounds = RoundService(table.rounds, table.sources, FakeOutbox(), FakeAudience(), Background())
        ada, settings = Player(ADA, "Ada", LATER), RoundSettings(questions=6)
        for guild, free in ((GUILD, HERE[4:]), (FOREIGN, HERE)):
            game = await rounds.start(guild_id=guild, channel_id=guild, host=ada, settings=settings, seed=1, at=LATER)
            assert isinstance(game, Round)
            assert game.settings.questions == len(free)
            begun = await rounds.begin(game.id, ADA, LATER, may_manage=False)
            assert isinstance(begun, Round)
            assert {one.question.id for one in begun.asked} == set(free)
        await asks(table, "daily", HERE, PLAYED_TOO)
        refused = await rounds.start(guild_id=PLAYED_TOO, channel_id=1, host=ada, settings=settings, seed=1, at=LATER)
        assert refused is RoundRefusal.BEING_ASKED
        assert await rounds.why_not_start(PLAYED_TOO, settings) is None, "a night can be planned for another day"


async def practising(table: Desk) -> str:
    """Every miss practised, as far as it is asked and explained."""
    told, sitting = [], await table.begin(Wish(Focus.MISSES), LATER)
    while isinstance(sitting, Sitting):
        sitting = await table.reply(sitting, RIGHT)
        if await table.practice.may_show(sitting, sitting.position, here=GUILD):
            told.append(shown(reveal_card(sitting, sitting.position, None)))
        sitting = await table.next(sitting)
    return "\n".join(told)


async def misses(table: Desk) -> str:
    found = await WeakspotsService(table.history, table.sources, table.sources, table.reports.muted).misses(BEN, GUILD)
    return "\n".join(shown(misses_card(found, index)) for index in range(len(found)))


def profile(table: Desk) -> ProfileService:
    eraser = SqlEraser(table.writer, table.database.reading)
    return ProfileService(table.history, table.sources, table.days, eraser, table.reports, table.practice.forget)


async def export(table: Desk) -> str:
    copy = await profile(table).export(BEN, LATER, GUILD)
    return copy.as_json + copy.answers_csv


async def anki(table: Desk) -> str:
    return await profile(table).anki(BEN, GUILD) or ""


async def reported(table: Desk) -> str:
    reports = ReportService(table.reports, table.history, table.sources)
    for name in HERE:
        await reports.report(Report(GUILD, name, ADA, Complaint.WRONG_KEY, f"KEY-{name} is wrong", NOW))
    cards = [cases_card(await reports.cases(GUILD, BEN, index), index, []) for index in range(len(HERE))]
    return "\n".join(map(shown, cards))


async def after_a_quiz(table: Desk) -> str:
    game = await table.played(dict.fromkeys(HERE, WRONG))
    hidden = await table.rounds.being_asked(Viewer(BEN, GUILD, game.id))
    return "\n".join(shown(quiz_misses(game, BEN, index, hidden)) for index in range(len(HERE)))


async def after_a_duel(table: Desk) -> str:
    ben, ada = (Player(one, "Player", NOW) for one in (BEN, ADA))
    asked = tuple(answered(name) for name in HERE)
    duel = Duel(
        *(999, GUILD, 5, DuelSettings(), 1, NOW, NOW, ben),
        opponent=ada,
        phase=Phase.ENDED,
        position=len(asked) - 1,
        asked=asked,
        ended_at=NOW,
    )
    hidden = await table.rounds.being_asked(Viewer(BEN, GUILD, duel.id))
    told = [shown(review_card(duel, BEN, index, hidden)) for index in range(len(HERE))]
    return "\n".join([*told, shown(private_card(duel, BEN, hidden=hidden))])


async def dailies(table: Desk) -> str:
    """Yesterday's hardest question in today's post, and what is explained to who makes a post good."""
    told = []
    hidden = await table.rounds.being_asked(Viewer(BEN, GUILD, 998))
    for name in HERE:
        post = Daily(998, GUILD, 5, NOW, date(2026, 3, 1), 1, (answered(name),), players={})
        closed = replace(post, closed_at=NOW + timedelta(hours=1))
        told.append(shown(open_card(replace(post, id=999), closed, None, hidden)))
        told.append(shown(explained_card(post, BEN, 0, None, hidden)))
    return "\n".join(told)


Screen = Callable[[Desk], Awaitable[str]]
SCREENS: dict[str, Screen] = {
    one.__name__: one for one in (practising, misses, export, anki, reported, after_a_quiz, after_a_duel, dailies)
}


@pytest.mark.parametrize("screen", SCREENS)
@settings(max_examples=8)
@given(st.sampled_from(KINDS), st.sets(st.sampled_from(HERE)), st.sampled_from([GUILD, PLAYED_TOO, FOREIGN]))
def test_what_is_asked_keeps_its_key_and_nothing_else_does(screen: str, kind: str, open_: set[str], where: int) -> None:
    """While any game asks a question in a server of the viewer's, no screen tells its key; it tells all the others."""

    async def look() -> str:
        with TemporaryDirectory() as directory:
            async with desk(Path(directory), BANK) as table:
                await table.played(dict.fromkeys(HERE, RIGHT), NOW - DAY)
                await table.played(dict.fromkeys(HERE, WRONG))
                await table.played({"m0": WRONG}, guild=PLAYED_TOO)
                await asks(table, kind, sorted(open_), where)
                return await SCREENS[screen](table)

    told = asyncio.run(look())
    silent = open_ if where != FOREIGN else set()
    for name in HERE:
        assert (f"KEY-{name}" in told) is (name not in silent), name


async def test_a_hundred_rounds_elsewhere_take_nothing_from_practice(tmp_path: Path) -> None:
    """What servers ask in which somebody has never played is theirs to practise all the same."""
    async with desk(tmp_path, BANK) as table:
        await table.played({"m0": WRONG})
        for number in range(100):
            await asks(table, KINDS[number % 3], HERE, FOREIGN + number)
        sitting = await table.begin(at=LATER)
        asked = set()
        while isinstance(sitting, Sitting):
            asked.add(sitting.asked[-1].question.id)
            sitting = await table.next(await table.reply(sitting, RIGHT))
        assert asked == set(HERE)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_question_that_a_game_begins_to_ask_is_left_alone_at_once(tmp_path: Path, kind: str) -> None:
    """Opened elsewhere after practice asked it, a question is neither answered nor explained, and the next comes."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin(at=LATER)
        assert isinstance(sitting, Sitting)
        name = sitting.asked[0].question.id
        await asks(table, kind, [name], GUILD)
        told = await table.practice.answer(sitting.id, BEN, 0, RIGHT, LATER, unsure=False, here=GUILD)
        assert told is Refusal.BEING_ASKED
        following = await table.next(sitting)
        assert isinstance(following, Sitting)
        assert following.asked[1].question.id != name
        assert following.open
        assert await table.fresh().find(following.id) == following
        told = await table.practice.answer(sitting.id, BEN, 0, RIGHT, LATER, unsure=False, here=GUILD)
        assert told is Refusal.BEING_ASKED


@pytest.mark.parametrize("kind", KINDS)
async def test_practice_from_elsewhere_tells_nothing_that_is_asked_here(tmp_path: Path, kind: str) -> None:
    """A sitting that was begun in direct messages is gone on with on a server where its player has not played yet."""
    cat = 77
    async with desk(tmp_path, BANK) as table:
        sitting = await table.practice.start(player_id=cat, guild_id=0, channel_id=1, wish=Wish(), seed=1, at=LATER)
        assert isinstance(sitting, Sitting)
        await asks(table, kind, [sitting.asked[0].question.id], GUILD)
        assert await table.practice.may_show(sitting, 0, here=0)
        assert not await table.practice.may_show(sitting, 0, here=GUILD)
        told = await table.practice.answer(sitting.id, cat, 0, RIGHT, LATER, unsure=False, here=GUILD)
        assert told is Refusal.BEING_ASKED


@pytest.mark.parametrize("kind", KINDS)
async def test_what_was_explained_is_not_shown_again_while_a_game_asks_it(tmp_path: Path, kind: str) -> None:
    """The explanation of an earlier practice goes away for as long as a game asks the question, and then comes back."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin(at=LATER)
        assert isinstance(sitting, Sitting)
        sitting = await table.reply(sitting, RIGHT)
        assert await table.practice.may_show(sitting, 0, here=GUILD)
        await asks(table, kind, [sitting.asked[0].question.id], GUILD)
        assert not await table.practice.may_show(sitting, 0, here=GUILD)
        ended = games.update().where(games.c.ended_at.is_(None), games.c.kind == kind).values(ended_at=LATER)
        await table.writer.queue("end", [], ended)
        assert await table.practice.may_show(sitting, 0, here=GUILD)
