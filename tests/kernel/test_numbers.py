"""Typed numbers: forms of all countries are read, what could be two numbers is asked back, the rest is refused."""

from contextlib import suppress
from math import isfinite

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.exchange.writers.common import figure
from bot.kernel.measures import read_measure, written_number
from bot.kernel.numbers import AmbiguousNumberError, UnreadableNumberError, plain, shown
from bot.kernel.words import unfit


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            (text, 0.8)
            for text in ["0.8", ".8", " 0.80 ", "80%", "80 %", "80 percent", "4/5", "8e-1", "8E−1", "0,8", ",8"]
        ),
        *(
            (text, 0.8)
            for text in ["= 0.8", "~0.8", "≈ 0.8", "about 0.8", "“0.8”", "**0.8**", "0.8.", "０.８", "٠٫٨", "०.८"]
        ),
        *((text, 0.833) for text in ["0,833", "00,833", ".833", "0.833", "83.3%", "83,3 %"]),
        *(
            (text, 1250.0)
            for text in ["1250", "1 250", "1'250", "1’250", "1 250", "1 250", "1_250", "1,250.0", "1.250,0"]
        ),
        *(
            (text, 1250.0)
            for text in ["1.25e3", "1,25e3", "1.25×10^3", "1.25 x 10³", "1.25*10**3", "١٬٢٥٠", "１２５０", "2500/2"]
        ),
        *((text, 1234567.0) for text in ["1,234,567", "1.234.567", "1 234 567", "12,34,567", "1,234,567.00"]),
        *((text, 12.34) for text in ["12.34", "12,34", "+12.34", "12,340"][:3]),
        *((text, -3.0) for text in ["-3", "−3", "–3", "—3", "- 3", "‐3", "－3", "-3.0", "-6/2", "-3,0"]),
        *((text, 1.5) for text in ["1.5", "1,5", "3/2", "1½", "1 1/2", "1.500", "150%"]),
        *(
            (text, 10.0)
            for text in ["10", "ten", "10.", "1e1", "010", "$10", "10€", "10 x", "10×", "×10", "x10", "10 times"]
        ),
        ("1234.567", 1234.567),
        ("1234,567", 1234.567),
        ("1.234", 1.234),
        ("2*10⁻³", 0.002),
        ("10²", 100.0),
        ("½", 0.5),
        ("-½", -0.5),
        *((text, -1.5) for text in ["-1 1/2", "−1½", "-3/2"]),
        *((text, 10.0) for text in ["1\u200b0", "\u202d10", "1\ufe0f0\u20e3", "10\u0301"]),
    ],
)
def test_numbers_as_people_type_them(text: str, value: float) -> None:
    """Decimals and groups of every country, percentages, fractions, powers, signs and scripts are all read."""
    assert read_measure(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1,234", (1234, 1.234)),
        ("12,345", (12345, 12.345)),
        ("999,000", (999000, 999.0)),
        ("-1,250", (-1250, -1.25)),
        ("2,048 records", (2048, 2.048)),
        ("１，２３４", (1234, 1.234)),
    ],
)
def test_what_could_be_two_numbers_is_asked_back(text: str, readings: tuple[float, float]) -> None:
    """One comma before three figures may be a group or a decimal: both are named, and each can be typed so."""
    with pytest.raises(AmbiguousNumberError) as asked:
        read_measure(text, "records")
    assert asked.value.readings == pytest.approx(readings)
    for reading in readings:
        assert shown(reading) in unfit(asked.value).replace("−", "-")
        assert read_measure(shown(reading), "records") == pytest.approx(reading)


