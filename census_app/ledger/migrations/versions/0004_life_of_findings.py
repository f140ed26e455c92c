"""Findings have a life: facts by fingerprint, desks with due days, and turns that say what changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Columns are added in place: SQLite makes a table anew for anything else, and cannot drop one that others point at.
ADDED = (
    ("analysis_runs", sa.Column("rules", sa.JSON(), nullable=False, server_default="{}")),
    ("findings", sa.Column("fingerprint", sa.String(), nullable=False, server_default="")),
    ("findings", sa.Column("rule_id", sa.String(), nullable=False, server_default="")),
    ("findings", sa.Column("opened_on", sa.Date(), nullable=False, server_default="1970-01-01")),
    ("findings", sa.Column("assigned_office", sa.String(), nullable=False, server_default="")),
    ("findings", sa.Column("due_on", sa.Date(), nullable=True)),
    ("finding_persons", sa.Column("birth_date", sa.String(), nullable=True)),
    ("finding_persons", sa.Column("death_date", sa.String(), nullable=True)),
    ("finding_reviews", sa.Column("changes", sa.JSON(), nullable=False, server_default="[]")),
)


def upgrade() -> None:
    """Bring the database one step forward."""
    for table, column in ADDED:
        op.add_column(table, column)
    op.execute("alter table findings add column assigned_user_id integer references users (id)")
    op.execute("alter table finding_reviews add column run_id integer references analysis_runs (id)")
    op.create_index("ix_findings_assigned_user_id", "findings", ["assigned_user_id"], unique=False)
    # A finding stored before waits since the run that raised it first.
    op.execute(
        "update findings set opened_on = "
        "(select date(runs.ran_at) from analysis_runs runs where runs.id = findings.first_run_id)"
    )
    op.create_table(
        "finding_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("office_code", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"]),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_finding_assignments_finding_id", "finding_assignments", ["finding_id"], unique=False)
