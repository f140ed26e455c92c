"""Findings have a life: facts by fingerprint, desks with due days, and turns that say what changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0001"


def upgrade() -> None:
    """Bring the database one step forward."""
    with op.batch_alter_table("analysis_runs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rules", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fingerprint", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("rule_id", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("opened_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("assigned_user_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("assigned_office", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_findings_assigned_user_id"), ["assigned_user_id"], unique=False)
        batch_op.create_foreign_key("fk_findings_assigned_user_id", "users", ["assigned_user_id"], ["id"])
    # A finding stored before waits since the run that raised it first.
    op.execute(
        "update findings set opened_on = (select date(r.ran_at) from analysis_runs r where r.id = findings.first_run_id)"
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.alter_column("opened_on", existing_type=sa.Date(), nullable=False)
    with op.batch_alter_table("finding_persons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("birth_date", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("death_date", sa.String(), nullable=True))
    with op.batch_alter_table("finding_reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("run_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("changes", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.create_foreign_key("fk_finding_reviews_run_id", "analysis_runs", ["run_id"], ["id"])
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
    with op.batch_alter_table("finding_assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_assignments_finding_id"), ["finding_id"], unique=False)
