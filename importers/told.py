"""What a row tells of its person, and the rows of a household together of their home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.domain.names import name_keys
from census_app.domain.person import birth_date_from_age
from census_app.ledger.writes.accepted_rows import PersonFields

_OF_HOUSEHOLD = frozenset({*HOUSEHOLD_FACTS, "para", "lat", "lon"})


def person_told(values: Mapping[str, Any], asked_on: date) -> PersonFields:
    """The fields of the row's person, the keys of the names among them; what is not told is empty."""
    told = values.get
    name_bn, name_en = told("name_bn", ""), told("name_en", "")
    father, spouse = told("father_name", ""), told("spouse_name", "")
    birth_date, birth_precision = birth_told(values, asked_on)
    keys = name_keys(name_bn or name_en)
    return PersonFields(
        name_bn,
        name_en,
        told("sex", ""),
        birth_date,
        birth_precision,
        told("death_date", ""),
        father,
        told("mother_name", ""),
        spouse,
        told("mobile", ""),
        keys.skeleton,
        keys.light,
        name_keys(father).skeleton,
        name_keys(spouse).skeleton,
    )


def birth_told(values: Mapping[str, Any], asked_on: date) -> tuple[str, str]:
    """The birth date and its precision; where only an age stands, the year it leads to, marked as an estimate."""
    if values.get("birth_date"):
        return str(values["birth_date"]), str(values["birth_precision"])
    if values.get("age_years") is None:
        return "", ""
    estimate = birth_date_from_age(int(values["age_years"]), asked_on)
    return estimate.text, estimate.precision.value


def household_told(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The first thing written of each: household columns are often filled on the household's first line only."""
    told: dict[str, Any] = {}
    for values in rows:
        for name in values.keys() & _OF_HOUSEHOLD:
            if values[name] not in (None, ""):
                told.setdefault(name, values[name])
    return told
