"""Repeat groups of a Kobo or ODK export: each member's row with its household's form beside it, none of them lost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from importers.export_gaps import columns_that_count, fewer_than_counted, rows_end_at_a_limit
from importers.form_exports import Section, section_of
from importers.layouts import Layout
from importers.model import LeftOut, Problem, Severity
from importers.parent_rows import Chain, Chains, Parent, ParentTables
from importers.workbook import Cell, Sheet

_UUID = re.compile(r"(?:uuid:)?([0-9a-f]{8}-[0-9a-f]{4})[0-9a-f-]*", re.IGNORECASE)
_KEY_HEADING = "household ({})"
_ORPHAN = Problem("parent_line_missing", Severity.BLOCKS_ROW)
_WITHOUT_MEMBERS = Problem("household_without_members", Severity.BLOCKS_ROW)


@dataclass(frozen=True)
class Joined:
    """The sheets to be read, and what joining them had to tell: of the file, and (by sheet and row number) of rows."""

    sheets: tuple[Sheet, ...]
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    of_rows: Mapping[tuple[str, int], Problem] = field(default_factory=dict)


def join_repeats(sheets: Sequence[Sheet], layout: Layout) -> Joined:
    """Give each row of a repeat the columns of its parents; workbooks without repeats stay as they are."""
    found = {sheet.name: section for sheet in sheets if not sheet.hidden and (section := section_of(sheet, layout))}
    problems = [problem for section in found.values() for problem in rows_end_at_a_limit(section)]
    repeats = [section for section in found.values() if section.is_repeat and _is_about_somebody(section, layout)]
    if not repeats:
        as_found = tuple(found[sheet.name].sheet if sheet.name in found else sheet for sheet in sheets)
        return Joined(as_found, problems=tuple(problems))
    tables = ParentTables(found)
    joins = [_Join(section, tables, layout) for section in repeats]
    joined = {join.section.sheet.name: join.sheet() for join in joins}
    of_rows = {place: problem for join in joins for place, problem in join.of_rows().items()}
    problems += [problem for join in joins for problem in join.problems()]
    lent = _lent_rows(joins)
    left_out: list[LeftOut] = []
    for name, section in found.items():
        if name in joined or _tells_persons(section, layout):
            joined.setdefault(name, section.sheet)
        elif section.is_repeat and section not in lent:
            joined[name] = _only(section.sheet, [])
            left_out.append(LeftOut(name, None, "no_table"))
            problems.append(Problem("repeat_without_names", Severity.PLEASE_CONFIRM, name))
        else:
            lending = lent[section]
            alone = [row for row in section.rows if row not in lending]
            left_out += [LeftOut(name, row + 1, "form_line") for row in section.rows if row in lending]
            of_rows |= {(name, row + 1): _WITHOUT_MEMBERS for row in alone}
            joined[name] = _only(section.sheet, alone)
    in_order = [joined.get(sheet.name, sheet) for sheet in sheets]
    return Joined(tuple(sheet for sheet in in_order if sheet.height), tuple(left_out), tuple(problems), of_rows)


def _lent_rows(joins: Sequence[_Join]) -> Mapping[Section, set[int]]:
    """The rows of each section that lend their columns to a row of a repeat."""
    lent: dict[Section, set[int]] = defaultdict(set)
    for join in joins:
        for section, row in (parent for chain in join.chains.different for parent in chain):
            lent[section].add(row)
    return lent


def _is_about_somebody(section: Section, layout: Layout) -> bool:
    """True when the rows of a repeat are the rows to be read: members by their names, or what one person was given."""
    names = set(section.fields())
    return bool(names & set(layout.name_fields)) if layout.filled_down else bool(names)


def _tells_persons(section: Section, layout: Layout) -> bool:
    """True for a main form that is itself about a person, whose row would be lost if it only lent its columns."""
    if not layout.filled_down:
        return False
    personal = {name for name in section.fields() if layout.field(name).level == "person"}
    return bool(personal & set(layout.name_fields)) and len(personal) > 1


def _only(sheet: Sheet, rows: Sequence[int]) -> Sheet:
    """The sheet with the headings and these rows alone, each where it stood; no sheet when there are none."""
    if not rows:
        return replace(sheet, columns=())
    kept = {0, *rows}
    columns = [[cell if row in kept else None for row, cell in enumerate(column)] for column in sheet.columns]
    return replace(sheet, columns=columns)


class _Join:
    """The rows of one repeat, each with the chain of its parents."""

    def __init__(self, section: Section, tables: ParentTables, layout: Layout) -> None:
        self.section, self.layout = section, layout
        self.chains = tables.chains(section)
        torn = {place for place, chain in enumerate(self.chains.different) if not chain or chain[-1].section.is_repeat}
        name = section.sheet.name
        self.orphans = [
            (name, row + 1) for row, place in zip(section.rows, self.chains.of_rows, strict=True) if place in torn
        ]

    def problems(self) -> list[Problem]:
        """That forms of rows are missing, once for all of them."""
        details: dict[str, str | int] = {"rows": len(self.orphans)}
        told = Problem("export_cut_short", Severity.PLEASE_CONFIRM, self.section.sheet.name, details=details)
        return [told] if self.orphans else []

    def of_rows(self) -> dict[tuple[str, int], Problem]:
        """What is wrong with single rows, by sheet and row number."""
        fewer = fewer_than_counted(self.section, self.chains, self.layout)
        name = self.section.sheet.name
        return {(name, row + 1): problem for row, problem in fewer} | dict.fromkeys(self.orphans, _ORPHAN)

    def sheet(self) -> Sheet:
        """The repeat's own columns, then its parents'; what is the household's stands on its first row alone."""
        joined = _JoinedColumns(self.section.sheet)
        filled_down = self.layout.filled_down
        numbers: list[Cell] = [None] * self.section.sheet.height
        for lent in self._ancestors():
            every = _rows_below(lent, self.section.rows, self.chains)
            once = every.once() if filled_down else every
            for place in self._lent_columns(lent):
                is_number = bool(filled_down) and lent.sheet.fields.get(place) == filled_down
                if is_number:
                    cells = _lent_cells(lent.sheet, place, every, len(numbers))
                    numbers = [cell or kept for cell, kept in zip(cells, numbers, strict=True)]
                else:
                    joined.lend(lent.sheet, place, once)
        if filled_down and filled_down not in self.section.fields():
            if not all(numbers[1:]):
                numbers = self._with_keys(numbers)
            numbers[0] = numbers[0] or _KEY_HEADING.format(self._key_heading())
            joined.add(numbers, filled_down)
        return joined.sheet()

    def _with_keys(self, numbers: Sequence[Cell]) -> list[Cell]:
        """The numbers of the households, and for rows without one the key of their submission."""
        filled = list(numbers)
        for row, chain in zip(self.section.rows, self.chains.each(), strict=True):
            if not filled[row]:
                filled[row] = self._key_of(row, chain)
        return filled

    def _ancestors(self) -> list[Section]:
        return list(dict.fromkeys(parent.section for chain in self.chains.different for parent in chain))

    def _lent_columns(self, lent: Section) -> list[int]:
        """Columns of a parent that its rows need: all but the export's own, and no person's where it tells of one."""
        counting = columns_that_count(lent, self.section, self.layout)
        own = {name for name in self.section.fields() if name}
        personal = _tells_persons(lent, self.layout)
        places = []
        for place in range(len(lent.sheet.columns)):
            name = lent.sheet.fields.get(place)
            household = bool(name) and self.layout.field(str(name)).level == "household"
            if name != "" and name not in own and place not in counting and (household or not personal):
                places.append(place)
        return places

    def _key_of(self, row: int, chain: Chain) -> str:
        """The key of the submission to which a row belongs, short enough to be read."""
        top = chain[-1] if chain else Parent(self.section, row)
        key = top.section.texts("_uuid", "KEY", "_submission__uuid", "PARENT_KEY", "_id", "_parent_index")[top.row]
        found = _UUID.match(key)
        return found[1].upper() if found else key

    def _key_heading(self) -> str:
        return "KEY" if "PARENT_KEY" in self.section.places else "_uuid"


