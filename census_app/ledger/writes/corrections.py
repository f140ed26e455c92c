"""Rows that a corrected copy brought again step aside; they stay in the ledger, and come back when it is cancelled."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, exists, update
from sqlmodel import Session, col

from census_app.domain.access import OPERATOR
from census_app.domain.errors import Refused
from census_app.domain.row_states import WAITING
from census_app.ledger.bulk import insert_many, take_ids
from census_app.ledger.json_text import to_json
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.staged_rows import may_go
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still
from census_app.ledger.tables import StagedProblem, StagedRow

REPLACED = "replaced_by_correction"
_PROBLEM = ("id", "upload_id", "staged_row_id", "area_code", "code", "severity", "sheet", "row_number", "heading")


def replace_corrected(session: Session, row_ids: Sequence[int | None]) -> int:
    """The rows, which nobody believes yet, are replaced, each with the reason beside it; how many comes back.

    Raises: Refused when somebody has come to believe one of them; then nothing is changed.
    """
    replaced = 0
    wanted = [row_id for row_id in row_ids if row_id is not None]
    if wanted:
        hold_still(session)
    for part in in_parts(wanted):
        found = pick(StagedRow.id, StagedRow.upload_id, StagedRow.area_code, StagedRow.sheet, StagedRow.row_number)
        found = found.where(col(StagedRow.id).in_(part), col(StagedRow.state).in_(WAITING))
        rows = session.execute(found, execution_options=options(OPERATOR)).all()
        ids = take_ids(session, StagedProblem, len(rows))
        reasons = (
            (id_, upload_id, row_id, area, REPLACED, "information", sheet, number, "", to_json({}))
            for id_, (row_id, upload_id, area, sheet, number) in zip(ids, rows, strict=True)
        )
        insert_many(session, StagedProblem, (*_PROBLEM, "details"), reasons)
        change = update(StagedRow).where(col(StagedRow.id).in_([row[0] for row in rows]))
        session.connection().execute(change.values(state="replaced"))
        replaced += len(rows)
    if replaced != len(wanted):
        raise Refused("ledger_moved_on")
    return replaced


def restore_replaced(session: Session, upload_id: int) -> None:
    """The rows that this corrected copy had replaced wait again, as before it came, unless it is believed by now."""
    corrected = pick(StagedRow.corrects_row_id).where(col(StagedRow.upload_id) == upload_id, may_go())
    mine = (col(StagedRow.id).in_(corrected), col(StagedRow.state) == "replaced")
    replaced = list(session.execute(pick(StagedRow.id).where(*mine), execution_options=options(OPERATOR)).scalars())
    connection = session.connection()
    blocked = exists().where(
        col(StagedProblem.staged_row_id) == col(StagedRow.id), col(StagedProblem.severity) == "blocks_row"
    )
    for rows in in_parts(replaced):
        reason = (col(StagedProblem.staged_row_id).in_(rows), col(StagedProblem.code) == REPLACED)
        connection.execute(delete(StagedProblem).where(*reason))
        connection.execute(update(StagedRow).where(col(StagedRow.id).in_(rows), blocked).values(state="held"))
        waiting = (col(StagedRow.id).in_(rows), col(StagedRow.state) == "replaced")
        connection.execute(update(StagedRow).where(*waiting).values(state="ready"))
