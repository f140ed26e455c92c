"""What became of each person in a hazard: the newest word on everybody, and the relief that came to them since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.standing_deliveries import counts
from census_app.ledger.scoping import options, within
from census_app.ledger.tables import Attachment, Delivery, HazardMark, Person, Programme, User

RELIEF_OFFICE = "relief"
"""Whose programmes count as relief: the project implementation officer's."""


@dataclass(frozen=True)
class Mark:
    """What was last said of a person: by whom, when, and how often before."""

    person_id: int
    outcome: str
    shelter_id: int | None
    marked_by: str
    marked_at: datetime
    times: int


@dataclass(frozen=True)
class Relief:
    """What came to a person from one relief programme since the day of the hazard."""

    person_id: int
    programme_code: str
    deliveries: int
    first_on: date | None


def newest_marks(session: Session, scope: Scope, hazard_id: int) -> dict[int, Mark]:
    """The newest word on each person by id; it stands for the records that were merged into the person, too."""
    columns = (HazardMark.person_id, HazardMark.outcome, HazardMark.shelter_id, User.shown_as, HazardMark.marked_at)
    wanted = pick(*columns).outerjoin(User, col(User.id) == HazardMark.marked_by)
    wanted = wanted.where(col(HazardMark.hazard_id) == hazard_id).order_by(col(HazardMark.id))
    marks: dict[int, Mark] = {}
    for person, outcome, shelter, by, at in session.execute(wanted, execution_options=options(scope)):
        before = marks[person].times if person in marks else 0
        marks[person] = Mark(person, outcome, shelter, by or "", at, before + 1)
    return marks | {record: marks[person] for record, person in _merged_into(session, scope, list(marks))}


def _merged_into(session: Session, scope: Scope, person_ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(record, person) for each record that was merged into one of the persons: a list may still name it."""
    for part in in_parts(person_ids):
        wanted = pick(Person.id, Person.merged_into_id).where(col(Person.merged_into_id).in_(part))
        rows = session.execute(wanted, execution_options=options(scope, merged_too=True))
        yield from ((record, person) for record, person in rows)


def relief_since(session: Session, scope: Scope, person_ids: Sequence[int], day: date) -> dict[int, list[Relief]]:
    """What relief came on or after that day, by person; a delivery without a day counts by its period's end."""
    everywhere = replace(scope, areas=("",))  # a list speaks of an upazila; the persons below are the scope's own
    codes = list(session.exec(select(Programme.code).where(Programme.office_code == RELIEF_OFFICE)))
    given_on = func.coalesce(Delivery.delivered_on, Delivery.period_until)
    found: dict[int, list[Relief]] = {}
    for part in in_parts(person_ids):
        columns: tuple[Any, ...] = (Attachment.person_id, Delivery.programme_code)
        wanted = pick(*columns, func.count(), func.min(Delivery.delivered_on))
        wanted = wanted.join(Delivery, col(Delivery.id) == Attachment.delivery_id)
        wanted = wanted.where(col(Attachment.person_id).in_(part), col(Attachment.ended_at).is_(None))
        wanted = wanted.where(within(Attachment, scope))
        wanted = wanted.where(col(Delivery.programme_code).in_(codes), given_on >= day)
        wanted = wanted.where(counts())
        rows = session.execute(wanted.group_by(*columns).order_by(*columns), execution_options=options(everywhere))
        for row in rows:
            found.setdefault(row[0], []).append(Relief(*row))
    return found
