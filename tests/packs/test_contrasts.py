"""Contrasts: pairs of concepts that people mix up, told apart once and found in either order."""

from pathlib import Path

import pytest

from bot.kernel.contrasts import Contrasts
from bot.packs.catalogue import BUILT_IN
from bot.packs.checking import edition
from bot.packs.checking.report import check
from bot.packs.contrasts import load_contrasts
from bot.packs.problems import PackError
from tests.packs.samples import item, write_pack
from tests.packs.test_report import CONCEPTS

ONE = """as_of: 2026-09-29
contrasts:
  - pair: [IM-C02, IM-C03]
    first: Serverless is for bursts with idle time between.
    second: Asynchronous is for large and long requests.
    apart: Ask whether a caller waits for the answer.
    source: sagemaker/latest/dg/deploy-model-options
"""


def test_the_built_in_contrasts_are_found_in_either_order() -> None:
    """Each says what both are for and how to tell them apart, whichever was taken for the other."""
    built_in = load_contrasts(BUILT_IN)
    assert len(built_in) >= 10
    known = Contrasts(built_in)
    for one in built_in:
        first, second = one.purposes
        assert known.between(first, second) is known.between(second, first) is one
        assert one.lines.splitlines() == [one.purposes[first], one.purposes[second], one.apart]
    assert known.between("ME-C02", "ME-C02") is known.between(None, "ME-C02") is None


@pytest.mark.parametrize(
    "damage",
    [("IM-C03]", "IM-C02]"), ("pair: [IM-C02, IM-C03]", "pair: [IM-C02]"), ("    apart: Ask", "    part: Ask")],
)
def test_a_broken_contrast_is_an_error_with_its_place(tmp_path: Path, damage: tuple[str, str]) -> None:
    """Two different concepts, all three sentences; else the file is refused with the line."""
    (tmp_path / "contrasts.yaml").write_text(ONE.replace(*damage), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load_contrasts(tmp_path)
    assert all(problem.line > 1 for problem in refused.value.problems)


def test_unknown_concepts_and_missing_contrasts_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A contrast of no concept is an error; a pair that items set against each other three times lacks one."""
    monkeypatch.setattr(edition, "FINISHED", False)
    (tmp_path / "concepts.yaml").write_text(CONCEPTS, encoding="utf-8")
    write_pack(tmp_path / "t" / "a.yaml", *(item("single", f"item-{n}") for n in range(3)))
    (tmp_path / "contrasts.yaml").write_text(ONE.replace("IM-C03", "IM-C99"), encoding="utf-8")
    found = {(p.rule, p.severity): p.message for p in check([tmp_path]).problems}
    assert "IM-C99" in found["contrast", "error"]
    assert "IM-C02 and IM-C03" in found["uncontrasted", "warning"]
    (tmp_path / "contrasts.yaml").write_text(ONE, encoding="utf-8")
    found = {(p.rule, p.severity): p.message for p in check([tmp_path]).problems}
    assert ("contrast", "error") not in found
    assert "IM-C02 and IM-C03" not in found["uncontrasted", "warning"]
