"""Periods as offices write them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from census_app.domain.bangla_text import bangla_digits
from census_app.domain.periods import (
    Period,
    fiscal_year,
    fiscal_year_of,
    months,
    occasion_period,
    occasions_from,
    quarter,
    read_period,
)

YEAR = "2021-22"
REFERENCE = Path(__file__).parents[2] / "data" / "reference" / "occasions.csv"
OCCASIONS = occasions_from(csv.DictReader(REFERENCE.open(encoding="utf-8")))
DAYS = st.dates(date(2013, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("জুলাই-সেপ্টেম্বর ২০২১", "2021-07..2021-09"),
        ("Jul-Sep 2021", "2021-07..2021-09"),
        ("জুলাই ২০২১ - সেপ্টেম্বর ২০২১", "2021-07..2021-09"),
        ("জুলাই হতে সেপ্টেম্বর ২০২১", "2021-07..2021-09"),
        ("জুলাই–সেপ্টেম্বর, ২০২১", "2021-07..2021-09"),
        ("জানুয়ারি-মার্চ", "2022-01..2022-03"),
        ("জুলাই-সেপ্টেম্বর ২০২১-২২", "2021-07..2021-09"),
        ("ডিসেম্বর-জানুয়ারি ২০২২", "2021-12..2022-01"),
        ("07/2021 - 09/2021", "2021-07..2021-09"),
        ("Jul-2021", "2021-07"),
        ("Sept. 2021", "2021-09"),
        ("জুলাই/২১", "2021-07"),
        ("Feb-22", "2022-02"),
        ("সেপ্টেম্বর ২০২১", "2021-09"),
        ("সেপ্টে ২০২১", "2021-09"),
        ("ফেব্রুয়ারী ২০২২", "2022-02"),
        ("ফেব্রুয়ারি/২২", "2022-02"),
        ("09/2021", "2021-09"),
        ("মার্চ ২০২২ মাস", "2022-03"),
        ("১ম কিস্তি ২০২১-২২", "2021-07..2021-09"),
        ("২য় কিস্তি", "2021-10..2021-12"),
        ("তৃতীয় কিস্তি (২০২১-২২)", "2022-01..2022-03"),
        ("১ম কিস্তি (জুলাই-সেপ্টেম্বর)", "2021-07..2021-09"),
        ("জুলাই'২১", "2021-07"),
        ("২০২১ সালের জুলাই", "2021-07"),
        ("জুলাই ২০২১ইং", "2021-07"),
        ("4th instalment", "2022-04..2022-06"),
        ("1st quarter 2021-22", "2021-07..2021-09"),
        ("Q1 FY2021-22", "2021-07..2021-09"),
        ("2nd kisti 2022-23", "2022-10..2022-12"),
        ("2021-22", "2021-22"),
        ("2021-2022", "2021-22"),
        ("২০২১-২২ অর্থবছর", "2021-22"),
        ("২০২২-২৩ অর্থ বছর", "2022-23"),
        ("FY 2021-22", "2021-22"),
        ("জুলাই ২০২১-জুন ২০২২", "2021-22"),
        ("05/10/2021", "2021-10-05"),
        ("৫ অক্টোবর ২০২১", "2021-10-05"),
    ],
)
def test_a_written_period_is_read(written: str, code: str) -> None:
    read = read_period(written, YEAR)
    assert read is not None
    assert read.code == code


@pytest.mark.parametrize(
    "written",
    [
        "ঈদুল ফিতর",
        "৬৫ দিনের নিষেধাজ্ঞা",
        "Penta-1",
        "1",
        "2021",
        "Q5 2021-22",
        "13/2021",
        "31/02/2022",
        "জুলাই/১২",
        "কিস্তি",
        "",
    ],
)
def test_what_writes_no_dates_is_no_period(written: str) -> None:
    assert read_period(written, YEAR) is None


def test_a_fiscal_year_runs_from_july_to_june() -> None:
    assert fiscal_year(YEAR) == Period("2021-22", date(2021, 7, 1), date(2022, 6, 30))
    assert fiscal_year("2099-00").until_on == date(2100, 6, 30)


@pytest.mark.parametrize("code", ["2021-23", "2021", "21-22", "2009-10"])
def test_another_code_is_no_fiscal_year(code: str) -> None:
    with pytest.raises(ValueError, match="fiscal year"):
        fiscal_year(code)


def test_the_last_month_of_a_span_may_not_lie_before_its_first() -> None:
    with pytest.raises(ValueError, match="before the first"):
        months((2022, 3), (2022, 1))


@given(DAYS)
def test_the_quarters_of_a_fiscal_year_follow_each_other_and_fill_it(day: date) -> None:
    year = fiscal_year_of(day)
    quarters = [quarter(year, number) for number in (1, 2, 3, 4)]
    assert sum((q.until_on - q.from_on).days + 1 for q in quarters) == (year.until_on - year.from_on).days + 1
    assert (quarters[0].from_on, quarters[-1].until_on) == (year.from_on, year.until_on)
    assert year.from_on <= day <= year.until_on


@given(DAYS, st.integers(0, 40), st.booleans())
def test_a_code_is_read_back_as_its_period(day: date, further: int, in_bangla: bool) -> None:
    last = divmod(day.year * 12 + day.month - 1 + further, 12)
    period = months((day.year, day.month), (last[0], last[1] + 1))
    written = bangla_digits(period.code) if in_bangla else period.code
    assert read_period(written, YEAR) == period
    assert read_period(day.isoformat(), YEAR) == Period(day.isoformat(), day, day)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ঈদুল ফিতর", "2021-22/eid_ul_fitr"),
        ("Eid-ul-Fitr 2022", "2021-22/eid_ul_fitr"),
        ("ঈদুল আযহা ২০২১", "2021-22/eid_ul_azha"),
        ("ঈদ-উল-ফিতর/২২", "2021-22/eid_ul_fitr"),
        ("৬৫ দিনের নিষেধাজ্ঞা", "2021-22/ban_65_days"),
        ("65 days ban", "2021-22/ban_65_days"),
        ("আম্ফান/ইয়াস", "2021-22/cyclone_amphan_yaas"),
        ("Penta-1", "2021-22/dose_penta_1"),
        ("পেন্টা-১", "2021-22/dose_penta_1"),
        ("১", "2021-22/number_1"),
        ("2", "2021-22/number_2"),
    ],
)
def test_an_occasion_has_one_code_in_both_languages(written: str, code: str) -> None:
    found = occasion_period(written, YEAR, OCCASIONS)
    assert found == Period(code, date(2021, 7, 1), date(2022, 6, 30))


@pytest.mark.parametrize("written", ["নববর্ষ উৎসব", "12345", "", "Eid of nobody"])
def test_an_occasion_that_nobody_declared_is_none(written: str) -> None:
    assert occasion_period(written, YEAR, OCCASIONS) is None
