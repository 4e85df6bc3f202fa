"""What other features may know of this one."""

from bot.courses.service import CourseService, Passed

__all__ = ["CourseService", "Passed"]
