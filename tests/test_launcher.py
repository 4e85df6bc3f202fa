"""`./recall`, the launcher: whatever leads to it, what the caller names is what the caller means."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the launcher is a shell script")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose Python says where it was called, and with what."""
    home = tmp_path / "check out"
    (home / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "recall", home / "recall")
    (home / ".venv" / "installed-dev.txt").touch()
    python = home / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$PWD|$PYTHONPATH|$PYTHONSAFEPATH|$*"\n')
    python.chmod(0o755)
    return home


def said(command: Path | str, where: Path) -> list[str]:
    ended = subprocess.run(
        [str(command), "packs", "check", "mine"],
        cwd=where,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )
    return ended.stdout.strip().split("|")


def test_a_path_means_what_it_means_to_the_caller(checkout: Path, tmp_path: Path) -> None:
    """Called from elsewhere, the caller's directory stays, and the code is found all the same."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert said(checkout / "recall", elsewhere) == [str(elsewhere), str(checkout), "1", "-m bot packs check mine"]


@pytest.mark.parametrize("kind", ["absolute", "relative", "of a link"])
def test_a_link_leads_to_the_checkout(kind: str, checkout: Path, tmp_path: Path) -> None:
    """Somebody who puts a link into ~/bin gets the same Recall."""
    folder = tmp_path / "bin"
    folder.mkdir()
    link = folder / "recall"
    link.symlink_to(checkout / "recall" if kind == "absolute" else Path("..") / checkout.name / "recall")
    if kind == "of a link":
        link = folder / "again"
        link.symlink_to("recall")
    assert said(link, folder)[:2] == [str(folder), str(checkout)]


def test_an_upgrade_installs_what_the_new_version_needs(checkout: Path) -> None:
    """What is named anew is installed by the one command, and once."""
    needed = checkout / "requirements" / "dev.txt"
    needed.parent.mkdir()
    needed.write_text("something==2\n")
    installed = []
    for _ in range(2):
        ended = subprocess.run(
            [checkout / "recall", "upgrade"],
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": os.environ["PATH"]},
        )
        installed.append(f"--require-hashes -r {needed}" in ended.stdout)
        assert f"-m compileall -q {checkout}/bot {checkout}/cogs" in ended.stdout, "the service may not write there"
        assert "Up to date. Start Recall again" in ended.stdout + ended.stderr
    assert installed == [True, False]


def made_with(python: Path, name: str) -> Path:
    """A Python that makes environments whose own says where it was called, and with what."""
    (python / "bin").mkdir(parents=True)
    file = python / "bin" / name
    file.write_text(
        f"""#!/bin/sh
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" "$3/lib/{name}" && ln -s "$0" "$3/bin/python" ;;
    *) echo "$PWD|$PYTHONPATH|$PYTHONSAFEPATH|$*" >&2 ;;
esac
"""
    )
    file.chmod(0o755)
    return file


@pytest.mark.parametrize("became_of_it", ["gone", "newer"])
@pytest.mark.parametrize("installed", ["run", "dev"])
def test_an_environment_whose_python_is_gone_is_made_anew(
    became_of_it: str, installed: str, checkout: Path, tmp_path: Path
) -> None:
    """As after an upgrade of the system: whatever is asked works again, and needs no knowledge of the environment."""
    new = made_with(tmp_path / "new", "python3.99")
    old = checkout / ".venv" / "bin" / "python"
    old.unlink()
    old.symlink_to("/nowhere/python3.11" if became_of_it == "gone" else new)
    (checkout / ".venv" / "lib" / "python3.11").mkdir(parents=True)
    (checkout / ".venv" / "installed-dev.txt").rename(checkout / ".venv" / f"installed-{installed}.txt")
    (checkout / "requirements").mkdir()
    (checkout / "requirements" / "run.txt").touch()
    said = [
        subprocess.run(
            [checkout / "recall", "packs", "check"],
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": os.environ["PATH"], "RECALL_PYTHON": str(new)},
        ).stderr
        for _ in range(2)
    ]
    assert ["-m pip install" in one for one in said] == [True, False]
    assert all("-m bot packs check" in one for one in said)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_who_may_not_make_an_environment_is_told_so(checkout: Path) -> None:
    """No module of Python's is missing then."""
    shutil.rmtree(checkout / ".venv")
    checkout.chmod(0o555)
    ended = subprocess.run(
        [checkout / "recall", "--version"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    checkout.chmod(0o755)
    assert (ended.returncode, "Run this as a user who may write to" in ended.stderr) == (1, True)
