"""A population as volunteers' workbooks, streamed to disk.

Titles, Bangla headings, households on their first line only, dates as people write them, and some defects to be found.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from benchmarks.population import Population

PERSONS_IN_A_WORKBOOK = 10_000
TITLE_ROWS = 2
HEADINGS = (
    "খানা নং", "নাম (বাংলায়)", "Name in English", "সম্পর্ক", "লিঙ্গ", "জন্ম তারিখ", "পিতার নাম", "এনআইডি নং", "জন্ম নিবন্ধন নং",
    "মোবাইল", "বৈবাহিক অবস্থা", "পেশা", "ধর্ম", "ছাদ", "দেয়াল", "জমি (শতক)", "মাসিক আয় (টাকা)", "ল্যাট্রিন", "খাবার পানি", "বিদ্যুৎ",
)  # fmt: skip
RELATION_WORDS = ("নিজে", "স্ত্রী", "সন্তান", "মাতা")
BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
SHARE_OF_DEFECTS = 0.03

_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="xl/workbook.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="worksheets/sheet1.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
}
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


@dataclass(frozen=True)
class Number:
    """A cell that holds a number and not text."""

    value: float


Cell = str | Number


def write_workbooks(people: Population, folder: Path, seed: int = 8) -> list[Path]:
    """The folder holds the population as workbooks of 10,000 persons, whole households in each."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(seed)
    defect = np.where(chance.random(len(people)) < SHARE_OF_DEFECTS, chance.integers(1, 5, len(people)), 0)
    paths = []
    for number, (start, end) in enumerate(_stretches(people), start=1):
        path = folder / f"survey_{number:03}.xlsx"
        write_sheet(path, _rows(people, defect, start, end))
        paths.append(path)
    return paths


def write_sheet(path: Path, rows: Iterator[list[Cell]]) -> None:
    """The path holds a workbook of one sheet; no more than one row was in memory."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(_SHEET.encode())
            for number, row in enumerate(rows, start=1):
                sheet.write(_row_xml(number, row).encode())
            sheet.write(b"</sheetData></worksheet>")


def _row_xml(number: int, row: list[Cell]) -> str:
    cells = "".join(_cell_xml(f"{_letter(place)}{number}", cell) for place, cell in enumerate(row) if cell != "")
    return f'<row r="{number}">{cells}</row>'


def _cell_xml(place: str, cell: Cell) -> str:
    if isinstance(cell, Number):
        return f'<c r="{place}"><v>{cell.value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _stretches(people: Population) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(people):
        end = min(start + PERSONS_IN_A_WORKBOOK, len(people))
        while end < len(people) and people.household[end] == people.household[end - 1]:
            end += 1
        yield start, end
        start = end


def _rows(people: Population, defect: np.ndarray, start: int, end: int) -> Iterator[list[Cell]]:
    yield ["নগরঘাটা ইউনিয়ন পরিষদ"]
    yield ["খানা জরিপ ২০২২"]
    yield list(HEADINGS)
    ages = people.age_years
    for i in range(start, end):
        row = _person_cells(people, i, int(ages[i]))
        first_line = i == start or people.household[i] != people.household[i - 1]
        yield _spoil(row + (_house_cells(people, i) if first_line else [""] * 7), int(defect[i]), first_line)


def _person_cells(people: Population, i: int, age: int) -> list[Cell]:
    married = people.relation[i] != 2 or age > 27
    return [
        str(people.household[i] + 1).translate(BANGLA_DIGITS),
        people.name_bn[i],
        people.name_en[i] if i % 3 else "",
        RELATION_WORDS[people.relation[i]] if people.relation[i] < 3 or people.female[i] else "পিতা",
        "মহিলা" if people.female[i] else "পুরুষ",
        _as_written(people.born_on[i].item(), i),
        people.father[i],
        people.nid17[i],
        people.brn17[i] if i % 5 else people.brn17[i].translate(BANGLA_DIGITS),
        people.mobile[i],
        "বিবাহিত" if married and age > 17 else "অবিবাহিত",
        ("ছাত্র" if age < 20 else "গৃহিণী" if people.female[i] else "কৃষক") if age > 5 else "",
        "ইসলাম",
    ]


def _house_cells(people: Population, i: int) -> list[Cell]:
    wealth = int(people.household[i]) * 7919 % 100
    return [
        "টিন" if wealth < 80 else "পাকা",
        "বাঁশ" if wealth < 30 else "টিন" if wealth < 70 else "ইট",
        Number(wealth),
        Number(4_000 + wealth * 250),
        "কাঁচা" if wealth < 20 else "স্যানিটারি",
        "নলকূপ",
        "হ্যাঁ" if wealth > 15 else "না",
    ]


def _as_written(born_on: date, i: int) -> str:
    """A date in one of the ways in which people write it."""
    patterns = ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y")
    text = born_on.strftime(patterns[i % 4] if i % 40 else "%Y")
    return text.translate(BANGLA_DIGITS) if i % 5 == 0 else text


def _spoil(row: list[Cell], defect: int, first_line: bool) -> list[Cell]:
    """Break the row: 1 a damaged number, 2 an impossible date, 3 an unknown word, 4 no name."""
    if defect == 1:
        number = row[7] or row[8]
        row[7], row[8] = (Number(float(number)) if isinstance(number, str) and number.isascii() and number else ""), ""
    elif defect == 2:
        row[5] = "৩১/০২/১৯৮০"
    elif defect == 3:
        row[4] = "জানা নাই"
    elif defect == 4:
        row[1] = row[2] = ""
    if not first_line and defect == 0:
        row[0] = ""
    return row
