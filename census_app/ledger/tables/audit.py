"""The trail: who did, saw, changed or exported what, and why. Each entry carries the hash of the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
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
