"""What was believed of a person before it was corrected: since when not, since when it is true, and who said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.change_requests import Step
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import ChangeStep, PersonChange, StagedRow, Upload, User


@dataclass(frozen=True)
class Correction:
    """One cell that was corrected. Without `true_since` it had been wrong from the beginning."""

    column_name: str
    before: str
    after: str
    true_since: date | None
    known_since: datetime
    request_id: int | None
    said_by: str


def corrections_of(session: Session, scope: Scope, person_id: int) -> list[Correction]:
    """Every cell of the person's record that was corrected, the newest first."""
    change, step, uploader, approver = PersonChange, ChangeStep, aliased(User), aliased(User)
    columns = (change.column_name, change.before, change.after, change.true_since, change.known_since)
    found = pick(*columns, change.request_id, approver.shown_as, uploader.shown_as).select_from(change)
    is_last = (col(step.request_id) == col(change.request_id)) & (col(step.step) == Step.APPLIED.value)
    found = found.outerjoin(step, is_last).outerjoin(approver, approver.id == col(step.taken_by))  # type: ignore[arg-type]
    found = found.outerjoin(StagedRow, col(StagedRow.id) == col(change.staged_row_id))
    found = found.outerjoin(Upload, col(Upload.id) == col(StagedRow.upload_id))
    found = found.outerjoin(uploader, uploader.id == col(Upload.uploaded_by))  # type: ignore[arg-type]
    here = found.where(col(change.person_id) == person_id).order_by(col(change.id).desc())
    rows = session.execute(here, execution_options=options(scope))
    return [Correction(*[*told, approved or uploaded or ""]) for *told, approved, uploaded in rows]
