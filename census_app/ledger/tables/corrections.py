"""Cells of waiting rows that their writers put right on the page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field

from census_app.ledger.sealing import Sealed
from census_app.ledger.tables.base import AreaBound, UtcMoment


class RowCorrection(AreaBound, table=True):
    """One cell written again. The row's `raw` keeps what the file said; `written_before` is what stood until now."""

    __tablename__ = "row_corrections"

    id: int = Field(default=None, primary_key=True)
    upload_id: int = Field(foreign_key="uploads.id", index=True)
    staged_row_id: int = Field(foreign_key="staged_rows.id", index=True)
    heading: str
    field: str
    written_before: str = Field(sa_column=Column(Sealed("row_corrections.written_before"), nullable=False))
    written_now: str = Field(sa_column=Column(Sealed("row_corrections.written_now"), nullable=False))
    corrected_by: int
    corrected_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
