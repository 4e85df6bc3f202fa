"""Loading one pack file: all of it, or its errors."""

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from bot.kernel.questions import Question
from bot.packs.building import build
from bot.packs.own import OwnPackIn
from bot.packs.problems import PackError, Problem
from bot.packs.reading import Tree, read_tree
from bot.packs.schema import Level, PackIn
from bot.packs.validating import validate

LEVELS = get_args(Level)


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file that may serve. The `tree` gives the place of anything in it: item n stands at `("items", n)`."""

    path: Path
    topic: str
    title: str | None
    subtopic: str
    questions: tuple[Question, ...]
    tree: Tree
    level: Level = "published"

    def clash(self, index: int, other: Path) -> Problem:
        """The problem that the id of an item stands in another file too."""
        return Problem(
            self.path,
            *self.tree.place(("items", index, "id")),
            rule="id-clash",
            message=f"This ID is also in {other}.",
            mend="Give this item a different ID; the file is left out until then.",
            item=self.questions[index].id,
        )


def load_file(path: Path) -> PackFile:
    """Load a pack file. Raises `PackError` with everything that is wrong with it."""
    return load_tree(read_tree(path))


def load_tree(tree: Tree) -> PackFile:
    """Load what was read of a pack file. Raises `PackError` as `load_file` does."""
    is_own = level_of(tree) == "own"
    pack = validate(OwnPackIn, tree) if is_own else validate(PackIn, tree)
    questions = tuple(build(item, pack.topic, pack.subtopic) for item in pack.items)
    return PackFile(tree.path, pack.topic, pack.title, pack.subtopic, questions, tree, pack.level)


def level_of(tree: Tree) -> Level:
    """The level that a file is held to. Raises `PackError` where it names none that there is."""
    level = tree.value.get("level", "published") if isinstance(tree.value, dict) else "published"
    if level not in LEVELS:  # with the wrong one's rules everything else would seem wrong
        message, mend = f"'level' should be {' or '.join(sorted(LEVELS))}.", "Write one of them."
        raise PackError([Problem(tree.path, *tree.place(("level",)), rule="schema", message=message, mend=mend)])
    return "own" if level == "own" else "published"
