"""What gets in the way of tournaments: channels that are gone, hosts who are away, hours that were missed, kills."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import discord
import pytest

from bot.duels.api import End, Where
from bot.duels.api import Phase as DuelPhase
from bot.kernel.asked import Player
from bot.tournaments.rules import play
from bot.tournaments.rules.model import Outcome, Pause, Phase, Plan, Refusal, Tournament
from tests.cogs.table import private, take_away, text
from tests.cogs.test_tournaments import FOUR, Cup, cup, name_of
from tests.own.test_story import own_of

__all__ = ["cup"]  # a fixture


async def test_a_channel_that_is_gone_pauses_it(cup: Cup) -> None:
    """The host is told, and goes on elsewhere; nothing is lost."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.started()
    tournament_id = (await cup.now()).id
    await cup.win_all()
    await cup.service.blocked(tournament_id, laid.env.now())
    await cup.tick()
    paused = await cup.now()
    assert paused.round == 1
    assert paused.pause is not None
    answer = await laid.slash("gus", "quiz show")
    assert any("Your tournament is paused" in text(one) for one in answer.followups)
    laid.channel = laid.guild.create_text_channel("elsewhere")
    assert "continues in this channel" in text(private(await laid.slash("gus", "tournament continue")))
    await cup.tick()
    assert "Round 2 of 3" in text(laid.card())


