"""A small course, and questions for it."""

from dataclasses import replace

from bot.kernel.courses import Course, Lesson, Level, Module, Objective, Trial
from bot.kernel.library import Library
from bot.kernel.questions import Question
from tests.studying import question

SECOND_CONCEPT_FROM = 20
QUESTIONS = [
    replace(question(f"q{number:02}"), concept="AA-C01" if number < SECOND_CONCEPT_FROM else "AA-C02")
    for number in range(40)
]
DRILLS = [question(f"life-{number}") for number in range(15)]


def lesson(name: str, asks: str) -> Lesson:
    """A lesson on the first concept."""
    about = f"What {name} is for, at length."
    return Lesson(name, f"About {name}", "AA-C01", about, "An example.", "Something else.", asks, "https://x.example/")


FIRST = Module(
    id="first",
    title="First steps",
    level=Level.BEGINNER,
    about="Where it begins.",
    after=(),
    objectives=(Objective("Tell the one", ("AA-C01",)), Objective("Tell the other", ("AA-C02",))),
    lessons=(lesson("one", "q00"), lesson("two", "q01")),
    checkpoint=Trial(10, 80),
    drill=None,
    note="It had another name.",
)
SECOND = replace(FIRST, id="second", title="Second steps", after=("first",), drill=Trial(10, 90), note="")
COURSE = Course("demo", "A demo course", "Two modules.", (FIRST, SECOND))
OTHER = Course("other", "Another course", "One module.", (replace(FIRST, id="only", title="The only one"),))


def library(*courses: Course) -> Library:
    """What can be asked and read."""
    known: dict[str, Question] = {one.id: one for one in QUESTIONS}
    drills = {one.id: one for one in DRILLS}
    return Library(
        known, (known | drills).get, lifecycle=drills, courses={course.id: course for course in courses or (COURSE,)}
    )
