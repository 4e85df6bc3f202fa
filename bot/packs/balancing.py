"""Moving keys within their items, so that their places in the file are even; items are shown shuffled anyway."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from bot.kernel.questions import Choice, Kind
from bot.packs.content import content_hash
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
    moved = sum(_move(lines, file, index, place) for index, place in _targets(file))
    write_whole(path, "".join(lines).encode())
    try:
        kept = list(map(content_hash, file.questions)) == list(map(content_hash, load_file(path).questions))
    except PackError:
        kept = False
    if not kept:
        write_whole(path, before)
        raise PackError([Problem(path, 1, 1, "balance", "Options are not on separate lines.", "Move them by hand.")])
    return moved


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
    blocks = [_block(lines, file, index, option) for option in range(PLACES)]
    start, end = blocks[0][0], blocks[-1][1]
    texts = [lines[a:b] for a, b in blocks]
    texts[key], texts[place] = texts[place], texts[key]
    lines[start:end] = [line for text in texts for line in text]
    return True


def _block(lines: list[str], file: PackFile, index: int, option: int) -> tuple[int, int]:
    """First line of an option and the line after its last, from 0."""
    line, _ = file.tree.place(("items", index, "options", option))
    start = end = line - 1
    indent = _indent(lines[start])
    end += 1
    while end < len(lines) and lines[end].strip() and _indent(lines[end]) > indent:
        end += 1
    return start, end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
