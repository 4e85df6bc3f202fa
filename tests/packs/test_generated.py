"""Generated questions: every key is recomputed from what the player sees, by another route than its maker took."""

import json
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import combinations, pairwise
from math import isclose, sqrt
from statistics import fmean, harmonic_mean, pvariance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.kernel.grading import grade
from bot.kernel.questions import Choice, Numeric, Option, Question
from bot.packs.checking.guesser import guess_all, score
from bot.packs.checking.rules import ITEM_RULES
from bot.packs.content import from_json, to_json
from bot.packs.drawing import draw
from bot.packs.generated import FAMILIES, SEEDS, generate, remake
from bot.packs.generated.families import rank_of_key
from bot.packs.tables import Tables

seeds = st.integers(0, SEEDS - 1)
families = st.sampled_from(sorted(FAMILIES))
each = settings(max_examples=150, deadline=None)


def key(question: Question) -> Option:
    assert isinstance(question.body, Choice)
    (right,) = question.body.key
    return question.body.options[right]


def holds(question: Question, value: float, places: int) -> bool:
    """Whether the value, rounded as asked, is the key and is graded as right, and nothing else offered is."""
    body = question.body
    if isinstance(body, Numeric):
        wrong = [grade(question, mistake.text).correct for mistake in body.mistakes]
        return grade(question, f"{value:.{places}f}").correct and not any(wrong)
    close = [abs(float(option.text.rstrip("%")) - value) <= 0.5001 * 10**-places for option in choice(question)]
    return [option.right for option in choice(question)] == close


def choice(question: Question) -> tuple[Option, ...]:
    assert isinstance(question.body, Choice)
    return question.body.options


def numbers(pattern: str, text: str) -> list[int]:
    found = re.search(pattern, text)
    assert found, (pattern, text)
    return [int(group) for group in found.groups()]


@each
@given(families, seeds)
def test_a_seed_makes_the_same_item_again(family: str, seed: int) -> None:
    """The same seed gives the same question, and so does its id."""
    question = generate(family, seed)
    assert generate(family, seed) == question == remake(question.id) == from_json(to_json(question))


@pytest.mark.parametrize("name", ["gen-nothing-000001", "gen-mode-00001", "im-serverless", "gen-mode-00000G"])
def test_other_ids_are_not_generated(name: str) -> None:
    """An id that no family made is nobody's."""
    assert remake(name) is None


def test_families_do_not_run_dry() -> None:
    """Of 300 seeds of a family, nine in ten at least give a question of their own."""
    for family in FAMILIES:
        asked = {(q.stem, q.image) for q in drawn(family)[:300]}
        assert len(asked) > 270, family


@each
@given(families, seeds)
def test_no_two_options_look_alike(family: str, seed: int) -> None:
    """Single choice has four options, all different; numbers differ after rounding, by more than a rounding step."""
    question = generate(family, seed)
    if isinstance(question.body, Numeric):
        assert question.body.worked
        assert len(question.body.mistakes) == 3
        return
    texts = [option.text for option in choice(question)]
    assert len(set(texts)) == 4
    if family != "threshold" and texts[0][0] in "-0123456789":
        values = [Decimal(text.rstrip("%")) for text in texts]
        assert all(abs(a - b) >= 2 * Decimal(1).scaleb(a.as_tuple().exponent) for a, b in combinations(values, 2))  # type: ignore[arg-type]
    assert all(option.why for option in choice(question))


@each
@given(families, seeds)
def test_generated_items_pass_the_checker(family: str, seed: int) -> None:
    """Every rule holds for generated items, but for the length of the monitors' names, which are AWS's own."""
    question = generate(family, seed)
    flaws = {rule.name for rule in ITEM_RULES for _ in rule.find(question, Tables())}
    assert flaws <= ({"key-length"} if family == "monitor" else set())
    assert len(question.stem) <= 350
    assert len(question.explanation) <= 350
    assert all(len(option.why) <= 200 and len(option.text) <= 100 for option in getattr(question.body, "options", ()))


STUMBLES = (
    r"\b(?:a|an) (?:second|hour|day)\b(?! or)",  # per second
    r"\bsome \d",
    r"made to see|is wanted here|the dear ones|way round|costs least|has to be there|lie in Amazon|lay \d",
    r"predicts [^.]* with an endpoint",
    r"still to be taken|sign turned|the flagged\b(?! cases)",
)


@each
@given(families, seeds)
def test_generated_items_read_as_people_write(family: str, seed: int) -> None:
    """American English, as a technical writer has it: “at about 380 per second”, “designed to detect this”."""
    question = generate(family, seed)
    whys = [option.why for option in getattr(question.body, "options", ())]
    for text in (question.stem, question.explanation, *whys):
        assert not [one for one in STUMBLES if re.search(one, text)], text


