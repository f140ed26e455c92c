"""From the ledger to questions: snapshot, models, findings, and back into the ledger."""

from __future__ import annotations

import csv
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine

from analytics import wealth
from analytics.disclosure import counted_table, protect
from analytics.engine import Connection, connect, seal
from analytics.fairness import OF_BENEFITS, OF_VISITS, fairness_counts
from analytics.figures import keep_counts, keep_figures
from analytics.loading import load_table
from analytics.models import Step, discover, run_models
from analytics.reasons import parts_of, reason_of
from analytics.reference import load_reference
from analytics.rule_versions import in_force
from analytics.rulebook import RuleBook
from analytics.rules import Rule, due_for_review, load_rules, load_run_settings
from analytics.snapshot import keep_snapshot, load_snapshot, open_snapshot
from census_app.domain.access import Scope
from census_app.ledger import clock
from census_app.ledger.engine import reading
from census_app.ledger.reads.snapshot import snapshot_tables
from census_app.ledger.writes.findings import NewFinding, NewRun, store_findings
from census_app.ledger.writes.visits import record_purpose
from census_app.settings import Settings

KINDS = (
    "same_period_twice",
    "exclusive_programmes",
    "stipend_beside_allowance",
    "household_limit",
    "grant_beside_vgf",
    "after_death",
    "arrears_after_death",
    "age_outside_rule",
    "shared_account",
    "marital_outside_rule",
    "disability_not_recorded",
    "previous_cycle",
    "lifetime_limit",
    "stipend_children_limit",
    "disaster_priority",
    "eligible_unserved",
)
"""The kinds of questions that every run asks; an open one that a run no longer raises is closed by it."""

T = TypeVar("T")
CHILD_MARRIAGE = "child_marriage_risk"
"""Asked only when a run is told to; other runs leave the stored ones alone."""


@dataclass(frozen=True)
class RunReport:
    """What a run asked, what contradicts the ledger by check, which rules are due for review, seconds by step."""

    run_id: int
    snapshot: str
    findings: dict[str, int]
    new: int
    closed: int
    faults: dict[str, int]
    rules_due: tuple[str, ...]
    steps: tuple[tuple[str, float], ...]


def run_analysis(
    engine: Engine,
    settings: Settings,
    scope: Scope,
    as_of: date,
    with_child_marriage: bool = False,
    book: RuleBook | None = None,
    purpose: str = "",
) -> RunReport:
    """The questions that the ledger's facts raise on that day are stored; answered ones keep their answers.

    Without a book, by the rules in force. The visit list of girls is made for a purpose alone, which the trail keeps.

    Raises: RuleRefused for a rule that does not say on what ground it stands; Refused for a list without a purpose;
    ModelFailed or LoadDiffers when the run could not be finished; the ledger is then as before.
    """
    if with_child_marriage:
        record_purpose(engine, scope, purpose)
    book, read_at = book or in_force(settings), clock.now()
    book.check()
    snapshot = f"{as_of.isoformat()}-{read_at:%Y%m%dT%H%M%S%f}"
    directory = settings.snapshots_dir / snapshot
    with connect() as connection:
        steps = [
            *take_snapshot(connection, engine, settings, scope, directory),
            *build(connection, as_of, with_child_marriage, book=book),
        ]
        findings, read = _timed("findings", lambda: findings_of(connection))
        faults = faults_of(connection)
        keep_summaries(connection, directory)
        keep_figures(lambda name: _rows_of(connection, name), scope, directory)
        keep_counts(_fairness(connection, with_child_marriage), directory)
    kinds = (*KINDS, CHILD_MARRIAGE) if with_child_marriage else KINDS
    run = NewRun(as_of, book.version, snapshot, kinds, book.rule_versions(), read_at)
    stored, store = _timed("store", lambda: store_findings(engine, scope, run, findings))
    seconds = tuple((step.name, step.seconds) for step in (*steps, read, store))
    due = tuple(rule.name for rule in due_for_review(book.thresholds(), clock.today()))
    return RunReport(stored.run_id, snapshot, stored.counts, stored.new, stored.closed, faults, due, seconds)


