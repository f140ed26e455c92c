"""Columns read cell by different cell, then put together into rows: what was written beside what it means."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from importers.answers import DayOrder
from importers.bangla import to_unicode
from importers.cells import CellContext, Reading, read_cell
from importers.cells.words import plain_text
from importers.columns import Column, where
from importers.headings import Means, answer_key
from importers.layouts import Field, Layout
from importers.model import JSON, Problem, Severity, WrittenCells
from importers.tables import Table
from importers.workbook import Cell, as_typed

_NOTHING = Reading()
_UNTOLD = object()
_DATE_KINDS = frozenset({"birth_date", "date"})
_NUMERIC_DATE = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*\d{2,4}")
_MONTH_FIRST = re.compile(
    r"\bm{1,3}\s*[/.\- ]\s*d{1,2}\s*[/.\- ]\s*y{1,4}\b|\bmonth\s*[/.\-]\s*(?:day|date)\b|মাস\s*[/.\-–]\s*(?:দিন|তারিখ)"
)
_DITTOS = frozenset({"ঐ", "”", '"', "''", "〃", "″", ",,", "do", "-do-", "ditto", "h"})  # h: ঐ as Bijoy types it
_UNITS_IN_HEADINGS = {
    "land": ("বিঘা", "কাঠা", "একর", "bigha", "katha", "acre"),
    "given": ("কেজি", "kg"),
}


@dataclass(slots=True)
class Draft:
    """A row being put together; it becomes a ReadRow when every check has looked at it."""

    sheet: str
    row_number: int
    raw: WrittenCells
    values: dict[str, JSON]
    problems: list[Problem] = field(default_factory=list)
    headings: Mapping[str, str] = field(default_factory=dict)

    def add_problem(self, code: str, severity: Severity, about: str = "", **details: str | int) -> None:
        """Note something wrong with this row, at the heading of the field it is about."""
        heading = self.headings.get(about, "")
        self.problems.append(Problem(code, severity, self.sheet, self.row_number, heading, details))

    def written(self, field_name: str) -> str:
        """What stands in the field's cell, as typed."""
        place = self.raw.places.get(self.headings.get(field_name, ""))
        return "" if place is None else self.raw.texts[place]


@dataclass(frozen=True)
class _ReadColumn:
    """For each line what was typed, what each different cell means, which fields the column fills.

    `repeated` is what the lines mean where some of them say "as above".
    """

    texts: list[str]
    cells: Sequence[Cell] = ()
    read: Mapping[Cell, Reading] = field(default_factory=dict)
    repeated: list[Reading] | None = None
    fields: frozenset[str] = frozenset()

    @property
    def has_problems(self) -> bool:
        """Whether anything is wrong with any line."""
        return any(reading.problems for reading in self.read.values())

    @property
    def meanings(self) -> Sequence[Reading]:
        """What each line means."""
        return self.repeated if self.repeated is not None else list(map(self.read.__getitem__, self.cells))

    def told(self, name: str) -> list[Any]:
        """What each line says of one field, `_UNTOLD` where it says nothing."""
        if self.repeated is not None:
            return [reading.values.get(name, _UNTOLD) for reading in self.repeated]
        told = {cell: reading.values.get(name, _UNTOLD) for cell, reading in self.read.items()}
        return list(map(told.__getitem__, self.cells))


def read_rows(
    table: Table, rows: Sequence[int], layout: Layout, context: CellContext
) -> tuple[list[Draft], list[Problem]]:
    """Read the lines of a table column by column; each different cell of a column is read once."""
    columns, problems = _one_column_for_each_field(table, rows)
    read = []
    for column in columns:
        cells = table.sheet.columns[column.index]
        read.append(_read_column([cells[row] for row in rows], column, layout, context))
    headings = {column.target.field: column.heading for column in reversed(columns) if column.target.field}
    places = {column.heading: place for place, column in enumerate(columns)}
    alone = _alone_in_their_field(read)
    texts = zip(*(one.texts for one in read), strict=True)
    drafts = [
        Draft(table.sheet.name, row + 1, WrittenCells(places, line), values, headings=headings)
        for row, line, values in zip(rows, texts, _values_of(alone, len(rows)), strict=True)
    ]
    filled: frozenset[str] = frozenset()
    for column, one in zip(columns, read, strict=True):
        if alone.get(one.fields) is not one:
            _lay_in(drafts, column, one, filled)
        filled |= one.fields
        if one.has_problems:
            _add_problems(drafts, column, one)
    _note_lost_cells(table, columns, drafts)
    return drafts, problems


