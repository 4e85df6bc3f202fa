"""How to tell apart what was chosen and what is right: told in private to whoever mixed the two up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from bot.kernel.asked import Asked, Locked
from bot.kernel.contrasts import Contrast, Contrasts
from bot.kernel.questions import Choice, Kind, Option, Question
from cogs.checking.drawing import all_screens, while_open
from cogs.shared.explaining import outcome_text
from tests.cogs.test_rendering import seen
from tests.prepared import built_in
from tests.strategies import NOON, question

LINE = "🔀 **Tell them apart:** Ask whether anybody waits for the answer."
KNOWN = Contrasts(
    [Contrast({"IM-C02": "S is for bursts.", "IM-C04": "B is for datasets."}, LINE.split(":** ")[1], "https://x.y")]
)
OPTIONS = (
    Option("Serverless", "It is idle.", right=True, concept="IM-C02"),
    Option("Batch", "It is for datasets.", concept="IM-C04"),
    Option("Real-time", "It stays up.", concept="IM-C01"),
    Option("A notebook", "It serves nobody."),
)
KEY, MIXED_UP, OTHER, UNRELATED = range(4)


def single() -> Question:
    return KNOWN.attached(replace(question("q"), body=Choice(OPTIONS)))


@pytest.mark.parametrize("chosen", [KEY, MIXED_UP, OTHER, UNRELATED])
def test_who_mixed_two_things_up_reads_how_to_tell(chosen: int) -> None:
    """One line, under the key; not after another mistake, and not for who was right."""
    locked = Locked((chosen,), correct=chosen == KEY, credit=0.0, points=0, elapsed_ms=9_000, at=NOON)
    lines = outcome_text(Asked(single(), 1, NOON), locked).splitlines()
    assert lines.count(LINE) == (chosen == MIXED_UP)
    keys = [place for place, line in enumerate(lines) if line.startswith("✅") and line.endswith("  Serverless**")]
    assert chosen != MIXED_UP or keys[0] < lines.index(LINE)


def test_every_game_tells_it_and_no_open_question_does() -> None:
    """On the private screens that explain an answer, and on nothing that is shown to who may still answer."""
    told: dict[str, bool] = defaultdict(bool)
    for screens in all_screens():
        for name, view in screens(single()):
            told[name] |= LINE in seen(view)
    assert {name for name, is_told in told.items() if is_told} == {
        "Outcome",
        "Misses",
        "Daily's explanation",
        "Practice's explanation",
        "Duel's reveal",
        "Duel's end",
        "Duel's review",
        "Weak spots' misses",
        "Mock's review",
    }
    assert not any(told[name] for name in while_open())


@pytest.mark.parametrize("kind", [Kind.MULTIPLE, Kind.TRUE_FALSE])
def test_only_one_thing_can_be_mixed_up_with_one_other(kind: Kind) -> None:
    """Where several options are right, or none is a thing of its own, no pair is told apart."""
    asked = replace(question("q", kind=kind), body=Choice(OPTIONS))
    assert KNOWN.attached(asked) == asked


def test_the_built_in_packs_tell_apart_what_they_name() -> None:
    """Hundreds of wrong options of the packs and flashcards know how to tell them from the key."""
    catalogue = built_in()
    bodies = [q.body for q in (*catalogue.questions.values(), *catalogue.drills.values())]
    told = [option for body in bodies if isinstance(body, Choice) for option in body.options if option.contrast]
    assert len(told) > 200
    assert not any(option.right for option in told)
