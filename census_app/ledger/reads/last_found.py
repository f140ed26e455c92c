"""What was found last about persons and households, so that a file can be held against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.domain.person import PERSON_FACTS
from census_app.ledger.query import in_parts, pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import Household, HouseholdFact, Person, PersonFact


@dataclass(frozen=True, slots=True)
class LastFound:
    """What the last round that told of a person or household found, by the names of the facts."""

    round_id: int
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class HomeSoFar:
    """Where a household stands, and what was found there last."""

    number: str
    place: dict[str, Any]
    found: LastFound | None = field(default=None)


def found_of_persons(session: Session, scope: Scope, person_ids: Sequence[int]) -> dict[int, LastFound]:
    """The last that was found about each of them; persons whom no round has told of are left out."""
    last: dict[int, LastFound] = {}
    facts = [getattr(PersonFact, name) for name in PERSON_FACTS]
    for part in in_parts(person_ids):
        found = pick(PersonFact.person_id, PersonFact.round_id, *facts).join(
            Person, col(Person.id) == PersonFact.person_id
        )
        found = found.where(col(PersonFact.person_id).in_(part), col(PersonFact.superseded_at).is_(None))
        found = found.order_by(col(PersonFact.true_since), col(PersonFact.id))
        for person_id, round_id, *told in session.execute(found, execution_options=options(scope)):
            last[person_id] = LastFound(round_id, dict(zip(PERSON_FACTS, told, strict=True)))
    return last


def homes_so_far(session: Session, scope: Scope, household_ids: Sequence[int]) -> dict[int, HomeSoFar]:
    """Each of these households as it is known now."""
    homes: dict[int, HomeSoFar] = {}
    facts = [getattr(HouseholdFact, name) for name in HOUSEHOLD_FACTS]
    current = (col(HouseholdFact.household_id) == col(Household.id)) & col(HouseholdFact.superseded_at).is_(None)
    columns = (Household.id, Household.number, Household.para_code, Household.lat, Household.lon)
    for part in in_parts(household_ids):
        found = pick(*columns, HouseholdFact.round_id, *facts).outerjoin(HouseholdFact, current)
        found = found.where(col(Household.id).in_(part)).order_by(col(HouseholdFact.true_since), col(HouseholdFact.id))
        for id_, number, para_code, lat, lon, round_id, *told in session.execute(
            found, execution_options=options(scope)
        ):
            last = LastFound(round_id, dict(zip(HOUSEHOLD_FACTS, told, strict=True))) if round_id else None
            homes[id_] = HomeSoFar(number, {"para_code": para_code, "lat": lat, "lon": lon}, last)
    return homes
