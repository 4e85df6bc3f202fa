"""From a player's answers to the figures that they are shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.study.rasch import Ability, Posterior, Priors, fit, probability
from bot.study.responses import Leaf, Response, counted, tally
from bot.study.weakest import Verdict, verdict

REFERENCE_DIFFICULTY = 0.0
REFERENCE_FLOOR = 0.25
"""Figures are for a question of average difficulty with four options: comparable over topics, whoever met which."""

INTERVAL_SDS = 1.2816
"""Standard deviations to each side for an interval that holds the truth four times in five."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Expected accuracy on an average four-option question, with its 80% interval, all in [0, 1].

    `answers` is how many answers it rests on.
    """

    accuracy: float
    low: float
    high: float
    answers: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is believed about one player at one time."""

    posterior: Posterior
    answers: int
    overall: Figure
    topics: Mapping[str, Figure]
    concepts: Mapping[Leaf, Figure]
    verdict: Verdict

    def expected(self, topic: str, concept: str, difficulty: float, floor: float) -> float:
        """Chance that the player gets such a question right: by concept, else topic, else overall."""
        return probability(self.ability(topic, concept).mean, difficulty, floor)

    def ability(self, topic: str, concept: str) -> Ability:
        """The closest ability that is known for a question: its concept's, else its topic's, else the overall."""
        tried_topic = self.posterior.topics.get(topic, self.posterior.overall)
        return self.posterior.concepts.get((topic, concept), tried_topic)


def estimate(
    responses: Iterable[Response], at: datetime, known_topics: Sequence[str] = (), priors: Priors | None = None
) -> Picture:
    """Estimate what a player knows at `at`; later answers and those that don't count are left out.

    `known_topics` are those on offer, so that the ones never tried can be told. Two calls with two times give the
    change in between.
    """
    kept = counted(responses, at)
    posterior = fit(tally(kept, at), priors)
    per_topic = Counter(response.topic for response in kept)
    per_leaf = Counter((response.topic, response.concept) for response in kept)
    return Picture(
        posterior=posterior,
        answers=len(kept),
        overall=_figure(posterior.overall, len(kept)),
        topics={topic: _figure(ability, per_topic[topic]) for topic, ability in posterior.topics.items()},
        concepts={leaf: _figure(ability, per_leaf[leaf]) for leaf, ability in posterior.concepts.items()},
        verdict=verdict(posterior, len(kept), known_topics),
    )


def _figure(ability: Ability, answers: int) -> Figure:
    reach = INTERVAL_SDS * ability.sd
    low, middle, high = (
        probability(ability.mean + shift, REFERENCE_DIFFICULTY, REFERENCE_FLOOR) for shift in (-reach, 0.0, reach)
    )
    return Figure(middle, low, high, answers)
