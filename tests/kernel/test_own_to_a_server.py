"""A question of one server is never found, offered, asked, reported or exported for another."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.daily.rules.schedule import Plan
from bot.daily.schedules import DailySchedules
from bot.daily.store import SqlDailyStore
from bot.duels.ratings import RatingBook
from bot.duels.rules.model import Duel, DuelSettings, Where
from bot.duels.rules.model import Refusal as DuelRefusal
from bot.duels.service import DuelService
from bot.duels.store import SqlDuelStore
from bot.kernel.asked import Player
from bot.kernel.background import Background
from bot.kernel.sources import own_id, own_topic
from bot.learners.store import SqlPreferences
from bot.learning.difficulties import DifficultyService
from bot.packs import content
from bot.practice.rules.model import Focus, Refusal, Sitting, Wish
from bot.profile.service import ProfileService
from bot.profile.store import SqlEraser
from bot.ratings.store import RatingReader
from bot.reports.rules import Complaint, Outcome, Report
from bot.reports.service import ReportService
from bot.rounds.rules.model import Refusal as RoundRefusal
from bot.rounds.rules.model import Round, Settings
from bot.rounds.service import RoundService
from bot.timing.zones import PinnedZones
from bot.weakspots.service import WeakspotsService
from tests.duels.test_service import Screen
from tests.fakes import FakeAudience, FakeOutbox
from tests.sources import OfServers
from tests.studying import ADA, BEN, DAY, NOW, RIGHT, WRONG, Desk, desk, question

HERE, ELSEWHERE, DIRECT = 100_000_000_000_000_001, 100_000_000_000_000_009, 0
COMMON = question("common")
TOPIC = own_topic(HERE, "teas")
OURS = question(own_id(HERE, "oolong"), topic=TOPIC)
HOST = Player(ADA, "Ada", NOW)


def with_ours(table: Desk) -> Desk:
    """The desk, at which one server has a question of its own."""
    table.sources.add(OfServers({HERE: [OURS]}))
    table.own = {OURS.id: OURS}
    return table


async def asked_alone(table: Desk, guild: int, focus: Focus, after: timedelta) -> set[str]:
    """All that a sitting in a server asks until it has nothing left."""
    sitting = await table.practice.start(
        player_id=BEN, guild_id=guild, channel_id=5, wish=Wish(focus), seed=3, at=NOW + after
    )
    asked: set[str] = set()
    while isinstance(sitting, Sitting) and len(asked) < 5:
        asked.add(sitting.asked[-1].question.id)
        sitting = await table.next(await table.reply(sitting, WRONG))
    assert isinstance(sitting, Sitting) or sitting in (Refusal.ALL_REST, Refusal.NO_QUESTIONS)
    return asked


@pytest.mark.parametrize("focus", [Focus.EVERYTHING, Focus.MISSES])
async def test_practice_asks_it_in_its_own_server_alone(tmp_path: Path, focus: Focus) -> None:
    """Even whoever missed it there is not asked it elsewhere, nor in direct messages."""
    async with desk(tmp_path, [COMMON]) as plain:
        table = with_ours(plain)
        await table.played({COMMON.id: WRONG, OURS.id: WRONG}, guild=HERE)
        assert await asked_alone(table, ELSEWHERE, focus, 9 * DAY) == {COMMON.id}
        assert await asked_alone(table, DIRECT, focus, 99 * DAY) == {COMMON.id}
        assert await asked_alone(table, HERE, focus, 999 * DAY) == {COMMON.id, OURS.id}
        assert await table.practice.due(BEN, NOW + 9_999 * DAY) == 1


async def test_a_quiz_draws_it_in_its_own_server_alone(tmp_path: Path) -> None:
    """Elsewhere its topic is not offered, has no questions, and a quiz on everything leaves it out."""
    async with desk(tmp_path, [COMMON]) as plain:
        table = with_ours(plain)
        rounds = RoundService(table.rounds, table.sources, FakeOutbox(), FakeAudience(), Background())

        async def drawn(guild: int, channel: int, topic: str | None) -> set[str] | RoundRefusal:
            game = await rounds.start(
                guild_id=guild, channel_id=channel, host=HOST, settings=Settings(topic), seed=5, at=NOW
            )
            if isinstance(game, RoundRefusal):
                return game
            begun = await rounds.begin(game.id, ADA, NOW, may_manage=False)
            assert isinstance(begun, Round)
            await rounds.stop(game.id, ADA, NOW, may_manage=False)  # else the next would not ask the same
            return {one.question.id for one in begun.asked}

        assert await rounds.pool.topics(ELSEWHERE) == [COMMON.topic]
        assert await drawn(ELSEWHERE, 1, TOPIC) is RoundRefusal.NO_QUESTIONS
        assert await drawn(ELSEWHERE, 2, None) == {COMMON.id}
        assert await rounds.pool.topics(HERE) == [COMMON.topic, TOPIC]
        assert await drawn(HERE, 3, TOPIC) == {OURS.id}
        assert await drawn(HERE, 4, None) == {COMMON.id, OURS.id}


async def test_a_duel_draws_it_in_its_own_server_alone(tmp_path: Path) -> None:
    """Elsewhere a duel on its topic is refused, and one on everything is about the common questions."""
    async with desk(tmp_path, [COMMON]) as plain:
        table = with_ours(plain)
        reading, screen = table.database.reading, Screen()
        store = SqlDuelStore(table.writer, reading, content, table.ids)
        preferences = SqlPreferences(table.writer, reading)
        duels = DuelService(store, preferences, RatingBook(RatingReader(reading)), table.sources, screen, screen)

        async def drawn(guild: int, topic: str | None) -> set[str] | DuelRefusal:
            guest = Player(BEN + guild, "Ben", NOW)
            host = Player(ADA + guild, "Ada", NOW)
            offered = await duels.challenge(Where(guild, 5), host, guest, DuelSettings(topic), 5, NOW)
            if isinstance(offered, DuelRefusal):
                return offered
            duel = await duels.accept(offered.id, guest, NOW)
            assert isinstance(duel, Duel)
            return {one.question.id for one in duel.asked}

        assert await duels.topics(ELSEWHERE) == [COMMON.topic]
        assert await drawn(ELSEWHERE, TOPIC) is DuelRefusal.NO_QUESTIONS
        assert await drawn(ELSEWHERE, None) == {COMMON.id}
        assert await drawn(HERE, None) == {COMMON.id, OURS.id}


async def test_a_daily_draws_it_in_its_own_server_alone(tmp_path: Path) -> None:
    """Elsewhere neither the whole pool nor its topic by name has it."""
    async with desk(tmp_path, [COMMON]) as plain:
        table = with_ours(plain)
        store = SqlDailyStore(table.writer, table.database.reading, content, table.ids, "one")
        dailies = DailySchedules(store, table.sources, PinnedZones())
        everything, named = Plan(5, NOW.time(), "UTC"), Plan(5, NOW.time(), "UTC", topics=(TOPIC,))
        assert await dailies.pool(ELSEWHERE, everything) == [COMMON]
        assert await dailies.pool(ELSEWHERE, named) == []
        assert await dailies.topics(ELSEWHERE) == [COMMON.topic]
        assert await dailies.pool(HERE, everything) == [COMMON, OURS]
        assert await dailies.pool(HERE, named) == [OURS]


async def test_a_picture_of_what_somebody_knows_tells_of_it_in_its_own_server_alone(tmp_path: Path) -> None:
    """Weak spots and misses that are looked at elsewhere show neither the question nor its topic."""
    async with desk(tmp_path, [COMMON]) as plain:
        table = with_ours(plain)
        await table.played({COMMON.id: WRONG, OURS.id: WRONG}, guild=HERE)
        looker = WeakspotsService(table.history, table.sources, table.sources, table.reports.muted)
        for guild in (ELSEWHERE, DIRECT):
            assert [one.question.id for one in await looker.misses(BEN, guild)] == [COMMON.id]
            assert TOPIC not in str(await looker.look(BEN, NOW + DAY, guild))
            assert list((await looker.details(BEN, NOW + DAY, guild)).weeks) == [COMMON.topic]
        assert {one.question.id for one in await looker.misses(BEN, HERE)} == {COMMON.id, OURS.id}
        assert TOPIC in str(await looker.look(BEN, NOW + DAY, HERE))


async def test_a_copy_of_ones_data_quotes_it_to_who_answered_it_alone(tmp_path: Path) -> None:
    """What was shown to somebody when they answered is theirs to have, wherever they are. Nobody else reads of it, and
    what they learn from (estimates, the deck of cards, the profile) has it in its own server alone."""
    async with desk(tmp_path, [COMMON]) as plain:
        table = with_ours(plain)
        await table.played({COMMON.id: WRONG, OURS.id: WRONG}, guild=HERE)
        await table.played({COMMON.id: WRONG}, player=ADA, guild=HERE)
        eraser = SqlEraser(table.writer, table.database.reading)
        me = ProfileService(table.history, table.sources, table.days, eraser, table.reports, print)
        for guild, met in ((HERE, True), (ELSEWHERE, False), (DIRECT, False)):
            copy = await me.export(BEN, NOW + DAY, guild)
            for text in (copy.as_json, copy.answers_csv):
                assert COMMON.asking in text
                assert OURS.asking in text
            assert (OURS.asking in (await me.anki(BEN, guild) or "")) is met
            assert (TOPIC in copy.estimates_csv) is met
            assert (await me.look(BEN, guild)).answers == 1 + met
            assert OURS.asking not in (await me.export(ADA, NOW + DAY, guild)).as_json


async def test_organizers_elsewhere_learn_nothing_of_it(tmp_path: Path) -> None:
    """A report or a mute with its id, however it came about, shows neither its text nor its key."""
    async with desk(tmp_path, [COMMON]) as plain:
        table = with_ours(plain)
        reports = ReportService(table.reports, table.history, table.sources)
        for guild in (HERE, ELSEWHERE):
            await reports.report(Report(guild, OURS.id, BEN, Complaint.OTHER, "Hm.", NOW))
        [case] = await reports.cases(HERE)
        assert case.question == OURS
        [forged] = await reports.cases(ELSEWHERE)
        assert forged.question is None
        await reports.decide(ELSEWHERE, OURS.id, Outcome.MUTED, ADA, NOW)
        assert await reports.muted_by_name(ELSEWHERE) == []


async def test_its_difficulty_is_learnt_like_any_others(tmp_path: Path) -> None:
    """What a server's people miss is harder, be it their own question; nobody else is told."""
    async with desk(tmp_path, [COMMON]) as plain:
        table = with_ours(plain)
        for player in range(1, 9):
            await table.played({COMMON.id: RIGHT, OURS.id: WRONG}, player=player, guild=HERE)
        await DifficultyService(table.difficulties, table.history, table.sources).learn(NOW + DAY)
        assert (await table.history.difficulties())[OURS.id].value > 0.5
