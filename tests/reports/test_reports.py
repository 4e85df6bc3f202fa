"""What becomes of a reported question."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.kernel.sources import own_id
from bot.learning import store as learning
from bot.practice.rules.model import Refusal, Sitting, Wish
from bot.reports.analysis import item_reports
from bot.reports.rules import MOST_OPEN, Complaint, Outcome, Report
from bot.reports.service import ReportService
from bot.study.items import Distractor, NotEnough
from cogs.reports.rendering import cases_card
from tests.engines import file_only
from tests.plans import watching
from tests.studying import ADA, BEN, DAY, GUILD, NOW, RIGHT, SECOND, WRONG, Desk, desk, mended, question

BANK = [question("m0"), question("m1")]
REPORT = Report(GUILD, "m0", BEN, Complaint.WRONG_KEY, " It is B. ", NOW)


def service(table: Desk) -> ReportService:
    return ReportService(table.reports, table.history, table.sources)


async def test_a_muted_question_is_asked_no_more_in_that_server(tmp_path: Path) -> None:
    """Muted, it is drawn neither for practice nor for a quiz there; elsewhere, and once unmuted, it is."""
    async with desk(tmp_path, BANK[:1]) as table:
        reports = service(table)
        await reports.report(REPORT)
        assert await reports.decide(GUILD, "m0", Outcome.MUTED, ADA, NOW + DAY) == 1
        assert await table.begin() is Refusal.NO_QUESTIONS
        assert await table.rounds.muted_questions(GUILD) == {"m0"}
        assert await table.rounds.muted_questions(GUILD + 1) == set()
        await reports.report(replace(REPORT, guild_id=GUILD + 1))
        await reports.decide(GUILD + 1, "m0", Outcome.MUTED, ADA, NOW + DAY)
        await reports.unmute(GUILD, "m0", NOW + 2 * DAY)
        assert not isinstance(await table.begin(Wish()), Refusal)
        became = {(one.guild_id, one.outcome) for one in await reports.of_reporter(BEN)}
        assert became == {(GUILD, Outcome.KEPT), (GUILD + 1, Outcome.MUTED)}


async def test_the_reporter_learns_the_outcome_and_the_case_is_closed(tmp_path: Path) -> None:
    """Once decided, a case is gone from the organisers' list, and its reporter sees what was decided."""
    async with desk(tmp_path, BANK) as table:
        reports = service(table)
        await reports.report(REPORT)
        await reports.report(
            replace(REPORT, reporter_id=ADA, complaint=Complaint.UNCLEAR, text=" \u200b", at=NOW + DAY)
        )
        [case] = await reports.cases(GUILD)
        assert [one.text for one in case.reports] == ["It is B.", ""]
        assert await reports.cases(GUILD + 1) == []
        assert await reports.decide(GUILD, "m0", Outcome.KEPT, ADA, NOW) == 2
        assert await reports.decide(GUILD, "m0", Outcome.MUTED, ADA, NOW) == 0
        assert await reports.cases(GUILD) == []
        assert [one.outcome for one in await reports.of_reporter(BEN)] == [Outcome.KEPT]


async def test_what_somebody_practices_is_named_to_nobody_else(tmp_path: Path) -> None:
    """Presses for practice may come from anywhere, so that its questions are for its player only."""
    async with desk(tmp_path, BANK) as table:
        sitting = await table.begin()
        assert isinstance(sitting, Sitting)
        reports = service(table)
        assert await reports.asked(sitting.id, 0, ADA) is None
        assert await reports.asked(sitting.id, 0, BEN) is not None
        await table.reply(sitting, RIGHT)
        assert await reports.met(sitting.id, ADA) == {}
        assert list(await reports.met(sitting.id, BEN)) == [0]


async def test_only_questions_that_somebody_knows_can_be_named(tmp_path: Path) -> None:
    """While a game asks them, whoever has answered one may report it; once they are closed, everybody may."""
    async with desk(tmp_path, BANK) as table:
        reports = service(table)
        running = await table.played({"m0": RIGHT, "m1": WRONG}, player=ADA, closed=False)
        assert [one.id for one in (await reports.met(running.id, ADA)).values()] == ["m0", "m1"]
        assert await reports.met(running.id, BEN) == {}
        over = await table.played({"m1": WRONG}, player=ADA)
        assert [one.id for one in (await reports.met(over.id, BEN)).values()] == ["m1"]
        assert await reports.met(over.id + 1, BEN) == {}


