"""The hierarchical Rasch model: one ability overall, one a topic around it, one a concept around that.

P(correct) = c + (1 - c) * sigmoid(ability - b), with the item's guess floor c and difficulty b (the three-parameter
logistic model of Birnbaum, 1968, with every discrimination at 1). Abilities form a tree with normal links, so the
posterior is found exactly in one pass up and one down for each Newton step (Gaussian belief propagation on a tree):
the cost grows with the number of concepts and not with its cube.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt

from bot.study.responses import Leaf, Tally


@dataclass(frozen=True, slots=True)
class Priors:
    """How far abilities spread, as standard deviations in logits, and what practice adds to them.

    `overall`: people around the average; `topic`: one person's topics around their overall ability;
    `concept`: the concepts around their topic; `gain`: logits that an answer adds (`bot.study.gains`).
    These are where an installation begins: `bot.study.spreads` learns them.
    """

    overall: float = 1.0
    topic: float = 0.8
    concept: float = 0.3
    gain: float = 0.03


@dataclass(frozen=True, slots=True)
class Ability:
    """A normal posterior in logits."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class TopicAbility(Ability):
    """A topic's posterior, with what joins it to the overall ability, or a concept's, with what joins it to its topic.

    Given that ability `g`, it is normal around `mean + slope * (g - its mean)` with `given_sd`, and
    independent of its siblings.
    """

    slope: float
    given_sd: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """What the answers say about a player's abilities (Laplace's approximation around the most likely ones)."""

    overall: Ability
    topics: Mapping[str, TopicAbility]
    concepts: Mapping[Leaf, TopicAbility]


@dataclass(frozen=True, slots=True)
class Message:
    """A normal factor in its natural parameters: precision and precision times mean."""

    precision: float
    shift: float

    def __add__(self, other: "Message") -> "Message":
        return Message(self.precision + other.precision, self.shift + other.shift)

    def through(self, sd: float) -> "Message":
        """What it says about the parent on the other side of a normal link."""
        loss = 1 + self.precision * sd * sd
        return Message(self.precision / loss, self.shift / loss)

    def weight(self, sd: float) -> float:
        """How the logarithm of its integral changes on the way through a normal link, its value at the mean aside."""
        loss = 1 + self.precision * sd * sd
        return 0.5 * (self.shift * self.shift * sd * sd / loss - log(loss))


_NOTHING = Message(0.0, 0.0)
_MAX_STEPS = 50
_MAX_MOVE = 1.5
_CLOSE_ENOUGH = 1e-9


def probability(ability: float, difficulty: float, floor: float) -> float:
    """Chance that a player of this ability answers correctly."""
    return floor + (1 - floor) / (1 + exp(difficulty - ability))


def raised(posterior: Posterior, by: Mapping[str, float]) -> Posterior:
    """The same with each topic's abilities higher by so much."""

    def up(topic: str, ability: TopicAbility) -> TopicAbility:
        return replace(ability, mean=ability.mean + by[topic])

    return Posterior(
        posterior.overall,
        {topic: up(topic, ability) for topic, ability in posterior.topics.items()},
        {leaf: up(leaf[0], ability) for leaf, ability in posterior.concepts.items()},
    )


def fit(tallies: Mapping[Leaf, Sequence[Tally]], priors: Priors | None = None) -> Posterior:
    """Find the most likely abilities and the spread around them.

    Newton's method with the expected information in place of the observed one (Fisher scoring): the guess floor
    makes the observed one negative at times, the expected one never is.
    """
    priors = priors or Priors()
    abilities = dict.fromkeys(tallies, 0.0)
    posterior = _solve({}, priors)
    for _ in range(_MAX_STEPS):
        evidence = {leaf: _evidence(tallies[leaf], ability) for leaf, ability in abilities.items()}
        posterior = _solve(evidence, priors)
        moves = {leaf: posterior.concepts[leaf].mean - ability for leaf, ability in abilities.items()}
        longest = max(map(abs, moves.values()), default=0.0)
        if longest < _CLOSE_ENOUGH:
            break
        damping = min(1.0, _MAX_MOVE / longest)
        abilities = {leaf: abilities[leaf] + damping * move for leaf, move in moves.items()}
    return posterior


def messages(tallies: Mapping[Leaf, Sequence[Tally]], posterior: Posterior) -> dict[Leaf, Message]:
    """The answers about each concept as a normal factor around the most likely abilities."""
    return {leaf: _evidence(given, posterior.concepts[leaf].mean) for leaf, given in tallies.items()}


def log_evidence(evidence: Mapping[Leaf, Message], priors: Priors) -> float:
    """How likely such answers are under these spreads, as a logarithm, up to what does not depend on the spreads."""
    by_topic: dict[str, Message] = {}
    total = 0.0
    for leaf, message in evidence.items():
        total += message.weight(priors.concept)
        by_topic[leaf[0]] = by_topic.get(leaf[0], _NOTHING) + message.through(priors.concept)
    total += sum(message.weight(priors.topic) for message in by_topic.values())
    root = sum((message.through(priors.topic) for message in by_topic.values()), _NOTHING)
    return total + root.weight(priors.overall)


def log_constant(tallies: Mapping[Leaf, Sequence[Tally]], evidence: Mapping[Leaf, Message], found: Posterior) -> float:
    """What the normal factors leave out of the answers' likelihood, as a logarithm."""
    total = 0.0
    for leaf, given in tallies.items():
        ability, message = found.concepts[leaf].mean, evidence[leaf]
        total += message.precision * ability * ability / 2 - message.shift * ability
        for tally in given:
            chance = probability(ability, tally.difficulty, tally.floor)
            total += tally.right * log(chance) + tally.wrong * log(1 - chance)
    return total


def _evidence(tallies: Sequence[Tally], ability: float) -> Message:
    """Answers about one concept as a normal factor: score and expected information at `ability`."""
    score = information = 0.0
    for tally in tallies:
        known = 1 / (1 + exp(tally.difficulty - ability))
        chance = tally.floor + (1 - tally.floor) * known
        asked = tally.right + tally.wrong
        score += known / chance * (tally.right - asked * chance)
        information += asked * (1 - tally.floor) * known * known * (1 - known) / chance
    return Message(information, information * ability + score)


def _solve(evidence: Mapping[Leaf, Message], priors: Priors) -> Posterior:
    """The exact posterior of the tree when each concept's evidence is a normal factor."""
    by_topic: dict[str, Message] = {}
    for leaf, message in evidence.items():
        by_topic[leaf[0]] = by_topic.get(leaf[0], _NOTHING) + message.through(priors.concept)
    root = sum((message.through(priors.topic) for message in by_topic.values()), _prior(0.0, priors.overall))
    overall = Ability(root.shift / root.precision, sqrt(1 / root.precision))
    topics = {topic: _below(message, overall, priors.topic) for topic, message in by_topic.items()}
    concepts = {leaf: _below(message, topics[leaf[0]], priors.concept) for leaf, message in evidence.items()}
    return Posterior(overall, topics, concepts)


def _below(message: Message, parent: Ability, sd: float) -> TopicAbility:
    """A child's posterior from its own evidence and its parent's posterior."""
    link = _prior(parent.mean, sd)
    joined = message + link
    slope = link.precision / joined.precision
    given = 1 / joined.precision
    return TopicAbility(joined.shift / joined.precision, sqrt(given + (slope * parent.sd) ** 2), slope, sqrt(given))


def _prior(mean: float, sd: float) -> Message:
    return Message(1 / (sd * sd), mean / (sd * sd))
