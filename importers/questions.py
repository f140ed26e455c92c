"""What is asked about the columns of a file: what stands there, and what it probably is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.ledger.reads.heading_answers import AskedHeading, asked_headings, cells_under, tables_of
from importers.answers import IGNORE, DayOrder
from importers.columns import letter_of
from importers.heading_memory import DAY_ORDER, FIELD, LAYOUTS, own_heading
from importers.headings import answer_key
from importers.layouts import Layout, load_layout
from importers.proposals import propose_field

_SAMPLES = 3
_LONGEST_SAMPLE = 40
_LONG_NUMBER = re.compile(r"[0-9০-৯](?:[ -]?[0-9০-৯]){8,}")
_SHOWN_DIGITS = 4
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
