"""What an import writes: an earlier one of its title is replaced whole, and no file is left out for an ID."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.exchange.cli import attach
from bot.exchange.starter import starter
from bot.packs.catalogue import BUILT_IN, load_catalogue
from bot.packs.files import pack_files
from bot.packs.loading import load_file

ONE = "$CATEGORY: Cells\n\nOne? {=a ~b}\n\nTwo? {=c ~d}\n"
SEVERAL = "$CATEGORY: Cells\n\nOne? {=a ~b}\n\n$CATEGORY: Plants\n\nTwo? {=c ~d}\n\nThree? {=e ~f}\n"


def bring(folder: Path, text: str, *options: str, name: str = "bio.gift", to: str | None = "mine") -> Result:
    app = typer.Typer()
    attach(app)
    file = folder / name
    file.write_text(text)
    return CliRunner().invoke(app, ["import", str(file), *(["--to", str(folder / to)] if to else []), *options])


def stems(folder: Path) -> set[str]:
    catalogue, problems = load_catalogue([BUILT_IN, folder / "mine"])
    assert not problems
    return {q.stem for file in catalogue.files for q in file.questions if file.path.is_relative_to(folder)}


@pytest.mark.parametrize("given", ["{}", "'{}'", '"{}" ', "~/my packs"])
def test_an_import_comes_where_the_service_looks_for_it(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers keep the quotes of a file of settings; they are no part of a folder's name."""
    mine, elsewhere = tmp_path / "my packs", tmp_path / "elsewhere"
    mine.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("RECALL_PACKS", given.format(mine))
    assert bring(tmp_path, ONE, to=None).exit_code == 0
    assert (len(list(mine.iterdir())), list(elsewhere.iterdir())) == (1, [])


def test_an_import_makes_no_folder_that_the_service_would_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistyped setting is told; one of blanks is none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECALL_PACKS", str(tmp_path / "mistyped"))
    refused = bring(tmp_path, ONE, to=None)
    assert (refused.exit_code, "RECALL_PACKS must be a directory" in refused.output) == (1, True)
    monkeypatch.setenv("RECALL_PACKS", " ")
    assert bring(tmp_path, ONE, to=None).exit_code == 0
    assert {file.name for file in tmp_path.iterdir()} == {"bio.gift", "bio.yaml"}


@pytest.mark.parametrize(("before", "after", "asked"), [(ONE, SEVERAL, 3), (SEVERAL, ONE, 2), (SEVERAL, SEVERAL, 3)])
def test_an_import_replaces_an_earlier_one_as_a_file_or_as_a_folder(
    tmp_path: Path, before: str, after: str, asked: int
) -> None:
    """What the file asks now is asked, and nothing is left beside it that has the same IDs."""
    assert bring(tmp_path, before).exit_code == 0
    ids = {q.id for file in pack_files(tmp_path / "mine") for q in load_file(file).questions}
    refused = bring(tmp_path, after)
    assert (refused.exit_code, "Use --replace" in refused.output) == (1, True)
    assert bring(tmp_path, after, "--replace").exit_code == 0
    assert len(stems(tmp_path)) == asked
    now = {q.id for file in pack_files(tmp_path / "mine") for q in load_file(file).questions}
    assert ids <= now or now <= ids
    assert len(list((tmp_path / "mine").iterdir())) == 1


def test_a_folder_that_is_no_import_of_that_title_stays(tmp_path: Path) -> None:
    """It only has the name that an import would have."""
    own = tmp_path / "mine" / "bio" / "mine.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(starter("Another"))
    assert bring(tmp_path, ONE, "--replace").exit_code == 0
    assert own.exists()
    assert {"One?", "Two?"} < stems(tmp_path)


@pytest.mark.parametrize("options", [(), ("--replace",)])
def test_an_id_of_another_pack_does_not_keep_an_import_out(tmp_path: Path, options: tuple[str, ...]) -> None:
    """The question gets an ID of its own, and the report says so."""
    text = starter("Bio")
    assert bring(tmp_path, text, name="bio.yaml").exit_code == 0
    other = bring(tmp_path, text.replace("nearest", "next"), "--title", "Other", *options, name="bio.yaml")
    assert (other.exit_code, "Another question has the ID bio-choice" in other.output) == (0, True)
    assert "Which planet is next to the Sun?" in stems(tmp_path)


def export(path: Path, to: Path) -> Result:
    app = typer.Typer()
    attach(app)
    return CliRunner().invoke(app, ["export", str(path), "--to", str(to)])


def test_an_export_says_which_files_are_not_in_it(tmp_path: Path) -> None:
    """A file with an error is left out of play, and not without a word of what leaves it."""
    (tmp_path / "good.yaml").write_text(starter("Bio"))
    (tmp_path / "broken.yaml").write_text(starter("Broken").replace("right: true", "right: maybe", 1))
    done = export(tmp_path, tmp_path / "all.csv")
    assert (done.exit_code, f"{tmp_path / 'broken.yaml'}:" in done.output) == (0, True)


def test_an_export_does_not_replace_the_pack_itself(tmp_path: Path) -> None:
    """Its comments and its layout would be gone."""
    pack = tmp_path / "bio.yaml"
    pack.write_text(starter("Bio"))
    done = export(pack, tmp_path / "." / "bio.yaml")
    assert (done.exit_code, done.output) == (1, f"{pack} is the pack itself. Name another file with --to.\n")
    assert pack.read_text() == starter("Bio")


@pytest.mark.parametrize("title", ["C:\\quizzes", "one\\", 'a "b"', "a: b # c"])
def test_a_new_pack_may_be_called_anything(tmp_path: Path, title: str) -> None:
    """Backslashes are part of its name, and do not break the file."""
    file = tmp_path / "new.yaml"
    file.write_text(starter(title))
    assert load_file(file).title == title.replace('"', "'")


def test_replacing_an_import_of_an_earlier_version_keeps_its_ids(tmp_path: Path) -> None:
    """Those were made of the key, and everybody's history stands under them."""
    assert bring(tmp_path, ONE).exit_code == 0
    [file] = (tmp_path / "mine").iterdir()
    earlier = {"One?": "bio-c511d3e9", "Two?": "bio-57c7fdfa"}
    for question in load_file(file).questions:
        file.write_text(file.read_text().replace(question.id, earlier[question.stem]))
    assert bring(tmp_path, ONE, "--replace").exit_code == 0
    assert {one.stem: one.id for one in load_file(file).questions} == earlier
