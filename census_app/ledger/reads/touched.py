"""In which areas the facts lie that hang on an upload, a delivery, a person or a pair of records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.ledger.query import in_parts, pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    Attachment,
    Delivery,
    IdentityNumber,
    LifeEvent,
    MarriageVisit,
    Membership,
    MergeChange,
    MovedRow,
    Person,
    PossibleMatch,
    StagedProblem,
    StagedRow,
    Upload,
)

_OWNED: dict[Any, Any] = {
    Person: Person.id,
    IdentityNumber: IdentityNumber.person_id,
    Attachment: Attachment.person_id,
    LifeEvent: LifeEvent.person_id,
    MarriageVisit: MarriageVisit.person_id,
}
"""What lies where its person lives, with the column that names the person."""


def of_uploads(session: Session, scope: Scope, upload_ids: Collection[int]) -> set[str]:
    """Where everybody lives whom their rows are about, shares a household with them or may be one of them; and where
    their deliveries and problems lie.
    """
    row, spell, everywhere = StagedRow, Membership, _everywhere(scope)
    areas: set[str] = set()
    for some in in_parts(sorted(upload_ids)):
        surveyed = pick(row.person_id).join(Upload, (col(Upload.id) == row.upload_id) & (col(Upload.kind) == "survey"))
        told = session.execute(surveyed.where(col(row.upload_id).in_(some)), execution_options=everywhere).scalars()
        areas |= _of_doubles(session, everywhere, {id_ for id_ in told if id_ is not None})
        named = pick(Person.area_code).join(row, col(row.person_id) == Person.id)
        living = (
            pick(Person.area_code)
            .join(spell, col(spell.person_id) == Person.id)
            .join(row, col(row.household_id) == spell.household_id)
        )
        for found in (named, living):
            areas |= _codes(session, everywhere, found.where(col(row.upload_id).in_(some)))
        attached = pick(Attachment.area_code).join(Delivery, col(Delivery.id) == Attachment.delivery_id)
        listed = pick(Delivery.area_code)
        for found in (attached, listed):
            areas |= _codes(session, everywhere, found.where(col(Delivery.upload_id).in_(some)))
        doubted = pick(StagedProblem.area_code).where(col(StagedProblem.upload_id).in_(some))
        areas |= _codes(session, everywhere, doubted)
    return areas


def of_deliveries(session: Session, scope: Scope, delivery_ids: Collection[int]) -> set[str]:
    """Where their lists and the problems of their rows belong, and everybody whose they are or were."""
    areas: set[str] = set()
    for some in in_parts(sorted(delivery_ids)):
        listed = pick(Delivery.area_code).where(col(Delivery.id).in_(some))
        attached = pick(Attachment.area_code).where(col(Attachment.delivery_id).in_(some))
        same_row = col(Delivery.staged_row_id) == col(StagedProblem.staged_row_id)
        doubted = pick(StagedProblem.area_code).join(Delivery, same_row).where(col(Delivery.id).in_(some))
        for found in (listed, attached, doubted):
            areas |= _codes(session, _everywhere(scope), found)
    return areas


def of_persons(session: Session, scope: Scope, person_ids: Collection[int]) -> set[str]:
    """Where the persons of these records live, or lived by any of their records, with all that hangs on them."""
    everywhere = _everywhere(scope)
    records = _hanging_together(session, everywhere, person_ids)
    areas: set[str] = set()
    for some in in_parts(sorted(records)):
        for table, owner in _OWNED.items():
            areas |= _codes(session, everywhere, pick(table.area_code).where(col(owner).in_(some)))
        moved = pick(MovedRow.own_area_code).where(col(MovedRow.record_id).in_(some))
        area_cell = (col(MergeChange.person_id).in_(some), col(MergeChange.column_name) == "area_code")
        same_row = col(StagedRow.id) == col(StagedProblem.staged_row_id)
        doubted = pick(StagedProblem.area_code).join(StagedRow, same_row).where(col(StagedRow.person_id).in_(some))
        areas |= _codes(session, everywhere, doubted)
        for cell in (pick(MergeChange.before).where(*area_cell), pick(MergeChange.after).where(*area_cell), moved):
            areas |= _codes(session, everywhere, cell)
    return areas - {""}


def of_matches(session: Session, scope: Scope, match_ids: Collection[int]) -> set[str]:
    """The same for both records of each pair."""
    everywhere = _everywhere(scope)
    ends: set[int] = set()
    for some in in_parts(sorted(match_ids)):
        pair = pick(PossibleMatch.left_id, PossibleMatch.right_id).where(col(PossibleMatch.id).in_(some))
        ends.update(id_ for row in session.execute(pair, execution_options=everywhere) for id_ in row)
    return of_persons(session, scope, ends)


AREAS_OF: dict[str, Callable[[Session, Scope, Collection[int]], set[str]]] = {
    "delivery": of_deliveries,
    "match": of_matches,
    "person": of_persons,
    "upload": of_uploads,
}


def _hanging_together(session: Session, everywhere: dict[str, Any], person_ids: Iterable[int]) -> set[int]:
    """The records, those that stand for them, and whatever else is the same person now."""
    records = set(person_ids)
    for _ in range(2):  # first those that stand for them, then all for which these stand
        for some in list(in_parts(sorted(records))):
            one = col(Person.id).in_(some) | col(Person.merged_into_id).in_(some)
            found = session.execute(pick(Person.id, Person.merged_into_id).where(one), execution_options=everywhere)
            records.update(id_ for row in found for id_ in row if id_ is not None)
    return records


def _of_doubles(session: Session, everywhere: dict[str, Any], person_ids: Collection[int]) -> set[str]:
    """Where those live about whom somebody asks, or asked, whether they are one with any of these."""
    areas: set[str] = set()
    ends = (col(PossibleMatch.left_id), col(PossibleMatch.right_id))
    for some in in_parts(sorted(person_ids)):
        for here, there in (ends, ends[::-1]):
            paired = pick(Person.area_code).join(PossibleMatch, there == Person.id)
            found = paired.where(col(PossibleMatch.kind) == "persons", here.in_(some))
            areas |= _codes(session, everywhere, found)
    return areas


def _everywhere(scope: Scope) -> dict[str, Any]:
    """A change outside the scope may have moved something into it, or out of it."""
    return options(replace(scope, areas=("",)), merged_too=True)


def _codes(session: Session, everywhere: dict[str, Any], found: Any) -> set[str]:
    return set(session.execute(found.distinct(), execution_options=everywhere).scalars())
