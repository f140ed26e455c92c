"""The runs of the models: over which snapshot, by which rules and settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.query import pick
from census_app.ledger.tables import AnalysisRun


@dataclass(frozen=True)
class KeptRun:
    """One run with all that is needed to repeat it; `findings_digest` stands for what it asked."""

    run_id: int
    as_of: date
    snapshot: str
    rules_version: str
    settings: dict[str, Any]
    engine: str
    findings_digest: str
    ran_at: datetime


def run_over(session: Session, scope: Scope, snapshot: str) -> KeptRun:
    """The newest run over the snapshot of that name. Raises: NotFound when there is none that can be repeated.

    A run has no area of its own: whose areas its snapshot holds stands in the snapshot.
    """
    run = AnalysisRun
    columns = (run.id, run.as_of, run.snapshot, run.rules_version, run.settings, run.engine, run.findings_digest)
    found = pick(*columns, run.ran_at).where(col(run.snapshot) == snapshot, col(run.findings_digest) != "")
    row = session.execute(found.order_by(col(run.id).desc()).limit(1)).first()
    if row is None:
        raise NotFound("snapshot_not_found", {"snapshot": snapshot})
    return KeptRun(*row)
