"""What other features may know of this one."""

from bot.exams import tables
from bot.exams.rules.forms import Form, build, usable
from bot.exams.rules.model import LOOKED_AT_MS, Cause, End, Mark, Sitting
from bot.exams.rules.report import CUT_FROM, CUT_TO, Band, Result, Share
from bot.exams.rules.room import Phase as RoomPhase
from bot.exams.rules.room import Room
from bot.exams.service import ExamService

__all__ = [
    "CUT_FROM",
    "CUT_TO",
    "LOOKED_AT_MS",
    "Band",
    "Cause",
    "End",
    "ExamService",
    "Form",
    "Mark",
    "Result",
    "Room",
    "RoomPhase",
    "Share",
    "Sitting",
    "build",
    "tables",
    "usable",
]
