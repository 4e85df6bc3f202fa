"""`/weakspots` names what can be worked on where it is asked for: no topic that is off there, and no deleted pack's."""

from dataclasses import replace
from pathlib import Path

from bot.kernel.questions import Stage
from bot.kernel.sources import Chosen, Game, own_id, own_topic
from bot.practice.rules.model import Focus, Sitting, Wish
from bot.reports.rules import Complaint, Outcome, Report
from bot.weakspots.service import Spots, WeakspotsService
from cogs.weakspots.rendering import bars, details_card, misses_card, spots_card
from cogs.weakspots.words import claim
from tests.studying import ADA, BEN, DAY, GUILD, NOW, RIGHT, WRONG, Desk, desk, question
from tests.weakspots.test_weakspots import METRICS, MODES, answered, seen

PACK = own_topic(GUILD, "a-b")
OURS = [question(own_id(GUILD, f"o{number}"), PACK) for number in range(20)]
ELSEWHERE = GUILD + 1


def service(table: Desk) -> WeakspotsService:
    return WeakspotsService(
        table.history, table.sources.of(Game.PRACTICE), table.sources.of(Game.QUIZ), table.reports.muted
    )


def switch_off(table: Desk, *topics: str, game: Game | None = None) -> None:
    """On one server, in one game or in all of them."""
    off = Chosen(frozenset(topics))
    table.sources.follow(lambda guild, which: off if guild == GUILD and game in (None, which) else Chosen())


async def shown(table: Desk, guild: int = GUILD) -> str:
    """The picture, the chart, the details, and the first miss."""
    looker = service(table)
    spots, details = await looker.look(BEN, NOW + DAY, guild), await looker.details(BEN, NOW + DAY, guild)
    labels = [bar.label for bar in bars(spots)]
    misses = misses_card(await looker.misses(BEN, guild), 0)
    return "\n".join([seen(spots_card(spots)), *labels, seen(details_card(details, NOW + DAY)), seen(misses)])


async def test_a_pack_that_was_deleted_is_named_no_more(tmp_path: Path) -> None:
    """Nobody can work on it, and all that is left of its name is made up; that its answers are left out is said."""
    async with desk(tmp_path, METRICS + MODES + OURS) as table:
        await answered(table, 5, 8, 10)
        await table.played({one.id: WRONG for one in OURS})
        assert "A b" in await shown(table)
        for one in OURS:
            del table.questions[one.id]
        told = await shown(table)
        assert "A b" not in told
        assert "20 more answers are left out: nobody is asked about their topics here anymore." in told
        assert "15 more answers" not in told
        assert (await service(table).look(BEN, NOW + DAY, GUILD)).picture.answers == 20


async def test_a_pack_that_is_a_draft_again_is_no_weak_spot(tmp_path: Path) -> None:
    """Its questions can still be found, and are asked by nobody."""
    async with desk(tmp_path, METRICS) as table:
        table.questions |= {one.id: one for one in OURS}
        await table.played({one.id: WRONG for one in OURS[:3]})
        assert len(await service(table).misses(BEN, GUILD)) == 3
        for one in OURS:
            table.lifecycle[one.id] = replace(table.questions.pop(one.id), stage=Stage.DRAFT)
        assert await service(table).misses(BEN, GUILD) == []
        assert (await service(table).look(BEN, NOW + DAY, GUILD)).topics == []


async def test_what_is_off_here_is_not_what_to_work_on(tmp_path: Path) -> None:
    """The weakest is named among what can be asked, the button leads to it, and it is said what is off."""
    three = [question(f"a{number}", "ai_services") for number in range(30)]
    async with desk(tmp_path, METRICS + MODES + three) as table:
        await answered(table, 2, 10, 30)
        await table.played({one.id: RIGHT for one in three})
        switch_off(table, "metrics")
        spots = await service(table).look(BEN, NOW + DAY, GUILD)
        assert "probably Inference modes" in claim(spots)
        assert spots.mend.topics == ("inference_modes",)
        assert "Off on this server, so left out here: Metrics. `/weakspots` in direct messages includes them." in (
            seen(spots_card(spots))
        )
        assert "more answers are left out" not in seen(spots_card(spots))
        for elsewhere in (0, ELSEWHERE):
            assert "probably Metrics" in await shown(table, elsewhere)
            assert "Off on this server" not in await shown(table, elsewhere)


async def test_my_misses_are_those_that_practice_can_ask(tmp_path: Path) -> None:
    """Where there is a miss to read, **Practice my misses** asks it; where there is none, both say so."""
    async with desk(tmp_path, METRICS + MODES) as table:
        await table.played({"m0": WRONG, "i0": WRONG})
        table.practice = type(table.practice)(
            table.store, table.history, table.sources.of(Game.PRACTICE), table.days.of, table.reports.muted
        )
        for off, left in ((("metrics",), ["i0"]), (("metrics", "inference_modes"), [])):
            switch_off(table, *off, game=Game.PRACTICE)
            misses = await service(table).misses(BEN, GUILD)
            assert [one.question.id for one in misses] == left
            begun = await table.begin(Wish(Focus.MISSES), NOW + DAY)
            assert isinstance(begun, Sitting) == bool(left)
        assert "Of what can be asked here, nothing was wrong" in seen(misses_card([], 0))


async def test_a_muted_question_is_none_of_my_misses_where_it_is_muted(tmp_path: Path) -> None:
    """It may be wrong, and nobody there can practice it; elsewhere it is asked as before."""
    async with desk(tmp_path, METRICS) as table:
        await table.played({"m0": WRONG, "m1": WRONG})
        await table.reports.put(Report(GUILD, "m0", BEN, Complaint.WRONG_KEY, "", NOW))
        await table.reports.settle(GUILD, "m0", Outcome.MUTED, NOW, muted_by=ADA)
        assert [one.question.id for one in await service(table).misses(BEN, GUILD)] == ["m1"]
        assert len(await service(table).misses(BEN, 0)) == 2


async def test_a_group_is_told_of_what_its_quizzes_ask(tmp_path: Path) -> None:
    """What is off in quizzes is no topic for the next one; what is off elsewhere is."""
    async with desk(tmp_path, METRICS + MODES) as table:
        for player in range(1, 6):
            await table.played({one.id: WRONG for one in METRICS[:5]}, player=player)
            await table.played({one.id: RIGHT for one in MODES[:5]}, player=player)
        for game, topics in ((Game.QUIZ, ["inference_modes"]), (Game.DUEL, ["metrics", "inference_modes"])):
            switch_off(table, "metrics", game=game)
            spots = await service(table).look_at_group(GUILD, NOW + DAY)
            assert isinstance(spots, Spots)
            assert [line.topic for line in spots.topics] == topics
