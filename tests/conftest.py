"""How the tests run.

Property tests: few and always the same examples, or with RECALL_THOROUGH=1 many and new ones. Where several processes
share the suite, a file's tests stay in one of them, and all that start programs of their own stay in the same one, so
that they do not starve each other.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent

STARTING_PROGRAMS = {"browser", "wire"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        place = item.path.relative_to(HERE)
        together = "programs" if place.parts[0] in STARTING_PROGRAMS else str(place)
        item.add_marker(pytest.mark.xdist_group(together))


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
