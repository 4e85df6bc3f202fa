"""Choosing the inference mode from payload, duration, traffic and latency, each far from every limit."""

from dataclasses import dataclass
from random import Random

from bot.kernel.questions import Angle, Exam, Option
from bot.packs.generated.drafts import Draft, guide, shuffled

SOURCE = guide("Inference options in Amazon SageMaker AI", "deploy-model-options")


@dataclass(frozen=True, slots=True)
class Mode:
    """An inference mode, its concept, and what it is for."""

    name: str
    concept: str
    purpose: str


REAL_TIME = Mode("Real-time inference", "IM-C01", "keeps instances up for steady requests that need a quick reply")
SERVERLESS = Mode("Serverless inference", "IM-C02", "scales to zero between bursts, at the price of a cold start")
ASYNCHRONOUS = Mode("Asynchronous inference", "IM-C03", "queues single requests with large payloads or long processing")
BATCH = Mode("Batch transform", "IM-C04", "scores a whole data set in Amazon S3 and keeps no endpoint")
MODES = (REAL_TIME, SERVERLESS, ASYNCHRONOUS, BATCH)


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario: its mode, the stem, and why each other mode does not fit."""

    mode: Mode
    stem: str
    decides: str
    misfits: dict[str, str]


def draw(rng: Random) -> Draft:
    """A scenario in which one of the four modes fits and the others miss a requirement by far."""
    case = rng.choice((_real_time, _serverless, _asynchronous, _batch))(rng)
    options = [Option(mode.name, _why(case, mode), mode is case.mode, mode.concept) for mode in MODES]
    explanation = f"{case.decides} {case.mode.name} {case.mode.purpose}."
    stem = f"{case.stem} Which SageMaker AI inference mode fits?"
    exams = ((Exam.AIF_C01, 1), (Exam.MLA_C02, 3))
    return Draft("IM-C06", Angle.CHOOSE, 3, stem, shuffled(options, rng), explanation, SOURCE, exams=exams)


def _why(case: Case, mode: Mode) -> str:
    if mode is case.mode:
        return f"It {mode.purpose}, which is what is needed here."
    return f"It {mode.purpose}; here, {case.misfits[mode.name]}."


def _real_time(rng: Random) -> Case:
    who = rng.choice(
        (
            "A payment page asks a fraud model about each card payment",
            "A shop ranks products while a customer's page loads",
            "A ride service prices each trip on request",
            "A game matches players as they join",
            "A help desk routes each call as it comes in",
        )
    )
    size, rate, wait = 10 * rng.randint(2, 30), 20 * rng.randint(4, 40), 10 * rng.randint(5, 20)
    stem = (
        f"{who}. Requests of about {size} KB arrive at about {rate} per second, day and night, and **every reply "
        f"must arrive within {wait} ms**."
    )
    misfits = {
        SERVERLESS.name: "traffic never pauses, and a cold start would break the time limit",
        ASYNCHRONOUS.name: "a queue would keep callers waiting too long",
        BATCH.name: "each request has to be answered as it comes",
    }
    return Case(
        REAL_TIME, stem, "Steady traffic and a reply in milliseconds need instances that wait for requests.", misfits
    )


def _serverless(rng: Random) -> Case:
    who = rng.choice(
        (
            "A town hall's form checker",
            "A school's essay helper",
            "An internal bot for travel rules",
            "A museum's guide app",
            "A club's photo tagger",
        )
    )
    size, hours, seconds = 10 * rng.randint(3, 60), rng.randint(5, 10), rng.randint(1, 4)
    stem = (
        f"{who} gets short bursts of requests of about {size} KB and then none for {hours} hours or more. A request "
        f"takes {seconds} s, people accept a slower first reply, and **nothing may be charged while it is idle**. "
        "The team wants to set up no instances or scaling policies."
    )
    misfits = {
        REAL_TIME.name: "those instances would cost money in the idle hours",
        ASYNCHRONOUS.name: "payloads are small, people wait for the reply, and instances and scaling would need care",
        BATCH.name: "people wait for single replies, and there is no data set to score",
    }
    return Case(
        SERVERLESS,
        stem,
        "Idle hours must cost nothing, and requests are small, quick, and in bursts.",
        misfits,
    )


def _asynchronous(rng: Random) -> Case:
    who = rng.choice(
        (
            "A clinic sends MRI scans, one at a time",
            "A studio sends single video clips",
            "A mapping firm sends satellite scenes as they arrive",
            "A law office sends scanned case files, one by one",
            "A lab sends single genome files",
        )
    )
    size, minutes, wait = 20 * rng.randint(10, 35), rng.randint(6, 25), rng.choice((1, 2, 3))
    stem = (
        f"{who}, through the day. **Each request is about {size} MB and takes about {minutes} minutes**, and "
        f"results may come up to {wait + 1} hours later."
    )
    misfits = {
        REAL_TIME.name: "payload and duration are far beyond what such an endpoint takes",
        SERVERLESS.name: "payload and duration are far beyond what it takes",
        BATCH.name: "requests come singly through the day, not as one data set",
    }
    return Case(
        ASYNCHRONOUS, stem, "Single requests of hundreds of megabytes that run for minutes need a queue.", misfits
    )


def _batch(rng: Random) -> Case:
    who, what = rng.choice(
        (
            ("A telecom wants the churn risk", "customers"),
            ("A chain wants next week's demand", "combinations of store and product"),
            ("A bank wants the credit scores", "accounts"),
            ("A publisher wants the topics", "archived articles"),
            ("An insurer wants the expected claims", "policies"),
        )
    )
    millions, period = rng.randint(2, 60), rng.choice(("every night", "once a week", "once a month"))
    stem = (
        f"{who} of all its {millions} million {what}. The records are in Amazon S3 and are scored together {period}, "
        "and **between these runs, the model gets no requests**."
    )
    misfits = {
        REAL_TIME.name: "instances would run and cost money between the runs",
        SERVERLESS.name: "it answers single small requests, and there are millions of records at once",
        ASYNCHRONOUS.name: "all records are there at once, and nobody sends single requests",
    }
    return Case(BATCH, stem, "A whole data set, scored together at set times, needs no endpoint.", misfits)
