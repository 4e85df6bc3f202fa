"""Time zones from the pinned `tzdata` package, whatever the machine itself has."""

import re
from datetime import datetime, timedelta
from functools import cache
from importlib import metadata, resources
from zoneinfo import ZoneInfo

from bot.kernel.edits import edits
from bot.kernel.reading import key_of
from bot.timing.cities import CITIES
from bot.timing.vague import VAGUE

FAMILIAR = (
    "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Warsaw", "Europe/Istanbul",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto",
    "America/Sao_Paulo", "America/Mexico_City", "Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Karachi",
    "Asia/Kolkata", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney",
    "Pacific/Auckland", "UTC",
)  # fmt: skip
"""What is offered before anything is typed."""

_LONGEST = 100
"""Letters that are looked at: no zone, city, or country has a longer name."""

_LONG_WORD = 6
"""In a word of more letters two slips are forgiven, in others one."""


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

    def read(self, text: str) -> str | tuple[str, ...]:
        """The zone that was typed or picked: by its IANA name, as a list showed it, or by a city or country that
        keeps one zone alone; else the zones that could be meant, for the person to choose from. Nothing is guessed.
        """
        wanted = _plain(_SHOWN_TIME.sub("", text[:_LONGEST]))
        if (asked_back := _asked_back(wanted)) or _is_vague(wanted):
            return asked_back
        exact = [name for name in _names() if _plain(name) == wanted]
        found = exact or _meaning(wanted)
        if len(found) == 1:
            return found[0]
        return tuple(found) or tuple(self._like(wanted)) if wanted else ()

    def _like(self, wanted: str) -> list[str]:
        """What could be meant by something that is neither a city nor a country as it stands."""
        by_word = [name for word in wanted.split() if len(word) > 3 for name in _meaning(word)]
        return list(dict.fromkeys(by_word or self.search(wanted, _MOST_CANDIDATES)))[:_MOST_CANDIDATES]

    def search(self, text: str, most: int) -> list[str]:
        """Names that fit what was typed: those that a word for several zones could mean, cities that begin with it,
        other cities and countries, any name that holds it; else cities that look like it. `read` takes each."""
        wanted = _plain(text[:_LONGEST])
        if not wanted:
            return list(FAMILIAR[:most])
        ranked = sorted(
            (rank, name not in FAMILIAR, name) for name in _taken() if (rank := _rank(wanted, name)) is not None
        )
        found = dict.fromkeys([*_asked_back(wanted), *(name for _, _, name in ranked)])
        return list(found)[:most] or self._near(wanted, most)

    def _near(self, wanted: str, most: int) -> list[str]:
        """Zones with a word that differs from what was typed by a slip or two: nothing that only sounds a bit like it.

        Two letters in each other's place are one slip; a short word has room for one alone.
        """
        most_slips = 2 if len(wanted) > _LONG_WORD else 1
        slips = {key: edits(wanted, word, most_slips) for key, word in _every_word().items()}
        near = sorted((n, name not in FAMILIAR, name) for (name, _), n in slips.items() if n <= most_slips)
        return list(dict.fromkeys(name for _, _, name in near))[:most]


_MOST_CANDIDATES = 5
_SHOWN_TIME = re.compile(r",\s*now\s+\d{1,2}:\d{2}\s*$", re.IGNORECASE)
"""How the list of zones ends each of its lines."""

_OFFSET = re.compile(r"(?:gmt|utc|z)?([+-])(\d{1,2})(?::?(\d{2}))?")
_AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_SEASONS = (datetime(2026, 1, 15), datetime(2026, 7, 15))  # noqa: DTZ001 - local times of whatever zone is asked


def _is_vague(wanted: str) -> bool:
    """Whether this is a word or an offset for which several zones can be meant, so that none is taken by it."""
    return wanted in VAGUE or _OFFSET.fullmatch(wanted.replace(" ", "")) is not None


def _asked_back(wanted: str) -> tuple[str, ...]:
    """The zones that a word for several or an offset can mean."""
    if wanted in VAGUE:
        return VAGUE[wanted]
    offset = _OFFSET.fullmatch(wanted.replace(" ", ""))
    return _at_offset(*offset.groups()) if offset else ()


def _at_offset(sign: str, hours: str, minutes: str | None) -> tuple[str, ...]:
    """Zones whose clocks are so far from UTC in winter or in summer, well-known ones first."""
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    names = sorted(_by_table(), key=lambda name: (name not in FAMILIAR, name))
    fitting = [n for n in names if offset in (_zone(n).utcoffset(season) for season in _SEASONS)]
    return tuple(fitting[:_MOST_CANDIDATES])


def _meaning(wanted: str) -> list[str]:
    """The zones of a city or a country, by its whole name."""
    wanted = wanted.replace("-", " ")
    cities = [name for name in _names() if _city(name) == wanted and name.startswith(_AREAS)]
    current = [name for name in cities if name in _by_table()] or cities
    elsewhere = [name for name in _by_table() if wanted in _elsewhere().get(name, ())]
    return sorted({*current, *elsewhere}, key=lambda name: (name not in FAMILIAR, name))


@cache
def _every_word() -> dict[tuple[str, str], str]:
    """Each word that leads to a zone, by the zone and itself."""
    cities = {(name, _city(name)): _city(name) for name in _names()}
    return cities | {(name, word): word for name, words in _elsewhere().items() for word in words}


@cache
def _by_table() -> frozenset[str]:
    """The names that are current, without the aliases that stay for old settings."""
    return frozenset(row[2] for row in _table("zone.tab")) | {"UTC"}


@cache
def _names() -> tuple[str, ...]:
    listed = (resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return tuple(name for name in listed if name != "Factory")  # the zone of a machine that was never told its own


@cache
def _taken() -> tuple[str, ...]:
    """The names that leave no doubt: not `EST`, which is an offset the year round and rarely meant so."""
    return tuple(name for name in _names() if not _is_vague(_plain(name)))


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
    return _plain(name.rsplit("/", 1)[-1]).replace("-", " ")


def _plain(text: str) -> str:
    """A name as it is compared; the signs of an offset stay."""
    return key_of(text, keep="+-:")
