"""Households, and what was found about each in each round."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import AreaBound, UtcMoment


class Household(AreaBound, table=True):
    """One khana: the people who eat from one pot. Its area is the ward."""

    __tablename__ = "households"
    __table_args__ = (
        Index("ix_households_number", "area_code", "number", unique=True),
        Index("ix_households_number_alone", "number"),
    )

    id: int = Field(primary_key=True)
    number: str
    para_code: str = Field(default="", index=True)
    lat: float | None = None
    lon: float | None = None
    first_upload_id: int | None = Field(default=None, foreign_key="uploads.id")
    created_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))


class HouseholdFact(SQLModel, table=True):
    """What one round found about a household. A later round, or a correction, adds a row and overwrites none."""

    __tablename__ = "household_facts"
    __table_args__ = (Index("ix_household_facts_current", "household_id", "round_id", "superseded_at"),)

    id: int = Field(primary_key=True)
    household_id: int = Field(foreign_key="households.id")
    round_id: int = Field(foreign_key="rounds.id")
    true_since: date
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    superseded_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment))
    upload_id: int | None = Field(default=None, foreign_key="uploads.id")
    roof: str = ""
    wall: str = ""
    land_hundredths: int | None = None
    income_bdt: int | None = None
    latrine: str = ""
    water: str = ""
    electricity: bool | None = None
    flooded: bool | None = None
    near_embankment: bool | None = None
