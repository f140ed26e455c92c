"""From the ledger to questions: snapshot, models, findings, and back into the ledger."""

from __future__ import annotations

import csv
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine

from analytics import wealth
from analytics.disclosure import counted_table, protect
from analytics.engines import IN_PROCESS, SqlEngine, open_engine
from analytics.fairness import OF_BENEFITS, OF_VISITS, fairness_counts
from analytics.figures import keep_counts, keep_figures
from analytics.kept_rules import RuleFiles, keep_rules
from analytics.models import SQL_DIR, Step, discover, run_models
from analytics.reasons import parts_of, reason_of
from analytics.reference import load_reference
from analytics.rule_versions import in_force
from analytics.rulebook import RuleBook
from analytics.rules import due_for_review, load_settings
from analytics.snapshot import open_snapshot, take_snapshot
from census_app.domain.access import Scope
from census_app.ledger import clock
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

SMALL_BELOW = "small_cell_below"
T = TypeVar("T")
CHILD_MARRIAGE = "child_marriage_risk"
"""Asked only when a run is told to; other runs leave the stored ones alone."""


@dataclass(frozen=True)
class RunReport:
    """What a run asked, what contradicts the ledger by check, which rules are due for review, seconds by step.

    Of the ledger's parts, so many were read, and so many stand in the snapshot as an earlier one has them;
    `past_trail` when the ledger counts otherwise than its trail explains.
    """

    run_id: int
    snapshot: str
    findings: dict[str, int]
    new: int
    closed: int
    faults: dict[str, int]
    rules_due: tuple[str, ...]
    steps: tuple[tuple[str, float], ...]
    parts_read: int = 0
    parts_kept: int = 0
    past_trail: bool = False


def run_analysis(
    engine: Engine,
    settings: Settings,
    scope: Scope,
    as_of: date,
    with_child_marriage: bool = False,
    book: RuleBook | None = None,
    purpose: str = "",
    address: str = IN_PROCESS,
    whole: bool = False,
) -> RunReport:
    """The questions that the ledger's facts raise on that day are stored; answered ones keep their answers.

    Without a book, by the rules in force. Snapshot, rules and settings stay, so that the run can be repeated.
    `address` is that of the SQL engine; the `whole` ledger is read when somebody changed it past its own ways, else
    what changed since the last snapshot. The visit list of girls is made for a purpose alone, which the trail keeps.

    Raises: RuleRefused for a rule that does not say on what ground it stands; Refused for a list without a purpose;
    ModelFailed or LoadDiffers when the run could not be finished; the ledger is then as before.
    """
    if with_child_marriage:
        record_purpose(engine, scope, purpose)
    book, read_at = book or in_force(settings), clock.now()
    book.check()
    snapshot = f"{as_of.isoformat()}-{read_at:%Y%m%dT%H%M%S%f}"
    directory = settings.snapshots_dir / snapshot
    values = settings_of(book, with_child_marriage)
    keep_rules(settings.rules_dir, book)
    with open_engine(address) as sql_engine:
        taken, take = _timed("snapshot", lambda: take_snapshot(engine, settings, scope, directory, whole))
        open_snapshot(sql_engine, directory)
        steps = build_with(sql_engine, values, as_of, rules=RuleFiles(book))
        findings, read = _timed("findings", lambda: findings_of(sql_engine))
        faults = faults_of(sql_engine)
        small_below = int(values[SMALL_BELOW])
        keep_summaries(sql_engine, directory, small_below)
        keep_figures(sql_engine.records, scope, directory, small_below)
        keep_counts(_fairness(sql_engine, with_child_marriage, small_below), directory)
    kinds = (*KINDS, CHILD_MARRIAGE) if with_child_marriage else KINDS
    kept = (values, address, digest_of(findings))
    run = NewRun(as_of, book.version, snapshot, kinds, book.rule_versions(), read_at, *kept)
    stored, store = _timed("store", lambda: store_findings(engine, scope, run, findings))
    seconds = tuple((step.name, step.seconds) for step in (take, *steps, read, store))
    due = tuple(rule.name for rule in due_for_review(book.thresholds(), clock.today()))
    counts = (stored.counts, stored.new, stored.closed)
    read_and_kept = (taken.parts_read, taken.parts_kept, taken.past_trail)
    return RunReport(stored.run_id, snapshot, *counts, faults, due, seconds, *read_and_kept)


def build(
    engine: SqlEngine,
    as_of: date,
    with_child_marriage: bool = False,
    names: Sequence[str] | None = None,
    book: RuleBook | None = None,
) -> list[Step]:
    """On the source tables the named models (without names: all) stand as of that day; no other file is read now."""
    book = book or RuleBook()
    return build_with(engine, settings_of(book, with_child_marriage), as_of, names, RuleFiles(book))


def settings_of(book: RuleBook, with_child_marriage: bool) -> dict[str, int | bool]:
    """The thresholds and switches of the book by name."""
    values = {name: rule.value for name, rule in book.thresholds().items()}
    return values | ({"child_marriage_enabled": True} if with_child_marriage else {})


def build_with(
    engine: SqlEngine,
    values: Mapping[str, int | bool],
    as_of: date,
    names: Sequence[str] | None = None,
    rules: RuleFiles | None = None,
) -> list[Step]:
    """The same with these settings and rules, those of now or of an earlier run."""
    rules = rules or RuleFiles(RuleBook())
    load_reference(engine, rules.book)
    load_settings(engine, values, as_of)
    engine.seal()
    return [*_weigh_assets(engine, rules.sql_dir), *run_models(engine, names, rules.sql_dir)]


def _weigh_assets(engine: SqlEngine, sql_dir: Path) -> list[Step]:
    """The weights of the wealth index stand as a table that models can read, learnt from this run's households."""
    steps = run_models(engine, [wealth.PATTERNS], sql_dir)
    learnt = wealth.learn_weights(engine.records(wealth.PATTERNS))
    engine.load(wealth.SHAPE, [learnt.row])
    return steps


def findings_of(engine: SqlEngine, names: Sequence[str] | None = None, sql_dir: Path = SQL_DIR) -> list[NewFinding]:
    """Every question in the named finding tables (without names: all), each with the identity it is known again by."""
    models = discover(sql_dir)
    tables = [name for name, model in models.items() if model.layer == "findings"] if names is None else names
    return [_finding(row) for table in tables for row in engine.records(table)]


def digest_of(findings: Sequence[NewFinding]) -> str:
    """A short hash of all that was asked, in whatever order: two runs with one digest asked the same."""
    told = sorted(json.dumps(asdict(finding), sort_keys=True) for finding in findings)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def faults_of(engine: SqlEngine) -> dict[str, int]:
    """How many rows each check found, the checks that found none left out."""
    checks = [name for name, model in discover().items() if model.layer == "checks"]
    counted = {check: len(engine.records(check)) for check in checks}
    return {check: count for check, count in counted.items() if count}


def keep_summaries(engine: SqlEngine, directory: Path, small_below: int) -> None:
    """The directory holds each summary as CSV, fit to be handed on: small counts are hidden in it."""
    for name, model in discover().items():
        if model.layer == "summaries":
            table = counted_table({column.name: column.type for column in model.header.columns})
            with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [column.name for column in model.header.columns])
                writer.writeheader()
                writer.writerows(protect(table, engine.records(name), small_below))


def _fairness(engine: SqlEngine, with_child_marriage: bool, small_below: int) -> dict[str, list[dict[str, Any]]]:
    asked = (*OF_BENEFITS, *OF_VISITS) if with_child_marriage else OF_BENEFITS
    return fairness_counts(engine, asked, small_below)


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
