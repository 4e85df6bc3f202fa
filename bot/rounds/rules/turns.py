"""Whose answer to a question counts for their team: settled when the question comes on the screen.

Where everybody answers, it is everybody who is there. Where one member speaks, it is whose turn it is, or somebody
else in place of a member who is away, or who goes before they have answered. See
`docs/adr/0020-a-team-scores-by-its-share.md`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.kernel.asked import Asked, Player
from bot.rounds.rules.model import Phase, Round
from bot.rounds.rules.teams import in_team, team_of, used_teams

Turns = Mapping[int, int | None]
"""Whose answer counts → in place of whom they speak, None for nobody; themselves where another has the turn again."""


def expected_now(game: Round, awaited: set[int]) -> Turns:
    """Whose answer to the question that has just come on the screen counts for their team.

    `awaited`: whose answers a round without speakers waits for.
    """
    if not game.in_turn:
        return {one: None for one in awaited if team_of(game, one) is not None}
    turns: dict[int, int | None] = {}
    for team in used_teams(game):
        turns |= _turn(game, team)
    return turns


def speaker_of(game: Round, position: int, team: int) -> int | None:
    """Who speaks for a team in a question, None where nobody does."""
    turns = game.expected.get(position, {})
    return next((one for one in turns if team_of(game, one) == team and game.asks(one, position)), None)


def has_gone(game: Round, position: int, speaker: int) -> bool:
    """Whether somebody was to speak and is not there any more, without an answer."""
    return not game.players[speaker].active and speaker not in game.asked[position].answers


def represented(game: Round, position: int, speaker: int) -> Iterator[int]:
    """In place of whom somebody speaks: of one who is away, or who went before they had answered, and so on."""
    turns = game.expected.get(position, {})
    absent = turns.get(speaker)
    while absent is not None:
        yield absent
        absent = turns.get(absent)


def taken_over(game: Round) -> Round:
    """The same round in which others of their teams speak instead of those who have gone from the open question.

    Only who was there when its answers opened: nobody can choose the questions that they answer.
    """
    if not game.in_turn or game.position not in game.expected or game.current.closed_at is not None:
        return game
    turns = game.expected[game.position]
    gone = [one for one in turns if game.asks(one, game.position) and has_gone(game, game.position, one)]
    passed_on = {one: absent for speaker in gone for one, absent in _passed_on(game, speaker).items()}
    return replace(game, expected={**game.expected, game.position: {**turns, **passed_on}}) if passed_on else game


def _passed_on(game: Round, gone: int) -> Turns:
    """What changes in the turns as a speaker has gone: one who is back has the turn again, else another takes over."""
    others = [player for player in _there(game, team_of(game, gone)) if _saw_it_come(game, player)]
    if not others:
        return {}
    first_of_all = [gone, *represented(game, game.position, gone)][::-1]
    back = next((one for one in first_of_all if any(one == player.id for player in others)), None)
    if back is None:
        return {_fewest(game, others): gone}
    given_back = first_of_all[first_of_all.index(back) + 1 :]
    return {back: game.expected[game.position].get(back), **{one: one for one in given_back}}


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


def _turn(game: Round, team: int) -> Turns:
    """Whose turn it is: of everybody who has spoken or is there, who had the fewest turns."""
    members, there = in_team(game, team), _there(game, team)
    if not there:
        return {}
    spoken = {player.id for player in members if own_share(game, player.id, game.position) is not None}
    taking_turns = [player for player in members if player in there or player.id in spoken]
    due = min(taking_turns, key=lambda player: _turns_of(game, player.id))
    return {due.id: None} if due in there else {_fewest(game, there): due.id}


def _there(game: Round, team: int | None) -> list[Player]:
    """Who of a team can be counted on to speak."""
    return [] if team is None else [player for player in in_team(game, team) if not is_away(game, player)]


def _fewest(game: Round, there: Sequence[Player]) -> int:
    """Who of these has spoken the least, in their own turns or in others'."""
    return min(there, key=lambda player: _turns_of(game, player.id) + _instead(game, player.id)).id


def _saw_it_come(game: Round, player: Player) -> bool:
    """Whether somebody has been in since before the answers to the current question opened."""
    talking = (game.pause.resume_to if game.pause else game.phase) is Phase.TALK
    return talking or game.current.opened_at is None or player.joined_at <= game.current.opened_at


def _turns_of(game: Round, player_id: int) -> int:
    """How many turns have been somebody's own, whoever spoke in them."""
    own = 0
    for position in range(game.position):
        turns = game.expected.get(position, {})
        own += turns[player_id] is None if player_id in turns else player_id in turns.values()
    return own


def _instead(game: Round, player_id: int) -> int:
    """How often somebody spoke in place of another."""
    turns = (game.expected.get(position, {}) for position in range(game.position))
    return sum(one.get(player_id) is not None for one in turns)


def _last_turn(game: Round, player_id: int) -> list[Asked]:
    """The last question in which somebody was to speak from its beginning, if it was played out."""
    for position in reversed(range(game.position)):
        turns = game.expected.get(position, {})
        if player_id in turns and turns[player_id] not in turns:
            asked = game.asked[position]
            return [] if asked.skipped else [asked]
    return []
