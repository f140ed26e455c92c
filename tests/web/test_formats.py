"""Numbers, money and dates as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from census_app.web import formats


@pytest.mark.parametrize(
    ("value", "bangla", "english"),
    [
        (0, "০", "0"),
        (999, "৯৯৯", "999"),
        (1000, "১,০০০", "1,000"),
        (1234567, "১২,৩৪,৫৬৭", "12,34,567"),
        (1234567890, "১,২৩,৪৫,৬৭,৮৯০", "1,23,45,67,890"),
        (-45000, "-৪৫,০০০", "-45,000"),
    ],
)
def test_a_number_is_grouped_by_lakh_and_crore(value: int, bangla: str, english: str) -> None:
    assert formats.number(value, "bn") == bangla
    assert formats.number(value, "en") == english


def test_money_shows_poisha_only_when_there_are_any() -> None:
    assert formats.money(150000, "bn") == "৳\u00a0১,৫০০"
    assert formats.money(150005, "en") == "৳\u00a01,500.05"
    assert formats.money(-100, "en") == "-৳\u00a01"


def test_a_quantity_drops_the_zeros_behind_the_point() -> None:
    assert formats.quantity(10_000, "bn", "kg") == "১০\u00a0কেজি"
    assert formats.quantity(2_500, "en") == "2.5"


def test_a_date_is_as_exact_as_it_is_known() -> None:
    assert formats.day("1962", "bn") == "১৯৬২"
    assert formats.day("1962-07", "bn") == "জুলাই\u00a0১৯৬২"
    assert formats.day(date(1962, 7, 4), "en") == "4\u00a0July\u00a01962"
    assert formats.day("", "bn") == ""


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2022, 4, 1), date(2022, 4, 30), "April\u00a02022"),
        (date(2021, 7, 1), date(2022, 6, 30), "July\u00a02021 – June\u00a02022"),
        (date(2022, 4, 1), date(2022, 4, 29), "1\u00a0April\u00a02022 – 29\u00a0April\u00a02022"),
        (date(2022, 4, 30), date(2022, 4, 30), "30\u00a0April\u00a02022"),
    ],
)
def test_a_period_is_told_in_months_where_it_is_made_of_them(first: date, last: date, told: str) -> None:
    assert formats.period(first, "en", last) == told


def test_a_moment_is_told_by_the_clock_of_bangladesh() -> None:
    late = datetime(2022, 6, 30, 20, 5, tzinfo=UTC)
    assert formats.moment(late, "bn") == "১\u00a0জুলাই\u00a0২০২২, ০২:০৫"


def test_a_masked_number_shows_its_last_four_digits() -> None:
    assert formats.masked("1234567890", "bn") == "••••••৭৮৯০"


def test_a_reason_fills_its_blanks_in_the_digits_of_the_language() -> None:
    values = {"programme": "X", "times": 2, "period": "2022-01..2022-03", "first_on": "2022-04-04", "last_on": ""}
    assert "২ বার" in formats.reason("same_period_twice", values, "bn")
    assert "January\u00a02022 – March\u00a02022" in formats.reason("same_period_twice", values, "en")


def test_a_code_without_a_word_shows_itself() -> None:
    assert formats.word("roof", "tin", "bn") == "টিন"
    assert formats.word("roof", "glass", "bn") == "glass"
