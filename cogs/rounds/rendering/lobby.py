"""The lobby's card."""

from collections.abc import Sequence
from itertools import takewhile

from bot.kernel.asked import Player
from bot.kernel.pace import SHORTEST, Pace
from bot.kernel.people import is_erased
from bot.nights.api import begins_with, lobby_of
from bot.rounds.pool import Held
from bot.rounds.rules.model import Joining, Part, Phase, Refusal, Round, Settings
from bot.rounds.rules.teams import team_of
from cogs.rounds.ids import Verb, here
from cogs.rounds.teams.rendering import begun_lines, is_choosing, lobby_lines
from cogs.rounds.teams.words import NO_TEAM_YET
from cogs.rounds.words import (
    A_ROUND_OF_A_NIGHT,
    AND_MORE,
    ANOTHER_TOPIC,
    BEGINS_OR_SOONER,
    BEGUN_WITH,
    BEGUN_WITH_ANYBODY_MAY_STILL,
    CALL_IT_OFF,
    CLOSED_TO_ALL,
    HAS_LEFT_SO,
    HOST,
    IN,
    IN_A_NIGHTS_LOBBY,
    JOIN,
    LEAVE,
    MINUTES,
    NO_LATECOMERS,
    PACES,
    PLAYERS,
    QUIZ,
    QUIZ_START_OPENS,
    REFUSALS,
    START,
    STARTS_BY_ITSELF,
    STARTS_IN_COMPANY,
    STARTS_THE_QUIZ_OPEN,
    THE_HOST,
    WARM_UP_FIRST,
    YOU_ARE,
    YOU_ARE_IN_A_NIGHT,
    YOU_ARE_IN_IT,
    headline,
    left_for_later,
    never_begun,
    scoring,
)
from cogs.shared.cards import MAIN, QUIET, STOP, Card, button, row
from cogs.shared.words import count, from_now, name, repeated, until

_SECONDS_A_QUESTION = {Pace.RELAXED: 60, Pace.STANDARD: SHORTEST + 25, Pace.EXAM: 100}
"""With its reveal, as a rule of thumb for how long a quiz takes."""

NAMED, NAMED_BESIDE_TEAMS = 20, 8
"""So many are named of who is in, and of who has no team yet: with the longest names the teams still have room."""

JOINING_NOTES = {Joining.ANYBODY: "", Joining.BEFORE_START: NO_LATECOMERS, Joining.NOBODY: CLOSED_TO_ALL}


def lobby_card(game: Round, short: Held | None = None, drawn: int | None = None) -> Card:
    """Who is in, what will be asked, and the way in; once the quiz has begun, only that it has.

    `short`: the questions that it leaves out, and has too few without. Its `repeats` are those that it would have
    among as many as can be `drawn`, where that is known: fewer may be there than are wished for.
    """
    title = QUIZ.format(headline=headline(game.settings))
    if game.phase is Phase.ENDED and game.position < 0:
        ends = never_begun(game.end)
        return Card(title, ends if game.part else QUIZ_START_OPENS.format(ends=ends))
    if game.phase is not Phase.LOBBY:
        people = count(sum(not is_erased(one.id) for one in game.active_players), *PLAYERS)
        closed = game.joining is not Joining.ANYBODY
        told = (BEGUN_WITH if closed else BEGUN_WITH_ANYBODY_MAY_STILL).format(people=people)
        return Card(title, begun_lines(game), told)
    return Card(
        f"{title}\n{about(game.settings)}",
        left_for_later(short) if short else "",
        _again(game, drawn),
        _of_a_night(game, game.part) if game.part else "",
        _who_is_in(game),
        handed_over(game),
        lobby_lines(game),
        "\n".join(filter(None, (JOINING_NOTES[game.joining], WARM_UP_FIRST if game.warm_up else ""))),
        "" if game.part else STARTS_THE_QUIZ_OPEN.format(host=_host(game), until=until(game.due_at or game.created_at)),
        rows=[
            row(
                button(JOIN, here(Verb.JOIN, game), MAIN),
                button(START, here(Verb.BEGIN, game), QUIET),
                button(LEAVE, here(Verb.LEAVE, game), QUIET),
                button(CALL_IT_OFF, here(Verb.STOP, game), STOP),
                button(HOST, here(Verb.HOST_MENU, game), QUIET),
            )
        ],
    )