@pytest.mark.parametrize("pace", ["live", "day"])
async def test_games_of_the_channel_that_it_leaves_are_called_off(cup: Cup, pace: str) -> None:
    """As duels, too: they move no rating, and nobody sits in them when the next round begins."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", rounds=3, pace=pace)
    await cup.started()
    tournament_id, at = (await cup.now()).id, laid.env.now()
    first, second = await cup.open_duels()
    for player in first.players:
        await cup.duels.go_on(first.id, player.id, at)
    if pace == "live":
        await cup.win(second)
    await cup.service.blocked(tournament_id, at)
    laid.channel = laid.guild.create_text_channel("elsewhere")
    await laid.slash("gus", "tournament continue")
    over = await cup.duels.find(first.id)
    assert over is not None
    assert (over.phase, over.end) == (DuelPhase.ENDED, End.CALLED_OFF)
    now = await found(cup, tournament_id)
    ended = {frozenset(game.players): game.outcome for game in now.in_round(1)}
    assert ended[frozenset(one.id for one in first.players)] is Outcome.VOID
    as_it_ended = Outcome.FIRST if pace == "live" else Outcome.VOID
    assert ended[frozenset(one.id for one in second.players)] is as_it_ended
    await cup.tick()
    assert len(await cup.open_duels()) == 2


async def test_ones_next_game_can_be_played_from_the_channel_that_the_tournament_left(cup: Cup) -> None:
    """A page that follows along leads to it, and so does My game on a card that still stands there."""
    laid = cup.laid
    home = laid.channel
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    await cup.started()
    tournament_id, card = (await cup.now()).id, laid.card()
    page = private(await laid.press("ada", "My game"))
    await cup.win_all()
    await cup.service._change(tournament_id, lambda now: play.pause(now, Pause.NO_QUESTIONS, laid.env.now()))
    laid.channel = laid.guild.create_text_channel("elsewhere")
    await laid.slash("gus", "tournament continue")
    await cup.tick()
    await cup.tick()
    duel = next(one for one in await cup.open_duels() if one.has(laid.people["ada"].id))
    laid.channel = home
    assert "Your game" in text(page)
    assert "Waiting for" in text(private(await laid.press("ada", "Play", page)))
    rival = name_of(cup, duel.other(laid.people["ada"].id).id)
    assert "1/3" in text(private(await laid.press(rival, "My game", card)))
    assert "Locked in" in text(await laid.press("ada", "A", page))


@pytest.mark.parametrize(("kind", "moves"), [("swiss", 2), ("arena", 4)])
async def test_the_channel_that_a_tournament_left_says_where_it_is(cup: Cup, kind: str, moves: int) -> None:
    """And no longer that it is paused, also where the program is killed before that is shown; in each that it left."""
    laid, homes = cup.laid, [cup.laid.channel, *(cup.laid.guild.create_text_channel(name) for name in ("b", "c"))]
    await cup.announced(*FOUR, kind=kind)
    await cup.started()
    tournament_id = (await cup.now()).id
    for home, following in pairwise([*homes, *homes][: moves + 1]):
        assert laid.channel == home
        await cup.service._change(tournament_id, lambda now: play.pause(now, Pause.NO_QUESTIONS, laid.env.now()))
        await laid.settle()
        assert any("Paused" in text(one) for one in home.history())
        laid.channel = following
        await laid.slash("gus", "tournament continue")
        await cup.restart()
        await cup.tick()
        assert not any("Paused" in text(one) for one in home.history())
        assert any(f"has gone on in <#{following.id}>" in text(one) for one in home.history())
    assert (await cup.now()).id == tournament_id
    assert (await found(cup, tournament_id)).pause is None


@pytest.mark.parametrize("kind", ["swiss", "arena"])
async def test_every_channel_that_a_tournament_ever_left_says_where_it_is_now(cup: Cup, kind: str) -> None:
    """Also where it has come back: no card there sends people away."""
    laid, homes = cup.laid, [cup.laid.channel, *(cup.laid.guild.create_text_channel(name) for name in ("b", "c"))]
    await cup.announced(*FOUR, kind=kind)
    await cup.started()
    tournament_id = (await cup.now()).id
    for following, left_now in ((homes[1], homes[:1]), (homes[2], homes[:2]), (homes[0], homes[1:])):
        await cup.service._change(tournament_id, lambda now: play.pause(now, Pause.NO_QUESTIONS, laid.env.now()))
        await laid.settle()
        laid.channel = following
        await laid.slash("gus", "tournament continue")
        await cup.tick()
        await cup.tick()
        for home in left_now:
            gone = [one for one in home.history() if "has gone on in" in text(one)]
            assert all(f"in <#{following.id}>" in text(one) for one in gone)
            assert gone
        assert not any("has gone on in" in text(one) for one in following.history())
    assert any("This tournament goes on below." in text(one) for one in homes[0].history())


async def test_who_may_manage_the_server_resumes_what_an_organizer_left(cup: Cup) -> None:
    """A channel's own tournament comes first, and none moves to a channel that has another."""
    laid, home = cup.laid, cup.laid.channel
    paused = []
    for channel in (home, laid.guild.create_text_channel("second")):
        laid.channel = channel
        await laid.slash("ada", "tournament create", kind="swiss", questions=3)
        for who in ("ada", "ben", "cleo"):
            await laid.press(who, "Sign up")
        await laid.press("ada", "Start")
        paused.append((await cup.now()).id)
        await cup.service.blocked(paused[-1], laid.env.now())
    first, second = paused

    laid.channel = home
    await laid.slash("gus", "tournament continue")
    assert [(await found(cup, one)).pause is None for one in paused] == [True, False]
    assert "already has a tournament" in text(private(await laid.slash("ada", "tournament continue")))
    laid.channel = laid.guild.create_text_channel("third")
    assert "no tournament" in text(private(await laid.slash("ben", "tournament continue")))
    assert "continues in this channel" in text(private(await laid.slash("gus", "tournament continue")))
    assert (await found(cup, second)).channel_id == laid.channel.id
    assert (await found(cup, first)).channel_id == home.id


