"""From a player's answers to the figures that they are shown."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.study.bank import REFERENCE, Bank, Curve, curves
from bot.study.gains import eased
from bot.study.rasch import Ability, Posterior, Priors, fit, probability, raised
from bot.study.responses import Leaf, Response, counted, tally
from bot.study.weakest import Verdict, verdict

INTERVAL_SDS = 1.2816
"""Standard deviations to each side for an interval that holds the truth four times in five."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Expected accuracy with its 80% interval, all in [0, 1]; `answers` is how many answers it rests on.

    A topic's and a concept's are over their own questions, where the bank is known: there it is where points are lost.
    Otherwise, and overall, over a question of average difficulty with four options.
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
    responses: Iterable[Response],
    at: datetime,
    known_topics: Sequence[str] = (),
    priors: Priors | None = None,
    bank: Bank | None = None,
    *,
    several: bool = False,
) -> Picture:
    """Estimate what a player knows at `at`; later answers and those that don't count are left out.

    What practice has added and time has taken away is in it; answers of `several` people have not taught one another.

    `known_topics` are those on offer, so that the ones never tried can be told; `bank` is what each topic asks. Two
    calls with two times give the change in between.
    """
    kept = counted(responses, at)
    priors = priors or Priors()
    posterior = fit(tally(kept, at), priors) if several else _of_one(kept, at, priors)
    per_topic = Counter(response.topic for response in kept)
    per_leaf = Counter((response.topic, response.concept) for response in kept)
    over = curves(posterior, bank or {})
    by_concept = _by_concept(posterior, bank or {})
    return Picture(
        posterior=posterior,
        answers=len(kept),
        overall=_figure(posterior.overall, _REFERENCE, len(kept)),
        topics={topic: _figure(ability, over[topic], per_topic[topic]) for topic, ability in posterior.topics.items()},
        concepts={
            leaf: _figure(ability, by_concept.get(leaf, _REFERENCE), per_leaf[leaf])
            for leaf, ability in posterior.concepts.items()
        },
        verdict=verdict(posterior, len(kept), known_topics, over if bank else None),
    )


def _of_one(kept: Sequence[Response], at: datetime, priors: Priors) -> Posterior:
    """What lasts of one person's abilities, and on top what practice has added by now."""
    lasting, levels = eased(kept, priors.gain)
    posterior = fit(tally(lasting, at), priors)
    return raised(posterior, {topic: level.after(at).value for topic, level in levels.items()})


def _by_concept(posterior: Posterior, bank: Bank) -> dict[Leaf, Curve]:
    """Of each tried concept that the bank asks about."""
    found: defaultdict[Leaf, list[tuple[float, float]]] = defaultdict(list)
    for topic in posterior.topics.keys() & bank.keys():
        for item in bank[topic]:
            if (leaf := (topic, item.concept)) in posterior.concepts:
                found[leaf].append((item.difficulty, item.floor))
    return {leaf: Curve(questions) for leaf, questions in found.items()}


_REFERENCE = Curve([(REFERENCE.difficulty, REFERENCE.floor)])


def _figure(ability: Ability, over: Curve, answers: int) -> Figure:
    reach = INTERVAL_SDS * ability.sd
    low, middle, high = (over.at(ability.mean + shift) for shift in (-reach, 0.0, reach))
    return Figure(middle, low, high, answers)
