"""What the check for known vulnerabilities makes of a database's answer."""

from __future__ import annotations

import pytest

from tests.audit import CLEAN, FOUND, NO_ANSWER, Report, answered, verdict

SAFE = {"name": "good", "version": "1.0", "vulns": []}
UNSAFE = {"name": "bad", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
SKIPPED = {"name": "unheard-of", "skip_reason": "Dependency not found"}


def of(*dependencies: object) -> Report:
    return {"dependencies": list(dependencies)}


@pytest.mark.parametrize(
    ("report", "status", "words"),
    [
        (of(SAFE), CLEAN, "Nothing is known against the 1 packages"),
        (of(SAFE, UNSAFE), FOUND, "bad 2.0: PYSEC-1, mended in 2.1"),
        (of(SAFE, SKIPPED), NO_ANSWER, "not checked: unheard-of"),
        (of(UNSAFE, SKIPPED), FOUND, "not checked: unheard-of"),
    ],
)
def test_what_is_told(report: Report, status: int, words: str) -> None:
    """Something known is an error; a package that nobody could look up is never called safe."""
    lines, ended = verdict(report)
    assert ended == status
    assert words in "\n".join(lines)


def test_a_database_that_knows_nothing_has_not_answered() -> None:
    """Where every package is unknown it was no database that answered."""
    assert not answered(of(SKIPPED, SKIPPED))
    assert answered(of(SKIPPED, SAFE))
