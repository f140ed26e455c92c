"""Persons: found by number; and one person with everything that is believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.reads.deliveries import office_gave_to
from census_app.ledger.reads.merges import survivor_of
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    Household,
    IdentityNumber,
    Membership,
    Person,
    PersonFact,
    Round,
    StagedRow,
    Upload,
)

USABLE = ("given", "proposed")


@dataclass(frozen=True)
class PersonLine:
    """A person in a list, with the household where the person lives now."""

    person_id: int
    area_code: str
    name_bn: str
    name_en: str
    sex: str
    birth_date: str
    birth_precision: str
    death_date: str
    father_name: str
    spouse_name: str
    household_id: int | None
    household_number: str
    relation: str


@dataclass(frozen=True)
class HeldNumber:
    """One number of a person."""

    kind: str
    value: str
    status: str


@dataclass(frozen=True)
class RoundFacts:
    """What one round found about a person."""

    round_code: str
    true_since: date
    marital: str
    education_class: int | None
    in_school: bool | None
    occupation: str
    disability: str
    pregnant: bool | None
    religion: str


@dataclass(frozen=True)
class Origin:
    """The row of a file that says so."""

    upload_id: int
    file_name: str
    sheet: str
    row_number: int


@dataclass(frozen=True)
class PersonPage:
    """One person with everything that is believed."""

    line: PersonLine
    mother_name: str
    mobile: str
    temporary_key: str
    numbers: tuple[HeldNumber, ...]
    facts: tuple[RoundFacts, ...]
    origins: tuple[Origin, ...]


def find_by_number(session: Session, scope: Scope, lookup_keys: Iterable[str]) -> list[PersonLine]:
    """The persons who hold a number stored under one of the keyed hashes: one, unless two claim it."""
    holders = select(IdentityNumber.person_id).where(
        col(IdentityNumber.lookup_key).in_(list(lookup_keys)), col(IdentityNumber.status).in_(USABLE)
    )
    person_ids = session.exec(holders, execution_options=options(scope)).all()
    return _lines(session, scope, _select_lines().where(col(Person.id).in_(set(person_ids))))


def get_person(session: Session, scope: Scope, person_id: int, holds_number: bool = False) -> PersonPage:
    """The person with numbers, facts and the rows they come from; asked by the id of any record that is this person.

    Raises: NotFound outside the scope, and for an office's desk that neither holds the person's number nor gave the
    person anything.
    """
    person_id = survivor_of(session, scope, person_id)
    lines = _lines(session, scope, _select_lines().where(col(Person.id) == person_id))
    if not lines:
        raise NotFound("person_not_found")
    if scope.sees_only_own_office and not holds_number and not office_gave_to(session, scope, person_id):
        raise NotFound("person_not_found")
    more = select(Person.mother_name, Person.mobile, Person.temporary_key).where(Person.id == person_id)
    mother_name, mobile, temporary_key = session.exec(more, execution_options=options(scope)).one()
    return PersonPage(
        lines[0],
        mother_name,
        mobile,
        temporary_key,
        _numbers(session, scope, person_id),
        _facts(session, person_id),
        _origins(session, scope, person_id),
    )


def members_of(session: Session, scope: Scope, household_id: int) -> list[PersonLine]:
    """Those who live in the household now, the head first, then by age."""
    statement = _select_lines().where(col(Household.id) == household_id)
    found = _lines(session, scope, statement.order_by(col(Person.birth_date), col(Person.id)))
    return sorted(found, key=lambda person: person.relation != "head")


def lines_of(session: Session, scope: Scope, person_ids: Sequence[int]) -> list[PersonLine]:
    """Those of the persons who are within the scope."""
    return _lines(session, scope, _select_lines().where(col(Person.id).in_(person_ids)).order_by(col(Person.id)))


def _select_lines() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Person.id,
        Person.area_code,
        Person.name_bn,
        Person.name_en,
        Person.sex,
        Person.birth_date,
        Person.birth_precision,
        Person.death_date,
        Person.father_name,
        Person.spouse_name,
        Household.id,
        Household.number,
        Membership.relation,
    )
    here = (col(Membership.person_id) == Person.id) & col(Membership.until_on).is_(None)
    statement: Select[Any] = select(*columns)
    return statement.outerjoin(Membership, here).outerjoin(Household, col(Household.id) == Membership.household_id)


def _lines(session: Session, scope: Scope, statement: Select[Any]) -> list[PersonLine]:
    found: Any = session.execute(statement, execution_options=options(scope))
    return [PersonLine(*[*row[:11], row[11] or "", row[12] or ""]) for row in found]


def _numbers(session: Session, scope: Scope, person_id: int) -> tuple[HeldNumber, ...]:
    found = (
        select(IdentityNumber.kind, IdentityNumber.value, IdentityNumber.status)
        .where(IdentityNumber.person_id == person_id)
        .order_by(col(IdentityNumber.id))
    )
    rows = session.exec(found, execution_options=options(scope))
    return tuple(dict.fromkeys(HeldNumber(*row) for row in rows))  # two records of a person may hold one number


def _facts(session: Session, person_id: int) -> tuple[RoundFacts, ...]:
    columns: tuple[Any, ...] = (
        Round.code,
        PersonFact.true_since,
        PersonFact.marital,
        PersonFact.education_class,
        PersonFact.in_school,
        PersonFact.occupation,
        PersonFact.disability,
        PersonFact.pregnant,
        PersonFact.religion,
    )
    found: Select[Any] = select(*columns)
    found = found.join(Round, col(Round.id) == PersonFact.round_id)
    found = found.where(col(PersonFact.person_id) == person_id, col(PersonFact.superseded_at).is_(None))
    rows: Any = session.execute(found.order_by(col(PersonFact.true_since).desc()))
    return tuple(RoundFacts(*row) for row in rows)


def _origins(session: Session, scope: Scope, person_id: int) -> tuple[Origin, ...]:
    found = (
        select(Upload.id, Upload.file_name, StagedRow.sheet, StagedRow.row_number)
        .join(Upload, col(Upload.id) == StagedRow.upload_id)
        .where(StagedRow.person_id == person_id, Upload.kind == "survey")
        .order_by(col(StagedRow.id))
    )
    return tuple(Origin(*row) for row in session.exec(found, execution_options=options(scope)))
