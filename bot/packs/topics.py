"""The topics that packs declare beside their files (`topics.yaml`), in the order in which people are shown them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.packs.files import is_there
from bot.packs.reading import read_tree
from bot.packs.schema import Strict, Topic
from bot.packs.validating import validate

BUILT_IN = Path(__file__).resolve().parents[2] / "questions"
"""The directory of the packs that come with the game."""

FILE = "topics.yaml"


class _TopicIn(Strict):
    topic: Topic
    title: Annotated[str, Field(min_length=1, max_length=60)]


class _Topics(Strict):
    topics: tuple[_TopicIn, ...]


def load_topics(directories: Iterable[Path]) -> dict[str, str]:
    """Slug → title of the declared topics: the built-in ones first, then those of the directories.

    Raises `PackError` where a file is broken.
    """
    paths = dict.fromkeys([BUILT_IN / FILE, *(directory / FILE for directory in directories)])
    declared = [one for path in paths if is_there(path) for one in validate(_Topics, read_tree(path)).topics]
    titles: dict[str, str] = {}
    for one in declared:
        titles.setdefault(one.topic, one.title)
    return titles