async def test_a_host_hears_of_each_of_their_paused_tournaments(cup: Cup) -> None:
    """Of one after the other, not of the latest alone."""
    laid = cup.laid
    on = []
    for channel in (laid.channel, laid.guild.create_text_channel("second")):
        laid.channel = channel
        await cup.announced("ada", "ben", "cleo", kind="swiss")
        await laid.press("gus", "Start")
        on.append((await cup.now()).id)
    for tournament_id in on:
        await cup.service.blocked(tournament_id, laid.env.now())
    told = [await cup.service.to_tell(laid.guild.id, laid.people["gus"].id) for _ in range(3)]
    assert [one and one.id for one in told] == [*on, None]
    assert await cup.service.to_tell(laid.guild.id, laid.people["ada"].id) is None


async def test_a_tournament_whose_hour_was_missed_says_so_and_can_be_started(cup: Cup) -> None:
    """Its card and its host hear why it did not start; who signed up is still in."""
    laid = cup.laid
    await cup.announced("ada", "ben", "cleo", kind="swiss", starts_in=10)
    await cup.service.tick(laid.env.now() + timedelta(hours=3))
    await laid.settle()
    assert "but Recall was away" in text(laid.card())
    assert "3 signed up" in text(laid.card())
    answer = await laid.slash("gus", "quiz show")
    assert any("has not started" in text(one) for one in answer.followups)
    again = await laid.slash("gus", "quiz show")
    assert not any("has not started" in text(one) for one in again.followups)
    await cup.restart()
    await laid.press("gus", "Start")
    assert (await cup.now()).phase is Phase.RUNNING


async def test_a_host_hears_that_the_hour_of_a_deleted_sign_up_was_missed(cup: Cup) -> None:
    """Before they continue it, too: not once more only that it is gone, and it says how it is started."""
    laid = cup.laid
    await cup.announced("ada", "ben", "cleo", kind="swiss", starts_in=10)
    await cup.service.blocked((await cup.now()).id, laid.env.now(), deleted=True)
    [gone] = (await laid.slash("gus", "quiz show")).followups
    assert "sign-up of your tournament is gone" in text(gone)
    await cup.service.tick(laid.env.now() + timedelta(hours=3))
    await laid.settle()
    [missed] = (await laid.slash("gus", "quiz show")).followups
    assert "Recall was away or had no questions left" in text(missed)
    assert "continue` in the channel where it should continue; then `/tournament start` starts it" in text(missed)
    assert not (await laid.slash("gus", "quiz show")).followups


async def test_who_continues_a_deleted_sign_up_hears_that_its_hour_was_missed(cup: Cup) -> None:
    """It waits for them to start it, so that it continues is not all that they read."""
    laid = cup.laid
    await cup.announced("ada", "ben", "cleo", kind="swiss", starts_in=10)
    await cup.service.blocked((await cup.now()).id, laid.env.now(), deleted=True)
    await laid.slash("gus", "quiz show")
    await cup.service.tick(laid.env.now() + timedelta(hours=3))
    await laid.settle()
    answer = await laid.slash("gus", "tournament continue")
    told = text(private(answer))
    assert "sign-up continues in this channel.** The tournament has not started" in told
    assert "/tournament start` starts it" in told
    assert not answer.followups
    assert not (await laid.slash("gus", "quiz show")).followups


async def test_a_host_hears_that_the_hour_was_missed_where_somebody_else_continued_it(cup: Cup) -> None:
    """Whoever may manage the server did so for them, so the host has heard nothing yet."""
    laid = cup.laid
    await laid.slash("ada", "tournament create", kind="swiss", starts_in=10)
    for who in ("ada", "ben", "cleo"):
        await laid.press(who, "Sign up")
    await cup.service.blocked((await cup.now()).id, laid.env.now(), deleted=True)
    await laid.slash("ada", "quiz show")
    await cup.service.tick(laid.env.now() + timedelta(hours=3))
    await laid.settle()
    assert "has not started" in text(private(await laid.slash("gus", "tournament continue")))
    [missed] = (await laid.slash("ada", "quiz show")).followups
    assert "has not started" in text(missed)


