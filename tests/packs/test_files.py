"""Files that are no packs, other endings, texts of nothing, and the day by which facts are stale."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.packs import judging
from bot.packs.catalogue import load_catalogue
from bot.packs.cli import app
from bot.packs.live import LivePacks
from bot.packs.outside import Outside
from tests.packs.samples import BODIES, COMMON

RUNNER = CliRunner()


def item(kind: str = "single", name: str = "an-item") -> dict[str, object]:
    return {"id": name, "kind": kind, **yaml.safe_load(COMMON), **yaml.safe_load(BODIES[kind])}


def write(path: Path, *items: dict[str, object], **more: str) -> Path:
    pack = {"topic": "own_topic", "subtopic": "all", **more, "items": list(items) or [item()]}
    path.write_text(yaml.safe_dump(pack, allow_unicode=True).replace("true", "true"), encoding="utf-8")
    return path


def run(*arguments: str, today: date | None = None) -> tuple[int, str]:
    result = RUNNER.invoke(app, list(arguments), obj=Outside(today=today))
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pack.xlsx", "an Excel workbook (.xlsx)"),
        ("pack.XLSX", "an Excel workbook (.XLSX)"),
        ("deck.apkg", "an Anki deck (.apkg)"),
        ("notes.txt", "a plain text file (.txt)"),
        ("table.csv", "a CSV table (.csv)"),
        ("table.tsv", "a table (.tsv)"),
        ("pack.json", "a JSON file (.json)"),
        ("pack.docx", "a Word document (.docx)"),
        ("pack.pdf", "a PDF (.pdf)"),
        ("pack.yaml.bak", "a .bak file"),
        ("pack", "a file without an ending"),
    ],
)
def test_a_file_of_another_kind_is_an_error(tmp_path: Path, name: str, kind: str) -> None:
    """Checked by name it is named for what it is, with what can be read instead; the status says so."""
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04")
    status, said = run("check", str(path))
    assert status == 1
    assert kind in said
    assert "YAML" in said
    assert "1 error, " in said


def test_a_folder_without_a_pack_is_an_error(tmp_path: Path) -> None:
    """A folder in which nothing can be read does not pass for one in order."""
    (tmp_path / "questions.xlsx").write_bytes(b"PK")
    status, said = run("check", str(tmp_path))
    assert status == 1
    assert "no pack in this folder" in said
    assert "Excel" in said


@pytest.mark.parametrize("name", ["pack.yml", "pack.YML", "pack.yaml", "pack.Yaml"])
def test_yml_is_read_like_yaml(tmp_path: Path, name: str) -> None:
    """By the checker and by the bot."""
    path = write(tmp_path / name)
    status, said = run("check", str(path))
    assert (status, "1 item;" in said) == (0, True), said
    assert list(load_catalogue([tmp_path])[0].questions) == ["an-item"]


def test_the_bot_says_which_files_it_ignores(tmp_path: Path) -> None:
    """A file that nobody reads is in the log, with what it is; files that speak about the folder are not."""
    write(tmp_path / "good.yml")
    for name in ("old.xlsx", "README.md", "LICENSE.txt", ".hidden", "reviews.csv"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "a" / "b").mkdir(parents=True)
    write(tmp_path / "a" / "b" / "deep.yaml", item(name="deep-item"))
    with capture_logs() as logs:
        packs = LivePacks([tmp_path])
    told = [str(line["problem"]) for line in logs if line["event"] == "a file in a packs folder is ignored"]
    assert len(told) == 2
    assert any("old.xlsx" in line and "Excel" in line for line in told)
    assert any("deep.yaml" in line and "too deep" in line for line in told)
    assert list(packs.questions()) == ["an-item"]


@pytest.mark.parametrize(
    "nothing", ["\u200b" * 12, "\u3164" * 12, "\u2800\u200d \u2800" * 5, "\ufe0f" * 12, "\u00ad" * 12]
)
@pytest.mark.parametrize("field", ["stem", "explanation"])
def test_a_text_of_nothing_is_an_error(tmp_path: Path, field: str, nothing: str) -> None:
    """What nobody can see is no text: the finding says where it stands."""
    status, said = run("check", str(write(tmp_path / "pack.yaml", item() | {field: nothing})))
    assert status == 1
    assert "[invisible]" in said


def test_facts_are_stale_by_todays_date(tmp_path: Path) -> None:
    """Without `--on` the day is today's; with it the day given."""
    path = str(write(tmp_path / "pack.yaml"))
    assert "last looked up" not in run("check", path, today=date(2026, 11, 27))[1]
    assert "last looked up" in run("check", path, today=date(2028, 1, 1))[1]
    assert "last looked up" not in run("check", path, "--on", "2026-11-27", today=date(2028, 1, 1))[1]


def typed(name: str, *answers: str, **more: object) -> dict[str, object]:
    return item("typed", name) | {"answers": list(answers), "near": [], **more}


def test_a_key_with_a_neighbour_is_named(tmp_path: Path) -> None:
    """Another term of the packs within a slip of a key is a finding, unless the item tells them apart itself."""
    near = [{"text": "F2 score", "why": "It weighs recall more than precision."}]
    path = write(
        tmp_path / "pack.yaml",
        typed("one-item", "F1 score"),
        typed("two-item", "F2 score", exact=True),
        typed("three-item", "F1 score", near=near),
    )
    found = [line for line in run("check", str(path))[1].splitlines() if "[neighbour]" in line]
    assert len(found) == 1
    assert "one-item" in found[0]
    assert "'F2 score'" in found[0]


JUDGED = [
    ("typed-item", "supervised learning", "right"),
    ("typed-item", "The Supervised Learnign", "right"),
    ("typed-item", "unsupervised learning", "wrong"),
    ("typed-item", "?!", "asked"),
    ("exact-item", "Precison", "wrong"),
    ("numeric-item", "0,8", "right"),
    ("numeric-item", "1,234", "asked"),
    ("numeric-item", "0.5", "wrong"),
    ("single-item", "Serverless inference", "right"),
    ("single-item", "2", "wrong"),
    ("single-item", "nothing", "asked"),
    ("multiple-item", "1, 2", "right"),
    ("ordering-item", "1, 3, 2", "half"),
    ("matching-item", "1, 2, 2", "half"),
]


def test_an_author_hears_how_an_answer_is_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first word is the verdict; behind it stands what a player would read."""
    path = write(
        tmp_path / "pack.yaml",
        typed("typed-item", "Supervised learning"),
        typed("exact-item", "Precision", exact=True),
        *(item(kind, f"{kind}-item") for kind in ("numeric", "single", "multiple", "ordering", "matching")),
    )
    read = cache(lambda *folders: load_catalogue(folders))  # the packs beside it are the same each time
    monkeypatch.setattr(judging, "load_catalogue", lambda folders: read(*folders))
    for name, text, first in JUDGED:
        status, said = run("judge", str(path), name, text)
        assert status == 0, said
        assert said.split()[0] == first, (name, text, said)
        assert len(said.split()) > 3


def test_an_unknown_item_is_refused(tmp_path: Path) -> None:
    """A wrong id is told on one line, with status 1."""
    status, said = run("judge", str(write(tmp_path / "pack.yaml")), "no-item", "x")
    assert status == 1
    assert "There is no item 'no-item'" in said
