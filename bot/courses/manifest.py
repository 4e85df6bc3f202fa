"""Courses, put together."""

from bot.courses.service import CourseService
from bot.courses.store import SqlCourses
from bot.feature import Core, Feature
from bot.learning.manifest import history
from bot.practice.manifest import components, practice
from bot.storage.share import share_of
from cogs.courses.commands import CourseCommands
from cogs.courses.components import CourseComponents


def courses(core: Core) -> CourseService:
    """How far people are, also for their profile."""
    return CourseService(
        SqlCourses(core.writer, core.database.reading),
        core.once(history),
        core.sources,
        core.once(practice),
        core.ids.gate,
        share_of(core.database.reading).has,
    )


class Courses(Feature):
    """A path of modules; all its messages are private answers."""

    def __init__(self, core: Core) -> None:
        pressed = CourseComponents(core.once(courses), core.once(components))
        self.cogs = [CourseCommands(pressed)]
        self.handlers = pressed.handlers()
