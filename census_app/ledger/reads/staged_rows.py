"""Rows taken in but not yet believed: which file is known, what waits, how an upload stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.domain.row_states import OUT_OF_THE_WAY
from census_app.ledger.query import in_parts
from census_app.ledger.scoping import options
from census_app.ledger.tables import RowCorrection, StagedProblem, StagedRow, Upload

_NOT_BELIEVED = ("ready", "held", "refused")


def written_cells(headings: Sequence[str], raw: Sequence[str]) -> dict[str, str]:
    """What stands in the filled cells of a row, by heading."""
    return {heading: text for heading, text in zip(headings, raw, strict=True) if text}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One row that is ready to be believed."""

    row_id: int
    sheet: str
    row_number: int
    content: dict[str, Any]


@dataclass(frozen=True)
class WaitingUpload:
    """An upload with rows that are ready."""

    upload_id: int
    kind: str
    area_code: str
    round_id: int | None
    office_code: str
    fiscal_year: str
    uploaded_by: int
    file_name: str


@dataclass(frozen=True)
class UploadCounts:
    """How many rows of an upload stand in each state, and how often each problem occurs."""

    upload_id: int
    file_name: str
    state: str
    rows_seen: int
    states: dict[str, int]
    problems: dict[str, int]
    blocked_by: tuple[str, str, str, dict[str, Any]] | None = None
    """Why the file could not be read: code, sheet, heading, details."""


def same_file(
    session: Session, scope: Scope, sha256: str, kind: str, area_code: str, period: tuple[int | None, str, str]
) -> int | None:
    """The upload that brought exactly these bytes for the same place and (round, office, fiscal year), if any."""
    round_id, office_code, fiscal_year = period
    found = select(Upload.id).where(
        Upload.sha256 == sha256,
        Upload.kind == kind,
        Upload.area_code == area_code,
        Upload.round_id == round_id,
        Upload.office_code == office_code,
        Upload.fiscal_year == fiscal_year,
        col(Upload.state).not_in(("unreadable", "cancelled")),
    )
    return session.exec(found, execution_options=options(scope)).first()


def known_row_keys(session: Session, scope: Scope, keys: Collection[str], beside: int) -> set[str]:
    """Those of the row fingerprints that another upload (not the one named) brought already."""
    known: set[str] = set()
    for part in in_parts(sorted(keys)) if _has_others_beside(session, scope, beside) else ():
        found = (
            select(StagedRow.row_key)
            .where(col(StagedRow.row_key).in_(part), StagedRow.upload_id != beside)
            .where(col(StagedRow.state).not_in(OUT_OF_THE_WAY))
        )
        known.update(session.exec(found, execution_options=options(scope)))
    return known


def _has_others_beside(session: Session, scope: Scope, upload_id: int) -> bool:
    """Whether there are other uploads about the same place and time: no other could have brought the same rows."""
    this, other = aliased(Upload), aliased(Upload)
    alike = (
        select(other.id)
        .join(this, col(this.area_code) == other.area_code)
        .where(this.id == upload_id, other.id != upload_id, other.kind == this.kind)
        .where(col(other.round_id).is_not_distinct_from(this.round_id))
        .where(other.office_code == this.office_code, other.fiscal_year == this.fiscal_year)
        .limit(1)
    )
    return session.exec(alike, execution_options=options(scope)).first() is not None


def upload_counts(session: Session, scope: Scope, upload_id: int) -> UploadCounts:
    """How an upload stands now. Raises: NotFound outside the scope too."""
    upload = session.exec(select(Upload).where(Upload.id == upload_id), execution_options=options(scope)).first()
    if upload is None:
        raise NotFound("upload_not_found")
    problems = (
        select(StagedProblem.code, func.count())
        .where(StagedProblem.upload_id == upload_id)
        .group_by(StagedProblem.code)
        .order_by(func.count().desc(), StagedProblem.code)
    )
    return UploadCounts(
        upload_id,
        upload.file_name,
        upload.state,
        upload.rows_seen,
        states_of(session, scope, upload_id),
        dict(session.exec(problems, execution_options=options(scope)).all()),
        _blocked_by(session, scope, upload_id),
    )


def _blocked_by(session: Session, scope: Scope, upload_id: int) -> tuple[str, str, str, dict[str, Any]] | None:
    columns = (StagedProblem.code, StagedProblem.sheet, StagedProblem.heading, StagedProblem.details)
    blocking = (
        select(*columns)
        .where(StagedProblem.upload_id == upload_id, StagedProblem.severity == "blocks_file")
        .order_by(col(StagedProblem.id))
        .limit(1)
    )
    found = session.exec(blocking, execution_options=options(scope)).first()
    return (found[0], found[1], found[2], dict(found[3])) if found is not None else None


def may_go() -> ColumnElement[bool]:
    """The condition that a row can give way when its file is read again.

    It stays once somebody believes it or put it right, or a corrected copy brought it again.
    """
    later = aliased(StagedRow)
    put_right = select(RowCorrection.staged_row_id)
    corrected = select(later.corrects_row_id).where(col(later.corrects_row_id).is_not(None))
    row_id = col(StagedRow.id)
    return col(StagedRow.state).in_(_NOT_BELIEVED) & row_id.not_in(put_right) & row_id.not_in(corrected)


def rows_that_stay(session: Session, scope: Scope, upload_id: int) -> set[tuple[str, int]]:
    """The places (sheet, row number) of those rows of the upload that do not give way."""
    found = select(StagedRow.sheet, StagedRow.row_number).where(StagedRow.upload_id == upload_id, ~may_go())
    return {(sheet, number) for sheet, number in session.exec(found, execution_options=options(scope))}


def states_of(session: Session, scope: Scope, upload_id: int) -> dict[str, int]:
    """How many rows of an upload stand in each state."""
    states = select(StagedRow.state, func.count()).where(StagedRow.upload_id == upload_id).group_by(StagedRow.state)
    return dict(session.exec(states, execution_options=options(scope)).all())


def waiting_uploads(
    session: Session, scope: Scope, round_id: int | None = None, upload_id: int | None = None
) -> list[WaitingUpload]:
    """The uploads with ready rows, surveys before lists (a delivery needs the person first), the oldest first."""
    ready = select(StagedRow.upload_id).where(StagedRow.state == "ready")
    found = select(Upload).where(col(Upload.id).in_(ready), Upload.state != "reading")
    found = found.order_by(col(Upload.kind).desc(), col(Upload.id))
    if upload_id is not None:
        found = found.where(Upload.id == upload_id)
    if round_id is not None:
        found = found.where((Upload.round_id == round_id) | (Upload.kind == "deliveries"))
    return [
        WaitingUpload(u.id, u.kind, u.area_code, u.round_id, u.office_code, u.fiscal_year, u.uploaded_by, u.file_name)
        for u in session.exec(found, execution_options=options(scope))
    ]


def ready_rows(session: Session, scope: Scope, upload_id: int) -> Iterator[WaitingRow]:
    """The ready rows of an upload in the order of the file; none while it is being read."""
    found = (
        select(StagedRow.id, StagedRow.sheet, StagedRow.row_number, StagedRow.content)
        .join(Upload, col(Upload.id) == StagedRow.upload_id)
        .where(StagedRow.upload_id == upload_id, StagedRow.state == "ready", Upload.state != "reading")
        .order_by(col(StagedRow.id))
    )
    yield from starmap(WaitingRow, session.execute(found, execution_options=options(scope)))
