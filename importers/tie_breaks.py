"""Several persons fit a line: which of them does it mean, if anything tells them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from census_app.domain.names.words import words_of
from census_app.domain.person import Precision, birth_date_of, completed_years
from census_app.ledger.reads.matches import KnownPerson
from census_app.reference import read_reference
from importers.evidence import Weighed, is_namesake, written_name

TIE_BREAKER = "number13_begins_alike"
"""Numbers are given out village by village: without its year a damaged one is like a neighbour's, too."""
_YEARS_BESIDE_THE_RULE = 5
"""So far outside a programme's ages nobody is meant while somebody else fits; a year or two may be a wrong payment."""


def settled(strong: Sequence[Weighed], values: Mapping[str, Any]) -> list[Weighed]:
    """Those of the persons who still fit when numbers, telephones, ages and surnames are held side by side."""
    left = list(strong)
    for sign in (TIE_BREAKER, "mobile"):
        left = [found for found in left if sign in found.speaks_for] or left
    left = [found for found in left if not _far_outside_ages(found.person, values)] or left
    return _as_many_words(left, values) or left


def _far_outside_ages(person: KnownPerson, values: Mapping[str, Any]) -> bool:
    youngest, oldest = _ages_of(str(values.get("programme_code") or ""), person.sex)
    if not person.birth_date or not values.get("delivered_on"):
        return False
    on, born = date.fromisoformat(str(values["delivered_on"])), birth_date_of(person.birth_date, person.birth_precision)
    at_least, at_most = completed_years(born.latest(), on), completed_years(born.earliest(), on)
    return at_most < youngest - _YEARS_BESIDE_THE_RULE or at_least > oldest + _YEARS_BESIDE_THE_RULE


@cache
def _ages_of(programme_code: str, sex: str) -> tuple[float, float]:
    """The youngest and the oldest whom the programme serves, in years.

    Source: `data/reference/programmes.csv`.
    """
    line = next((line for line in read_reference("programmes") if line["code"] == programme_code), {})
    youngest = line.get("age_min_female" if sex == "female" else "age_min_male") or 0
    return float(youngest), float(line.get("age_max") or "inf")


def _as_many_words(left: Sequence[Weighed], values: Mapping[str, Any]) -> list[Weighed]:
    """Those whose own and father's or husband's name have the words of the written ones, no surname more or less.

    How a word is spelled tells nobody apart: Haripada is Horipodo.
    """
    own, relative = _word_count(values.get("recipient_name")), _word_count(values.get("father_or_husband"))
    return [
        found
        for found in left
        if _word_count(written_name(found.person)) == own
        and relative in (_word_count(found.person.father_name), _word_count(found.person.spouse_name))
    ]


def _word_count(name: object) -> int:
    return len(words_of(str(name or "")))


def written_twice(one: KnownPerson, other: KnownPerson) -> bool:
    """Two records that will turn out to be one person: one name and birthday, and one number or one household."""
    if not is_namesake(written_name(one), one.sex, other):
        return False
    same_birth = one.birth_precision == Precision.DAY and one.birth_date == other.birth_date
    same_home = one.household_id is not None and one.household_id == other.household_id
    same_number = bool({key for _, key in one.numbers} & {key for _, key in other.numbers})
    return same_birth and (same_number or (same_home and one.name_skeleton == other.name_skeleton))
