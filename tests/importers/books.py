"""A prefilled book in a volunteer's hands: cells written again, lines struck out, members written in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from importers.blank_forms import HEADING_ROW
from importers.layouts import load_layout

Cells = Mapping[str, str]


def corrected_book(
    path: Path,
    written: Mapping[str, Cells],
    struck_out: Collection[str] = (),
    added: Collection[tuple[str, Cells]] = (),
) -> None:
    """The book, in English, says of each named member what is written, and no more who was struck out.

    `added` are lines for new members, each below the last line of the member named with it.
    """
    workbook = load_workbook(path)
    sheet = workbook.worksheets[0]
    columns = _columns(sheet)
    lines = {sheet.cell(row, columns["name"]).value: row for row in range(HEADING_ROW + 1, sheet.max_row + 1)}
    for name, cells in written.items():
        for field, value in cells.items():
            sheet.cell(lines[name], columns[field], value)
    for after, cells in added:
        row = lines[after] + 1
        while sheet.cell(row, columns["name"]).value:
            row += 1
        for field, value in cells.items():
            sheet.cell(row, columns[field], value)
    for name in struck_out:
        for place in range(1, sheet.max_column + 1):
            sheet.cell(lines[name], place).value = None
    workbook.save(path)


def _columns(sheet: Worksheet) -> dict[str, int]:
    titles = {field.title_en: field.name for field in load_layout("household_census").fields if field.on_form}
    headings = ((place, sheet.cell(HEADING_ROW, place).value) for place in range(1, sheet.max_column + 1))
    return {titles[str(title)]: place for place, title in headings if str(title) in titles}
