"""Finding a time zone by what somebody types."""

import pytest

from bot.timing.cities import CITIES
from bot.timing.zones import PinnedZones

ZONES = PinnedZones()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("berl", "Europe/Berlin"),
        ("new y", "America/New_York"),
        ("Munich", "Europe/Berlin"),
        ("san f", "America/Los_Angeles"),
        ("india", "Asia/Kolkata"),
        ("Germany", "Europe/Berlin"),
        ("brazil", "America/Sao_Paulo"),
        ("uk", "Europe/London"),
        ("Berln", "Europe/Berlin"),
    ],
)
def test_a_zone_is_found_by_city_or_country(typed: str, first: str) -> None:
    """A city that names a zone, another large city, a country, and a slip: what is meant comes first."""
    assert ZONES.search(typed, 5)[0] == first


def test_every_city_leads_to_a_zone() -> None:
    """No city of the list leads nowhere, and each is found by its own name."""
    for zone, cities in CITIES.items():
        for city in cities:
            assert zone in ZONES.search(city, 25), city
