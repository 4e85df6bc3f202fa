"""Where an item stands: a draft is asked nowhere, one on trial only where it does not count, a live one everywhere.

Its author says so in the pack. An item on trial counts in mocks as a live one once enough people have met it and its
share right is plausible; whoever organizes a server can mute any.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.exams.rules.forms import Form
from bot.kernel.apart import group_of
from bot.kernel.exams import Guide
from bot.kernel.questions import Question, Stage

LEAST_ATTEMPTS = 30
"""First attempts from which a share right says something (as for an item's facility)."""

PLAUSIBLE = (0.2, 0.95)
"""A share right below is that of a guess, or of a key that needs a second look; above, nothing is measured."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How an item did in its present version: first attempts, and how many of these were right."""

    attempts: int = 0
    right: int = 0

    @property
    def passed(self) -> bool:
        """Whether it has shown that it works."""
        low, high = PLAUSIBLE
        return self.attempts >= LEAST_ATTEMPTS and low <= self.right / self.attempts <= high


def on_trial(questions: Iterable[Question]) -> list[Question]:
    """The items that their authors have put on trial."""
    return [question for question in questions if question.stage is Stage.PRETEST]


def counting(questions: Iterable[Question], trials: Mapping[str, Trial]) -> list[Question]:
    """The items that may count: live ones, and those whose trial is passed."""
    return [q for q in questions if q.stage is Stage.LIVE or trials.get(q.id, Trial()).passed]


def with_trials(
    form: Form, items: Sequence[Question], guide: Guide, trials: Mapping[str, Trial], had: Collection[str]
) -> Form:
    """The form with items on trial in places that do not count, those with the fewest attempts first.

    Each takes the place of one of its own domain, and meets nothing that it keeps apart from. Whoever had one does not
    get it again.
    """
    waiting = [q for q in items if q.id not in had and not trials.get(q.id, Trial()).passed]
    waiting.sort(key=lambda q: (trials.get(q.id, Trial()).attempts, q.id))
    questions = list(form.questions)
    taken: set[str] = set()
    for question in waiting:
        place = _place_for(question, questions, form.scored | taken, guide)
        if place is not None:
            questions[place] = question
            taken.add(question.id)
    return replace(form, questions=tuple(questions))


def _place_for(question: Question, paper: Sequence[Question], kept: Collection[str], guide: Guide) -> int | None:
    """A place in the paper that does not count, and where the question may stand."""
    group = group_of(question)
    for place, before in enumerate(paper):
        fits = before.id not in kept and before.exams[guide.exam] == question.exams[guide.exam]
        if fits and all(group.isdisjoint(group_of(other)) for at, other in enumerate(paper) if at != place):
            return place
    return None
