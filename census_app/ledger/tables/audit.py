"""The trail: who did, saw, changed or exported what, and why. Each entry carries the hash of the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Text
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import UtcMoment


class AuditEvent(SQLModel, table=True):
    """One act. `details` holds codes, counts and ledger ids, never a name or a number."""

    __tablename__ = "audit_events"
    __table_args__ = (
        Index("ix_audit_events_area", "area_code", "id"),
        Index("ix_audit_events_action", "action", "area_code"),
    )

    id: int = Field(default=None, primary_key=True)
    happened_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    actor_id: int = Field(index=True)
    action: str
    subject: str = Field(default="", index=True)
    area_code: str = ""
    reason: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    previous_hash: str
    entry_hash: str


class EntrySeal(SQLModel, table=True):
    """The fingerprints of the rows that one act wrote into one table whose rows are never changed (`ledger/seals.py`).

    `rows` names them, `marks` holds a short check sum of each, by which a changed one is found; `digest` stands for
    them all, and the event of the act says the digest.
    """

    __tablename__ = "entry_seals"

    id: int = Field(default=None, primary_key=True)
    event_id: int = Field(foreign_key="audit_events.id", index=True)
    table_name: str
    rows: str = Field(sa_column=Column(Text, nullable=False))
    marks: str = Field(sa_column=Column(Text, nullable=False))
    digest: str
