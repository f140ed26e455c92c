"""The runs of the models, newest first: which snapshot each asked, for which day, under which rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from census_app.ledger.tables import AnalysisRun


@dataclass(frozen=True)
class KeptRun:
    """One run, as the figures it left behind are dated by it; without settings one of before these were kept."""

    run_id: int
    as_of: date
    ran_at: datetime
    rules_version: str
    snapshot: str
    settings: dict[str, Any]


def newest_runs(session: Session, limit: int = 20) -> list[KeptRun]:
    """The newest runs; their figures are narrowed to a scope where they are read."""
    columns = (AnalysisRun.id, AnalysisRun.as_of, AnalysisRun.ran_at, AnalysisRun.rules_version)
    found = select(*columns, AnalysisRun.snapshot, AnalysisRun.settings)  # type: ignore[call-overload]
    return [KeptRun(*row) for row in session.execute(found.order_by(col(AnalysisRun.id).desc()).limit(limit))]
