"""Team rounds in a process, and in the one after a kill."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.kernel.asked import Player
from bot.kernel.ports import MessageKey
from bot.rounds.hosting import HostService
from bot.rounds.rules.hosting import LOOK_UP
from bot.rounds.rules.model import EndReason, Forming, Joining, Phase, Refusal, Round, Speaking, Teams, Weight
from bot.rounds.rules.team_standings import team_points, team_standings
from bot.rounds.rules.teams import team_of
from tests.engines import leave_behind, outside
from tests.fakes import everywhere
from tests.rounds.process import RIGHT, WRONG, Process, Start
from tests.strategies import ADA, BEN, CAT, MINUTE, NOON, SECOND, granted

DAN = Player(4, "Dan", NOON)
ALL = (ADA, BEN, CAT, DAN)
PLANS = [Teams(2, speaking=speaking) for speaking in Speaking]


async def opened(process: Process, teams: Teams, *, host: bool = True, channel: int = 700) -> Round:
    """A team round whose first question has just come on the screen."""
    hosts = HostService(process.rounds)
    game = await process.start(channel)
    for player in ALL[1:]:
        granted(await process.rounds.join(game.id, player, NOON))
    granted(await hosts.set_teams(game.id, ADA.id, lambda _: teams, may_manage=not host))
    granted(await process.rounds.begin(game.id, ADA.id, NOON, may_manage=False))
    await process.rounds.posted(MessageKey(game.id, "q0"), NOON)
    return await process.game(game.id)


async def played(process: Process, game: Round) -> Round:
    """The open question answered by whoever may, the first of them wrongly, and closed."""
    expected = sorted((await process.game(game.id)).expected[game.position])
    for number, player in enumerate(player for player in ALL if player.id in expected):
        at = (await process.game(game.id)).current.opened_at or NOON
        granted(await process.rounds.answer(game.id, player, game.position, RIGHT if number else WRONG, at + SECOND))
    await process.background.drain()
    if (await process.game(game.id)).phase is Phase.OPEN:
        await process.rounds.look(game.id, NOON + 5 * MINUTE)
    return await process.game(game.id)


@pytest.mark.parametrize("teams", PLANS)
async def test_a_kill_while_teams_talk(process: Process, path: Path, another: Start, teams: Teams) -> None:
    """The next process has the same teams at the same question; the talk has its time, and then the answers open."""
    before = await opened(process, teams)
    assert before.phase is Phase.TALK
    next_one = await another(leave_behind(path))
    assert await next_one.game(before.id) == before
    back = NOON + MINUTE
    await next_one.rounds.recover(everywhere(NOON + 5 * SECOND), back)
    game = await next_one.game(before.id)
    assert (game.phase, game.due_at) == (Phase.TALK, back + 10 * SECOND)
    assert isinstance(await next_one.answer(game, ADA), Refusal)
    await next_one.rounds.tick(back + 10 * SECOND)
    game = await played(next_one, await next_one.game(before.id))
    assert (game.phase, game.expected) == (Phase.REVEAL, before.expected)
    assert sum(line.points for line in team_standings(game)) == (150 if teams.speaking is Speaking.EVERYBODY else 100)


async def test_a_kill_in_a_pause_of_the_talk(process: Process, path: Path, another: Start) -> None:
    """A round that was paused while teams talked goes on with the whole of the talk."""
    before = await opened(process, Teams(2))
    granted(await process.rounds.pause(before.id, ADA.id, NOON, may_manage=False))
    next_one = await another(leave_behind(path))
    assert await next_one.game(before.id) == await process.game(before.id)
    game = granted(await next_one.rounds.resume(before.id, ADA.id, NOON + MINUTE, may_manage=False))
    assert (game.phase, game.due_at) == (Phase.TALK, NOON + MINUTE + 15 * SECOND)


async def test_a_long_outage_in_the_talk(process: Process, path: Path, another: Start) -> None:
    """After ten minutes away the round waits, and then goes on where it was."""
    before = await opened(process, Teams(2))
    next_one = await another(leave_behind(path))
    await next_one.rounds.recover(everywhere(NOON), NOON + 11 * MINUTE)
    assert (await next_one.game(before.id)).phase is Phase.PAUSED
    game = granted(await next_one.rounds.resume(before.id, BEN.id, NOON + 12 * MINUTE, may_manage=False))
    assert game.phase is Phase.TALK


@pytest.mark.parametrize("teams", PLANS)
async def test_points_are_the_same_after_a_kill(process: Process, path: Path, another: Start, teams: Teams) -> None:
    """What a team has, and whose turn it is next, is worked out from the rows alone."""
    game = await opened(process, replace(teams, talk=0 * SECOND))
    granted(await process.rounds.leave(game.id, BEN.id, NOON))
    game = await played(process, game)
    granted(await process.rounds.skip(game.id, ADA.id, NOON, may_manage=False))
    await process.rounds.posted(MessageKey(game.id, "q1"), NOON)
    next_one = await another(leave_behind(path))
    here, there = await process.game(game.id), await next_one.game(game.id)
    assert here == there
    assert team_points(await played(next_one, there)) == team_points(await played(process, here))


async def test_a_kill_after_a_speaker_left(process: Process, path: Path, another: Start) -> None:
    """Whoever answers instead of them does so in the next process, too, and the team has the same points."""
    game = await opened(process, Teams(2, speaking=Speaking.IN_TURN, talk=0 * SECOND))
    gone = next(one for one in game.expected[0] if one != ADA.id)
    here = granted(await process.rounds.leave(game.id, gone, NOON + SECOND))
    assert gone in here.expected[0].values()
    next_one = await another(leave_behind(path))
    there = await next_one.game(game.id)
    assert here == there
    [taking_over] = [player for player in ALL if there.expected[0].get(player.id) == gone]
    for process_now in (process, next_one):
        granted(await process_now.rounds.answer(game.id, taking_over, 0, RIGHT, NOON + 2 * SECOND))
    assert team_points(await process.game(game.id)) == team_points(await next_one.game(game.id))


async def test_a_kill_after_a_speaker_has_their_turn_again(process: Process, path: Path, another: Start) -> None:
    """The next process knows it, too, whoever spoke instead of them in between."""
    game = await opened(process, Teams(2, speaking=Speaking.IN_TURN))
    [gone] = [player for player in ALL if player.id in game.expected[0] and player.id != ADA.id]
    game = granted(await process.rounds.leave(game.id, gone.id, NOON + SECOND))
    [instead] = [one for one, absent in game.expected[0].items() if absent == gone.id]
    granted(await process.rounds.join(game.id, replace(gone, joined_at=NOON + 2 * SECOND), NOON + 2 * SECOND))
    await process.rounds.tick(NOON + 15 * SECOND)
    here = granted(await process.rounds.leave(game.id, instead, NOON + 16 * SECOND))
    next_one = await another(leave_behind(path))
    assert await next_one.game(game.id) == here
    answered = granted(await next_one.rounds.answer(game.id, gone, 0, RIGHT, NOON + 17 * SECOND))
    assert gone.id in answered.current.answers


async def test_a_kill_in_a_break(process: Process, path: Path, another: Start) -> None:
    """A break to look something up, what the next question counts, and who can join are as they were."""
    hosts = HostService(process.rounds)
    game = await played(process, await opened(process, replace(PLANS[0], talk=0 * SECOND)))
    granted(await hosts.weigh(game.id, ADA.id, Weight.TWICE, may_manage=False))
    granted(await hosts.let_in(game.id, ADA.id, Joining.NOBODY, may_manage=False))
    granted(await hosts.remove(game.id, ADA.id, DAN.id, NOON, may_manage=False))
    before = granted(await hosts.look_up(game.id, ADA.id, NOON, may_manage=False))
    next_one = await another(leave_behind(path))
    assert await next_one.game(game.id) == before
    await next_one.rounds.tick(NOON + LOOK_UP)
    after = await next_one.game(game.id)
    assert (after.phase, after.position, after.weight(1)) == (Phase.POSTING, 1, Weight.TWICE)


async def test_an_older_program_can_read_a_team_round(process: Process, path: Path) -> None:
    """What it does not know stands in columns that it passes over: for it the question is on its way."""
    game = await opened(process, Teams(2))
    with outside(leave_behind(path)) as other:
        [row] = other.execute("SELECT phase, stage FROM rounds WHERE game_id = ?", (game.id,)).fetchall()
    assert tuple(row) == ("posting", "talk")


class Ratings:
    """Ratings that come late: meanwhile somebody has joined."""

    def __init__(self, process: Process, known: Mapping[int, float]) -> None:
        self._process = process
        self._known = known

    async def standing(self, guild_id: int, players: Collection[int]) -> Mapping[int, float]:
        assert guild_id == 70
        assert ADA.id in players
        game = await self._process.rounds.running_in(700)
        assert game is not None
        granted(await self._process.rounds.join(game.id, Player(9, "Late", NOON), NOON))
        return self._known


async def test_ratings_that_come_late(process: Process) -> None:
    """Who joins while the ratings are read is in a team as well, and the strongest are apart."""
    process.rounds._strength = Ratings(process, {ADA.id: 2100.0, BEN.id: 2050.0})
    game = await opened(process, Teams(2, Forming.STRENGTH))
    assert {team_of(game, one) for one in (*[player.id for player in ALL], 9)} == {0, 1}
    assert team_of(game, ADA.id) != team_of(game, BEN.id)


async def test_teams_of_one_server_are_not_anothers(process: Process) -> None:
    """Two rounds with the same players: each has its own teams, and what happens in one changes no other."""
    first = await opened(process, Teams(2))
    second = await opened(process, Teams(2, speaking=Speaking.IN_TURN), channel=701)
    await process.rounds.look(first.id, NOON + 15 * SECOND)
    assert (await process.game(second.id)).phase is Phase.TALK
    granted(await process.rounds.stop(first.id, ADA.id, NOON, may_manage=False))
    assert (await process.game(first.id)).end is EndReason.STOPPED
    assert await process.game(second.id) == second


async def test_only_the_host_chooses_about_teams(process: Process) -> None:
    """A player cannot, and whoever may manage the server can."""
    game = await process.start()
    hosts = HostService(process.rounds)
    refused = await hosts.set_teams(game.id, BEN.id, lambda _: Teams(), may_manage=False)
    assert refused is Refusal.NOT_HOST
    assert granted(await hosts.set_teams(game.id, 99, lambda _: Teams(), may_manage=True)).teams == Teams()


async def test_one_player_has_one_team_in_the_rows(process: Process) -> None:
    """However often somebody chooses, they have one row."""
    game = await process.start()
    granted(await process.rounds.join(game.id, BEN, NOON))
    hosts = HostService(process.rounds)
    granted(await hosts.set_teams(game.id, ADA.id, lambda _: Teams(2, Forming.CHOICE), may_manage=False))
    for team in (0, 1, 0, 1, 1):
        granted(await process.rounds.choose_team(game.id, BEN.id, team, NOON))
    assert await process.count("round_members") == 1
    stored = await process.store.load(game.id)
    assert stored is not None
    assert stored.members == {BEN.id: 1}
