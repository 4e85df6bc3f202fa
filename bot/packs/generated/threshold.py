"""The threshold that costs least, when a false alarm and a miss cost differently."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

from bot.kernel.questions import Angle, Exam, Option, Source
from bot.packs.generated.drafts import READ_ON, Draft, shuffled

SOURCE = Source(
    "Binary Classification",
    "https://docs.aws.amazon.com/machine-learning/latest/dg/binary-classification.html",
    READ_ON,
)
CASES = (
    ("A card issuer's model flags payments.", "checking a false alarm", "a missed fraud"),
    ("A factory's model stops the belt for faulty parts.", "stopping for a good part", "shipping a faulty part"),
    ("A telecom's model picks customers for a discount.", "a needless discount", "losing a customer"),
    ("A library's model flags books that come back damaged.", "inspecting a sound book", "shelving a damaged book"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """What a threshold (in percent) gives on the validation set."""

    percent: int
    fp: int
    fn: int

    def cost(self, of_fp: int, of_fn: int) -> int:
        """What all its errors cost."""
        return self.fp * of_fp + self.fn * of_fn


def draw(rng: Random) -> Draft | None:
    """Four thresholds with their errors and the two costs; one is cheapest, by 5% at least."""
    of_fp, of_fn = _costs(rng)
    rows = _rows(rng)
    ranked = sorted(rows, key=lambda row: row.cost(of_fp, of_fn))
    fewest = min(rows, key=lambda row: row.fp + row.fn)
    swapped = min(rows, key=lambda row: row.cost(of_fn, of_fp))
    best = ranked[0]
    if ranked[1].cost(of_fp, of_fn) < 1.05 * best.cost(of_fp, of_fn) or best in (fewest, swapped):
        return None
    case, false_alarm, miss = rng.choice(CASES)
    table = "; ".join(f"{_at(row)}: {row.fp} FP, {row.fn} FN" for row in rows)
    stem = (
        f"{case} Its errors on the validation set, by threshold: {table}. On average, {false_alarm} costs ${of_fp} "
        f"and {miss} costs ${of_fn}. **Which threshold costs the least?**"
    )
    options = [Option(_at(row), _why(row, best, fewest, swapped, of_fp, of_fn), row is best) for row in rows]
    total = best.cost(of_fp, of_fn)
    explanation = (
        f"At {_at(best)} the errors cost {best.fp} × ${of_fp} + {best.fn} × ${of_fn} = ${total:,}, the least. "
        f"The best threshold depends on what errors cost, not on how many there are."
    )
    concept, exams = "ME-C05", ((Exam.MLA_C02, 2),)
    return Draft(concept, Angle.CHOOSE, 4, stem, shuffled(options, rng), explanation, SOURCE, exams=exams)


def _costs(rng: Random) -> tuple[int, int]:
    cheap, dear = rng.choice((2, 3, 5, 8, 10)), rng.choice((40, 60, 80, 100, 150))
    return (cheap, dear) if rng.random() < 0.5 else (dear, cheap)


def _rows(rng: Random) -> list[Row]:
    percents = sorted(rng.sample((15, 25, 35, 45, 55, 65, 75, 85, 95), 4))
    false_alarms, misses = _growing(rng)[::-1], _growing(rng)
    return [Row(*values) for values in zip(percents, false_alarms, misses, strict=True)]


def _growing(rng: Random) -> list[int]:
    """Errors that grow faster and faster towards the extreme: otherwise an outer threshold mostly costs least."""
    return list(accumulate(rng.randint(2, 12) * scale for scale in (1, 1, 4, 16)))


def _at(row: Row) -> str:
    return f"0.{row.percent}"


def _why(row: Row, best: Row, fewest: Row, swapped: Row, of_fp: int, of_fn: int) -> str:
    total = f"Its errors cost {row.fp} × ${of_fp} + {row.fn} × ${of_fn} = ${row.cost(of_fp, of_fn):,}"
    if row is best:
        return f"{total}, the least."
    if row is swapped:
        return f"{total}. It would be cheapest if the two costs were the other way around."
    if row is fewest:
        return f"{total}. It has the fewest errors, but they are the expensive ones."
    return f"{total}."
