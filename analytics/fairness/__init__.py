"""Whether what the models ask weighs on a group: counted apart, after everything has been asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analytics.disclosure import counted_table, protect
from analytics.engines import SqlEngine
from analytics.models import discover, run_models

SQL_DIR = Path(__file__).parent / "sql"
OF_BENEFITS = ("sum_benefit_fairness",)
OF_VISITS = ("sum_visit_fairness", "sum_visits_by_union")
"""Made only by a run that makes the visit list."""


def fairness_counts(engine: SqlEngine, names: tuple[str, ...], small_below: int) -> dict[str, list[dict[str, Any]]]:
    """The named counts, small ones hidden with the word `hidden`; the models they read stand already."""
    run_models(engine, names, SQL_DIR)
    return {name: _shown(engine, name, small_below) for name in names}


def _shown(engine: SqlEngine, name: str, small_below: int) -> list[dict[str, Any]]:
    columns = {column.name: column.type for column in discover(SQL_DIR)[name].header.columns}
    return protect(counted_table(columns), engine.records(name), small_below)
