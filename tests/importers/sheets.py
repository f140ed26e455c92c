"""Spreadsheets that a test shows as Markdown tables, written as the files that people send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from importers import ReadFile, read_deliveries, read_survey

SURVEY_DAY = date(2022, 3, 15)
_TYPED = {"int:": int, "float:": float, "date:": date.fromisoformat}


def cells_of(markdown: str) -> list[list[object]]:
    """The rows of a Markdown table: each line is a row of the sheet, `|` alone an empty one.

    A cell is text unless it begins with `int:`, `float:` or `date:`.
    """
    lines = [line.strip() for line in markdown.strip().splitlines()]
    return [[_typed(cell.strip()) for cell in line.strip("|").split("|")] for line in lines]


def _typed(text: str) -> object:
    for mark, kind in _TYPED.items():
        if text.startswith(mark):
            return kind(text.removeprefix(mark))
    return text or None


def write_xlsx(
    path: Path, sheets: Mapping[str, str], *, merged: Sequence[str] = (), hidden: Sequence[str] = ()
) -> Path:
    """Write a workbook with a sheet for each Markdown table; ranges are merged on the first sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, markdown in sheets.items():
        sheet = book.create_sheet(name)
        for row, cells in enumerate(cells_of(markdown), start=1):
            for column, cell in enumerate(cells, start=1):
                sheet.cell(row, column, cell)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for area in merged:
        book.worksheets[0].merge_cells(area)
    book.save(path)
    return path


def write_csv(path: Path, markdown: str, *, separator: str = ",", encoding: str = "utf-8") -> Path:
    """Write the Markdown table as a text table."""
    lines = [separator.join("" if cell is None else str(cell) for cell in row) for row in cells_of(markdown)]
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def survey(folder: Path, *tables: str, merged: Sequence[str] = (), hidden: Sequence[str] = ()) -> ReadFile:
    """What is read from a volunteer's workbook with these sheets, named Sheet1, Sheet2 …"""
    named = {f"Sheet{number}": table for number, table in enumerate(tables, start=1)}
    path = write_xlsx(folder / "survey.xlsx", named, merged=merged, hidden=hidden)
    return read_survey(path, path.name, SURVEY_DAY)


def office_list(folder: Path, table: str, office_code: str = "social_services") -> ReadFile:
    """What is read from an office's workbook with this sheet."""
    path = write_xlsx(folder / "list.xlsx", {"Sheet1": table})
    return read_deliveries(path, path.name, office_code, "2021-22")


def codes(read: ReadFile, row_number: int | None = None) -> set[str]:
    """The codes of the problems of a row, or of the file itself."""
    if row_number is None:
        return {problem.code for problem in read.problems}
    return {problem.code for row in read.rows if row.row_number == row_number for problem in row.problems}


def values(read: ReadFile, row_number: int) -> dict[str, object]:
    """What a row of the first sheet means."""
    return dict(next(row.values for row in read.rows if row.row_number == row_number))
