"""What a person's record said on a day: the cells rolled back to it, and the merges that stood then folded in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.change_requests import Step
from census_app.domain.merging import COLUMNS, Cells, Change, Link, fold, unfold
from census_app.ledger.query import pick
from census_app.ledger.reads.history_sources import NOBODY, Source
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    Acceptance,
    ChangeRequest,
    ChangeStep,
    FilledBlank,
    Merge,
    MergeChange,
    Person,
    PersonChange,
    User,
)


@dataclass(frozen=True)
class PastChange:
    """One cell of one record was written over; `row_id` or `acceptance_id` says by what, else `source` who said so."""

    record: int
    column: str
    before: str
    at: datetime
    row_id: int | None = None
    acceptance_id: int | None = None
    source: Source = NOBODY


@dataclass(frozen=True)
class PastLink:
    """Two records were declared one person, and perhaps two again."""

    link: Link
    undone_at: datetime | None
    match_decision_id: int

    def stood_at(self, moment: datetime) -> bool:
        """True when the decision held at that moment."""
        return self.link.at <= moment and (self.undone_at is None or self.undone_at > moment)


@dataclass(frozen=True)
class RecordsPast:
    """All records that ever hung together with a person: as they are without any merge, and what changed them."""

    own: Cells
    created: dict[int, datetime]
    overruled: tuple[Change, ...]
    changes: tuple[PastChange, ...]
    links: tuple[PastLink, ...]

    def links_at(self, moment: datetime) -> list[Link]:
        """The merges that held at that moment, in the order in which they were decided."""
        return [past.link for past in self.links if past.stood_at(moment)]

    def known_at(self, moment: datetime) -> list[int]:
        """The records that the ledger held at that moment."""
        return [record for record in self.own if self.created[record] <= moment]

    def cells_at(self, moment: datetime) -> Cells:
        """What the records said at that moment, merges folded in."""
        own = {record: dict(self.own[record]) for record in self.known_at(moment)}
        since = {past.link.link_id: past.link.at for past in self.links}
        later = [PastChange(c.record, c.column, c.before, since[c.link_id]) for c in self.overruled]
        for change in sorted((*self.changes, *later), key=lambda change: change.at, reverse=True):
            if change.at > moment and change.record in own:
                own[change.record][change.column] = change.before
        links = [link for link in self.links_at(moment) if link.left in own and link.right in own]
        standing = {link.link_id for link in links}
        cells, _ = fold(own, links, [change for change in self.overruled if change.link_id in standing])
        return cells


def records_past(session: Session, scope: Scope, person_id: int) -> RecordsPast:
    """Everything that the ledger remembers of the record and of those that ever hung together with it."""
    links = _links(session, person_id)
    records = {person_id, *(end for past in links for end in (past.link.left, past.link.right))}
    columns = [col(getattr(Person, name)) for name in COLUMNS]
    found = pick(Person.id, Person.created_at, *columns).where(col(Person.id).in_(records)).order_by(col(Person.id))
    rows = session.execute(found, execution_options=options(scope, merged_too=True)).all()
    stored = {record: dict(zip(COLUMNS, told, strict=True)) for record, _, *told in rows}
    created = {record: at for record, at, *_ in rows}
    names = (
        MergeChange.merge_id,
        MergeChange.person_id,
        MergeChange.column_name,
        MergeChange.before,
        MergeChange.after,
        MergeChange.overruled,
    )
    written = session.execute(pick(*names).where(col(MergeChange.person_id).in_(stored)))
    own, overruled = unfold(stored, [Change(*row) for row in written])
    inside = tuple(past for past in links if past.link.left in stored and past.link.right in stored)
    known = {past.link.link_id for past in inside}
    kept = tuple(change for change in overruled if change.link_id in known)
    return RecordsPast(own, created, kept, tuple(_changes(session, scope, stored)), inside)


def _links(session: Session, person_id: int) -> list[PastLink]:
    """Every merge, also one that was taken back, by which a record ever hung together with this one."""
    together, links = {person_id}, dict[int, PastLink]()
    while True:
        ends = col(Merge.left_id).in_(together) | col(Merge.right_id).in_(together)
        found = session.execute(pick(Merge).where(ends).order_by(col(Merge.id))).scalars().all()
        links = {m.id: _as_past(m) for m in found}
        grown = {end for m in found for end in (m.left_id, m.right_id)} - together
        if not grown:
            return [links[id_] for id_ in sorted(links)]
        together |= grown


def _as_past(merge: Merge) -> PastLink:
    link = Link(merge.id, merge.left_id, merge.right_id, merge.merged_at, merge.choices)
    return PastLink(link, merge.undone_at, merge.decision_id)


def _changes(session: Session, scope: Scope, records: Collection[int]) -> list[PastChange]:
    """Cells that rows or requests corrected, and blanks that acceptances filled."""
    filled, found = FilledBlank, _corrected(session, scope, records)
    blanks = (
        pick(filled.row_id, filled.column_name, filled.before, Acceptance.known_since, filled.acceptance_id)
        .join(Acceptance, col(Acceptance.id) == col(filled.acceptance_id))
        .where(col(filled.table_name) == "persons", col(filled.row_id).in_(records))
        .order_by(col(filled.acceptance_id), col(filled.column_name))
    )
    for record, column, before, at, acceptance_id in session.execute(blanks, execution_options=options(scope)):
        found.append(PastChange(record, column, before or "", at, None, acceptance_id))
    return found


def _corrected(session: Session, scope: Scope, records: Collection[int]) -> list[PastChange]:
    change, step, request, approver = PersonChange, ChangeStep, ChangeRequest, User
    told = (change.person_id, change.column_name, change.before, change.known_since, change.staged_row_id)
    applied = (col(step.request_id) == col(change.request_id)) & (col(step.step) == Step.APPLIED.value)
    found = pick(*told, approver.shown_as, request.reason).select_from(change)
    found = found.outerjoin(step, applied).outerjoin(approver, col(approver.id) == col(step.taken_by))
    found = found.outerjoin(request, col(request.id) == col(change.request_id))
    found = found.where(col(change.person_id).in_(records), col(change.column_name).in_(COLUMNS))
    rows = session.execute(found.order_by(col(change.id)), execution_options=options(scope))
    return [
        PastChange(record, column, before, at, row_id, source=Source(said_by=said_by or "", reason=reason or ""))
        for record, column, before, at, row_id, said_by, reason in rows
    ]
