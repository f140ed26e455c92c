"""A volunteer's row held against what the ledger believes already: questions to the writer, nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from census_app.ledger.reads.matches import KnownPerson
from importers.evidence import CLEARLY_DIFFERENT, is_namesake, likeness_to, name_in, relatives_agree
from importers.matching import Register, numbers_in
from importers.model import Problem, ReadRow, Severity


def check_against_ledger(row: ReadRow, register: Register) -> list[Problem]:
    """What the row says that the ledger knows otherwise about its ward."""
    values = row.values
    problems = []
    holders = register.holders(numbers_in(values))
    if any(_is_somebody_else(values, holder) for holder in holders):
        problems.append(_problem(row, "number_held_by_another"))
    known = _known_as(values, holders, register)
    if known is None:
        return problems
    if known.death_date and not values.get("death_date"):
        problems.append(_problem(row, "dead_person_listed", died=known.death_date))
    written, believed = str(values.get("household_number") or ""), known.household_number
    if written and believed and written != believed:
        problems.append(_problem(row, "person_in_other_household", household=believed))
    if not holders and register.is_one_slip_from(known, numbers_in(values)):
        problems.append(_problem(row, "number_one_slip_off"))
    return problems


def _is_somebody_else(values: Mapping[str, Any], holder: KnownPerson) -> bool:
    name = name_in(values)
    return bool(name) and likeness_to(name, holder) < CLEARLY_DIFFERENT


def _known_as(values: Mapping[str, Any], holders: list[KnownPerson], register: Register) -> KnownPerson | None:
    """The one person of the ward who the row is: of that number and name, or of that name, birthday and parent."""
    named = [holder for holder in holders if not _is_somebody_else(values, holder)]
    if not named and values.get("birth_precision") == "day":
        named = [person for person in register.born_on(str(values["birth_date"])) if _is_alike(values, person)]
    return named[0] if len(named) == 1 else None


def _is_alike(values: Mapping[str, Any], person: KnownPerson) -> bool:
    relatives = (str(values.get("father_name") or ""), str(values.get("spouse_name") or ""))
    return is_namesake(name_in(values), values.get("sex"), person) and bool(relatives_agree(*relatives, person))


def _problem(row: ReadRow, code: str, **details: str | int) -> Problem:
    return Problem(code, Severity.PLEASE_CONFIRM, row.sheet, row.row_number, details=details)
