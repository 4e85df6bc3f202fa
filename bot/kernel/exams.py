"""What an exam asks, by its guide: domains with their weights, task statements, kinds of question, and time."""

from dataclasses import dataclass
from fractions import Fraction

from bot.kernel.questions import Exam, Kind


@dataclass(frozen=True, slots=True)
class Task:
    """One task statement: its number, such as `1.2`, and how many objectives the guide lists under it."""

    number: str
    title: str
    objectives: int


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain; `weight` is its share of the scored questions, in percent."""

    title: str
    weight: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """One exam. `minutes` is the time for all questions, `passing` the scaled score from 100 to 1,000."""

    exam: Exam
    title: str
    version: str
    scored: int
    unscored: int
    minutes: int
    passing: int
    kinds: frozenset[Kind]
    domains: tuple[Domain, ...]

    @property
    def questions(self) -> int:
        """How many questions a candidate sees."""
        return self.scored + self.unscored

    def task(self, number: str) -> Task | None:
        """The task statement with the number, or the one that an objective such as `1.2.6` belongs to."""
        found = (task for domain in self.domains for task in domain.tasks if task.number == task_of(number))
        return next(found, None)

    def knows(self, number: str) -> bool:
        """Whether the guide has this task statement or objective."""
        task = self.task(number)
        objective = number.removeprefix(task.number).removeprefix(".") if task else ""
        return task is not None and (not objective or int(objective) <= task.objectives)

    def shares(self, questions: int) -> tuple[int, ...]:
        """So many questions shared out among the domains by weight, what is left over to the largest remainders."""
        exact = [Fraction(questions * domain.weight, sum(d.weight for d in self.domains)) for domain in self.domains]
        shares = [int(share) for share in exact]
        by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
        for place in by_remainder[: questions - sum(shares)]:
            shares[place] += 1
        return tuple(shares)


def task_of(number: str) -> str:
    """The task statement that an objective belongs to: `1.2` of `1.2.6`."""
    return ".".join(number.split(".")[:2])
