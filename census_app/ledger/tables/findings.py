"""Questions raised by analytics about believed data, and what people answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, text
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound, UtcMoment


class AnalysisRun(SQLModel, table=True):
    """One run of the models over one snapshot, read from the ledger at `ran_at`, with all that is needed to repeat it.

    `rules` holds a short hash of what each active rule said, by its id: it tells a later run which rule has changed.
    `settings` are the thresholds and switches by name as they were, `engine` the address of the SQL engine that ran,
    `findings_digest` a hash of all it asked (empty for a run of before these were kept).
    """

    __tablename__ = "analysis_runs"

    id: int = Field(default=None, primary_key=True)
    as_of: date
    rules_version: str
    rules: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    snapshot: str
    ran_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    ran_by: int
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    settings: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default=text("'{}'"))
    )
    engine: str = Field(default="", sa_column_kwargs={"server_default": ""})
    findings_digest: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Finding(AreaBound, table=True):
    """A question, never a verdict. `identity` stays the same from run to run; `fingerprint` while its facts do.

    `severity` is certain, review or info; `state` and its flow stand in `domain/findings.py`. `reasons` is a list of
    {code, values}: sentences are made from it in either language. `opened_on` is the day since which it waits for an
    answer. `dates` are [record, birth, death] of its persons as they stood when its facts were last taken: of records,
    so that no merging and no undoing of one touches them. It lies on a person's desk, or on an office's, until
    `due_on`; the trail of that is `FindingAssignment`.
    """

    __tablename__ = "findings"

    id: int = Field(primary_key=True)
    identity: str = Field(unique=True)
    fingerprint: str = ""
    kind: str = Field(index=True)
    rule_id: str = ""
    severity: str
    state: str = Field(default="open", index=True)
    household_id: int | None = Field(default=None, foreign_key="households.id", index=True)
    programme_codes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    office_codes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    score: int | None = None
    tier: str = ""
    money_poisha: int | None = Field(default=None, sa_column=Column(BigInteger))
    dates: list[list[Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    opened_on: date
    assigned_user_id: int | None = Field(default=None, foreign_key="users.id", index=True)
    assigned_office: str = ""
    due_on: date | None = None
    first_run_id: int = Field(foreign_key="analysis_runs.id")
    last_run_id: int = Field(foreign_key="analysis_runs.id", index=True)


class FindingPerson(SQLModel, table=True):
    """A person a finding is about."""

    __tablename__ = "finding_persons"

    finding_id: int = Field(foreign_key="findings.id", primary_key=True)
    person_id: int = Field(foreign_key="persons.id", primary_key=True, index=True)


class FindingReview(SQLModel, table=True):
    """One turn in the life of a finding, never changed: a person's answer, or what a run closed or opened again.

    `decision` is the state it led to. A run's turn names the run, and `changes` says what changed, as reasons.
    """

    __tablename__ = "finding_reviews"

    id: int = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="findings.id", index=True)
    decision: str
    note: str
    reviewed_by: int
    reviewed_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    run_id: int | None = Field(default=None, foreign_key="analysis_runs.id")
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class FindingAssignment(SQLModel, table=True):
    """Whose desk a finding was laid on, by whom and until when; a later one is a row of its own."""

    __tablename__ = "finding_assignments"

    id: int = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="findings.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="users.id")
    office_code: str = ""
    due_on: date
    note: str = ""
    assigned_by: int
    assigned_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
