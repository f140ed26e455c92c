"""Households and persons whom the ledger knows already: blanks are filled, what a round found gives way to newer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, update
from sqlmodel import Session, col, select

from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.ledger.bulk import insert_many
from census_app.ledger.query import in_parts, pick
from census_app.ledger.tables import FilledBlank, Household, HouseholdFact, Person
from census_app.ledger.writes.accepted_rows import AcceptedHousehold, AcceptedMember, PersonFields

_BLANKS_OF_HOUSEHOLD = {"para_code": "", "lat": None, "lon": None}
_PERSONS: Table = Person.__table__  # type: ignore[attr-defined]
_FILLED_OF_PERSON = [_PERSONS.c[name] for name in ("id", *PersonFields._fields)]


Filled = tuple[str, int, str, str | None]
"""Table, row, column and what stood in it until now."""


def fill_households(session: Session, households: Sequence[AcceptedHousehold]) -> list[Filled]:
    """A known household keeps where it stands; only blanks are filled, and come back."""
    filled: list[Filled] = []
    for household in households:
        for name, blank in _BLANKS_OF_HOUSEHOLD.items():
            value = getattr(household, name)
            if household.household_id is not None and value != blank:
                here = (col(Household.id) == household.household_id, getattr(Household, name) == blank)
                change = update(Household).where(*here).values(**{name: value})
                if session.connection().execute(change).rowcount:
                    filled.append((Household.__tablename__, household.household_id, name, blank))
    return filled


def fill_persons(session: Session, members: Sequence[AcceptedMember]) -> list[Filled]:
    """A known person keeps what is believed (what contradicts it is asked about); blanks are filled, and come back."""
    filled: list[Filled] = []
    told = {m.person_id: m.blanks for m in members if m.person_id is not None and m.blanks}
    for part in in_parts(list(told)):
        before = pick(*_FILLED_OF_PERSON).where(_PERSONS.c.id.in_(part))
        for row in session.connection().execute(before).all():
            blanks = told[row.id]
            filled += [(_PERSONS.name, row.id, name, getattr(row, name)) for name in blanks]
            session.connection().execute(_PERSONS.update().where(_PERSONS.c.id == row.id).values(**blanks))
    return filled


def note_filled(session: Session, acceptance_id: int, filled: Sequence[Filled]) -> None:
    """What stood where this acceptance filled a blank is kept until nobody can undo it any more."""
    columns = ("table_name", "row_id", "column_name", "before")
    insert_many(session, FilledBlank, columns, filled, {"acceptance_id": acceptance_id})


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