@pytest.mark.parametrize("text", [".625", "0.625", "0,5", "1/2", "-.1"])
def test_a_share_where_percent_is_asked_is_asked_back(text: str) -> None:
    """Less than one without its sign may be meant as a share; with the sign it is what it says."""
    with pytest.raises(AmbiguousNumberError) as asked:
        read_measure(text, "percent")
    assert "with the percent sign" in unfit(asked.value)
    assert abs(read_measure(f"{text} %", "percent")) < 1


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        *(
            (text, "days", 10.0)
            for text in ["10", "10 days", "10days", "10 Days.", "10 day", "10 d", "ten days", "~10 days"]
        ),
        *(
            (text, "percent", 62.5)
            for text in ["62.5", "62.5%", "62.5 %", "62.5 percent", "62,5 %", "62.5 per cent", "62.5 pct"]
        ),
        *((text, "%", 62.5) for text in ["62.5", "62.5%", "62.5 percent", "６２.５％"]),
        *(
            (text, "times", 32.0)
            for text in ["32", "32×", "32x", "x32", "×32", "32 times", "32-fold", "32 fold", "× 32"]
        ),
        *((text, "dollars", 2.0) for text in ["2", "$2", "2$", "$ 2.00", "2 dollars", "2 USD", "US dollars 2"][:6]),
        *((text, "euros", 46.0) for text in ["46", "€46", "46€", "46 euros", "46 EUR", "46,00 €", "46 euro"]),
        *((text, "million tokens", 6.0) for text in ["6", "6 million", "6 million tokens"]),
        *((text, "requests per second", 400.0) for text in ["400", "400 requests per second", "400 requests/second"]),
        *((text, "min", 3.0) for text in ["3", "3 min", "3 minutes", "3 minute", "3 mins"]),
        *((text, "m²", 20.0) for text in ["20", "20 m²", "20m²", "20 m^2", "20 m2."]),
        *((text, "m/s²", 9.81) for text in ["9.81", "9.81 m/s²", "9,81 m/s2"]),
        ("7/10", "/10", 7.0),
        ("-$5", "dollars", -5.0),
        *((text, "percent", 80.0) for text in ["80%.", "80 %!", "80 percent."]),
        *((text, "times", 3.0) for text in ["3x.", "3 times!", "3-fold?"]),
        ("5 MB", "MB", 5.0),
        ("5MB", "MB", 5.0),
    ],
)
def test_the_unit_that_is_asked_for_may_be_typed(text: str, unit: str, value: float) -> None:
    """The unit in full, in short, in singular or plural, before or behind, changes nothing."""
    assert read_measure(text, unit) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "stem", "value"),
    [
        ("1800 rows", "How many rows does the table have then?", 1800),
        ("2.75 pallets", "What is the mean absolute error, in pallets?", 2.75),
        ("200 logs", "Undersampling is applied. How many logs remain?", 200),
    ],
)
def test_a_noun_that_the_question_asks_for_may_be_typed(text: str, stem: str, value: float) -> None:
    """Where the question names what is counted, so may the answer."""
    assert read_measure(text, "", stem) == value


@pytest.mark.parametrize(
    ("text", "unit", "asked"),
    [
        ("10 hours", "days", "days"),
        ("5 GB", "MB", "MB"),
        ("$46", "euros", "euros"),
        ("46 dollars", "euros", "euros"),
        ("80%", "days", "days"),
        ("10 days", "", "a number"),
        ("6000000 tokens", "million tokens", "million tokens"),
        ("500 ms", "s", "s"),
    ],
)
def test_another_unit_is_refused(text: str, unit: str, asked: str) -> None:
    """Another unit is never taken for the one that is asked for: the refusal repeats what was typed and says which."""
    with pytest.raises(UnreadableNumberError) as refused:
        read_measure(text, unit, "What is it?")
    assert text in unfit(refused.value)
    assert f"this asks for {asked}" in unfit(refused.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("twelve", 12), ("two hundred", 200), ("one thousand logs", 1000), ("Two hundred thousand", 200_000)],
)
def test_a_round_number_may_be_typed_in_words(text: str, value: float) -> None:
    """The form takes `twelve`, so it takes what people say in as few words."""
    assert read_measure(text, "logs") == value


@pytest.mark.parametrize("unit", ["%", "percent", ""])
@pytest.mark.parametrize(("text", "percent"), [("one hundred percent", 100), ("Two hundred per cent", 200)])
def test_a_round_percentage_may_be_typed_in_words(text: str, unit: str, percent: float) -> None:
    """Where percent is asked for that is the number, and else a hundredth of it, as for digits."""
    assert read_measure(text, unit) == (percent if unit else percent / 100)


