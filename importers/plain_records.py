"""The records of a text table as columns: cut in one go where every line is a record, letter by letter elsewhere."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat, zip_longest

from census_app.domain.errors import Unreadable

MOST_COLUMNS = 2000
MOST_CELLS = 20_000_000
LARGEST_CELL_CHARACTERS = 2_000_000
_LINES_AT_ONCE = 4096


def columns_of(text: str, separator: str) -> list[list[str]]:
    """The columns of the text, short records filled up with empty cells; none when there is no record with a cell.

    Raises: csv.Error for a cell beyond `csv.field_size_limit`; Unreadable when there are too many cells.
    """
    lines = _lines(text)
    if max(map(len, lines), default=0) <= LARGEST_CELL_CHARACTERS and (cut := _cut(lines, separator)):
        return cut.columns()
    del lines
    records = _records(text, separator)
    _refuse_too_many(max(map(len, records), default=0), len(records))
    return [list(column) for column in zip_longest(*records, fillvalue="")]


def _refuse_too_many(columns: int, rows: int) -> None:
    if columns > MOST_COLUMNS or columns * rows > MOST_CELLS:
        raise Unreadable("sheet_too_large", {"rows": str(rows), "columns": str(columns)})


def _lines(text: str) -> list[str]:
    """The lines without their ends, of which there are three kinds."""
    lines = text.split("\r\n")
    if not text.count("\r") == text.count("\n") == len(lines) - 1:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


@dataclass(frozen=True)
class _Cut:
    """Lines that only `between` cuts, with those of which that is not sure: by their place, empty among the lines."""

    lines: list[str]
    between: str
    unsure: dict[int, list[str]]

    def columns(self) -> list[list[str]]:
        """The cells of all lines, column by column."""
        found = list(map(str.count, self.lines, repeat(self.between)))
        width = max(max(found, default=-1) + 1, *map(len, self.unsure.values()), 0)
        _refuse_too_many(width, len(self.lines))
        lines, missing = self.lines, [width - 1 - cuts for cuts in found]
        if any(missing):
            lines = [line + self.between * cuts for line, cuts in zip(lines, missing, strict=True)]
        columns: list[list[str]] = [[] for _ in range(width)]
        for start in range(0, len(lines), _LINES_AT_ONCE):
            cells = self.between.join(lines[start : start + _LINES_AT_ONCE]).split(self.between)
            for place, column in enumerate(columns):
                column += cells[place::width]
        for column, told in zip(columns, zip_longest(*self.unsure.values(), fillvalue=""), strict=False):
            for row, cell in zip(self.unsure, told, strict=True):
                column[row] = cell
        return columns


def _cut(lines: list[str], separator: str) -> _Cut | None:
    """How to cut lines that are a record each; nothing where quotation marks may hold lines together.

    Marks stand nowhere, around single cells, or around all of them: then what cuts is a separator between two marks.
    """
    marked = [place for place, line in enumerate(lines) if '"' in line]
    if not marked:
        return _Cut(lines if any(lines) else [], separator, {})
    between = f'"{separator}"'
    bare = {place: line[1:-1] for place in marked if _is_wrapped(line := lines[place], between)}
    if 2 * len(bare) > len(lines):
        unsure = [place for place, line in enumerate(lines) if line and place not in bare]
    else:
        unsure, bare, between = marked, {}, separator
    records = _one_record_each([lines[place] for place in unsure], separator)
    if records is None:
        return None
    sure = bare | dict.fromkeys(unsure, "")
    kept = [sure.get(place, line) for place, line in enumerate(lines)]
    return _Cut(kept, between, dict(zip(unsure, records, strict=True)))


def _is_wrapped(line: str, between: str) -> bool:
    """True for a line whose every cell stands between two marks and holds none itself."""
    inside = line[1:-1]
    wrapped = len(line) > 1 and line[0] == line[-1] == '"'
    return wrapped and inside.count('"') == 2 * inside.count(between)


def _one_record_each(lines: Sequence[str], separator: str) -> list[list[str]] | None:
    """The record in each of the lines; nothing when one of them has no end, or marks where there may be none."""
    try:
        records = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return None
    return records if len(records) == len(lines) else None


def _records(text: str, separator: str) -> list[list[str]]:
    """The records of the text; where quotation marks swallow lines, they are taken for ditto marks and inches."""
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        records = list(reader)
        doubtful = reader.line_num > len(records)
    except csv.Error:
        records, doubtful = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)), True
    if not doubtful:
        return records
    literal = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE))
    return max(records, literal, key=_whole_records)


def _whole_records(records: list[list[str]]) -> int:
    """How many records are as wide as most are."""
    widths = Counter(len(record) for record in records if len(record) > 1)
    return max(widths.values(), default=0)
