"""Changes asked for outside a round; and what a record said before such a change, which no row of a sheet brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the database one step forward."""
    _requests()
    _items_and_steps()
    with op.batch_alter_table("person_changes", schema=None) as batch_op:  # nothing points at this table
        batch_op.alter_column("round_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("staged_row_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("request_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("true_since", sa.Date(), nullable=True))
        batch_op.create_foreign_key("fk_person_changes_request", "change_requests", ["request_id"], ["id"])


def _requests() -> None:
    op.create_table(
        "change_requests",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("true_since", sa.Date(), nullable=True),
        sa.Column("number_id", sa.Integer(), nullable=True),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("filed_at", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.ForeignKeyConstraint(["number_id"], ["identity_numbers.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("change_requests", "area_code", "person_id", "state", "filed_by")


def _items_and_steps() -> None:
    op.create_table(
        "change_items",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("base", sa.LargeBinary(), nullable=False),
        sa.Column("wanted", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["change_requests.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("change_items", "area_code", "request_id", "person_id")
    op.create_table(
        "change_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("believed", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["change_requests.id"]),
        sa.ForeignKeyConstraint(["item_id"], ["change_items.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("change_steps", "request_id")


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
