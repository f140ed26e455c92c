"""The way that every file takes: sheets to tables, tables to lines, lines to drafts of rows, drafts to rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from census_app.domain.errors import Unreadable
from importers.cells import CellContext
from importers.drafts import Draft, read_rows
from importers.layouts import Layout
from importers.lines import HouseholdLine, sort_lines
from importers.model import LeftOut, Problem, ReadFile, ReadRow, Severity
from importers.tables import find_tables
from importers.workbook import Sheet, read_workbook


@dataclass(frozen=True)
class ReadTables:
    """What the tables of a file hold before its rows are checked.

    `titles` stand above each sheet's headings, `households` are the lines that name one between its members.
    """

    drafts: Sequence[Draft]
    problems: Sequence[Problem]
    left_out: Sequence[LeftOut]
    titles: Mapping[str, Sequence[str]]
    households: Sequence[HouseholdLine] = ()


def open_sheets(path: Path, layout: Layout) -> tuple[Sheet, ...] | ReadFile:
    """Return the sheets of a file, or the finished result of one that cannot be read."""
    try:
        return read_workbook(path)
    except Unreadable as error:
        problem = Problem(error.code, Severity.BLOCKS_FILE, details=dict(error.values))
        return ReadFile(layout.code, problems=(problem,))


def read_tables(sheets: Sequence[Sheet], layout: Layout, context: CellContext) -> ReadTables:
    """Read every line of every table, in the order of the file."""
    found = find_tables(sheets, layout, context.fiscal_year)
    problems, left_out = list(found.problems), list(found.left_out)
    drafts: list[Draft] = []
    households: list[HouseholdLine] = []
    for table in found.tables:
        lines = sort_lines(table, layout)
        rows, more = read_rows(table, lines.data, layout, context)
        drafts += rows
        problems += more
        left_out += lines.left_out
        households += lines.households
        if hidden := sum(1 for row in lines.data if row + 1 in table.sheet.facts.hidden_rows):
            details = {"rows": hidden}
            problems.append(Problem("hidden_rows_read", Severity.INFORMATION, table.sheet.name, details=details))
    if not found.tables:
        problems.append(Problem("no_known_headings", Severity.BLOCKS_FILE))
    return ReadTables(drafts, problems, left_out, found.titles, households)


def finish(tables: ReadTables, layout: Layout) -> ReadFile:
    """Make rows of the drafts."""
    rows = tuple(
        ReadRow(draft.sheet, draft.row_number, draft.raw, draft.values, tuple(draft.problems))
        for draft in tables.drafts
    )
    return ReadFile(layout.code, rows, tuple(tables.problems), tuple(tables.left_out))
