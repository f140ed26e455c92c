"""Repeat groups of a Kobo or ODK export: each member's row with its household's form beside it, none of them lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from importers.form_exports import Section, section_of
from importers.layouts import Layout
from importers.model import LeftOut, Problem, Severity
from importers.workbook import Cell, Sheet

_UUID = re.compile(r"(?:uuid:)?([0-9a-f]{8}-[0-9a-f]{4})[0-9a-f-]*", re.IGNORECASE)
_KEY_HEADING = "household ({})"
_SHORTENED_NAME = 25


@dataclass(frozen=True)
class Joined:
    """The sheets to be read, and what joining them had to tell; `held` are rows that wait, by sheet and row number."""

    sheets: tuple[Sheet, ...]
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    held: Mapping[tuple[str, int], str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Parent:
    section: Section
    row: int


def join_repeats(sheets: Sequence[Sheet], layout: Layout) -> Joined:
    """Give each row of a repeat the columns of its parents; workbooks without repeats stay as they are."""
    found = {sheet.name: section for sheet in sheets if not sheet.hidden and (section := section_of(sheet, layout))}
    repeats = [section for section in found.values() if _is_repeat(section) and _is_about_somebody(section, layout)]
    if not repeats:
        return Joined(tuple(found[sheet.name].sheet if sheet.name in found else sheet for sheet in sheets))
    joins = [_Join(section, found, layout) for section in repeats]
    parents = {(parent.section.sheet.name, parent.row) for join in joins for chain in join.chains for parent in chain}
    joined = {join.section.sheet.name: join.sheet() for join in joins}
    left_out: list[LeftOut] = []
    held = {place: "parent_line_missing" for join in joins for place in join.orphans}
    problems = [
        Problem(
            "export_cut_short", Severity.PLEASE_CONFIRM, join.section.sheet.name, details={"rows": len(join.orphans)}
        )
        for join in joins
        if join.orphans
    ]
    for name, section in found.items():
        lent = [row for row in section.rows if (name, row) in parents]
        if name in joined or _tells_persons(section, layout):
            joined.setdefault(name, section.sheet)
        elif _is_repeat(section) and not lent:
            joined[name] = _only(section.sheet, [])
            left_out.append(LeftOut(name, None, "no_table"))
            problems.append(Problem("repeat_without_names", Severity.PLEASE_CONFIRM, name))
        else:
            alone = [row for row in section.rows if row not in lent]
            left_out += [LeftOut(name, row + 1, "form_line") for row in lent]
            held |= {(name, row + 1): "household_without_members" for row in alone}
            joined[name] = _only(section.sheet, alone)
    in_order = [joined.get(sheet.name, sheet) for sheet in sheets]
    return Joined(tuple(sheet for sheet in in_order if sheet.height), tuple(left_out), tuple(problems), held)


def _is_repeat(section: Section) -> bool:
    return "_parent_index" in section.places or "PARENT_KEY" in section.places


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
    """The rows of one repeat, each with the chain of its parents, the nearest first."""

    def __init__(self, section: Section, sections: Mapping[str, Section], layout: Layout) -> None:
        self.section, self.layout = section, layout
        self.tables = _ParentTables(sections)
        self.chains = [self.tables.chain(section, row) for row in section.rows]
        whole = [bool(chain) and not _is_repeat(chain[-1].section) for chain in self.chains]
        name = section.sheet.name
        self.orphans = [(name, row + 1) for row, ok in zip(section.rows, whole, strict=True) if not ok]

    def sheet(self) -> Sheet:
        """The repeat's own columns, then its parents'; what is the household's stands on its first row alone."""
        sheet = self.section.sheet
        columns, fields = list(sheet.columns), dict(sheet.fields)
        errors, formulas = set(sheet.facts.error_cells), set(sheet.facts.empty_formulas)
        rows = self.section.rows
        numbers: list[Cell] = [None] * sheet.height
        for lent in self._ancestors():
            facts = lent.sheet.facts
            for place in self._lent_columns(lent):
                cells: list[Cell] = [None] * sheet.height
                cells[0] = lent.sheet.columns[place][0]
                is_number = lent.sheet.fields.get(place) == self.layout.filled_down != ""
                for row, parent_row in self._rows_with(lent, every=is_number or not self.layout.filled_down):
                    cells[row] = lent.sheet.columns[place][parent_row]
                    errors |= {(row, len(columns))} if (parent_row, place) in facts.error_cells else set()
                    formulas |= {(row, len(columns))} if (parent_row, place) in facts.empty_formulas else set()
                if is_number:
                    numbers = [cell or kept for cell, kept in zip(cells, numbers, strict=True)]
                    continue
                if place in lent.sheet.fields:
                    fields[len(columns)] = lent.sheet.fields[place]
                columns.append(cells)
        if self.layout.filled_down and self.layout.filled_down not in self.section.fields():
            for row, chain in zip(rows, self.chains, strict=True):
                numbers[row] = numbers[row] or self._key_of(row, chain)
            numbers[0] = numbers[0] or _KEY_HEADING.format(self._key_heading())
            fields[len(columns)] = self.layout.filled_down
            columns.append(numbers)
        facts = replace(sheet.facts, error_cells=frozenset(errors), empty_formulas=frozenset(formulas))
        added = sheet.added + len(columns) - len(sheet.columns)
        return replace(sheet, columns=columns, fields=fields, facts=facts, added=added)

    def _ancestors(self) -> list[Section]:
        return list({id(p.section): p.section for chain in self.chains for p in chain}.values())

    def _lent_columns(self, lent: Section) -> list[int]:
        """Columns of a parent that its rows need: all but the export's own, and no person's where it tells of one."""
        own = {name for name in self.section.fields() if name}
        personal = _tells_persons(lent, self.layout)
        places = []
        for place in range(len(lent.sheet.columns)):
            name = lent.sheet.fields.get(place)
            household = bool(name) and self.layout.field(str(name)).level == "household"
            if name != "" and name not in own and (household or not personal):
                places.append(place)
        return places

    def _rows_with(self, lent: Section, *, every: bool) -> list[tuple[int, int]]:
        """The rows of the repeat below each row of the parent: all of them, or the first alone."""
        pairs, seen = [], set[int]()
        for row, chain in zip(self.section.rows, self.chains, strict=True):
            parent = next((parent.row for parent in chain if parent.section is lent), None)
            if parent is not None and (every or parent not in seen):
                seen.add(parent)
                pairs.append((row, parent))
        return pairs

    def _key_of(self, row: int, chain: Sequence[_Parent]) -> str:
        """The key of the submission to which a row belongs, short enough to be read."""
        top = chain[-1] if chain else _Parent(self.section, row)
        key = top.section.cell(top.row, "_uuid", "KEY", "_submission__uuid", "PARENT_KEY", "_id", "_parent_index")
        found = _UUID.match(key)
        return found[1].upper() if found else key

    def _key_heading(self) -> str:
        return "KEY" if "PARENT_KEY" in self.section.places else "_uuid"


