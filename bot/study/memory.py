"""What a player remembers of each question: a fold over all their answers to it, whatever mode they came from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.study.schedule import SLOW_SECONDS, Outcome, ReviewState, review


@dataclass(frozen=True, slots=True)
class Memory:
    """One question in one player.

    `doubted`: it was missed, or answered slowly or unsurely, at least once: from then on it comes back for review.
    `correct` is the latest outcome.
    """

    state: ReviewState
    doubted: bool
    correct: bool

    @property
    def suspended(self) -> bool:
        """Whether it is set aside: missed so often that repeating it is a waste, until it is right once."""
        return self.state.leech and not self.correct

    @property
    def due(self) -> datetime | None:
        """When its review falls due, None for what was never in doubt or is set aside."""
        return self.state.due if self.doubted and not self.suspended else None


def remember(before: Memory | None, outcome: Outcome, at: datetime) -> Memory:
    """The memory after one more answer."""
    slow = outcome.seconds is not None and outcome.seconds > SLOW_SECONDS
    doubtful = not outcome.correct or outcome.unsure or slow
    return Memory(
        review(before.state if before else None, outcome, at),
        doubted=doubtful or (before is not None and before.doubted),
        correct=outcome.correct,
    )


def remember_all(answers: Iterable[tuple[str, Outcome, datetime]]) -> dict[str, Memory]:
    """Fold answers (question, outcome, time), oldest first, into a memory for each question."""
    memories: dict[str, Memory] = {}
    for item, outcome, at in answers:
        memories[item] = remember(memories.get(item), outcome, at)
    return memories
