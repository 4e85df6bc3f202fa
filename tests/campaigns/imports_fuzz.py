"""Damages files of every format that is read: each is refused in words, or what comes of it can be played; none hangs.

`main(seed, runs)` tries so many files; 100,000 is the full run. Each is also brought in by the command line's way now
and then, to see that no half of an import is ever left.
"""

import random
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from bot.exchange.draft import UnreadableError
from bot.exchange.importing import Brought, bring
from bot.exchange.reading import FORMATS
from bot.exchange.storing import files_of, store, target_of
from bot.exchange.taken import Import
from bot.exchange.writers.common import Pack
from bot.exchange.writing import TARGETS
from bot.kernel.grading import check, grade
from bot.kernel.questions import Question
from bot.packs.loading import load_file
from tests.campaigns.packs_fuzz import key_of
from tests.exchange.seeds import SEEDS

RUNS = 100_000
LONGEST_SECONDS = 2.0
STORED_EVERY = 50
SPECIALS = (
    "{", "}", "=", "~", "#", "\\", "->", "%50%", "::", "####", "//", "$CATEGORY: ", "\t", ",", '"', "'", ";", "|", "\0",
    "\r", "ANSWER: ", "A) ", "- [x] ", "- [ ] ", "### ", "1. ", "<!-- recall: kind=single -->", "<b>", "</p>", "&quot;",
    "&#0;", "<![CDATA[", "]]>", "<!DOCTYPE x>", "{{c1::", "}}", "\x1f", "\ufeff", "\u202e", "\u2028", "𝔘", "9" * 400,
    "1e999", "nan", "-inf", "null", "true", "[", "]", "&a ", "*a", "!x ", "=SUM(A1)", "x" * 3_000, "\n\n\n",
)  # fmt: skip
Damage = Callable[[bytes, random.Random], bytes]


def main(seed: int, runs: int) -> int:
    """Try so many damaged files; 0 if none did what it should not, and some were taken and some refused."""
    rng = random.Random(seed)  # noqa: S311 - damage, not a secret
    tally: Counter[str] = Counter()
    slowest = 0.0
    with TemporaryDirectory() as directory:
        for run in range(runs):
            form, data = damaged(rng)
            begun = process_time()
            outcome = _try(form, data, Path(directory) if run % STORED_EVERY == 0 else None)
            slowest = max(slowest, process_time() - begun)
            if process_time() - begun > LONGEST_SECONDS:
                outcome = f"violation: {form} took {process_time() - begun:.1f} s on {data[:500]!r}"
            tally[outcome.split(":")[0]] += 1
            if outcome.startswith("violation"):
                print(f"seed {seed}, run {run}: {outcome}")
    print(
        f"imports-fuzz: {tally.total():,} damaged files of {len(SEEDS)} formats: {tally['refused']:,} refused, "
        f"{tally['taken']:,} taken, {tally['violation']:,} violations; the slowest took {slowest:.2f} s"
    )
    return 0 if tally["taken"] and tally["refused"] and not tally["violation"] else 1


def damaged(rng: random.Random) -> tuple[str, bytes]:
    """A file of some format, with one to four damages; now and then it is named as another format."""
    form = rng.choice(sorted(SEEDS))
    data = rng.choice(SEEDS[form])
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(DAMAGES)(data, rng)
    return (rng.choice(sorted(FORMATS)) if rng.random() < 0.1 else form), data


def _somewhere(data: bytes, rng: random.Random) -> int:
    return rng.randrange(len(data) + 1)


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data or b"x")
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _drop(data: bytes, rng: random.Random) -> bytes:
    begins = _somewhere(data, rng)
    return data[:begins] + data[begins + rng.randint(1, 60) :]


def _double(data: bytes, rng: random.Random) -> bytes:
    begins = _somewhere(data, rng)
    return data[:begins] + data[begins : begins + rng.randint(1, 300)] * rng.randint(2, 20) + data[begins:]


def _insert(data: bytes, rng: random.Random) -> bytes:
    at = _somewhere(data, rng)
    return data[:at] + rng.choice(SPECIALS).encode("utf-8", "surrogatepass") + data[at:]


def _truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: _somewhere(data, rng)]


def _inside(data: bytes, rng: random.Random) -> bytes:
    """Damage one file of an archive, which stays whole itself."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - an archive that is damaged already is damaged as any bytes are
        return _insert(data, rng)
    if not files:
        return data
    name = rng.choice(sorted(files))
    files[name] = rng.choice((_flip, _drop, _double, _insert, _truncate))(files[name], rng)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in files.items():
            archive.writestr(one, content)
    return out.getvalue()


DAMAGES: tuple[Damage, ...] = (_flip, _drop, _double, _insert, _insert, _truncate, _inside, _inside)


def _try(form: str, data: bytes, directory: Path | None) -> str:
    """What became of the file: `refused`, `taken`, or `violation: …`."""
    try:
        brought = bring(Brought("fuzz.bin", data, FORMATS[form]))
    except UnreadableError as refused:
        said = str(refused)
        return "refused" if said and said.isprintable() and len(said) < 600 else f"violation: unclear: {said!r:.300}"
    except Exception as error:  # noqa: BLE001 - whatever comes out is what the campaign looks for
        return f"violation: {form}: {type(error).__name__}: {str(error)[:200]} in {data[:1500]!r}"
    try:
        return _fault(brought, directory) or ("taken" if brought.items else "refused")
    except Exception as error:  # noqa: BLE001 - as above
        return f"violation: {form}: {type(error).__name__}: {str(error)[:200]} after reading {data[:1500]!r}"


def _fault(brought: Import, directory: Path | None) -> str | None:
    """What comes in can be graded, goes out again in every format, and is stored whole."""
    report = brought.report
    if report.taken != len(brought.items) or not all(line.message for line in report.lines):
        return f"violation: the report says {report.taken} of {len(brought.items)}"
    if unclear := next((line for line in report.lines if not str(line).isprintable() or len(str(line)) > 1_500), None):
        return f"violation: unclear line {str(unclear)[:200]!r}"
    for item in brought.items:
        question = item.question
        if not grade(question, check(question, key_of(question))).correct:
            return f"violation: the key of {question!r:.300} is graded as wrong"
    if directory is not None and brought.items:
        return _fault_of_files(brought, directory)
    return None


def _fault_of_files(brought: Import, directory: Path) -> str | None:
    questions = [item.question for item in brought.items]
    pack = Pack(brought.title, brought.topic, questions, [item.subtopic for item in brought.items])
    for target in TARGETS.values():
        target.write(pack)
    files = files_of(brought, brought.title)
    target_path = target_of(directory, brought.title, files)
    store(target_path, brought.title, files, replace=True)
    paths = sorted(target_path.glob("*.yaml")) if target_path.is_dir() else [target_path]
    stored: list[Question] = [question for path in paths for question in load_file(path).questions]
    if sorted(q.id for q in stored) != sorted(q.id for q in questions):
        return f"violation: {len(stored)} of {len(questions)} stored"
    if {q.id: q.body for q in stored} != {q.id: q.body for q in questions}:
        return f"violation: stored otherwise than taken: {questions!r:.400}"
    return None


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