class _ParentTables:
    """Where the parent of a row stands: by its key, by the submission's, or by its number in the parent's table."""

    def __init__(self, sections: Mapping[str, Section]) -> None:
        self.sections = sections
        self.by_key: dict[str, _Parent] = {}
        self.by_number: dict[tuple[str, str], _Parent] = {}
        for section in sections.values():
            for position, row in enumerate(section.rows, start=1):
                here = _Parent(section, row)
                self.by_number[section.sheet.name, section.cell(row, "_index") or str(position)] = here
                if key := section.cell(row, "KEY") or ("" if _is_repeat(section) else section.cell(row, "_uuid")):
                    self.by_key.setdefault(key, here)

    def chain(self, section: Section, row: int) -> tuple[_Parent, ...]:
        """The parents of the row, the nearest first, as far as the file holds them."""
        chain: list[_Parent] = []
        parent = self._parent(section, row)
        while parent is not None and len(chain) < len(self.sections):
            chain.append(parent)
            parent = self._parent(parent.section, parent.row)
        return tuple(chain)

    def _parent(self, section: Section, row: int) -> _Parent | None:
        if key := section.cell(row, "PARENT_KEY"):
            return self.by_key.get(key)
        if not (number := section.cell(row, "_parent_index")):
            return None
        table = self._table(section.cell(row, "_parent_table_name"))
        if table is None:
            return self.by_key.get(section.cell(row, "_submission__uuid"))
        parent = self.by_number.get((table.sheet.name, number))
        submission = section.cell(row, "_submission__uuid")
        if submission and not _is_repeat(table) and "_uuid" in table.places:
            return self.by_key.get(submission)
        return parent

    def _table(self, name: str) -> Section | None:
        """The section of that name; sheet names are cut to 31 letters and made different at their end."""
        if name in self.sections:
            return self.sections[name]
        alike = [s for short, s in self.sections.items() if short[:_SHORTENED_NAME] == name[:_SHORTENED_NAME]]
        forms = [section for section in self.sections.values() if not _is_repeat(section)]
        if len(alike) == 1:
            return alike[0]
        return forms[0] if len(forms) == 1 else None
