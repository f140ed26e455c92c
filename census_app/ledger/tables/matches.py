"""Two records that may be one person, waiting for somebody to decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound, UtcMoment


class PossibleMatch(AreaBound, table=True):
    """Two persons who may be one (`kind` persons), or a delivery that may be a person's (`kind` delivery).

    `state` is open, same, different or asked. `left_id` is the older person, or the delivery; `right_id` the person.
    Who decided last stands here; every decision about two persons stands among the match decisions.
    """

    __tablename__ = "possible_matches"
    __table_args__ = (Index("ix_possible_matches_pair", "kind", "left_id", "right_id", unique=True),)

    id: int = Field(primary_key=True)
    kind: str
    left_id: int
    right_id: int
    score: float
    evidence: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    state: str = Field(default="open", index=True)
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    decided_by: int | None = None
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment))
    note: str = ""


class MatchDecision(SQLModel, table=True):
    """What somebody said of two records, and why; a later decision is a further row.

    `decision` is proposed (somebody at a desk thinks that they may be one), same, different, asked (the ward member is
    to say), undone, or the ward member's answer: looks_same, looks_different, cannot_say.
    """

    __tablename__ = "match_decisions"

    id: int = Field(default=None, primary_key=True)
    match_id: int = Field(foreign_key="possible_matches.id", index=True)
    decision: str
    note: str
    decided_by: int
    decided_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
