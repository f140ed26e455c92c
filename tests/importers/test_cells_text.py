"""1. Names and household numbers are kept as written. 2. Positions lie in the country. 3. No cell breaks the reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.cells import KINDS, Cell
from tests.importers.cell_reading import codes, reading, values


def test_a_members_name_goes_by_its_script() -> None:
    assert values("name", "মোঃ করিম গাজী", "name") == {"name_bn": "মোঃ করিম গাজী"}
    assert values("name", "Md. Karim Gazi", "name") == {"name_en": "Md. Karim Gazi"}
    assert values("name", "Md. Karim Gazi", "father_name") == {"father_name": "Md. Karim Gazi"}


def test_a_name_is_tidied_and_needs_letters() -> None:
    assert values("name", " মোঃ\u200b  করিম ", "name") == {"name_bn": "মোঃ করিম"}
    assert codes("name", "12345", "name") == ["name_without_letters"]
    assert values("name", "নাই", "spouse_name") == {}


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (10.0, "10"),
        ("৩৬৭", "367"),
        ("007", "7"),
        ("HH-12", "12"),
        ("খানা নং ১৫", "15"),
        ("12/ক", "12/ক"),
        ("h8-12", "H8-12"),
    ],
)
def test_a_household_number_is_read_without_its_label(raw: Cell, number: str) -> None:
    assert values("household_number", raw) == {"household_number": number}


def test_a_household_number_that_became_a_date_holds_the_row_back() -> None:
    assert values("household_number", date(2022, 5, 3)) == {}
    assert codes("household_number", date(2022, 5, 3)) == ["household_number_became_date"]


def test_text_is_kept_as_written() -> None:
    assert values("text", " উত্তর পাড়া ", "para") == {"para": "উত্তর পাড়া"}
    assert values("village", 8.0, "village") == {"village": "8"}


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("latitude", 22.76583, {"lat": 22.76583}),
        ("latitude", "২২.৭৬৫৮", {"lat": 22.7658}),
        ("latitude", "22.7658 N", {"lat": 22.7658}),
        ("latitude", "22°45'57\"", {"lat": 22.765833}),
        ("longitude", 89.131561, {"lon": 89.131561}),
        ("latitude", 0.0, {}),
        ("longitude", "নাই", {}),
    ],
)
def test_a_position_is_read_in_degrees(kind: str, raw: Cell, expected: dict[str, float]) -> None:
    assert values(kind, raw) == expected
    assert codes(kind, raw) == []


@pytest.mark.parametrize(("kind", "raw"), [("latitude", 89.13), ("longitude", 22.7), ("latitude", "উত্তর")])
def test_a_position_outside_the_country_is_asked_back(kind: str, raw: Cell) -> None:
    assert values(kind, raw) == {}
    assert codes(kind, raw) == ["position_outside"]


def test_a_known_programme_is_read_by_its_alias() -> None:
    assert values("programme", "বয়স্ক ভাতা")["programme_code"] == "OAA"


def test_an_unknown_programme_holds_the_row_back_and_keeps_the_words() -> None:
    read = reading("programme", "অজানা কর্মসূচি")
    assert dict(read.values) == {"programme_as_written": "অজানা কর্মসূচি"}
    assert [problem.code for problem in read.problems] == ["programme_unknown"]


@pytest.mark.parametrize(
    ("raw", "period_code", "first", "last"),
    [
        ("জুলাই-সেপ্টেম্বর ২০২১", "2021-07..2021-09", "2021-07-01", "2021-09-30"),
        ("Jan-2022", "2022-01", "2022-01-01", "2022-01-31"),
        (date(2021, 7, 1), "2021-07", "2021-07-01", "2021-07-31"),
        ("২০২১-২২", "2021-22", "2021-07-01", "2022-06-30"),
        ("ঈদুল ফিতর", "2021-22/eid_ul_fitr", "2021-07-01", "2022-06-30"),
    ],
)
def test_a_period_is_read_as_a_span_of_days(raw: Cell, period_code: str, first: str, last: str) -> None:
    expected = {"period_code": period_code, "period_from": first, "period_until": last}
    assert values("period", raw, fiscal_year="2021-22") == expected
    assert codes("period", raw, fiscal_year="2021-22") == []


def test_an_unknown_period_is_the_fiscal_year_and_that_is_asked_back() -> None:
    assert values("period", "কিছু একটা", fiscal_year="2021-22")["period_code"] == "2021-22"
    assert codes("period", "কিছু একটা", fiscal_year="2021-22") == ["period_unknown"]
    assert codes("period", "জুলাই") == ["period_without_fiscal_year"]


def test_a_kind_that_nobody_reads_is_refused() -> None:
    with pytest.raises(KeyError):
        reading("shoe_size", "42")


_any_cell = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.times()
    | st.timedeltas()
    | st.text(max_size=24)
    | st.text("০১২৩৪৫৬৭৮৯0123456789 /.,-–+eE%বছরমাসটাকা", max_size=20)
)


@given(st.sampled_from(sorted(KINDS | {"choice:roof", "choice:disability"})), _any_cell)
def test_no_cell_breaks_the_reader_and_every_reading_can_be_stored(
    kind: str, raw: str | int | float | bool | date | datetime | time | timedelta | None
) -> None:
    told = reading(kind, raw, "field").values
    given = told.get("field", {}) if kind == "given" else told  # below a period stands a delivery of its own
    assert isinstance(given, Mapping)
    assert all(isinstance(value, str | int | float | bool) for value in given.values())


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("raw", ["¹", "²০১৫", "①", "১¹/০²/২০১৫"])
def test_a_raised_or_ringed_figure_is_no_number_and_breaks_no_reader(kind: str, raw: str) -> None:
    reading(kind, raw, "field")
