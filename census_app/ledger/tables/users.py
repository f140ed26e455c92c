"""Accounts and the desks they hold."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import UtcMoment


class User(SQLModel, table=True):
    """One account of one human being."""

    __tablename__ = "users"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    shown_as: str
    password_hash: str
    language: str = "bn"
    disabled: bool = False
    failed_log_ins: int = 0
    locked_until: datetime | None = Field(default=None, sa_column=Column(UtcMoment))


class UserAssignment(SQLModel, table=True):
    """One desk of one user: role, area, office, from a day until a day."""

    __tablename__ = "user_assignments"

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    role: str
    area_code: str
    office_code: str = ""
    from_on: date
    until_on: date | None = None
