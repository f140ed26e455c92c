"""Survey periods: the first survey, then every January."""

from __future__ import annotations

from datetime import date

from sqlmodel import Field, SQLModel


class Round(SQLModel, table=True):
    """One survey period; `code` is what people call it (2022)."""

    __tablename__ = "rounds"

    id: int = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    opened_on: date
    closed_on: date | None = None
