"""Births, deaths, marriages and moves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field

from census_app.ledger.tables.base import AreaBound, UtcMoment


class LifeEvent(AreaBound, table=True):
    """Something that happened in a person's life, and which source says so.

    `kind` is birth, death, marriage or move; `happened_on` is ISO at its known precision.
    """

    __tablename__ = "life_events"

    id: int = Field(primary_key=True)
    kind: str = Field(index=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    happened_on: str
    source: str
    staged_row_id: int | None = Field(default=None, foreign_key="staged_rows.id")
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
