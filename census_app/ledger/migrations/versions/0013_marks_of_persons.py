"""A closed round keeps a mark of each person, so that two rounds are held against each other by one number a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Bring the database one step forward. Rounds closed before have no marks, and are compared cell by cell."""
    op.add_column("closed_persons", sa.Column("mark", sa.BigInteger(), nullable=True))
