"""Each acceptance of an upload's rows, so that it can be undone as one; and what stood where it filled a blank."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound, UtcMoment


class Acceptance(AreaBound, table=True):
    """The ready rows of one survey file became believed at one moment that no other acceptance shares.

    What it brought bears that moment (`known_since`, `created_at`, or `superseded_at` of what gave way) or names one of
    its rows; `new_paras` and `problem_ids` name the rest. `upload_state` is how the upload stood before, `event_id` its
    entry in the trail. The last ids that it gave out are never given to anybody else, even when it was undone: the
    trail goes on naming them.
    """

    __tablename__ = "acceptances"

    id: int = Field(default=None, primary_key=True)
    upload_id: int = Field(foreign_key="uploads.id", index=True)
    accepted_by: int
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    event_id: int = 0
    upload_state: str
    last_person_id: int
    last_household_id: int
    new_paras: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    problem_ids: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    undone_by: int | None = None
    undone_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment, nullable=True))


class FilledBlank(SQLModel, table=True):
    """One cell of a person or household known before that an acceptance filled, and what stood in it."""

    __tablename__ = "filled_blanks"

    acceptance_id: int = Field(foreign_key="acceptances.id", primary_key=True)
    table_name: str = Field(primary_key=True)
    row_id: int = Field(primary_key=True)
    column_name: str = Field(primary_key=True)
    before: str | None = None
