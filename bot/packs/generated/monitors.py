"""Choosing the kind of monitoring from a symptom: what changed, and what is needed to see it."""

from dataclasses import dataclass
from random import Random

from bot.kernel.questions import Angle, Exam, Option, Status
from bot.packs.generated.drafts import Draft, guide, shuffled

SOURCE = guide("Data and model quality monitoring with Amazon SageMaker Model Monitor", "model-monitor")
STATUS = (Status("Amazon SageMaker Model Monitor", "closed", "closed to new customers (announced June 30, 2026)"),)


@dataclass(frozen=True, slots=True)
class Monitor:
    """A kind of monitoring, its concept, and what it compares."""

    name: str
    concept: str
    compares: str


DATA = Monitor("Data quality", "MO-C02", "compares the statistics of incoming features with those of the training data")
QUALITY = Monitor("Model quality", "MO-C03", "compares predictions with the true labels that come in later")
BIAS = Monitor("Bias drift", "MO-C04", "compares how predictions treat one group and another over time")
ATTRIBUTION = Monitor("Feature attribution drift", "MO-C05", "compares how much each feature counts with a baseline")
MONITORS = (DATA, QUALITY, BIAS, ATTRIBUTION)

CASES = (
    "A lender predicts who repays",
    "A hospital predicts who comes back within a month",
    "A shop predicts who returns an order",
    "An insurer predicts claims",
    "A recruiter ranks applicants",
    "A telecom predicts which customers leave",
)


def draw(rng: Random) -> Draft:
    """A symptom that one of the four kinds of monitoring is designed to detect."""
    monitor, symptom = rng.choice(
        ((DATA, _data_symptom), (QUALITY, _quality_symptom), (BIAS, _bias_symptom), (ATTRIBUTION, _attribution_symptom))
    )
    asked = "Which of SageMaker AI's four monitors is designed to detect this?"
    stem = f"{rng.choice(CASES)}. The predictions come from an endpoint in production. {symptom(rng)} {asked}"
    options = [Option(m.name, _why(m, monitor), m is monitor, m.concept) for m in MONITORS]
    explanation = f"{monitor.name} monitoring {monitor.compares}. What the others compare shows no change."
    body, exams = shuffled(options, rng), ((Exam.MLA_C02, 4),)
    return Draft(monitor.concept, Angle.DIAGNOSE, 3, stem, body, explanation, SOURCE, exams=exams, status=STATUS)


def _why(monitor: Monitor, right: Monitor) -> str:
    ending = ", which is what changed" if monitor is right else "; the symptom shows no change there"
    return f"It {monitor.compares}{ending}."


def _data_symptom(rng: Random) -> str:
    before, after = rng.randint(1, 3), rng.randint(12, 45)
    low = rng.randint(30, 40)
    return rng.choice(
        (
            f"**A column that was empty in {before}% of the training rows is now empty in {after}% of the requests.**",
            f"**The mean age in the requests has moved from {low} to {low + rng.randint(10, 20)} since training.**",
            f"**A field that held whole numbers now arrives as text in {after}% of the requests.**",
            f"**The requests contain {rng.randint(3, 9)} region codes that were never seen in training.**",
        )
    )


def _quality_symptom(rng: Random) -> str:
    high, drop, weeks = rng.randint(84, 95), rng.randint(12, 25), rng.randint(2, 6)
    return rng.choice(
        (
            f"**Outcomes known {weeks} weeks later show that recall fell from 0.{high} to 0.{high - drop}.**",
            f"**Measured against {weeks} weeks of outcomes, accuracy has dropped from 0.{high} to 0.{high - drop}.**",
            f"**Against outcomes known after {weeks} weeks, its error is {rng.randint(2, 4)} times what it was.**",
        )
    )


def _bias_symptom(rng: Random) -> str:
    gap, wide = rng.randint(1, 3), rng.randint(11, 24)
    apart = "1 point" if gap == 1 else f"{gap} points"
    pair = rng.choice((("women", "men"), ("people under 30", "people over 30"), ("the city", "the country")))
    return rng.choice(
        (
            f"**The positive rates for {pair[0]} and {pair[1]} used to differ by {apart}; now they differ by {wide}.**",
            f"**The positive rate for {pair[0]} fell by {wide} points, and that for {pair[1]} did not.**",
        )
    )


def _attribution_symptom(rng: Random) -> str:
    first, second = rng.sample(("income", "postcode", "age", "tenure", "purchase count"), 2)
    value, after = rng.randint(30, 45), rng.randint(4, 10)
    return rng.choice(
        (
            f"**In training, {first} had the highest mean SHAP value and {second} the lowest; now it is the reverse.**",
            f"**The mean SHAP value of {first} has fallen from 0.{value} to 0.{after:02d}, and {second} now leads.**",
        )
    )
