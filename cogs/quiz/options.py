"""What can be chosen about a quiz in a command, and how a choice is laid over what holds otherwise."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from discord import app_commands

from bot.domain.pace import Pace
from bot.domain.questions import Exam
from bot.domain.rounds.model import Settings
from bot.domain.scoring import Scoring
from cogs.quiz.words import PACES, SCORINGS
from cogs.shared.reading import read_exam, read_topic
from cogs.shared.words import cut, topic_title

ANY = "any"
"""Stands for every topic, and for any exam."""

EXAMS = [app_commands.Choice(name="Any exam", value=ANY)]
EXAMS += [app_commands.Choice(name=exam.value, value=exam.value) for exam in Exam]
PACE_CHOICES = [app_commands.Choice(name=words.capitalize(), value=pace.value) for pace, words in PACES.items()]
SCORING_CHOICES = [app_commands.Choice(name=words.capitalize(), value=way.value) for way, words in SCORINGS.items()]


def topic_choices(topics: Iterable[str], typed: str) -> list[app_commands.Choice[str]]:
    """The topics that fit what was typed, after all of them together."""
    titles = [(topic_title(None), ANY), *((topic_title(topic), topic) for topic in topics)]
    fitting = [(title, topic) for title, topic in titles if typed.casefold() in title.casefold()]
    return [app_commands.Choice(name=cut(title, 100), value=topic) for title, topic in fitting[:25]]


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
