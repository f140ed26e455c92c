"""The exports that exist: what each is called, what it holds, which read fills it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.ledger.reads import exports as reads

Read = Callable[[Session, Scope, str], Iterator[dict[str, Any]]]


@dataclass(frozen=True)
class Export:
    """One export: its name, its columns in order, and the read that yields its records."""

    name: str
    columns: tuple[str, ...]
    read: Read


_DELIVERY = (
    "file",
    "sheet",
    "row",
    "state",
    "person_id",
    "household_id",
    "match_method",
    "programme_code",
    "period",
    "delivered_on",
    "amount_bdt",
    "quantity",
    "unit",
)

EXPORTS: dict[str, Export] = {
    export.name: export
    for export in (
        Export("survey_rows", ("file", "sheet", "row", "state", "person_id", "problem_codes"), reads.survey_rows),
        Export(
            "persons",
            (
                "person_id",
                "household_id",
                "name_bn",
                "name_en",
                "sex",
                "birth_date",
                "birth_precision",
                "nid10",
                "nid17",
                "brn",
                "mobile",
                "marital",
                "alive",
                "ward_code",
            ),
            reads.persons,
        ),
        Export(
            "households",
            ("household_id", "number", "ward_code", "para_code", "lat", "lon", *HOUSEHOLD_FACTS),
            reads.households,
        ),
        Export("deliveries", (*_DELIVERY, "counts"), reads.deliveries),
        Export("suspense", (*_DELIVERY, "reasons", "candidates"), reads.suspense),
        Export(
            "findings",
            (
                "finding_id",
                "kind",
                "severity",
                "person_id",
                "household_id",
                "programme_codes",
                "reasons",
                "state",
                "money_bdt",
                "rule_id",
                "rule_version",
                "rules_version",
                "snapshot",
            ),
            reads.findings,
        ),
        Export("problems", ("file", "sheet", "row", "heading", "code", "severity"), reads.problems),
    )
}

WARD_FILES = ("survey_rows", "persons", "deliveries", "findings")
"""What `census export ward` writes."""
