"""Let learners answer fifty questions, free or steered, while the bank learns how hard its items are."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from benchmarks.learners.world import Item, Learner, draw_learner
from bot.study.choosing import Asked, Candidate, choose
from bot.study.difficulty import Difficulty, after_first_attempt
from bot.study.estimates import Picture, estimate
from bot.study.responses import Response

ANSWERS = 50
ROUND = 5

Bank = dict[str, Difficulty]
"""What is believed of each item's difficulty."""

Pick = Callable[[Learner, list[Item], Picture, Bank, list[Response], Random], Item]


def free(
    learner: Learner, fresh: list[Item], _picture: Picture, _bank: Bank, _answered: list[Response], random: Random
) -> Item:
    """A question from the topics that the learner happens to meet, some much oftener than others."""
    weights = [learner.exposure[item.topic] for item in fresh]
    return random.choices(fresh, weights)[0]


def steered(
    learner: Learner, fresh: list[Item], picture: Picture, bank: Bank, answered: list[Response], random: Random
) -> Item:
    """The question that practice would choose."""
    items = {item.name: item for item in fresh}
    candidates = [Candidate(item.name, item.topic, _expected(item, picture, bank)) for item in fresh]
    asked = [Asked(one.item, one.correct) for one in answered]
    choice = choose(candidates, asked, picture.verdict.chances, learner.now, random.getrandbits(32))
    if choice is None:
        raise RuntimeError("practice ran out of questions, with 200 items for 50 answers")
    return items[choice.candidate.item]


def _expected(item: Item, picture: Picture, bank: Bank) -> float:
    return picture.expected(item.topic, item.concept, bank[item.name].value, item.floor)


def study(items: list[Item], bank: Bank, pick: Pick, random: Random) -> tuple[Learner, list[Response]]:
    """One new learner's answers, in ten sittings over a few weeks; `bank` moves with their first attempts.

    As in the bot, the player's estimate from before a sitting is what difficulties are learnt against in it.
    """
    learner = draw_learner(random, items)
    answered: list[Response] = []
    fresh = list(items)
    for _ in range(ANSWERS // ROUND):
        learner.now += timedelta(days=random.randint(1, 4))
        picture = estimate(answered, learner.now)
        for _ in range(ROUND):
            item = pick(learner, fresh, picture, bank, answered, random)
            fresh.remove(item)
            answered.append(_answer(learner, item, picture, bank, random))
    return learner, answered


def _answer(learner: Learner, item: Item, picture: Picture, bank: Bank, random: Random) -> Response:
    learner.now += timedelta(seconds=30)
    correct = random.random() < learner.chance(item)
    learner.learn(item.topic)
    believed = bank[item.name]
    ability = picture.ability(item.topic, item.concept).mean
    bank[item.name] = after_first_attempt(believed, ability=ability, floor=item.floor, correct=correct)
    return Response(item.topic, item.concept, item.name, correct, item.floor, believed.value, learner.now)
