"""Topics, exams, and whatever has a title, as a command offers them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from discord import app_commands

from bot.kernel.ports import Zones
from bot.kernel.questions import Exam
from cogs.shared.words import ANY_EXAM, ZONE_NOW, cut, topic_title

ANY = "any"
"""Stands for every topic, and for any exam."""


EXAMS = [app_commands.Choice(name=ANY_EXAM, value=ANY)]


EXAMS += [app_commands.Choice(name=exam.value, value=exam.value) for exam in Exam]


def topic_choices(topics: Iterable[str], typed: str) -> list[app_commands.Choice[str]]:
    """The topics that fit what was typed, after all of them together."""
    titles = [(topic_title(None), ANY), *((topic_title(topic), topic) for topic in topics)]
    fitting = [(title, topic) for title, topic in titles if typed.casefold() in title.casefold()]
    return [app_commands.Choice(name=cut(title, 100), value=topic) for title, topic in fitting[:25]]


def title_choices(titles: Mapping[str, str], typed: str) -> list[app_commands.Choice[str]]:
    """Name → title: the titles that fit what was typed, as many as Discord shows."""
    wanted = typed.casefold().strip()
    fitting = [(name, title) for name, title in titles.items() if wanted in title.casefold()]
    return [app_commands.Choice(name=title[:100], value=name) for name, title in fitting[:25]]


def zone_choices(zones: Zones, typed: str, at: datetime) -> list[app_commands.Choice[str]]:
    """The time zones that fit what was typed, each with the time there."""
    found = [(name, zones.find(name)) for name in zones.search(typed, 25)]
    return [
        app_commands.Choice(name=ZONE_NOW.format(zone=name.replace("_", " "), now=at.astimezone(zone)), value=name)
        for name, zone in found
        if zone is not None
    ]
