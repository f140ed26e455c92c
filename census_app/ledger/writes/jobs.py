"""Jobs are taken, held, given back. What a job does for the ledger has an audit event; its bookkeeping has none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.reads.jobs import is_free
from census_app.ledger.reads.staged_rows import rows_that_stay
from census_app.ledger.scoping import options
from census_app.ledger.tables import Job, StagedColumns, StagedProblem, StagedRow, Upload
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.corrections import restore_replaced

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 20
"""A file whose reading was cut off so often is given up."""


@dataclass(frozen=True)
class JobHold:
    """A job in the hands of a worker; the rows before `rows_done` are stored already."""

    job_id: int
    upload_id: int
    area_code: str
    asked_by: int
    worker: str
    attempts: int
    rows_done: int
    asked_at: datetime


def claim_job(engine: Engine, worker: str, upload_id: int | None = None) -> JobHold | None:
    """The worker holds the oldest job that nobody works on (or that of the upload), if there is one."""
    with writing(engine) as session:
        wanted = select(Job).where(is_free()).order_by(col(Job.id)).limit(1).with_for_update(skip_locked=True)
        if upload_id is not None:
            wanted = wanted.where(Job.upload_id == upload_id)
        job = session.exec(wanted, execution_options=options(OPERATOR)).first()
        if job is None:
            return None
        job.state, job.worker, job.lease_until = "running", worker, clock.now() + LEASE
        job.attempts += 1
        return JobHold(
            job.id, job.upload_id, job.area_code, job.asked_by, worker, job.attempts, job.rows_done, job.asked_at
        )


def release_jobs(engine: Engine, workers: list[str]) -> None:
    """The jobs of workers that are known to be dead wait for another one."""
    with writing(engine) as session:
        held = update(Job).where(col(Job.state) == "running", col(Job.worker).in_(workers))
        session.connection().execute(held.values(state="waiting", worker="", lease_until=None))


def count_rows(engine: Engine, hold: JobHold, rows_total: int) -> None:
    """The job says how many rows there are to store. Raises: Refused when it was cancelled or taken over."""
    with writing(engine) as session:
        note_progress(session, hold, hold.rows_done, rows_total)


def note_progress(session: Session, hold: JobHold, rows_done: int, rows_total: int) -> None:
    """The job stands at that row. Raises: Refused when the job was cancelled or taken by another worker."""
    _change(session, hold, rows_done=rows_done, rows_total=rows_total, lease_until=clock.now() + LEASE)


def note_done(session: Session, hold: JobHold) -> None:
    """The job is done. Raises: Refused when it was cancelled or taken by another worker."""
    _change(session, hold, state="done", lease_until=None)


def _change(session: Session, hold: JobHold, **values: Any) -> None:
    mine = (col(Job.id) == hold.job_id, col(Job.worker) == hold.worker, col(Job.state) == "running")
    change = update(Job).where(*mine, col(Job.cancel_asked).is_(False)).values(**values)
    if session.connection().execute(change).rowcount != 1:
        raise Refused("upload_cancelled" if _job(session, hold).cancel_asked else "job_lost")


def _job(session: Session, hold: JobHold) -> Job:
    return session.exec(select(Job).where(Job.id == hold.job_id), execution_options=options(OPERATOR)).one()


@contextmanager
def lease_renewed(engine: Engine, hold: JobHold) -> Iterator[None]:
    """While the block runs, the lease of the job does not run out; a block that is killed lets it run out."""
    finished = Event()

    def renew() -> None:
        while not finished.wait(LEASE.total_seconds() / 3):
            with writing(engine) as session:
                mine = (col(Job.id) == hold.job_id, col(Job.worker) == hold.worker, col(Job.state) == "running")
                session.connection().execute(update(Job).where(*mine).values(lease_until=clock.now() + LEASE))

    thread = Thread(target=renew, name=f"lease of job {hold.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def ask_to_cancel(engine: Engine, scope: Scope, upload_id: int) -> None:
    """The upload is cancelled: at once when nobody reads it yet, else before its next rows are stored.

    The file itself stays as it came. Raises: NotFound outside the scope; Refused when the upload has been read, also
    when it is only read again beside rows that are believed.
    """
    with writing(engine) as session:
        job = session.exec(select(Job).where(Job.upload_id == upload_id), execution_options=options(scope)).first()
        if job is None:
            raise NotFound("upload_not_found")
        if job.state not in ("waiting", "running") or rows_that_stay(session, scope, upload_id):
            raise Refused("upload_not_reading")
        job.cancel_asked = True
        append_event(session, scope, "cancel_asked", f"upload:{upload_id}", job.area_code)
        if job.state == "waiting":
            _cancel(session, job)


def cancel_job(engine: Engine, scope: Scope, hold: JobHold) -> None:
    """The rows stored so far are gone, the upload is marked as cancelled."""
    with writing(engine) as session:
        job = _job(session, hold)
        append_event(session, scope, "cancelled", f"upload:{hold.upload_id}", hold.area_code)
        _cancel(session, job)


def _cancel(session: Session, job: Job) -> None:
    restore_replaced(session, job.upload_id)
    connection = session.connection()
    for table in (StagedProblem, StagedRow, StagedColumns):
        connection.execute(delete(table).where(col(table.upload_id) == job.upload_id))
    connection.execute(update(Upload).where(col(Upload.id) == job.upload_id).values(state="cancelled", rows_seen=0))
    job.state, job.lease_until = "cancelled", None
