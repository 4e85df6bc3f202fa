from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.wire


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A playground as a process of its own, and its address once it listens."""
    command = [sys.executable, "-m", "playground", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"Playground ready at (http://\S+)\n", line)
            assert found, line
            yield process, found[1]
        finally:
            process.terminate()
            process.communicate(timeout=10)


def refused(*arguments: str) -> str:
    """What a playground that cannot start says; it must be one line, with exit status 2."""
    command = [sys.executable, "-m", "playground", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    return done.stderr


def ask(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 (our own address)
        return str(answer.read().decode())


def test_it_serves_ends_on_sigterm_and_comes_back_from_its_file(tmp_path: Path) -> None:
    """The page and the APIs are there; SIGTERM ends it cleanly with everything saved."""
    state = str(tmp_path / "state" / "world.json")
    with running("--port", "0", "--state", state) as (process, url):
        assert "<" in ask(url)
        body = json.dumps({"name": "eve"}).encode()
        urllib.request.urlopen(f"{url}/admin/people", body, timeout=10).close()  # noqa: S310 (our own address)
        assert "Another playground" in refused("--port", "0", "--state", state)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    with running("--port", "0", "--state", state) as (_, url):
        assert "eve" in [item["username"] for item in json.loads(ask(f"{url}/member"))]


def test_a_port_in_use_names_the_next_free_one() -> None:
    """Starting on a taken port says which is free."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused("--port", str(port))
    assert f"Port {port}" in said
    assert re.search(r"--port \d+", said)


def test_a_damaged_state_file_ends_in_one_line(tmp_path: Path) -> None:
    """Never a traceback: a line that says what to do."""
    path = tmp_path / "world.json"
    path.write_text("{")
    assert "--fresh" in refused("--port", "0", "--state", str(path))


def test_an_address_that_nobody_can_listen_on_is_told_in_a_line() -> None:
    assert "'nosuch.invalid' is no address of this machine" in refused("--port", "0", "--host", "nosuch.invalid")
