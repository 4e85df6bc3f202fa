"""Courses, essays, and sheets: what the guide shows works, and what is broken is told."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.kernel.courses import Trial
from bot.packs import beside
from bot.packs.catalogue import BUILT_IN, load_catalogue
from bot.packs.checking.report import check
from bot.packs.live import LivePacks
from bot.packs.stocking import items_of
from bot.packs.tables import load_tables

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "pack-authors.md"
BEGINNINGS = {"courses/one.yaml": "id: sagemaker", "essays/one.yaml": "essays:", "sheets.yaml": "sheets:"}


def example(beginning: str) -> str:
    blocks: list[str] = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return next(block for block in blocks if block.startswith(beginning))


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A pack directory with the guide's examples and the packs that they name."""
    for name in ("concepts.yaml", "contrasts.yaml", "glossary.yaml", "services.yaml", "topics.yaml"):
        (tmp_path / name).symlink_to(BUILT_IN / name)
    (tmp_path / "sagemaker_services").mkdir()
    for name in ("sagemaker.yaml", "studio.yaml"):
        (tmp_path / "sagemaker_services" / name).symlink_to(BUILT_IN / "sagemaker_services" / name)
    for name, beginning in BEGINNINGS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(example(beginning), encoding="utf-8")
    return tmp_path


def told(directory: Path, *, rule: str) -> list[str]:
    """The findings of a rule in the study files, as they are printed."""
    mine = {directory / name for name in BEGINNINGS}
    return [str(one) for one in check([directory]).problems if one.path in mine and one.rule == rule]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_guides_examples_can_be_used(directory: Path) -> None:
    """Each example loads, and is found in the library under its id."""
    catalogue, problems = load_catalogue([directory])
    assert [problem for problem in problems if problem.severity == "error"] == []
    library = items_of(catalogue, [directory])
    assert list(library.courses) == ["sagemaker"]
    assert library.courses["sagemaker"].modules[0].concepts == ("SM-C01", "SM-C03")
    assert list(library.essays) == ["sagemaker-purpose"]
    assert [row.name for row in library.sheets["inference"].rows] == ["Real-time inference", "Serverless inference"]


def test_a_sheet_says_what_the_contrasts_say(directory: Path) -> None:
    """What something is for and what tells it from its neighbor are the contrast's own sentences."""
    sheet = beside.study_of(directory, load_tables(directory))[0].sheets[0]
    contrast = load_tables(directory).contrasts[3]
    assert sheet.rows[0].purpose == contrast.purposes["IM-C01"]
    assert sheet.rows[0].apart[0] == f"Serverless inference: {contrast.apart}"


def test_rows_about_one_concept_keep_what_the_author_says(directory: Path) -> None:
    """No contrast tells products of one concept apart; their own sentences stand, and others name the concept."""
    again = """      - concept: IM-C02
        name: Serverless with provisioned concurrency
        purpose: For bursts at known hours whose first requests must be quick.
        choose: Bursts come at known hours, and a cold start would hurt.
        avoid: Nobody minds a slow first request.
        apart: ["It keeps capacity ready, and an endpoint without it does not."]
"""
    sheets = directory / "sheets.yaml"
    sheets.write_text(sheets.read_text(encoding="utf-8").rstrip() + "\n" + again, encoding="utf-8")
    rows = beside.study_of(directory, load_tables(directory))[0].sheets[0].rows
    assert rows[2].purpose == "For bursts at known hours whose first requests must be quick."
    assert rows[2].apart == ("It keeps capacity ready, and an endpoint without it does not.",)
    assert rows[0].apart[0].startswith("Serverless inference: ")
    assert len({row.name for row in rows}) == 3


@pytest.mark.parametrize(
    ("name", "old", "new", "rule", "says"),
    [
        ("courses/one.yaml", "question: sm-sagemaker-purpose", "question: no-such-item", "lesson", "no-such-item"),
        ("courses/one.yaml", "question: sm-sagemaker-purpose", "question: sm-studio-ides", "lesson", "SM-C03"),
        ("courses/one.yaml", "concepts: [SM-C01, SM-C03]", "concepts: [SM-C03]", "lesson", "in no objective"),
        ("courses/one.yaml", "concepts: [SM-C01, SM-C03]", "concepts: [SM-C01, SM-C99]", "concept", "SM-C99"),
        ("courses/one.yaml", "{questions: 10, percent: 80}", "{questions: 9}", "checkpoint", "need 18"),
        ("courses/one.yaml", "example: Instead", "example: With Model Monitor, instead", "status", "Model Monitor"),
        ("courses/one.yaml", "after: []", "after: [later]", "schema", "not a module above"),
        ("courses/one.yaml", "level: beginner", "level: easy", "schema", "level"),
        ("essays/one.yaml", "concepts: [SM-C01]", "concepts: [SM-C99]", "concept", "SM-C99"),
        ("essays/one.yaml", "as_of: 2026-09-29", "as_of: 2024-09-29", "as-of", "2024-09-29"),
        ("essays/one.yaml", "weight: 2", "weight: 4", "schema", "weight"),
        ("sheets.yaml", "as_of: 2026-09-29", "as_of: 2024-09-29", "as-of", "2024-09-29"),
        ("sheets.yaml", "concept: IM-C02", "concept: SM-C02", "sheet", "SM-C02"),
    ],
)
def test_what_does_not_fit_is_told(directory: Path, name: str, old: str, new: str, rule: str, says: str) -> None:
    """What is named has to exist and to fit, and facts grow old."""
    edit(directory / name, old, new)
    if rule == "sheet":
        edit(directory / name, "        purpose: For traffic with", "        # For traffic with")
    assert says in "".join(told(directory, rule=rule))


def test_an_id_stands_once_over_all_files(directory: Path) -> None:
    """Two files with the same essay are told, with the file that had it first."""
    (directory / "essays" / "two.yaml").write_text(example("essays:"), encoding="utf-8")
    found = [problem for problem in check([directory]).problems if problem.rule == "id"]
    assert [problem.path.name for problem in found] == ["two.yaml"]


@pytest.mark.parametrize("change", [lambda path: edit(path, "beginner", "advanced"), lambda path: path.unlink()])
async def test_a_changed_course_is_noticed(directory: Path, change: Callable[[Path], None]) -> None:
    """A course follows its file, as packs do."""
    packs = LivePacks([directory])
    before = packs.stock.items.courses
    change(directory / "courses/one.yaml")
    await packs.reload(datetime(2026, 11, 2, tzinfo=UTC))
    assert packs.stock.items.courses != before


def test_what_passes_is_rounded_up() -> None:
    """80% of ten are eight; 90% of eleven are ten."""
    assert (Trial(10, 80).needed(10), Trial(11, 90).needed(11), Trial(10, 100).needed(10)) == (8, 10, 10)


def test_what_comes_with_recall_is_in_order() -> None:
    """The built-in courses, essays, and sheets have no finding."""
    folders = [BUILT_IN / "courses", BUILT_IN / "essays", BUILT_IN / "sheets.yaml"]
    assert [str(problem) for problem in check(folders).problems] == []
