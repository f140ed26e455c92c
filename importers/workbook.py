"""Bytes in, sheets of cells out: whatever the file is, it is read safely or it is Unreadable with one plain reason."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from census_app.domain.errors import Unreadable
from importers.calamine_child import DAMAGED, PASSWORD_PROTECTED
from importers.file_guards import FileKind, recognise, refuse_zip_bombs
from importers.plain_files import read_plain
from importers.sheet_scan import NO_FACTS, SheetFacts, scan_sheets

LARGEST_FILE_BYTES = 60 * 1024 * 1024
CHILD_MEMORY_BYTES = 2 * 1024**3
CHILD_CPU_SECONDS = 120
LARGEST_SHEET_CELLS = 20_000_000

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
    """One sheet, column by column; the cell at index 0 of a column stands in row 1."""

    name: str
    columns: Sequence[Sequence[Cell]]
    hidden: bool = False
    merged: tuple[MergedRange, ...] = ()
    facts: SheetFacts = NO_FACTS

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
    if kind is FileKind.PLAIN:
        return (Sheet("", read_plain(path)),)
    facts: dict[str, SheetFacts] = {}
    if kind is FileKind.ZIP:
        refuse_zip_bombs(path)
        facts = scan_sheets(path)
        _refuse_far_cells(facts)
    return tuple(_sheet(entry, facts) for entry in _read_in_child(path))


def _refuse_far_cells(facts: dict[str, SheetFacts]) -> None:
    for sheet_facts in facts.values():
        if sheet_facts.rows * sheet_facts.columns > LARGEST_SHEET_CELLS:
            values = {"rows": str(sheet_facts.rows), "columns": str(sheet_facts.columns)}
            raise Unreadable("sheet_too_large", values)


def _read_in_child(path: Path) -> list[Any]:
    script = Path(__file__).with_name("calamine_child.py")
    limits = (str(CHILD_MEMORY_BYTES), str(CHILD_CPU_SECONDS))
    command = [sys.executable, "-I", str(script), str(path.resolve()), *limits]
    child = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if child.returncode == PASSWORD_PROTECTED:
        raise Unreadable("file_password_protected")
    if child.returncode == DAMAGED:
        raise Unreadable("file_damaged")
    if child.returncode != 0:
        raise Unreadable("file_killed_reader")
    sheets: list[Any] = _CellsOnly(io.BytesIO(child.stdout)).load()
    return sheets


class _CellsOnly(pickle.Unpickler):
    """Unpickles plain values and dates alone: what the child says is not trusted with anything else."""

    def find_class(self, module: str, name: str) -> type:
        if module == "datetime" and name in {"date", "datetime", "time", "timedelta"}:
            return {"date": date, "datetime": datetime, "time": time, "timedelta": timedelta}[name]
        raise Unreadable("file_killed_reader")


def _sheet(entry: Any, facts: dict[str, SheetFacts]) -> Sheet:
    name, hidden, columns, merged = entry
    ranges = tuple(MergedRange(*corners) for corners in merged)
    return Sheet(name, columns, hidden, ranges, facts.get(name, NO_FACTS))