def _again(game: Round, drawn: int | None) -> str:
    """That it will ask what was asked here lately, and what can be done about it here, if anything."""
    can_choose = game.part is None and (game.settings.topic or game.settings.exam)
    questions = game.settings.questions + game.warm_up if drawn is None else drawn
    return repeated(game.repeats, questions, ANOTHER_TOPIC if can_choose else "")


def _of_a_night(game: Round, part: Part) -> str:
    """Which round it is, and when it begins by itself."""
    return A_ROUND_OF_A_NIGHT.format(number=part.number, begins=begins(game, part))


def begins(game: Round, part: Part) -> str:
    """When a round of a quiz night begins by itself, and who can have it begin sooner."""
    starts = STARTS_BY_ITSELF.format(from_now=from_now(game.created_at + lobby_of(is_first=part.is_first)))
    if len(game.active_players) < begins_with(is_first=part.is_first):
        starts = STARTS_IN_COMPANY.format(host=_host(game))
    return BEGINS_OR_SOONER.format(starts=starts, host=_host(game))


def lobby_refusal(why: Refusal, game: Round | None) -> str:
    """Why a press in a lobby does nothing; a round of a quiz night waits for nobody's press, one that runs neither."""
    told = IN_A_NIGHTS_LOBBY.get(why)
    waits = game is not None and game.phase is Phase.LOBBY
    if why is Refusal.ALREADY_IN and game is not None and not waits:
        return YOU_ARE_IN_IT
    return told.format(begins=begins(game, game.part)) if told and game and game.part and waits else REFUSALS[why]


def you_are_in(game: Round) -> str:
    """What somebody reads who has come into a lobby, or into a quiz that has begun."""
    if game.phase is not Phase.LOBBY:
        return YOU_ARE_IN_IT
    return YOU_ARE_IN_A_NIGHT.format(host=_host(game)) if game.part else YOU_ARE


def about(settings: Settings) -> str:
    """About how long a quiz takes, at which pace, and what points are given for."""
    minutes = max(1, round(settings.questions * _SECONDS_A_QUESTION[settings.pace] / 60))
    exam = f"{settings.exam.value} · " if settings.exam else ""
    return f"{exam}about {count(minutes, *MINUTES)} · {PACES[settings.pace]} · {scoring(settings)}"


def _who_is_in(game: Round) -> str:
    """Everybody; where the teams that they choose are told as well, only who has not chosen."""
    if not is_choosing(game):
        return IN.format(names=_names(game.active_players, NAMED))
    left = [player for player in game.active_players if team_of(game, player.id) is None]
    return NO_TEAM_YET.format(names=_names(left, NAMED_BESIDE_TEAMS)) if left else ""


def _names(players: Sequence[Player], most: int) -> str:
    names = [name(player.name) for player in players]
    shown = ", ".join(names[:most])
    return AND_MORE.format(shown=shown, names=len(names) - most) if len(names) > most else shown


def handed_over(game: Round) -> str:
    """That the host has left, and who hosts instead; of several who have left nobody knows who hosted last."""
    before = [*takewhile(lambda player: player.id != game.host_id, game.players.values())]
    if not before or any(player.active for player in before):
        return ""  # the host is who came first, or was made the host by hand
    return HAS_LEFT_SO.format(name=name(before[0].name) if len(before) == 1 else THE_HOST, host=_host(game))


def _host(game: Round) -> str:
    host = game.players.get(game.host_id)
    return name(host.name) if host else THE_HOST
