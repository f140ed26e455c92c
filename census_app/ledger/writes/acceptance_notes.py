"""The note of an acceptance under way, by which everything that it brings can be told from everything else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.ledger import clock
from census_app.ledger.tables import Acceptance, Upload
from census_app.ledger.writes.moved_rows import table_of


def begin_acceptance(session: Session, scope: Scope, upload_id: int, area_code: str) -> Acceptance:
    """An acceptance of the upload is noted, with a moment of its own and the last ids that were ever given out."""
    notes, uploads = table_of(Acceptance), table_of(Upload)
    newest: tuple[Any, ...] = (notes.c.last_person_id, notes.c.last_household_id, notes.c.known_since)
    last_person, last_household, last_moment = session.connection().execute(select(*map(func.max, newest))).one()
    moment = clock.now()
    if last_moment is not None and moment <= last_moment:
        moment = last_moment + timedelta(microseconds=1)
    stood = session.connection().execute(select(uploads.c.state).where(uploads.c.id == upload_id)).scalar_one()
    note = Acceptance(
        upload_id=upload_id,
        area_code=area_code,
        accepted_by=scope.actor_id,
        known_since=moment,
        upload_state=stood,
        last_person_id=last_person or 0,
        last_household_id=last_household or 0,
    )
    session.add(note)
    session.flush()
    return note
