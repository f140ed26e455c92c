"""What a returned book corrected about known persons, and whom it found in another house; what was before stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, update
from sqlmodel import Session, col, select

from census_app.domain.access import OPERATOR
from census_app.ledger.bulk import insert_many
from census_app.ledger.query import in_parts
from census_app.ledger.scoping import options
from census_app.ledger.tables import Membership, Person, PersonChange
from census_app.ledger.writes.accepted_rows import SurveyAcceptance
from census_app.ledger.writes.moved_rows import table_of

MOVED = "moved"


def correct_persons(session: Session, acceptance: SurveyAcceptance, known_since: datetime) -> None:
    """The persons' records say what the rows say, and each cell that was written over is kept with its row."""
    told = {m.person_id: m for home in acceptance.households for m in home.members if m.corrected and m.person_id}
    changes = []
    for ids in in_parts(sorted(told)):
        wanted = select(Person).where(col(Person.id).in_(ids))
        for person in session.exec(wanted, execution_options=options(OPERATOR)).all():
            member = told[person.id]
            for name, after in member.corrected.items():
                before = getattr(person, name)
                if before != after:
                    cell = {"person_id": person.id, "column_name": name, "before": before, "after": after}
                    place = {"area_code": person.area_code, "round_id": acceptance.round_id}
                    changes.append({**cell, **place, "staged_row_id": member.row_id, "known_since": known_since})
    connection = session.connection()
    for person_id, member in told.items():
        connection.execute(update(Person).where(col(Person.id) == person_id).values(**member.corrected))
    if changes:
        insert_many(session, PersonChange, tuple(changes[0]), [tuple(change.values()) for change in changes])


def end_spells(
    session: Session, ended: Sequence[tuple[int, int]], on: date, known_since: datetime, reason: str = MOVED
) -> None:
    """These persons (each with the row that says so) live no longer where they lived until that day."""
    table = table_of(Membership)
    here = (table.c.person_id == bindparam("person"), table.c.until_on.is_(None))
    told = {"until_on": on, "end_reason": reason, "ended_at": known_since, "ended_row_id": bindparam("row")}
    if ended:
        rows = [{"person": person_id, "row": row_id} for person_id, row_id in ended]
        session.connection().execute(table.update().where(*here).values(**told), rows)
