"""Files somebody gave us: how each stands, and what is wrong with its rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from typing import Any

from sqlalchemy import Case, ColumnElement, Select, case, func, or_
from sqlmodel import Session, col, select

from census_app.domain.access import Permission, Scope, can
from census_app.domain.errors import NotFound
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import Round, StagedProblem, StagedRow, Upload, User

MOST_TOLD = 1_000
"""So many problems of one file are told one by one; nobody reads more, and the export holds them all."""
HEAVIEST_FIRST = ("blocks_file", "blocks_row", "please_confirm", "information")


@dataclass(frozen=True)
class UploadLine:
    """One file, with the number of its rows in each state."""

    upload_id: int
    kind: str
    file_name: str
    state: str
    area_code: str
    round_code: str
    office_code: str
    fiscal_year: str
    rows_seen: int
    uploaded_by: int
    uploaded_by_name: str
    uploaded_at: datetime
    states: dict[str, int]

    def rows(self, *states: str) -> int:
        """How many rows stand in one of the states."""
        return sum(self.states.get(state, 0) for state in states)


@dataclass(frozen=True)
class UploadPage:
    """One file with its problems by code, and the lines that were left out by reason."""

    line: UploadLine
    problems: dict[str, int]
    left_out: dict[str, int]
    file_problems: tuple[ProblemLine, ...]


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Something wrong with a row, or (without a row) with a column, a sheet, the file."""

    code: str
    severity: str
    sheet: str
    row_number: int | None
    heading: str
    details: dict[str, Any]


def list_uploads(
    session: Session, scope: Scope, kind: str = "", waiting: bool = False, limit: int = 50, offset: int = 0
) -> list[UploadLine]:
    """The files that the scope may see, the newest first; `waiting` leaves those with rows ready to be accepted."""
    statement = _visible(scope, _columns())
    if kind:
        statement = statement.where(col(Upload.kind) == kind)
    if waiting:
        ready = select(StagedRow.upload_id).where(StagedRow.state == "ready")
        statement = statement.where(col(Upload.id).in_(ready), col(Upload.state) != "reading")
    statement = statement.order_by(col(Upload.id).desc()).limit(limit).offset(offset)
    return _lines(session, scope, statement)


def count_uploads(session: Session, scope: Scope) -> int:
    """How many files the scope may see."""
    counted = _visible(scope, (func.count(),))
    return int(session.execute(counted, execution_options=options(scope)).scalar_one())


def get_upload(session: Session, scope: Scope, upload_id: int) -> UploadPage:
    """The file with what is wrong in it. Raises: NotFound outside what the scope may see."""
    found = _lines(session, scope, _visible(scope, _columns()).where(col(Upload.id) == upload_id))
    if not found:
        raise NotFound("upload_not_found")
    left_out = select(Upload.left_out).where(Upload.id == upload_id)
    counts: dict[str, int] = {}
    for line in session.exec(left_out, execution_options=options(scope)).one():
        counts[line["reason"]] = counts.get(line["reason"], 0) + 1
    problems = (
        select(StagedProblem.code, func.count())
        .outerjoin(StagedRow, col(StagedRow.id) == StagedProblem.staged_row_id)
        .where(StagedProblem.upload_id == upload_id, col(StagedProblem.row_number).is_not(None), is_still_asked())
        .group_by(StagedProblem.code)
        .order_by(func.count().desc(), StagedProblem.code)
    )
    by_code: dict[str, int] = dict(session.exec(problems, execution_options=options(scope)).all())
    of_file = _problems(
        session, scope, col(StagedProblem.upload_id) == upload_id, col(StagedProblem.row_number).is_(None)
    )
    return UploadPage(found[0], by_code, counts, tuple(of_file))


def uploads_that_open(session: Session, scope: Scope, upload_ids: Collection[int]) -> frozenset[int]:
    """Those of the files whose rows the scope may look at."""
    found = _visible(scope, (Upload.id,)).where(col(Upload.id).in_(upload_ids))
    return frozenset(session.execute(found, execution_options=options(scope)).scalars())


