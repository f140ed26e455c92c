"""1. A prefilled book holds the households of a volunteer's sheet. 2. Read back as it is, it says nothing new.
3. It gives no whole identity number away."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from census_app.domain.access import OPERATOR
from census_app.ledger.engine import reading
from census_app.ledger.reads.books import Book, books_of
from importers import read_survey
from importers.blank_forms import HEADING_ROW
from importers.prefilled_forms import BOOK_PROPERTY, ROUND_PROPERTY, file_name_of, write_prefilled_form
from tests.wards import Ward

ROUND = "2023"
WARD = "4087907108"
SURVEY_DAY = date(2022, 12, 31)


@pytest.fixture
def books(ward: Ward) -> list[Book]:
    with reading(ward.engine) as session:
        return books_of(session, OPERATOR, WARD)


def told(book: Book) -> list[dict[str, Any]]:
    """What the book says of each member, with the household on its first line, as the reader names it."""
    lines = []
    for household in book.households:
        for place, member in enumerate(household.members):
            values = {**household.values, **member} if not place else dict(member)
            values["household_number"] = household.values["household_number"]
            name = values.pop("name")
            values["name_bn" if re.search("[\u0980-\u09ff]", name) else "name_en"] = name
            lines.append({name: value for name, value in values.items() if name not in ("nid", "brn")})
    return lines


@pytest.mark.parametrize("language", ["bn", "en"])
def test_a_book_read_back_as_it_is_says_what_it_was_told(books: list[Book], language: str, tmp_path: Path) -> None:
    assert len(books) > 20
    for book in books[:8]:
        path = tmp_path / f"{book.upload_id}.xlsx"
        lines = write_prefilled_form(book, ROUND, path, language)
        read = read_survey(path, path.name, SURVEY_DAY)
        assert len(read.rows) == lines
        for row, expected in zip(read.rows, told(book), strict=True):
            assert {name: row.values.get(name) for name in expected} == expected
            assert {problem.code for problem in row.problems} <= {"parent_too_young"}  # asked about last year, too


def test_a_book_shows_no_more_than_the_last_four_digits_of_an_identity_number(
    books: list[Book], tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    write_prefilled_form(books[0], ROUND, path, "bn")
    lines = load_workbook(path).worksheets[0].iter_rows(min_row=HEADING_ROW + 1)
    told = " ".join(str(cell.value) for line in lines for cell in line if cell.value)
    assert "•" in told
    assert not re.search(r"(?<!\d)(?:\d{10}|\d{13}|\d{17})(?!\d)", told)


def test_a_book_is_stamped_and_named_so_that_its_volunteer_knows_it_again(books: list[Book], tmp_path: Path) -> None:
    path = tmp_path / file_name_of(books[0], ROUND)
    write_prefilled_form(books[0], ROUND, path, "bn")
    properties = {prop.name: prop.value for prop in load_workbook(path).custom_doc_props.props}
    assert (properties[ROUND_PROPERTY], properties[BOOK_PROPERTY]) == (ROUND, str(books[0].upload_id))
    assert path.name.startswith(Path(books[0].file_name).stem)


def test_between_two_households_there_are_lines_for_new_members(books: list[Book], tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_prefilled_form(books[0], ROUND, path, "bn")
    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    line = HEADING_ROW + 1 + len(books[0].households[0].members)
    names = [sheet.cell(HEADING_ROW, place).value for place in range(1, sheet.max_column + 1)]
    assert all(cell.value is None for cell in sheet[line])
    sheet.cell(line, names.index("সদস্যের নাম") + 1, "নতুন শিশু")
    workbook.save(path)
    newborn = next(row for row in read_survey(path, path.name, SURVEY_DAY).rows if row.row_number == line)
    assert newborn.values["household_number"] == books[0].households[0].values["household_number"]
