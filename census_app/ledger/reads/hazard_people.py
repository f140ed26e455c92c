"""Who the persons of a disaster list are, and whom to telephone: read within the scope, never part of analytics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.person import birth_date_of, youngest_age
from census_app.ledger.query import in_parts, pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import Household, Membership, Person

ADULT_FROM_YEARS = 18


@dataclass(frozen=True)
class Contact:
    """A telephone in the household and whose it is."""

    person_id: int
    name_bn: str
    name_en: str
    mobile: str


@dataclass(frozen=True)
class HazardPerson:
    """Somebody on the list: what a volunteer needs to find the right one, and nothing more."""

    person_id: int
    area_code: str
    name_bn: str
    name_en: str
    sex: str
    father_name: str
    spouse_name: str
    household_number: str
    death_date: str
    contact: Contact | None


def people_of(session: Session, scope: Scope, person_ids: Sequence[int], on: date) -> dict[int, HazardPerson]:
    """The persons by id; those outside the scope are left out. A merged record still answers by its own id."""
    found: dict[int, Row[Any]] = {}
    p = Person
    columns = (p.id, p.area_code, p.name_bn, p.name_en, p.sex, p.father_name, p.spouse_name, p.death_date, p.mobile)
    for part in in_parts(person_ids):
        wanted = pick(*columns, p.birth_date, p.birth_precision).where(col(p.id).in_(part))
        rows = session.execute(wanted, execution_options=options(scope, merged_too=True))
        found |= {row.id: row for row in rows}
    homes = _homes(session, scope, list(found))
    contacts = _contacts(session, scope, sorted({home for home, _ in homes.values()}), on)
    return {id_: _person(row, homes.get(id_), contacts, on) for id_, row in found.items()}


def _person(row: Row[Any], home: tuple[int, str] | None, contacts: dict[int, Contact], on: date) -> HazardPerson:
    own = Contact(row.id, row.name_bn, row.name_en, row.mobile) if row.mobile and _is_adult(row, on) else None
    told = (row.id, row.area_code, row.name_bn, row.name_en, row.sex, row.father_name, row.spouse_name)
    home_id, number = home or (0, "")
    return HazardPerson(*told, number, row.death_date, own or contacts.get(home_id))


def _homes(session: Session, scope: Scope, person_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    homes: dict[int, tuple[int, str]] = {}
    for part in in_parts(person_ids):
        wanted = pick(Membership.person_id, Household.id, Household.number)
        wanted = wanted.join(Household, col(Household.id) == Membership.household_id)
        wanted = wanted.where(col(Membership.person_id).in_(part), col(Membership.until_on).is_(None))
        rows = session.execute(wanted, execution_options=options(scope))
        homes |= {person: (home, number) for person, home, number in rows}
    return homes


def _contacts(session: Session, scope: Scope, household_ids: Sequence[int], on: date) -> dict[int, Contact]:
    """The telephone of each household: the head's, else that of the adult whose record is the oldest."""
    contacts: dict[int, Contact] = {}
    for part in in_parts(household_ids):
        named = (Person.id, Person.name_bn, Person.name_en, Person.mobile, Person.birth_date, Person.birth_precision)
        wanted = pick(Membership.household_id, *named).join(Person, col(Person.id) == Membership.person_id)
        wanted = wanted.where(col(Membership.household_id).in_(part), col(Membership.until_on).is_(None))
        wanted = wanted.where(col(Person.mobile) != "", col(Person.death_date) == "")
        rows = session.execute(
            wanted.order_by(col(Membership.relation) != "head", col(Person.id)), execution_options=options(scope)
        )
        for row in rows:
            if _is_adult(row, on):
                contacts.setdefault(row.household_id, Contact(row.id, row.name_bn, row.name_en, row.mobile))
    return contacts


def _is_adult(row: Row[Any], on: date) -> bool:
    """True also for somebody of unknown age: a number in a household is better than none."""
    return (
        not row.birth_date or youngest_age(birth_date_of(row.birth_date, row.birth_precision), on) >= ADULT_FROM_YEARS
    )
