"""The packs of a running bot: a changed file is picked up without a restart."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import structlog

from bot.kernel.questions import Question
from bot.kernel.topics import name_topics
from bot.packs.catalogue import UNFIT, Catalogue, Render, load_catalogue
from bot.packs.problems import Problem

_log = structlog.get_logger(__name__)


class LivePacks:
    """The newest catalogue. Games keep the questions that they were given, so swapping it disturbs none."""

    def __init__(
        self, directories: Sequence[Path], render: Render | None = None, *, shipped: Path | None = None
    ) -> None:
        """`render` says of an item what no screen can show; such items are left out, and the log says so.

        The items in `shipped` are known to fit.
        """
        self.directories = directories
        self._swap(*load_catalogue(directories, render, shipped=shipped))

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue as the packs stand now."""
        return self._catalogue

    def questions(self) -> Mapping[str, Question]:
        """All questions by id, as the packs stand now."""
        return self._catalogue.questions

    async def reload(self, at: datetime) -> None:  # noqa: ARG002 - a tick says the time, files have their own
        """Look whether a file was changed, added or taken away."""
        fresh = await asyncio.to_thread(self._catalogue.reload_if_changed)
        if fresh is not None:
            self._swap(*fresh)
            _log.info("the packs changed", questions=len(self._catalogue.questions))

    def _swap(self, catalogue: Catalogue, problems: Sequence[Problem]) -> None:
        self._catalogue = catalogue
        name_topics(catalogue.topics)
        _tell(problems)


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        if problem.severity == "warning":
            what = "a file in a packs folder is ignored" if problem.rule.startswith("file-") else "a pack loads oddly"
            _log.warning(what, problem=str(problem))
        else:
            what = "an item is left out" if problem.rule == UNFIT else "a pack is left out"
            _log.error(what, problem=str(problem))
