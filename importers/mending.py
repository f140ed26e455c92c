"""A cell of a row that waits is written again by its sender: read as the file was, checked as the file was, stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.domain.errors import Refused
from census_app.ledger.engine import reading
from census_app.ledger.json_text import to_sorted_json
from census_app.ledger.reads.jobs import FileToRead, file_to_read
from census_app.ledger.reads.matches import known_persons
from census_app.ledger.reads.staged_rows import known_row_keys
from census_app.ledger.reads.uploaded_rows import RowLine, RowProblem, headings_of, rows_below, rows_saying
from census_app.ledger.writes.mending import MendedCell, MendedRow, store_correction
from census_app.settings import Settings
from importers.acceptance import NUMBER_KEY
from importers.cells import CellContext
from importers.heading_memory import LAYOUTS
from importers.layouts import load_layout
from importers.matching import Register
from importers.mended_rows import Change, Reader, WrittenRow, key_of, mend
from importers.model import Problem, ReadRow, RowState, Severity, WrittenCells
from importers.staging import new_problem, row_keys

LONGEST_CELL = 500
NOTHING_TAKEN = frozenset({
    "age_out_of_range", "age_unreadable", "birth_in_future", "birth_too_long_ago", "cell_shows_error",
    "date_impossible", "date_incomplete", "date_unreadable", "mobile_wrong", "name_without_letters", "number_damaged",
    "number_negative", "number_not_digits", "number_placeholder", "number_too_many_zeros", "number_unreadable",
    "number_wrong_length", "number_year_impossible", "number_zero_lost", "period_unknown",
    "period_without_fiscal_year", "position_outside", "several_choices", "value_unknown",
})  # fmt: skip
"""Problems of cells from which no value was taken: there is nothing that could be right as it is written."""


@dataclass(frozen=True)
class _File:
    """An upload and the headings of each of its tables; `seen` are the rows that were asked for so far, by id."""

    session: Session
    scope: Scope
    upload_id: int
    tables: Sequence[dict[str, Any]]
    number_key: bytes
    seen: dict[int, RowLine] = field(default_factory=dict)

    def below(self, row: WrittenRow) -> Iterator[WrittenRow]:
        """The rows below on its sheet, from top to bottom."""
        yield from map(self.written, rows_below(self.session, self.scope, self.upload_id, row.sheet, row.row_number))

    def saying(self, row_ids: Collection[int], said: Collection[str]) -> list[WrittenRow]:
        """The rows named and those whose content holds one of the texts, in their order."""
        return [self.written(row) for row in rows_saying(self.session, self.scope, self.upload_id, row_ids, said)]

    def written(self, row: RowLine) -> WrittenRow:
        """The row as the checks want it."""
        self.seen[row.row_id] = row
        headings = {field: heading for heading, field in _table_of(self.tables, row)["fields"].items()}
        return WrittenRow(row.row_id, row.sheet, row.row_number, row.cells, row.content, headings)


def mendable_headings(tables: Sequence[dict[str, Any]], row: RowLine) -> list[str]:
    """The headings under which the row's cells were read, in the order of the sheet: these may be written again."""
    table = _table_of(tables, row)
    return sorted(table["fields"], key=lambda heading: int(table["columns"][heading]))


def _table_of(tables: Sequence[dict[str, Any]], row: RowLine) -> dict[str, Any]:
    """The table in which the row stands: the last that begins above it on its sheet."""
    above = [table for table in tables if table["sheet"] == row.sheet and table["first_row"] <= row.row_number]
    return max(above, key=lambda table: int(table["first_row"]), default={"fields": {}, "columns": {}})


def mend_cell(
    engine: Engine, settings: Settings, scope: Scope, upload_id: int, row_id: int, heading: str, written: str
) -> RowState:
    """The row says what the corrected cell makes it say, and so do the rows that hang on it; its new state comes back.

    Raises: NotFound outside the scope; Refused when the file is not the actor's, the cell was not read, or the row
    is no longer waiting.
    """
    with reading(engine) as session:
        about = file_to_read(session, scope, upload_id)
        file = _File(session, scope, upload_id, headings_of(session, scope, upload_id), settings.key(NUMBER_KEY))
        row = next(iter(rows_saying(session, scope, upload_id, [row_id], [])), None)
        if row is None or not row.waits:
            raise Refused("row_moved_on")
        table = _table_of(file.tables, row)
        if heading not in table["fields"]:
            raise Refused("cell_not_read")
        text = written.strip()[:LONGEST_CELL]
        reader = _reader(file, about, table)
        changes = mend(file.written(row), heading, text, file, reader)
        mended = _mended(file, about, changes, heading)
    cell = MendedCell(row_id, heading, table["fields"][heading], row.cells.get(heading, ""), text)
    store_correction(engine, scope, upload_id, cell, mended)
    return RowState(next(one.state for one in mended if one.row_id == row_id))


def _reader(file: _File, about: FileToRead, table: dict[str, Any]) -> Reader:
    persons = known_persons(file.session, file.scope, about.area_code) if about.kind == "survey" else []
    register = Register(persons, file.number_key) if persons else None
    as_of = date.fromisoformat(table["as_of"])
    context = CellContext("", as_of, fiscal_year=about.fiscal_year, office_code=about.office_code)
    return Reader(load_layout(LAYOUTS[about.kind]), context, register)


def _mended(file: _File, about: FileToRead, changes: Sequence[Change], heading: str) -> list[MendedRow]:
    """The rows that may still change, each as it is to be stored."""
    by_id = {row.row_id: row for row in file.seen.values() if row.waits}
    changed = [change for change in changes if change.row_id in by_id]
    contents = [to_sorted_json(change.values) for change in changed]
    keys = row_keys(contents, about, file.number_key)
    known = known_row_keys(file.session, file.scope, keys, file.upload_id)
    mended = []
    for change, content, key in zip(changed, contents, keys, strict=True):
        row = by_id[change.row_id]
        ended = [problem for problem in row.problems if _is_over(problem, change, heading)]
        stays = [problem for problem in row.problems if problem not in ended]
        new = _not_told(change, stays)
        if key in known and key != row.row_key:
            new.append(Problem("row_already_known", Severity.INFORMATION, row.sheet, row.row_number))
        state = _state(row, stays, new)
        told = [new_problem(problem) for problem in new]
        ended_ids = [problem.problem_id for problem in ended]
        mended.append(MendedRow(row.row_id, row.row_key, key, content, state, ended_ids, told))
    return mended


def _is_over(problem: RowProblem, change: Change, heading: str) -> bool:
    key = _key(problem)
    if key in change.over:
        return True
    of_cell = change.of_cell is not None and problem.heading == heading
    return of_cell and key not in {key_of(p.code, p.heading, p.details) for p in change.of_cell or ()}


def _not_told(change: Change, stays: Sequence[RowProblem]) -> list[Problem]:
    told = {_key(problem) for problem in stays}
    found = {key_of(p.code, p.heading, p.details): p for p in (*change.new, *(change.of_cell or ()))}
    return [problem for key, problem in found.items() if key not in told]


def _state(row: RowLine, stays: Sequence[RowProblem], new: Sequence[Problem]) -> str:
    if any(problem.code == "row_already_known" for problem in new):
        return RowState.REFUSED.value
    severities = [Severity(problem.severity) for problem in stays]
    kept = [Problem(p.code, severity) for p, severity in zip(stays, severities, strict=True)]
    return ReadRow(row.sheet, row.row_number, WrittenCells.of({}), {}, (*kept, *new)).state.value


def _key(problem: RowProblem) -> tuple[str, str, str]:
    return key_of(problem.code, problem.heading, problem.details)
