"""What was believed when: since when a spell is known to have ended, seals of entries, rounds of places, refusals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_MOMENT = sa.DateTime(timezone=True)
_NEXT_SPELL = """
    update memberships set
        ended_at = (select min(later.known_since) from memberships later
                    where later.person_id = memberships.person_id and later.id > memberships.id),
        ended_row_id = (select min(later.staged_row_id) from memberships later
                        where later.person_id = memberships.person_id and later.id > memberships.id
                          and later.from_on = memberships.until_on)
    where until_on is not null and end_reason = 'moved'
"""
_MERGED = """
    update memberships set ended_at = (
        select max(merged_at) from merges
        where undone_at is null and (left_id = memberships.person_id or right_id = memberships.person_id))
    where until_on is not null and end_reason = 'merged'
"""


def upgrade() -> None:
    """Bring the database one step forward."""
    op.add_column("memberships", sa.Column("ended_at", _MOMENT, nullable=True))
    op.add_column("memberships", sa.Column("ended_row_id", sa.Integer(), nullable=True))
    op.execute(_NEXT_SPELL)
    op.execute(_MERGED)
    op.create_table(
        "round_areas",
        sa.Column("round_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"]),
        sa.PrimaryKeyConstraint("round_id", "area_code"),
    )
    _seals()
    _states()


def _seals() -> None:
    op.create_table(
        "entry_seals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["audit_events.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_entry_seals_event_id", "entry_seals", ["event_id"], unique=False)


def _states() -> None:
    op.create_table(
        "delivery_states",
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=False),
        sa.Column("known_since", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delivery_states_area_code", "delivery_states", ["area_code"], unique=False)
    op.create_index("ix_delivery_states_delivery_id", "delivery_states", ["delivery_id"], unique=False)
