"""Hazards that a desk opened, the shelters that stand ready, and what became of each person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound, UtcMoment


class HazardCall(SQLModel, table=True):
    """One hazard over several areas, as a desk called it out; `reads/hazards.py` narrows it to those whom it concerns.

    Its list is made of one snapshot and stays so while it is open, so that it can be made again: `weights` are what
    each ground weighs, `drawn_area` is GeoJSON or empty. Units: centimetres of water expected above the ground.
    """

    __tablename__ = "hazard_calls"

    id: int = Field(default=None, primary_key=True)
    kind: str
    area_codes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    expected_on: date
    depth_cm: int | None = None
    drawn_area: str = ""
    weights: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    snapshot: str
    as_of: date
    opened_by: int
    opened_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment))


class Shelter(AreaBound, table=True):
    """A building that takes people in. Its area is the ward. Units: degrees, persons."""

    __tablename__ = "shelters"
    __table_args__ = (Index("ix_shelters_name", "area_code", "name_bn", "name_en", unique=True),)

    id: int = Field(default=None, primary_key=True)
    para_code: str = ""
    name_bn: str = ""
    name_en: str = ""
    kind: str
    lat: float | None = None
    lon: float | None = None
    capacity: int
    source: str
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))


class HazardMark(AreaBound, table=True):
    """What somebody says became of a person, never changed: what is said later is a row of its own.

    The area is the ward of the person, whose record it follows in a merge. `outcome` is reached, moved, refused or
    not_found.
    """

    __tablename__ = "hazard_marks"
    __table_args__ = (Index("ix_hazard_marks_person", "hazard_id", "person_id"),)

    id: int = Field(default=None, primary_key=True)
    hazard_id: int = Field(foreign_key="hazard_calls.id")
    person_id: int = Field(foreign_key="persons.id")
    outcome: str
    shelter_id: int | None = Field(default=None, foreign_key="shelters.id")
    marked_by: int
    marked_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
