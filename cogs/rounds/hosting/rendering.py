"""The host's menu: the controls that fit where the round stands, and the lists of people."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from discord.ui import ActionRow, Button, LayoutView, Select

from bot.kernel.asked import Player
from bot.kernel.custom_ids import SURE, base36
from bot.kernel.names import readable
from bot.rounds.rules.control import left
from bot.rounds.rules.hosting import between
from bot.rounds.rules.model import LEAST_TEAMS, MOST_TEAMS, Joining, PauseReason, Phase, Round, Weight
from cogs.rounds.hosting.ids import Act, act
from cogs.rounds.hosting.words import (
    ANSWERS_COUNT,
    BACK,
    CHOOSE,
    CLOSE_IT_NOW,
    CONTINUE,
    CONTROLS,
    END_THE_QUIZ,
    HAND_OVER,
    HOW_MUCH,
    JOINED,
    JOINING,
    LEAVE_HAND_OVER,
    LOOK_IT_UP,
    MORE_PEOPLE,
    NEXT_QUESTION,
    NO_WARM_UP,
    NOBODY_ELSE,
    ON_A_BREAK,
    OPEN_ANSWERS,
    PAUSE,
    PLAY_IN_TEAMS,
    PRESENTER,
    PRESENTER_LINK,
    REMOVE,
    RUNNING,
    SKIP_THIS_QUESTION,
    SURE_TO_CALL_OFF,
    SURE_TO_END,
    TO_THE_PODIUM,
    TOLD_APART,
    WARM_UP,
    WEIGHTS,
    WHO_GOES,
    WHO_HOSTS,
    WHO_JOINS,
    WITHOUT_THIS_ROUND,
)
from cogs.rounds.ids import Verb, here
from cogs.rounds.teams.words import FORMINGS, NO_TALK, NO_TEAMS, SPEAKINGS, TALK, TEAM_SETTINGS, TEAMS
from cogs.rounds.words import CALL_IT_OFF, PACES
from cogs.shared.asking import asked_first
from cogs.shared.cards import MAIN, STOP, Card, button, row, select
from cogs.shared.words import KEEP_IT, begun_large, count

TALK_SECONDS = (0, 10, 15, 20)
"""How long teams can talk before anybody answers."""

E = TypeVar("E", bound=StrEnum)

A_PAGE = 25
"""As many people as a select can offer."""

Row = ActionRow[LayoutView]


def host_card(game: Round, viewer_id: int, *, presents: bool = False) -> Card:
    """The host's controls, for the phase that the round is in; the host alone can hand them over by leaving.

    `presents`: there is a presenter view to be had.
    """
    looking = game.pause is not None and game.pause.reason is PauseReason.LOOK_UP
    more = [button(PRESENTER, act(Act.PRESENT, game))] if presents else []
    rows = _of_lobby(game, more) if game.phase is Phase.LOBBY else _of_running(game, viewer_id, more)
    answered = ANSWERS_COUNT if any(asked.answers for asked in game.asked) else ""
    return Card(CONTROLS, answered, ON_A_BREAK if looking else "", rows=[*rows])


def link_card(game: Round, link: str) -> Card:
    """The secret link to the presenter view."""
    return Card(PRESENTER_LINK.format(link=link), rows=[row(button(BACK, here(Verb.HOST_MENU, game)))])


def ending_card(game: Round) -> Card:
    """Whether to end the round, or to call off its lobby, asked once more."""
    if game.phase is Phase.LOBBY:
        joined = SURE_TO_CALL_OFF.format(people=count(len(game.active_players), *JOINED))
        text = f"{joined} {WITHOUT_THIS_ROUND}" if game.part else joined
        return asked_first(text, deed=(CALL_IT_OFF, here(Verb.STOP, game, SURE)))
    text = SURE_TO_END.format(left=left(game), all=len(game.asked))
    sure = END_THE_QUIZ, here(Verb.STOP, game, SURE)
    return asked_first(text, deed=sure, keep=(KEEP_IT, here(Verb.HOST_MENU, game)))


def people_card(game: Round, what: Act, viewer_id: int, page: int = 0) -> Card:
    """Whom to hand over to, or whom to take out: everybody who is in but the one who asks, so many at a time."""
    people = [player for player in game.active_players if player.id != viewer_id]
    back = button(BACK, here(Verb.HOST_MENU, game))
    if not people:
        return Card(NOBODY_ELSE, rows=[row(back)])
    pages = -(-len(people) // A_PAGE)
    page %= pages
    shown = people[page * A_PAGE : (page + 1) * A_PAGE]
    chosen = select(act(what, game), CHOOSE, [(label, str(one.id)) for one, label in _labels(shown, people)])
    more = [button(MORE_PEOPLE, act(what, game, base36((page + 1) % pages)))] if pages > 1 else []
    return Card(WHO_HOSTS if what is Act.HAND_OVER else WHO_GOES, rows=[row(chosen), row(*more, back)])


def teams_card(game: Round) -> Card:
    """Whether to play in teams, and how."""
    teams = game.teams
    rows = [row(_offer(Act.NUMBER, game, NO_TEAMS if teams is None else count(teams.number, *TEAMS), _NUMBERS))]
    if teams is not None:
        seconds = round(teams.talk.total_seconds())
        for what, now, options in (
            (Act.FORMING, FORMINGS[teams.forming], _told(FORMINGS)),
            (Act.SPEAKING, SPEAKINGS[teams.speaking], _told(SPEAKINGS)),
            (Act.TALK, _talk(seconds), [(_talk(one), str(one)) for one in TALK_SECONDS]),
        ):
            rows.append(row(_offer(what, game, now, options)))
    return Card(TEAM_SETTINGS, rows=[*rows, row(button(BACK, here(Verb.HOST_MENU, game)))])


def _offer(what: Act, game: Round, now: str, options: Sequence[tuple[str, str]]) -> Select[LayoutView]:
    return select(act(what, game), begun_large(now), [(begun_large(label), value) for label, value in options])


def _told(words: Mapping[E, str]) -> list[tuple[str, str]]:
    return [(label, one.value) for one, label in words.items()]


def _talk(seconds: int) -> str:
    return TALK.format(seconds=seconds) if seconds else NO_TALK


_NUMBERS = [(NO_TEAMS, "0"), *((count(one, *TEAMS), str(one)) for one in range(LEAST_TEAMS, MOST_TEAMS + 1))]


def _labels(shown: list[Player], among: list[Player]) -> Iterator[tuple[Player, str]]:
    """Names as a menu shows them, which knows no markup; those that several have are told apart."""
    times = Counter(readable(player.name) for player in among)
    for player in shown:
        name = readable(player.name)
        yield player, TOLD_APART.format(name=name, last=f"{player.id % 10_000:04}") if times[name] > 1 else name


def _of_lobby(game: Round, more: list[Button[LayoutView]]) -> Iterator[Row]:
    yield row(_joining(game))
    yield row(_pace(game))
    warm = button(NO_WARM_UP, act(Act.WARM_UP, game, "0")) if game.warm_up else None
    teams = button(PLAY_IN_TEAMS, act(Act.TEAMS, game))
    yield row(warm or button(WARM_UP, act(Act.WARM_UP, game, "1")), teams, *_people(game), *more)


def _of_running(game: Round, viewer_id: int, more: list[Button[LayoutView]]) -> Iterator[Row]:
    paused = game.phase is Phase.PAUSED
    buttons = [button(CONTINUE, here(Verb.RESUME, game), MAIN) if paused else button(PAUSE, here(Verb.PAUSE, game))]
    if game.phase in (Phase.TALK, Phase.OPEN, Phase.REVEAL):
        buttons.append(button(_way_on(game), here(Verb.SKIP, game, game.phase)))
    buttons.append(button(END_THE_QUIZ, here(Verb.STOP, game), STOP))
    if viewer_id == game.host_id and len(game.active_players) > 1:
        buttons.append(button(LEAVE_HAND_OVER, here(Verb.LEAVE, game)))
    yield row(*buttons, *more)
    if between(game) and game.position + 1 < len(game.asked):
        yield row(_weight(game))
        yield row(_pace(game))
    yield row(_joining(game))
    look_up = [button(LOOK_IT_UP, act(Act.LOOK_UP, game))] if game.phase is Phase.REVEAL else []
    if last := [*look_up, *_people(game)]:
        yield row(*last)


def _way_on(game: Round) -> str:
    if game.phase is Phase.TALK:
        return OPEN_ANSWERS
    if game.phase is not Phase.REVEAL:
        return CLOSE_IT_NOW if game.current.answers else SKIP_THIS_QUESTION
    return TO_THE_PODIUM if game.position + 1 == len(game.asked) else NEXT_QUESTION


def _people(game: Round) -> list[Button[LayoutView]]:
    if len(game.active_players) < 2:
        return []
    return [button(HAND_OVER, act(Act.HAND_OVER, game, "0")), button(REMOVE, act(Act.REMOVE, game, "0"))]


def _joining(game: Round) -> Select[LayoutView]:
    lobby = game.phase is Phase.LOBBY
    words = JOINING if lobby else RUNNING
    offered = [one for one in Joining if lobby or one is not Joining.BEFORE_START]
    options = [(WHO_JOINS.format(who=words[one]), one.value) for one in offered]
    return select(act(Act.JOINING, game), WHO_JOINS.format(who=words[game.joining]), options)


def _pace(game: Round) -> Select[LayoutView]:
    options = [(begun_large(words), pace.value) for pace, words in PACES.items()]
    return select(act(Act.PACE, game), begun_large(PACES[game.settings.pace]), options)


def _weight(game: Round) -> Select[LayoutView]:
    options = [(HOW_MUCH.format(weight=words), weight.value) for weight, words in WEIGHTS.items()]
    following = game.weight(game.position + 1)
    placeholder = HOW_MUCH.format(weight=WEIGHTS.get(following, WEIGHTS[Weight.ONCE]))
    return select(act(Act.WEIGHT, game), placeholder, options)
