"""A quick pass over the XML of an .xlsx for what the cell reader does not tell: extent, error cells, hidden rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from census_app.domain.errors import Unreadable

_CHUNK_BYTES = 4 * 1024**2
_LONGEST_ROW_BYTES = 64 * 1024**2
_ROW_NUMBER = re.compile(rb'<row\b[^>]*?\br="(\d+)"')
_LAST_CELL = re.compile(rb'\br="([A-Z]+)\d+"')
_ERROR_CELL = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class SheetFacts:
    """How far the cells reach, which of them show an error (row and column from 0), which rows are hidden (from 1)."""

    rows: int = 0
    columns: int = 0
    error_cells: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()


NO_FACTS = SheetFacts()


def scan_sheets(path: Path) -> dict[str, SheetFacts]:
    """Return the facts of each sheet by its name; a sheet that cannot be followed is simply not there.

    Raises: Unreadable when the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _scan(archive, part) for name, part in _sheet_parts(archive).items()}
    except (zipfile.BadZipFile, EOFError, OSError, ParseError, DefusedXmlException) as error:
        raise Unreadable("file_damaged") from error


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets = {
        relation.get("Id"): str(relation.get("Target"))
        for relation in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    sheets = fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    parts = {str(sheet.get("name")): targets.get(sheet.get(_RELATION), "") for sheet in sheets}
    full = {name: part.lstrip("/") if part.startswith("/") else f"xl/{part}" for name, part in parts.items()}
    return {name: part for name, part in full.items() if part in names}


def _scan(archive: zipfile.ZipFile, part: str) -> SheetFacts:
    last_row, widest = 0, 0
    errors: set[tuple[int, int]] = set()
    hidden: set[int] = set()
    with archive.open(part) as file:
        for block in _blocks_of_rows(file):
            last_row = max(last_row, _last_filled_row(block))
            widest = max(widest, _widest_row(block))
            if b't="e"' in block:
                errors.update((int(row) - 1, _column_index(column)) for column, row in _ERROR_CELL.findall(block))
            if b"hidden=" in block:
                hidden.update(int(row) for row in _HIDDEN_ROW.findall(block))
    return SheetFacts(last_row, widest, frozenset(errors), frozenset(hidden))


def _blocks_of_rows(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the XML in blocks that end where a row ends."""
    rest = b""
    while chunk := file.read(_CHUNK_BYTES):
        block, end, rest = (rest + chunk).rpartition(b"</row>")
        if end:
            yield block + end
        elif len(rest) > _LONGEST_ROW_BYTES:
            raise Unreadable("sheet_too_large", {"rows": "1"})
    yield rest


def _last_filled_row(block: bytes) -> int:
    start = block.rfind(b"<row", 0, max(0, block.rfind(b"</c>")))
    match = _ROW_NUMBER.match(block, start) if start >= 0 else None
    return int(match[1]) if match else 0


def _widest_row(block: bytes) -> int:
    """The widest row of the block: the last cell with something in it stands before the row's last `</c>`."""
    widest, row_end = 0, block.find(b"</row>")
    row_start = 0
    while row_end >= 0:
        cell_end = block.rfind(b"</c>", row_start, row_end)
        cell_start = block.rfind(b"<c ", row_start, cell_end) if cell_end >= 0 else -1
        match = _LAST_CELL.search(block, cell_start, cell_end) if cell_start >= 0 else None
        if match:
            widest = max(widest, _column_index(match[1]) + 1)
        row_start, row_end = row_end, block.find(b"</row>", row_end + 6)
    return widest


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1
