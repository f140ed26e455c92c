"""A pass over the XML of an .ods for what its reader does not tell: cells in error, hidden rows and columns."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.parsers import expat

from census_app.domain.errors import Unreadable
from importers.file_guards import BROKEN_ARCHIVE
from importers.sheet_scan import SheetFacts

_CONTENT = "content.xml"
_CHUNK_BYTES = 1024**2
_TELLING = (b'value-type="error"', b'visibility="collapse"', b'visibility="filter"')
_HIDDEN = frozenset({"collapse", "filter"})
_MOST_REPEATED = 20_000


def scan_open_document(path: Path) -> dict[str, SheetFacts]:
    """Return the facts of each table by its name; nothing where the file tells none.

    Raises: Unreadable when the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if _CONTENT not in archive.namelist() or not _tells(archive):
                return {}
            scan = _Scan()
            with archive.open(_CONTENT) as content:
                scan.parser.ParseFile(content)
            return scan.facts
    except (*BROKEN_ARCHIVE, expat.ExpatError) as error:
        raise Unreadable("file_damaged") from error


def _tells(archive: zipfile.ZipFile) -> bool:
    """True when a mark that matters stands anywhere in the content."""
    longest, rest = max(map(len, _TELLING)), b""
    with archive.open(_CONTENT) as content:
        while chunk := content.read(_CHUNK_BYTES):
            if any(mark in rest + chunk for mark in _TELLING):
                return True
            rest = chunk[-longest:]
    return False


class _Scan:
    """Goes through the tables row by row; what is repeated counts as often as it says, up to a bound."""

    def __init__(self) -> None:
        self.facts: dict[str, SheetFacts] = {}
        self.name, self.row, self.column, self.columns_seen = "", 0, 0, 0
        self.errors: set[tuple[int, int]] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.rows_repeated = 1
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        self.parser.StartDoctypeDeclHandler = self.refuse

    def refuse(self, *_declared: object) -> None:
        """No office suite declares a document type."""
        raise Unreadable("file_unsafe")

    def start(self, tag: str, told: dict[str, str]) -> None:
        """Come to a table, a column, a row or a cell."""
        if tag == "table:table":
            self.name, self.row, self.columns_seen = told.get("table:name", ""), 0, 0
            self.errors, self.hidden_rows, self.hidden_columns = set(), set(), set()
        elif tag == "table:table-column":
            times = _times(told.get("table:number-columns-repeated"))
            if told.get("table:visibility") in _HIDDEN:
                self.hidden_columns |= set(range(self.columns_seen, self.columns_seen + min(times, _MOST_REPEATED)))
            self.columns_seen += times
        elif tag == "table:table-row":
            self.column, self.rows_repeated = 0, _times(told.get("table:number-rows-repeated"))
            if told.get("table:visibility") in _HIDDEN:
                self.hidden_rows |= set(range(self.row + 1, self.row + 1 + min(self.rows_repeated, _MOST_REPEATED)))
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            if told.get("calcext:value-type") == "error":
                self.errors.add((self.row, self.column))
            self.column += _times(told.get("table:number-columns-repeated"))

    def end(self, tag: str) -> None:
        """Leave a row or a table."""
        if tag == "table:table-row":
            self.row += self.rows_repeated
        elif tag == "table:table":
            hidden = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
            self.facts[self.name] = SheetFacts(0, 0, frozenset(self.errors), frozenset(), *hidden)


def _times(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else 1
