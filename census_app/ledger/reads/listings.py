"""Every person as the search for people listed twice takes them in: what was told, and with whom they live."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import Household, IdentityNumber, Membership, Person

_KINDS = {"nid10": "smart", "nid13": "nid", "nid17": "nid", "brn17": "brn", "brn16": "brn"}
_YEAR_DIGITS, _OLD_NID_DIGITS = 4, 13

Listing = dict[str, Any]


def listings(session: Session, scope: Scope) -> Iterator[Listing]:
    """The persons of the scope, merged records left out, one after the other."""
    homes = _homes(session, scope)
    numbers = _numbers(session, scope)
    p = Person
    told = (p.name_bn, p.name_en, p.sex, p.birth_date, p.birth_precision)
    found = pick(p.id, p.area_code, *told, p.father_name, p.mother_name, p.spouse_name, p.mobile).order_by(col(p.id))
    for row in session.execute(found, execution_options=options(scope)):
        id_, area, bangla, english, sex, birth, precision, father, mother, spouse, mobile = row
        household_id, para_code = homes.get(id_, (None, ""))
        yield {
            "person_id": id_,
            "household_id": household_id,
            "area_code": area,
            "para_code": para_code,
            "name": bangla or english,
            "sex": sex,
            "birth": birth,
            "birth_precision": precision,
            "father": father,
            "mother": mother,
            "spouse": spouse,
            "mobile": mobile,
            **_with_year(numbers.get(id_, {}), birth),
        }


def _homes(session: Session, scope: Scope) -> dict[int, tuple[int, str]]:
    lives_in = (col(Membership.household_id) == Household.id) & col(Membership.until_on).is_(None)
    found = pick(Membership.person_id, Household.id, Household.para_code).join(Household, lives_in)
    return {id_: (home, para) for id_, home, para in session.execute(found, execution_options=options(scope))}


def _numbers(session: Session, scope: Scope) -> dict[int, dict[str, str]]:
    """The newest number of each register."""
    found = pick(IdentityNumber.person_id, IdentityNumber.kind, IdentityNumber.value)
    found = found.where(col(IdentityNumber.status) == "given").order_by(col(IdentityNumber.id))
    numbers: dict[int, dict[str, str]] = {}
    for person_id, kind, value in session.execute(found, execution_options=options(scope)):
        register = _KINDS.get(kind)
        if register is not None:
            numbers.setdefault(person_id, {})[register] = value
    return numbers


def _with_year(numbers: dict[str, str], birth: str) -> dict[str, str]:
    """The 13-digit NID behind the birth year, as newer papers show it: neighbours' shorter ones begin alike."""
    nid = numbers.get("nid", "")
    return {**numbers, "nid": birth[:_YEAR_DIGITS] + nid} if birth and len(nid) == _OLD_NID_DIGITS else numbers
