"""What is asked about the columns of a file: what stands there, and what it probably is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, TypeAlias

from rapidfuzz import fuzz
from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.domain.bangla_text import ascii_digits
from census_app.ledger.reads.heading_answers import AskedHeading, asked_headings, cells_under, tables_of
from importers.answers import IGNORE, DayOrder
from importers.bangla import is_bijoy, to_unicode
from importers.cells import CellContext, read_cell
from importers.columns import letter_of
from importers.heading_memory import DAY_ORDER, FIELD, LAYOUTS, own_heading
from importers.headings import answer_key
from importers.layouts import Field, Layout, load_layout

_SAMPLES = 3
_LONGEST_SAMPLE = 40
_LONG_NUMBER = re.compile(r"[0-9০-৯](?:[ -]?[0-9০-৯]){8,}")
_SHOWN_DIGITS = 4
_CELLS_TRIED = 60
_FEWEST_COUNTED = 3
_FITS = 0.8
_ANY_DAY = date(2040, 1, 1)
_TELLING_NOTHING = frozenset({"text", "name", "name_and_relative", "name_and_address", "village", "household_number"})
"""Kinds of cells that nearly any text can be read as."""
_NUMBERS = frozenset(
    {"age", "class", "income", "money", "land", "number", "quantity", "month", "latitude", "longitude"}
)
"""Kinds that nearly any number can be read as: another kind that fits says more."""

Table: TypeAlias = Mapping[str, Any]
"""Where the headings of a table stand, as its upload keeps it (`model.TableHeadings`)."""


@dataclass(frozen=True)
class Question:
    """One column that its sender is asked about: `about` field or day_order.

    A column without a heading is called by its place (`[F] 3f2a91c0`), and `named` is false. `proposed` is the answer
    to be confirmed or changed, empty when nothing speaks for any; `beside` the heading of the column that was read in
    this one's place. `samples` show long numbers by their last four digits alone.
    """

    about: str
    code: str
    sheet: str
    heading: str
    column: str
    samples: tuple[str, ...]
    proposed: str
    beside: str = ""
    named: bool = True


def open_questions(session: Session, scope: Scope, upload_id: int, kind: str) -> list[Question]:
    """What is asked about the upload: each column once for its meaning, once for its dates."""
    layout = load_layout(LAYOUTS[kind])
    tables = tables_of(session, scope, upload_id)
    asked = [(_name_of(one, tables), one) for one in asked_headings(session, scope, upload_id)]
    once = {(_about(one), answer_key(name)): (name, one) for name, one in reversed(asked) if name}
    in_order = sorted(once.values(), key=asked.index)
    cells = cells_under(session, scope, upload_id, {(one.sheet, one.heading) for _, one in in_order})
    taken = {field for table in tables for field in table["fields"].values()}
    return [
        _question(one, name, cells[one.sheet, one.heading], layout, taken, _place_of(one, tables))
        for name, one in in_order
    ]


def masked(text: str) -> str:
    """The text with every number that may be somebody's hidden but for its last four digits."""
    return _LONG_NUMBER.sub(lambda found: "•••" + re.sub(r"\D", "", found[0])[-_SHOWN_DIGITS:], text)


def _about(one: AskedHeading) -> str:
    return DAY_ORDER if one.code == "date_ambiguous" else FIELD


def _name_of(one: AskedHeading, tables: Sequence[Table]) -> str:
    """What the column is called in an answer; empty where nobody kept what its table looks like."""
    table = _table_of(one, tables)
    shape = one.details.get("shape") or (table.get("shape") if table else "")
    return own_heading(one.heading, str(shape or ""))


def _table_of(one: AskedHeading, tables: Sequence[Table]) -> Table | None:
    here = (table for table in tables if table["sheet"] == one.sheet and one.heading in table["columns"])
    return next(here, None)


def _place_of(one: AskedHeading, tables: Sequence[Table]) -> tuple[str, str]:
    """The sheet and the letter of the column, in the sheet that lent it where one did; no letter for one of our own."""
    table = _table_of(one, tables)
    if table is None:
        return one.sheet, ""
    sheet, column = table.get("lent", {}).get(one.heading) or (one.sheet, table["columns"][one.heading])
    is_there = sheet != one.sheet or column <= table["own_columns"]
    return sheet, letter_of(column - 1) if is_there else ""


def _question(
    one: AskedHeading, name: str, cells: Sequence[str], layout: Layout, taken: Collection[str], place: tuple[str, str]
) -> Question:
    samples = tuple(masked(cell)[:_LONGEST_SAMPLE] for cell in cells[:_SAMPLES])
    proposed = _proposed(one, cells, layout, taken)
    other = str(one.details.get("other_heading", ""))
    named = bool(own_heading(one.heading))
    return Question(
        _about(one), one.code, place[0], name, place[1], samples, proposed, own_heading(other) or other, named
    )


def _proposed(one: AskedHeading, cells: Sequence[str], layout: Layout, taken: Collection[str]) -> str:
    if one.code == "date_ambiguous":
        return DayOrder.MONTH_FIRST
    if one.code == "two_headings_for_one_field":
        return IGNORE
    guessed = str(one.details.get("field", ""))
    return guessed or propose_field(layout, own_heading(one.heading), cells, taken)


def propose_field(layout: Layout, heading: str, cells: Sequence[str], taken: Collection[str] = ()) -> str:
    """The field whose kind nearly all the cells have; of several, that whose headings are most like this one.

    Lines that are only counted are not needed. Empty when the cells could be anything.
    """
    readable = [to_unicode(cell) for cell in cells] if is_bijoy(cells) else list(cells)
    if _counts_lines(readable):
        return IGNORE
    free = [field for field in layout.fields if field.name not in taken]
    fitting = [field for field in free if _fits(field, readable[:_CELLS_TRIED])]
    if not heading and len(fitting) > 1 and all(field.kind in _NUMBERS for field in fitting):
        return ""
    best = max(fitting, key=lambda field: (field.kind not in _NUMBERS, _likeness(field, heading)), default=None)
    if best is None and _are_names(readable) and set(layout.name_fields).isdisjoint(taken):
        return layout.name_fields[0]
    return best.name if best is not None else ""


def _counts_lines(cells: Sequence[str]) -> bool:
    """True for 1, 2, 3 …"""
    numbers = [int(digits) for cell in cells if (digits := ascii_digits(cell).strip(" .।)")).isdecimal()]
    one_more = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) == len(cells) >= _FEWEST_COUNTED and numbers[0] <= 1 and one_more


def _are_names(cells: Sequence[str]) -> bool:
    """True where nearly every cell is of several words without a figure: the names of a list that has no other."""
    names = sum(1 for cell in cells if len(cell.split()) > 1 and not any(map(str.isdigit, cell)))
    return bool(cells) and names >= _FITS * len(cells)


def _fits(field: Field, cells: Sequence[str]) -> bool:
    if field.kind in _TELLING_NOTHING or not cells:
        return False
    context = CellContext(field.name, as_of=_ANY_DAY)
    read = [read_cell(field.kind, cell, context) for cell in cells]
    return sum(1 for one in read if one.values and not one.problems) >= _FITS * len(cells)


def _likeness(field: Field, heading: str) -> float:
    key = answer_key(heading)
    return max(fuzz.ratio(key, answer_key(known)) for known in field.headings)
