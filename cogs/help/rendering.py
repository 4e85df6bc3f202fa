"""The help and the greeting, with what can be pressed right away."""

from datetime import datetime

from discord.ui import Button, LayoutView

from bot import __version__
from bot.boards.api import Board, week_of
from bot.kernel.custom_ids import build
from cogs.boards.ids import Verb as Boards
from cogs.boards.ids import on_board
from cogs.daily.ids import Verb as Daily
from cogs.help.words import (
    ALONE,
    CHOOSE_THE_EXAM,
    FOR_ORGANISERS,
    IN_DIRECT_MESSAGES,
    IN_SERVERS,
    KINDS,
    LEADERBOARD,
    MY_DATA,
    PRACTICE,
    SAVED,
    SIGNS,
    START_A_QUIZ,
    TODAYS_DAILY,
    VERSION,
    WEAK_SPOTS,
    WELCOME,
)
from cogs.practice.ids import Verb as Practice
from cogs.profile.ids import Verb as Me
from cogs.profile.ids import here as on_me
from cogs.rounds.ids import Verb as Quiz
from cogs.settings.ids import Verb as Settings
from cogs.settings.ids import on_settings
from cogs.shared.cards import MAIN, QUIET, Card, button, row
from cogs.weakspots.ids import Verb as Weakspots
from cogs.weakspots.ids import here as on_weakspots

NO_GAME, CARD = 0, "help"


def help_card(at: datetime, *, in_server: bool, organises: bool) -> Card:
    """How it works: in a server all of it, in direct messages only what works there."""
    alone = [button(WEAK_SPOTS, on_weakspots(Weakspots.LOOK)), button(MY_DATA, on_me(Me.LOOK))]
    if not in_server:
        buttons = [_button(PRACTICE, Practice.BEGIN, main=True), _button(TODAYS_DAILY, Daily.LOOK), *alone]
        return Card(IN_DIRECT_MESSAGES, f"{ALONE}\n{KINDS}", f"{SIGNS}\n{SAVED}", rows=[row(*buttons)])
    board = button(LEADERBOARD, on_board(Boards.SHOW, Board(0, period=week_of(at))))
    return Card(
        f"{IN_SERVERS}\n{ALONE}\n{KINDS}",
        f"{SIGNS}\n{SAVED}",
        f"{FOR_ORGANISERS}\n{VERSION.format(version=__version__)}" if organises else "",
        rows=[row(*_first_steps()), row(board, *alone)],
    )


def welcome_card() -> Card:
    """The one greeting on a new server."""
    return Card(WELCOME, rows=[row(*_first_steps(), button(CHOOSE_THE_EXAM, on_settings(Settings.EXAM)))])


def _first_steps() -> list[Button[LayoutView]]:
    return [
        _button(START_A_QUIZ, Quiz.START, main=True),
        _button(TODAYS_DAILY, Daily.LOOK),
        _button(PRACTICE, Practice.BEGIN),
    ]


def _button(label: str, verb: str, *, main: bool = False) -> Button[LayoutView]:
    return button(label, build(verb, NO_GAME, CARD), MAIN if main else QUIET)
