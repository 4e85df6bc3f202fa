"""How the tests run.

Property tests: few and always the same examples, or with RECALL_THOROUGH=1 many and new ones. Where several processes
share the suite, a file's tests stay in one of them. Tests that start programs of their own go each by itself where
its file shares nothing, and are spread evenly among the files of all others: they wait most of the time, and meanwhile
the others compute.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from bot.kernel import seeds
from tests import compiled
from tests.engines import ON_A_SERVER, engine_of_the_tests
from tests.prepared import upgrade_or_copy
from tests.readers import refuse_a_second_one

HERE = Path(__file__).parent

# Where something is logged with its traceback, structlog's own renderer draws every frame with its variables: half a
# second for each.
_PLAIN = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _PLAIN])

compiled.share_from_now_on()

gc.set_threshold(50_000, 20, 100)  # a test is over before much has gathered; looking more often took a twelfth

__all__ = ["engine_of_the_tests"]  # a fixture for every test

STARTING_PROGRAMS = {"browser", "wire"}
SHARING_A_STAGE = {"test_requests.py"}
LONG_AND_SHARING_NOTHING = {"test_days.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        groups.setdefault(_group(item.nodeid), []).append(item)
    starting = [group for group in groups.values() if _starts_programs(group[0].path.relative_to(HERE))]
    others = [group for group in groups.values() if not _starts_programs(group[0].path.relative_to(HERE))]
    items[:] = [item for group in _spread(starting, others) for item in group]


class Groups(LoadScopeScheduling):  # type: ignore[misc]
    """What stays in one process. The plugin marks its own groups where pytest 9.2 does not look any more."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Groups:
    return Groups(config, log)


def pytest_collection_finish() -> None:
    gc.freeze()  # hundreds of modules and thousands of tests stay to the end: nobody need look through them again


def _spread(*rows: list[list[pytest.Item]]) -> list[list[pytest.Item]]:
    """All rows in one, each evenly from its beginning to its end."""
    placed = [((place + 0.5) / len(row), group) for row in rows for place, group in enumerate(row)]
    return [group for _, group in sorted(placed, key=itemgetter(0))]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that others can get to."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)
        Path(made).chmod(0o755)


@pytest.fixture(autouse=True, scope="session")
def one_connection_each() -> Iterator[None]:
    """Who reads holds no connection while waiting for another one."""
    with pytest.MonkeyPatch.context() as patch:
        refuse_a_second_one(patch)
        yield


@pytest.fixture(autouse=True)
def seeds_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test plays is asked alike each time; what a seed is mixed with is drawn when the bot starts."""
    monkeypatch.setattr(seeds, "_mixed", lambda told: told)


@pytest.fixture(autouse=True, scope="session")
def programs_of_the_tests() -> Iterator[None]:
    """What starts programs for the tests ends with them."""
    yield
    if found := sys.modules.get("tests.wire.nursery"):
        found.close_if_opened()


ABOUT_MIGRATIONS = {
    "test_backups.py",
    "test_causes.py",
    "test_compatibility.py",
    "test_database.py",
    "test_full_disks.py",
    "test_ownership.py",
    "test_restoring.py",
    "test_upgrading.py",
    "test_upgrading_copies.py",
}


@pytest.fixture(autouse=True)
def new_databases_are_copied(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the tests about migrations run them for each new database."""
    if request.path.name not in ABOUT_MIGRATIONS:
        monkeypatch.setattr("bot.storage.upgrading.upgrade", upgrade_or_copy)


def _group(nodeid: str) -> str:
    path = Path(nodeid.split("::")[0].removeprefix(f"{HERE.name}/"))
    alone = (_starts_programs(path) and path.name not in SHARING_A_STAGE) or path.name in LONG_AND_SHARING_NOTHING
    return nodeid if alone else str(path)


def _starts_programs(path: Path) -> bool:
    return path.parts[0] in STARTING_PROGRAMS


# A slow machine is no reason to fail: no deadlines, no checks of how quickly examples are made.
QUICK = settings(
    max_examples=50,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("quick", QUICK)
settings.register_profile("thorough", QUICK, max_examples=1_000, stateful_step_count=80, derandomize=False)
# Each example has a database of its own there, which takes a tenth of a second.
settings.register_profile("server", QUICK, max_examples=5, stateful_step_count=15)
settings.load_profile("server" if ON_A_SERVER else "thorough" if os.environ.get("RECALL_THOROUGH") else "quick")
