"""What people said about the headings of their own sheets."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from census_app.ledger.tables.base import UtcMoment


class HeadingAnswer(SQLModel, table=True):
    """One answer: what a heading stands for (`about` field: a field's name or `ignore`), or how its dates are written
    (`about` day_order: day_first or month_first).

    It holds for the office in the upazila, or without an office for the user; with an `upload_id` for that file alone.
    An answer that was changed stays, with the moment until which it held. It speaks of headings, never of what stands
    below them, and so belongs to no area.
    """

    __tablename__ = "heading_answers"
    __table_args__ = (Index("ix_heading_answers_holder", "layout", "office_code", "upazila_code", "user_id"),)

    id: int = Field(default=None, primary_key=True)
    layout: str
    heading_key: str
    heading: str
    about: str
    answer: str
    office_code: str = ""
    upazila_code: str = ""
    user_id: int | None = None
    upload_id: int | None = Field(default=None, foreign_key="uploads.id", index=True)
    answered_by: int
    answered_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
    superseded_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment, nullable=True))
