"""The programs of the wire tests start in a process that has imported everything; one for each process of tests."""

from collections.abc import Iterator

import pytest

from tests.wire import processes


@pytest.fixture(scope="session", autouse=True)
def programs_are_forked() -> Iterator[None]:
    with processes.a_nursery():
        yield