@each
@given(seeds)
def test_confusion_keys_follow_from_counting_cases(seed: int) -> None:
    """The metric is recounted case by case, F1 as the harmonic mean of precision and recall."""
    question = generate("confusion", seed)
    tp, fp, fn, tn = numbers(r"TP = (\d+), FP = (\d+), FN = (\d+), TN = (\d+)", question.stem)
    cases = [(True, True)] * tp + [(False, True)] * fp + [(True, False)] * fn + [(False, False)] * tn
    precision = fmean(actual for actual, said in cases if said)
    recall = fmean(said for actual, said in cases if actual)
    alarms = fmean(said for actual, said in cases if not actual)
    values = {
        "accuracy": fmean(actual == said for actual, said in cases),
        "precision": precision,
        "recall": recall,
        "F1 score": harmonic_mean([precision, recall]),
        "specificity": 1 - alarms,
        "false-positive rate": alarms,
    }
    asked = re.search(r"What is its (.+?)\*\*", question.stem)
    assert asked
    assert holds(question, values[asked[1]], 2)


@each
@given(seeds)
def test_error_keys_follow_from_the_table(seed: int) -> None:
    """MAE, RMSE, MAPE and R² are recomputed in floating point from the rows in the stem."""
    question = generate("errors", seed)
    rows = re.search(r"Actual values: ([\d, ]+)\. Its predictions, in the same order: ([\d, ]+)\.", question.stem)
    assert rows
    actual, predicted = ([float(part) for part in rows[i].split(",")] for i in (1, 2))
    errors = [a - p for a, p in zip(actual, predicted, strict=True)]
    places = 1 if "one decimal" in question.stem else 2
    if "(MAE)" in question.stem:
        value = fmean(map(abs, errors))
    elif "(RMSE)" in question.stem:
        value = sqrt(fmean(e * e for e in errors))
    elif "(MAPE)" in question.stem:
        value = 100 * fmean(abs(e) / a for e, a in zip(errors, actual, strict=True))
    else:
        value = 1 - fmean(e * e for e in errors) / pvariance(actual)
    assert holds(question, value, places)


@each
@given(seeds)
def test_the_threshold_key_is_cheapest_by_trying_all(seed: int) -> None:
    """The key is the one threshold whose errors cost least, and the costs in the rationales are right."""
    question = generate("threshold", seed)
    table = re.findall(r"(0\.\d+): (\d+) FP, (\d+) FN", question.stem)
    of_fp, of_fn = numbers(r"costs \$(\d+) and .* costs \$(\d+)\.", question.stem)
    costs = {at: int(fp) * of_fp + int(fn) * of_fn for at, fp, fn in table}
    assert [at for at, cost in costs.items() if cost == min(costs.values())] == [key(question).text]
    assert all(f"${costs[option.text]:,}" in option.why for option in choice(question))
    naive = min(table, key=lambda row: int(row[1]) + int(row[2]))[0]
    assert naive != key(question).text


@each
@given(seeds)
def test_bias_keys_follow_from_people(seed: int) -> None:
    """DPL and disparate impact are recomputed as means over the people of each group."""
    question = generate("bias", seed)
    pos_a, n_a = numbers(r"(\d+) of (\d+) [^0-9]*(?:\d\d )?\(facet a\)", question.stem)
    pos_d, n_d = numbers(r"(?:and|to) (\d+) of (\d+) [^0-9]*(?:\d\d )?\(facet d\)", question.stem)
    share_a, share_d = fmean([1] * pos_a + [0] * (n_a - pos_a)), fmean([1] * pos_d + [0] * (n_d - pos_d))
    assert holds(question, share_a - share_d if "(DPL)" in question.stem else share_d / share_a, 2)


def _height(points: list[list[float]], x: float) -> float:
    """The curve's height above x, read between the drawn points."""
    for (x1, y1), (x2, y2) in pairwise(points):
        if x1 <= x <= x2:
            return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    raise AssertionError(x)


def _area(points: list[list[float]]) -> float:
    return sum((y1 + y2) / 2 * (x2 - x1) for (x1, y1), (x2, y2) in pairwise(points))


