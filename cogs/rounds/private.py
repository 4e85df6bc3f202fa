"""What one player sees alone: the lock-in, the answer sheet, how it went, the misses."""

from collections import Counter
from collections.abc import Container, Mapping, Sequence

from bot.kernel.asked import Asked, Locked
from bot.kernel.custom_ids import base36, build
from bot.kernel.places import NOWHERE
from bot.kernel.questions import Choice
from bot.kernel.scoring import Scoring
from bot.rounds.rules.model import Round, Weight
from bot.rounds.rules.play import everybody_answered
from bot.rounds.rules.standings import Standing, begun_counting, missed_by, standings, took_part
from bot.rounds.rules.team_standings import TeamStanding
from cogs.rounds.ids import PODIUM, Verb, on_question
from cogs.rounds.teams.rendering import own_team, own_team_line, spoken_for
from cogs.rounds.teams.words import NEVER_SPOKE
from cogs.rounds.words import (
    ALL_UNANSWERED,
    CLOSED_BEFORE_TIME,
    DID_NOT_COUNT,
    MISSES,
    MORE_UNANSWERED,
    NEXT_MISS,
    NO_PLACE_YET,
    NOT_SURE,
    NOT_YET,
    NOTED_THAT_YOU_WERE,
    NOTHING_MISSED_YOU_HAD,
    OF_THEM_UNANSWERED,
    POINTS,
    PRESS_ANOTHER,
    PRESS_ANSWER_AGAIN,
    QUESTION_OF,
    TO_CHANGE_IT_UNTIL,
    YOU_PLACE,
    YOU_WERE_NOT,
    which,
)
from cogs.shared.cards import MAIN, Card, button, row
from cogs.shared.explaining import (
    asked_and_clue,
    key_text,
    outcome_text,
    receipt_text,
    source_link,
    why_said,
    why_text,
)
from cogs.shared.words import KEY_WAITS, count, if_shared, seconds


def locked_card(game: Round, position: int, player_id: int) -> Card:
    """The receipt: what was chosen is on disk."""
    asked = game.asked[position]
    locked = asked.answers[player_id]
    closed = asked.closed_at is not None
    changeable = game.settings.scoring is Scoring.ACCURACY and not closed and not everybody_answered(game)
    how = PRESS_ANOTHER if isinstance(asked.question.body, Choice) else PRESS_ANSWER_AGAIN
    change = TO_CHANGE_IT_UNTIL.format(how=how) if changeable else ""
    unsure = "" if not locked.unsure else NOTED_THAT_YOU_WERE
    may_say = not locked.unsure and not closed
    buttons = [button(NOT_SURE, on_question(Verb.UNSURE, game, position=position))] if may_say else []
    return Card(
        f"{receipt_text(asked, locked.answer)}{unsure}",
        QUESTION_OF.format(place=which(game, position), change=f"{own_team(game, player_id, position)}{change}"),
        rows=[row(*buttons)] if buttons else [],
    )


def outcome_card(
    game: Round,
    position: int,
    player_id: int,
    places: Mapping[int, str] | None = None,
    teams: Sequence[TeamStanding] = (),
) -> Card:
    """How one question went for one player: the key, why what they chose was not it, and where they stand.

    `places` are the `own_lines` and `teams` the standings of the teams, where they are known already.
    """
    asked = game.asked[position]
    locked = asked.answers.get(player_id)
    if locked is None and (spoken := spoken_for(game, position, player_id)):
        return Card(
            f"{spoken}\n{key_text(asked.question)}",
            why_text(asked.question),
            _standing(game, position, player_id, places, teams),
            source_link(asked.question),
        )
    if locked is None and asked.skipped:
        return Card(
            f"{CLOSED_BEFORE_TIME}\n{key_text(asked.question)}",
            why_text(asked.question),
            _standing(game, position, player_id, places, teams),
            source_link(asked.question),
        )
    extra = ""
    if locked is not None and locked.points:
        spent = f", {seconds(locked.elapsed_ms)}" if locked.correct else ""
        extra = f" · {count(game.weight(position).of(locked.points), *POINTS)}{spent}"
    return Card(
        outcome_text(asked, locked, extra),
        why_text(asked.question),
        _standing(game, position, player_id, places, teams),
        source_link(asked.question),
    )


