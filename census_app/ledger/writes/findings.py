"""Findings: what a run of the models asks, and what people answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, bindparam, update
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.bulk import insert_many, take_ids
from census_app.ledger.engine import writing
from census_app.ledger.json_text import to_json
from census_app.ledger.scoping import options
from census_app.ledger.tables import AnalysisRun, Finding, FindingPerson, FindingReview
from census_app.ledger.writes.audit import append_event

DECISIONS = ("explained", "confirmed", "referred")


@dataclass(frozen=True)
class NewRun:
    """One run of the models over one snapshot."""

    as_of: date
    rules_version: str
    snapshot: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewFinding:
    """One question as the models put it; `identity` is the same whenever the same facts raise it again."""

    identity: str
    kind: str
    severity: str
    area_code: str
    household_id: int | None
    person_ids: tuple[int, ...]
    programme_codes: tuple[str, ...]
    office_codes: tuple[str, ...]
    reasons: tuple[dict[str, Any], ...]
    score: int | None = None
    tier: str = ""
    money_poisha: int | None = None
    rule_id: str = ""


@dataclass(frozen=True)
class RunSummary:
    """What the run changed among the stored findings."""

    run_id: int
    new: int
    seen_again: int
    closed: int
    counts: dict[str, int]


_FINDING_COLUMNS = (
    "id",
    "identity",
    "kind",
    "severity",
    "state",
    "area_code",
    "household_id",
    "programme_codes",
    "office_codes",
    "reasons",
    "score",
    "tier",
    "money_poisha",
    "first_run_id",
    "last_run_id",
)


def store_findings(engine: Engine, scope: Scope, run: NewRun, findings: Sequence[NewFinding]) -> RunSummary:
    """The run's findings stand; one seen before keeps its answer; an open one whose ground is gone is closed."""
    with writing(engine) as session:
        run_id = _insert_run(session, scope, run, findings)
        known = _known(session, scope, run.kinds)
        fresh = [finding for finding in findings if finding.identity not in known]
        _insert_findings(session, run_id, fresh)
        seen = [known[finding.identity] for finding in findings if finding.identity in known]
        _see_again(session, run_id, findings, known)
        gone = [id_ for id_, state in known.values() if state == "open" and id_ not in {id_ for id_, _ in seen}]
        _set(session, gone, state="closed")
        _set(session, [id_ for id_, state in seen if state == "closed"], state="open")
        counts = _count(findings)
        append_event(session, scope, "analysed", f"run:{run_id}", details={"as_of": run.as_of.isoformat(), **counts})
        return RunSummary(run_id, len(fresh), len(seen), len(gone), counts)


def review_finding(engine: Engine, scope: Scope, finding_id: int, decision: str, note: str) -> None:
    """The finding carries this answer with its note; earlier answers stay beside it.

    Raises: NotFound outside the scope; Refused for an unknown decision or an empty note.
    """
    if decision not in DECISIONS:
        raise Refused("decision_unknown", {"decision": decision})
    if not note.strip():
        raise Refused("note_needed")
    with writing(engine) as session:
        found = select(Finding).where(Finding.id == finding_id)
        finding = session.exec(found, execution_options=options(scope)).first()
        if finding is None:
            raise NotFound("finding_not_found")
        finding.state = decision
        answer = FindingReview(
            finding_id=finding_id,
            decision=decision,
            note=note.strip(),
            reviewed_by=scope.actor_id,
            reviewed_at=clock.now(),
        )
        session.add(answer)
        told = {"decision": decision}
        append_event(session, scope, "finding_reviewed", f"finding:{finding_id}", finding.area_code, details=told)


def _insert_run(session: Session, scope: Scope, run: NewRun, findings: Sequence[NewFinding]) -> int:
    row = AnalysisRun(
        as_of=run.as_of,
        rules_version=run.rules_version,
        snapshot=run.snapshot,
        ran_at=clock.now(),
        ran_by=scope.actor_id,
        counts=_count(findings),
    )
    session.add(row)
    session.flush()
    return row.id


def _known(session: Session, scope: Scope, kinds: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    found = select(Finding.identity, Finding.id, Finding.state).where(col(Finding.kind).in_(kinds))
    return {
        identity: (id_, state) for identity, id_, state in session.exec(found, execution_options=options(scope)).all()
    }


def _insert_findings(session: Session, run_id: int, fresh: Sequence[NewFinding]) -> None:
    ids = take_ids(session, Finding, len(fresh))
    insert_many(session, Finding, _FINDING_COLUMNS, _rows(ids, fresh, run_id))
    pairs = ((id_, person) for id_, f in zip(ids, fresh, strict=True) for person in sorted(set(f.person_ids)))
    insert_many(session, FindingPerson, ("finding_id", "person_id"), pairs)


def _rows(ids: Sequence[int], fresh: Sequence[NewFinding], run_id: int) -> Iterator[tuple[Any, ...]]:
    for id_, f in zip(ids, fresh, strict=True):
        told = (to_json(list(listed)) for listed in (f.programme_codes, f.office_codes, f.reasons))
        subject = (f.area_code, f.household_id, *told)
        weight = (f.score, f.tier, f.money_poisha)
        yield (id_, f.identity, f.kind, f.severity, "open", *subject, *weight, run_id, run_id)


def _see_again(
    session: Session, run_id: int, findings: Sequence[NewFinding], known: dict[str, tuple[int, str]]
) -> None:
    again = [
        {"seen": known[f.identity][0], "reasons": list(f.reasons), "score": f.score, "tier": f.tier, "run": run_id}
        for f in findings
        if f.identity in known
    ]
    if again:
        change = update(Finding).where(col(Finding.id) == bindparam("seen"))
        change = change.values(
            last_run_id=bindparam("run"),
            reasons=bindparam("reasons"),
            score=bindparam("score"),
            tier=bindparam("tier"),
        )
        session.connection().execute(change, again)


def _set(session: Session, ids: Sequence[int], state: str) -> None:
    if ids:
        change = update(Finding).where(col(Finding.id) == bindparam("which")).values(state=state)
        session.connection().execute(change, [{"which": id_} for id_ in ids])


def _count(findings: Sequence[NewFinding]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.kind] = counts.get(finding.kind, 0) + 1
    return dict(sorted(counts.items()))
