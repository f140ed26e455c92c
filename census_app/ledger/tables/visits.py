"""Visits to the families of girls whose marriage somebody fears, or has prevented."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field

from census_app.ledger.sealing import Sealed
from census_app.ledger.tables.base import AreaBound, UtcMoment


class MarriageVisit(AreaBound, table=True):
    """One visit, and when somebody comes again; a later visit is a further row.

    `outcome` is one of `domain.marriage.Outcome`. The note lies under seal: only the two desks of the list read it.
    """

    __tablename__ = "marriage_visits"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    visited_on: date
    outcome: str
    next_visit_on: date | None = None
    note: str = Field(sa_column=Column(Sealed("marriage_visits.note"), nullable=False))
    visited_by: int
    recorded_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
