"""What a person's record said before it was corrected."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field

from census_app.ledger.tables.base import AreaBound, UtcMoment


class PersonChange(AreaBound, table=True):
    """One cell about a person, corrected by a row of a round or by a request: what was believed before, until when.

    The person is the record that was corrected, also when it was merged into another since. Without `true_since` the
    cell had been wrong from the beginning; with it, `before` was true until that day.
    """

    __tablename__ = "person_changes"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    column_name: str
    before: str
    after: str
    round_id: int | None = Field(default=None, foreign_key="rounds.id")
    staged_row_id: int | None = Field(default=None, foreign_key="staged_rows.id")
    request_id: int | None = Field(default=None, foreign_key="change_requests.id")
    true_since: date | None = None
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
