"""A cell below the name of a period: the sum or the goods given in it, the day, or a mark that it was given."""

from __future__ import annotations

from dataclasses import replace

from importers.cells.amounts import read_money, read_quantity
from importers.cells.choices import codes_written
from importers.cells.dates import read_date
from importers.cells.reading import NOTHING, Cell, CellContext, Reading, blocked, refusal
from importers.cells.words import cell_text, is_missing, plain_text, shown

_GIVEN_AT_ALL = ("given", "yes_no")
_ANOTHER_KIND = frozenset({
    "number_unreadable", "number_negative", "value_unknown", "date_unreadable", "date_impossible", "date_incomplete",
})  # fmt: skip
"""What a reader says of a cell that is not of its kind."""


def read_given(raw: Cell, context: CellContext) -> Reading:
    """What was given in the period of the column, under the column's own field; nothing where the cell says it was not.

    Words of which nobody knows what they say of it hold the row. A bare 1 is a mark and no sum.
    """
    if is_missing(raw):
        return NOTHING
    said = _said(raw)
    if said:
        return Reading({context.field: {}}) if said == "yes" else NOTHING
    a_day = replace(context, field="delivered_on")
    for reading in (read_money(raw, context), read_quantity(raw, context), read_date(raw, a_day)):
        if _ANOTHER_KIND.isdisjoint(problem.code for problem in reading.problems):
            return Reading({context.field: dict(reading.values)}, reading.problems) if reading.values else NOTHING
    return refusal(blocked("given_unreadable", written=shown(cell_text(raw))))


def _said(raw: Cell) -> str:
    """Whether it was given, yes or no, where the cell says no more than that."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    text = plain_text(raw)
    told = (codes for name in _GIVEN_AT_ALL if len(codes := codes_written(name, text)) == 1)
    return next(told, ("",))[0]
