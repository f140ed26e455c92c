"""Bytes in, sheets of cells out: whatever the file is, it is read safely or it is Unreadable with one plain reason."""

from __future__ import annotations

import os
import pickle
import select
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from typing import IO, Any, TypeAlias

from census_app.domain.errors import Unreadable
from importers.collector import collector_paused
from importers.file_guards import FileKind, recognise
from importers.ods_scan import scan_open_document
from importers.plain_files import PlainTable, read_plain, read_plain_in_zip
from importers.plain_records import MOST_CELLS, MOST_COLUMNS
from importers.sheet_scan import NO_FACTS, SheetFacts, scan_sheets
from importers.xls_scan import scan_old_workbook

LARGEST_FILE_BYTES = 60 * 1024 * 1024
CHILD_MEMORY_BYTES = 2 * 1024**3
CHILD_CPU_SECONDS = 120
CHILD_WALL_SECONDS = 180
CHILD_OUTPUT_BYTES = 1024**3
_CHILD_SAID = {
    3: "file_damaged",
    4: "file_password_protected",
    5: "sheet_too_large",
    6: "file_unsafe",
    7: "file_not_a_workbook",
}
_ERROR_TEXTS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "Err:502", "Err:504"})
_REPLACEMENT = "\ufffd"
_MARKS_OF_LOSS = ("#", "Err:", _REPLACEMENT)
_CELLS, _MARKUP = (Path(__file__).with_name(name) for name in ("calamine_child.py", "markup_child.py"))
_CHILDREN = {FileKind.WORKBOOK: _CELLS, FileKind.OLD_WORKBOOK: _CELLS, FileKind.MARKUP: _MARKUP}

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True)
class MergedRange:
    """A block of cells shown as one; only its top left cell holds anything. Rows and columns count from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet, column by column; the cell at index 0 of a column stands in row 1.

    `fields` are the columns (from 0) that the program which made the sheet already named, with the field each fills;
    none where the column is left aside on purpose. Row 1 then holds the headings. The last `added` columns were put
    beside the sheet's own, and stand nowhere in it; `lent` says of which sheet some are, and where they stand there.
    """

    name: str
    columns: Sequence[Sequence[Cell]]
    hidden: bool = False
    merged: tuple[MergedRange, ...] = ()
    facts: SheetFacts = NO_FACTS
    fields: Mapping[int, str] = field(default_factory=dict)
    added: int = 0
    lent: Mapping[int, tuple[str, int]] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How many rows there are, counted from row 1."""
        return len(self.columns[0]) if self.columns else 0


def as_typed(cell: Cell) -> str:
    """The cell as text, nothing tidied; a whole number without its decimal point, a date in ISO form."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


