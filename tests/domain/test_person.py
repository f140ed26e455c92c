"""Birth dates as far as they are known, and the ages that follow."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.domain.person import (
    BirthDate,
    Precision,
    birth_date_from_age,
    birth_date_of,
    completed_years,
    oldest_age,
    youngest_age,
)

DAY = date(2022, 1, 31)


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("1962-07-04", "day", date(1962, 7, 4), date(1962, 7, 4)),
        ("1962-02", "month", date(1962, 2, 1), date(1962, 2, 28)),
        ("1962", "year", date(1962, 1, 1), date(1962, 12, 31)),
        ("1962-01-01", "year", date(1962, 1, 1), date(1962, 12, 31)),
        ("1962", "estimated", date(1961, 1, 1), date(1962, 12, 31)),
    ],
)
def test_a_partial_date_spans_the_days_it_can_mean(text: str, precision: str, earliest: date, latest: date) -> None:
    born = birth_date_of(text, precision)
    assert (born.earliest(), born.latest()) == (earliest, latest)


@pytest.mark.parametrize(("text", "precision"), [("1962", "day"), ("1962", "month"), ("62-7-4", "day"), ("", "year")])
def test_a_date_less_exact_than_it_claims_is_refused(text: str, precision: str) -> None:
    with pytest.raises(ValueError, match=r"date"):
        birth_date_of(text, precision)


def test_a_date_without_a_stated_precision_is_as_exact_as_its_text() -> None:
    assert birth_date_of("1962-07") == BirthDate("1962-07", Precision.MONTH)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2004, 7, 1), date(2022, 6, 30), 17),
        (date(2004, 7, 1), date(2022, 7, 1), 18),
        (date(2004, 2, 29), date(2022, 2, 27), 17),
        (date(2004, 2, 29), date(2022, 2, 28), 18),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2022, 1, 1), date(2021, 1, 1), -1),
    ],
)
def test_years_are_completed_on_the_birthday(born: date, on: date, years: int) -> None:
    assert completed_years(born, on) == years


def test_the_analysis_engine_reckons_the_same_ages() -> None:
    leap_days = [date(2003, 12, 28) + timedelta(step) for step in range(0, 900, 3)] + [date(2004, 2, 29)]
    days = [*leap_days, date(2021, 2, 28), date(2021, 3, 1), date(2024, 2, 29), date(2022, 12, 31), date(1999, 2, 28)]
    pairs = [(born, on) for born in leap_days for on in days[-5:]]
    with duckdb.connect() as engine:
        values = ", ".join(f"(date '{born}', date '{on}')" for born, on in pairs)
        asked = engine.execute(f"select a, b, date_sub('year', a, b) from (values {values}) as t(a, b)").fetchall()
    assert [(born, on, completed_years(born, on)) for born, on in pairs] == asked


def test_a_birth_year_gives_a_youngest_and_an_oldest_age() -> None:
    born = birth_date_of("1957")
    assert (youngest_age(born, DAY), oldest_age(born, DAY)) == (64, 65)


@given(st.dates(date(1905, 1, 1), DAY))
def test_an_age_stated_truly_holds_the_true_birth_date_within_its_estimate(born: date) -> None:
    estimate = birth_date_from_age(completed_years(born, DAY), DAY)
    assert estimate.earliest() <= born <= estimate.latest()
