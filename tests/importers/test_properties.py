"""What holds for any date, number or sheet that anybody could write, looked for by many made-up examples.

`CENSUS_EXAMPLES=20000` looks longer than the short while that every run takes.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers import ReadFile, Severity, read_deliveries, read_survey
from importers.cells import CellContext
from importers.form_exports import section_of
from importers.handed_back import mark_in_properties
from importers.headings import heading_index, target_of
from importers.layouts import Layout, load_layout
from importers.problems import ALL_CODES
from importers.reading import finish, read_tables
from importers.workbook import Cell, Sheet, as_typed
from tests.importers.cell_reading import SURVEY_DAY, codes, values
from tests.spreadsheets.make_corpus import MAKERS

EXAMPLES = int(os.environ.get("CENSUS_EXAMPLES", "0"))
many = settings(max_examples=EXAMPLES or 150, deadline=None, suppress_health_check=list(HealthCheck))
some = settings(max_examples=EXAMPLES or 40, deadline=None, suppress_health_check=list(HealthCheck))
few = settings(max_examples=EXAMPLES or 12, deadline=None, suppress_health_check=list(HealthCheck))

SPREADSHEETS = Path(__file__).parents[1] / "spreadsheets"
NOUGHTS = "0০٠"
IDENTITIES = ("nid10", "nid13", "nid17", "brn17", "brn16", "number17")


def in_digits_of(text: str, nought: str) -> str:
    """The text with its digits in another script."""
    return "".join(chr(ord(nought) + int(sign)) if sign in "0123456789" else sign for sign in text)


scripts = st.sampled_from(NOUGHTS)
days = st.dates(date(1910, 1, 1), SURVEY_DAY)
ways_of_writing = st.sampled_from([
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d:02}-{m:02}-{y}", "{d}.{m}.{y}", "{d:02} / {m:02} / {y}",
    "{d:02}।{m:02}।{y}", "{y}-{m:02}-{d:02}", "{y}/{m:02}/{d:02}", "{d:02}/{m:02}/{y} ইং",
    "{d:02}/{m:02}/{y} খ্রিঃ", "জন্ম: {d}-{m}-{y}", "{d:02}{m:02}{y}", "{y}-{m:02}-{d:02} 00:00:00",
    "{d}–{m}–{y}", "{d} {m} {y}",
])  # fmt: skip


@many
@given(days, ways_of_writing, scripts)
def test_a_day_reads_back_from_any_way_of_writing_it_in_any_digits(day: date, way: str, nought: str) -> None:
    written = in_digits_of(way.format(d=day.day, m=day.month, y=day.year), nought)
    assert values("birth_date", written) == {"birth_date": day.isoformat(), "birth_precision": "day"}


@many
@given(days)
def test_a_day_reads_back_from_a_date_cell_and_from_its_serial(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for cell in (day, datetime(day.year, day.month, day.day), serial, float(serial), str(serial)):
        assert values("birth_date", cell) == {"birth_date": day.isoformat(), "birth_precision": "day"}


@many
@given(st.integers(1, 99_999_999), scripts, st.sampled_from(["{}", "{} টাকা", "৳ {}", "{}/-", "{} Tk", "BDT {}"]))
def test_an_amount_reads_back_with_and_without_lakh_commas(taka: int, nought: str, way: str) -> None:
    digits = str(taka)
    groups = [digits[-3:]]
    rest = digits[:-3]
    while rest:
        groups.insert(0, rest[-2:])
        rest = rest[:-2]
    for written in (digits, ",".join(groups)):
        assert values("money", in_digits_of(way.format(written), nought), "amount_poisha") == {
            "amount_poisha": taka * 100
        }


@many
@given(
    st.text("0123456789", min_size=1, max_size=20),
    scripts,
    st.sampled_from(["{}", " {} ", "'{}", "{}\u200b", "NID: {}"]),
)
def test_an_identity_never_holds_other_digits_than_were_written(digits: str, nought: str, way: str) -> None:
    for kind in ("person_number_nid", "person_number_brn", "person_number_any"):
        found = values(kind, in_digits_of(way.format(digits), nought))
        assert {value for name, value in found.items() if name in IDENTITIES} <= {digits}


@many
@given(st.integers(10**15, 10**18) | st.floats(1e15, 1e18))
def test_a_number_cell_of_sixteen_digits_or_more_is_never_an_identity(number: int | float) -> None:
    for kind in ("person_number_nid", "person_number_brn", "person_number_any"):
        assert set(codes(kind, float(number))) & {"number_damaged", "number_not_digits"}
        assert values(kind, float(number)).keys().isdisjoint(IDENTITIES)


@many
@given(st.integers(10**9, 10**10 - 1))
def test_a_number_cell_and_a_text_of_ten_digits_say_the_same(number: int) -> None:
    assert values("person_number_nid", float(number)) == values("person_number_nid", str(number))


@many
@given(st.integers(0, 120), scripts, st.sampled_from(["{}", "{} বছর", "{} years", "প্রায় {}", "{}.0"]))
def test_an_age_reads_back(age: int, nought: str, way: str) -> None:
    assert values("age", in_digits_of(way.format(age), nought)) == {"age_years": age}


_usual_texts = [
    "", "", "১", "2", "মোঃ করিম", "Rahima Khatun", "নিজে", "স্ত্রী", "পুরুষ", "female", "মোট", "ঐ", '"', "-", "নাই",
    "04/07/1962", "†gvt Kwig", "1112345678", "19618719071800123", "বয়স্ক ভাতা", "১,৫০০", "01700000000",
    "#N/A", "স্বাক্ষর", "খানা নং ১২",
]  # fmt: skip
cells: st.SearchStrategy[Cell] = st.one_of(
    st.sampled_from(_usual_texts),
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6).map(float),
    st.floats(allow_nan=False),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(timedelta(-9999), timedelta(9999)),
    st.text(max_size=12),
    st.text("\u200b\u202e\x07\ufffd \u00a0\n০১ab/-", max_size=6),
)


@cache
def known_headings(layout_code: str) -> tuple[str, ...]:
    """Headings that the layout knows, and some that nobody does."""
    layout = load_layout(layout_code)
    known = [heading for field in layout.fields for heading in field.headings[:3]]
    forms = [
        "_uuid",
        "_parent_index",
        "_parent_table_name",
        "PARENT_KEY",
        "KEY",
        "member/name",
        "disability/visual",
        "_gps_latitude",
    ]
    return (*known, *forms, "", "x", "কোড", "1", "নাম", "নাম", "খানা নং")


@st.composite
def sheets(draw: st.DrawFn, layout_code: str) -> tuple[Sheet, ...]:
    """A workbook of one to three sheets: headings in a row of any kind, cells of any kind, cells merged anywhere."""
    made = []
    for number in range(draw(st.integers(1, 3))):
        width, height = draw(st.integers(1, 9)), draw(st.integers(0, 8))
        headings = draw(st.lists(st.sampled_from(known_headings(layout_code)), min_size=width, max_size=width))
        rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=height, max_size=height))
        rows.insert(draw(st.integers(0, min(2, height))), list(headings))
        if draw(st.booleans()):
            rows.insert(draw(st.integers(0, len(rows))), list(headings))
        made.append(
            Sheet(
                f"Sheet{number}",
                [list(column) for column in zip(*rows, strict=True)],
                draw(st.booleans()) and number > 0,
            )
        )
    return tuple(made)


def lines_held_by(sheet: Sheet) -> set[tuple[str, int]]:
    """The lines of a sheet that hold anything at all."""
    return {
        (sheet.name, row + 1)
        for row in range(sheet.height)
        if any(as_typed(column[row]).strip() for column in sheet.columns)
    }


def can_be_headings(sheet: Sheet, row_number: int, layout: Layout) -> bool:
    """True for a line that can be taken for headings: some cell is one, alone or with the cell above or below it."""
    if row_number == 1 and section_of(sheet, layout):
        return True
    index = heading_index(layout)
    for column in sheet.columns:
        above, here, below = (as_typed(cell).strip() for cell in ("", *column, "")[row_number - 1 : row_number + 2])
        if here and any(target_of(index, *pair)[0] for pair in (("", here), (above, here), (here, below))):
            return True
    return False


def check_whole(read: ReadFile, made: Sequence[Sheet], layout_code: str) -> None:
    """Each line once: a row, or left out, or a heading; or the whole sheet or file is told about."""
    rows = [(row.sheet, row.row_number) for row in read.rows]
    assert len(set(rows)) == len(rows)
    assert {problem.code for row in read.rows for problem in row.problems} <= ALL_CODES
    assert {problem.code for problem in read.problems} <= ALL_CODES
    if any(problem.severity is Severity.BLOCKS_FILE for problem in read.problems):
        return
    aside = {line.sheet for line in read.left_out if line.row_number is None}
    accounted = {*rows, *((line.sheet, line.row_number or 0) for line in read.left_out)}
    for sheet in made:
        lost = lines_held_by(sheet) - accounted if sheet.name not in aside else set()
        assert [row for _, row in sorted(lost) if not can_be_headings(sheet, row, load_layout(layout_code))] == []


def read_sheets(made: Sequence[Sheet], layout_code: str) -> ReadFile:
    """What the tables of these sheets hold."""
    layout = load_layout(layout_code)
    context = CellContext("", as_of=SURVEY_DAY, fiscal_year="2021-22", office_code="social_services")
    return finish(read_tables(made, layout, context), layout)


@some
@given(sheets("household_census"))
def test_no_sheet_of_a_survey_breaks_the_reader_or_loses_a_line(made: tuple[Sheet, ...]) -> None:
    check_whole(read_sheets(made, "household_census"), made, "household_census")


@some
@given(sheets("office_list"))
def test_no_sheet_of_an_office_breaks_the_reader_or_loses_a_line(made: tuple[Sheet, ...]) -> None:
    check_whole(read_sheets(made, "office_list"), made, "office_list")


@cache
def sound_files() -> dict[str, bytes]:
    """A sound file of each format."""
    with tempfile.TemporaryDirectory() as folder:
        names = [
            "three_people.xlsx", "kobo_members_on_a_second_sheet.xlsx", "an_open_document.ods",
            "a_binary_workbook.xlsb", "xml_spreadsheet_2003.xls",
            "a_portals_page.xls", "odk_central.zip", "utf16_with_mark.csv", "bijoy.csv",
        ]  # fmt: skip
        for name in names:
            MAKERS[name](Path(folder) / name)
        made = {name: (Path(folder) / name).read_bytes() for name in names}
    return made | {"an_old_workbook.xls": (SPREADSHEETS / "an_old_workbook.xls").read_bytes()}


def damaged(content: bytes, seed: int) -> bytes:
    """The file with some bytes changed, some left out, some put in, or its end cut off."""
    chance, harmed = random.Random(seed), bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20, 200))):
        place = chance.randrange(max(1, len(harmed)))
        way = chance.randrange(4)
        if way == 0:
            del harmed[place : place + chance.choice((1, 2, 50))]
        elif way == 1:
            harmed[place:place] = bytes(chance.randrange(256) for _ in range(chance.choice((1, 4, 30))))
        elif harmed:
            harmed[min(place, len(harmed) - 1)] = chance.randrange(256)
    return bytes(harmed[: chance.randrange(len(harmed) + 1)] if chance.random() < 0.1 else harmed)


@few
@given(st.sampled_from(sorted(sound_files())), st.integers(0, 2**32))
def test_a_damaged_file_of_any_format_is_answered_and_never_raises(name: str, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(damaged(sound_files()[name], seed))
        assert mark_in_properties(path) == ""
        for read in (read_survey(path, name, SURVEY_DAY), read_deliveries(path, name, "social_services", "2021-22")):
            rows = [(row.sheet, row.row_number) for row in read.rows]
            found = {problem.code for row in read.rows for problem in row.problems} | {p.code for p in read.problems}
            assert found <= ALL_CODES
            assert len(set(rows)) == len(rows)
            assert rows or read.problems or read.left_out
