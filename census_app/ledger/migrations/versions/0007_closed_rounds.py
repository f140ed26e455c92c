"""Rounds are closed: what stood then, the books that went out and came back, and what corrections wrote over."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the database one step forward."""
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_at", _MOMENT, nullable=True))
    _books()
    _what_stood()
    _corrections()


def _books() -> None:
    op.create_table(
        "prefilled_books",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("source_upload_id", sa.Integer(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"]),
        sa.ForeignKeyConstraint(["source_upload_id"], ["uploads.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("prefilled_books", "area_code", "round_id", "source_upload_id")
    op.create_table(
        "returned_books",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("source_upload_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"]),
        sa.ForeignKeyConstraint(["source_upload_id"], ["uploads.id"]),
        sa.PrimaryKeyConstraint("upload_id"),
    )
    _index("returned_books", "area_code", "source_upload_id")


def _what_stood() -> None:
    counts = [sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS]
    _table_of_a_round("closed_figures", sa.Column("area_code", sa.String(), nullable=False), *counts)
    head = sa.Column("head_hash", sa.String(), nullable=False)
    _table_of_a_round("closed_heads", sa.Column("area_code", sa.String(), nullable=False), head)
    words = [sa.Column(name, sa.String(), nullable=False) for name in _WORDS]
    op.create_table(
        "closed_persons",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("person_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=False),
        *words,
        sa.Column("education_class", sa.Integer(), nullable=True),
        sa.Column("in_school", sa.Boolean(), nullable=True),
        sa.Column("pregnant", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("round_id", "person_id"),
    )
    _index("closed_persons", "area_code")


_COUNTS = ("persons", "persons_met", "households", "deliveries")
_WORDS = (
    "household_number",
    "relation",
    "name_bn",
    "name_en",
    "sex",
    "birth_date",
    "birth_precision",
    "death_date",
    "father_name",
    "mother_name",
    "spouse_name",
    "mobile",
    "nid",
    "brn",
    "marital",
    "occupation",
    "disability",
    "religion",
)


def _table_of_a_round(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("round_id", sa.Integer(), nullable=False, autoincrement=False),
        *columns,
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"]),
        sa.PrimaryKeyConstraint("round_id", "area_code"),
    )


def _corrections() -> None:
    op.create_table(
        "person_changes",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("staged_row_id", sa.Integer(), nullable=False),
        sa.Column("known_since", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"]),
        sa.ForeignKeyConstraint(["staged_row_id"], ["staged_rows.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _index("person_changes", "area_code", "person_id")


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)
