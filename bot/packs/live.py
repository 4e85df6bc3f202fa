"""The packs of a running bot: a changed file is picked up without a restart."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import structlog

from bot.kernel.courses import module_titles
from bot.kernel.questions import Question
from bot.kernel.topics import name_topics
from bot.packs.files import Stamp, stamps
from bot.packs.keeping import digest_of, keep, kept
from bot.packs.problems import UNFIT, Problem
from bot.packs.stock import Stock

_log = structlog.get_logger(__name__)


class LivePacks:
    """The newest packs. Games keep the questions that they were given, so swapping them disturbs none."""

    def __init__(
        self,
        directories: Sequence[Path],
        render: Callable[[Question], Iterable[str]] | None = None,
        *,
        shipped: Path | None = None,
        beside: Path | None = None,
    ) -> None:
        """`render` says of an item what no screen can show; such items are left out, and the log says so.

        The items in `shipped` are known to fit. `beside` the database it is kept what the files gave, where nothing is
        wrong with them: the next start takes that while no file has changed.
        """
        self._directories, self._render, self._shipped = directories, render, shipped
        self._stamps = self._at_first = stamps(directories)
        file = beside.with_name(f"{beside.stem}.packs") if beside else None
        digest = digest_of(directories, shipped) if file else ""
        found = kept(file, digest) if file else None
        if found is None:
            found, problems = self._load({})
            _tell(problems)
            if file and not problems:
                keep(file, digest, found)
        self._stock = found
        _name(found)

    @property
    def stock(self) -> Stock:
        """What the packs give, as they stand now."""
        return self._stock

    def questions(self) -> Mapping[str, Question]:
        """All questions by id, as the packs stand now."""
        return self._stock.items.questions

    async def reload(self, at: datetime) -> None:  # noqa: ARG002 - a tick says the time, files have their own
        """Look whether a file was changed, added or taken away."""
        found = await asyncio.to_thread(stamps, self._directories)
        if found != self._stamps:
            stock, problems = await asyncio.to_thread(self._load, found)
            _tell(problems)
            self._stamps, self._stock = found, stock
            _name(stock)
            _log.info("the packs changed", questions=len(stock.items.questions))

    def _load(self, found: Mapping[Path, Stamp]) -> tuple[Stock, Sequence[Problem]]:
        """Read all files: what that takes is learned when it is needed. Those `found` to have changed are drawn."""
        from bot.packs.catalogue import load_catalogue
        from bot.packs.stocking import stock_of

        changed = {path for path, stamp in found.items() if self._at_first.get(path) != stamp}
        catalogue, problems = load_catalogue(self._directories, self._render, shipped=self._shipped, changed=changed)
        return stock_of(catalogue, self._directories), problems


def _name(stock: Stock) -> None:
    name_topics({**stock.topics, **module_titles(stock.items.courses)})


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        if problem.severity == "warning":
            what = "a file in a packs folder is ignored" if problem.rule.startswith("file-") else "a pack loads oddly"
            _log.warning(what, problem=str(problem))
        else:
            what = "an item is left out" if problem.rule == UNFIT else "a pack is left out"
            _log.error(what, problem=str(problem))
