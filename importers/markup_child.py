"""Run alone, as a child with little memory: the tables of a web page or of an XML spreadsheet (2003), column by column.

Portals hand out such files under the name .xls. It imports nothing of the project; see `calamine_child.py`.
Usage: python -I markup_child.py PATH MEMORY_BYTES CPU_SECONDS OUTPUT_BYTES MOST_CELLS
"""

from __future__ import annotations

import codecs
import pickle
import re
import resource
import sys
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

DAMAGED = 3
TOO_LARGE = 5
UNSAFE = 6
NO_TABLE = 7
MOST_SPANNED = 1000
MOST_COVERED = 1_000_000
MOST_UNCLOSED = 100
LONGEST_CPU_SECONDS = 40
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})|encoding\s*=\s*[\"']([\w-]{2,20})", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class SheetTooLarge(Exception):
    """The page holds more cells than anybody means to send."""


class Unsafe(Exception):
    """The XML declares entities."""


class Grid:
    """Cells put where they stand; a cell that spans several covers those to the right and below."""

    def __init__(self, name: str, most_cells: int) -> None:
        self.name, self.most_cells = name, most_cells
        self.cells: dict[tuple[int, int], object] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.covered: set[tuple[int, int]] = set()
        self.row, self.column = -1, 0
        self.height = self.width = 0

    def begin_row(self, number: int | None = None) -> None:
        """Go to the next row, or to the one of that number, counted from 1."""
        self.row = self.row + 1 if number is None else number - 1
        self.column = 0

    def put(self, value: object, across: int = 1, down: int = 1, column: int | None = None) -> None:
        """Put the value into the next free cell, or into the column of that number, counted from 1."""
        self.column = self.column if column is None else column - 1
        while (self.row, self.column) in self.covered:
            self.column += 1
        across, down = max(1, min(across, MOST_SPANNED)), max(1, min(down, MOST_SPANNED))
        top, left = self.row, self.column
        if across * down > 1:
            if len(self.covered) + across * down > MOST_COVERED:
                raise SheetTooLarge
            self.merged.append((top, left, top + down - 1, left + across - 1))
            self.covered |= {(top + y, left + x) for y in range(down) for x in range(across)}
        if value not in (None, ""):
            self.cells[top, left] = value
            self.height, self.width = max(self.height, top + 1), max(self.width, left + 1)
        self.column += across
        if self.height * self.width > self.most_cells:
            raise SheetTooLarge

    def sheet(self) -> tuple[str, bool, list[list[object]], list[tuple[int, int, int, int]]]:
        """The grid as the reader of workbooks hands over a sheet."""
        columns: list[list[object]] = [[""] * self.height for _ in range(self.width)]
        for (row, column), value in self.cells.items():
            columns[column][row] = value
        return self.name, False, columns, self.merged


class PageTables(HTMLParser):
    """The outermost tables of a page, one grid for each; a table in a cell is that cell's text."""

    def __init__(self, most_cells: int) -> None:
        super().__init__(convert_charrefs=True)
        self.most_cells = most_cells
        self.grids: list[Grid] = []
        self.depth = 0
        self.text: list[str] | None = None
        self.spans = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or a line within a cell."""
        if tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.grids.append(Grid(f"Table{len(self.grids) + 1}", self.most_cells))
        elif self.depth == 1 and tag == "tr":
            self.end_cell()
            self.grids[-1].begin_row()
        elif self.depth == 1 and tag in ("td", "th") and self.grids[-1].row >= 0:
            self.end_cell()
            given = dict(attrs)
            self.spans = _number(given.get("colspan"), 1), _number(given.get("rowspan"), 1)
            self.text = []
        elif tag in ("br", "p", "div", "td", "tr") and self.text is not None:
            self.text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End what the tag began; a cell also ends with its row or table."""
        if self.depth == 1 and tag in ("td", "th", "tr", "table"):
            self.end_cell()
        if tag == "table":
            self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        """Text counts only within a cell."""
        if self.text is not None:
            self.text.append(data)

    def end_cell(self) -> None:
        """Put the text read so far into its cell."""
        if self.text is not None:
            self.grids[-1].put(_SPACES.sub(" ", "".join(self.text)).strip(" "), *self.spans)
            self.text = None


class XmlSheets:
    """The worksheets of an XML spreadsheet (2003)."""

    def __init__(self, most_cells: int) -> None:
        self.most_cells = most_cells
        self.grids: list[Grid] = []
        self.cell: dict[str, str] = {}
        self.kind = "String"
        self.text: list[str] | None = None

    def read(self, content: bytes) -> None:
        """Read the whole file. Raises: Unsafe where a document type is declared."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self.refuse
        parser.Parse(content, True)

    def refuse(self, *_declared: object) -> None:
        """No spreadsheet program declares a document type."""
        raise Unsafe

    def start(self, name: str, given: dict[str, str]) -> None:
        """Begin a sheet, a row, a cell or its data."""
        tag, told = name.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in given.items()}
        if tag == "Worksheet":
            self.grids.append(Grid(told.get("Name", ""), self.most_cells))
        elif tag == "Row" and self.grids:
            self.grids[-1].begin_row(_number(told.get("Index"), 0) or None)
        elif tag == "Cell":
            self.cell = told
        elif tag == "Data":
            self.kind, self.text = told.get("Type", "String"), []

    def data(self, text: str) -> None:
        """Text counts only within the data of a cell."""
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        """Put the cell where it stands."""
        if name.rpartition(" ")[2] == "Cell" and self.grids and self.grids[-1].row >= 0:
            across, down = (_number(self.cell.get(key), 0) + 1 for key in ("MergeAcross", "MergeDown"))
            column = _number(self.cell.get("Index"), 0) or None
            self.grids[-1].put(_typed("".join(self.text or ()), self.kind), across, down, column)
            self.text = None


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 8 else otherwise


def _typed(text: str, kind: str) -> object:
    if kind == "Boolean":
        return text == "1"
    if kind == "Error":
        return ""
    try:
        return float(text) if kind == "Number" else datetime.fromisoformat(text) if kind == "DateTime" else text
    except ValueError:
        return text


def decoded(content: bytes) -> str:
    """The page as text: by its mark, by what it declares, else UTF-8, else the Windows alphabet."""
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    told = _CHARSET.search(content[:4096])
    declared = (told[1] or told[2]).decode("ascii") if told else ""
    for encoding in filter(None, (marked, "utf-8", declared)):
        try:
            return content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


def read(content: bytes, most_cells: int) -> list[Grid]:
    """The grids of a page or an XML spreadsheet that hold anything."""
    if SPREADSHEET.encode() in content[:65536]:
        sheets = XmlSheets(most_cells)
        sheets.read(content)
        return [grid for grid in sheets.grids if grid.cells]
    if content.rpartition(b">")[2].count(b"<") > MOST_UNCLOSED:
        raise ValueError("a page of tags that nobody closes, over which the parser broods for hours")
    page = PageTables(most_cells)
    page.feed(decoded(content))
    page.close()
    page.end_cell()
    return [grid for grid in page.grids if grid.cells]


def main() -> int:
    """Pickle every table to standard output; the exit code says why when there is nothing."""
    memory_bytes, cpu_seconds, output_bytes, most_cells = map(int, sys.argv[2:])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (min(cpu_seconds, LONGEST_CPU_SECONDS),) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (output_bytes, output_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open(sys.argv[1], "rb") as file:
        content = file.read()
    try:
        grids = read(content, most_cells)
    except (expat.ExpatError, ValueError):
        return DAMAGED
    except SheetTooLarge:
        return TOO_LARGE
    except Unsafe:
        return UNSAFE
    if not grids:
        return NO_TABLE
    sheets: list[Any] = [grid.sheet() for grid in grids]
    pickle.dump(sheets, sys.stdout.buffer, protocol=5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
