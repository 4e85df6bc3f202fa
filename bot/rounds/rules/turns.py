"""Whose answer to a question counts for their team: settled when the question comes on the screen, for good.

Where everybody answers, it is everybody who is there. Where one member speaks, it is whose turn it is, or somebody
else in place of a member who is away. See `docs/adr/0020-a-team-scores-by-its-share.md`.
"""

from collections.abc import Mapping

from bot.kernel.asked import Asked, Player
from bot.rounds.rules.model import Round
from bot.rounds.rules.teams import in_team, team_of, used_teams

Turns = Mapping[int, int | None]
"""Whose answer counts → in place of whom they speak, None for nobody."""


def expected_now(game: Round, awaited: set[int]) -> Turns:
    """Whose answer to the question that has just come on the screen counts for their team.

    `awaited`: whose answers a round without speakers waits for.
    """
    if not game.in_turn:
        return {one: None for one in awaited if team_of(game, one) is not None}
    turns: dict[int, int | None] = {}
    for team in used_teams(game):
        turns |= _turn(game, in_team(game, team))
    return turns


def speaker_of(game: Round, position: int, team: int) -> int | None:
    """Who speaks for a team in a question, None where nobody does."""
    return next((one for one in game.expected.get(position, {}) if team_of(game, one) == team), None)


def was_in_before(game: Round, player_id: int, position: int) -> bool:
    """Whether somebody was in a question before a position: to answer it, to be spoken for in it, or with an answer."""
    turns = [game.expected.get(place, {}) for place in range(position)]
    expected = any(player_id in one or player_id in one.values() for one in turns)
    return expected or any(player_id in asked.answers for asked in game.asked[:position])


def is_away(game: Round, player: Player) -> bool:
    """Whether somebody cannot be counted on to speak: they have left, or said nothing when it was their last turn."""
    if not player.active:
        return True
    return any(
        player.id not in asked.answers and asked.opened_at is not None and player.joined_at <= asked.opened_at
        for asked in _last_turn(game, player.id)
    )


def own_share(game: Round, player_id: int, before: int) -> float | None:
    """The mean credit of somebody's answers to closed questions before a position; None where there are none."""
    given = [asked.answers[player_id].credit for asked in game.asked[:before] if player_id in asked.answers]
    return sum(given) / len(given) if given else None


def _turn(game: Round, team: list[Player]) -> Turns:
    """Whose turn it is: of everybody who has spoken or is there, who had the fewest turns."""
    there = [player for player in team if not is_away(game, player)]
    if not there:
        return {}
    spoken = {player.id for player in team if own_share(game, player.id, game.position) is not None}
    taking_turns = [player for player in team if player in there or player.id in spoken]
    due = min(taking_turns, key=lambda player: _turns_of(game, player.id))
    if due in there:
        return {due.id: None}
    speaker = min(there, key=lambda player: _turns_of(game, player.id) + _instead(game, player.id))
    return {speaker.id: due.id}


def _turns_of(game: Round, player_id: int) -> int:
    """How many turns have been somebody's own, whoever spoke in them."""
    own = 0
    for position in range(game.position):
        turns = game.expected.get(position, {})
        own += player_id in turns.values() or turns.get(player_id, 0) is None
    return own


def _instead(game: Round, player_id: int) -> int:
    """How often somebody spoke in place of another."""
    turns = (game.expected.get(position, {}) for position in range(game.position))
    return sum(one.get(player_id) is not None for one in turns)


def _last_turn(game: Round, player_id: int) -> list[Asked]:
    """The last question in which somebody was to speak, if it was played out."""
    for position in reversed(range(game.position)):
        if player_id in game.expected.get(position, {}):
            asked = game.asked[position]
            return [] if asked.skipped else [asked]
    return []
