"""`recall sheets`."""

from pathlib import Path

from click.testing import CliRunner

from bot.cli.commands import command


def test_all_sheets_are_written_and_a_page_that_lists_them(tmp_path: Path) -> None:
    """Each family has a file, to which the list links; a place that cannot be written to is told."""
    folder = tmp_path / "out"
    result = CliRunner().invoke(command("sheets"), [str(folder)])
    assert result.exit_code == 0, result.output
    listed = (folder / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{path.name}"' in listed for path in folder.glob("*.html") if path.name != "index.html")
    assert "Real-time inference" in (folder / "inference.html").read_text(encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    refused = CliRunner().invoke(command("sheets"), [str(tmp_path / "file")])
    assert refused.exit_code == 1
    assert "cannot be written" in refused.output
