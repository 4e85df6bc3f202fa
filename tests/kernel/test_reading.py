"""How lists are written, and how what was typed is compared."""

import pytest

from bot.kernel.reading import alike, either, key_of, listed, parts, pick, series


@pytest.mark.parametrize(
    ("names", "written"),
    [([], ""), (["A"], "A"), (["A", "B"], "A or B"), (["A", "B", "C"], "A, B, or C"), ("ABCD", "A, B, C, or D")],
)
def test_a_list_is_written_as_in_print(names: list[str], written: str) -> None:
    """With the serial comma, and the word before the last alone."""
    assert either(iter(names)) == written
    assert series(names, "and") == written.replace(" or ", " and ").replace(", or ", ", and ")


@pytest.mark.parametrize(
    "typed", ["MLA-C02", "mla c02", " Mla_C02 ", "mlac02", "MLA\u00adC02", "ＭＬＡ－Ｃ０２", "m.l.a. C02", "MLA—C02"]
)
def test_case_blanks_and_punctuation_play_no_part(typed: str) -> None:
    assert pick(typed, {"aif": ["AIF-C01"], "mla": ["MLA-C02"]}) == "mla"


@pytest.mark.parametrize(
    ("typed", "key"), [("Café au lait", "cafe au lait"), ("IŞIK ısı", "isik isi"), ("don’t", "dont")]
)
def test_accents_and_apostrophes_play_no_part(typed: str, key: str) -> None:
    assert key_of(typed) == key


def test_what_two_names_could_mean_is_not_guessed() -> None:
    """Nor is nothing; just as it is written counts before what is like it."""
    offered = {1: ["Teas"], 2: ["teas"], 3: ["T e a s"]}
    assert [pick(typed, offered) for typed in ("Teas", "teas", "TEAS", "", "-")] == [1, 2, None, None, None]


def test_what_a_list_sends_counts_before_what_it_shows() -> None:
    assert pick("metrics", {1: ["modes", "metrics"], 2: ["metrics", "modes"]}) == 2


def test_titles_that_hold_what_was_typed_come_before_those_that_look_like_it() -> None:
    titles = ["Model metrics", "Metrics", "Matrices", "Services"]
    assert alike("metrics", titles) == ["Model metrics", "Metrics"]
    assert alike("metrcs", titles)[0] == "Metrics"
    assert alike("e", titles, most=2) == ["Model metrics", "Metrics"]
    assert alike("", titles) == alike("xylophone", titles) == []


def test_a_list_is_read_with_any_separator() -> None:
    assert parts(" metrics, modes;services and  tools&teas ,, ") == ["metrics", "modes", "services", "tools", "teas"]


def test_a_title_with_a_separator_in_it_stays_whole() -> None:
    """However it is spelled; the longest title that is there counts, and what is none is taken apart."""
    titles = ["Bias and variance", "Bias", "Storage, databases & more"]
    typed = "bias and variance, metrics; storage,Databases &more and Bias, Storage, databases"
    found = ["bias and variance", "metrics", "storage,Databases &more", "Bias", "Storage", "databases"]
    assert listed(typed, titles) == found
    assert listed("Bias, bias and variance", ()) == ["Bias", "bias", "variance"]
