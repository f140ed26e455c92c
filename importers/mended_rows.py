"""One cell written again: what its row means now, and what the checks say of it and of the rows around it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Protocol, TypeAlias

from census_app.domain.bangla_text import ascii_digits
from census_app.domain.identity import lookup_digits
from census_app.ledger.json_text import to_json
from importers.bangla import to_unicode
from importers.cells import CellContext
from importers.checks import check_deliveries, check_survey
from importers.coded_cells import join_birth_date, join_name
from importers.deliveries import settle_line as place_in_list
from importers.drafts import Draft, read_text
from importers.household_lines import fill_down_household_numbers
from importers.layouts import Layout
from importers.ledger_checks import check_against_ledger
from importers.matching import Register, numbers_in
from importers.model import JSON, Problem, ReadRow, WrittenCells
from importers.survey import place_father_or_husband as place_in_survey

ProblemKey: TypeAlias = tuple[str, str, str]
_HOUSEHOLD = "household_number"
_IN_PARTS = (("birth_date", "birth_day", "birth_month"), ("first_name", "last_name"))
_DECIDE_MEANING = ("sex", "marital", "programme_code")
"""What is known of a row besides decides what one of its cells means: whose wife, money or goods."""
_FEWEST_DIGITS = 10


@dataclass(frozen=True)
class WrittenRow:
    """A row as it stands: its cells by heading (as corrected so far), what they mean, which field has which heading."""

    row_id: int
    sheet: str
    row_number: int
    cells: Mapping[str, str]
    values: Mapping[str, JSON]
    headings: Mapping[str, str]

    def written(self, field_name: str) -> str:
        """What stands in the field's cell."""
        return self.cells.get(self.headings.get(field_name, ""), "")


class RowsOfFile(Protocol):
    """The rows of a file that were not refused or replaced, of which few are asked for."""

    def below(self, row: WrittenRow) -> Iterable[WrittenRow]:
        """The rows below on its sheet, from top to bottom."""

    def saying(self, row_ids: Collection[int], said: Collection[str]) -> Sequence[WrittenRow]:
        """The rows named and those whose content, as the ledger keeps it, holds one of the texts; in their order."""


@dataclass(frozen=True)
class Reader:
    """What the rows of a file are read by; `register` holds the persons believed to live in a survey's ward."""

    layout: Layout
    context: CellContext
    register: Register | None

    @property
    def is_survey(self) -> bool:
        """True for a volunteer's sheet, false for an office's list."""
        return bool(self.layout.filled_down)


@dataclass(frozen=True)
class Change:
    """What became of one row: what it means now, which of its problems are over, which are new.

    `of_cell` is all that is told of the cell that was written again; None for any other row.
    """

    row_id: int
    values: Mapping[str, JSON]
    over: Collection[ProblemKey]
    new: Sequence[Problem]
    of_cell: Sequence[Problem] | None = None


def key_of(code: str, heading: str, details: Mapping[str, object]) -> ProblemKey:
    """By which a problem of a row is known when the checks find it again."""
    return code, heading, json.dumps(details, sort_keys=True, ensure_ascii=False)


def mend(row: WrittenRow, heading: str, written: str, file: RowsOfFile, reader: Reader) -> list[Change]:
    """The changes that follow when the row's cell says that, in the row and in the rows of its file."""
    name = next(field for field, its_heading in row.headings.items() if its_heading == heading)
    new = replace(row, cells={**row.cells, heading: written})
    before, after = _read(row, name, reader), _read(new, name, reader)
    mended = {row.row_id: replace(new, values={**_without(row, name, reader), **after.values})}
    if name == reader.layout.filled_down:
        mended.update(_filled_down(row, mended[row.row_id], file.below(row), reader))
    around = _around([row, *mended.values()], file)
    found_before = _found(around, reader)
    found_after = _found([mended.get(one.row_id, one) for one in around], reader)
    found_before[row.row_id] |= _keyed(before.problems)
    found_after[row.row_id] |= _keyed(after.problems)
    of_cell = [problem for problem in found_after[row.row_id].values() if problem.heading == heading]
    changes = []
    for one in around:
        over = found_before[one.row_id].keys() - found_after[one.row_id].keys()
        fresh = [p for key, p in found_after[one.row_id].items() if key not in found_before[one.row_id]]
        if over or fresh or one.row_id in mended:
            values = mended.get(one.row_id, one).values
            changes.append(Change(one.row_id, values, over, fresh, of_cell if one.row_id == row.row_id else None))
    return changes