async def test_a_second_report_takes_nothing_from_the_first(tmp_path: Path) -> None:
    """What somebody reports later of the same question stands beside it, and both are settled together."""
    async with desk(tmp_path, BANK) as table:
        reports = service(table)
        await reports.report(REPORT)
        await reports.report(replace(REPORT, complaint=Complaint.OUTDATED, text="x" * 900, at=NOW + DAY))
        [case] = await reports.cases(GUILD)
        assert [(one.complaint, len(one.text)) for one in case.reports] == [
            (Complaint.WRONG_KEY, 8),
            (Complaint.OUTDATED, 500),
        ]
        assert await reports.decide(GUILD, "m0", Outcome.KEPT, ADA, NOW + DAY) == 2


async def test_figures_of_a_report_take_the_items_own_answers_alone(tmp_path: Path) -> None:
    """They are those of the whole analysis, whatever else was answered, and come by an index."""
    async with desk(tmp_path, BANK) as table:
        for number in range(60):
            right = number % 3 > 0
            await table.played({"m0": RIGHT if right else WRONG, "m1": RIGHT if right else WRONG}, player=number + 1)
            await table.played({"m0": RIGHT}, NOW + DAY, player=number + 1)
        await service(table).report(REPORT)
        [case] = await service(table).cases(GUILD)
        whole = item_reports(await table.history.first_attempts(), table.library())[0]
        assert case.statistics is not None
        assert (case.statistics.attempts, case.statistics.facility) == (whole.attempts, whole.facility)
        assert isinstance(case.statistics.discrimination, float)
        assert case.statistics.discrimination > 0.9


