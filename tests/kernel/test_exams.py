"""What an exam guide has."""

from __future__ import annotations

import pytest

from bot.kernel.exams import Guide
from tests.exams.makers import GUIDES


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.exam)
def test_a_guide_knows_its_tasks_and_their_objectives(guide: Guide) -> None:
    """Up to the last one of each; a pack that names another has misspelled it."""
    for task in (task for domain in guide.domains for task in domain.tasks):
        assert guide.knows(task.number)
        assert guide.knows(f"{task.number}.{task.objectives}")
        assert not guide.knows(f"{task.number}.{task.objectives + 1}")
    assert not guide.knows("99.1")
