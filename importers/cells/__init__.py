"""One cell in, what it means out. A reading hangs on nothing else, so it may be remembered for the same cell."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from importers.cells.ages import estimated_birth, read_age
from importers.cells.amounts import read_income, read_land, read_money, read_number_cell, read_quantity, read_unit
from importers.cells.benefits import read_delivery_period, read_programme
from importers.cells.choices import read_choice, read_class, read_yes_no
from importers.cells.dates import read_birth_date, read_birth_or_age, read_date, read_month
from importers.cells.given import read_given
from importers.cells.identity_numbers import person_number_reader
from importers.cells.joined_names import read_name_and_address, read_name_and_relative
from importers.cells.mobiles import read_account, read_mobile
from importers.cells.names import read_household_number, read_name, read_text
from importers.cells.places import LATITUDES, LONGITUDES, degrees_reader, read_position
from importers.cells.reading import Cell, CellContext, CellProblem, Reading

__all__ = ["KINDS", "Cell", "CellContext", "CellProblem", "Reading", "estimated_birth", "read_cell"]

_READERS: dict[str, Callable[[Cell, CellContext], Reading]] = {
    "text": read_text,
    "village": read_text,
    "name": read_name,
    "name_and_relative": read_name_and_relative,
    "name_and_address": read_name_and_address,
    "household_number": read_household_number,
    "person_number_nid": person_number_reader("nid"),
    "person_number_brn": person_number_reader("brn"),
    "person_number_any": person_number_reader("any"),
    "birth_date": read_birth_date,
    "birth_or_age": read_birth_or_age,
    "date": read_date,
    "month": read_month,
    "age": read_age,
    "yes_no": read_yes_no,
    "class": read_class,
    "mobile": read_mobile,
    "account": read_account,
    "income": read_income,
    "money": read_money,
    "land": read_land,
    "number": read_number_cell,
    "quantity": read_quantity,
    "unit": read_unit,
    "latitude": degrees_reader("lat", LATITUDES),
    "longitude": degrees_reader("lon", LONGITUDES),
    "position": read_position,
    "programme": read_programme,
    "period": read_delivery_period,
    "given": read_given,
}
_CHOICE_KINDS = ("sex", "relation", "marital")
_CHOICE_PREFIX = "choice:"

KINDS = frozenset(_READERS) | frozenset(_CHOICE_KINDS)


def read_cell(kind: str, raw: Cell, context: CellContext) -> Reading:
    """What the cell of a column of that kind means; `choice:<list>` reads by a list of `choices.csv`.

    Raises: KeyError when a layout asks for a kind that nobody reads.
    """
    return _reader_of(kind)(raw, context)


@cache
def _reader_of(kind: str) -> Callable[[Cell, CellContext], Reading]:
    if kind in _CHOICE_KINDS or kind.startswith(_CHOICE_PREFIX):
        return partial(read_choice, kind.removeprefix(_CHOICE_PREFIX))
    return _READERS[kind]
