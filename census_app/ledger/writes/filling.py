"""Households and persons whom the ledger knows already: blanks are filled, what a round found gives way to newer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.ledger.tables import Household, HouseholdFact, Person
from census_app.ledger.writes.accepted_rows import AcceptedHousehold, AcceptedMember

_BLANKS_OF_HOUSEHOLD = {"para_code": "", "lat": None, "lon": None}


def fill_households(session: Session, households: Sequence[AcceptedHousehold]) -> None:
    """A known household keeps where it stands; only blanks are filled."""
    for household in households:
        for name, blank in _BLANKS_OF_HOUSEHOLD.items():
            value = getattr(household, name)
            if household.household_id is not None and value != blank:
                here = (col(Household.id) == household.household_id, getattr(Household, name) == blank)
                session.connection().execute(update(Household).where(*here).values(**{name: value}))


def fill_persons(session: Session, members: Sequence[AcceptedMember]) -> None:
    """A known person keeps what is believed; only blanks are filled (a contradiction is a problem of its row)."""
    for member in members:
        if member.person_id is not None and member.blanks:
            change = update(Person).where(col(Person.id) == member.person_id).values(**member.blanks)
            session.connection().execute(change)


def facts_so_far(session: Session, household_ids: Sequence[int], round_id: int) -> dict[int, dict[str, Any]]:
    """What this round has found about them so far: a file that is silent about the roof does not unroof a house."""
    facts: dict[int, dict[str, Any]] = {}
    for id_ in household_ids:
        found = select(HouseholdFact).where(
            HouseholdFact.household_id == id_,
            HouseholdFact.round_id == round_id,
            col(HouseholdFact.superseded_at).is_(None),
        )
        for fact in session.exec(found):
            told = {name: getattr(fact, name) for name in HOUSEHOLD_FACTS}
            facts[id_] = {name: value for name, value in told.items() if value not in (None, "")}
    return facts


def supersede(session: Session, model: type[Any], owner: str, ids: Sequence[int], round_id: int, at: datetime) -> None:
    """What this round found about these persons or households so far gives way to what it finds now."""
    if not ids:
        return
    so_far = (getattr(model, owner) == bindparam("of"), model.round_id == round_id, model.superseded_at.is_(None))
    change = update(model).where(*so_far).values(superseded_at=at)
    session.connection().execute(change, [{"of": id_} for id_ in ids])