class _Lending(NamedTuple):
    """Rows here, and for each of them the row there whose cells it is lent."""

    here: Sequence[int]
    there: Sequence[int]

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Each row here with the row there."""
        return zip(self.here, self.there, strict=True)

    def once(self) -> _Lending:
        """The same with each row there lent to the first of its rows alone."""
        first = dict(zip(reversed(self.there), reversed(self.here), strict=True))
        return _Lending(list(first.values()), list(first))


def _rows_below(lent: Section, rows: Sequence[int], chains: Chains) -> _Lending:
    """Each row below a row of the parent, with that row."""
    nowhere = -1
    lending = [nowhere] * len(chains.different)
    for place, chain in enumerate(chains.different):
        for section, row in chain:
            if section is lent:
                lending[place] = row
                break
    there = list(map(lending.__getitem__, chains.of_rows))
    if nowhere not in there:
        return _Lending(rows, there)
    below = [row for row, parent in zip(rows, there, strict=True) if parent != nowhere]
    return _Lending(below, [parent for parent in there if parent != nowhere])


class _JoinedColumns:
    """The columns of a sheet and those put beside them, with what is known of their cells."""

    def __init__(self, sheet: Sheet) -> None:
        self._own = sheet
        self._columns, self._fields, self._lent = list(sheet.columns), dict(sheet.fields), dict(sheet.lent)
        self._errors, self._formulas = set(sheet.facts.error_cells), set(sheet.facts.empty_formulas)

    def lend(self, lent: Sheet, place: int, lending: _Lending) -> None:
        """Put a column of another sheet beside the others, its cells where they are lent to."""
        here = len(self._columns)
        if place in lent.fields:
            self._fields[here] = lent.fields[place]
        if place < len(lent.columns) - lent.added:
            self._lent[here] = (lent.name, place)
        for cells, of_lent in ((self._errors, lent.facts.error_cells), (self._formulas, lent.facts.empty_formulas)):
            rows = {row for row, column in of_lent if column == place}
            cells |= {(row, here) for row, there in lending.pairs() if there in rows} if rows else set()
        self._columns.append(_lent_cells(lent, place, lending, self._own.height))

    def add(self, cells: Sequence[Cell], field_name: str) -> None:
        """Put a column of our own beside the others."""
        self._fields[len(self._columns)] = field_name
        self._columns.append(cells)

    def sheet(self) -> Sheet:
        """All of them as one sheet."""
        own = self._own
        added = own.added + len(self._columns) - len(own.columns)
        errors, formulas = frozenset(self._errors), frozenset(self._formulas)
        facts = replace(own.facts, error_cells=errors, empty_formulas=formulas)
        return replace(own, columns=self._columns, fields=self._fields, facts=facts, added=added, lent=self._lent)


def _lent_cells(lent: Sheet, place: int, lending: _Lending, height: int) -> list[Cell]:
    """The heading of a column and its cells, each in the row to which it is lent."""
    source = lent.columns[place]
    cells: list[Cell] = [None] * height
    cells[0] = source[0]
    for row, there in lending.pairs():
        cells[row] = source[there]
    return cells
