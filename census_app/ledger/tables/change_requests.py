"""What somebody asks to be changed outside a round, field by field, and what became of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from census_app.ledger.sealing import Sealed
from census_app.ledger.tables.base import AreaBound, UtcMoment


class ChangeRequest(AreaBound, table=True):
    """One request about one person, or about the household in which that person lives. The area is the person's.

    `true_since` is the day on which life changed; without one the book was wrong from the beginning. `number_id` is the
    number in whose place another is to come. What was decided stands in the steps; `state` is where they led.
    """

    __tablename__ = "change_requests"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    kind: str
    state: str = Field(default="open", index=True)
    reason: str = Field(sa_column=Column(Sealed("change_requests.reason"), nullable=False))
    paper: str
    reference: str = Field(sa_column=Column(Sealed("change_requests.reference"), nullable=False))
    note: str = Field(sa_column=Column(Sealed("change_requests.note"), nullable=False))
    true_since: date | None = None
    number_id: int | None = Field(default=None, foreign_key="identity_numbers.id")
    filed_by: int = Field(index=True)
    filed_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment, nullable=True))


class ChangeItem(AreaBound, table=True):
    """One field of one person in a request: what was believed when it was filed, and what is to be believed.

    The area is the person's; a row is never changed but for whom it is about, when records become one person.
    """

    __tablename__ = "change_items"

    id: int = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="change_requests.id", index=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    field: str
    base: str = Field(sa_column=Column(Sealed("change_items.base"), nullable=False))
    wanted: str = Field(sa_column=Column(Sealed("change_items.wanted"), nullable=False))


class ChangeStep(SQLModel, table=True):
    """Something that happened to a request; a row that is never changed.

    A decision about one field names its item, and keeps in `believed` what was believed when it was taken.
    """

    __tablename__ = "change_steps"

    id: int = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="change_requests.id", index=True)
    step: str
    item_id: int | None = Field(default=None, foreign_key="change_items.id")
    believed: str = Field(sa_column=Column(Sealed("change_steps.believed"), nullable=False))
    note: str = Field(sa_column=Column(Sealed("change_steps.note"), nullable=False))
    taken_by: int
    taken_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
