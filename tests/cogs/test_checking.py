"""Items are rendered for every screen before they are played."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.questions import Choice, Question, Typed
from bot.packs.catalogue import BUILT_IN, load_catalogue
from bot.packs.loading import load_file
from cogs.quiz.checking import violations
from tests.packs.samples import BODIES, item, write_pack

LONG = "x" * 3_900


def question(tmp_path: Path, kind: str) -> Question:
    return load_file(write_pack(tmp_path / "pack.yaml", item(kind))).questions[0]


def test_every_built_in_item_fits_on_every_screen() -> None:
    """No item that comes with the game breaks a limit of Discord's, on any screen."""
    catalogue, _ = load_catalogue([BUILT_IN])
    assert len(catalogue.questions) > 100
    items = [*catalogue.questions.values(), *catalogue.drills.values()]
    assert {asked.id: found for asked in items if (found := violations(asked))} == {}


@pytest.mark.parametrize("kind", BODIES)
def test_a_stem_that_does_not_fit_is_named_with_its_screens(tmp_path: Path, kind: str) -> None:
    """Whatever the kind, a stem too long for a card is found at the question, the reveal and the misses."""
    found = violations(replace(question(tmp_path, kind), stem=LONG + LONG))
    assert {complaint.split(":")[0] for complaint in found} >= {"Question", "Reveal", "Misses"}


def test_a_reason_that_does_not_fit_is_found_where_it_shows(tmp_path: Path) -> None:
    """A rationale is shown to who chose its option: too long a one breaks that private screen alone."""
    asked = question(tmp_path, "single")
    assert isinstance(asked.body, Choice)
    options = tuple(replace(option, why=LONG if not option.right else option.why) for option in asked.body.options)
    found = violations(replace(asked, body=Choice(options)))
    assert {complaint.split(":")[0] for complaint in found} == {"Outcome", "Misses"}


def test_a_near_miss_that_does_not_fit_is_found(tmp_path: Path) -> None:
    """What is said of a usual wrong answer counts too."""
    asked = question(tmp_path, "typed")
    assert isinstance(asked.body, Typed)
    near = tuple(replace(miss, why=LONG) for miss in asked.body.near)
    assert any(
        complaint.startswith("Outcome") for complaint in violations(replace(asked, body=replace(asked.body, near=near)))
    )


def test_packs_check_reports_what_does_not_fit(tmp_path: Path) -> None:
    """`packs check` calls an item that breaks Discord's limits an error of the rule discord-limits."""

    status = [{"service": "S", "state": "renamed", "note": "n" * 150}] * 30
    pack = write_pack(tmp_path / "pack.yaml", item("ordering", status=status))
    command = [sys.executable, "-m", "bot", "packs", "check", str(pack)]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    assert run.returncode == 1
    assert "discord-limits" in run.stdout
