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


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        *(
            (text, "Europe/Berlin")
            for text in ["Europe/Berlin", "europe/berlin", "Berlin", " BERLIN ", "Europe / Berlin", "Munich"]
        ),
        *(
            (text, "America/New_York")
            for text in ["America/New York, now 09:41", "New York", "new_york", "america new york"]
        ),
        *((text, "America/Sao_Paulo") for text in ["São Paulo", "Sao Paulo", "sao_paulo"]),
        ("Delhi", "Asia/Kolkata"),
        ("India", "Asia/Kolkata"),
        ("uk", "Europe/London"),
        ("UTC", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("İstanbul", "Europe/Istanbul"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("St. John's", "America/St_Johns"),
    ],
)
def test_what_leaves_no_doubt_is_taken(typed: str, zone: str) -> None:
    """A name in any dress, as the list shows it, and a city or a country that keeps one zone alone."""
    assert ZONES.read(typed) == zone


@pytest.mark.parametrize(
    ("typed", "likely"),
    [
        ("New Delhi", "Asia/Kolkata"),
        ("GMT+5:30", "Asia/Kolkata"),
        ("UTC+05:30", "Asia/Kolkata"),
        ("+5:30", "Asia/Kolkata"),
        ("utc-3", "America/Sao_Paulo"),
        ("GMT+2", "Europe/Berlin"),
        ("IST", "Asia/Kolkata"),
        ("ist", "Asia/Jerusalem"),
        ("EST", "America/New_York"),
        ("CST", "America/Chicago"),
        ("CST", "Asia/Shanghai"),
        ("BST", "Europe/London"),
        ("GMT", "Europe/London"),
        ("PST", "America/Los_Angeles"),
        ("JST", "Asia/Tokyo"),
        ("Washington", "America/Los_Angeles"),
        ("USA", "America/Chicago"),
        ("Georgia", "Asia/Tbilisi"),
        ("Samoa", "Pacific/Apia"),
        ("Germany", "Europe/Berlin"),
        ("Berln", "Europe/Berlin"),
        ("Paris, France", "Europe/Paris"),
        ("berl", "Europe/Berlin"),
    ],
)
def test_a_guess_is_asked_back(typed: str, likely: str) -> None:
    """An offset, an abbreviation, a name of several places, a slip: the zones that could be meant, and none taken."""
    found = ZONES.read(typed)
    assert not isinstance(found, str)
    assert likely in found
    assert all(ZONES.read(name) == name or name == "UTC" for name in found)


@pytest.mark.parametrize("typed", ["", "  ", "xyzzy qqqq", "GMT+77", "🌍"])
def test_what_is_like_no_zone_leads_to_none(typed: str) -> None:
    """Nothing is offered for what is like nothing."""
    assert ZONES.read(typed) == ()


def test_every_zone_is_taken_by_its_name() -> None:
    """Whatever can be set can be typed, but for the few names that mean an offset all the year."""
    asked_back = {name for name in ZONES.names() if ZONES.read(name) != name}
    assert asked_back <= {"CET", "EET", "EST", "GMT", "HST", "MET", "MST", "WET", "GMT+0", "GMT-0", "GMT0"}


@pytest.mark.parametrize("typed", ["", "EST", "est", "CET", "utc+5:30", "GMT+0", "mst", "a", "e", "berl", "USA", "hst"])
def test_what_the_list_offers_is_taken(typed: str) -> None:
    """Nobody who chooses from the list is asked back; a word for several zones lists those."""
    offered = ZONES.search(typed, 25)
    assert offered
    assert [ZONES.read(name) for name in offered] == offered


@pytest.mark.parametrize("typed", ["EST", "CET", "utc+5:30", "JST"])
def test_a_word_for_several_zones_lists_them(typed: str) -> None:
    """In the list stands what the refusal would name."""
    asked_back = ZONES.read(typed)
    assert isinstance(asked_back, tuple)
    assert ZONES.search(typed, len(asked_back)) == list(asked_back)
