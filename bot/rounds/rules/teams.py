"""Who plays in which team: by choice, by lot, or by strength."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from math import fsum
from random import Random

from bot.kernel.asked import Player
from bot.rounds.rules.model import Forming, Phase, Refusal, Round, Teams

UNRATED = 1500.0
"""Whoever has no rating counts as strong as a newcomer to the ratings is."""

MOST_COMPARED = 150
"""Up to so many players every exchange of two is looked at; teams of more even out by themselves."""

STARTS = 400
"""So many deals, shared by the players, are tried to find teams that are even: more of them where there are few."""

CLOSE_ENOUGH = 1e-6
"""Of the squares of the teams' strengths: an exchange that evens out less than this is none."""

NO_TEAM = -1
"""Of who chose a team and was gone when the round began."""

Strengths = Mapping[int, float]


def team_of(game: Round, player_id: int) -> int | None:
    """The team that somebody is in, None where there are none, or none yet."""
    if game.teams is None or (game.phase is Phase.LOBBY and game.teams.forming is not Forming.CHOICE):
        return None
    team = game.members.get(player_id, NO_TEAM)
    return team if 0 <= team < game.teams.number else None


def in_team(game: Round, team: int) -> list[Player]:
    """Who is in a team, or was, in the order of coming in; nobody who was taken out."""
    return [one for one in game.players.values() if team_of(game, one.id) == team and one.id not in game.removed]


def used_teams(game: Round) -> list[int]:
    """The teams that anybody is in, or was."""
    return sorted({team for player_id in game.players if (team := team_of(game, player_id)) is not None})


def set_teams(game: Round, teams: Teams | None) -> Round | Refusal:
    """Play in teams, or each for themselves; only before the round begins."""
    if game.phase is Phase.LOBBY:
        return replace(game, teams=teams)
    return Refusal.ENDED if game.phase is Phase.ENDED else Refusal.BEGUN


def choose_team(game: Round, player_id: int, team: int, at: datetime) -> Round | Refusal:
    """Go into a team, in the lobby; choosing again leaves the one before."""
    if game.phase is not Phase.LOBBY:
        return Refusal.ENDED if game.phase is Phase.ENDED else Refusal.BEGUN
    player = game.players.get(player_id)
    if player is None or not player.active:
        return Refusal.NOT_IN
    if game.teams is None or game.teams.forming is not Forming.CHOICE or not 0 <= team < game.teams.number:
        return Refusal.NO_TEAM_CHOICE
    if game.members.get(player_id) == team:
        return game
    return replace(game, members={**game.members, player_id: team}, active_at=max(at, game.active_at))


def formed(game: Round, strengths: Strengths) -> Round | Refusal:
    """The same round with everybody who is in it in a team, as the round begins; it takes two teams."""
    if game.teams is None:
        return game
    people = [player.id for player in game.active_players]
    if game.teams.forming is Forming.CHOICE:
        members = _chosen(game, people, game.teams.number)
    else:
        number = max(1, min(game.teams.number, len(people)))
        strong = strengths if game.teams.forming is Forming.STRENGTH else {}
        members = balanced({one: strong.get(one, UNRATED) for one in people}, number, game.seed)
    if len(set(members.values())) < 2:
        return Refusal.ONE_TEAM
    return replace(game, members={**dict.fromkeys(game.members, NO_TEAM), **members})


def seated(game: Round, player_id: int) -> Round:
    """The same round with a newcomer in the smallest of the teams that play; who was in one before is there again."""
    if game.teams is None or game.phase is Phase.LOBBY or team_of(game, player_id) is not None:
        return game
    there = {team: sum(one.active for one in in_team(game, team)) for team in used_teams(game)}
    smallest = min(there, key=lambda team: (there[team], team), default=0)
    return replace(game, members={**game.members, player_id: smallest})


def balanced(strengths: Strengths, number: int, seed: int) -> dict[int, int]:
    """Player → team: sizes that differ by one at the most, and sums of strength as even as exchanges can make them.

    Strength is counted from the average of all, so that a larger team is not the stronger for its size. Equally strong
    people are dealt out by lot.
    """
    people = list(strengths)
    rng = Random(f"teams/{seed}")  # noqa: S311 - a game's lot, not a secret
    rng.shuffle(people)
    average = fsum(strengths.values()) / len(people) if people else 0.0
    surplus = {one: strengths[one] - average for one in people}
    best = _evened(sorted(people, key=lambda one: -surplus[one]), surplus, number)
    for _ in range(STARTS // max(1, len(people))):
        if _unevenness(best, surplus) < CLOSE_ENOUGH:
            break
        rng.shuffle(people)
        best = min(best, _evened(people, surplus, number), key=lambda teams: _unevenness(teams, surplus))
    return {one: team for team, members in enumerate(best) for one in members}


def _evened(people: Sequence[int], surplus: Strengths, number: int) -> list[list[int]]:
    """These people dealt to and fro, then exchanged for as long as that makes the teams more even."""
    teams: list[list[int]] = [[] for _ in range(number)]
    for place, one in enumerate(people):
        lap, step = divmod(place, number)
        teams[number - 1 - step if lap % 2 else step].append(one)
    if len(people) <= MOST_COMPARED:
        while _exchange(teams, surplus):
            pass
    return teams


def _unevenness(teams: Sequence[Sequence[int]], surplus: Strengths) -> float:
    return fsum(_sum(team, surplus) ** 2 for team in teams)


def _exchange(teams: Sequence[list[int]], surplus: Strengths) -> bool:
    """Exchange the two members of different teams that evens these out the most; whether there were such two."""
    best, swap = CLOSE_ENOUGH, None
    for one, other in combinations(range(len(teams)), 2):
        gap = _sum(teams[one], surplus) - _sum(teams[other], surplus)
        for here, mine in enumerate(teams[one]):
            for there, theirs in enumerate(teams[other]):
                moved = surplus[mine] - surplus[theirs]
                gain = 2 * moved * (gap - moved)  # by how much the sum of squares of the teams' surpluses falls
                if gain > best:
                    best, swap = gain, (one, here, other, there)
    if swap is None:
        return False
    one, here, other, there = swap
    teams[one][here], teams[other][there] = teams[other][there], teams[one][here]
    return True


def _sum(members: Iterable[int], surplus: Strengths) -> float:
    return fsum(surplus[one] for one in members)


def _chosen(game: Round, people: Sequence[int], number: int) -> dict[int, int]:
    """As chosen; who has not chosen goes, by lot, where the fewest are."""
    members = {one: game.members[one] for one in people if game.members.get(one, number) < number}
    left = [one for one in people if one not in members]
    Random(f"teams/{game.seed}").shuffle(left)  # noqa: S311 - a game's lot, not a secret
    for one in left:
        sizes = [sum(team == other for other in members.values()) for team in range(number)]
        members[one] = sizes.index(min(sizes))
    return members