async def test_who_continues_a_tournament_where_recall_may_not_post_reads_so(cup: Cup) -> None:
    """And not that it continues: it stays paused, and continues once Recall may, or elsewhere."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss")
    await cup.started()
    await cup.service.blocked((await cup.now()).id, laid.env.now())
    home, denied = laid.channel, discord.PermissionOverwrite(send_messages=False)
    laid.channel = laid.guild.create_text_channel("closed", overwrites={laid.guild.me: denied})  # type: ignore[dict-item]
    told = text(private(await laid.slash("gus", "tournament continue")))
    assert "Recall needs the permission **Send Messages** in this channel" in told
    laid.channel = home
    assert (await cup.now()).pause is Pause.CHANNEL
    assert "continues in this channel" in text(private(await laid.slash("gus", "tournament continue")))


@pytest.mark.parametrize("hour", [None, 60])
async def test_a_deleted_sign_up_keeps_who_signed_up(
    cup: Cup, hour: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a channel that is closed by then: the host is told once, and has it go on elsewhere, at its time if any."""
    laid = cup.laid
    await cup.announced(*FOUR, kind="swiss", **({"starts_in": hour} if hour else {}))
    before = await cup.now()
    with monkeypatch.context() as closed:
        await take_away(laid, closed)
        removing = await laid.slash("gus", "tournament remove", player=laid.people["dan"])
        await laid.settle()
        showing = await laid.slash("gus", "tournament show")
        told = [text(one) for one in (*removing.followups, *showing.followups)]  # whichever ends after the refusal
        assert sum("Everybody is still signed up" in one for one in told) == 1
        assert not (await laid.slash("gus", "tournament show")).followups
        await cup.restart()
    laid.channel = laid.guild.create_text_channel("elsewhere")
    assert "continues in this channel" in text(private(await laid.slash("gus", "tournament continue")))
    await cup.tick()
    now = await cup.now()
    assert (now.phase, now.pause, now.due_at) == (Phase.SIGN_UP, None, before.due_at)
    assert "3 signed up" in text(laid.card())
    await (laid.env.advance_time(hour * 60) if hour else laid.press("gus", "Start"))
    await cup.tick()
    assert (await cup.now()).phase is Phase.RUNNING


async def test_a_sign_up_that_nobody_starts_says_so(cup: Cup) -> None:
    """It is not said that too few signed up where three did."""
    await cup.announced("ada", "ben", "cleo", kind="swiss")
    await cup.service.tick(cup.laid.env.now() + timedelta(days=8))
    await cup.laid.settle()
    assert "nobody started it within 7 days" in text(cup.laid.card())


async def found(cup: Cup, tournament_id: int) -> Tournament:
    """A tournament as it stands."""
    one = await cup.service.find(tournament_id)
    assert one is not None
    return one


async def test_of_two_who_set_one_up_at_once_one_is_told_so(cup: Cup) -> None:
    """A channel has one tournament at a time."""
    where, at = Where(cup.laid.guild.id, cup.laid.channel.id), cup.laid.env.now()
    people = [Player(cup.laid.people[who].id, who, at) for who in ("ada", "ben")]
    made = await asyncio.gather(*(cup.service.announce(where, one, Plan(questions=3), at) for one in people))
    assert [one for one in made if isinstance(one, Refusal)] == [Refusal.TAKEN]
    assert len([one for one in made if isinstance(one, Tournament)]) == 1


async def test_a_kill_between_the_pairing_and_its_duels(cup: Cup) -> None:
    """What was paired and not begun is begun by whoever looks at the rows next, once."""
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    cup.duels.accepting = False
    await cup.started()
    assert await cup.open_duels() == []
    await cup.restart()
    cup.duels.accepting = True
    await cup.tick()
    await cup.restart()
    await cup.tick()
    assert len(await cup.duels.parts((await cup.now()).id)) == 2


