"""Courses, in words."""

from collections.abc import Sequence

from bot.courses.rules import Part, Standing
from bot.kernel.courses import Course, Level, Module
from cogs.shared.literal import literal

NO_COURSE = "There is no course here. The operator of this bot can add one to the question packs."

NO_SUCH_COURSE = "That course or module no longer exists. `/course show` shows what there is."

NO_SUCH_MODULE = "{text} is not a module here. {there_are}"

THERE_ARE = "There are: {listed}."

LEVELS = {Level.BEGINNER: "beginner", Level.INTERMEDIATE: "intermediate", Level.ADVANCED: "advanced"}

STANDINGS = {
    Standing.UNKNOWN: "⚪ {text} · you have too few answers on it to tell",
    Standing.LEARNING: "🟡 {text} · about {share} right expected",
    Standing.SURE: "🟢 {text} · about {share} right expected",
}

PATH_HEAD = "## {title}\n{about}"

PASSED_OF = "**{passed} of {all} modules passed.**"

NEXT_IS = "{passed} Next: **{title}**."

ALL_PASSED = "🎓 **All {all} modules passed.** The course stays open: practice keeps what you know fresh."

MODULE_LINE = "{sign} **{place}. {title}** ({level}) · {state}"

PASSED, BEGUN, NOT_BEGUN = "✅", "🔵", "⚪"

STATE_PASSED = "passed"

STATE_READ = "{read} of {lessons} read, {sure} of {objectives} objectives sure"

STATE_NEW = "not begun"

GO_ON_WITH = "Continue: {title}"

BEGIN_WITH = "Begin: {title}"

CHOOSE_A_MODULE = "Open a module"

CHOOSE_A_COURSE = "Another course"

MODULE_HEAD = "## {place}. {title}\n{about}"

MISSING = "-# This module builds on **{modules}**. You can take it all the same."

NOTE = "🗓️ **What has changed:** {note}"

YOU_CAN = "**Afterward, you can**"

MODULE_PASSED = "✅ **You have passed this module.**"

SURE_ENOUGH = "🎯 **Recall is sure enough of every objective.** Take the checkpoint whenever you like."

TRIALS = {Part.CHECKPOINT: "checkpoint", Part.DRILL: "lifecycle drill"}

TRIAL_RULE = "-# The {trial}: {questions} questions, unseen ones first. You pass with {needed} right answers."

TRIAL_PASSED = "-# You have passed the {trial}."

TRIAL_AGAIN = "-# You can take the {trial} again, with other questions, {from_now}."

READ_NEXT = "Read: {title}"

LESSONS = "Lessons"

PRACTICE = "Practice this module"

TAKE = {Part.CHECKPOINT: "Take the checkpoint", Part.DRILL: "Take the lifecycle drill"}

TEST_OUT = {Part.CHECKPOINT: "Test out: checkpoint", Part.DRILL: "Test out: lifecycle drill"}

GO_ON = {Part.CHECKPOINT: "Continue the checkpoint", Part.DRILL: "Continue the drill"}

THE_PATH = "The whole course"

IN_YOUR_OWN_WORDS = "In your own words"

FLASHCARDS = "Flashcards"

SHOW_TO_ALL = "Show it to the channel"

LESSON_HEAD = "-# {module} · lesson {place} of {all}\n## {title}"

PURPOSE = "**What it is for:** {text}"

EXAMPLE = "**For example:** {text}"

MISTAKEN = "🔀 **What it is mistaken for:** {text}"

SOURCE = "-# Source: {link}"

ONE_QUESTION = "One question on it"

NEXT_LESSON = "Next lesson"

TO_THE_MODULE = "To the module"

TRIAL_WON = "## 🎉 Passed: {right} right, {needed} needed\nThe {trial} of **{title}** is yours."

TRIAL_LOST = "## {right} right, {needed} needed\nThe {trial} of **{title}** is not passed this time."

WHOLE_MODULE_WON = "✅ **With it, you have passed the module.**"

WHAT_WAS_MISSED = "-# What you missed comes back as reviews. You can take it again, with other questions, {when}."

NOW = "now"

WAIT = "You took that one less than a day ago. You can take it again, with other questions, {from_now}."

TOO_FEW = (
    "This cannot be taken just now: it asks {needed} questions, and only {found} are here for it. Questions that a "
    "game of yours is asking come back when it is over; otherwise whoever runs this bot can add questions to the "
    "packs. A server's own questions never count here."
)

SHARED = "🎓 **{name} has passed “{module}”** ({place} of {all} in the course *{course}*)."

ON_ME = "🎓 **{course}:** {passed} of {all} modules passed ({modules})."


def me_line(course: Course, passed: Sequence[Module]) -> str:
    """What `/me` says of a course."""
    modules = ", ".join(literal(module.title) for module in passed)
    return ON_ME.format(course=literal(course.title), passed=len(passed), all=len(course.modules), modules=modules)
