"""Persons, their numbers, their households, and what each round found about them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from census_app.ledger.sealing import Sealed
from census_app.ledger.tables.base import AreaBound, UtcMoment


class Person(AreaBound, table=True):
    """One human being, once. The area is the ward where the person lives.

    Names stand as they were written. `birth_date` and `death_date` are ISO at their known precision (`1962`,
    `1962-07`, `1962-07-04`). The name keys are ASCII, made by `domain.names`, and can be rebuilt from the names.
    A record that turned out to be somebody known already names in `merged_into_id` the record that stands for both;
    no read sees it any more unless it asks for records (`ledger/scoping.py`).
    """

    __tablename__ = "persons"
    __table_args__ = (
        Index(
            "ix_persons_merged",
            "merged_into_id",
            sqlite_where=text("merged_into_id is not null"),
            postgresql_where=text("merged_into_id is not null"),
        ),
    )

    id: int = Field(primary_key=True)
    temporary_key: str = Field(unique=True)
    name_bn: str = ""
    name_en: str = ""
    sex: str = ""
    birth_date: str = ""
    birth_precision: str = ""
    death_date: str = ""
    father_name: str = ""
    mother_name: str = ""
    spouse_name: str = ""
    mobile: str = Field(default="", index=True)
    name_skeleton: str = ""
    name_light: str = ""
    father_skeleton: str = ""
    spouse_skeleton: str = ""
    first_upload_id: int | None = Field(default=None, foreign_key="uploads.id")
    created_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    merged_into_id: int | None = Field(default=None, foreign_key="persons.id")


class IdentityNumber(AreaBound, table=True):
    """One number of one person: a person holds several in a lifetime, and keeps each.

    `kind` is nid10, nid13, nid17, brn17, brn16 or other; `status` is given, proposed, damaged, withdrawn or
    belongs_to_another. `lookup_key` is the keyed hash under which the number is looked up and matched.
    """

    __tablename__ = "identity_numbers"

    id: int = Field(primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    kind: str
    value: str = Field(sa_column=Column(Sealed("identity_numbers.value"), nullable=False))
    lookup_key: str = Field(index=True)
    status: str = "given"
    staged_row_id: int | None = Field(default=None, foreign_key="staged_rows.id")
    first_seen_on: date


class Membership(AreaBound, table=True):
    """One spell of one person in one household; a person may have several, also in the same household.

    `until_on` and `end_reason` (moved, moved_out, household_split, head_changed, merged) say when and why it ended,
    `ended_at` since when that is known, `ended_row_id` the row that says so (no foreign key: to remove one would mean
    to look through every spell).
    """

    __tablename__ = "memberships"

    id: int = Field(primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    household_id: int = Field(foreign_key="households.id", index=True)
    relation: str
    from_on: date
    until_on: date | None = None
    end_reason: str = ""
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment, nullable=True))
    ended_row_id: int | None = None
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    staged_row_id: int | None = Field(default=None, foreign_key="staged_rows.id")


class PersonFact(SQLModel, table=True):
    """What one round found about a person. A later round, or a correction, adds a row and overwrites none."""

    __tablename__ = "person_facts"
    __table_args__ = (Index("ix_person_facts_current", "person_id", "round_id", "superseded_at"),)

    id: int = Field(primary_key=True)
    person_id: int = Field(foreign_key="persons.id")
    round_id: int = Field(foreign_key="rounds.id")
    true_since: date
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    superseded_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment))
    upload_id: int | None = Field(default=None, foreign_key="uploads.id")
    marital: str = ""
    education_class: int | None = None
    in_school: bool | None = None
    occupation: str = ""
    disability: str = ""
    pregnant: bool | None = None
    religion: str = ""
