"""Records that are one person: what was decided, what it changed, and where each row was before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import UtcMoment


class Merge(SQLModel, table=True):
    """Two records are one person, until somebody takes it back.

    `choices` says for each field, by name, whose word holds where the two sides differ: left or right.
    """

    __tablename__ = "merges"

    id: int = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="match_decisions.id", unique=True)
    left_id: int = Field(foreign_key="persons.id", index=True)
    right_id: int = Field(foreign_key="persons.id", index=True)
    choices: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    merged_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    undone_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment))


class MergeChange(SQLModel, table=True):
    """One cell of a person's record that a standing merge has written over.

    `overruled` when the cell was corrected since: then neither the merge nor its undoing touches it again.
    """

    __tablename__ = "merge_changes"

    merge_id: int = Field(foreign_key="merges.id", primary_key=True)
    person_id: int = Field(foreign_key="persons.id", primary_key=True, index=True)
    column_name: str = Field(primary_key=True)
    before: str
    after: str
    overruled: bool = False


class MovedRow(SQLModel, table=True):
    """The record that a row was written for, and its area, as long as the row stands with another record or area.

    A row that stands where it was written has no entry here, so the large tables need no column for it.
    """

    __tablename__ = "moved_rows"

    table_name: str = Field(primary_key=True)
    row_id: int = Field(primary_key=True)
    record_id: int = Field(foreign_key="persons.id", primary_key=True, index=True)
    own_area_code: str
