"""How the property tests run: few and always the same examples, or with RECALL_THOROUGH=1 many and new ones."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

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
