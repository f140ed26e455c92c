"""The records of a text table as columns: cut in one go where every line is a record, letter by letter elsewhere."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat, zip_longest

from census_app.domain.errors import Unreadable

MOST_COLUMNS = 2000
MOST_CELLS = 20_000_000
LARGEST_CELL_CHARACTERS = 2_000_000
_CHARACTERS_AT_ONCE = 2**17
"""So few that what is cut of them stays near the processor."""


def columns_of(text: str, separator: str) -> list[list[str]]:
    """The columns of the text, short records filled up with empty cells; none when there is no record with a cell.

    Raises: csv.Error for a cell beyond `csv.field_size_limit`; Unreadable when there are too many cells.
    """
    columns = _cut_columns(text, separator)
    if columns is not None:
        return columns
    records = _records(text, separator)
    width = max(map(len, records), default=0)
    if _are_too_many(width, len(records)):
        raise Unreadable("sheet_too_large", {"rows": str(len(records)), "columns": str(width)})
    return [list(column) for column in zip_longest(*records, fillvalue="")]


def _are_too_many(columns: int, rows: int) -> bool:
    return columns > MOST_COLUMNS or columns * rows > MOST_CELLS


def _cut_columns(text: str, separator: str) -> list[list[str]] | None:
    """The columns of a text whose every line is a record; nothing where that is not sure, or they are too many."""
    columns: list[list[str]] = []
    height = 0
    for lines in _blocks_of_lines(text):
        cut = _cut(lines, separator) if max(map(len, lines)) <= LARGEST_CELL_CHARACTERS else None
        if cut is None or _are_too_many(max(cut.width, len(columns)), height + len(lines)):
            return None
        columns += [[""] * height for _ in range(cut.width - len(columns))]
        height += len(lines)
        for column, cells in zip(columns, cut.columns(), strict=False):
            column += cells
        for column in columns[cut.width :]:
            column += [""] * len(lines)
    return columns


def _blocks_of_lines(text: str) -> Iterator[list[str]]:
    """The lines without their ends, of which there are three kinds, so many at once."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _CHARACTERS_AT_ONCE) + 1 or len(text)
        block = text[start:end]
        lines = block.split("\r\n")
        if not block.count("\r") == block.count("\n") == len(lines) - 1:
            lines = block.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        yield lines if lines[-1] else lines[:-1]
        start = end


@dataclass(frozen=True)
class _Cut:
    """Lines that only `between` cuts, with those of which that is not sure: by their place, empty among the lines."""

    lines: Sequence[str]
    between: str
    unsure: Mapping[int, Sequence[str]]
    has_cells: bool = True

    @cached_property
    def _cuts(self) -> Sequence[int]:
        return list(map(str.count, self.lines, repeat(self.between)))

    @cached_property
    def width(self) -> int:
        """How many cells the widest record has."""
        return max(max(self._cuts) + 1, *map(len, self.unsure.values()), 0) if self.has_cells else 0

    def columns(self) -> list[list[str]]:
        """The cells of all lines, column by column."""
        if not self.has_cells:
            return []
        missing = [self.width - 1 - cuts for cuts in self._cuts]
        lines = self.lines
        if any(missing):
            lines = [line + self.between * cuts for line, cuts in zip(lines, missing, strict=True)]
        cells = self.between.join(lines).split(self.between)
        columns = [cells[place :: self.width] for place in range(self.width)]
        for column, told in zip(columns, zip_longest(*self.unsure.values(), fillvalue=""), strict=False):
            for row, cell in zip(self.unsure, told, strict=True):
                column[row] = cell
        return columns


def _cut(lines: Sequence[str], separator: str) -> _Cut | None:
    """How to cut lines that are a record each; nothing where quotation marks may hold lines together.

    Marks stand nowhere, around single cells, or around all of them: then what cuts is a separator between two marks.
    """
    marked = [place for place, line in enumerate(lines) if '"' in line]
    if not marked:
        return _Cut(lines, separator, {}, has_cells=any(lines))
    between = f'"{separator}"'
    bare = _wrapped(lines, between) if 2 * len(marked) > len(lines) else {}
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


def _wrapped(lines: Sequence[str], between: str) -> dict[int, str]:
    """What stands between the outer marks of lines whose every cell is marked and holds no mark itself, by place."""
    inside = [line[1:-1] for line in lines]
    marks, cuts = map(str.count, inside, repeat('"')), map(str.count, inside, repeat(between))
    return {
        place: bare
        for place, (line, bare, held, cut) in enumerate(zip(lines, inside, marks, cuts, strict=True))
        if held == 2 * cut and len(line) > 1 and line[0] == line[-1] == '"'
    }


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
