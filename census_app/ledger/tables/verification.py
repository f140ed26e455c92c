"""Which flow holds where, and every decision about rows that wait; none of these rows is ever changed or deleted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound, UtcMoment


class FlowChoice(SQLModel, table=True):
    """From this moment on the flow holds for files given in from the area, until a later choice says otherwise.

    `fingerprint` is what the declared version said then. Of several areas that hold a place the smallest counts.
    """

    __tablename__ = "flow_choices"

    id: int = Field(default=None, primary_key=True)
    area_code: str = Field(index=True)
    flow: str
    version: int
    fingerprint: str
    chosen_by: int
    chosen_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))


class VerificationDecision(AreaBound, table=True):
    """One decision at one step about households of an upload, by the flow and version that hold for it.

    `decision` is confirm, send_back, accept or give_again; its rows are `VerifiedRow`.
    """

    __tablename__ = "verification_decisions"

    id: int = Field(default=None, primary_key=True)
    upload_id: int = Field(foreign_key="uploads.id", index=True)
    flow: str
    version: int
    step: str
    decision: str
    reason: str = ""
    words: str = ""
    decided_by: int
    decided_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))


class VerifiedRow(SQLModel, table=True):
    """A staged row a decision was about, what it said then (its fingerprint), and the household it stood in.

    No foreign key to the row: a file that is read again gives up its rows, the decision stays.
    """

    __tablename__ = "verified_rows"
    __table_args__ = (Index("ix_verified_rows_row", "staged_row_id", "row_key"),)

    decision_id: int = Field(foreign_key="verification_decisions.id", primary_key=True)
    staged_row_id: int = Field(primary_key=True)
    row_key: str
    household_number: str
