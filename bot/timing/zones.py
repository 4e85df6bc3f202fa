"""Time zones from the pinned `tzdata` package, whatever the machine itself has."""

from functools import cache
from importlib import metadata, resources
from zoneinfo import ZoneInfo

FAMILIAR = (
    "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Warsaw", "Europe/Istanbul",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto",
    "America/Sao_Paulo", "America/Mexico_City", "Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Karachi",
    "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney",
    "Pacific/Auckland", "UTC",
)  # fmt: skip
"""What is offered before anything is typed; 25 fit."""


def version() -> str:
    """Which release of the rules this is."""
    return metadata.version("tzdata")


@cache
def names() -> tuple[str, ...]:
    """Every name that can be set."""
    return tuple((resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def zone(name: str) -> ZoneInfo | None:
    """A zone by its IANA name; None where there is none of that name."""
    if name not in names():
        return None
    with (resources.files("tzdata") / "zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def search(text: str, most: int = 25) -> list[str]:
    """Names that fit what was typed: cities that begin with it first, then any name that holds it."""
    wanted = _plain(text)
    if not wanted:
        return list(FAMILIAR[:most])
    ranked = [(rank, name) for name in names() if (rank := _rank(wanted, name)) is not None]
    return [name for _, name in sorted(ranked)][:most]


def _rank(wanted: str, name: str) -> int | None:
    plain, city = _plain(name), _plain(name.rsplit("/", 1)[-1])
    if city.startswith(wanted):
        return 0 if "/" in name else 1
    if any(word.startswith(wanted) for word in plain.split()):
        return 2
    return 3 if wanted in plain else None


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ").replace("/", " ").strip()
