"""1. Day first, as people here write. 2. No date is invented: the unknown stays open, the impossible is asked back.
3. Ages become years."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.cells import Cell, estimated_birth
from tests.importers.cell_reading import SURVEY_DAY, codes, reading, values


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("৬ সেপ্টেম্বর ১৯৬১", "1961-09-06"),
        ("14 ডিসেম্বর 2000", "2000-12-14"),
        ("27 May 2008", "2008-05-27"),
        ("May 27, 2008", "2008-05-27"),
        ("1st Jan 1980", "1980-01-01"),
        ("১লা এপ্রিল ১৯৮০", "1980-04-01"),
        ("26Aug1983", "1983-08-26"),
        ("২১শে ফেব্রুয়ারি ১৯৫২", "1952-02-21"),
        ("26-Aug-1983", "1983-08-26"),
        ("20-12-1957", "1957-12-20"),
        ("২৫.১০.১৯৮৯", "1989-10-25"),
        ("05/06/1990", "1990-06-05"),
        ("1990-05-04", "1990-05-04"),
        ("1990/5/4", "1990-05-04"),
        ("1990-05-04 00:00:00", "1990-05-04"),
        ("০৫-০৯-২০০২ ইং", "2002-09-05"),
        ("জন্ম: ০৫-০৯-২০০২", "2002-09-05"),
        ("25051991", "1991-05-25"),
        ("19910525", "1991-05-25"),
        (date(1961, 9, 6), "1961-09-06"),
        (datetime(1961, 9, 6, 0, 0), "1961-09-06"),
    ],
)
def test_a_day_is_read_however_it_is_written(raw: Cell, expected: str) -> None:
    assert values("birth_date", raw) == {"birth_date": expected, "birth_precision": "day"}
    assert codes("birth_date", raw) == []


@pytest.mark.parametrize(
    ("raw", "expected", "precision"),
    [
        ("জুলাই ১৯৭০", "1970-07", "month"),
        ("July-1970", "1970-07", "month"),
        ("05/1980", "1980-05", "month"),
        ("1980-05", "1980-05", "month"),
        ("1970", "1970", "year"),
        (1970.0, "1970", "year"),
        ("১৯৮০ সাল", "1980", "year"),
        ("00/00/1965", "1965", "year"),
        ("আনুমানিক ১৯৬০", "1960", "estimated"),
        ("c. 05/06/1960", "1960", "estimated"),
    ],
)
def test_a_date_is_no_more_exact_than_it_was_written(raw: Cell, expected: str, precision: str) -> None:
    assert values("birth_date", raw) == {"birth_date": expected, "birth_precision": precision}


@pytest.mark.parametrize(
    ("raw", "expected", "code"),
    [
        (31779.0, "1987-01-02", "date_from_serial"),
        ("31779", "1987-01-02", "date_from_serial"),
        ("05/25/1990", "1990-05-25", "date_month_first"),
        ("10/09/68", "1968-09-10", "year_two_digits"),
        ("10-09-12", "2012-09-10", "year_two_digits"),
        ("১৪ বৈশাখ ১৩৯০", "1983", "date_bangla_calendar"),
        ("মাঘ ১৩৯০", "1984", "date_bangla_calendar"),
        ("১৪/০১/১৩৯০", "1983", "date_bangla_calendar"),
        ("1390", "1983", "date_bangla_calendar"),
    ],
)
def test_what_had_to_be_understood_is_said(raw: Cell, expected: str, code: str) -> None:
    assert values("birth_date", raw)["birth_date"] == expected
    assert codes("birth_date", raw) == [code]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("31/02/1990", "date_impossible"),
        ("৩০ ফেব্রুয়ারি ১৯৮০", "date_impossible"),
        ("25/25/1990", "date_impossible"),
        ("13/1980", "date_impossible"),
        (date(1899, 12, 25), "date_impossible"),
        (time(0, 0), "date_impossible"),
        (timedelta(days=3), "date_impossible"),
        ("কাল", "date_unreadable"),
        (250.0, "date_unreadable"),
        ("12/05/2030", "birth_in_future"),
        ("1/1/1850", "birth_too_long_ago"),
    ],
)
def test_a_date_that_cannot_be_is_asked_back_and_not_kept(raw: Cell, code: str) -> None:
    assert values("birth_date", raw) == {}
    assert codes("birth_date", raw) == [code]


def test_in_a_month_first_column_a_date_that_reads_both_ways_is_asked_back() -> None:
    assert values("birth_date", "05/06/1990", day_first=False)["birth_date"] == "1990-05-06"
    assert codes("birth_date", "05/06/1990", day_first=False) == ["date_ambiguous"]
    assert codes("birth_date", "05/25/1990", day_first=False) == []


@pytest.mark.parametrize("raw", [None, "", "নাই", "-", "0", 0.0, "জানা নাই", False])
def test_a_missing_date_is_no_problem(raw: Cell) -> None:
    assert reading("birth_date", raw).values == {}
    assert codes("birth_date", raw) == []


def test_a_delivery_needs_a_whole_day_and_a_death_does_not() -> None:
    assert values("date", "২৮/০৭/২০২১", "delivered_on") == {"delivered_on": "2021-07-28"}
    assert codes("date", "07/2021", "delivered_on") == ["date_incomplete"]
    assert values("date", "2021", "death_date") == {"death_date": "2021"}


def test_what_has_happened_is_not_dated_after_the_file() -> None:
    assert codes("date", "01/07/2022", "delivered_on") == ["date_in_future"]


def test_an_age_in_the_place_of_a_birth_date_is_kept_as_an_age() -> None:
    assert values("birth_date", "২৫ বছর") == {"age_years": 25}
    assert codes("birth_date", "২৫ বছর") == ["age_in_date_column"]


@pytest.mark.parametrize(
    ("raw", "years"),
    [
        (60.0, 60),
        ("৬০", 60),
        ("২৫ বছর", 25),
        ("6 মাস", 0),
        ("3 months", 0),
        ("18 months", 1),
        ("2 yrs 6 months", 2),
        ("১ বছর ৬ মাস", 1),
        (0.0, 0),
        ("০", 0),
        ("নবজাতক", 0),
        ("65+", 65),
        (2.5, 2),
        ("প্রায় ৬০", 60),
        ("৭ দিন", 0),
    ],
)
def test_an_age_is_read_in_completed_years(raw: Cell, years: int) -> None:
    assert values("age", raw) == {"age_years": years}
    assert codes("age", raw) == []


@pytest.mark.parametrize(
    ("raw", "code"), [("150", "age_out_of_range"), ("1985", "age_unreadable"), ("বড়", "age_unreadable")]
)
def test_an_age_that_cannot_be_is_asked_back(raw: Cell, code: str) -> None:
    assert codes("age", raw) == [code]
    assert values("age", raw) == {}


def test_an_age_alone_gives_an_estimated_year_of_birth() -> None:
    assert estimated_birth(45, SURVEY_DAY) == {"birth_date": "1977", "birth_precision": "estimated"}


_ways = st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y"])


_BANGLA_MONTHS = [
    "জানুয়ারি",
    "ফেব্রুয়ারি",
    "মার্চ",
    "এপ্রিল",
    "মে",
    "জুন",
    "জুলাই",
    "আগস্ট",
    "সেপ্টেম্বর",
    "অক্টোবর",
    "নভেম্বর",
    "ডিসেম্বর",
]


@given(st.dates(date(1910, 1, 1), SURVEY_DAY), st.booleans())
def test_every_day_reads_back_from_the_bangla_name_of_its_month(day: date, in_bangla: bool) -> None:
    written = f"{day.day} {_BANGLA_MONTHS[day.month - 1]} {day.year}"
    raw = written.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")) if in_bangla else written
    assert values("birth_date", raw) == {"birth_date": day.isoformat(), "birth_precision": "day"}


@given(st.dates(date(1910, 1, 1), SURVEY_DAY), _ways, st.booleans())
def test_every_day_reads_back_from_every_way_of_writing_it(day: date, way: str, in_bangla: bool) -> None:
    written = day.strftime(way)
    raw = written.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")) if in_bangla else written
    assert values("birth_date", raw) == {"birth_date": day.isoformat(), "birth_precision": "day"}


@pytest.mark.parametrize(
    ("raw", "birth_date", "precision"),
    [
        ("04//07//1962", "1962-07-04", "day"),
        ("4\\7\\1962", "1962-07-04", "day"),
        ("৪।।৭।।১৯৬২", "1962-07-04", "day"),
        ("4/7/1962 (NID)", "1962-07-04", "day"),
        ("15 Aug '75", "1975-08-15", "day"),
        ("22831.0", "1962-07-04", "day"),
        ("1962.0", "1962", "year"),
        ("জন্ম সাল ১৯৬২", "1962", "year"),
        ("১৯৬২ খ্রিস্টাব্দ", "1962", "year"),
        ("১৯৬২ (আনুঃ)", "1962", "estimated"),
        ("1962?", "1962", "estimated"),
        ("১৩৭০ বাংলা", "1963", "estimated"),
        ("৩০/১২/১৩৭০ বাং", "1964", "estimated"),
    ],
)
def test_what_people_put_around_a_date_does_not_hide_it(raw: str, birth_date: str, precision: str) -> None:
    assert values("birth_date", raw) == {"birth_date": birth_date, "birth_precision": precision}


def test_a_time_of_day_is_no_date() -> None:
    assert codes("birth_date", "12:30:45") == ["date_unreadable"]
