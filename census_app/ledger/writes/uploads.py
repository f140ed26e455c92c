"""Files taken in: their rows and problems wait here until somebody accepts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.ledger import clock
from census_app.ledger.bulk import insert_many, take_ids
from census_app.ledger.engine import writing
from census_app.ledger.json_text import JsonText
from census_app.ledger.tables import StagedProblem, StagedRow, Upload
from census_app.ledger.writes.audit import append_event


@dataclass(frozen=True, slots=True)
class NewProblem:
    """Something wrong with a row; with the whole sheet or file when it stands beside the rows."""

    code: str
    severity: str
    sheet: str
    row_number: int | None
    heading: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewRow:
    """One row of the file, with the state the checks gave it."""

    sheet: str
    row_number: int
    state: str
    content: JsonText
    raw: JsonText
    row_key: str
    problems: Sequence[NewProblem]


@dataclass(frozen=True)
class NewUpload:
    """One file as it was read."""

    kind: str
    file_name: str
    sha256: str
    size_bytes: int
    stored_name: str
    state: str
    layout: str
    area_code: str
    round_id: int | None
    office_code: str
    fiscal_year: str
    left_out: list[dict[str, Any]]
    rows: Sequence[NewRow]
    problems: Sequence[NewProblem]


_ROW_COLUMNS = ("id", "upload_id", "area_code", "sheet", "row_number", "state", "content", "raw", "row_key")
_PROBLEM_COLUMNS = (
    "id",
    "upload_id",
    "staged_row_id",
    "area_code",
    "code",
    "severity",
    "sheet",
    "row_number",
    "heading",
    "details",
)


def store_upload(engine: Engine, scope: Scope, new: NewUpload) -> int:
    """The file, every row of it and every problem stand in the ledger, not yet believed; the upload's id comes back."""
    with writing(engine) as session:
        upload = Upload(
            kind=new.kind,
            file_name=new.file_name,
            sha256=new.sha256,
            size_bytes=new.size_bytes,
            stored_name=new.stored_name,
            state=new.state,
            layout=new.layout,
            area_code=new.area_code,
            round_id=new.round_id,
            office_code=new.office_code,
            fiscal_year=new.fiscal_year,
            rows_seen=len(new.rows),
            left_out=new.left_out,
            uploaded_by=scope.actor_id,
            uploaded_at=clock.now(),
        )
        session.add(upload)
        session.flush()
        row_ids = take_ids(session, StagedRow, len(new.rows))
        _insert_rows(session, upload, new.rows, row_ids)
        found: list[tuple[int | None, NewProblem]] = [(None, problem) for problem in new.problems]
        found += [(row_id, problem) for row_id, row in zip(row_ids, new.rows, strict=True) for problem in row.problems]
        insert_problems(session, upload.id, upload.area_code, found)
        told = {"rows": len(new.rows), "problems": len(found), "state": new.state}
        append_event(session, scope, "uploaded", f"upload:{upload.id}", new.area_code, details=told)
        return upload.id


def insert_problems(
    session: Session, upload_id: int, area_code: str, found: Sequence[tuple[int | None, NewProblem]]
) -> None:
    """Each problem stands beside its row (or, without one, beside the file)."""
    ids = take_ids(session, StagedProblem, len(found))
    rows = (
        (id_, upload_id, row_id, area_code, p.code, p.severity, p.sheet, p.row_number, p.heading, p.details)
        for id_, (row_id, p) in zip(ids, found, strict=True)
    )
    insert_many(session, StagedProblem, _PROBLEM_COLUMNS, rows)


def _insert_rows(session: Session, upload: Upload, rows: Sequence[NewRow], row_ids: Sequence[int]) -> None:
    ready = (
        (id_, upload.id, upload.area_code, r.sheet, r.row_number, r.state, r.content, r.raw, r.row_key)
        for id_, r in zip(row_ids, rows, strict=True)
    )
    insert_many(session, StagedRow, _ROW_COLUMNS, ready)