def test_a_number_in_words_that_may_count_millions_is_asked_back() -> None:
    """`two thousand` may be so many millions; with the noun, or in digits, it says what it counts."""
    with pytest.raises(UnreadableNumberError) as refused:
        read_measure("two thousand", "million tokens")
    assert "this asks for million tokens" in unfit(refused.value)
    assert read_measure("two hundred million", "million tokens") == 200
    for text in ("five hundred thousand tokens", "500 thousand", "500k"):
        assert read_measure(text, "million tokens") == 0.5


@pytest.mark.parametrize("unit", ["million tokens", "thousand tokens"])
def test_hundreds_of_thousands_or_millions_are_asked_back(unit: str) -> None:
    """Nobody counts tokens in ten-thousandths of a million: it could only be judged wrong."""
    with pytest.raises(UnreadableNumberError) as refused:
        read_measure("two hundred", unit)
    assert f"this asks for {unit}" in unfit(refused.value)
    assert read_measure("200", unit) == read_measure(f"two hundred {unit}", unit) == 200


@pytest.mark.parametrize("text", ["two hundred five", "two hundred and fifty", "five to six", "seven point five"])
@pytest.mark.parametrize("unit", ["logs", ""])
def test_a_longer_number_in_words_is_to_be_typed_in_digits(text: str, unit: str) -> None:
    """Nobody who typed only a number is told to leave out a unit."""
    with pytest.raises(UnreadableNumberError) as refused:
        read_measure(text, unit)
    told = unfit(refused.value)
    assert f"“{text}” is not one number. Type a number in digits" in told
    assert "this asks for" not in told


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        ".",
        ",",
        "%",
        "e5",
        "1/0",
        "0/0",
        "12 34",
        "5⑩",
        "1,23,4",
        "1.2.3",
        "1,2,3",
        "0.8 0.9",
        "10-12",
        "10 to 12",
        "1..2",
        "1,,2",
        "--3",
        ">10",
        "1e999",
        "1e300/1e-300",
        "nan",
        "inf",
        "∞",
        "-inf",
        "1/2/3",
        "0x10",
        "many",
        "one hundred and",
        "<@1>",
        "9" * 400,
        "3 + 4",
        "3/-",
        "1.250,5.5",
        "1,250.5,5",
    ],
)
def test_what_is_no_number(text: str) -> None:
    """What is not one finite number is refused, and what was typed is repeated."""
    with pytest.raises(UnreadableNumberError) as refused:
        read_measure(text)
    assert "Type" in unfit(refused.value)
    assert text.strip()[:40] in unfit(refused.value)
    assert len(unfit(refused.value)) < 200


