"""Made-up learners and question banks, drawn from a seed, in a grid of worlds of which none was tuned.

Nothing here knows the estimators. Where they assume something (no slips, no learning, authors who know how hard their
questions are), the worlds differ on purpose.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from benchmarks.learners.batch import Bank, Floats, Ints
from bot.study.difficulty import AUTHORS_TRUST

TOPICS = 8
ITEMS_PER_TOPIC = 50
CONCEPTS_PER_TOPIC = 5

SLIP = 0.02
GAIN = 0.04
"""Logits that an answer with its explanation adds to the topic."""
GAIN_HALF_LIFE_DAYS = 14.0
OVERALL_SPREAD, CONCEPT_SPREAD, AUTHORS_ERROR = 1.0, 0.3, 0.8
FLOORS = (0.25,) * 12 + (0.1,) + (0.03,) * 2 + (0.5,) + (0.0,) * 2
"""Guess floors in the mix of the packs: two thirds four options; choose two of five; ordering and matching; true or
false; numeric and typed."""


@dataclass(frozen=True)
class World:
    """What people and questions are like.

    `spread`: how far one person's topics lie apart; `difficulty`: how far topics differ in how hard they are.

    `exposure`: "even" meets every topic equally often, "uneven" some much oftener than others, and in "steered"
    practice chooses the questions. `warm`: 200 people have taught the bank and the installation's spreads before.
    """

    spread: float
    difficulty: float
    exposure: str
    warm: bool
    gain: float = GAIN
    gain_doubt: float = 0.0
    """How far people's own gain strays from that, as a share of it."""

    @property
    def name(self) -> str:
        """Such as `spread 0.8, difficulty 0.5, uneven, warm`."""
        bank = "warm" if self.warm else "cold"
        return f"spread {self.spread}, difficulty {self.difficulty}, {self.exposure}, {bank}"


SPREADS = (0.4, 0.8, 1.2, 1.6)
DIFFICULTIES = (0.0, 0.25, 0.5)
EXPOSURES = ("even", "uneven", "steered")
WORLDS = tuple(World(*one) for one in product(SPREADS, DIFFICULTIES, EXPOSURES, (False, True)))


def draw_banks(
    world: World, random: np.random.Generator, topics: int = TOPICS, concepts: int = CONCEPTS_PER_TOPIC
) -> tuple[Bank, Floats]:
    """A bank as its authors see it, on five levels and with some error, and how hard its questions are in truth.

    The authors' levels are taken for logits as in the bot.
    """
    count = topics * ITEMS_PER_TOPIC
    of = np.repeat(np.arange(topics), concepts)
    topic = np.repeat(np.arange(topics), ITEMS_PER_TOPIC)
    concept = topic * concepts + np.arange(count) % concepts
    truth = random.normal(0.0, 1.0, topics)[topic] * world.difficulty + random.uniform(-2.0, 2.0, count)
    authored = np.clip(np.rint(truth + random.normal(0.0, AUTHORS_ERROR, count)), -2, 2)
    floor = random.choice(np.array(FLOORS), count)
    return Bank(topic, concept, floor, AUTHORS_TRUST * authored, of), truth


class Learners:
    """People: lasting abilities, and what was gained lately and fades again."""

    def __init__(self, people: int, world: World, bank: Bank, truth: Floats, random: np.random.Generator) -> None:
        overall = random.normal(0.0, OVERALL_SPREAD, (people, 1))
        self.lasting = overall + random.normal(0.0, world.spread, (people, bank.topics))
        self.concepts = random.normal(0.0, CONCEPT_SPREAD, (people, len(bank.of)))
        self.exposure = np.ones((people, bank.topics))
        if world.exposure == "uneven":
            self.exposure = random.gamma(1.5, 1.0, (people, bank.topics)) + 1e-3
        self.gain = np.maximum(0.0, world.gain * random.normal(1.0, world.gain_doubt, people))
        self.gained = np.zeros((people, bank.topics))
        self.day = np.zeros(people)
        self._bank, self._truth = bank, truth

    def rest(self, days: Floats) -> None:
        """Time passes, and what was gained fades."""
        self.day = self.day + days
        self.gained *= (0.5 ** (days / GAIN_HALF_LIFE_DAYS))[:, None]

    def chances(self) -> Floats:
        """Everybody's true chance at every question, now."""
        bank = self._bank
        ability = (self.lasting + self.gained)[:, bank.topic] + self.concepts[:, bank.concept]
        found: Floats = bank.floor + (1 - bank.floor - SLIP) / (1 + np.exp(self._truth - ability))
        return found

    def learn(self, items: Ints) -> None:
        """Read the explanation of one question each."""
        self.gained[np.arange(len(items)), self._bank.topic[items]] += self.gain

    def answer(self, items: Ints, random: np.random.Generator) -> Floats:
        """Answer one question each."""
        people = np.arange(len(items))
        topic, bank = self._bank.topic[items], self._bank
        ability = self.lasting[people, topic] + self.gained[people, topic] + self.concepts[people, bank.concept[items]]
        chances = bank.floor[items] + (1 - bank.floor[items] - SLIP) / (1 + np.exp(self._truth[items] - ability))
        answer: Floats = (random.random(len(items)) < chances).astype(float)
        return answer
