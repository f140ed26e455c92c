"""Two records that may be one person, waiting for somebody to decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from census_app.ledger.tables.base import AreaBound, UtcMoment


class PossibleMatch(AreaBound, table=True):
    """Two persons who may be one (`kind` persons), or a delivery that may be a person's (`kind` delivery).

    `state` is open, same, different or asked. `left_id` is the older person, or the delivery; `right_id` the person.
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