def build(
    connection: Connection,
    as_of: date,
    with_child_marriage: bool = False,
    names: Sequence[str] | None = None,
    book: RuleBook | None = None,
) -> list[Step]:
    """On the source tables the named models (without names: all) stand as of that day; no other file is read now."""
    book = book or RuleBook()
    load_reference(connection, book)
    load_run_settings(connection, _rules(book, with_child_marriage), as_of)
    seal(connection)
    return [*_weigh_assets(connection), *run_models(connection, names)]


def _weigh_assets(connection: Connection) -> list[Step]:
    """The weights of the wealth index stand as a table that models can read, learnt from this run's households."""
    steps = run_models(connection, [wealth.PATTERNS])
    learnt = wealth.learn_weights(_rows_of(connection, wealth.PATTERNS))
    load_table(connection, wealth.SHAPE, [learnt.row])
    return steps


def findings_of(connection: Connection, names: Sequence[str] | None = None) -> list[NewFinding]:
    """Every question in the named finding tables (without names: all), each with the identity it is known again by."""
    tables = [name for name, model in discover().items() if model.layer == "findings"] if names is None else names
    return [_finding(row) for table in tables for row in _rows_of(connection, table)]


def faults_of(connection: Connection) -> dict[str, int]:
    """How many rows each check found, the checks that found none left out."""
    checks = [name for name, model in discover().items() if model.layer == "checks"]
    counted = {check: len(_rows_of(connection, check)) for check in checks}
    return {check: count for check, count in counted.items() if count}


def keep_summaries(connection: Connection, directory: Path) -> None:
    """The directory holds each summary as CSV, fit to be handed on: small counts are hidden in it."""
    small_below = int(load_rules()["small_cell_below"].value)
    for name, model in discover().items():
        if model.layer == "summaries":
            table = counted_table({column.name: column.type for column in model.header.columns})
            with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [column.name for column in model.header.columns])
                writer.writeheader()
                writer.writerows(protect(table, _rows_of(connection, name), small_below))


def _fairness(connection: Connection, with_child_marriage: bool) -> dict[str, list[dict[str, Any]]]:
    asked = (*OF_BENEFITS, *OF_VISITS) if with_child_marriage else OF_BENEFITS
    return fairness_counts(connection, asked, int(load_rules()["small_cell_below"].value))


def take_snapshot(
    connection: Connection, engine: Engine, settings: Settings, scope: Scope, directory: Path
) -> tuple[Step, Step]:
    """The directory keeps the ledger's tables as the scope sees them now, and the connection reads them from it."""
    with reading(engine) as session:
        readers = snapshot_tables(session, scope, settings.key("numbers"))
        tallies, load = _timed(
            "snapshot", lambda: load_snapshot(connection, {name: read() for name, read in readers.items()})
        )
    _, keep = _timed("keep_snapshot", lambda: keep_snapshot(connection, tallies, directory))
    open_snapshot(connection, directory)
    return load, keep


def _rules(book: RuleBook, with_child_marriage: bool) -> Mapping[str, Rule]:
    rules = book.thresholds()
    if with_child_marriage:
        rules["child_marriage_enabled"] = replace(rules["child_marriage_enabled"], value=True)
    return rules


def _rows_of(connection: Connection, table: str) -> list[dict[str, Any]]:
    found = connection.execute(f"select * from {table}")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _finding(row: dict[str, Any]) -> NewFinding:
    return NewFinding(
        identity=hashlib.sha256(f"{row['kind']}/{row['subject']}".encode()).hexdigest()[:32],
        kind=row["kind"],
        severity=row["severity"],
        rule_id=row["rule_id"],
        area_code=row["area_code"],
        household_id=row["household_id"],
        person_ids=tuple(sorted({int(part) for part in parts_of(row["person_ids"])})),
        programme_codes=tuple(sorted(set(parts_of(row["programme_codes"])))),
        office_codes=tuple(sorted(set(parts_of(row["office_codes"])))),
        reasons=tuple(reason_of(part) for part in parts_of(row["reasons"])),
        score=row["score"],
        tier=row["tier"],
        money_poisha=row["money_poisha"],
    )


def _timed(name: str, work: Callable[[], T]) -> tuple[T, Step]:
    started = time.perf_counter()
    result = work()
    return result, Step(name, time.perf_counter() - started)
