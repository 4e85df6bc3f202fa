"""Loading one pack file: all of it, or its errors."""

from dataclasses import dataclass
from pathlib import Path

from bot.kernel.questions import Question
from bot.packs.building import build
from bot.packs.problems import Problem
from bot.packs.reading import Tree, read_tree
from bot.packs.schema import PackIn
from bot.packs.validating import validate


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file that may serve. The `tree` gives the place of anything in it: item n stands at `("items", n)`."""

    path: Path
    topic: str
    title: str | None
    subtopic: str
    questions: tuple[Question, ...]
    tree: Tree

    def clash(self, index: int, other: Path) -> Problem:
        """The problem that the id of an item stands in another file too."""
        return Problem(
            self.path,
            *self.tree.place(("items", index, "id")),
            rule="id-clash",
            message=f"This id stands in {other} too.",
            mend="Give this item an id of its own; the file is left out until then.",
            item=self.questions[index].id,
        )


def load_file(path: Path) -> PackFile:
    """Load a pack file. Raises `PackError` with everything that is wrong with it."""
    tree = read_tree(path)
    pack = validate(PackIn, tree)
    questions = tuple(build(item, pack.topic) for item in pack.items)
    return PackFile(path, pack.topic, pack.title, pack.subtopic, questions, tree)