@pytest.mark.parametrize("meanwhile", ["stop", "pause", "leave", "move"])
async def test_what_ends_while_games_begin_begins_no_more_of_them(
    cup: Cup, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """Nobody gets a game of a tournament that is over or paused, against somebody who has left, or called off."""
    await cup.announced(*FOUR, kind="swiss", rounds=3)
    tournament_id, at = (await cup.now()).id, cup.laid.env.now()
    elsewhere = cup.laid.guild.create_text_channel("elsewhere").id
    await cup.laid.press("gus", "Start")
    begun: list[int] = []
    seen = cup.duels._store.seen

    async def reading(both: list[int]) -> object:
        """What is read while a game begins takes its time, and this happens in it."""
        if not begun:
            begun.extend(both)
            if meanwhile == "stop":
                await cup.service.stop(tournament_id, at)
            elif meanwhile == "leave":
                await asyncio.gather(*(cup.service.leave(tournament_id, cup.laid.people[one].id) for one in FOUR))
            else:
                await cup.service.blocked(tournament_id, at)
            if meanwhile == "move":
                await cup.service.resume(tournament_id, elsewhere, 1, at)
        return await seen(both)

    monkeypatch.setattr(cup.duels._store, "seen", reading)
    await cup.tick()
    assert len(begun) == 2
    assert await cup.duels.parts(tournament_id) == {}


@pytest.mark.parametrize("kind", ["swiss", "arena"])
async def test_a_tournament_without_questions_at_its_hour_waits_for_its_host(cup: Cup, kind: str) -> None:
    """It does not begin only to be paused at once: people can still sign up, and the host reads what is missing."""
    laid, own = cup.laid, own_of(cup.laid)
    await cup.announced(*FOUR, kind=kind, starts_in=10)
    here, topics = laid.guild.id, await laid.rounds.pool.topics(laid.guild.id)
    await own.choose_topics(here, None, topics, [])
    await laid.env.advance_time(10 * 60)
    await cup.tick()
    now = await cup.now()
    assert (now.phase, now.pause, now.is_missed) == (Phase.SIGN_UP, None, True)
    assert "had no questions left to ask" in text(laid.card())
    [told] = (await laid.slash("gus", "quiz show")).followups
    assert "has not started:** at its time, Recall was away or had no questions left" in text(told)
    assert "with `/packs list`; then do this again" in text(private(await laid.slash("gus", "tournament start")))
    await own.choose_topics(here, None, topics, topics)
    await cup.restart()
    await cup.started()
    assert len(await cup.open_duels()) == 2


async def test_nobody_reads_that_it_goes_on_where_nothing_can_be_asked(cup: Cup) -> None:
    """Neither starting nor continuing is confirmed until the topic is on again; the players see what they wait for."""
    laid, own = cup.laid, own_of(cup.laid)
    await cup.announced(*FOUR, kind="arena", minutes=30)
    here, topics = laid.guild.id, await laid.rounds.pool.topics(laid.guild.id)
    await own.choose_topics(here, None, topics, [])
    for told in (await laid.press("gus", "Start"), await laid.slash("gus", "tournament start")):
        assert "There are no questions left to ask on this tournament's topic." in text(private(told))
    assert (await cup.now()).phase is Phase.SIGN_UP
    await own.choose_topics(here, None, topics, topics)
    assert "has started" in text(private(await laid.slash("gus", "tournament start")))
    await own.choose_topics(here, None, topics, [])
    await cup.tick()
    await laid.settle()
    assert (await cup.now()).pause is Pause.NO_QUESTIONS
    assert "2 games not over yet" in text(laid.card())
    mine = text(private(await laid.press("ada", "My game")))
    assert "next**, once the tournament continues." in mine
    assert "another duel" not in mine
    assert "with `/packs list`; then do this again" in text(private(await laid.slash("gus", "tournament continue")))
    await own.choose_topics(here, None, topics, topics)
    assert "continues in this channel" in text(private(await laid.slash("gus", "tournament continue")))
    await cup.tick()
    assert len(await cup.open_duels()) == 2