async def test_a_page_reads_no_more_however_often_a_question_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The latest answers alone are judged, found from the latest asking back; other reported questions are not read."""
    monkeypatch.setattr(learning, "MOST_JUDGED", 40)
    async with desk(tmp_path, BANK) as table:
        for number in range(60):
            await table.played(
                {"m0": WRONG if number < 20 else RIGHT, "m1": WRONG}, NOW + number * DAY, player=number + 1
            )
        for place, name in enumerate(("m0", "m1")):
            await service(table).report(replace(REPORT, question_id=name, at=NOW + place * DAY))
        first, second = await service(table).cases(GUILD)
        assert first.statistics is not None
        assert (first.statistics.attempts, first.statistics.facility, second.statistics) == (40, 1.0, None)
        first, second = await service(table).cases(GUILD, shown=3)
        assert second.statistics is not None
        assert (first.statistics, second.statistics.facility) == (None, 0.0)


async def test_every_muted_question_can_be_asked_again(tmp_path: Path) -> None:
    """However many are muted, each stands on some page, by what it asks."""
    many = [question(f"q{number:02}") for number in range(60)]
    async with desk(tmp_path, many) as table:
        reports = service(table)
        for one in many:
            await reports.report(replace(REPORT, question_id=one.id))
            await reports.decide(GUILD, one.id, Outcome.MUTED, ADA, NOW)
        muted = await reports.muted_by_name(GUILD)
        shown = [str(cases_card([], 0, muted, page=page).to_components()) for page in range(3)]  # type: ignore[no-untyped-call]
        for one in many:
            assert any(one.id in page and one.asking in page for page in shown)


async def test_analysis_counts_first_attempts_by_the_key_as_it_is_now(tmp_path: Path) -> None:
    """A second answer changes nothing, few answers give no figure, and a mended key turns old answers round."""
    async with desk(tmp_path, BANK) as table:
        for number in range(30):
            await table.played({"m0": WRONG if number < 21 else RIGHT}, player=number + 1)
            await table.played({"m0": RIGHT}, NOW + DAY, player=number + 1)
        await table.played({"m1": RIGHT})
        [first, second] = item_reports(await table.history.first_attempts(), table.library())
        assert (first.item, first.attempts, first.facility) == ("m0", 30, 0.3)
        assert first.distractors == NotEnough(30, 100)
        assert second.facility == NotEnough(1, 30)
        table.questions["m0"] = mended(question("m0"))
        [first, _] = item_reports(await table.history.first_attempts(), table.library())
        assert first.facility == 0.7


async def test_a_key_that_strong_players_pass_over_is_pointed_at(tmp_path: Path) -> None:
    """Where the best on everything else choose a distractor, the item says so."""
    async with desk(tmp_path, BANK) as table:
        for number in range(100):
            strong = number % 2 == 0
            answers = {"m0": WRONG if strong else RIGHT, "m1": RIGHT if strong else WRONG}
            await table.played(answers, player=number + 1)
        [first, _] = item_reports(await table.history.first_attempts(), table.library())
        assert first.look_again == ("Option B",)
        assert not isinstance(first.distractors, NotEnough)
        assert Distractor("Option B", 0.5) in first.distractors
        assert first.discrimination == -1.0


@file_only
async def test_settled_reports_are_not_read_again(tmp_path: Path) -> None:
    """However many there were, `/packs reports` reads the open ones: counts of all, and the reports of one."""
    async with desk(tmp_path, BANK) as table:
        reports = service(table)
        for number in range(30):
            await reports.report(replace(REPORT, reporter_id=number, at=NOW + number * DAY))
        await reports.decide(GUILD, "m0", Outcome.KEPT, ADA, NOW + 40 * DAY)
        for name, people in (("m1", 2), ("m0", 1)):
            for number in range(people):
                await reports.report(replace(REPORT, question_id=name, reporter_id=number, at=NOW + 50 * DAY))
        with watching(table.database) as plans:
            first, second = await reports.cases(GUILD, shown=1)
        assert (first.question_id, first.reports, second.question_id, len(second.reports)) == ("m1", (), "m0", 1)
        steps = [step for query, taken in plans.items() if "FROM reports" in query for step in taken]
        assert steps
        assert all("reports_by_outcome" in step for step in steps if "reports" in step), steps


async def test_a_person_has_so_many_reports_waiting_in_a_server(tmp_path: Path) -> None:
    """The twenty-first is refused there, by whomever else and elsewhere it is taken, and once some are settled."""
    async with desk(tmp_path, BANK) as table:
        reports = service(table)
        for number in range(MOST_OPEN):
            assert await reports.report(replace(REPORT, question_id=f"m{number % 2}", at=NOW + number * SECOND))
        late = replace(REPORT, at=NOW + DAY)
        assert not await reports.report(late)
        assert await reports.report(replace(late, reporter_id=ADA))
        assert await reports.report(replace(late, guild_id=GUILD + 1))
        await reports.decide(GUILD, "m1", Outcome.KEPT, ADA, NOW + DAY)
        assert await reports.report(late)


async def test_a_question_that_is_gone_is_not_muted_and_named_by_no_id(tmp_path: Path) -> None:
    """A server's own never comes back: its report is closed, and what was muted of it stands in no menu."""
    gone = own_id(GUILD, "biology-26ab977e")
    async with desk(tmp_path, BANK) as table:
        reports = service(table)
        await reports.report(replace(REPORT, question_id=gone))
        shown = str(cases_card(await reports.cases(GUILD), 0, []).to_components())  # type: ignore[no-untyped-call]
        assert "no longer in any pack" in shown
        assert "Close the report" in shown
        assert "Mute it here" not in shown
        assert f"`{gone}`" not in shown
        await reports.decide(GUILD, gone, Outcome.MUTED, ADA, NOW)
        assert await reports.muted_by_name(GUILD) == []


async def test_who_may_send_no_more_reports_is_known_before_they_write_one(tmp_path: Path) -> None:
    """Nothing is typed in vain."""
    async with desk(tmp_path, BANK) as table:
        reports = service(table)
        for number in range(MOST_OPEN):
            assert not await reports.is_full(GUILD, REPORT.reporter_id)
            await reports.report(replace(REPORT, at=NOW + number * SECOND))
        assert await reports.is_full(GUILD, REPORT.reporter_id)


async def test_a_report_is_for_the_server_whose_question_or_game_it_is(tmp_path: Path) -> None:
    """Wherever it is made: its own question's, then its game's; only what has neither is for where it is made."""
    theirs = question(own_id(GUILD + 1, "biology-26ab977e"))
    async with desk(tmp_path, BANK) as table:
        reports = service(table)
        game = await table.played({"m0": RIGHT})
        nowhere = await table.played({"m0": RIGHT}, guild=0)
        assert await reports.server(game.id, theirs, 0) == GUILD + 1
        assert await reports.server(game.id, BANK[0], 0) == GUILD
        assert await reports.server(game.id, None, GUILD + 2) == GUILD
        assert await reports.server(nowhere.id, BANK[0], GUILD + 2) == GUILD + 2
        assert await reports.server(nowhere.id, BANK[0], 0) == 0


def test_a_list_without_reports_is_no_dead_end() -> None:
    """Whoever came from the list of packs finds the way back."""
    assert "All packs" in str(cases_card([], 0, []).to_components())  # type: ignore[no-untyped-call]
