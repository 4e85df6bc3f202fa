"""What can be chosen about a quiz in a command, and how a choice is laid over what holds otherwise."""

from collections.abc import Collection
from dataclasses import replace

from discord import app_commands

from bot.kernel.pace import Pace
from bot.kernel.scoring import Scoring
from bot.rounds.rules.model import Settings
from cogs.rounds.words import PACES, SCORINGS
from cogs.shared.reading import read_exam, read_topic

PACE_CHOICES = [app_commands.Choice(name=words.capitalize(), value=pace.value) for pace, words in PACES.items()]


SCORING_CHOICES = [app_commands.Choice(name=words.capitalize(), value=way.value) for way, words in SCORINGS.items()]


def chosen(
    usual: Settings,
    topics: Collection[str],
    topic: str | None,
    exam: str | None,
    questions: int | None,
    pace: str | None,
    scoring: str | None,
) -> Settings:
    """What was chosen, and the usual where nothing was. Raises `UnreadableError` for what is not among `topics`."""
    settings = usual
    if topic is not None:
        settings = replace(settings, topic=read_topic(topic, topics))
    if exam is not None:
        settings = replace(settings, exam=read_exam(exam))
    return replace(
        settings,
        questions=settings.questions if questions is None else questions,
        pace=settings.pace if pace is None else Pace(pace),
        scoring=settings.scoring if scoring is None else Scoring(scoring),
    )
