"""The households of each volunteer's sheet as they are believed now: what a prefilled book is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.domain.identity import mask
from census_app.domain.person import PERSON_FACTS
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    Area,
    Household,
    HouseholdFact,
    IdentityNumber,
    Membership,
    Person,
    PersonFact,
    Upload,
)

Values = dict[str, Any]
_OWN = ("sex", "birth_date", "birth_precision", "father_name", "mother_name", "spouse_name", "mobile")


@dataclass(frozen=True)
class BookHousehold:
    """One household: what is known of it, and of each member who lives in it now, by the names of the form's fields."""

    values: Values
    members: tuple[Values, ...]


@dataclass(frozen=True)
class Book:
    """The households that one volunteer's sheet brought first."""

    upload_id: int
    file_name: str
    households: tuple[BookHousehold, ...]


def books_of(session: Session, scope: Scope, ward_code: str) -> list[Book]:
    """A book for each sheet that brought households of the ward. Numbers are masked, the dead are left out."""
    members = _members(session, scope, ward_code)
    facts = _newest(session, HouseholdFact, "household_id", HOUSEHOLD_FACTS)
    paras = dict(session.execute(pick(Area.code, Area.name_bn).where(col(Area.level) == "para")).all())
    homes = pick(Household).where(col(Household.area_code) == ward_code).order_by(col(Household.id))
    by_upload: dict[int, list[BookHousehold]] = defaultdict(list)
    for (home,) in session.execute(homes, execution_options=options(scope)):
        if members.get(home.id) and home.first_upload_id is not None:
            values = {"household_number": home.number, "para": paras.get(home.para_code, ""), "lat": home.lat}
            values |= {"lon": home.lon, **facts.get(home.id, {})}
            by_upload[home.first_upload_id].append(BookHousehold(_told(values), tuple(members[home.id])))
    names = pick(Upload.id, Upload.file_name).where(col(Upload.id).in_(by_upload)).order_by(col(Upload.id))
    found = session.execute(names, execution_options=options(scope)).all()
    return [Book(upload_id, file_name, tuple(by_upload[upload_id])) for upload_id, file_name in found]


def _members(session: Session, scope: Scope, ward_code: str) -> dict[int, list[Values]]:
    """By household, the head first, the others in the order in which they were written down."""
    facts = _newest(session, PersonFact, "person_id", PERSON_FACTS)
    numbers = _masked_numbers(session, scope, ward_code)
    found = (
        pick(Membership.household_id, Membership.relation, Person)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Membership.area_code) == ward_code, col(Membership.until_on).is_(None), col(Person.death_date) == "")
        .order_by(col(Membership.relation) != "head", col(Person.id))
    )
    members: dict[int, list[Values]] = defaultdict(list)
    for household_id, relation, person in session.execute(found, execution_options=options(scope)):
        values = {"name": person.name_bn or person.name_en, "relation": relation}
        values |= {name: getattr(person, name) for name in _OWN}
        members[household_id].append(_told({**values, **facts.get(person.id, {}), **numbers.get(person.id, {})}))
    return members


def _newest(session: Session, table: Any, owner: str, names: Iterable[str]) -> dict[int, Values]:
    """What the newest round found, by owner."""
    columns = [getattr(table, name) for name in (owner, *names)]
    found = pick(*columns).where(table.superseded_at.is_(None)).order_by(table.round_id)
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in session.execute(found)}


def _masked_numbers(session: Session, scope: Scope, ward_code: str) -> dict[int, Values]:
    found = (
        pick(IdentityNumber.person_id, IdentityNumber.kind, IdentityNumber.value)
        .where(col(IdentityNumber.area_code) == ward_code, col(IdentityNumber.status) == "given")
        .order_by(col(IdentityNumber.id))
    )
    numbers: dict[int, Values] = defaultdict(dict)
    for person_id, kind, value in session.execute(found, execution_options=options(scope)):
        numbers[person_id].setdefault("brn" if kind.startswith("brn") else "nid", mask(value))
    return numbers


def _told(values: Mapping[str, Any]) -> Values:
    return {name: value for name, value in values.items() if value not in (None, "")}
