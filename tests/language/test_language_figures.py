from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import agrees, clashes, find_dates, published_day, resolve
from bot.language.figures import find_figures


def one(text: str, language: str = "en"):
    found = find_figures(text, language).numbers
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "2,500",
        "2500",
        "2.5 thousand",
        "2.5k",
        "2\u202f500",
        "2'500",
        "twenty-five hundred",
        "two thousand five hundred",
        "two and a half thousand",
    ],
)
def test_one_number_however_written(text: str) -> None:
    assert one(f"They sent {text} men").value == 2500


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("half a million people", 500_000),
        ("a quarter of a million people", 250_000),
        ("a dozen eggs", 12),
        ("three dozen eggs", 36),
        ("a hundred and twenty-one votes", 121),
        ("one and a half million votes", 1_500_000),
        ("56, 000 people", 56_000),
        ("5.68 million people", 5_680_000),
        ("1.2m people", 1_200_000),
        ("3bn people", 3 * 10**9),
        ("nineteen people", 19),
        ("ninety-nine people", 99),
    ],
)
def test_values(text: str, value: int) -> None:
    assert one(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("half of them", "1/2"),
        ("two-thirds of them", "2/3"),
        ("a third of them", "1/3"),
        ("three quarters of it", "3/4"),
        ("3/4 of it", "3/4"),
        ("½ of it", "1/2"),
        ("2 ½ of it", "5/2"),
        ("2½ of it", "5/2"),
        ("0.5 of it", "1/2"),
    ],
)
def test_fractions(text: str, value: str) -> None:
    assert one(text).value == Fraction(value)


@pytest.mark.parametrize(
    ("text", "kind", "unit", "value"),
    [
        ("$3bn", "money", "USD", 3 * 10**9),
        ("three billion dollars", "money", "USD", 3 * 10**9),
        ("US$ 5", "money", "USD", 5),
        ("€2.5 million", "money", "EUR", 2_500_000),
        ("40 percent", "percent", "percent", 40),
        ("40%", "percent", "percent", 40),
        ("40 per cent", "percent", "percent", 40),
        ("4 percentage points", "points", "points", 4),
        ("4 percentage of", "percent", "percent", 4),
        ("7 km", "measure", "km", 7),
        ("20-year-old", "measure", "year", 20),
        ("21st", "ordinal", "", 21),
        ("twenty-first", "ordinal", "", 21),
        ("third", "ordinal", "", 3),
        ("10:30 a.m.", "time", "am", 630),
        ("5 pm", "time", "pm", 1020),
        ("noon", "time", "pm", 720),
        ("17:45", "time", "pm", 1065),
    ],
)
def test_kinds_and_units(text: str, kind: str, unit: str, value: int) -> None:
    found = one(f"It was {text} then")
    assert (found.kind, found.unit, found.value) == (kind, unit, value)


def test_a_small_m_alone_is_metres_or_millions() -> None:
    readings = one("They dug 5.68 m of it").readings
    assert readings == ((Fraction(5_680_000), ""), (Fraction(142, 25), "m"))


def test_units_are_compared_in_base_units() -> None:
    assert one("2 km").readings == one("2,000 metres").readings
    assert one("90 minutes").readings == one("1.5 hours").readings


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("more than 30", "more"),
        ("at least 30", "least"),
        ("no fewer than 30", "least"),
        ("fewer than 30", "less"),
        ("nearly 30", "nearly"),
        ("about 30", "about"),
        ("up to 30", "most"),
        ("no more than 30", "most"),
        ("sent 30", ""),
    ],
)
def test_bounds(text: str, bound: str) -> None:
    assert one(text).bound == bound


def test_ranges_share_unit_and_scale() -> None:
    low, high = find_figures("10 to 15 percent").numbers
    assert (low.unit, high.unit, low.range_of, high.range_of) == ("percent", "percent", 1, 1)
    low, high = find_figures("2-3 million people").numbers
    assert (low.value, high.value) == (2_000_000, 3_000_000)
    low, high = find_figures("between 5 and 7 km").numbers
    assert (low.unit, low.range_of) == ("km", high.range_of)
    assert [f.value for f in find_figures("the 2018–19 term").numbers] == [2018, 2019]