@each
@given(seeds)
def test_curve_keys_can_be_read_from_the_picture(seed: int) -> None:
    """The key is read off the drawn points; areas are summed up by trapezoids."""
    question = generate("curve", seed)
    assert question.image
    lines = {line["name"]: line["points"] for line in json.loads(question.image)["lines"]}
    if len(lines) == 1:
        at = re.search(r"rate of 0\.(\d)|find (\d)0%", question.stem)
        assert at
        read = _height(lines[""], int(at[1] or at[2]) / 10)
        assert [isclose(float(o.text), read, abs_tol=0.005) for o in choice(question)] == [
            o.right for o in choice(question)
        ]
        return
    areas = {name: _area(points) for name, points in lines.items()}
    best = max(areas, key=lambda name: areas[name])
    random = min(areas, key=lambda name: abs(areas[name] - 0.5))
    assert key(question).text == f"Classifier {best if 'best' in question.stem else random}"
    ordered = sorted(areas.values())
    assert all(b - a > 0.05 for a, b in pairwise(ordered))


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_pictures_are_drawn_alike_every_time(seed: int) -> None:
    """A recipe gives one PNG of 640 by 640 pixels, the same bytes each time, with something on it."""
    recipe = generate("curve", seed).image
    assert recipe
    picture = draw(recipe)
    assert draw(recipe) == picture
    image = Image.open(BytesIO(picture))
    assert (image.format, image.size) == ("PNG", (640, 640))
    assert len(set(image.convert("L").tobytes())) > 5


def test_an_unknown_recipe_is_refused() -> None:
    """A recipe of something else is an error, not an empty picture."""
    with pytest.raises(ValueError, match="recipe"):
        draw('{"curve": "pie", "lines": []}')


LIMITS = {
    # What each mode takes: largest payload (MB), longest processing (s). The lowest figure that AWS gives is used.
    "Real-time inference": (5, 60),
    "Serverless inference": (4, 60),
    "Asynchronous inference": (1000, 3600),
}


@each
@given(seeds)
def test_the_mode_is_the_only_one_that_meets_the_requirements(seed: int) -> None:
    """Payload, duration, traffic and latency are read from the stem; one mode alone meets them, by a margin."""
    question = generate("mode", seed)
    stem = question.stem
    fitting = {"Batch transform"} if "million" in stem else set(LIMITS)
    if payload := re.search(r"(\d+) (KB|MB)", stem):
        size = int(payload[1]) / (1000 if payload[2] == "KB" else 1)
        fitting &= {mode for mode, (most, _) in LIMITS.items() if size <= most * 0.75}
    if minutes := re.search(r"(\d+) minutes", stem):
        fitting &= {mode for mode, (_, longest) in LIMITS.items() if int(minutes[1]) * 60 <= longest * 0.75}
    if "ms**" in stem:
        fitting -= {"Serverless inference", "Asynchronous inference"}
    if "while it is idle" in stem:
        fitting -= {"Real-time inference"}
    if "no instances" in stem:
        fitting -= {"Real-time inference", "Asynchronous inference"}
    assert fitting == {key(question).text}


@each
@given(seeds)
def test_the_monitor_follows_from_what_is_compared(seed: int) -> None:
    """Later outcomes mean model quality, groups mean bias, SHAP means attribution, and the rest is data quality."""
    question = generate("monitor", seed)
    told = question.stem.split("**")[1]
    if "SHAP" in told:
        expected = "Feature attribution drift"
    elif re.search(r"outcomes", told, re.IGNORECASE):
        expected = "Model quality"
    elif re.search(r"positive rates?", told, re.IGNORECASE):
        expected = "Bias drift"
    else:
        expected = "Data quality"
    assert key(question).text == expected


@pytest.mark.parametrize("family", FAMILIES)
def test_neither_size_nor_place_gives_a_key_away(family: str) -> None:
    """Over many seeds the key is the smallest, the second, the third and the largest option about equally often."""
    ranks, places = Counter[int](), Counter[int]()
    for asked in drawn(family):
        body = asked.body
        if isinstance(body, Choice):
            places[body.key[0]] += 1
            rank = rank_of_key(body)
            ranks[by_length(body) if rank is None else rank] += 1
    for found in (ranks, places):
        assert len(found) == 4
        assert max(found.values()) / found.total() < 0.3


@pytest.mark.parametrize("family", FAMILIES)
def test_who_knows_no_aws_gets_no_further_than_in_the_packs(family: str) -> None:
    """Over many seeds neither the guesser nor any of its rules is right more often than the packs allow."""
    guessed = score(guess_all(drawn(family)))
    assert {name: rule.share for name, rule in guessed.rules.items() if rule.too_good} == {}
    assert not guessed.together.too_good


@cache
def drawn(family: str) -> list[Question]:
    return [generate(family, seed * 7919) for seed in range(600)]


def by_length(body: Choice) -> int:
    """Where options are words: how many are shorter than the key, or as long and before it in the alphabet."""
    sizes = [(len(option.text), option.text) for option in body.options]
    return sum(size < sizes[body.key[0]] for size in sizes)
