"""How the tests run.

Property tests: few and always the same examples, or with RECALL_THOROUGH=1 many and new ones. Where several processes
share the suite, a file's tests stay in one of them. Files whose tests start programs of their own come first: they take
longest, and at the end both processes should have something to do.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent

pytest_plugins = ["tests.engines"]

STARTING_PROGRAMS = {"browser", "wire"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(HERE))))
    items.sort(key=lambda item: item.path.relative_to(HERE).parts[0] not in STARTING_PROGRAMS)


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
settings.load_profile("thorough" if os.environ.get("RECALL_THOROUGH") else "quick")