def _alone_in_their_field(read: Sequence[_ReadColumn]) -> dict[frozenset[str], _ReadColumn]:
    """The columns, by what they fill, that fill one field and are the first to fill it."""
    alone: dict[frozenset[str], _ReadColumn] = {}
    filled: frozenset[str] = frozenset()
    for one in read:
        if len(one.fields) == 1 and filled.isdisjoint(one.fields):
            alone[one.fields] = one
        filled |= one.fields
    return alone


def _values_of(alone: Mapping[frozenset[str], _ReadColumn], height: int) -> list[dict[str, JSON]]:
    """For each line what these columns say of it: whole columns at once, since nearly all are such."""
    names = [name for fields in alone for name in fields]
    columns = [one.told(name) for name, one in zip(names, alone.values(), strict=True)]
    lines = zip(*columns, strict=True) if columns else [()] * height
    return [{name: told for name, told in zip(names, line, strict=True) if told is not _UNTOLD} for line in lines]


def _one_column_for_each_field(table: Table, rows: Sequence[int]) -> tuple[list[Column], list[Problem]]:
    """Two columns may fill one field when no line fills both differently; else the one somebody named, or the first."""
    unread: set[int] = set()
    problems = []
    by_field = defaultdict(list)
    for column in sorted(table.columns, key=lambda one: one.target.means is not Means.ANSWER):
        if column.target.field:
            by_field[column.target.field].append(column)
    for name, columns in by_field.items():
        for first, second in combinations(columns, 2):
            if second.index not in unread and first.index not in unread and _disagree(table, rows, first, second):
                unread.add(second.index)
                details = {"field": name, "other_heading": first.heading, **where(table.sheet, second)}
                problems.append(_two_headings(table, second, details))
    columns = [
        replace(column, target=replace(column.target, field="")) if column.index in unread else column
        for column in table.columns
    ]
    return columns, problems


def _two_headings(table: Table, column: Column, details: dict[str, str | int]) -> Problem:
    code = "two_headings_for_one_field"
    return Problem(code, Severity.PLEASE_CONFIRM, sheet=table.sheet.name, heading=column.heading, details=details)


def _disagree(table: Table, rows: Sequence[int], first: Column, second: Column) -> bool:
    one, other = table.sheet.columns[first.index], table.sheet.columns[second.index]
    return any(one[row] and other[row] and as_typed(one[row]) != as_typed(other[row]) for row in rows)


def _read_column(cells: Sequence[Cell], column: Column, layout: Layout, context: CellContext) -> _ReadColumn:
    different = set(cells)
    typed = {cell: as_typed(cell).strip() for cell in different}
    texts = [typed[cell] for cell in cells]
    if not column.target.field:
        return _ReadColumn(texts)
    named = layout.field(column.target.field)
    order = layout.answers.day_orders.get(answer_key(column.own_heading))
    order = order or _order_in_heading(named, column.heading, different)
    day_first = order is DayOrder.DAY_FIRST if order else _day_first(named, different)
    context = replace(context, field=named.name, day_first=day_first, order_answered=order is not None)
    unit = _unit_in_heading(named, column)
    read = {cell: _meaning(cell, named, column, context, unit) if text else _NOTHING for cell, text in typed.items()}
    fields = frozenset(name for reading in read.values() for name in reading.values)
    return _ReadColumn(texts, cells, read, _as_above(texts, cells, read, named, layout), fields)


def _as_above(
    texts: Sequence[str], cells: Sequence[Cell], read: Mapping[Cell, Reading], named: Field, layout: Layout
) -> list[Reading] | None:
    """What the lines mean with the line above in place of a ditto mark; None where there is no such mark."""
    if not _may_repeat(named, layout) or not any(text.lower() in _DITTOS for text in set(texts)):
        return None
    lines, above = [], _NOTHING
    for text, own in zip(texts, map(read.__getitem__, cells), strict=True):
        is_ditto = text.lower() in _DITTOS
        meaning = above if is_ditto else own
        if not is_ditto and (text or named.name != layout.filled_down):
            above = meaning
        lines.append(meaning)
    return lines


