"""A quiz night as a server goes through it: planned, moved, held with a restart in the break, ended, canceled."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.kernel.names import ISOLATE, POP
from bot.kernel.people import STAND_INS_FROM, ErasedPerson
from bot.nights.rules import play
from bot.nights.rules.model import End, Night, Phase, Wait
from bot.profile.store import SqlEraser
from bot.rounds.api import Part, Round, Settings
from bot.rounds.api import Phase as RoundPhase
from cogs.nights.ids import Verb, on_reminder
from cogs.nights.presenting import night_screen
from cogs.rounds.rendering.lobby import begins
from tests.cogs.evening import HOUR_S, MINUTE_S, Evening, evening
from tests.cogs.table import labels, private, text
from tests.strategies import BEN

__all__ = ["evening"]


async def test_a_night_from_the_plan_to_the_podium_with_restarts(evening: Evening) -> None:
    """Announced, signed up for, two rounds with a break, one standing, one podium."""
    laid = evening.laid
    said = await evening.plan(title="Finals *warm*-up", topics="Metrics, all", break_minutes=3)
    assert "planned for" in said
    announced = text(laid.card())
    assert "15 minutes before the start" in announced
    assert "Finals \\*warm\\*-up" in announced
    assert "**Round 1:** Metrics · 1 question" in announced
    assert "**Round 2:** All topics" in announced
    signed = private(await laid.press("ben", "Sign up"))
    assert "You'll get a direct message" in text(signed)
    assert "2 signed up" in text(laid.card())
    assert "already" not in text(private(await laid.press("ben", "Sign up")))

    await evening.begun()
    assert "Round 1" not in text(laid.card())  # the question is asked
    game = await laid.game()
    assert (game.phase, game.part and game.part.number) == (RoundPhase.OPEN, 1)
    evening.restart()
    await evening.play("ben", "cleo")
    night = await evening.now()
    assert (night.phase, night.number) == (Phase.BREAK, 1)
    resting = laid.card()
    assert "Break after round 1 of 2" in text(resting)
    assert "🥇 **ben**" in text(resting)
    assert "Play again" not in labels(laid.card(-2))
    assert "Only the host" in text(private(await laid.press("ben", "Skip the break", resting)))

    evening.restart()
    await evening.look(2 * MINUTE_S)
    assert (await evening.now()).phase is Phase.BREAK
    await evening.look(MINUTE_S)
    await evening.look()
    assert "Break after" not in text(resting := laid.card(-2)) or "Standings after" in text(resting)
    lobby = text(laid.card())
    assert "Round 2 of the quiz night" in lobby
    assert all(name in lobby for name in ("ben", "cleo"))
    evening.restart()
    await evening.look(30)
    assert (await laid.game()).phase is RoundPhase.OPEN
    await evening.play("cleo", "ben")
    night = await evening.now()
    assert (night.phase, night.end) == (Phase.ENDED, End.FINISHED)
    podium = text(laid.card())
    assert "win" in podium or "share first place" in podium
    assert "1 of 2 right" in podium
    assert "Won round 1 (Metrics): ben" in podium
    assert "is over" in text(next(m for m in laid.channel.history() if "Finals" in text(m)))
    page = text(private(await laid.press("dan", "Standings")))
    assert "Standings: Finals" in page
    assert "2 questions · 2 people · 4 answers" in text(await laid.press("ada", "Summary (host)"))
    cards = [one for one in laid.channel.history() if not one.flags.ephemeral]
    assert sum("Standings after round" in text(one) for one in cards) == 1


async def test_a_round_that_was_opened_before_a_kill_is_led_on(evening: Evening) -> None:
    """The quiz stands there, and the night does not know of it yet: it is found, and none is opened beside it."""
    laid = evening.laid
    await evening.plan()
    night = await evening.now()
    await laid.env.advance_time((night.plan.starts_at - laid.env.now()).total_seconds())
    nights, at = evening.feature.nights, laid.env.now()
    await nights.change(night.id, lambda now: play.at_the_hour(now, at))
    result = await laid.rounds.start(
        guild_id=night.guild_id,
        channel_id=night.channel_id,
        host=night.host,
        settings=Settings(questions=1),
        seed=1,
        at=at,
        part=Part(night.id, 1),
    )
    assert isinstance(result, Round)
    evening.restart()
    await evening.look()
    await evening.look()
    assert (await evening.now()).begins_at is not None
    assert await nights.rounds_of(night.id) == {1: await laid.rounds.find(result.id)}


async def test_one_shared_screen_for_the_whole_night(evening: Evening) -> None:
    """The link to the first round goes with the night: round, break with the standings, next round, podium, the end."""
    laid = evening.laid
    presenter = laid.app.presenter
    presenter.address = "http://here"
    await presenter.open()
    await evening.plan(title="Finals *warm*-up", topics="Metrics, all", break_minutes=3)
    await evening.begun()
    first = (await laid.game()).id

    async def shown() -> Any:
        return await presenter.screen(first)

    assert (await shown())["place"] == "Question 1 of 1 · Metrics"
    await evening.play("ben", "cleo")
    resting = await shown()
    assert (resting["headline"], resting["title"]) == ("⏸️ Break after round 1 of 2", f"{ISOLATE}Finals *warm*-up{POP}")
    assert resting["rows"][0]["name"] == "ben"
    assert resting["facts"] == [f"Won round 1 (Metrics): {ISOLATE}ben{POP}"]
    assert resting["clock"]["total"] == 3 * MINUTE_S * 1000
    assert resting["notes"] == ["Next: All topics · 1 question · standard pace"]
    not_told = replace(await evening.now(), phase=Phase.ROUND)
    early = night_screen(not_told, await evening.feature.nights.rounds_of(not_told.id))
    assert early is not None, "the page is not sent away in the second before the night hears of its round's end"
    assert early.headline == resting["headline"]
    evening.restart()
    await evening.look(3 * MINUTE_S)
    await evening.look()
    second = (await laid.game()).id
    assert "To join, press Join" in (await shown())["headline"]
    await evening.look(30)
    with presenter.watching(first) as changed:
        await evening.play("cleo", "ben")
        assert changed.is_set()
    podium = await shown()
    assert podium == await presenter.screen(second)
    assert (podium["view"], len(podium["facts"])) == ("podium", 2)
    assert podium["rows"][0]["detail"] == "1 of 2 right"
    await laid.env.advance_time(15 * MINUTE_S)
    assert await shown() is None


async def test_reminders_come_once_and_only_to_who_wants_them(evening: Evening) -> None:
    """A quarter of an hour before; not to who turned them off, and not twice after a restart."""
    laid = evening.laid
    await evening.plan()
    await laid.press("ben", "Sign up")
    signed = private(await laid.press("cleo", "Sign up"))
    assert "won't get reminders" in text(await laid.press("cleo", "No reminders", signed))
    await evening.look(5 * HOUR_S + 44 * MINUTE_S)
    assert await _letters(evening, "ben") == []
    await evening.look(MINUTE_S)
    evening.restart()
    await evening.look(6)
    [letter] = await _letters(evening, "ben")
    assert "starts" in text(letter)
    assert f"<#{laid.channel.id}>" in text(letter)
    assert await _letters(evening, "cleo") == []
    assert "won't get reminders" in text(await laid.forge("ben", on_reminder(Verb.NO_REMINDERS, await evening.now())))
    wishes = private(await laid.press("ben", "Boards and duels", private(await laid.slash("ben", "me"))))
    assert "no direct messages about them" in text(wishes)
    await laid.press("ben", "Remind me of quiz nights", wishes)
    await laid.slash("ada", "night move", day="tomorrow", time="23:00", zone="UTC")
    night = await evening.now()
    await evening.look((night.plan.starts_at - laid.env.now()).total_seconds() - 10 * MINUTE_S)
    assert len(await _letters(evening, "ben")) == 2


async def _letters(evening: Evening, who: str) -> list[Any]:
    person = evening.laid.people[who]
    backend = evening.laid.env.backend
    channel = backend.dm_channels.get(person.id)
    if channel is None:
        return []
    client = evening.laid.app.client
    found = client.get_partial_messageable(channel)
    return [message async for message in found.history()]


async def test_a_quiz_in_the_way_is_waited_for(evening: Evening) -> None:
    """The announcement says so, the host is told, and the night goes on when it is over."""
    laid = evening.laid
    await evening.plan()
    await laid.env.advance_time(6 * HOUR_S - 30)
    await laid.slash("dan", "quiz start", questions=1)
    await evening.look(30)
    await evening.look()
    night = await evening.now()
    assert (night.phase, night.waits) == (Phase.ROUND, Wait.BUSY)
    result = await laid.slash("ada", "night show")
    assert any("another quiz is running" in text(one) for one in result.followups)
    assert not (await laid.slash("ada", "night show")).followups
    await laid.stop("dan")
    await evening.look(20)
    night = await evening.now()
    assert night.waits is None
    assert (await laid.game()).part is not None
    busy = text(private(await laid.slash("dan", "quiz start")))
    assert "quiz" in busy.casefold()


async def test_a_night_that_is_moved_while_its_channel_is_looked_at_waits_for_nothing(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was in the way at its old hour is not in the way at its new one."""
    laid = evening.laid
    await evening.plan()
    await evening.begun()
    on = await evening.now()
    later = laid.env.now() + timedelta(hours=2)
    await evening.plan(day=f"{later:%Y-%m-%d}", time=f"{later:%H:%M}")
    planned = await evening.now()
    assert planned.id != on.id
    await laid.env.advance_time((later - laid.env.now()).total_seconds())
    nights, moved_to = evening.feature.nights, later + timedelta(days=2)
    running = nights._store.running

    async def reading() -> list[int]:
        """What is read takes its time, and this happens in it."""
        await nights.move(planned.id, moved_to, laid.env.now())
        return await running()

    monkeypatch.setattr(nights._store, "running", reading)
    await nights.tick(laid.env.now())
    after = await evening.now()
    assert (after.phase, after.waits, after.told, after.due_at) == (Phase.PLANNED, None, True, moved_to)


