"""Records into files: CSV, workbook, GeoPackage. Numbers stay text, formulas are disarmed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geopandas
import pandas
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from census_app.domain.errors import Refused

Record = dict[str, Any]

FORMATS = ("csv", "xlsx", "gpkg")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_file(path: Path, form: str, columns: tuple[str, ...], records: Iterable[Record]) -> int:
    """The file holds one row for each record, and is there whole or not at all; the number of rows comes back.

    Raises: Refused for an unknown format, or a map file of things that have no position.
    """
    writers = {"csv": _write_csv, "xlsx": _write_workbook, "gpkg": _write_geopackage}
    if form not in writers:
        raise Refused("format_unknown", {"format": form, "known": ", ".join(FORMATS)})
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    try:
        rows = writers[form](partial, columns, records)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return rows


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
    rows = _count(sheet.append([_text_cell(sheet, v) for v in _disarmed(r, columns)]) for r in records)
    workbook.save(path)
    return rows


def _write_geopackage(path: Path, columns: tuple[str, ...], records: Iterable[Record]) -> int:
    if not {"lat", "lon"} <= set(columns):
        raise Refused("format_needs_positions", {"format": "gpkg"})
    frame = pandas.DataFrame.from_records([r for r in records if r["lat"] is not None], columns=list(columns))
    points = geopandas.GeoDataFrame(frame, geometry=geopandas.points_from_xy(frame.lon, frame.lat), crs="EPSG:4326")
    points.to_file(path, driver="GPKG", layer="census")
    return len(points)


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
    if not isinstance(value, str) or not value.isdigit():
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = "@"
    return cell


def _count(steps: Iterator[Any]) -> int:
    return sum(1 for _ in steps)
