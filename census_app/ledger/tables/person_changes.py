"""What a person's record said before it was corrected."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field

from census_app.ledger.tables.base import AreaBound, UtcMoment


class PersonChange(AreaBound, table=True):
    """One cell of a person's record, corrected by a row of a round: what was believed before, and since when it is not.

    The person is the record that was corrected, also when it was merged into another since.
    """

    __tablename__ = "person_changes"

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    column_name: str
    before: str
    after: str
    round_id: int = Field(foreign_key="rounds.id")
    staged_row_id: int = Field(foreign_key="staged_rows.id")
    known_since: datetime = Field(sa_column=Column(UtcMoment, nullable=False))
