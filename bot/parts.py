"""Which features there are: the folders of `bot/` that have a manifest, or an api for others. Nobody lists them."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

HOME = Path(__file__).parent
SIGNS = ("manifest.py", "api.py")


def feature_names() -> list[str]:
    """The features, by the names of their folders."""
    return sorted(folder.name for folder in HOME.iterdir() if any((folder / sign).exists() for sign in SIGNS))


def parts(file: str, room: str = "bot") -> Iterator[ModuleType]:
    """The file of this name in every feature's folder that has one, imported, in order of the folders."""
    for name in feature_names():
        if (HOME.parent / room / name / f"{file}.py").exists():
            yield import_module(f"{room}.{name}.{file}")
