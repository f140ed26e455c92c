"""The way that every file takes: sheets to tables, tables to lines, lines to drafts of rows, drafts to rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from census_app.domain.errors import Unreadable
from importers.bare_tables import with_bare_tables
from importers.cells import CellContext
from importers.cells.names import household_named_in
from importers.code_legends import legends_of
from importers.drafts import Draft, read_rows
from importers.handed_back import mark_on
from importers.layouts import Layout
from importers.lines import TextLine, sort_lines
from importers.model import LeftOut, Problem, ReadFile, ReadRow, Severity, TableHeadings
from importers.para_told import lines_with_paras
from importers.repeat_groups import join_repeats
from importers.section_lines import section_told_by
from importers.shapes import refused_shapes
from importers.tables import Found, Table, find_tables
from importers.workbook import Sheet, as_typed, read_workbook


@dataclass(frozen=True)
class ReadTables:
    """What the tables of a file hold before its rows are checked.

    `titles` stand above each sheet's headings, `households` are the lines that name one between its members,
    `sections` those that name the programme or the period of what stands below, `legends` what explains codes,
    `paras` the titles that name one.
    """

    drafts: Sequence[Draft]
    problems: Sequence[Problem]
    left_out: Sequence[LeftOut]
    titles: Mapping[str, Sequence[str]]
    households: Sequence[TextLine] = ()
    headings: Sequence[TableHeadings] = ()
    mark: str = ""
    sections: Sequence[TextLine] = ()
    legends: Sequence[tuple[str, str, str]] = ()
    paras: Sequence[TextLine] = ()


def open_sheets(path: Path, layout: Layout) -> tuple[Sheet, ...] | ReadFile:
    """Return the sheets of a file (our own summary last), or the finished result of one that cannot be read."""
    try:
        return tuple(sorted(read_workbook(path), key=lambda sheet: bool(mark_on(sheet))))
    except Unreadable as error:
        problem = Problem(error.code, Severity.BLOCKS_FILE, details=dict(error.values))
        return ReadFile(layout.code, problems=(problem,))


def read_tables(sheets: Sequence[Sheet], layout: Layout, context: CellContext) -> ReadTables:
    """Read every line of every table, in the order of the file."""
    summaries = {sheet.name: mark for sheet in sheets if (mark := mark_on(sheet))}
    joined = join_repeats([sheet for sheet in sheets if sheet.name not in summaries], layout)
    found = find_tables(joined.sheets, layout, context.fiscal_year)
    found = with_bare_tables(found, joined.sheets, layout, context.fiscal_year)
    problems, left_out = [*joined.problems, *found.problems], [*joined.left_out, *found.left_out]
    left_out += [LeftOut(name, None, "summary_sheet") for name in summaries]
    drafts: list[Draft] = []
    households: list[TextLine] = []
    sections: list[TextLine] = []
    headings: list[TableHeadings] = []
    for table in found.tables:
        lines = sort_lines(table, layout, section_told_by(table, context))
        rows, more = read_rows(table, lines.data, layout, context)
        drafts += rows
        problems += more
        left_out += lines.left_out
        households += lines.households
        sections += lines.sections
        problems += _hidden(table, lines.data)
        headings.append(_headings_of(table, layout, rows, context))
    households = [*_named_by_titles(found, layout), *households]
    problems = _without_needless(problems, households, layout)
    for draft in drafts if joined.of_rows else ():
        if told := joined.of_rows.get((draft.sheet, draft.row_number)):
            draft.problems.append(replace(told, sheet=draft.sheet, row_number=draft.row_number))
    if refused := list(refused_shapes(joined.sheets, found.tables, any_rows=bool(drafts), layout=layout)):
        drafts, problems = [], refused
    mark = next(iter(summaries.values()), "")
    legends = () if context.office_code else tuple(legends_of(joined.sheets))
    paras = lines_with_paras(joined.sheets, left_out)
    return ReadTables(drafts, problems, left_out, found.titles, households, headings, mark, sections, legends, paras)


def _named_by_titles(found: Found, layout: Layout) -> Iterator[TextLine]:
    """The lines above the headings that name the one household of a sheet without a column for it."""
    if not layout.filled_down:
        return
    sheets = {table.sheet.name: table.sheet for table in found.tables if not table.columns_of(layout.filled_down)}
    for line in found.left_out:
        if line.reason == "title" and line.row_number and (sheet := sheets.get(line.sheet)):
            text = " ".join(filter(None, (as_typed(column[line.row_number - 1]).strip() for column in sheet.columns)))
            if household_named_in(text):
                yield TextLine(line.sheet, line.row_number, text)


def _without_needless(problems: Sequence[Problem], households: Sequence[TextLine], layout: Layout) -> list[Problem]:
    """The problems without a column that nobody misses: where lines between the members name each household."""
    named = {line.sheet for line in households}
    return [
        problem
        for problem in problems
        if (problem.code, problem.details.get("field")) != ("required_heading_missing", layout.filled_down)
        or problem.sheet not in named
    ]


def _headings_of(table: Table, layout: Layout, rows: Sequence[Draft], context: CellContext) -> TableHeadings:
    names = [column.index for column in table.columns if column.target.field in layout.name_fields]
    columns = {column.heading: column.index + 1 for column in table.columns}
    first = min((column.index for column in table.columns), default=0)
    fields = {heading: field for field, heading in rows[0].headings.items()} if rows else {}
    name_column = (names[0] if names else first) + 1
    own_columns = len(table.sheet.columns) - table.sheet.added
    shape = next((column.shape for column in table.columns if column.shape), "")
    lenders = {
        column.heading: table.sheet.lent[column.index] for column in table.columns if column.index in table.sheet.lent
    }
    lent = {heading: (name, place + 1) for heading, (name, place) in lenders.items()}
    where = (table.sheet.name, table.body.start + 1, columns, name_column, own_columns)
    return TableHeadings(*where, fields, context.as_of.isoformat(), shape, lent)


def _hidden(table: Table, data: Sequence[int]) -> Iterator[Problem]:
    """Hidden lines of a sheet are part of it: they were read, and the writer is told."""
    facts = table.sheet.facts
    rows = sum(1 for row in data if row + 1 in facts.hidden_rows)
    columns = sum(1 for column in table.columns if column.index in facts.hidden_columns)
    if rows:
        yield Problem("hidden_rows_read", Severity.INFORMATION, table.sheet.name, details={"rows": rows})
    if columns:
        yield Problem("hidden_columns_read", Severity.INFORMATION, table.sheet.name, details={"columns": columns})


def finish(tables: ReadTables, layout: Layout) -> ReadFile:
    """Make rows of the drafts."""
    rows = tuple(
        ReadRow(draft.sheet, draft.row_number, draft.raw, draft.values, tuple(draft.problems))
        for draft in tables.drafts
    )
    left_out, headings = tuple(tables.left_out), tuple(tables.headings)
    return ReadFile(layout.code, rows, tuple(tables.problems), left_out, headings, tables.mark)