@collector_paused()
def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """Read every sheet of a workbook or text file, hidden ones too, with rows where a spreadsheet program shows them.

    Raises: Unreadable with the code of the reason.
    """
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("file_empty")
    if size > LARGEST_FILE_BYTES:
        raise Unreadable("file_too_large", {"megabytes": str(size // 1024**2)})
    kind = recognise(path)
    if kind is FileKind.TEXT:
        return (_of_text("", read_plain(path)),)
    if kind is FileKind.TEXTS_IN_ZIP:
        return tuple(_of_text(name, table) for name, table in read_plain_in_zip(path))
    facts = _facts_of(path, kind)
    _refuse_far_cells(facts)
    return tuple(_noting_lost_texts(_sheet(entry, facts)) for entry in _read_in_child(path, _CHILDREN[kind]))


def _facts_of(path: Path, kind: FileKind) -> Mapping[str, SheetFacts]:
    if kind is FileKind.WORKBOOK:
        return scan_sheets(path) or scan_open_document(path)
    return scan_old_workbook(path) if kind is FileKind.OLD_WORKBOOK else {}


def _refuse_far_cells(facts: Mapping[str, SheetFacts]) -> None:
    for sheet_facts in facts.values():
        if sheet_facts.rows * sheet_facts.columns > MOST_CELLS or sheet_facts.columns > MOST_COLUMNS:
            values = {"rows": str(sheet_facts.rows), "columns": str(sheet_facts.columns)}
            raise Unreadable("sheet_too_large", values)


def _read_in_child(path: Path, script: Path) -> list[Any]:
    """What the child wrote; a child that dies, or takes too long, is the file's fault and nobody else's."""
    limits = map(str, (CHILD_MEMORY_BYTES, CHILD_CPU_SECONDS, CHILD_OUTPUT_BYTES, MOST_CELLS))
    command = [sys.executable, "-I", str(script), str(path.resolve()), *limits]
    with tempfile.TemporaryFile() as output:
        try:
            ended = _run(command, output)
        except subprocess.TimeoutExpired as error:
            raise Unreadable("file_killed_reader") from error
        if ended != 0:
            raise Unreadable(_CHILD_SAID.get(ended, "file_killed_reader"))
        output.seek(0)
        return _cells_only(output)


def _run(command: Sequence[str], output: IO[bytes]) -> int:
    """The exit code of the child. Raises: TimeoutExpired after it was killed."""
    nothing = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=nothing, stdout=output, stderr=nothing, env={}) as child:
        try:
            return child.wait(_until_it_ends(child))
        except BaseException:
            child.kill()
            raise


def _until_it_ends(child: subprocess.Popen[bytes]) -> float:
    """The seconds that the child may go on; on Linux none, since its end (or that of its time) was awaited here.

    With a limit Python itself looks only every twentieth of a second whether a child has ended.
    """
    if sys.platform != "linux":
        return CHILD_WALL_SECONDS
    ending = os.pidfd_open(child.pid)
    try:
        select.select([ending], [], [], CHILD_WALL_SECONDS)
    finally:
        os.close(ending)
    return 0


def _cells_only(output: IO[bytes]) -> list[Any]:
    """What the child says is not trusted: plain values and dates in the shape of sheets, or nothing at all."""
    try:
        sheets = _PlainValues(output).load()
        for name, hidden, columns, merged in sheets:
            kinds = set().union(*(set(map(type, column)) for column in columns))
            heights = {len(column) for column in columns}
            plain = isinstance(name, str) and isinstance(hidden, bool) and all(len(area) == 4 for area in merged)
            if not plain or not kinds <= _CELL_KINDS or len(heights) > 1:
                raise Unreadable("file_killed_reader")
    except (pickle.UnpicklingError, EOFError, MemoryError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise Unreadable("file_killed_reader") from error
    return list(sheets)


_CELL_KINDS = frozenset({str, int, float, bool, date, datetime, time, timedelta, type(None)})


class _PlainValues(pickle.Unpickler):
    """Unpickles plain values and dates alone."""

    def find_class(self, module: str, name: str) -> type:
        if module == "datetime" and name in {"date", "datetime", "time", "timedelta"}:
            return {"date": date, "datetime": datetime, "time": time, "timedelta": timedelta}[name]
        raise Unreadable("file_killed_reader")


def _sheet(entry: Any, facts: Mapping[str, SheetFacts]) -> Sheet:
    name, hidden, columns, merged = entry
    ranges = tuple(MergedRange(*corners) for corners in merged)
    return Sheet(name, columns, hidden, ranges, facts.get(name, NO_FACTS))


def _of_text(name: str, table: PlainTable) -> Sheet:
    sheet = Sheet(name, table.columns)
    return _noting_lost_texts(sheet) if any(mark in table.text for mark in _MARKS_OF_LOSS) else sheet


def _noting_lost_texts(sheet: Sheet) -> Sheet:
    """Errors that were saved as text, and letters that no alphabet gave back, among the facts of the sheet."""
    errors, damaged = set(sheet.facts.error_cells), set(sheet.facts.damaged_cells)
    for place, column in enumerate(sheet.columns):
        if _may_be_lost(column):
            different = set(column)
            wrong = {cell for cell in different if _is_error(cell)}
            broken = {cell for cell in different if isinstance(cell, str) and _REPLACEMENT in cell}
            errors |= {(row, place) for row, cell in enumerate(column) if cell in wrong}
            damaged |= {(row, place) for row, cell in enumerate(column) if cell in broken}
    facts = replace(sheet.facts, error_cells=frozenset(errors), damaged_cells=frozenset(damaged))
    return replace(sheet, facts=facts)


def _may_be_lost(cells: Sequence[Cell]) -> bool:
    """False where no cell is an error or holds a letter that was lost: so it nearly always is, told at one glance."""
    different = set(cells)
    texts = "\n".join([cell for cell in different if isinstance(cell, str)])
    numbers = [cell for cell in different if isinstance(cell, float)]
    return any(mark in texts for mark in _MARKS_OF_LOSS) or not all(map(isfinite, numbers))


def _is_error(cell: Cell) -> bool:
    """True for the name of an error in place of a value, and for a number that is none: infinite, or not reckoned."""
    return not isfinite(cell) if isinstance(cell, float) else isinstance(cell, str) and cell.strip() in _ERROR_TEXTS
