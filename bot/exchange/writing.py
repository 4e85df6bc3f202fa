"""Every format that is written, and taking a pack out in one."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from bot.exchange.report import Report
from bot.exchange.writers.common import Pack, Written

Write = Callable[[Pack], Written]


@dataclass(frozen=True, slots=True)
class Target:
    """A format by its short name, what it is called, and how its files end."""

    name: str
    title: str
    ending: str
    writer: str
    """The module of `writers` that writes it, loaded with the first such file."""

    def write(self, pack: Pack) -> Written:
        """The pack as a file of this format."""
        write: Write = import_module(f"bot.exchange.writers.{self.writer}").write
        return write(pack)


NAMED = "recall-pack-{number}.yaml"
"""The files of a pack of ours that is too large for one, in a ZIP archive."""

TARGETS = {
    one.name: one
    for one in (
        Target("yaml", "Recall's own YAML", ".yaml", "ours"),
        Target("gift", "Moodle GIFT", ".gift", "gift"),
        Target("moodle", "Moodle XML", ".xml", "moodle"),
        Target("qti", "QTI 2.1", ".zip", "qti"),
        Target("csv", "CSV", ".csv", "csv"),
        Target("kahoot", "Kahoot's spreadsheet", ".xlsx", "kahoot"),
        Target("apkg", "an Anki deck", ".apkg", "anki"),
        Target("markdown", "Markdown", ".md", "markdown"),
        Target("html", "a sheet to print, with its key", ".html", "html"),
    )
}
"""By name, in the order in which they are offered."""


def ending_of(target: Target, data: bytes) -> str:
    """How the name of such a file ends: a pack that is too large for one file comes as several in an archive."""
    return ".zip" if target.name == "yaml" and data.startswith(b"PK") else target.ending


def take_out(pack: Pack, target: Target) -> tuple[bytes, Report]:
    """The file, and what of each item it does not hold."""
    written = target.write(pack)
    return written.data, Report(target.name, written.count, tuple(written.lines))
