"""The programs of the wire tests start in a process that has imported everything; one for each process of tests."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.wire import processes


@pytest.fixture(scope="session", autouse=True)
def nursery() -> Iterator[None]:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "nursery"
        command = [sys.executable, "-m", "tests.wire.nursery", str(path)]
        with subprocess.Popen(command, cwd=processes.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
            assert running.stdin
            assert running.stdout
            assert running.stdout.readline() == b"ready\n"
            processes.use(path)
            yield
            processes.use(None)
            running.stdin.close()
