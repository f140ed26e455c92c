"""Records that are one person: who stands for whom, and which decisions have made it so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.query import in_parts, pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import MatchDecision, Merge, Person, User


@dataclass(frozen=True)
class StandingMerge:
    """A decision that holds: these two records are one person. Who said so, when, and why."""

    match_id: int
    records: tuple[int, int]
    names: tuple[str, str]
    note: str
    merged_by: str
    merged_at: datetime


def survivors_of(session: Session, scope: Scope, person_ids: Collection[int]) -> dict[int, int]:
    """Those of the records that the scope holds, each with the one that stands for it: mostly itself."""
    wanted = sorted(set(person_ids))
    found: dict[int, int] = {}
    for part in in_parts(wanted):
        some = pick(Person.id, survivor_id()).where(col(Person.id).in_(part))
        found.update(session.execute(some, execution_options=options(scope, merged_too=True)).all())
    return found


def survivor_of(session: Session, scope: Scope, person_id: int) -> int:
    """The record that stands for this one. Raises: NotFound outside the scope too."""
    found = survivors_of(session, scope, [person_id])
    if not found:
        raise NotFound("person_not_found")
    return found[person_id]


def survivor_id(person: Any = Person) -> Any:
    """The id under which the person of a record is found; to be read with `merged_too`."""
    return func.coalesce(person.merged_into_id, person.id)


def places_of(session: Session, scope: Scope, person_ids: Collection[int]) -> dict[int, str]:
    """Where each of the persons lives."""
    wanted = sorted(person_ids)
    found: dict[int, str] = {}
    for part in in_parts(wanted):
        some = pick(Person.id, Person.area_code).where(col(Person.id).in_(part))
        found.update(session.execute(some, execution_options=options(scope)).all())
    return found


def records_by_person(session: Session, scope: Scope, person_ids: Collection[int]) -> dict[int, list[int]]:
    """For each of the persons all records that are this person."""
    one = col(Person.id).in_(person_ids) | col(Person.merged_into_id).in_(person_ids)
    found = pick(Person.id, survivor_id()).where(one).order_by(col(Person.id))
    records: dict[int, list[int]] = {}
    for record, person in session.execute(found, execution_options=options(scope, merged_too=True)):
        records.setdefault(person, []).append(record)
    return records


def merges_of(session: Session, scope: Scope, person_id: int) -> list[StandingMerge]:
    """The decisions by which several records are this person, the newest first."""
    records = records_by_person(session, scope, [person_id]).get(person_id, [])
    named = pick(Person.id, Person.name_bn, Person.name_en).where(col(Person.id).in_(records))
    told = session.execute(named, execution_options=options(scope, merged_too=True))
    names = {id_: name_bn or name_en for id_, name_bn, name_en in told}
    found = (
        pick(Merge, MatchDecision, User.shown_as)
        .join(MatchDecision, col(MatchDecision.id) == Merge.decision_id)
        .outerjoin(User, col(User.id) == MatchDecision.decided_by)
        .where(col(Merge.undone_at).is_(None), col(Merge.left_id).in_(records) | col(Merge.right_id).in_(records))
        .order_by(col(Merge.id).desc())
    )
    return [
        StandingMerge(
            decision.match_id,
            (merge.left_id, merge.right_id),
            (names.get(merge.left_id, ""), names.get(merge.right_id, "")),
            decision.note,
            by or "",
            merge.merged_at,
        )
        for merge, decision, by in session.execute(found)
    ]
