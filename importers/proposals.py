"""What a column probably is, judged by what stands in it: proposed to its sender, never assumed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from rapidfuzz import fuzz

from census_app.domain.bangla_text import ascii_digits
from importers.answers import IGNORE
from importers.bangla import is_bijoy, to_unicode
from importers.cells import CellContext, read_cell
from importers.headings import answer_key
from importers.layouts import Field, Layout

_CELLS_TRIED = 60
_FEWEST_COUNTED = 3
_FITS = 0.8
_ANY_DAY = date(2040, 1, 1)
_TELLING_NOTHING = frozenset({"text", "name", "name_and_relative", "name_and_address", "village", "household_number"})
"""Kinds of cells that nearly any text can be read as."""
_NUMBERS = frozenset(
    {"age", "birth_or_age", "class", "income", "money", "land", "number", "quantity", "month", "latitude", "longitude"}
)
"""Kinds that nearly any number can be read as: another kind that fits says more."""


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
    names = sum(1 for cell in cells if len(cell.split()) > 1 and not any(map(str.isdecimal, cell)))
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