def _may_repeat(named: Field, layout: Layout) -> bool:
    """Whether a ditto mark in this column can mean "as above": never for what is one person's alone."""
    return named.name not in layout.name_fields and not named.kind.startswith(
        ("person_number", "mobile", "account", "birth")
    )


def _meaning(cell: Cell, named: Field, column: Column, context: CellContext, unit: str) -> Reading:
    if column.bijoy and isinstance(cell, str):
        cell = to_unicode(cell)
    if unit and as_typed(cell).strip() and not re.search(r"[^\W\d_]", as_typed(cell)):
        cell = f"{as_typed(cell)} {unit}"
    return read_cell(named.kind, cell, context)


def read_text(text: str, named: Field, heading: str, context: CellContext) -> Reading:
    """What a cell of that field under that heading means when somebody types this into it."""
    column = Column(0, heading)
    return _meaning(text, named, column, context, _unit_in_heading(named, column))


def _unit_in_heading(named: Field, column: Column) -> str:
    words = _UNITS_IN_HEADINGS.get(named.kind, ())
    return next((word for word in words if word in column.heading.lower()), "")


def _day_first(named: Field, cells: set[Cell]) -> bool:
    """False for dates that are evidently written month first: some only make sense so, and none the other way."""
    if named.kind not in _DATE_KINDS:
        return True
    month_first = False
    for match in (_NUMERIC_DATE.fullmatch(plain_text(cell)) for cell in cells if isinstance(cell, str)):
        if match and int(match[1]) > 12:
            return True
        month_first = month_first or (match is not None and int(match[2]) > 12)
    return not month_first


def _order_in_heading(named: Field, heading: str, cells: set[Cell]) -> DayOrder | None:
    """The order that the heading asks for, month first, where no cell of the column says the opposite."""
    if named.kind not in _DATE_KINDS or not _MONTH_FIRST.search(heading.lower()):
        return None
    written = [_NUMERIC_DATE.fullmatch(plain_text(cell)) for cell in cells if isinstance(cell, str)]
    return None if any(found and int(found[1]) > 12 for found in written) else DayOrder.MONTH_FIRST


def _lay_in(drafts: Sequence[Draft], column: Column, read: _ReadColumn, filled: frozenset[str]) -> None:
    """Put what the column says into its lines; `filled` are the fields that columns before it fill."""
    for draft, meaning in zip(drafts, read.meanings, strict=True) if read.fields else ():
        if filled.isdisjoint(read.fields):
            draft.values.update(meaning.values)
        else:
            _add_to_known(draft, column, meaning)


def _add_problems(drafts: Sequence[Draft], column: Column, read: _ReadColumn) -> None:
    """Note what is wrong with the column's cells in their lines."""
    for draft, meaning in zip(drafts, read.meanings, strict=True):
        for problem in meaning.problems:
            where = (draft.sheet, draft.row_number, column.heading)
            draft.problems.append(Problem(problem.code, problem.severity, *where, problem.details))


def _add_to_known(draft: Draft, column: Column, reading: Reading) -> None:
    """The first column that says something keeps its word; another that says something else is asked back."""
    for name, value in reading.values.items():
        if draft.values.setdefault(name, value) != value:
            draft.add_problem("columns_disagree", Severity.PLEASE_CONFIRM, column.target.field, field=name)


def _note_lost_cells(table: Table, columns: Sequence[Column], drafts: Sequence[Draft]) -> None:
    """A cell that shows #N/A, or a formula nobody reckoned, reads as empty: say so, or its content is lost unseen."""
    facts = table.sheet.facts
    lost = {
        "cell_shows_error": facts.error_cells,
        "formula_without_value": facts.empty_formulas,
        "letters_damaged": facts.damaged_cells,
    }
    if not any(lost.values()):
        return
    by_row = {draft.row_number: draft for draft in drafts}
    by_index = {column.index: column for column in columns}
    for code, cells in lost.items():
        for row, index in sorted(cells):
            if row + 1 in by_row and index in by_index:
                where = (table.sheet.name, row + 1, by_index[index].heading)
                by_row[row + 1].problems.append(Problem(code, Severity.PLEASE_CONFIRM, *where))