@pytest.mark.parametrize(
    "text", ["an F-16 jet", "COVID-19 rules", "the G20 talks", "version 1.2.3 of it", "at first glance"]
)
def test_codes_and_idioms_are_no_numbers(text: str) -> None:
    assert find_figures(text).numbers == ()


def test_one_of_them_is_weak() -> None:
    assert one("one of them").weak
    assert not one("one million of them").weak


def test_decimal_comma_by_language() -> None:
    assert one("2.500 Menschen", "de").value == 2500
    assert one("3,5 Prozent", "de").value == Fraction(7, 2)
    assert one("2.500 grams", "en").value == Fraction(5, 2)


@given(st.integers(min_value=1, max_value=999_999_999))
def test_grouped_and_plain_digits_agree(number: int) -> None:
    assert one(f"They counted {number:,} of them").value == number


@given(st.text(max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    for figure in find_figures(text).numbers:
        assert text[figure.start : figure.end] == figure.text


@given(st.text(alphabet="0123456789.,-/: %$mkand", max_size=80))
def test_any_row_of_digits_and_marks_can_be_read(text: str) -> None:
    for figure in find_figures(text).numbers:
        assert text[figure.start : figure.end] == figure.text


# --- dates


def date(text: str, language: str = "en"):
    found = find_dates(text, language)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        "Nov. 8, 2021",
        "November 8, 2021",
        "8 November 2021",
        "8th of November 2021",
        "2021-11-08",
        "2021.11.08",
        "8.11.2021",
        "the 8th of November, 2021",
        "Monday, November 8, 2021",
    ],
)
def test_one_date_however_written(text: str) -> None:
    found = date(f"It was on {text} here")
    assert (found.year, found.month, found.day) == (2021, 11, 8)


def test_partial_dates_leave_fields_open() -> None:
    assert date("in May 2020").fields == (("year", 2020), ("month", 5))
    assert date("on Monday").fields == (("weekday", 1),)
    assert date("the 1990s").decade


@pytest.mark.parametrize("text", ["he may go", "a long march home", "the sun shone", "she sat down", "24/7 help"])
def test_words_that_only_look_like_dates(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("last week", ("week", -1)),
        ("next month", ("month", 1)),
        ("two weeks ago", ("week", -2)),
        ("tomorrow", ("day", 1)),
    ],
)
def test_relative_dates(text: str, step: tuple[str, int]) -> None:
    assert date(f"They met {text} here").relative == step


def test_a_range_of_days_is_two_dates() -> None:
    assert [(d.month, d.day) for d in find_dates("held on March 6–7 here")] == [(3, 6), (3, 7)]


def test_dates_of_other_languages() -> None:
    assert date("am 8. November 2021", "de").day == 8
    assert date("le 8 novembre 2021", "fr").month == 11


def test_resolve_from_the_day_of_publication() -> None:
    day = published_day("2021-11-10T08:00:00Z")  # a Wednesday
    monday = resolve(date("on Monday"), day)
    assert (monday.year, monday.month, monday.day) == (2021, 11, 8)
    assert resolve(date("yesterday"), day).day == 9
    assert resolve(date("next month"), day).month == 12
    assert published_day("soon") is None


@pytest.mark.parametrize(
    ("said", "borne", "right"),
    [
        ("in November 2021", "on 8 November 2021", True),
        ("on Monday", "on 8 November 2021", True),
        ("on Tuesday", "on 8 November 2021", False),
        ("on 8 November 2021", "in November 2021", False),
        ("last week", "last week", True),
        ("last week", "next week", False),
        ("in May", "in June", False),
        ("on 5/4/2021", "on 5 April 2021", True),
        ("the 1990s", "in May 1994", True),
        ("in May 1994", "the 1990s", False),
    ],
)
def test_agrees(said: str, borne: str, right: bool) -> None:
    assert agrees(date(said), date(borne)) is right


def test_clashes() -> None:
    assert clashes(date("on 5 May"), date("on 6 May"))
    assert not clashes(date("on 5 May"), date("in 2021"))
