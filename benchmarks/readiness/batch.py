"""The forecast of `bot.study.readiness` for many people at once, held equal to it by a test."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.learners.batch import Answers, Bank, Floats, Ints, Posteriors, curves_of, limited, tail
from benchmarks.learners.study import Studied
from bot.study import gains
from bot.study.readiness import DRIFT_DOUBT, LATELY, LEAST_WINDOW, PACE_DOUBT, TRANSFER_SD, WANDER_SD
from bot.study.scores import FIVE, HIGHEST_CUT, LOWEST_CUT, SEVEN

GAIN_HALF_LIFE_DAYS = gains.HALF_LIFE.days


@dataclass(frozen=True)
class Outlooks:
    """As `bot.study.readiness.Outlook`, but that the interval's ends are numbers right."""

    chance: Floats
    expected: Floats
    low: Ints
    high: Ints


def evidence(studied: Studied, count: int, now: Floats, bank: Bank, gain: float) -> Answers:
    """The unsteered answers; steered ones count for nothing, but have taught."""
    answers = studied.first(count, now, bank, gain)
    return replace(answers, weight=np.where(studied.steered[:, :count], 0.0, answers.weight))


@dataclass(frozen=True)
class Changes:
    """As `bot.study.readiness.Change`, (person, domain), and on how many days each has studied."""

    now: Floats
    left: Floats
    then: Floats
    sittings: Floats


def changes(
    studied: Studied, count: int, now: Floats, wait: Floats, gained: Floats, bank: Bank, gain: float
) -> Changes:
    """What practice has added, and what it will have added on the day, at the rate of the last weeks."""
    people, domains = gained.shape
    days = studied.day[:, :count]
    lately = now[:, None] - days <= LATELY.days
    cell = np.arange(people)[:, None] * domains + bank.topic[studied.item[:, :count]]
    asked = np.bincount(cell[lately], np.ones(int(lately.sum())), people * domains).reshape(people, domains)
    sittings = 1.0 + (np.diff(days, axis=1) > 0).sum(axis=1)
    kept = (0.5 ** (wait / GAIN_HALF_LIFE_DAYS))[:, None]
    a_day = asked / _window(now - days[:, 0], sittings)[:, None]
    coming = gain * a_day * GAIN_HALF_LIFE_DAYS / np.log(2) * (1 - kept)
    return Changes(limited(gained), limited(gained * kept), limited(gained * kept + coming), sittings)


def _window(age: Floats, sittings: Floats) -> Floats:
    """Over how many days the answers of the last weeks came, as `bot.study.readiness` counts them."""
    between: Floats = np.clip(age * sittings / np.maximum(sittings - 1, 1), LEAST_WINDOW.days, LATELY.days)
    return np.where(age > LATELY.days, float(LATELY.days), between)


def forecast(found: Posteriors, bank: Bank, questions: Sequence[int], change: Changes, wait: Floats) -> Outlooks:
    """What to expect after `wait` days."""
    asked = np.array(questions)
    moved = np.abs(change.then - change.now) @ asked / asked.sum()
    coming = (change.then - change.left) @ asked / asked.sum()
    doubt = (DRIFT_DOUBT * moved) ** 2 + (PACE_DOUBT * coming) ** 2 / change.sittings
    shift_sd = np.sqrt(TRANSFER_SD**2 + WANDER_SD**2 * wait / 30 + doubt)
    parts = _parts(found, bank, asked, change.then, shift_sd)
    at_least = np.stack(
        [
            sum(weight * tail((right - 0.5 - mean) / sd) for weight, mean, sd in parts)
            for right in range(int(asked.sum()) + 2)
        ],
        axis=1,
    )
    expected = sum(weight * mean for weight, mean, _ in parts) / asked.sum()
    return Outlooks(_chance(at_least), expected, *_interval(at_least))


def _parts(
    found: Posteriors, bank: Bank, asked: Ints, then: Floats, shift_sd: Floats
) -> list[tuple[float, Floats, Floats]]:
    heights, (slopes, sds) = curves_of(found, bank), _effective(found, bank)
    parts = []
    for overall, of_overall in SEVEN:
        for shift, of_shift in FIVE:
            centre = found.topics + then + slopes * (overall * found.overall_sd)[:, None] + (shift * shift_sd)[:, None]
            chances = [(_near(heights, centre + node * sds), weight) for node, weight in FIVE]
            first = sum(chance * weight for chance, weight in chances)
            second = sum(chance * chance * weight for chance, weight in chances)
            mean: Floats = first @ asked.astype(float)
            variance = (first - second) @ asked + (second - first * first) @ asked**2
            parts.append((of_overall * of_shift, mean, np.sqrt(np.maximum(variance, 1e-9))))
    return parts


def _effective(found: Posteriors, bank: Bank) -> tuple[Floats, Floats]:
    """How a domain's ability as the exam asks it moves with the overall one, and how far it strays from that."""
    share = np.bincount(bank.concept, minlength=len(bank.of)) / np.bincount(bank.topic)[bank.of]
    into = np.zeros((len(bank.of), bank.topics))
    into[np.arange(len(bank.of)), bank.of] = share
    slope = found.concept_slopes @ into
    own = found.concept_given_sds**2 @ into**2
    return slope * found.slopes, np.sqrt((slope * found.given_sds) ** 2 + own)


def _near(heights: Floats, abilities: Floats) -> Floats:
    place = np.clip((abilities + 8.0) / 0.25, 0.0, heights.shape[2] - 1.001)
    below = place.astype(int)[:, :, None]
    low, high = np.take_along_axis(heights, below, 2)[:, :, 0], np.take_along_axis(heights, below + 1, 2)[:, :, 0]
    found: Floats = low + (place - below[:, :, 0]) * (high - low)
    return found


def _chance(at_least: Floats) -> Floats:
    whole = at_least.shape[1] - 2
    first, last = int(np.ceil(whole * LOWEST_CUT - 1e-9)), int(np.ceil(whole * HIGHEST_CUT - 1e-9))
    chance = np.zeros(len(at_least))
    for needed in range(first, last + 1):
        share = min(HIGHEST_CUT, needed / whole) - max(LOWEST_CUT, (needed - 1) / whole)
        chance += max(0.0, share) / (HIGHEST_CUT - LOWEST_CUT) * at_least[:, needed]
    return chance


def _interval(at_least: Floats) -> tuple[Ints, Ints]:
    middles = 1 - (at_least[:, :-1] + at_least[:, 1:]) / 2
    inside = (middles >= 0.1) & (middles <= 0.9)
    nearest = np.abs(middles - 0.5).argmin(axis=1)
    low = np.where(inside.any(axis=1), inside.argmax(axis=1), nearest)
    high = np.where(inside.any(axis=1), inside.shape[1] - 1 - inside[:, ::-1].argmax(axis=1), nearest)
    return low, high
