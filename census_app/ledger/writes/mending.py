"""Waiting rows are put right by whoever gave them in: a cell is written again, or confirmed as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from census_app.domain.access import Permission, Scope, can
from census_app.domain.errors import NotFound, Refused
from census_app.domain.row_states import WAITING
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.json_text import JsonBytes
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still, require_open
from census_app.ledger.tables import RowCorrection, StagedProblem, StagedRow, Upload
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.uploads import NewProblem, insert_problems


@dataclass(frozen=True)
class MendedCell:
    """A cell that was written again, and the field it stands for."""

    row_id: int
    heading: str
    field: str
    written_before: str
    written_now: str


@dataclass(frozen=True)
class MendedRow:
    """A row that says something else from now on; `key_before` is the fingerprint it is expected to have now."""

    row_id: int
    key_before: str
    row_key: str
    content: JsonBytes
    state: str
    ended_problems: Sequence[int]
    new_problems: Sequence[NewProblem]


def store_correction(engine: Engine, scope: Scope, upload_id: int, cell: MendedCell, rows: Sequence[MendedRow]) -> None:
    """The rows say what the corrected cell makes them say; the file's own cells stay as they came.

    Raises: NotFound outside the scope; Refused when the file is not the actor's, or a row was accepted or changed.
    """
    with writing(engine) as session:
        hold_still(session)
        upload = own_upload(session, scope, upload_id)
        for row in rows:
            _change(session, upload, row)
        session.add(
            RowCorrection(
                upload_id=upload_id,
                staged_row_id=cell.row_id,
                area_code=upload.area_code,
                heading=cell.heading,
                field=cell.field,
                written_before=cell.written_before,
                written_now=cell.written_now,
                corrected_by=scope.actor_id,
                corrected_at=clock.now(),
            )
        )
        told = {"upload": upload_id, "field": cell.field, "rows": len(rows)}
        append_event(session, scope, "cell_corrected", f"row:{cell.row_id}", upload.area_code, details=told)


def confirm_problem(engine: Engine, scope: Scope, upload_id: int, problem_id: int) -> None:
    """What was to be confirmed is confirmed: the row is right as it is written.

    Raises: NotFound outside the scope; Refused when the file is not the actor's, or there is nothing to be confirmed.
    """
    with writing(engine) as session:
        upload = own_upload(session, scope, upload_id)
        wanted = select(StagedProblem).where(StagedProblem.id == problem_id, StagedProblem.upload_id == upload_id)
        problem = session.exec(wanted, execution_options=options(scope)).first()
        if problem is None or problem.severity != "please_confirm" or problem.confirmed_at is not None:
            raise Refused("nothing_to_confirm")
        row = select(StagedRow.state).where(StagedRow.id == problem.staged_row_id)
        if session.exec(row, execution_options=options(scope)).first() not in WAITING:
            raise Refused("nothing_to_confirm")
        problem.confirmed_by, problem.confirmed_at = scope.actor_id, clock.now()
        told = {"upload": upload_id, "problem": problem.code}
        append_event(
            session, scope, "problem_confirmed", f"row:{problem.staged_row_id}", upload.area_code, details=told
        )


def own_upload(session: Session, scope: Scope, upload_id: int) -> Upload:
    """The upload, when the actor or the actor's office gave it in and its round is open. Raises: NotFound, Refused."""
    upload = session.exec(select(Upload).where(Upload.id == upload_id), execution_options=options(scope)).first()
    if upload is None:
        raise NotFound("upload_not_found")
    if not is_own(scope, upload.kind, upload.uploaded_by, upload.office_code):
        raise Refused("not_your_upload")
    require_open(session, upload.round_id)
    return upload


def is_own(scope: Scope, kind: str, uploaded_by: int, office_code: str) -> bool:
    """True for whoever gave the file in, and for the desks of the office whose list it is."""
    if kind == "deliveries":
        return can(scope, Permission.UPLOAD_DELIVERIES) and scope.holds_office(office_code)
    return can(scope, Permission.UPLOAD_SURVEY) and uploaded_by == scope.actor_id


def _change(session: Session, upload: Upload, row: MendedRow) -> None:
    table, connection = StagedRow, session.connection()
    expected = (col(table.id) == row.row_id, col(table.row_key) == row.key_before, col(table.state).in_(WAITING))
    change = update(table).where(*expected, col(table.upload_id) == upload.id)
    values = {"content": row.content, "row_key": row.row_key, "state": row.state}
    if connection.execute(change.values(**values)).rowcount != 1:
        raise Refused("row_moved_on")
    connection.execute(delete(StagedProblem).where(col(StagedProblem.id).in_(row.ended_problems)))
    insert_problems(session, upload.id, upload.area_code, [(row.row_id, problem) for problem in row.new_problems])
