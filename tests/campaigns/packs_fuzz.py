"""Damages pack files in every way that we could think of: each is refused with its place, or serves whole.

`main(seed, runs)` tries so many files; 100,000 is the full run.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bot.kernel.grading import Answer, check, grade
from bot.kernel.questions import Choice, Matching, Numeric, Ordering, Question, Typed
from bot.packs.checking.rules import ITEM_RULES
from bot.packs.content import content_hash, from_json, to_json
from bot.packs.loading import PackFile, load_file
from bot.packs.problems import PackError, Problem
from bot.packs.tables import Tables
from tests.packs.samples import BODIES, item

MOST_PROBLEMS = 50
SPECIALS = (
    "&a ", "*a", "<<: *a", "!!python/object/apply:os.system ", "!x ", "--- ", "...", "%YAML 9.9\n", "\t", "\0", "\x07",
    "? [a, b]\n: c", "? ", "- ", ": ", " #", "'", '"', "|", ">-\n", "[", "{", "}", "]", ",", "@", "`", "\u2028",
    "\ufeff", "\U0001f600", "é", "null", "~", "yes", ".nan", ".inf", "-1", "0x1F", "1e999", "9" * 40, "2026-13-45",
    "\r\n", "\n\n",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, "", " ", "x", "x" * 700, 0, -1, 7, 1e308, "nan", "inf", True, False, [], {}, [[]], [None], {"a": 1},
    "2026-02-30", "ftp://x", "IM-C02", "true_false", "typed", "\n", "A\0B", "𝔘" * 90, ["a", "a", "a"],
    [{"text": "a", "why": "b"}] * 3,
)  # fmt: skip

Damage = Callable[[bytes, random.Random], bytes]


def main(seed: int, runs: int) -> int:
    """Try so many damaged files; 0 if none of them did what it should not, and some were tried."""
    rng = random.Random(seed)  # noqa: S311 - damage, not a secret
    tally: Counter[str] = Counter()
    with TemporaryDirectory() as directory:
        for run in range(runs):
            outcome = _try(Path(directory) / "pack.yaml", damaged(rng))
            tally[outcome.split(":")[0]] += 1
            if outcome.startswith("violation"):
                print(f"seed {seed}, run {run}: {outcome}")
    print(
        f"packs-fuzz: {tally.total():,} damaged files: {tally['refused']:,} refused, {tally['served']:,} served, "
        f"{tally['violation']:,} violations"
    )
    return 0 if tally.total() and tally["refused"] and not tally["violation"] else 1


def damaged(rng: random.Random) -> bytes:
    """A pack file with one to four damages."""
    kinds = rng.sample(sorted(BODIES), rng.randint(1, 3))
    pack: dict[str, Any] = {"topic": "metrics", "subtopic": "Fuzz", "items": [item(kind) for kind in kinds]}
    if rng.random() < 0.5:
        for _ in range(rng.randint(1, 3)):
            _damage_value(pack, rng)
    data = _written(pack, rng).encode("utf-8", "surrogatepass")
    for _ in range(rng.randint(0, 3)):
        data = rng.choice(DAMAGES)(data, rng)
    return data


def _written(pack: dict[str, Any], rng: random.Random) -> str:
    if rng.random() < 0.3:
        return json.dumps(pack, indent=rng.choice((None, 1)), ensure_ascii=rng.random() < 0.5)
    return yaml.dump(pack, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)


def _damage_value(node: Any, rng: random.Random) -> None:
    """Replace, remove, double or rename something somewhere in the tree."""
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = rng.choice(keys)
        if isinstance(node[key], dict | list) and rng.random() < 0.75:
            node = node[key]
            continue
        action = rng.randrange(4)
        if action == 0:
            node[key] = deepcopy(rng.choice(VALUES))
        elif action == 1:
            del node[key]
        elif isinstance(node, list):
            node.append(deepcopy(node[key]))
        else:
            node[f"{key}s" if action == 2 else rng.choice(("right", "text", "options", "kind", "id"))] = deepcopy(
                node[key]
            )
        return


def _flip(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.randrange(1 + min(200, len(data))) :]


def _insert(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(SPECIALS).encode() + data[at:]


def _lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    if rng.random() < 0.5:
        lines[first], lines[second] = lines[second], lines[first]
    else:
        lines.insert(first, lines[second])
    return b"\n".join(lines)


def _indent(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    lines[at] = lines[at].lstrip() if rng.random() < 0.5 else b" " * rng.randint(1, 9) + lines[at]
    return b"\n".join(lines)


def _recode(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-32", "utf-16-le", "latin-1", "utf-8-sig", "cp1252")), "replace")


def _nest(data: bytes, rng: random.Random) -> bytes:
    depth = rng.choice((5, 20, 500, 20_000))
    return data + b"\nextra: " + rng.choice((b"[", b"{a: ", b"- ")) * depth


def _laugh(data: bytes, _: random.Random) -> bytes:
    """Aliases of aliases, which would unfold to ten to the ninth entries."""
    steps = [b"l0: &l0 [x]"] + [b"l%d: &l%d [%s]" % (i, i, b",".join([b"*l%d" % (i - 1)] * 10)) for i in range(1, 10)]
    return b"\n".join(steps) + b"\n" + data


def _swell(data: bytes, rng: random.Random) -> bytes:
    return data + b"# " + b"x" * (1_000_000 if rng.random() < 0.2 else 1_000)


DAMAGES: tuple[Damage, ...] = (_flip, _flip, _cut, _insert, _insert, _lines, _indent, _recode, _nest, _laugh, _swell)


def _try(path: Path, data: bytes) -> str:
    """What became of the file: `refused`, `served`, or `violation: …`."""
    path.write_bytes(data)
    try:
        file = load_file(path)
    except PackError as refused:
        return _fault_of_refusal(refused.problems, path, data) or "refused"
    except Exception as error:  # noqa: BLE001 - whatever comes out is what the campaign looks for
        return f"violation: {type(error).__name__}: {str(error)[:200]} in {data[:2000]!r}"
    try:
        return _fault_of_pack(file) or "served"
    except Exception as error:  # noqa: BLE001 - as above
        return f"violation: {type(error).__name__}: {str(error)[:200]} after loading {data[:2000]!r}"


def _fault_of_refusal(problems: tuple[Problem, ...], path: Path, data: bytes) -> str | None:
    """A refusal has problems, each with a place in the file, one line of message, and a rule."""
    lines = len(data.decode("utf-8", "replace").splitlines()) + 1
    if not 1 <= len(problems) <= MOST_PROBLEMS:
        return f"violation: {len(problems)} problems in {data[:2000]!r}"
    for problem in problems:
        said = str(problem)
        if problem.path != path or not 1 <= problem.line <= lines or problem.column < 1:
            return f"violation: no such place as {problem.line}:{problem.column} in {data[:2000]!r}"
        if not problem.message or not problem.rule or not said.isprintable() or len(said) > 800:
            return f"violation: unclear message {said!r}"
    return None


def _fault_of_pack(file: PackFile) -> str | None:
    """What serves can be stored, asked, graded by its key, and checked."""
    for question in file.questions:
        if from_json(to_json(question)) != question or not content_hash(question):
            return f"violation: {question.id} does not come back from JSON"
        if not grade(question, check(question, key_of(question))).correct:
            return f"violation: the key of {question.id} is graded as wrong"
        for rule in ITEM_RULES:
            for flaw in rule.find(question, Tables()):
                file.tree.place(("items", 0, *flaw.loc))
    return None


def key_of(question: Question) -> Answer:
    """The right answer of a question."""
    match question.body:
        case Choice() as body:
            return body.key
        case Ordering(steps=steps):
            return tuple(range(len(steps)))
        case Matching(pairs=pairs):
            return tuple(range(len(pairs)))
        case Numeric(value=value):
            return repr(value)
        case Typed(answers=answers):
            return answers[0]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
