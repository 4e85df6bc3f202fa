"""Moving keys within their items, so that their places in the file are even; items are shown shuffled anyway."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from bot.kernel.questions import Choice, Kind, Question
from bot.packs.loading import PackFile, load_file
from bot.packs.problems import PackError, Problem
from bot.whole import write_whole

PLACES = 4


def balance_file(path: Path) -> int:
    """Give the keys of single-choice items with four options even places; returns how many items changed.

    Whole lines change places, so comments and layout stay. Raises `PackError` where the file cannot be loaded, or
    where its layout does not allow it (then it is left as it was).
    """
    before = path.read_bytes()
    file = load_file(path)
    lines = before.decode("utf-8").splitlines(keepends=True)
    if not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\n"
    moved = sum(_move(lines, file, index, place) for index, place in _targets(file))
    if not moved:
        return 0
    write_whole(path, "".join(lines).encode())
    try:
        kept = list(map(_in_any_order, file.questions)) == list(map(_in_any_order, load_file(path).questions))
    except PackError:
        kept = False
    if not kept:
        write_whole(path, before)
        raise PackError([Problem(path, 1, 1, "balance", "Options are not on separate lines.", "Move them by hand.")])
    return moved


def _in_any_order(question: Question) -> Question:
    """The question, its reasons and all, with its options in the order of their texts."""
    body = question.body
    if not isinstance(body, Choice):
        return question
    return replace(question, body=Choice(tuple(sorted(body.options, key=lambda option: option.text))))


def _targets(file: PackFile) -> Iterator[tuple[int, int]]:
    """Index of each item with four options, and the place for its key: every four items use all four places."""
    rng = Random(file.path.name)  # noqa: S311 - a layout, not a secret
    places: list[int] = []
    for index, question in enumerate(file.questions):
        if question.kind is Kind.SINGLE and isinstance(question.body, Choice) and len(question.body.options) == PLACES:
            places = places or rng.sample(range(PLACES), PLACES)
            yield index, places.pop()


def _move(lines: list[str], file: PackFile, index: int, place: int) -> bool:
    """Swap the lines of the key with those of the option that stands at the place."""
    body = file.questions[index].body
    key = body.key[0] if isinstance(body, Choice) else place
    if key == place:
        return False
    starts = [file.tree.place(("items", index, "options", option))[0] - 1 for option in range(PLACES)]
    ends = [*starts[1:], _end(lines, starts[-1])]
    texts = [lines[a:b] for a, b in zip(starts, ends, strict=True)]
    texts[key], texts[place] = texts[place], texts[key]
    lines[starts[0] : ends[-1]] = [line for text in texts for line in text]
    return True


def _end(lines: list[str], start: int) -> int:
    """The line after the last one of an option; empty lines within it are its own."""
    end = last = start + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) > _indent(lines[start])):
        end += 1
        last = end if lines[end - 1].strip() else last
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
