"""The house: what features may know of each other, and that nobody has to list them."""

import ast
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bot.app import App
from bot.client.client import RecallClient
from bot.feature import Feature
from bot.features import features
from bot.parts import feature_names
from bot.storage.database import open_database
from bot.storage.every_table import metadata
from bot.timing.clock import Clock

ROOT = Path(__file__).parents[1]

FEATURES = feature_names()

OPEN_TO_ALL = {"bot": {"api"}, "cogs": {"ids"}}
"""Of another feature: its contracts, and the ids with which a button leads to it."""

SEES_ALL = {"checking", "help", "settings"}
"""Screens that are put together from all features: what fits on each, where everything is, what a server has set."""

LENT = {
    # A reminder, a weak spot, a plan and a mock's report begin a practice in place of their own message.
    ("exams", "cogs.practice.components"),
    ("reminders", "cogs.practice.components"),
    ("weakspots", "cogs.practice.components"),
    ("readiness", "cogs.practice.components"),
    # A course leads into a practice and back.
    ("courses", "cogs.practice.components"),
    # An evening marks points in the essays' own words.
    ("evenings", "cogs.essays.words"),
    # What was passed is told in the course's own words.
    ("profile", "cogs.courses.words"),
    # The countdown to an exam and the day's portion are told in one and the same words.
    ("reminders", "cogs.readiness.words"),
    ("profile", "cogs.readiness.words"),
    # A summary is drawn as weak spots are, and calls teams what their quiz called them.
    ("summaries", "cogs.weakspots.chart"),
    ("summaries", "cogs.rounds.teams.words"),
    # One's own reports are listed in the reports' own words.
    ("profile", "cogs.reports.words"),
    # The rounds of a night are quizzes: chosen, hosted and told as these are; its reminders are sent as others are.
    ("nights", "cogs.rounds.hosting.components"),
    ("nights", "cogs.rounds.options"),
    ("nights", "cogs.rounds.words"),
    # A night is on the same shared screen as its rounds.
    ("nights", "cogs.rounds.presenting.screen"),
    ("nights", "cogs.reminders.letters"),
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_foreign(module: str, feature: str) -> bool:
    room, _, rest = module.partition(".")
    other, _, inside = rest.partition(".")
    if room not in OPEN_TO_ALL or other not in FEATURES or other in (feature, *SEES_ALL) or not inside:
        return False
    return inside.split(".")[0] not in OPEN_TO_ALL[room] and (feature, module) not in LENT


@pytest.mark.parametrize("feature", sorted({*FEATURES} - SEES_ALL))
def test_features_know_each_other_by_their_contracts_alone(feature: str) -> None:
    """A feature can be changed without reading the others: they import nothing of it but `api.py`."""
    files = [*(ROOT / "bot" / feature).rglob("*.py"), *(ROOT / "cogs" / feature).rglob("*.py")]
    known = {
        (str(path.relative_to(ROOT)), module)
        for path in files
        if path.name != "manifest.py"
        for module in imports(path)
        if is_foreign(module, feature) and not any(module.startswith(f"{lent}.") for _, lent in LENT)
    }
    assert known == set()


@pytest.mark.parametrize("room", ["bot/kernel", "bot/study", "cogs/shared"])
def test_what_is_shared_knows_no_feature(room: str) -> None:
    """What all games are made of can be read alone."""
    known = {
        (path.name, module)
        for path in (ROOT / room).rglob("*.py")
        for module in imports(path)
        if module.partition(".")[0] in ("bot", "cogs") and module.split(".")[1] in {*FEATURES, *SEES_ALL}
    }
    assert known == set()


def test_what_is_shared_by_screens_sees_features_on_purpose() -> None:
    """Only the screens that are put together from all features, and features themselves, live beside each other."""
    rooms = {folder.name for folder in (ROOT / "cogs").iterdir() if (folder / "__init__.py").exists()}
    assert rooms - set(FEATURES) <= SEES_ALL | {"shared", "retention"}


@pytest.fixture
async def assembled(tmp_path: Path) -> list[Feature]:
    database = open_database(tmp_path / "recall.sqlite3")
    app = App(database, RecallClient(), Clock())
    await database.close()
    return app.features


async def test_every_verb_of_every_feature_is_answered_by_one_handler(assembled: list[Feature]) -> None:
    """A button that somebody put on a screen leads somewhere, and to one place: in its feature's manifest."""
    handled = Counter(verb for feature in assembled for verb in feature.handlers)
    assert [verb for verb, times in handled.items() if times > 1] == []
    paths = (ROOT / "cogs").glob("*/ids.py")
    rooms = [import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in paths]
    told = {verb.value for room in rooms for verb in getattr(room, "Verb", ())}
    assert told - handled.keys() == set()


async def test_every_command_and_every_tick_is_in_a_manifest(assembled: list[Feature]) -> None:
    """A cog that nobody hands to the client is a command that nobody has; two ticks of one name hide each other."""
    used = {one.__name__ for feature in assembled for cog in feature.cogs for one in type(cog).__mro__}
    ticks = Counter(tick.name for feature in assembled for tick in feature.ticks)
    assert [name for name, times in ticks.items() if times > 1] == []
    written = {
        node.name
        for path in (ROOT / "cogs").glob("*/*.py")
        if path.parent.name != "shared"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and any("Cog" in ast.unparse(base) for base in node.bases)
    }
    assert written - used == set()


async def test_every_card_is_drawn_by_one_feature(assembled: list[Feature]) -> None:
    """A message that must appear is its feature's alone."""
    for card in ("lobby", "q0", "q29", "podium", "daily", "duel", "result"):
        assert sum(feature.owns(card) for feature in assembled) == 1, card


def test_a_manifest_is_found_by_being_there() -> None:
    """Each has a feature, and nothing else names it."""
    assert len(features()) == len([name for name in FEATURES if (ROOT / "bot" / name / "manifest.py").exists()])


def test_tables_are_found_by_being_there() -> None:
    """Each `tables.py` of a feature is part of the database, without being named anywhere."""
    written = {
        node.args[0].value
        for path in (ROOT / "bot").glob("*/tables.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Table", "strict_table")
        if isinstance(node.args[0], ast.Constant)
    }
    assert written == set(metadata.tables)


TELLS_ALL = {
    "bot/kernel/background.py",  # note_failure, which knows an outage
    "bot/cli/running.py",  # what ends the program, once it is known to be no outage
    "bot/delivery/outbox.py",  # likewise, once it is known to be no outage
    "bot/delivery/sender.py",  # a picture, for which nothing outside is needed
}


def test_a_traceback_is_logged_only_where_an_outage_is_told_apart() -> None:
    """A server or a disk that is away is a warning in one line, wherever it is noticed: `note_failure` sees to it."""
    found = {
        str(path.relative_to(ROOT))
        for folder in ("bot", "cogs")
        for path in (ROOT / folder).rglob("*.py")
        if any(map(_logs_a_traceback, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))
    }
    assert found == TELLS_ALL


def _logs_a_traceback(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    with_log = isinstance(node.func.value, ast.Name) and "log" in node.func.value.id
    return (with_log and node.func.attr == "exception") or any(word.arg == "exc_info" for word in node.keywords)


def test_engines_are_made_where_they_are_kept_from_telling_values() -> None:
    """One that is made elsewhere would put people's IDs and answers into the log (`bot.storage.engines`)."""
    makers = {"create_engine", "create_async_engine", "engine_from_config", "async_engine_from_config"}
    found = {
        str(path.relative_to(ROOT))
        for folder in ("bot", "cogs", "migrations")
        for path in (ROOT / folder).rglob("*.py")
        if any(module.rpartition(".")[2] in makers for module in imports(path))
        or any(
            isinstance(node, ast.Attribute) and node.attr in makers
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert found == {"bot/storage/engines.py"}
