"""Will somebody pass on a day to come? From their answers to the distribution of their result, as an exam weighs.

Evidence is what was answered unsteered: practice that is steered to weak areas shows people worse than they are, and
later better. All answers teach, though. An ability is what lasts plus what practice added and time took away
(`bot.study.gains`), so an answer given before some of that was added counts as one to a harder question, and the day's
ability is what lasts plus what will be there then.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import hypot, sqrt

from bot.study.bank import Curve, Item
from bot.study.gains import Level, added_by, eased, kept, limited
from bot.study.rasch import Posterior, Priors, TopicAbility, fit
from bot.study.responses import Leaf, Response, Tally, counted, tally
from bot.study.scores import Area, Scores, scores

LATELY = timedelta(days=28)
"""Study until the exam is taken to go on as in this time."""

LEAST_WINDOW = timedelta(days=7)
"""Whoever has just begun is not taken to go on as on the first days."""

TRANSFER_SD = 0.2
"""How much harder or easier the exam may be than our questions, in logits: AWS's own are not to be had."""

WANDER_SD = 0.15
"""How far all of somebody's abilities stray in 30 days for reasons that nobody sees, in logits."""

DRIFT_DOUBT = 0.5
"""What practice and time will change is known only to this share of it."""

PACE_DOUBT = 0.75
"""How little one day of study says of the next, as a share: so far may what comes be off after a single day.

With .5, intervals after two mocks were too narrow in ten of 36 worlds: two long sittings say little of a pace."""


@dataclass(frozen=True, slots=True)
class Part:
    """An area of an exam: its scored questions, and our own questions there with their task as the concept."""

    questions: int
    items: Sequence[Item]


