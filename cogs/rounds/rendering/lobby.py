"""The lobby's card."""

from itertools import takewhile

from bot.kernel.pace import SHORTEST, Pace
from bot.kernel.people import is_erased
from bot.rounds.rules.model import EndReason, Phase, Round, Settings
from cogs.rounds.ids import Verb, here
from cogs.rounds.words import ENDS, PACES, headline, scoring
from cogs.shared.cards import MAIN, QUIET, STOP, Card, button, row
from cogs.shared.words import count, name, until

_SECONDS_A_QUESTION = {Pace.RELAXED: 60, Pace.STANDARD: SHORTEST + 25, Pace.EXAM: 100}
"""With its reveal, as a rule of thumb for how long a quiz takes."""


def lobby_card(game: Round) -> Card:
    """Who is in, what will be asked, and the way in; once the quiz has begun, only that it has."""
    title = f"## Quiz: {headline(game.settings)}"
    if game.phase is Phase.ENDED and game.position < 0:
        return Card(title, f"-# {ENDS[game.end or EndReason.LOBBY_EXPIRED]} `/quiz start` opens a new one.")
    if game.phase is not Phase.LOBBY:
        people = sum(not is_erased(one) for one in game.players)
        return Card(title, f"-# Begun with {count(people, 'player')}. Anybody may still join by answering.")
    return Card(
        f"{title}\n{_about(game.settings)}",
        f"**In:** {_names(game)}",
        _handed_over(game),
        f"-# {_host(game)} starts the quiz · open {until(game.due_at or game.created_at)}",
        rows=[
            row(
                button("Join", here(Verb.JOIN, game), MAIN),
                button("Start", here(Verb.BEGIN, game), QUIET),
                button("Leave", here(Verb.LEAVE, game), QUIET),
                button("Cancel", here(Verb.STOP, game), STOP),
            )
        ],
    )


def _about(settings: Settings) -> str:
    minutes = max(1, round(settings.questions * _SECONDS_A_QUESTION[settings.pace] / 60))
    exam = f"{settings.exam.value} · " if settings.exam else ""
    return f"{exam}about {count(minutes, 'minute')} · {PACES[settings.pace]} · {scoring(settings)}"


def _names(game: Round, most: int = 20) -> str:
    names = [name(player.name) for player in game.active_players]
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def _handed_over(game: Round) -> str:
    """That the host has left, and who hosts instead."""
    before = takewhile(lambda player: player.id != game.host_id, game.players.values())
    left = [player for player in before if not player.active]
    return f"👋 {name(left[-1].name)} has left, so **{_host(game)} is the host now**." if left else ""


def _host(game: Round) -> str:
    host = game.players.get(game.host_id)
    return name(host.name) if host else "The host"
