"""Survey files are verified step by step: which flow holds where, and the decisions, which nobody can change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_MOMENT = sa.DateTime(timezone=True)
_KEPT = {
    "flow_choices": "id = new.id",
    "verification_decisions": "id = new.id",
    "verified_rows": "decision_id = new.decision_id and staged_row_id = new.staged_row_id",
}
"""Each table with the condition that a row of it is there already."""


def upgrade() -> None:
    """Bring the database one step forward."""
    _choices()
    _decisions()
    for table, same in _KEPT.items():
        _refuse_changes(table, same)


def _choices() -> None:
    op.create_table(
        "flow_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=False),
        sa.Column("chosen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_flow_choices_area_code", "flow_choices", ["area_code"], unique=False)


def _decisions() -> None:
    op.create_table(
        "verification_decisions",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("area_code", "upload_id"):
        op.create_index(f"ix_verification_decisions_{column}", "verification_decisions", [column], unique=False)
    op.create_table(
        "verified_rows",
        sa.Column("decision_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("staged_row_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("row_key", sa.String(), nullable=False),
        sa.Column("household_number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["verification_decisions.id"]),
        sa.PrimaryKeyConstraint("decision_id", "staged_row_id"),
    )
    op.create_index("ix_verified_rows_row", "verified_rows", ["staged_row_id", "row_key"], unique=False)


def _refuse_changes(table: str, same: str) -> None:
    """The database itself refuses to change, replace or delete a row. SQLite loses this when a table is made anew."""
    told = f"rows of {table} are never changed or deleted"
    if op.get_bind().dialect.name == "sqlite":
        replaced = f"insert on {table} when exists (select 1 from {table} where {same})"
        for act in (f"update on {table}", f"delete on {table}", replaced):
            name = f"{table}_no_{act.split()[0]}"
            op.execute(f"create trigger {name} before {act} begin select raise(abort, '{told}'); end")
        return
    body = f"begin raise exception '{told}'; end"
    op.execute(f"create function refuse_change_of_{table}() returns trigger language plpgsql as $$ {body} $$")
    act = f"on {table} for each statement execute function refuse_change_of_{table}()"
    op.execute(f"create trigger {table}_kept before update or delete or truncate {act}")