def is_still_asked() -> ColumnElement[bool]:
    """The condition that a problem, joined to its row if it has one, is still told.

    Of a row that came again corrected, only that it did: the rest is asked of the row in its place.
    """
    in_place = or_(col(StagedRow.state).is_(None), col(StagedRow.state) != "replaced")
    return or_(in_place, col(StagedProblem.code) == "replaced_by_correction")


def blocking_problems(session: Session, scope: Scope, upload_id: int, state: str) -> list[ProblemLine]:
    """What keeps the rows in that state (held, suspense) from being believed, in the order of the sheet."""
    wanted = (
        col(StagedProblem.upload_id) == upload_id,
        col(StagedProblem.severity) == "blocks_row",
        col(StagedRow.state) == state,
    )
    return _problems(session, scope, *wanted, limit=MOST_TOLD)


def _columns() -> tuple[Any, ...]:
    return (
        Upload.id,
        Upload.kind,
        Upload.file_name,
        Upload.state,
        Upload.area_code,
        Round.code,
        Upload.office_code,
        Upload.fiscal_year,
        Upload.rows_seen,
        Upload.uploaded_by,
        User.shown_as,
        Upload.uploaded_at,
    )


def _visible(scope: Scope, columns: tuple[Any, ...]) -> Select[Any]:
    """Files of one's areas: all, or one's own, or those of one's office."""
    statement: Select[Any] = select(*columns).select_from(Upload)
    statement = statement.outerjoin(Round, col(Round.id) == Upload.round_id)
    statement = statement.outerjoin(User, col(User.id) == Upload.uploaded_by)
    if can(scope, Permission.SEE_ALL_UPLOADS):
        return statement
    if scope.sees_only_own_office:
        return statement.where(col(Upload.office_code).in_(scope.offices))
    return statement.where(col(Upload.uploaded_by) == scope.actor_id)


def _lines(session: Session, scope: Scope, statement: Select[Any]) -> list[UploadLine]:
    rows: Any = session.execute(statement, execution_options=options(scope)).all()
    states = _states(session, scope, [row[0] for row in rows])
    return [
        UploadLine(*[*row[:5], row[5] or "", *row[6:10], row[10] or "", row[11], states.get(row[0], {})])
        for row in rows
    ]


def _states(session: Session, scope: Scope, upload_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    found = (
        select(StagedRow.upload_id, StagedRow.state, func.count())
        .where(col(StagedRow.upload_id).in_(upload_ids))
        .group_by(col(StagedRow.upload_id), StagedRow.state)
    )
    states: dict[int, dict[str, int]] = {}
    for upload_id, state, count in session.exec(found, execution_options=options(scope)):
        states.setdefault(upload_id, {})[state] = count
    return states


def _problems(session: Session, scope: Scope, *wanted: Any, limit: int = 50, offset: int = 0) -> list[ProblemLine]:
    place = (col(StagedProblem.sheet), col(StagedProblem.row_number), col(StagedProblem.id))
    statement = problems_with_rows().where(*wanted).order_by(weight_of(col(StagedProblem.severity)), *place)
    statement = statement.limit(limit).offset(offset)
    return list(starmap(ProblemLine, session.execute(statement, execution_options=options(scope))))


def weight_of(severity: Any) -> Case[int]:
    """The place of a severity among the heaviest."""
    return case({name: rank for rank, name in enumerate(HEAVIEST_FIRST)}, value=severity)


def problems_with_rows() -> Select[Any]:
    """The columns of a `ProblemLine`, each problem beside its row if it has one."""
    columns = (
        StagedProblem.code,
        StagedProblem.severity,
        StagedProblem.sheet,
        StagedProblem.row_number,
        StagedProblem.heading,
        StagedProblem.details,
    )
    return pick(*columns).outerjoin(StagedRow, col(StagedRow.id) == StagedProblem.staged_row_id)
