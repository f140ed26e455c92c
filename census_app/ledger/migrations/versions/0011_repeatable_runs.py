"""A run of the models keeps what is needed to repeat it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the database one step forward."""
    op.add_column("analysis_runs", sa.Column("settings", sa.JSON(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column("analysis_runs", sa.Column("engine", sa.String(), server_default="", nullable=False))
    op.add_column("analysis_runs", sa.Column("findings_digest", sa.String(), server_default="", nullable=False))
