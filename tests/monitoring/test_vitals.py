"""What is healthy and what is not, and what machines are told of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.monitoring.lag import LoopLag
from bot.monitoring.metrics import registry
from bot.monitoring.vitals import Gateway, Shard, Vitals, Writing, nothing_yet, of_several
from tests.fakes import VirtualLoop

HEARD = Shard(0, connected=True, away_s=0, latency_s=0.04, guilds=4, guilds_away=1)
AWAY: dict[str, Any] = {"shard": 1, "connected": False, "away_s": 61, "guilds": 3, "guilds_away": 0}

WELL = Vitals(
    loop_lag_s=0.01,
    gateway=Gateway(
        connected=True,
        away_s=0,
        latency_s=0.04,
        shards=2,
        guilds=7,
        each=(HEARD, replace(HEARD, shard=1, guilds=3, guilds_away=0)),
    ),
    writer=Writing(queued=1, oldest_s=0.02, last_commit_s=1.5, commits=40, units=90, failed=2),
    messages_pending=3,
    requests_waiting=4,
    interactions={"component": 11},
    interactions_failed=1,
    database_bytes=5_000,
    disk_free_bytes=6_000,
    figures={"rounds_running": 2, "mock_exams_running": 1, "tournaments_running": 3, "read_only": 0},
)


def changed(part: str, **what: Any) -> Vitals:
    return replace(WELL, **{part: replace(getattr(WELL, part), **what)})


def test_a_bot_that_is_well_says_so() -> None:
    """Within all limits there is nothing to say, before the first commit neither."""
    assert WELL.health()["status"] == "ok"
    assert changed("writer", last_commit_s=None).problems() == []


@pytest.mark.parametrize(
    ("vitals", "words"),
    [
        (replace(WELL, loop_lag_s=2.5), "stalled"),
        (changed("gateway", connected=False, away_s=61, each=()), "not been heard"),
        (
            changed("gateway", connected=False, away_s=61, each=(HEARD, replace(HEARD, **AWAY))),
            "shard 1 for 61 s: 3 servers",
        ),
        (changed("writer", oldest_s=6.0), "behind"),
        (changed("writer", last_commit_s=31.0), "committed"),
        (changed("writer", failing_s=11.0, last_commit_s=None), "could be written for 11 s"),
    ],
)
def test_what_is_wrong_is_said_in_words(vitals: Vitals, words: str) -> None:
    """A stalled loop, a lost gateway, a writer that cannot keep up or has stopped are each told, and nothing else."""
    [problem] = vitals.problems()
    assert words in problem
    assert vitals.health()["status"] == "bad"


def test_a_short_absence_is_no_illness() -> None:
    """A reconnect is everyday, and while Discord is away nothing has to be committed."""
    assert changed("gateway", connected=False, away_s=20, each=()).problems() == []
    away = replace(
        changed("gateway", connected=False, away_s=50, each=()), writer=replace(WELL.writer, last_commit_s=50.0)
    )
    assert away.problems() == []


def test_who_stands_by_is_well() -> None:
    """Another process of the cluster has the bot: nothing is heard or written here, and that is as it should be."""
    away = changed("gateway", connected=False, away_s=900, each=())
    told = replace(away, stands_by=True).health()
    assert (told["status"], told["stands_by"]) == ("ok", True)
    assert "stands_by" not in away.health()


def test_without_the_database_nobody_is_well() -> None:
    """Who stands by could take nothing over; the answer names the database, and nothing that follows from it."""
    away = changed("gateway", connected=False, away_s=900, each=())
    for one in (away, replace(away, stands_by=True)):
        told = one.without_the_database(11.2)
        assert told.health()["problems"] == ["the database has not answered for 11 s"]
        assert told.health()["status"] == "bad"
        assert told.writer.failing_s == 11.2
    short = replace(away, stands_by=True)
    assert short.without_the_database(9.0).problems() == []
    assert short.without_the_database(0.5) == short


def test_one_shard_away_is_no_excuse_for_a_writer_that_stands_still() -> None:
    """While any shard is heard beats are to be committed, and where they are not it is told beside the shard."""
    away = replace(HEARD, **AWAY)
    ill = replace(
        changed("gateway", connected=False, each=(HEARD, away)), writer=replace(WELL.writer, last_commit_s=31)
    )
    assert len(ill.problems()) == 2


def test_every_vital_is_a_metric() -> None:
    """Prometheus reads every number, under the names that the documents give."""
    told = generate_latest(registry(lambda: WELL)).decode()
    families = text_string_to_metric_families(told)
    samples = [sample for family in families for sample in family.samples]
    read = {sample.name + sample.labels.get("shard", ""): sample.value for sample in samples}
    expected = {
        "event_loop_lag_seconds": 0.01,
        "gateway_connected": 1,
        "gateway_away_seconds": 0,
        "gateway_latency_seconds": 0.04,
        "gateway_shards": 2,
        "guilds": 7,
        "shard_connected0": 1,
        "shard_connected1": 1,
        "shard_away_seconds0": 0,
        "shard_away_seconds1": 0,
        "shard_guilds0": 4,
        "shard_guilds1": 3,
        "shard_guilds_away0": 1,
        "shard_guilds_away1": 0,
        "writer_queue": 1,
        "writer_queue_age_seconds": 0.02,
        "writer_last_commit_age_seconds": 1.5,
        "writer_failing_seconds": 0,
        "writer_commits_total": 40,
        "writer_units_total": 90,
        "writer_failed_total": 2,
        "messages_pending": 3,
        "requests_waiting": 4,
        "interactions_total": 11,
        "interactions_failed_total": 1,
        "database_bytes": 5_000,
        "disk_free_bytes": 6_000,
        "rounds_running": 2,
        "mock_exams_running": 1,
        "tournaments_running": 3,
        "read_only": 0,
        "stands_by": 0,
    }
    ours = {name.removeprefix("recall_"): value for name, value in read.items() if name.startswith("recall_")}
    assert ours == expected
    assert read["process_resident_memory_bytes"] > 0


def test_a_stalled_loop_is_noticed() -> None:
    """When everything stands still for three seconds, the lag says three seconds."""

    async def stall() -> float:
        lag = LoopLag()
        looking = asyncio.create_task(lag.run())
        await asyncio.sleep(0.6)
        assert lag.worst == pytest.approx(0, abs=1e-6)
        loop._jump(3.0)
        await asyncio.sleep(1)
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        return lag.worst

    loop = VirtualLoop()
    try:
        assert loop.run_until_complete(stall()) == pytest.approx(2.6, abs=0.5)
    finally:
        loop.close()


def test_the_parts_of_a_process_are_one_whole() -> None:
    """What is counted is added up; of what can be too much the worst counts: none hides another."""
    first = replace(WELL, gateway=replace(WELL.gateway, shards=2, guilds=4, each=(HEARD,)))
    away = Gateway(
        connected=False, away_s=61, latency_s=None, shards=2, guilds=3, each=(Shard(**AWAY, latency_s=None),)
    )
    behind = replace(WELL.writer, oldest_s=9.0, last_commit_s=None)
    whole = of_several([first, replace(WELL, gateway=away, writer=behind, messages_pending=7)])
    assert [shard.shard for shard in whole.gateway.each] == [0, 1]
    assert (whole.gateway.shards, whole.gateway.guilds, whole.gateway.latency_s) == (2, 7, 0.04)
    assert (whole.messages_pending, whole.requests_waiting, whole.writer.commits) == (10, 4, 80)
    assert whole.interactions == {"component": 22}
    assert whole.figures["rounds_running"] == 4
    assert whole.figures["read_only"] == 0
    assert whole.problems() == [
        "Discord has not been heard on shard 1 for 61 s: 3 servers are paused",
        "the writer is 9.0 s behind",
    ]


def test_a_process_without_a_shard_stands_by_and_is_well() -> None:
    idle = nothing_yet(0.01, 3)
    assert idle.health()["status"] == "ok"
    assert idle.health()["stands_by"] is True
    assert b"recall_writer_queue 0.0" in generate_latest(registry(lambda: idle))


def test_a_server_s_disk_is_not_told() -> None:
    """This machine's would be another one: an alert about it would be wrong either way."""
    assert b"recall_disk_free_bytes" in generate_latest(registry(lambda: WELL))
    assert b"recall_disk_free_bytes" not in generate_latest(registry(lambda: replace(WELL, disk_free_bytes=None)))