Blueprint = Mapping[str, Part]
"""Area → what the exam asks of it."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What to expect on the day: the `chance` to pass, and between which shares the result lies four times in five."""

    chance: float
    expected: float
    low: float
    high: float

    @classmethod
    def of(cls, found: Scores) -> "Outlook":
        """What the distribution of a result says."""
        low, high = found.interval()
        return cls(found.chance_to_pass(), found.expected, low / found.questions, high / found.questions)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands on a day to come: by area, and how far all of that may be off together."""

    areas: Mapping[str, Area]
    changes: Mapping[str, "Change"]
    overall_sd: float
    shift_sd: float
    gain: float

    @property
    def outlook(self) -> Outlook:
        """What to expect on the day."""
        return Outlook.of(scores(list(self.areas.values()), self.overall_sd, self.shift_sd))

    def worth_of(self, answers: int, wait: timedelta) -> dict[str, float]:
        """How many scored questions more so many answers now, all in one area, would bring on the day, by area."""
        more = self.gain * answers * kept(wait)
        return {area: one.questions * self._risen(area, one, more) for area, one in self.areas.items()}

    def _risen(self, area: str, one: Area, more: float) -> float:
        there = self.changes[area].raw
        rise = limited(there + more) - limited(there)
        return one.curve.at(one.ability.mean + rise) - one.curve.at(one.ability.mean)


def outlook(
    responses: Sequence[Response],
    at: datetime,
    exam_at: datetime,
    blueprint: Blueprint,
    priors: Priors,
    pace: float = 1.0,
) -> Outlook:
    """What to expect of somebody on `exam_at`: see `standing`."""
    return standing(responses, at, exam_at, blueprint, priors, pace).outlook


def standing(
    responses: Sequence[Response],
    at: datetime,
    exam_at: datetime,
    blueprint: Blueprint,
    priors: Priors,
    pace: float = 1.0,
) -> Standing:
    """Where `exam_at` finds somebody who studies on at `pace` times the rate of the last weeks.

    The responses have an exam's area as their topic and its task as their concept.
    """
    given, levels = eased(counted(responses, at), priors.gain)
    posterior = fit(tally((one for one in given if not one.steered), at), priors)
    changes = _changes(given, levels, blueprint, at, exam_at, (priors.gain, pace))
    areas = {
        area: Area(part.questions, *_on_the_day(area, part, posterior, priors, changes[area]))
        for area, part in blueprint.items()
    }
    wander = WANDER_SD**2 * ((exam_at - at) / timedelta(days=30))
    sittings = len({one.at.date() for one in given})
    doubt = _doubt([(part.questions, changes[area]) for area, part in blueprint.items()], sittings)
    shift_sd = sqrt(TRANSFER_SD**2 + wander + doubt**2)
    return Standing(areas, changes, posterior.overall.sd, shift_sd, priors.gain)


def evidence(responses: Iterable[Response], at: datetime, gain: float) -> Mapping[Leaf, list[Tally]]:
    """What the unsteered answers of one person say of what lasts of their abilities; steered ones teach as well."""
    given, _ = eased(counted(responses, at), gain)
    return tally((one for one in given if not one.steered), at)


@dataclass(frozen=True, slots=True)
class Change:
    """What practice has added to an area now, what will be left of it on the day, and what will be there then."""

    now: float
    left: float
    then: float
    raw: float
    """The plain sum that `then` comes from."""


def _changes(
    given: Sequence[Response],
    levels: Mapping[str, Level],
    areas: Iterable[str],
    at: datetime,
    exam_at: datetime,
    gain_and_pace: tuple[float, float],
) -> dict[str, Change]:
    gain, pace = gain_and_pace
    window = study_window([one.at for one in given], at) / timedelta(days=1)
    lately = Counter(one.topic for one in given if at - one.at <= LATELY)
    found = {}
    for area in areas:
        now = levels.get(area, Level(gain)).after(at)
        left = now.after(exam_at)
        raw = left.raw + added_by(gain, pace * lately[area] / window, exam_at - at)
        found[area] = Change(now.value, left.value, limited(raw), raw)
    return found


def study_window(answered: Sequence[datetime], at: datetime) -> timedelta:
    """Over which time the answers of the last weeks came.

    Who began less than that ago studied on so many days with one gap fewer between them; the missing gap counts too.
    """
    if not answered:
        return LATELY
    age, days = at - answered[0], len({one.date() for one in answered})
    return min(LATELY, max(LEAST_WINDOW, age * days / max(1, days - 1)))


def _doubt(changes: Sequence[tuple[int, Change]], sittings: int) -> float:
    """How far the change until the day may be off, over all areas by their weight.

    What practice does is known to a share of it, and how much somebody practices the better the more days they did.
    """
    whole = max(1, sum(questions for questions, _ in changes))
    moved = sum(questions * abs(change.then - change.now) for questions, change in changes) / whole
    coming = sum(questions * (change.then - change.left) for questions, change in changes) / whole
    return hypot(DRIFT_DOUBT * moved, PACE_DOUBT * coming / sqrt(max(1, sittings)))


def _on_the_day(
    area: str, part: Part, posterior: Posterior, priors: Priors, change: Change
) -> tuple[Curve, TopicAbility]:
    """How an area's questions are answered at an ability in it, and that ability on the day."""
    usual = TopicAbility(posterior.overall.mean, priors.topic, 1.0, priors.topic)
    known = posterior.topics.get(area, usual)
    tasks = Counter(item.concept for item in part.items)
    shifts, slope, spread = {}, 0.0, 0.0
    for task, number in tasks.items():
        share = number / len(part.items)
        below = posterior.concepts.get((area, task), TopicAbility(known.mean, 0.0, 1.0, priors.concept))
        shifts[task] = known.mean - below.mean
        slope += share * below.slope
        spread += (share * below.given_sd) ** 2
    curve = Curve((item.difficulty + shifts[item.concept], item.floor) for item in part.items)
    given = sqrt((slope * known.given_sd) ** 2 + spread)
    ability = TopicAbility(known.mean + change.then, known.sd, slope * known.slope, given)
    return curve, ability