async def test_a_round_that_is_changed_at_the_hour_asks_for_no_permission(evening: Evening) -> None:
    """While another night is on in its channel it waits, and its event is not changed any more."""
    laid = evening.laid
    await evening.plan()
    await evening.begun()
    later = laid.env.now() + timedelta(hours=2)
    await evening.plan(day=f"{later:%Y-%m-%d}", time=f"{later:%H:%M}")
    waiting = await evening.now()
    await laid.env.advance_time((later - laid.env.now()).total_seconds())
    await evening.feature.nights.tick(laid.env.now())
    changed = await laid.slash("ada", "night round", night=str(waiting.id), number=1, questions=2)
    now = await evening.feature.nights.find(waiting.id)
    assert now is not None
    assert (now.phase, now.legs[0].questions) == (Phase.PLANNED, 2)
    assert not any("Create Events" in text(one) for one in changed.followups)


async def test_a_night_to_which_nobody_comes_ends(evening: Evening) -> None:
    """The first lobby does not begin by itself with the host alone; it expires, and the night with it."""
    await evening.plan()
    await evening.look(6 * HOUR_S)
    await evening.look()
    await evening.look(5 * MINUTE_S)
    assert (await evening.laid.game()).phase is RoundPhase.LOBBY
    await evening.look(11 * MINUTE_S)
    await evening.look()
    assert (await evening.now()).end is End.NOBODY
    assert "nobody was playing" in text(evening.laid.card()) or "is over" in text(evening.laid.card())


