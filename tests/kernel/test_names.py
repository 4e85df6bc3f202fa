"""Names: everybody has one that can be read, and none does anything to the line around it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.names import NOBODY, isolated, readable


@pytest.mark.parametrize(
    "blank",
    [
        "",
        " ",
        "\u3164",
        "\u2800\u2800",
        "\u115f\u1160",
        "\uffa0",
        "\u200b\u200d",
        "\u0301\u0302",
        "\u034f",
        "\u00a0 \u3000",
        *["\ufe0f", "\u2066\u2069", "\u17b4", "\u00ad", "\u202e", "\t\n", "\U000e0061"],
    ],
)
def test_who_shows_no_letter_is_somebody(blank: str) -> None:
    """A name in which nothing is to be seen never gives an empty row."""
    assert readable(blank) == NOBODY


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ada", "Ada"),
        ("  Ada \n Lovelace ", "Ada Lovelace"),
        ("Ada\u2028Love\u2029lace", "Ada Love lace"),
        ("A\x07d\ue000a", "Ada"),
        ("\u202eAda", "Ada"),
        ("A\u0301\u0302\u0303\u0304\u0305da", "A\u0301\u0302da"),
        ("\u0301Ada", "Ada"),
        ("عائشة", "عائشة"),
        ("नमस्ते", "नमस्ते"),
        ("👩‍💻 Ada", "👩‍💻 Ada"),
        ("❤️", "❤️"),
        ("A\u3164da", "Ada"),
        ("🫨", "🫨"),
        ("x" * 40, "x" * 32),
    ],
)
def test_what_can_be_read_stays(written: str, read: str) -> None:
    """Letters of every script, and emoji, stay; what turns, hides or piles up goes."""
    assert readable(written) == read


@given(st.text(max_size=60))
def test_every_name_can_be_read(text: str) -> None:
    """Whatever somebody is called: one line, something to see, no control of direction, short; and it stays so."""
    name = readable(text)
    assert name.strip()
    assert len(name) <= 32
    assert not any(
        unicodedata.category(letter) in ("Cc", "Zl", "Zp") or "\u202a" <= letter <= "\u202e" for letter in name
    )
    assert not any("\u2066" <= letter <= "\u2069" for letter in name)
    marks = "".join("m" if unicodedata.category(one) in ("Mn", "Me") and one != "\ufe0f" else "-" for one in name)
    assert "mmm" not in marks
    assert readable(name) == name
    assert isolated(name) == f"\u2068{name}\u2069"
