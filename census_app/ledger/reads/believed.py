"""What is believed of a person, field by field, as a request for a change names it; and who said so last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.change_requests import (
    BETWEEN_NUMBERS,
    DEATH,
    HOME,
    NUMBERS,
    RECORD_FIELDS,
    ROUND_FIELDS,
    RequestState,
)
from census_app.domain.change_values import Home, birth_text
from census_app.domain.person import fact_text
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.numbers import BELIEVED
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    AuditEvent,
    ChangeItem,
    ChangeRequest,
    ChangeStep,
    Household,
    IdentityNumber,
    MatchDecision,
    Membership,
    Merge,
    MergeChange,
    Person,
    PersonChange,
    PersonFact,
    Round,
    StagedRow,
    Upload,
    User,
)

Key = tuple[int, str]
"""A person and a field."""
_RECORD = tuple(column for columns in RECORD_FIELDS.values() for column in columns)


@dataclass(frozen=True)
class LastSaid:
    """Who made the ledger say what it says, and when."""

    by: str
    at: datetime


def believed(session: Session, scope: Scope, person_ids: Collection[int]) -> dict[Key, str]:
    """Every field of those of the persons who are within the scope; a number of several is all of them, in order."""
    told: dict[Key, str] = {}
    for ids in in_parts(sorted(set(person_ids))):
        told |= _records(session, scope, ids)
        within = {person_id for person_id, _ in told}
        told |= _homes(session, scope, ids)
        told |= _numbers(session, scope, ids)
        told |= _facts(session, sorted(within.intersection(ids)))
    return told


def _records(session: Session, scope: Scope, ids: Sequence[int]) -> dict[Key, str]:
    columns = [getattr(Person, name) for name in ("id", "death_date", *_RECORD)]
    told: dict[Key, str] = {}
    for row in session.execute(pick(*columns).where(col(Person.id).in_(ids)), execution_options=options(scope)):
        cells = dict(zip(_RECORD, row[2:], strict=True))
        for field, names in RECORD_FIELDS.items():
            told[row[0], field] = cells[names[0]]
        told[row[0], "birth"] = birth_text(cells["birth_date"], cells["birth_precision"])
        told[row[0], DEATH] = row[1]
        told |= {(row[0], field): "" for field in (HOME, *NUMBERS, *ROUND_FIELDS)}
    return told


def _homes(session: Session, scope: Scope, ids: Sequence[int]) -> dict[Key, str]:
    spell, home = Membership, Household
    columns = (spell.person_id, home.area_code, home.number, spell.relation)
    found = pick(*columns).join(home, col(home.id) == col(spell.household_id))
    found = found.where(col(spell.person_id).in_(ids), col(spell.until_on).is_(None)).order_by(col(spell.id))
    rows = session.execute(found, execution_options=options(scope))
    return {(person_id, HOME): str(Home(*where)) for person_id, *where in rows}


def _numbers(session: Session, scope: Scope, ids: Sequence[int]) -> dict[Key, str]:
    number = IdentityNumber
    found = pick(number.person_id, number.kind, number.value).where(
        col(number.person_id).in_(ids), col(number.status).in_(BELIEVED)
    )
    held: dict[Key, set[str]] = defaultdict(set)
    for person_id, kind, value in session.execute(found, execution_options=options(scope)):
        if kind in NUMBERS:
            held[person_id, kind].add(value)
    return {key: BETWEEN_NUMBERS.join(sorted(values)) for key, values in held.items()}


def _facts(session: Session, ids: Sequence[int]) -> dict[Key, str]:
    """What the newest round found that nothing took the place of."""
    columns = [getattr(PersonFact, name) for name in ("person_id", *ROUND_FIELDS)]
    found = pick(*columns).join(Round, col(Round.id) == col(PersonFact.round_id))
    found = found.where(col(PersonFact.person_id).in_(ids), col(PersonFact.superseded_at).is_(None))
    told: dict[Key, str] = {}
    for person_id, *values in session.execute(found.order_by(col(Round.opened_on), col(PersonFact.id))):
        told |= {(person_id, f): fact_text(value) for f, value in zip(ROUND_FIELDS, values, strict=True)}
    return told


def columns_of(field: str) -> tuple[str, ...]:
    """Under which names a field stands among the cells that were corrected."""
    return {DEATH: ("death_date",)}.get(field) or RECORD_FIELDS.get(field) or (field,)


def last_said(session: Session, person_id: int, field: str) -> LastSaid | None:
    """Who made the field say what it says; None when it has said so since the person was written down.

    The person was found within a scope already; who said it may sit anywhere.
    """
    found = [_by_request(session, person_id, field), _by_correction(session, person_id, field)]
    found.append(_by_merge(session, person_id, field))
    if field == HOME:
        found.append(_by_row(session, person_id))
    if field in NUMBERS:
        found.append(_by_hand(session, person_id))
    told = [one for one in found if one is not None]
    return max(told, key=lambda one: one.at) if told else None


def _first(session: Session, found: Any) -> LastSaid | None:
    row = session.execute(found.limit(1), execution_options=options(OPERATOR)).first()
    return None if row is None else LastSaid(row[0] or "", row[1])


def _by_request(session: Session, person_id: int, field: str) -> LastSaid | None:
    request, item, step = ChangeRequest, ChangeItem, ChangeStep
    found = pick(User.shown_as, step.taken_at).select_from(step)
    found = found.join(request, col(request.id) == col(step.request_id))
    found = found.join(item, col(item.request_id) == col(request.id))
    found = found.outerjoin(User, col(User.id) == col(step.taken_by))
    applied = (col(step.step) == RequestState.APPLIED.value, col(item.person_id) == person_id, col(item.field) == field)
    return _first(session, found.where(*applied).order_by(col(step.id).desc()))


def _by_correction(session: Session, person_id: int, field: str) -> LastSaid | None:
    change = PersonChange
    found = pick(User.shown_as, change.known_since).select_from(change)
    found = found.join(StagedRow, col(StagedRow.id) == col(change.staged_row_id))
    found = found.join(Upload, col(Upload.id) == col(StagedRow.upload_id))
    found = found.outerjoin(User, col(User.id) == col(Upload.uploaded_by))
    here = (col(change.person_id) == person_id, col(change.column_name).in_(columns_of(field)))
    return _first(session, found.where(*here).order_by(col(change.id).desc()))


def _by_merge(session: Session, person_id: int, field: str) -> LastSaid | None:
    change = MergeChange
    names = ("area_code",) if field == HOME else columns_of(field)
    found = pick(User.shown_as, Merge.merged_at).select_from(change)
    found = found.join(Merge, col(Merge.id) == col(change.merge_id))
    found = found.join(MatchDecision, col(MatchDecision.id) == col(Merge.decision_id))
    found = found.outerjoin(User, col(User.id) == col(MatchDecision.decided_by))
    here = (col(change.person_id) == person_id, col(change.column_name).in_(names))
    return _first(session, found.where(*here).order_by(col(Merge.id).desc()))


def _by_row(session: Session, person_id: int) -> LastSaid | None:
    spell = Membership
    found = pick(User.shown_as, spell.known_since).select_from(spell)
    found = found.join(StagedRow, col(StagedRow.id) == col(spell.staged_row_id))
    found = found.join(Upload, col(Upload.id) == col(StagedRow.upload_id))
    found = found.outerjoin(User, col(User.id) == col(Upload.uploaded_by))
    return _first(session, found.where(col(spell.person_id) == person_id).order_by(col(spell.id).desc()))


def _by_hand(session: Session, person_id: int) -> LastSaid | None:
    event = AuditEvent
    found = pick(User.shown_as, event.happened_at).select_from(event)
    found = found.outerjoin(User, col(User.id) == col(event.actor_id))
    acts = (col(event.action).in_(("number_added", "number_judged")), col(event.subject) == f"person:{person_id}")
    return _first(session, found.where(*acts).order_by(col(event.id).desc()))
