"""Made-up learners and a made-up question bank, drawn from a seed.

Nothing here knows the estimators. Where they assume something (one spread for everybody's topics, no slips, no
learning), the world differs on purpose.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, log
from random import Random

TOPICS = tuple(f"topic{index}" for index in range(8))
ITEMS_PER_TOPIC = 25
CONCEPTS_PER_TOPIC = 5
START = datetime(2026, 1, 5, tzinfo=UTC)

SLIP = 0.02
GAIN = 0.04
"""Logits that an answer with its explanation adds to the topic."""
GAIN_HALF_LIFE = timedelta(days=14)
FLOORS = (0.25,) * 12 + (0.1,) + (0.03,) * 2 + (0.5,) + (0.0,) * 2
"""Guess floors in the mix of the packs: two thirds four options; choose two of five; ordering and matching; true or
false; numeric and typed."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question; `difficulty` is the truth, `authored` what its author thought, both in logits."""

    name: str
    topic: str
    concept: str
    floor: float
    difficulty: float
    authored: float


def draw_bank(random: Random) -> list[Item]:
    """A bank of 200 items, evenly spread from recall to trade-off; authors see five levels, with some error."""
    items = []
    for topic in TOPICS:
        shift = random.gauss(0.0, 0.3)
        for index in range(ITEMS_PER_TOPIC):
            difficulty = shift + random.uniform(-2.0, 2.0)
            authored = float(max(-2, min(2, round(difficulty + random.gauss(0.0, 0.8)))))
            concept = f"{topic}/{index % CONCEPTS_PER_TOPIC}"
            items.append(Item(f"{topic}-{index}", topic, concept, random.choice(FLOORS), difficulty, authored))
    return items


@dataclass(slots=True)
class Learner:
    """A person: lasting abilities, and what was gained lately and fades again."""

    lasting: dict[str, float]
    concepts: dict[str, float]
    exposure: dict[str, float]
    now: datetime
    _gained: dict[str, float] = field(default_factory=dict)
    _since: dict[str, datetime] = field(default_factory=dict)

    def ability(self, topic: str) -> float:
        """The true ability in a topic, now."""
        if topic not in self._gained:
            return self.lasting[topic]
        faded = exp(-log(2) * ((self.now - self._since[topic]) / GAIN_HALF_LIFE))
        return self.lasting[topic] + self._gained[topic] * faded

    def chance(self, item: Item) -> float:
        """The true chance to answer an item correctly, now."""
        known = 1 / (1 + exp(item.difficulty - self.ability(item.topic) - self.concepts[item.concept]))
        return item.floor + (1 - item.floor - SLIP) * known

    def learn(self, topic: str) -> None:
        """Read an explanation."""
        self._gained[topic] = self.ability(topic) - self.lasting[topic] + GAIN
        self._since[topic] = self.now


def draw_learner(random: Random, bank: list[Item]) -> Learner:
    """A learner who knows some topics and has hardly begun on others, and meets some much oftener than others."""
    overall = random.gauss(0.0, 1.0)
    spread = random.uniform(1.1, 1.6)
    return Learner(
        lasting={topic: overall + random.gauss(0.0, spread) for topic in TOPICS},
        concepts={concept: random.gauss(0.0, 0.3) for concept in dict.fromkeys(item.concept for item in bank)},
        exposure={topic: random.gammavariate(1.5, 1.0) for topic in TOPICS},
        now=START,
    )
