"""Time zones from the pinned `tzdata` package, whatever the machine itself has."""

from functools import cache
from importlib import metadata, resources
from zoneinfo import ZoneInfo

from rapidfuzz import process

from bot.timing.cities import CITIES

FAMILIAR = (
    "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Warsaw", "Europe/Istanbul",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto",
    "America/Sao_Paulo", "America/Mexico_City", "Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Karachi",
    "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney",
    "Pacific/Auckland", "UTC",
)  # fmt: skip
"""What is offered before anything is typed."""

_LIKE = 75
"""Out of 100: cities at least so alike are offered for what fits none."""


class PinnedZones:
    """The zones of the package."""

    @property
    def version(self) -> str:
        """Which release of the rules this is."""
        return metadata.version("tzdata")

    def names(self) -> tuple[str, ...]:
        """Every name that can be set."""
        return _names()

    def find(self, name: str) -> ZoneInfo | None:
        """A zone by its IANA name; None where there is none of that name."""
        return _zone(name) if name in _names() else None

    def search(self, text: str, most: int) -> list[str]:
        """Names that fit what was typed: cities that begin with it first, then other cities and countries, then any
        name that holds it; else cities that look like it."""
        wanted = _plain(text)
        if not wanted:
            return list(FAMILIAR[:most])
        ranked = sorted(
            (rank, name not in FAMILIAR, name) for name in _names() if (rank := _rank(wanted, name)) is not None
        )
        if ranked:
            return [name for _, _, name in ranked[:most]]
        cities = {name: _city(name) for name in _names()}
        return [name for _, _, name in process.extract(wanted, cities, limit=most, score_cutoff=_LIKE)]

    def read(self, text: str) -> str | None:
        """The name of the zone that somebody typed or picked, None where it is none; the same for every command."""
        if text in _names():
            return text
        return next(iter(self.search(text, 1)), None) if text.strip() else None


@cache
def _names() -> tuple[str, ...]:
    return tuple((resources.files("tzdata") / "zones").read_text(encoding="utf-8").split())


@cache
def _zone(name: str) -> ZoneInfo:
    with (resources.files("tzdata") / "zoneinfo").joinpath(*name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def _rank(wanted: str, name: str) -> int | None:
    city = _city(name)
    elsewhere = _elsewhere().get(name, ())
    if wanted in (city, _plain(name), *elsewhere):
        return 0
    if city.startswith(wanted):
        return 1 if "/" in name else 2
    if any(word.startswith(wanted) for word in elsewhere):
        return 3
    return 4 if wanted in _plain(name) else None


@cache
def _elsewhere() -> dict[str, list[str]]:
    """Zone → the cities and countries that keep it without its name saying so."""
    words = {name: [_plain(city) for city in cities] for name, cities in CITIES.items()}
    countries = {row[0]: row[1] for row in _table("iso3166.tab")}
    for code, _, name, *_ in _table("zone.tab"):
        words.setdefault(name, []).append(_plain(countries[code]))
    return words


def _table(file: str) -> list[list[str]]:
    """The rows of a table that comes with the zones."""
    text = (resources.files("tzdata") / "zoneinfo" / file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _city(name: str) -> str:
    return _plain(name.rsplit("/", 1)[-1])


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ").replace("/", " ").strip()
