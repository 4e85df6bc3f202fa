"""A report that is sent from direct messages: whoever sends it hears truthfully who will see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import discord
import pytest
import simcord.actors as actors
from simcord import InteractionResult
from simcord.backend import serializers
from simcord.enums import AppCommandType, InteractionType

from bot.exams.rules import sitting
from bot.exams.rules.model import Sitting
from bot.reports.manifest import Reports
from bot.reports.rules import MOST_OPEN, Complaint, Outcome, Report
from bot.reports.service import ReportService
from cogs.exams.rendering.report import Which, each_card
from cogs.practice.words import REPORTED_ON_SERVERS
from cogs.reports.words import FOR_NOBODY, NOBODY_WOULD_SEE, OUTCOMES, outcome_of
from tests.cogs.table import Table, bare, labels, parts, private, text
from tests.cogs.test_exams import begun, desk, hall
from tests.exams.makers import done, paper
from tests.strategies import MINUTE, NOON

__all__ = ["hall"]  # a fixture

COMPLAINT = {"question": ["0"], "complaint": ["wrong_key"], "text": "It is B."}


async def report(hall: Table, who: str) -> InteractionResult:
    """Choose *Report question* on the latest of somebody's direct messages."""
    member, shown = hall.people[who], desk(hall, who)
    root = member._resolve_root("Report question", AppCommandType.MESSAGE, hall.channel.id)
    stored = actors._visible_message(member.user, shown)
    message = dict(serializers.message_payload(hall.env.backend, stored))
    data = {
        "id": root["id"], "name": root["name"], "type": AppCommandType.MESSAGE, "target_id": str(shown.id),
        "resolved": {"messages": {str(shown.id): message}},
    }  # fmt: skip
    return await actors._dispatch_actor_interaction(
        member.user, InteractionType.APPLICATION_COMMAND, member.user.dm_channel, data
    )


async def test_a_report_from_a_paper_in_direct_messages_reaches_its_server(hall: Table) -> None:
    """The organizers of the server on which the mock was begun read it, and there are only so many of one person."""
    await begun(hall, "ada")
    await hall.env.advance_time(3)
    await actors._component_click(hall.people["ada"].user, desk(hall, "ada"), label="A", custom_id=None)
    await hall.settle()
    opened = await report(hall, "ada")
    assert opened.modal is not None, text(private(opened))
    told = text(private(await hall.people["ada"].user.submit_modal(opened, COMPLAINT)))
    assert f"The organizers of **{hall.guild.name}** will see your report" in bare(told)
    feature = next(one for one in hall.app.features if isinstance(one, Reports))
    reports: ReportService = feature.cogs[1]._components.reports  # type: ignore[attr-defined]
    for number in range(MOST_OPEN - 1):
        at = hall.env.now() + timedelta(seconds=number + 1)
        await reports.report(Report(hall.guild.id, "q1", hall.people["ada"].id, Complaint.OTHER, "", at))
    assert "It is B." in text(private(await hall.slash("gus", "packs reports")))
    assert f"waiting on **{hall.guild.name}**" in bare(text(private(await report(hall, "ada"))))
    here = private(await hall.attempt("ada", private(await hall.slash("ada", "practice"))))
    assert "waiting on this server" in text(private(await hall.press("ada", "Report", here)))


async def test_what_was_begun_in_direct_messages_is_reported_in_vain_nowhere(
    hall: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody types a report that nobody would see: they hear so before there is a form."""
    monkeypatch.setattr(discord.Interaction, "is_user_integration", lambda _: True)
    monkeypatch.setattr(discord.Interaction, "is_guild_integration", lambda _: False)
    await begun(hall, "ada")
    opened = await report(hall, "ada")
    assert opened.modal is None
    assert NOBODY_WOULD_SEE in text(private(opened))


async def test_practice_offers_a_report_only_where_somebody_would_read_it(
    hall: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what was begun on no server nobody would: the button says so, and Next stands where it always does."""
    on_server = private(await hall.attempt("ada", private(await hall.slash("ada", "practice"))))
    assert labels(on_server)[:2] == ["Report", "Next"]
    monkeypatch.setattr(discord.Interaction, "is_user_integration", lambda _: True)
    monkeypatch.setattr(discord.Interaction, "is_guild_integration", lambda _: False)
    alone = private(await hall.attempt("ben", private(await hall.slash("ben", "practice"))))
    assert labels(alone)[0] == "Next"
    assert [part["disabled"] for part in parts(alone) if part.get("label") == REPORTED_ON_SERVERS] == [True]


def test_a_mock_offers_a_report_only_where_somebody_would_read_it() -> None:
    """What a server asked can be reported from anywhere, what was begun on no server nowhere, but for its own items."""
    sat = done(sitting.hand_in(paper(), NOON + MINUTE, sure=True))

    def offers(mock: Sitting) -> bool:
        return any(getattr(part, "label", "") == "Report" for part in each_card(mock, Which.ALL, 0).walk_children())

    assert offers(sat)
    assert not offers(replace(sat, guild_id=0))


def test_an_old_report_of_nowhere_waits_for_nobody() -> None:
    """It is not said to wait for an organizer, of whom there is none."""
    old = Report(0, "q1", 2, Complaint.UNCLEAR, "", NOON)
    assert outcome_of(old) == FOR_NOBODY
    assert outcome_of(replace(old, guild_id=1)) == OUTCOMES[Outcome.OPEN]


async def test_of_two_organizers_who_decide_the_second_hears_that_nothing_changed(hall: Table) -> None:
    """The question is not muted, which they would think it was."""
    feature = next(one for one in hall.app.features if isinstance(one, Reports))
    reports: ReportService = feature.cogs[1]._components.reports  # type: ignore[attr-defined]
    name = next(iter((await hall.rounds.pool.sources.library(hall.guild.id)).questions))
    await reports.report(Report(hall.guild.id, name, hall.people["ada"].id, Complaint.OTHER, "", hall.env.now()))
    pages = [private(await hall.slash("gus", "packs reports")) for _ in range(2)]
    assert "Reviewed, not muted" in text(private(await hall.press("gus", "Keep it", pages[0])))
    told = text(private(await hall.press("gus", "Mute it here", pages[1])))
    assert "somebody has already decided" in told
    assert await reports.muted(hall.guild.id) == set()


async def test_an_organizer_reads_every_report_of_a_question(hall: Table) -> None:
    """Six stand on a page, and a button leads to the others; Next report begins with the first of the next question."""
    feature = next(one for one in hall.app.features if isinstance(one, Reports))
    reports: ReportService = feature.cogs[1]._components.reports  # type: ignore[attr-defined]
    names = [*(await hall.rounds.pool.sources.library(hall.guild.id)).questions][:2]
    for number in range(14):
        at = hall.env.now() + timedelta(seconds=number)
        await reports.report(Report(hall.guild.id, names[0], 1_000 + number, Complaint.OTHER, f"No. {number}.", at))
    await reports.report(Report(hall.guild.id, names[1], 5_000, Complaint.OTHER, "Another.", hall.env.now()))
    page = private(await hall.slash("gus", "packs reports"))
    read = [text(page)]
    for label in ("More reports (1 of 3)", "More reports (2 of 3)", "More reports (3 of 3)"):
        page = private(await hall.press("gus", label, page))
        read.append(text(page))
    assert [sum(f"No. {number}." in one for one in read[:3]) for number in range(14)] == [1] * 14
    assert read[3] == read[0]
    following = private(await hall.press("gus", "Next report", page))
    assert "Another." in text(following)
    assert not any(label.startswith("More reports") for label in labels(following))
