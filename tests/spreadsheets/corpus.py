"""The files of the corpus, each made by a function: a name, and what writes it. The same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Maker = Callable[[Path], None]

MAKERS: dict[str, Maker] = {}
_SAVED_AT = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</)")
_MADE_AT = (2022, 3, 15, 12, 0, 0)

HEADINGS = ("খানা নং", "নাম", "সম্পর্ক", "লিঙ্গ", "জন্ম তারিখ", "এনআইডি")
PEOPLE: tuple[tuple[object, ...], ...] = (
    ("1", "মোঃ করিম গাজী", "নিজে", "পুরুষ", "04/07/1962", "1112345678"),
    ("1", "রহিমা খাতুন", "স্ত্রী", "মহিলা", "05/03/1970", ""),
    ("2", "আব্দুল জব্বার", "নিজে", "পুরুষ", "25/12/1955", ""),
)


def quirk(name: str) -> Callable[[Maker], Maker]:
    """Enter the function in the corpus as what writes the file of that name."""

    def enter(make: Maker) -> Maker:
        MAKERS[name] = make
        return make

    return enter


def workbook(rows: Iterable[Sequence[object]], title: str = "Sheet1") -> tuple[Workbook, Worksheet]:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    book.properties.created = book.properties.modified = datetime(*_MADE_AT)
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return book, sheet


def people(*more: Sequence[object], headings: Sequence[str] = HEADINGS) -> list[Sequence[object]]:
    """Headings, three people of two households, and what else is given."""
    return [headings, *PEOPLE, *more]


def save(book: Workbook, path: Path, parts: Mapping[str, bytes | None] | None = None) -> None:
    """Write the workbook; parts of it may be put in place of its own, added, or (None) taken out."""
    whole = io.BytesIO()
    book.save(whole)
    repack(whole.getvalue(), path, parts or {})


def parts_of(book: Workbook) -> dict[str, bytes]:
    """The parts of the workbook as they would be written."""
    whole = io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repack(content: bytes, path: Path, parts: Mapping[str, bytes | None]) -> None:
    """Write an archive anew, with the same time on each entry."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        kept: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
    if core := kept.get("docProps/core.xml"):  # openpyxl writes the moment of saving over ours
        kept["docProps/core.xml"] = _SAVED_AT.sub(rb"\g<1>2022-03-15T12:00:00Z\g<2>", core)
    write_zip(path, {name: part for name, part in (kept | dict(parts)).items() if part is not None})


def write_zip(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write an archive of these parts."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name, _MADE_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, part)


def sheet_xml(inside: str, before: str = "") -> bytes:
    """The XML of a sheet with these rows, and what stands before them."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{space}">{before}<sheetData>{inside}</sheetData></worksheet>'.encode()
    )


def inline(rows: Iterable[Sequence[object]]) -> str:
    """Rows as the XML of cells that hold their own text."""
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
            for place, cell in enumerate(row)
            if cell != ""
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return "".join(lines)


def lines_of(rows: Iterable[Sequence[object]], separator: str = ",") -> str:
    """Rows as the lines of a text table."""
    return "".join(separator.join(map(str, row)) + "\n" for row in rows)