@given(st.text(st.sampled_from("0123456789.,-+−%/e $€x×'½² ٫"), max_size=14), st.sampled_from(["", "%", "days"]))
def test_a_number_is_finite_or_refused(text: str, unit: str) -> None:
    """No text, however odd, is read as infinite or as no number at all, or breaks the reader."""
    with suppress(UnreadableNumberError):
        assert isfinite(read_measure(text, unit))


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing that can be typed breaks the reader."""
    with suppress(UnreadableNumberError):
        assert isfinite(read_measure(text, "days", text))
    assert plain(plain(text)) == plain(text) or "^" in plain(text)


@given(st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 4)))
def test_what_is_shown_can_be_typed(value: float) -> None:
    """A number as it is shown reads as itself."""
    assert read_measure(shown(value)) == pytest.approx(value)


@pytest.mark.parametrize(("text", "value"), [("1,250", 1250), ("80%", 0.8), ("Amazon S3", None), ("5 GB", None)])
def test_numbers_in_options_are_english(text: str, value: float | None) -> None:
    """In a text that an author wrote in English a comma groups thousands."""
    assert written_number(text) == value


@pytest.mark.parametrize(
    "text",
    ["9999999999^99", "1e300^2", "1e300**2", "1e-300^-9", "0^0", "1e308 billion", "1,234e308", "1e400", "1/1e-320"],
)
def test_what_is_too_great_for_a_number_is_refused(text: str) -> None:
    """Not read as infinite, and no crash; as an option of a question it is no number either."""
    with pytest.raises(UnreadableNumberError) as refused:
        read_measure(text)
    assert not refused.value.readings
    assert written_number(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        *((text, "", 1024.0) for text in ["2^10", "2**10", "2 ^ 10", "2^(10)", "(1024)"]),
        *((text, "", -4.0) for text in ["-2^2", "-2**2", "-2²"]),
        ("-10^-2", "", -0.01),
        *((text, "dollars", 5.0) for text in ["US$5", "us$ 5", "USD 5", "usd5", "5 US$"]),
        *((text, "euros", -5.0) for text in ["-€5", "EUR -5", "-EUR 5"]),
        *((text, "tokens", 12000.0) for text in ["12k", "12 k", "12K", "12k tokens", "12 thousand tokens"]),
        *((text, "", 5e6) for text in ["5M", "5 M", "5 million"]),
        *((text, "million tokens", 5.0) for text in ["5M", "5M tokens", "5,000k"][:2]),
        ("2bn", "", 2e9),
        ("2B", "", 2e9),
        *((text, "requests per second", 10.0) for text in ["10/s", "10 /sec", "10 requests/s", "10 req/s"]),
        *((text, "%", 75.0) for text in ["75 percentage point", "75 percentage points", "(75%)"]),
    ],
)
def test_powers_brackets_codes_and_letters(text: str, unit: str, value: float) -> None:
    """A minus stands before the power; a code stands for its sign; a letter for thousand, million or billion."""
    assert read_measure(text, unit) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("5m", "seconds"), ("5k", "kilobytes"), ("5b", "MB"), ("10/min", "requests per second"), ("USD 5", "euros")],
)
def test_a_letter_that_may_be_a_unit_is_none_of_these(text: str, unit: str) -> None:
    """Minutes are no millions: what is not what is asked for is refused, not guessed."""
    with pytest.raises(UnreadableNumberError):
        read_measure(text, unit)


@given(st.integers(-(2**53) + 1, 2**53 - 1))
def test_whole_numbers_are_shown_whole(value: int) -> None:
    """A key is told to its last figure, however long it is."""
    assert shown(float(value)) == str(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(float(2**53))
@example(float(2**64))
@example(123456.7890123)
@example(281474976710656.25)
def test_a_key_is_shown_as_exactly_what_it_is(value: float) -> None:
    """Whoever types what the answer showed is right, without any tolerance; files keep it to the last figure, too."""
    assert float(shown(value)) == value
    assert figure(value) == shown(value)


def test_powers_of_two_are_written_out() -> None:
    """The addresses of 64 bits are a number that people can read."""
    assert shown(2.0**64) == "18446744073709551616"
    assert read_measure(shown(2.0**64)) == 2.0**64


def test_a_share_that_could_be_percent_is_asked_back_without_what_arithmetic_adds() -> None:
    """0.29 is 29 percent, and not 28.999999999999996."""
    with pytest.raises(AmbiguousNumberError) as asked:
        read_measure("0.29", "%")
    assert "28.99" not in unfit(asked.value)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("45°", "°", 45), ("3 ‰", "‰", 3), ("12″", "″", 12), ("5₽", "₽", 5), ("-₩5000", "₩", -5000), ("R$5", "R$", 5),
        ("7¢", "¢", 7), ("٥٠٪", "%", 50), ("5 R$.", "R$", 5),
    ],
)  # fmt: skip
def test_the_unit_that_is_asked_for_may_be_typed_whatever_signs_it_has(text: str, unit: str, value: float) -> None:
    """The question itself shows it; another one is still another one."""
    assert read_measure(text, unit) == value
    with pytest.raises(UnreadableNumberError):
        read_measure(text, "m")
