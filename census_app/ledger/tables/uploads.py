"""Files somebody gave us, their rows, and what is wrong with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from census_app.ledger.sealing import SealedJson
from census_app.ledger.tables.base import AreaBound, UtcMoment


class Upload(AreaBound, table=True):
    """One file. The area is the place it speaks of: a ward for a survey, an upazila or less for an office's list.

    `kind` is survey or deliveries; `state` is reading, then staged, unreadable or cancelled, then accepted. The bytes
    lie under `stored_name` in the data directory, as they came. `headings` says which column bears which heading. The
    corrected copy of a file that was handed back names in `corrects_upload_id` the first upload of that file.
    """

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_same_file", "sha256", "kind", "area_code", unique=False),)

    id: int = Field(default=None, primary_key=True)
    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    stored_name: str
    state: str
    layout: str = ""
    round_id: int | None = Field(default=None, foreign_key="rounds.id")
    office_code: str = Field(default="", index=True)
    fiscal_year: str = ""
    rows_seen: int = 0
    left_out: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    headings: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    corrects_upload_id: int | None = Field(default=None, foreign_key="uploads.id", index=True)
    uploaded_by: int
    uploaded_at: datetime = Field(sa_column=Column(UtcMoment, nullable=False))


class StagedColumns(AreaBound, table=True):
    """The headings of the columns of a file's table, in the order in which the rows of one set hold their cells."""

    __tablename__ = "staged_columns"

    id: int = Field(default=None, primary_key=True)
    upload_id: int = Field(foreign_key="uploads.id", index=True)
    headings: list[str] = Field(sa_column=Column(JSON, nullable=False))


class StagedRow(AreaBound, table=True):
    """One spreadsheet row, not yet believed.

    `state` is ready, held or refused before acceptance, accepted after; for a delivery list ready, held, refused,
    attached or suspense. A row is replaced when a corrected copy brought it again: `corrects_row_id` of the new row
    names it (no foreign key: a row is never deleted while another corrects it). `content` holds the typed values by
    field name, `raw` the cells as typed in the order of the headings of `columns_id` (no foreign key: to remove those
    would mean to look through every row).
    `row_key` is the fingerprint by which the same row in another file is recognised. A row of a survey that is believed
    names in `acceptance_id` the acceptance by which it is (no foreign key, like the others).
    """

    __tablename__ = "staged_rows"
    __table_args__ = (
        Index("ix_staged_rows_place", "upload_id", "sheet", "row_number"),
        Index("ix_staged_rows_state", "upload_id", "state"),
    )

    id: int = Field(primary_key=True)
    upload_id: int = Field(foreign_key="uploads.id")
    sheet: str
    row_number: int
    state: str
    content: dict[str, Any] = Field(sa_column=Column(SealedJson("staged_rows.content"), nullable=False))
    columns_id: int
    raw: list[str] = Field(sa_column=Column(SealedJson("staged_rows.raw"), nullable=False))
    row_key: str = Field(index=True)
    person_id: int | None = Field(default=None, index=True)
    household_id: int | None = None
    corrects_row_id: int | None = None
    acceptance_id: int | None = None


class StagedProblem(AreaBound, table=True):
    """Something wrong with a row (or, without a row, with a sheet or a file).

    `severity` is blocks_file, blocks_row, please_confirm or information. `details` fills the blanks of the sentence.
    What is to be confirmed says who answered that the row is right as it is written, and when; while the file is read
    again, the answer waits for its row by its place alone.
    """

    __tablename__ = "problems"

    id: int = Field(primary_key=True)
    upload_id: int = Field(foreign_key="uploads.id", index=True)
    staged_row_id: int | None = Field(default=None, foreign_key="staged_rows.id", index=True)
    code: str = Field(index=True)
    severity: str
    sheet: str = ""
    row_number: int | None = None
    heading: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    confirmed_by: int | None = None
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment, nullable=True))