def _read(row: WrittenRow, name: str, reader: Reader, day_first: bool = True, bijoy: bool = False) -> Draft:
    """What the field's cell alone says, put where the reading of a whole file puts it."""
    draft = Draft(row.sheet, row.row_number, WrittenCells.of(row.cells), {}, headings=dict(row.headings))
    context = replace(reader.context, day_first=day_first, order_answered=True)
    for part in next((parts for parts in _IN_PARTS if name in parts), (name,)):
        heading, text = row.headings.get(part, ""), row.written(part)
        if not text:
            continue
        field = reader.layout.field(part)
        reading = read_text(to_unicode(text) if bijoy else text, field, heading, replace(context, field=part))
        draft.values.update(reading.values)
        where = (row.sheet, row.row_number, heading)
        draft.problems += [Problem(p.code, p.severity, *where, p.details) for p in reading.problems]
    _settle(draft, row, place_in_survey if reader.is_survey else place_in_list)
    return draft


def _settle(draft: Draft, row: WrittenRow, place: Callable[[Draft], None]) -> None:
    known = {name: row.values[name] for name in _DECIDE_MEANING if name in row.values and name not in draft.values}
    draft.values.update(known)
    place(draft)
    join_birth_date(draft)
    join_name(draft)
    for name in known:
        del draft.values[name]


def _without(row: WrittenRow, name: str, reader: Reader) -> dict[str, JSON]:
    """What the row means without that cell, however the file had it written: in Bijoy, or with the month first."""
    said = [_read(row, name, reader, *ways).values for ways in product((True, False), repeat=2)]
    digits = "".join(sign for sign in ascii_digits(row.written(name)) if sign.isdecimal())
    is_number = reader.layout.field(name).kind.startswith("person_number")

    def came_from_it(key: str, value: JSON) -> bool:
        if any(key in values and values[key] == value for values in said):
            return True
        return (
            is_number and len(str(value)) >= _FEWEST_DIGITS and str(value).isdecimal() and digits.startswith(str(value))
        )

    return {key: value for key, value in row.values.items() if not came_from_it(key, value)}


def _filled_down(
    old: WrittenRow, new: WrittenRow, below: Iterable[WrittenRow], reader: Reader
) -> Iterator[tuple[int, WrittenRow]]:
    """The lines below that have no number of their own follow the household number of the line above."""
    following = _lines_below(old, below)
    drafts = [_draft(one) for one in (new, *following)]
    for draft in drafts[1:]:
        draft.values.pop(_HOUSEHOLD, None)
    fill_down_household_numbers(drafts, (), reader.layout, reader.context)
    for one, draft in zip(following, drafts[1:], strict=True):
        if draft.values != one.values:
            yield one.row_id, replace(one, values=draft.values)


def _lines_below(row: WrittenRow, below: Iterable[WrittenRow]) -> list[WrittenRow]:
    last, lines = row.row_number, []
    for one in below:
        filled = one.values.get(_HOUSEHOLD) in (None, row.values.get(_HOUSEHOLD))
        if one.row_number != last + 1 or one.written(_HOUSEHOLD) or not filled:
            break
        last = one.row_number
        lines.append(one)
    return lines


def _around(changed: Sequence[WrittenRow], file: RowsOfFile) -> list[WrittenRow]:
    """The rows of the file that the checks hold against these: of their household, their number or their name."""
    signs = {sign for one in changed for sign in _signs(one.values)}
    ids = {one.row_id for one in changed}
    found = file.saying(ids, [_as_kept(*sign) for sign in sorted(signs)])
    return [one for one in found if one.row_id in ids or not signs.isdisjoint(_signs(one.values))]


def _as_kept(sign: str, told: str) -> str:
    """What stands in the content of every row of that sign, and perhaps of a few more: a long number ends a longer."""
    if sign == _HOUSEHOLD:
        return to_json({sign: told})[1:-1]
    return to_json(told) if sign == "name" else told.partition(":")[2] + '"'


def _signs(values: Mapping[str, JSON]) -> Iterator[tuple[str, str]]:
    if household := values.get(_HOUSEHOLD):
        yield _HOUSEHOLD, str(household)
    if name := values.get("name_bn") or values.get("name_en"):
        yield "name", str(name)
    for kind, number in numbers_in(values):
        yield "number", lookup_digits(kind, number)[0]


def _found(rows: Sequence[WrittenRow], reader: Reader) -> dict[int, dict[ProblemKey, Problem]]:
    """What the checks say of each row, against itself, the others and the ledger."""
    drafts = [_draft(one) for one in rows]
    if reader.is_survey:
        check_survey(drafts, reader.context.as_of)
    else:
        check_deliveries(drafts)
    found = {}
    for one, draft in zip(rows, drafts, strict=True):
        problems = list(draft.problems)
        if reader.register is not None:
            read = ReadRow(one.sheet, one.row_number, draft.raw, draft.values)
            problems += check_against_ledger(read, reader.register)
        found[one.row_id] = _keyed(problems)
    return found


def _keyed(problems: Sequence[Problem]) -> dict[ProblemKey, Problem]:
    return {key_of(problem.code, problem.heading, problem.details): problem for problem in problems}


def _draft(row: WrittenRow) -> Draft:
    return Draft(row.sheet, row.row_number, WrittenCells.of(row.cells), dict(row.values), headings=dict(row.headings))
