"""A file that was read is to be read again: what nobody believes yet gives way to what the file says."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update
from sqlmodel import Session, col

from census_app.ledger import clock
from census_app.ledger.reads.staged_rows import may_go
from census_app.ledger.standing import require_open
from census_app.ledger.tables import Job, StagedColumns, StagedProblem, StagedRow, Upload
from census_app.ledger.writes.corrections import restore_replaced


def read_again(session: Session, upload: Upload, job: Job) -> dict[str, int]:
    """The job waits anew and the rows that may go are gone, with what was wrong with them and with the file.

    What was confirmed about them waits for their next reading; so do rows that the upload had replaced as a corrected
    copy. Shape: for the event, how many rows went. Raises: Refused when its round is closed.
    """
    require_open(session, upload.round_id)
    restore_replaced(session, upload.id)
    connection = session.connection()
    going = (col(StagedRow.upload_id) == upload.id) & may_go()
    of_going = col(StagedProblem.staged_row_id).in_(select(col(StagedRow.id)).where(going))
    beside = or_(col(StagedProblem.staged_row_id).is_(None), of_going)
    confirmed = col(StagedProblem.confirmed_at).is_not(None)
    connection.execute(delete(StagedProblem).where(col(StagedProblem.upload_id) == upload.id, beside, ~confirmed))
    connection.execute(update(StagedProblem).where(of_going, confirmed).values(staged_row_id=None))
    gone = connection.execute(delete(StagedRow).where(going)).rowcount
    in_use = select(col(StagedRow.columns_id)).where(col(StagedRow.upload_id) == upload.id)
    of_none = (col(StagedColumns.upload_id) == upload.id, col(StagedColumns.id).not_in(in_use))
    connection.execute(delete(StagedColumns).where(*of_none))
    job.state, job.worker, job.lease_until, job.attempts = "waiting", "", None, 0
    job.rows_done, job.rows_total, job.cancel_asked, job.asked_at = 0, None, False, clock.now()
    upload.state = "reading"
    return {"rows_removed": gone}
