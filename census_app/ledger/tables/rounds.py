"""Survey periods: the first survey, then every January; the books they send out, and what stood when they closed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Column
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound, UtcMoment


class Round(SQLModel, table=True):
    """One survey period; `code` is what people call it (2022). What is known after `closed_at` came too late for it."""

    __tablename__ = "rounds"

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    opened_on: date
    closed_on: date | None = None
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment))


class RoundArea(SQLModel, table=True):
    """A place for which a round was opened; a round without any is open everywhere."""

    __tablename__ = "round_areas"

    round_id: int = Field(foreign_key="rounds.id", primary_key=True)
    area_code: str = Field(primary_key=True)
    opened_by: int
    opened_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))


class PrefilledBook(AreaBound, table=True):
    """A workbook that was written for a round with the households that one sheet brought first."""

    __tablename__ = "prefilled_books"

    id: int = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="rounds.id", index=True)
    source_upload_id: int = Field(foreign_key="uploads.id", index=True)
    households: int
    persons: int
    written_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))


class ReturnedBook(AreaBound, table=True):
    """An upload that is such a workbook come back; what its writer changed in it was meant to be changed."""

    __tablename__ = "returned_books"

    upload_id: int = Field(foreign_key="uploads.id", primary_key=True)
    source_upload_id: int = Field(foreign_key="uploads.id", index=True)


class ClosedFigure(AreaBound, table=True):
    """What a round counted in one ward when it was closed. Nothing writes here again."""

    __tablename__ = "closed_figures"

    round_id: int = Field(foreign_key="rounds.id", primary_key=True)
    area_code: str = Field(primary_key=True)
    persons: int
    persons_met: int
    households: int
    deliveries: int


class ClosedHead(AreaBound, table=True):
    """The last hash of an area's trail when a round was closed: printed and signed, it speaks for all before it."""

    __tablename__ = "closed_heads"

    round_id: int = Field(foreign_key="rounds.id", primary_key=True)
    area_code: str = Field(primary_key=True)
    head_hash: str


class ClosedPerson(AreaBound, table=True):
    """A person as believed when a round was closed, the dead included. Nothing writes here again.

    `met` says whether the round found the person. Of numbers only the keyed hash stands here. `mark` stands for what
    two rounds are compared by, and is missing where the round was closed before there were marks.
    """

    __tablename__ = "closed_persons"

    round_id: int = Field(foreign_key="rounds.id", primary_key=True)
    person_id: int = Field(foreign_key="persons.id", primary_key=True)
    household_id: int | None = None
    household_number: str = ""
    relation: str = ""
    met: bool
    name_bn: str = ""
    name_en: str = ""
    sex: str = ""
    birth_date: str = ""
    birth_precision: str = ""
    death_date: str = ""
    father_name: str = ""
    mother_name: str = ""
    spouse_name: str = ""
    mobile: str = ""
    nid: str = ""
    brn: str = ""
    marital: str = ""
    education_class: int | None = None
    in_school: bool | None = None
    occupation: str = ""
    disability: str = ""
    pregnant: bool | None = None
    religion: str = ""
    mark: int | None = Field(default=None, sa_type=BigInteger)