async def test_the_host_ends_it_early_in_a_round(evening: Evening) -> None:
    """The round ends, and the standing follows; other people may not."""
    laid = evening.laid
    await evening.plan()
    await evening.begun()
    assert "Only the host" in text(private(await laid.slash("ben", "night stop")))
    page = private(await laid.slash("gus", "night stop"))
    assert "It is at round 1 of 3. 2 rounds are still to come." in text(page)
    assert "Nothing has changed" in text(private(await laid.press("gus", "Keep it", page)))
    assert (await evening.now()).phase is Phase.ROUND
    page = private(await laid.slash("gus", "night stop"))
    assert "ending" in text(private(await laid.press("gus", "End the quiz night", page)))
    await evening.look()
    night = await evening.now()
    assert (night.phase, night.end) == (Phase.ENDED, End.STOPPED)
    assert await laid.rounds.running_in(laid.channel.id) is None


async def test_erasing_takes_a_sign_up_and_leaves_the_others_their_night(evening: Evening) -> None:
    """The host's night goes on without their name."""
    laid = evening.laid
    await evening.plan(title="Ada's own")
    await laid.press("ben", "Sign up")
    for number, who in enumerate(("ben", "ada")):
        await SqlEraser(laid.app.writer, laid.app.database.reading).erase(laid.people[who].id, STAND_INS_FROM + number)
        evening.feature.forget(ErasedPerson(laid.people[who].id))
    night = await evening.now()
    assert night.sign_ups == ()
    assert night.plan.title == "Quiz night"
    assert night.host.name == "Somebody who left"
    await laid.press("cleo", "Sign up")
    await evening.look(6 * HOUR_S)
    await evening.look()
    assert (await laid.game()).host_id == laid.people["cleo"].id


