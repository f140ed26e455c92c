"""Work under way: how far it is, and which workers hold it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import NotFound
from census_app.ledger import clock
from census_app.ledger.scoping import options
from census_app.ledger.tables import Job, Upload


@dataclass(frozen=True)
class JobProgress:
    """How far the reading of an upload is; `rows_total` is None until its rows have been counted.

    `is_held` is true while a worker is at it: the lease of one that was killed runs out.
    """

    upload_id: int
    state: str
    rows_done: int
    rows_total: int | None
    is_held: bool
    cancel_asked: bool

    @property
    def is_under_way(self) -> bool:
        """True as long as somebody has to do something."""
        return self.state in ("waiting", "running")


@dataclass(frozen=True)
class FileToRead:
    """An upload as its reader needs it."""

    kind: str
    file_name: str
    stored_name: str
    area_code: str
    round_id: int | None
    office_code: str
    fiscal_year: str
    uploaded_on: str
    uploaded_by: int


def progress_of(session: Session, scope: Scope, upload_id: int) -> JobProgress:
    """How far the upload is. Raises: NotFound outside the scope too."""
    found = session.exec(select(Job).where(Job.upload_id == upload_id), execution_options=options(scope)).first()
    if found is None:
        raise NotFound("upload_not_found")
    held = found.state == "running" and found.lease_until is not None and found.lease_until > clock.now()
    return JobProgress(upload_id, found.state, found.rows_done, found.rows_total, held, found.cancel_asked)


def asked_at(session: Session, scope: Scope, upload_id: int) -> datetime:
    """When the newest reading of the upload was asked for. Raises: NotFound outside the scope too."""
    found = session.exec(
        select(Job.asked_at).where(Job.upload_id == upload_id), execution_options=options(scope)
    ).first()
    if found is None:
        raise NotFound("upload_not_found")
    return found


def file_to_read(session: Session, scope: Scope, upload_id: int) -> FileToRead:
    """What is to be read. Raises: NotFound outside the scope too."""
    upload = session.exec(select(Upload).where(Upload.id == upload_id), execution_options=options(scope)).first()
    if upload is None:
        raise NotFound("upload_not_found")
    return FileToRead(
        upload.kind,
        upload.file_name,
        upload.stored_name,
        upload.area_code,
        upload.round_id,
        upload.office_code,
        upload.fiscal_year,
        upload.uploaded_at.date().isoformat(),
        upload.uploaded_by,
    )


def workers_of_running_jobs(session: Session) -> set[str]:
    """The workers that hold a job now."""
    running = select(Job.worker).where(Job.state == "running")
    return set(session.exec(running, execution_options=options(OPERATOR)))


def is_free() -> ColumnElement[bool]:
    """The condition that nobody works on a job that is to be done."""
    return or_(col(Job.state) == "waiting", (col(Job.state) == "running") & (col(Job.lease_until) < clock.now()))


def is_work_waiting(session: Session) -> bool:
    """True when there is a job that a worker could take."""
    free = select(Job.id).where(is_free()).limit(1)
    return session.exec(free, execution_options=options(OPERATOR)).first() is not None
