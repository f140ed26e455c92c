"""The persons of a place as matching needs them, and the pairs that wait for somebody to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.merging import MERGED
from census_app.ledger.query import in_parts, lies_in, pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import Area, Household, IdentityNumber, Membership, Person


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as far as somebody can be recognised by it.

    `other_names`, each with its key, and `other_homes` are those of records that turned out to be this person.
    """

    person_id: int
    area_code: str
    household_id: int | None
    household_number: str
    para_names: tuple[str, ...]
    name_bn: str
    name_en: str
    sex: str
    birth_date: str
    birth_precision: str
    death_date: str
    father_name: str
    mother_name: str
    spouse_name: str
    mobile: str
    name_skeleton: str
    numbers: tuple[tuple[str, str], ...]
    other_names: tuple[tuple[str, str], ...] = ()
    other_homes: tuple[int, ...] = ()


_PERSON: tuple[Any, ...] = (
    col(Person.id).label("person_id"),
    col(Person.area_code),
    col(Person.name_bn),
    col(Person.name_en),
    col(Person.sex),
    col(Person.birth_date),
    col(Person.birth_precision),
    col(Person.death_date),
    col(Person.father_name),
    col(Person.mother_name),
    col(Person.spouse_name),
    col(Person.mobile),
    col(Person.name_skeleton),
)


def known_persons(session: Session, scope: Scope, area_code: str) -> list[KnownPerson]:
    """All persons of the place, each with the numbers given for it and the household it lives in now.

    And whoever lives elsewhere, but was written down here as well, as somebody found out: the next sheet of this place
    names that person again. Such a decision holds for every desk, so these are read whatever the scope is.
    """
    here = _known(session, scope, area_code, lambda area, _: lies_in(area, area_code))
    away = sorted(_written_down_in(session, scope, area_code) - {person.person_id for person in here})
    for some in in_parts(away):
        here += _known(session, replace(scope, areas=("",)), area_code, partial(_is_one_of, some))
    return here


_Wanted = Callable[[Any, Any], ColumnElement[bool]]
"""Given the columns of an area and of a person, the condition for a row to be wanted."""


def _is_one_of(person_ids: Sequence[int], _: Any, person_id: Any) -> ColumnElement[bool]:
    wanted: ColumnElement[bool] = person_id.in_(person_ids)
    return wanted


def _written_down_in(session: Session, scope: Scope, area_code: str) -> set[int]:
    """The persons of whom a record lies in the place that stands for somebody no longer."""
    merged = pick(Person.merged_into_id).where(
        lies_in(col(Person.area_code), area_code), col(Person.merged_into_id).is_not(None)
    )
    return set(session.execute(merged, execution_options=options(scope, merged_too=True)).scalars())


def _known(session: Session, scope: Scope, area_code: str, wanted: _Wanted) -> list[KnownPerson]:
    homes = _homes(session, scope, wanted)
    numbers = _numbers(session, scope, wanted)
    paras = _para_names(session, area_code)
    other_names = _other_names(session, scope)
    other_homes = _other_homes(session, scope, list(other_names))
    found = pick(*_PERSON).where(wanted(col(Person.area_code), col(Person.id))).order_by(col(Person.id))
    persons = []
    for row in session.execute(found, execution_options=options(scope)):
        household_id, household_number, para_code = homes.get(row.person_id, (None, "", ""))
        person = KnownPerson(
            **row._mapping,
            household_id=household_id,
            household_number=household_number,
            para_names=paras.get(para_code, ()),
            numbers=tuple(numbers.get(row.person_id, ())),
            other_names=tuple(other_names.get(row.person_id, ())),
            other_homes=tuple(other_homes.get(row.person_id, ())),
        )
        persons.append(person)
    return persons


def _homes(session: Session, scope: Scope, wanted: _Wanted) -> dict[int, tuple[int, str, str]]:
    found = (
        select(Membership.person_id, Household.id, Household.number, Household.para_code)
        .join(Household, col(Household.id) == Membership.household_id)
        .where(wanted(col(Membership.area_code), col(Membership.person_id)), col(Membership.until_on).is_(None))
    )
    rows = session.exec(found, execution_options=options(scope))
    return {person_id: (home, number, para) for person_id, home, number, para in rows}


def _other_names(session: Session, scope: Scope) -> dict[int, list[tuple[str, str]]]:
    """The names, with their keys, of the records that turned out to be another person of the ledger."""
    columns = (col(Person.merged_into_id), col(Person.name_bn), col(Person.name_en), col(Person.name_skeleton))
    found = pick(*columns).where(columns[0].is_not(None)).order_by(col(Person.id))
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person_id, name_bn, name_en, key in session.execute(found, execution_options=options(scope, merged_too=True)):
        names[person_id].append((name_bn or name_en, key))
    return names


def _other_homes(session: Session, scope: Scope, person_ids: Sequence[int]) -> dict[int, list[int]]:
    """The households in which these persons were written down, too."""
    homes: dict[int, list[int]] = defaultdict(list)
    for some in in_parts(person_ids):
        found = pick(Membership.person_id, Membership.household_id).where(
            col(Membership.person_id).in_(some), col(Membership.end_reason) == MERGED
        )
        for person_id, household_id in session.execute(found, execution_options=options(scope)):
            homes[person_id].append(household_id)
    return homes


def _numbers(session: Session, scope: Scope, wanted: _Wanted) -> dict[int, list[tuple[str, str]]]:
    found = select(IdentityNumber.person_id, IdentityNumber.kind, IdentityNumber.lookup_key).where(
        wanted(col(IdentityNumber.area_code), col(IdentityNumber.person_id)),
        col(IdentityNumber.status).in_(("given", "damaged")),
    )
    numbers: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person_id, kind, key in session.exec(found, execution_options=options(scope)):
        numbers[person_id].append((kind, key))
    return numbers


def _para_names(session: Session, area_code: str) -> dict[str, tuple[str, ...]]:
    found = select(Area.code, Area.name_bn, Area.name_en).where(
        Area.level == "para", lies_in(col(Area.code), area_code)
    )
    return {code: tuple(name for name in names if name) for code, *names in session.exec(found)}


def paras_of(session: Session, ward_code: str) -> dict[str, tuple[str, ...]]:
    """The paras of a ward by code, each with the names it goes by."""
    return _para_names(session, ward_code)


def household_ids(session: Session, scope: Scope, ward_code: str) -> dict[str, tuple[int, int]]:
    """The households of a ward by number: id, and how many persons ever belonged to it."""
    found = (
        select(Household.number, Household.id, Membership.person_id)
        .join(Membership, col(Membership.household_id) == Household.id, isouter=True)
        .where(Household.area_code == ward_code)
    )
    homes: dict[str, tuple[int, int]] = {}
    for number, id_, person_id in session.exec(found, execution_options=options(scope)):
        homes[number] = (id_, homes.get(number, (id_, 0))[1] + (person_id is not None))
    return homes
