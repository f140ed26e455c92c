"""A book that came back: when it went out, and which cells of persons have been written over since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.person import PERSON_FACTS
from census_app.domain.row_states import OUT_OF_THE_WAY
from census_app.ledger.query import lies_in, pick
from census_app.ledger.reads.rounds import SurveyRound
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    LifeEvent,
    Membership,
    Merge,
    MergeChange,
    Person,
    PersonChange,
    PrefilledBook,
    ReturnedBook,
    StagedRow,
    Upload,
    User,
)


@dataclass(frozen=True)
class BookBack:
    """A returned book; `touched` are the cells (person, column) that its writer cannot have known as they are now.

    `facts` are what rounds found and somebody asked to be changed since, each as it stood in the book and as it is
    believed now; `left` the persons who live no longer in the household (its id) in which the book has them.
    """

    source_upload_id: int
    touched: frozenset[tuple[int, str]]
    facts: Mapping[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    left: frozenset[tuple[int, int]] = frozenset()


def book_back(session: Session, scope: Scope, upload_id: int) -> BookBack | None:
    """The book that this upload is, come back; None for any other upload."""
    book, written = ReturnedBook, PrefilledBook
    first = (
        pick(book.source_upload_id, func.min(written.written_at))
        .join(Upload, col(Upload.id) == col(book.upload_id))
        .join(written, col(written.source_upload_id) == col(book.source_upload_id))
        .where(col(book.upload_id) == upload_id, col(written.round_id) == col(Upload.round_id))
        .group_by(col(book.source_upload_id))
    )
    found = session.execute(first, execution_options=options(scope)).first()
    if found is None:
        return None
    source_upload_id, written_at = found  # an older print may have come back: the first one is reckoned with
    changed = pick(PersonChange.person_id, PersonChange.column_name).where(col(PersonChange.known_since) > written_at)
    merged = (
        pick(MergeChange.person_id, MergeChange.column_name)
        .join(Merge, col(Merge.id) == MergeChange.merge_id)
        .join(Person, col(Person.id) == MergeChange.person_id)
        .where(col(Merge.merged_at) > written_at)
    )
    touched = {
        tuple(row) for one in (changed, merged) for row in session.execute(one, execution_options=options(scope))
    }
    facts, left = _facts_since(session, scope, written_at), _left_since(session, scope, written_at)
    return BookBack(source_upload_id, frozenset(touched), facts, left)


def _facts_since(session: Session, scope: Scope, written_at: datetime) -> dict[tuple[int, str], tuple[str, str]]:
    change = PersonChange
    found = pick(change.person_id, change.column_name, change.before, change.after)
    found = found.where(col(change.known_since) > written_at, col(change.column_name).in_(PERSON_FACTS))
    facts: dict[tuple[int, str], tuple[str, str]] = {}
    for person_id, name, before, after in session.execute(
        found.order_by(col(change.id)), execution_options=options(scope)
    ):
        facts[person_id, name] = (facts.get((person_id, name), (before,))[0], after)
    return facts


def _left_since(session: Session, scope: Scope, written_at: datetime) -> frozenset[tuple[int, int]]:
    """Whom a request has moved since, with every household that they left."""
    moved = pick(LifeEvent.person_id).where(
        col(LifeEvent.kind) == "move", col(LifeEvent.source) == "request", col(LifeEvent.known_since) > written_at
    )
    people = session.execute(moved, execution_options=options(scope)).scalars().all()
    ended = pick(Membership.person_id, Membership.household_id).where(
        col(Membership.person_id).in_(people), col(Membership.until_on).is_not(None)
    )
    return frozenset((person_id, home) for person_id, home in session.execute(ended, execution_options=options(scope)))


def book_sent(session: Session, scope: Scope, round_id: int, area_code: str, source_upload_id: int) -> bool:
    """True when such a book was written for the round and ward."""
    sent = pick(PrefilledBook.id).where(
        col(PrefilledBook.round_id) == round_id,
        col(PrefilledBook.area_code) == area_code,
        col(PrefilledBook.source_upload_id) == source_upload_id,
    )
    return session.execute(sent.limit(1), execution_options=options(scope)).first() is not None


@dataclass(frozen=True)
class BookProgress:
    """How far one volunteer's book has come: lines that went out, rows that came back, rows that are believed."""

    area_code: str
    source_upload_id: int
    file_name: str
    volunteer: str
    persons: int
    returned: int
    accepted: int


def progress_of(session: Session, scope: Scope, survey: SurveyRound, area_code: str) -> list[BookProgress]:
    """Every book of the round that was written for the place, a line for each, the newest print of it counted."""
    book, source = PrefilledBook, Upload
    newest = pick(func.max(book.id)).where(
        col(book.round_id) == survey.round_id, lies_in(col(book.area_code), area_code)
    )
    columns = (book.area_code, book.source_upload_id, source.file_name, func.coalesce(User.shown_as, ""), book.persons)
    found = pick(*columns).join(source, col(source.id) == col(book.source_upload_id))
    found = found.join(User, col(User.id) == col(source.uploaded_by), isouter=True)
    found = found.where(col(book.id).in_(newest.group_by(col(book.source_upload_id)))).order_by(
        col(book.area_code), col(book.source_upload_id)
    )
    came = _rows_back(session, scope, survey)
    rows = session.execute(found, execution_options=options(scope))
    return [
        BookProgress(area, id_, file_name, volunteer, persons, *came.get(id_, (0, 0)))
        for area, id_, file_name, volunteer, persons in rows
    ]


def _rows_back(session: Session, scope: Scope, survey: SurveyRound) -> dict[int, tuple[int, int]]:
    """By the sheet from which the book grew: rows that came back and stand, and those of them that are believed."""
    row, back = StagedRow, ReturnedBook
    believed = func.sum(case((col(row.state) == "accepted", 1), else_=0))
    found = (
        pick(back.source_upload_id, func.count(), believed)
        .join(row, col(row.upload_id) == col(back.upload_id))
        .join(Upload, col(Upload.id) == col(back.upload_id))
        .where(col(Upload.round_id) == survey.round_id, col(row.state).not_in(OUT_OF_THE_WAY))
        .group_by(col(back.source_upload_id))
    )
    return {id_: (count, int(done)) for id_, count, done in session.execute(found, execution_options=options(scope))}
