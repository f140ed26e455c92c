"""Acceptances that stand, and so can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import Acceptance, User


@dataclass(frozen=True, slots=True)
class StandingAcceptance:
    """Who accepted rows of the file last, and when."""

    accepted_by: str
    accepted_at: datetime


def last_acceptance(session: Session, scope: Scope, upload_id: int) -> StandingAcceptance | None:
    """The acceptance of the upload that would be undone next, if one stands."""
    found = pick(User.shown_as, Acceptance.known_since).select_from(Acceptance)
    found = found.outerjoin(User, col(User.id) == Acceptance.accepted_by)
    found = found.where(col(Acceptance.upload_id) == upload_id, col(Acceptance.undone_at).is_(None))
    row = session.execute(found.order_by(col(Acceptance.id).desc()).limit(1), execution_options=options(scope)).first()
    return StandingAcceptance(row[0] or "", row[1]) if row is not None else None
