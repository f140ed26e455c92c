"""Visits to the families of girls, each with its outcome and the day of the next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from census_app.ledger.sealing import Sealed
from census_app.ledger.tables.base import UtcMoment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring the database one step forward."""
    op.create_table(
        "marriage_visits",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("next_visit_on", sa.Date(), nullable=True),
        sa.Column("note", Sealed("marriage_visits.note"), nullable=False),
        sa.Column("visited_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcMoment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("marriage_visits", schema=None) as batch_op:
        batch_op.create_index("ix_marriage_visits_area_code", ["area_code"], unique=False)
        batch_op.create_index("ix_marriage_visits_person_id", ["person_id"], unique=False)
