"""What the ids on controls mean to somebody who only sees the controls."""

from bot.kernel.custom_ids import Press, parse
from cogs.daily.ids import Verb as Daily
from cogs.duels.ids import Verb as Duel
from cogs.practice.ids import Verb as Practice
from cogs.reports.ids import Verb as Report
from cogs.rounds.ids import Verb as Quiz
from cogs.shared.answering import Step
from cogs.summaries.ids import Verb as Summary
from playground.client import Json, components

BUTTON, SELECT, TEXT_INPUT = 2, 3, 4

_FEATURES = ("", "x", "d", "p")
"""What the verbs of answering begin with, a feature each; `cogs/*/ids.py` has them as ANSWERS."""

SHEETS = {feature + step for feature in _FEATURES for step in (Step.TAP, Step.PICK, Step.LOCK)}
LOCKS = {feature + Step.LOCK for feature in _FEATURES}
ANSWERS = SHEETS | {feature + step for feature in _FEATURES for step in (Step.CHOOSE, Step.CHOOSE_SEVERAL, Step.OPEN)}
LASTING = {
    Quiz.MY_ANSWER,
    Quiz.MISSES,
    Quiz.AGAIN,
    Duel.REMATCH,
    Duel.REVIEW,
    Report.REPORT,
    Daily.PLAY,
    Summary.SUMMARY,
}
"""What may stand on a public message whose game is over."""

WEIGHTS: dict[str, float] = {
    **dict.fromkeys(ANSWERS, 8.0),
    Quiz.JOIN: 2,
    Quiz.BEGIN: 3,
    Quiz.NEXT: 6,
    Quiz.RESUME: 4,
    Duel.ACCEPT: 5,
    Duel.MINE: 1.5,
    Duel.GO_ON: 8,
    Daily.PLAY: 1.5,
    Daily.NEXT: 6,
    Practice.NEXT: 4,
    Quiz.LEAVE: 0.1,
    Quiz.STOP: 0.05,
    Quiz.SKIP: 0.1,
    Duel.DECLINE: 0.1,
    Duel.NO_DUELS: 0.0,
}
USUAL = 0.2
"""How likely somebody presses something; the weight of everything that is not named."""


def live(message: Json) -> list[tuple[Json, Press]]:
    """The controls of a message that can be used, with what their ids say."""
    usable = [part for part in components(message) if part["type"] in (BUTTON, SELECT) and not part.get("disabled")]
    read = [(part, parse(str(part.get("custom_id", "")))) for part in usable]
    return [(part, press) for part, press in read if press is not None]


def is_public(message: Json) -> bool:
    return not message.get("flags", 0) & 64
