"""Records into files. Numbers stay text, formulas are disarmed."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from census_app.domain.errors import Refused

Record = dict[str, Any]
Writer = Callable[[Path, tuple[str, ...], Iterable[Record]], int]

FORMATS = ("csv", "xlsx", "gpkg")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_file(path: Path, form: str, columns: tuple[str, ...], records: Iterable[Record]) -> int:
    """The file holds one row for each record, and is there whole or not at all; the number of rows comes back.

    Raises: Refused for an unknown format, or a map file of things that have no position.
    """
    if form not in FORMATS:
        raise Refused("format_unknown", {"format": form, "known": ", ".join(FORMATS)})
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".part-{path.name}")
    try:
        rows = _writer_of(form)(partial, columns, records)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def _writer_of(form: str) -> Writer:
    if form == "gpkg":  # imported for this format alone: its libraries take longer than a ward takes to be written
        from census_app.exports.geopackage import write_geopackage

        return write_geopackage
    return _write_csv if form == "csv" else _write_workbook


def _write_csv(path: Path, columns: tuple[str, ...], records: Iterable[Record]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        return _count(writer.writerow(_disarmed(r, columns)) for r in records)


def _write_workbook(path: Path, columns: tuple[str, ...], records: Iterable[Record]) -> int:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("census")
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    try:
        rows = _count(sheet.append([_text_cell(sheet, v) for v in _disarmed(r, columns)]) for r in records)
    finally:
        sheet.close()  # it writes as it goes: what is not closed complains when it is forgotten
    workbook.save(path)
    return rows


def _disarmed(record: Record, columns: tuple[str, ...]) -> list[Any]:
    """The record's cells; text that a spreadsheet would run as a formula is kept from running."""
    cells = []
    for name in columns:
        value = record.get(name)
        if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
            value = "'" + value
        cells.append("" if value is None else value)
    return cells


def _text_cell(sheet: Any, value: Any) -> Any:
    """Digits in a text must reach the reader as they are: a spreadsheet would round a number of 17."""
    if not isinstance(value, str) or not value.isdecimal():
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "@"
    return cell


def _count(steps: Iterator[Any]) -> int:
    return sum(1 for _ in steps)
