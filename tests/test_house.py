"""The house: what features may know of each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FEATURES = sorted(
    folder.name
    for folder in (ROOT / "bot").iterdir()
    if (folder / "service.py").exists() or (folder / "rules").exists()
)

OPEN_TO_ALL = {"bot": {"api"}, "cogs": {"ids"}}
"""Of another feature: its contracts, and the ids with which a button leads to it."""

SEES_ALL = {"checking", "help", "settings"}
"""Screens that are put together from all features: what fits on each, where everything is, what a server has set."""

LENT = {
    # A reminder and a weak spot begin a practice in place of their own message.
    ("reminders", "cogs.practice.components"),
    ("weakspots", "cogs.practice.components"),
    # One's own reports are listed in the reports' own words.
    ("profile", "cogs.reports.words"),
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_foreign(module: str, feature: str) -> bool:
    room, _, rest = module.partition(".")
    other, _, inside = rest.partition(".")
    if room not in OPEN_TO_ALL or other not in FEATURES or other == feature or not inside:
        return False
    return inside.split(".")[0] not in OPEN_TO_ALL[room] and (feature, module) not in LENT


@pytest.mark.parametrize("feature", FEATURES)
def test_features_know_each_other_by_their_contracts_alone(feature: str) -> None:
    """A feature can be changed without reading the others: they import nothing of it but `api.py`."""
    files = [*(ROOT / "bot" / feature).rglob("*.py"), *(ROOT / "cogs" / feature).rglob("*.py")]
    known = {
        (str(path.relative_to(ROOT)), module)
        for path in files
        if path.name != "manifest.py"
        for module in imports(path)
        if is_foreign(module, feature) and not any(module.startswith(f"{lent}.") for _, lent in LENT)
    }
    assert known == set()


def test_what_is_shared_by_screens_sees_features_on_purpose() -> None:
    """Only the screens that are put together from all features, and features themselves, live beside each other."""
    rooms = {folder.name for folder in (ROOT / "cogs").iterdir() if (folder / "__init__.py").exists()}
    assert rooms - set(FEATURES) <= SEES_ALL | {"shared", "retention"}
