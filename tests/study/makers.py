"""Answers and players made up for tests."""

from datetime import UTC, datetime, timedelta
from random import Random

from bot.study.rasch import probability
from bot.study.responses import Response

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - repeatable on purpose


def answer(
    topic: str = "metrics",
    *,
    correct: bool = True,
    concept: str = "recall",
    item: str = "m1",
    floor: float = 0.25,
    difficulty: float = 0.0,
    at: datetime = NOW,
    seconds: float | None = None,
    key_shown: bool = False,
    steered: bool = False,
) -> Response:
    return Response(topic, concept, item, correct, floor, difficulty, at, seconds, key_shown, steered)


def answers(topic: str, right: int, wrong: int, *, concept: str = "recall") -> list[Response]:
    return [answer(topic, correct=index < right, concept=concept) for index in range(right + wrong)]


def sat(abilities: dict[str, float], each: int, random: Random, *, at: datetime = NOW) -> list[Response]:
    """Answers of a player with these true abilities, `each` a topic, on questions of varying difficulty."""
    given = []
    for topic, ability in abilities.items():
        for index in range(each):
            difficulty, floor = random.uniform(-1.5, 1.5), random.choice([0.0, 0.25, 0.25, 0.5])
            correct = random.random() < probability(ability, difficulty, floor)
            given.append(
                answer(topic, correct=correct, item=f"{topic}{index}", floor=floor, difficulty=difficulty, at=at)
            )
    return given
