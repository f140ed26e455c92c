"""What is asked about the columns of a file: what stands there, and what it probably is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz
from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.ledger.reads.heading_answers import AskedHeading, asked_headings, cells_under, tables_of
from importers.answers import IGNORE, DayOrder
from importers.bangla import is_bijoy, to_unicode
from importers.cells import CellContext, read_cell
from importers.columns import Column
from importers.heading_memory import DAY_ORDER, FIELD, LAYOUTS, own_heading
from importers.headings import answer_key
from importers.layouts import Field, Layout, load_layout

_SAMPLES = 3
_LONGEST_SAMPLE = 40
_LONG_NUMBER = re.compile(r"[0-9০-৯](?:[ -]?[0-9০-৯]){8,}")
_SHOWN_DIGITS = 4
_CELLS_TRIED = 60
_FITS = 0.8
_ANY_DAY = date(2040, 1, 1)
_TELLING_NOTHING = frozenset({"text", "name", "name_and_relative", "name_and_address", "village", "household_number"})
"""Kinds of cells that nearly any text can be read as."""
_NUMBERS = frozenset(
    {"age", "class", "income", "money", "land", "number", "quantity", "month", "latitude", "longitude"}
)
"""Kinds that nearly any number can be read as: another kind that fits says more."""


@dataclass(frozen=True)
class Question:
    """One column that its sender is asked about: `about` field or day_order.

    `proposed` is the answer to be confirmed or changed, empty when nothing speaks for any; `beside` the heading of the
    column that was read in this one's place. `samples` show long numbers by their last four digits alone.
    """

    about: str
    code: str
    sheet: str
    heading: str
    column: str
    samples: tuple[str, ...]
    proposed: str
    beside: str = ""


def open_questions(session: Session, scope: Scope, upload_id: int, kind: str) -> list[Question]:
    """What is asked about the upload: each heading once for its meaning, once for its dates; none without a heading."""
    layout = load_layout(LAYOUTS[kind])
    asked = [one for one in asked_headings(session, scope, upload_id) if own_heading(one.heading)]
    once = {(_about(one), answer_key(own_heading(one.heading))): one for one in reversed(asked)}
    cells = cells_under(session, scope, upload_id, {(one.sheet, one.heading) for one in once.values()})
    tables = tables_of(session, scope, upload_id)
    taken = {field for table in tables for field in table["fields"].values()}
    return [
        _question(one, cells[one.sheet, one.heading], layout, taken, _column(one, tables))
        for one in asked
        if once[_about(one), answer_key(own_heading(one.heading))] is one
    ]


def masked(text: str) -> str:
    """The text with every number that may be somebody's hidden but for its last four digits."""
    return _LONG_NUMBER.sub(lambda found: "•••" + re.sub(r"\D", "", found[0])[-_SHOWN_DIGITS:], text)


def _about(one: AskedHeading) -> str:
    return DAY_ORDER if one.code == "date_ambiguous" else FIELD


def _column(one: AskedHeading, tables: Sequence[Mapping[str, Any]]) -> str:
    """The letter of the column, as a spreadsheet program names it; empty when the heading is nowhere."""
    places = [
        table["columns"][one.heading]
        for table in tables
        if table["sheet"] == one.sheet and one.heading in table["columns"]
    ]
    return Column(places[0] - 1, one.heading).letter if places else ""


def _question(one: AskedHeading, cells: Sequence[str], layout: Layout, taken: Collection[str], column: str) -> Question:
    samples = tuple(masked(cell)[:_LONGEST_SAMPLE] for cell in cells[:_SAMPLES])
    proposed = _proposed(one, cells, layout, taken)
    beside = own_heading(str(one.details.get("other_heading", "")))
    return Question(_about(one), one.code, one.sheet, own_heading(one.heading), column, samples, proposed, beside)


def _proposed(one: AskedHeading, cells: Sequence[str], layout: Layout, taken: Collection[str]) -> str:
    if one.code == "date_ambiguous":
        return DayOrder.MONTH_FIRST
    if one.code == "two_headings_for_one_field":
        return IGNORE
    guessed = str(one.details.get("field", ""))
    return guessed or propose_field(layout, own_heading(one.heading), cells, taken)


def propose_field(layout: Layout, heading: str, cells: Sequence[str], taken: Collection[str] = ()) -> str:
    """The field whose kind nearly all the cells have; of several, that whose headings are most like this one.

    Empty when the cells could be anything.
    """
    readable = [to_unicode(cell) for cell in cells] if is_bijoy(cells) else list(cells)
    free = [field for field in layout.fields if field.name not in taken]
    fitting = [field for field in free if _fits(field, readable[:_CELLS_TRIED])]
    best = max(fitting, key=lambda field: (field.kind not in _NUMBERS, _likeness(field, heading)), default=None)
    return best.name if best is not None else ""


def _fits(field: Field, cells: Sequence[str]) -> bool:
    if field.kind in _TELLING_NOTHING or not cells:
        return False
    context = CellContext(field.name, as_of=_ANY_DAY)
    read = [read_cell(field.kind, cell, context) for cell in cells]
    return sum(1 for one in read if one.values and not one.problems) >= _FITS * len(cells)


def _likeness(field: Field, heading: str) -> float:
    key = answer_key(heading)
    return max(fuzz.ratio(key, answer_key(known)) for known in field.headings)
