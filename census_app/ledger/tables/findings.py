"""Questions raised by analytics about believed data, and what people answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound, UtcMoment


class AnalysisRun(SQLModel, table=True):
    """One run of the models over one snapshot."""

    __tablename__ = "analysis_runs"

    id: int = Field(default=None, primary_key=True)
    as_of: date
    rules_version: str
    snapshot: str
    ran_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    ran_by: int
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Finding(AreaBound, table=True):
    """A question, never a verdict. `identity` stays the same from run to run while its facts are the same.

    `severity` is certain, review or info; `state` is open, explained, confirmed, referred or closed (its ground is
    gone). `reasons` is a list of {code, values}: sentences are made from it in either language.
    """

    __tablename__ = "findings"

    id: int = Field(primary_key=True)
    identity: str = Field(unique=True)
    kind: str = Field(index=True)
    severity: str
    state: str = Field(default="open", index=True)
    household_id: int | None = Field(default=None, foreign_key="households.id", index=True)
    programme_codes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    office_codes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    score: int | None = None
    tier: str = ""
    money_poisha: int | None = Field(default=None, sa_column=Column(BigInteger))
    first_run_id: int = Field(foreign_key="analysis_runs.id")
    last_run_id: int = Field(foreign_key="analysis_runs.id", index=True)


class FindingPerson(SQLModel, table=True):
    """A person a finding is about."""

    __tablename__ = "finding_persons"

    finding_id: int = Field(foreign_key="findings.id", primary_key=True)
    person_id: int = Field(foreign_key="persons.id", primary_key=True, index=True)


class FindingReview(SQLModel, table=True):
    """A person's answer to a finding; a second answer is a second row."""

    __tablename__ = "finding_reviews"

    id: int = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="findings.id", index=True)
    decision: str
    note: str
    reviewed_by: int
    reviewed_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