def _standing(
    game: Round, position: int, player_id: int, places: Mapping[int, str] | None, teams: Sequence[TeamStanding]
) -> str:
    """Where somebody and their team stand; after a warm-up that this is none, and nothing else before one counts."""
    warm_up = DID_NOT_COUNT if game.weight(position) is Weight.NOT_AT_ALL else ""
    if not begun_counting(game):
        return warm_up
    return "\n".join(filter(None, (warm_up, _own_places(game, player_id, places, teams))))


def _own_places(
    game: Round, player_id: int, places: Mapping[int, str] | None = None, teams: Sequence[TeamStanding] = ()
) -> str:
    """Where somebody's team stands, if they have one, and then they themselves: the team's place is the quiz's."""
    mine = own_line(game, player_id) if places is None else places.get(player_id, "")
    return "\n".join(filter(None, (own_team_line(game, player_id, teams), mine)))


def own_line(game: Round, player_id: int) -> str:
    """Where somebody stands in a round, whatever the shared card has room for; nothing for who is not in it."""
    return own_lines(standings(game), only=player_id).get(player_id, "")


def own_lines(lines: Sequence[Standing], only: int | None = None) -> dict[int, str]:
    """The same of everybody, or of one of them."""
    sharing = Counter(line.place for line in lines)
    of = len(lines) - sharing[NOWHERE]
    return {line.player_id: _own(line, sharing, of) for line in lines if only in (None, line.player_id)}


def _own(mine: Standing, sharing: Mapping[int, int], of: int) -> str:
    if mine.place == NOWHERE:
        return NO_PLACE_YET
    shared = if_shared(sharing[mine.place])
    return YOU_PLACE.format(place=mine.place, lines=of, shared=shared, points=count(mine.points, *POINTS))


def _unanswered(misses: Sequence[tuple[Asked, Locked | None]]) -> str:
    """How many of the misses are no answers, which no later review knows of."""
    silent = sum(locked is None for _, locked in misses)
    if silent == len(misses):
        return ALL_UNANSWERED.get(silent, MORE_UNANSWERED)
    return OF_THEM_UNANSWERED.format(silent=silent) if silent else ""


def misses_card(game: Round, player_id: int, index: int, hidden: Container[str] = ()) -> Card:
    """One of the player's misses after the other, but for questions whose keys are `hidden` for now."""
    if not took_part(game, player_id):
        return Card(YOU_WERE_NOT)
    if game.in_turn and not any(game.asks(player_id, position) for position in game.expected):
        return Card(NEVER_SPOKE)
    missed = missed_by(game, player_id)
    misses = [(asked, locked) for asked, locked in missed if asked.question.id not in hidden]
    if not misses:
        told = NOT_YET.format(key_waits=KEY_WAITS) if missed else NOTHING_MISSED_YOU_HAD
        return Card(told, _own_places(game, player_id))
    index %= len(misses)
    asked, locked = misses[index]
    rows = []
    if len(misses) > 1:
        following = build(Verb.MISSES, game.id, PODIUM, base36((index + 1) % len(misses)))
        rows = [
            row(
                button(
                    NEXT_MISS.format(number=index + 2 if index + 1 < len(misses) else 1, misses=len(misses)),
                    following,
                    MAIN,
                )
            )
        ]
    return Card(
        f"-# {count(len(misses), *MISSES)}{_unanswered(misses)} · {index + 1} of {len(misses)}",
        asked_and_clue(asked.question),
        outcome_text(asked, locked),
        why_said(asked.question),
        _own_places(game, player_id),
        source_link(asked.question),
        rows=rows,
    )
