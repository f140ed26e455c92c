"""Work that goes on after the asker got an answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field

from census_app.ledger.tables.base import AreaBound, UtcMoment


class Job(AreaBound, table=True):
    """The reading of one upload. `state` is waiting, running, done or cancelled.

    A running job belongs to `worker` until `lease_until`; a worker that was killed stops renewing, and after that
    moment anybody may take the job and go on at row `rows_done`. Rows are stored in the transaction that counts them.
    A job that was done may be asked for again: its file is read with the answers that stood at `asked_at`.
    """

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state", "state", "lease_until"),)

    id: int = Field(default=None, primary_key=True)
    upload_id: int = Field(foreign_key="uploads.id", unique=True)
    state: str = "waiting"
    asked_by: int
    asked_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    worker: str = ""
    lease_until: datetime | None = Field(default=None, sa_column=Column(UtcMoment, nullable=True))
    attempts: int = 0
    rows_done: int = 0
    rows_total: int | None = None
    cancel_asked: bool = False
