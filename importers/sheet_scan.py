"""A quick pass over the XML of an .xlsx for what its reader does not tell: extent, errors, formulas, hidden lines.

Every pattern is bounded and stops at the next mark, so that no file makes the pass slower than its length.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from census_app.domain.errors import Unreadable
from importers.file_guards import BROKEN_ARCHIVE

_CHUNK_BYTES = 4 * 1024**2
_LONGEST_ROW_BYTES = 64 * 1024**2
_LARGEST_INDEX_BYTES = 8 * 1024**2
_WITHIN_TAG = rb"[^<>]{0,300}"
_PLACE = rb'\br="([A-Z]{1,3})(\d{1,7})"'
_ROW_NUMBER = re.compile(rb"<row\b" + _WITHIN_TAG + rb'?\br="(\d{1,7})"')
_LAST_CELL = re.compile(rb'\br="([A-Z]{1,3})\d{1,7}"')
_ERROR_CELL = re.compile(rb"<c\b(?=" + _WITHIN_TAG + rb'\bt="e")' + _WITHIN_TAG + rb"?" + _PLACE)
_EMPTY_FORMULA = re.compile(
    rb"<c\b" + _WITHIN_TAG + rb"?" + _PLACE + _WITHIN_TAG + rb">\s{0,9}<f\b" + _WITHIN_TAG
    + rb"(?:/>|>[^<]{0,9000}</f>)\s{0,9}(?:<v\s?/>|<v></v>)?\s{0,9}</c>"
)  # fmt: skip
_HIDDEN_ROW = re.compile(rb"<row\b(?=" + _WITHIN_TAG + rb'\bhidden="(?:1|true)")' + _WITHIN_TAG + rb'?\br="(\d{1,7})"')
_HIDDEN_COLUMNS = re.compile(
    rb"<col\b(?=" + _WITHIN_TAG + rb'\bhidden="(?:1|true)")(?=' + _WITHIN_TAG + rb'\bmin="(\d{1,5})")'
    rb"(?=" + _WITHIN_TAG + rb'\bmax="(\d{1,5})")'
)
_MOST_COLUMNS = 16384
_MOST_SPANS = 200
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class SheetFacts:
    """How far the cells reach; which show an error, a formula nobody ever reckoned, lost letters; what is hidden.

    Cells are (row, column) from 0, hidden rows count from 1, hidden columns from 0.
    """

    rows: int = 0
    columns: int = 0
    error_cells: frozenset[tuple[int, int]] = frozenset()
    empty_formulas: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    damaged_cells: frozenset[tuple[int, int]] = frozenset()


NO_FACTS = SheetFacts()


def scan_sheets(path: Path) -> dict[str, SheetFacts]:
    """Return the facts of each sheet by its name; a sheet that cannot be followed is simply not there.

    Raises: Unreadable when the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _scan(archive, part) for name, part in _sheet_parts(archive).items()}
    except DefusedXmlException as error:
        raise Unreadable("file_unsafe") from error
    except (*BROKEN_ARCHIVE, ParseError) as error:
        raise Unreadable("file_damaged") from error


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    names = set(archive.namelist())
    index, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {index, relations} <= names:
        return {}
    if max(archive.getinfo(index).file_size, archive.getinfo(relations).file_size) > _LARGEST_INDEX_BYTES:
        raise Unreadable("file_unsafe")
    targets = {relation.get("Id"): str(relation.get("Target")) for relation in fromstring(archive.read(relations))}
    sheets = fromstring(archive.read(index)).iter(f"{_MAIN}sheet")
    parts = {str(sheet.get("name")): targets.get(sheet.get(_RELATION), "") for sheet in sheets}
    full = {name: part.lstrip("/") if part.startswith("/") else f"xl/{part}" for name, part in parts.items()}
    return {name: part for name, part in full.items() if part in names}


def _scan(archive: zipfile.ZipFile, part: str) -> SheetFacts:
    last_row, widest = 0, 0
    errors: set[tuple[int, int]] = set()
    formulas: set[tuple[int, int]] = set()
    hidden: set[int] = set()
    hidden_columns: frozenset[int] | None = None
    with archive.open(part) as file:
        for block in _blocks_of_rows(file):
            last_row = max(last_row, _last_filled_row(block))
            widest = max(widest, _widest_row(block))
            if hidden_columns is None:
                hidden_columns = _hidden_columns(block)
            if b't="e"' in block:
                errors.update(map(_place, _ERROR_CELL.findall(block)))
            if b"<f" in block:
                formulas.update(map(_place, _EMPTY_FORMULA.findall(block)))
            if b"hidden=" in block:
                hidden.update(int(row) for row in _HIDDEN_ROW.findall(block))
    unseen = hidden_columns or frozenset()
    return SheetFacts(last_row, widest, frozenset(errors), frozenset(formulas), frozenset(hidden), unseen)


def _place(found: tuple[bytes, bytes]) -> tuple[int, int]:
    column, row = found
    return int(row) - 1, _column_index(column)


def _hidden_columns(block: bytes) -> frozenset[int]:
    """The columns that the head of a sheet hides, those that nobody filled too."""
    spans = islice(_HIDDEN_COLUMNS.finditer(block, 0, max(0, block.find(b"<sheetData"))), _MOST_SPANS)
    return frozenset(place for found in spans for place in range(int(found[1]) - 1, min(int(found[2]), _MOST_COLUMNS)))


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