async def its_hour_comes(evening: Evening) -> tuple[Night, datetime]:
    """A night that is planned as it was just before, and when its hour is."""
    night = await evening.now()
    at = night.plan.starts_at
    await evening.laid.env.advance_time((at - evening.laid.env.now()).total_seconds())
    await evening.feature.nights.change(night.id, lambda now: play.at_the_hour(now, at))
    return night, at


async def test_who_planned_it_hosts_the_first_round_that_is_played(evening: Evening) -> None:
    """Also if they have withdrawn, only host, and there was nothing to ask in the round before: people just come."""
    await evening.plan()
    await evening.laid.press("ada", "Withdraw")
    night, at = await its_hour_comes(evening)
    await evening.feature.nights.change(night.id, lambda now: play.left_out(now, at))
    await evening.look()
    assert (await evening.now()).number == 2
    game = await evening.laid.game()
    assert game.host_id == evening.laid.people["ada"].id


async def test_a_night_without_anything_to_ask_says_why_it_is_over(evening: Evening) -> None:
    """Not that nobody answered: nobody was asked."""
    await evening.plan()
    night, at = await its_hour_comes(evening)
    for _ in night.legs:
        await evening.feature.nights.change(night.id, lambda now: play.left_out(now, at))
    await evening.laid.settle()
    told = text(evening.laid.card())
    assert "none of them had questions to ask" in told
    assert "Nobody answered" not in told


async def test_the_first_round_that_is_played_has_the_first_rounds_lobby(evening: Evening) -> None:
    """Its card says so, also after a restart: nobody could come in before, and a host alone waits for company."""
    await evening.plan()
    night, at = await its_hour_comes(evening)
    await evening.feature.nights.change(night.id, lambda now: play.left_out(now, at))
    await evening.look()
    assert "once somebody besides" in text(evening.laid.card())
    night, game = await evening.now(), await evening.laid.game()
    stored = await evening.laid.rounds._store.load(game.id)
    assert stored is not None
    for known in (game, stored):
        assert known.part is not None
        told = begins(replace(known, players={**known.players, BEN.id: BEN}), known.part)
        assert f"<t:{int((known.created_at + play.DOORS).timestamp())}:R>" in told
    assert night.begins_at is not None
    assert night.begins_at - game.created_at >= play.DOORS


async def test_whoever_joined_a_lobby_that_was_called_off_is_in_the_next_one(evening: Evening) -> None:
    """They pressed Join, and the night went on: whoever left the lobby again, or came to none, is not in it."""
    laid = evening.laid
    await evening.plan(topics="Metrics, Security")
    night = await evening.now()
    await evening.look((night.plan.starts_at - laid.env.now()).total_seconds())
    await evening.look()
    for who in ("ben", "cleo", "dan"):
        await laid.press(who, "Join")
    await laid.press("dan", "Leave")
    first = await laid.game()
    assert (first.phase, first.part and first.part.number) == (RoundPhase.LOBBY, 1)
    await laid.rounds.stop(first.id, first.host_id, laid.env.now(), may_manage=True)
    for _ in range(4):
        await evening.look(MINUTE_S)
        await evening.look()
        if (game := await laid.rounds.running_in(laid.channel.id)) and game.id != first.id:
            break
    second = await laid.game()
    assert (second.id != first.id, second.part and second.part.number) == (True, 2)
    there = {player.id for player in second.active_players}
    assert {laid.people[who].id for who in ("ben", "cleo")} < there
    assert laid.people["dan"].id not in there
