"""An acceptance can be undone as one: what it filled, and which rows it believed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring the database one step forward."""
    op.create_table(
        "acceptances",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=False),
        sa.Column("known_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("upload_state", sa.String(), nullable=False),
        sa.Column("last_person_id", sa.Integer(), nullable=False),
        sa.Column("last_household_id", sa.Integer(), nullable=False),
        sa.Column("new_paras", sa.JSON(), nullable=False),
        sa.Column("problem_ids", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_acceptances_area_code", "acceptances", ["area_code"], unique=False)
    op.create_index("ix_acceptances_upload_id", "acceptances", ["upload_id"], unique=False)
    op.create_table(
        "filled_blanks",
        sa.Column("acceptance_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptances.id"]),
        sa.PrimaryKeyConstraint("acceptance_id", "table_name", "row_id", "column_name"),
    )
    # Added in place: SQLite would make the largest table anew for anything else.
    op.add_column("staged_rows", sa.Column("acceptance_id", sa.Integer(), nullable=True))
