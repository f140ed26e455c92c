"""Findings: what a run of the models asks, set against what is asked and answered already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, bindparam, delete, update
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.findings import AT_WORK, Facts, FindingState, changes, fingerprint
from census_app.ledger import clock
from census_app.ledger.bulk import insert_many, take_ids
from census_app.ledger.engine import writing
from census_app.ledger.json_text import to_json
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.grounds import Gone, why_gone
from census_app.ledger.scoping import options
from census_app.ledger.tables import AnalysisRun, Finding, FindingPerson, FindingReview, Person
from census_app.ledger.writes.audit import append_event


@dataclass(frozen=True)
class NewRun:
    """One run of the models over one snapshot; `rules` holds what each active rule said as a short hash, by its id.

    `settings` are the thresholds as they were, `engine` the address of the SQL engine, `findings_digest` a hash of all
    that was asked. `read_at` is the moment from which the ledger was read; without one, now.
    """

    as_of: date
    rules_version: str
    snapshot: str
    kinds: tuple[str, ...]
    rules: Mapping[str, str] = field(default_factory=dict)
    read_at: datetime | None = None
    settings: Mapping[str, int | bool] = field(default_factory=dict)
    engine: str = ""
    findings_digest: str = ""


@dataclass(frozen=True, slots=True)
class NewFinding:
    """One question as the models put it; `identity` is the same whenever the same subject raises it again."""

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

    @property
    def facts(self) -> Facts:
        """What the question stands on."""
        return Facts(self.severity, self.reasons, self.person_ids, self.money_poisha, self.tier)


@dataclass(frozen=True)
class RunSummary:
    """What the run changed among the stored findings."""

    run_id: int
    new: int
    seen_again: int
    closed: int
    counts: dict[str, int]
    reopened: int = 0


@dataclass(frozen=True)
class _Known:
    """A finding that is stored already."""

    finding_id: int
    state: str
    fingerprint: str
    gone: Gone


Dates = tuple[str, str]
Pairs = list[tuple[NewFinding, _Known]]


def store_findings(engine: Engine, scope: Scope, run: NewRun, findings: Sequence[NewFinding]) -> RunSummary:
    """The run's findings stand. An answer holds while the facts are the same, and opens again when they changed.

    One still at work whose ground is gone is closed; both turns say what changed.
    """
    with writing(engine) as session:
        run_id = _insert_run(session, scope, run, findings)
        known = _known(session, scope, run.kinds)
        fresh = [finding for finding in findings if finding.identity not in known]
        _insert_findings(session, scope, run_id, fresh)
        seen = [(finding, known[finding.identity]) for finding in findings if finding.identity in known]
        reopened = _see_again(session, scope, run_id, seen)
        raised = {one.finding_id for _, one in seen}
        gone = [one for one in known.values() if one.state in AT_WORK and one.finding_id not in raised]
        _close(session, scope, run_id, run, [one.gone for one in gone])
        counts = _count(findings)
        append_event(session, scope, "analysed", f"run:{run_id}", details={"as_of": run.as_of.isoformat(), **counts})
        return RunSummary(run_id, len(fresh), len(seen), len(gone), counts, reopened)


def _insert_run(session: Session, scope: Scope, run: NewRun, findings: Sequence[NewFinding]) -> int:
    row = AnalysisRun(
        as_of=run.as_of,
        rules_version=run.rules_version,
        rules=dict(run.rules),
        snapshot=run.snapshot,
        ran_at=run.read_at or clock.now(),
        ran_by=scope.actor_id,
        counts=_count(findings),
        settings=dict(run.settings),
        engine=run.engine,
        findings_digest=run.findings_digest,
    )
    session.add(row)
    session.flush()
    return row.id


def _known(session: Session, scope: Scope, kinds: tuple[str, ...]) -> dict[str, _Known]:
    one = Finding
    columns = (one.identity, one.id, one.state, one.fingerprint, one.rule_id, one.household_id, one.programme_codes)
    found = pick(*columns, one.last_run_id).where(col(one.kind).in_(kinds))
    rows = session.execute(found, execution_options=options(scope))
    return {
        identity: _Known(id_, state, facts, Gone(id_, rule, home, tuple(programmes), run))
        for identity, id_, state, facts, rule, home, programmes, run in rows
    }


_OF_THE_QUESTION = (
    "fingerprint",
    "rule_id",
    "severity",
    "household_id",
    "programme_codes",
    "office_codes",
    "reasons",
    "score",
    "tier",
    "money_poisha",
    "last_run_id",
)


def _insert_findings(session: Session, scope: Scope, run_id: int, fresh: Sequence[NewFinding]) -> None:
    ids = take_ids(session, Finding, len(fresh))
    columns = ("id", "identity", "kind", "area_code", *_OF_THE_QUESTION, "first_run_id", "dates")
    same = {"state": FindingState.OPEN.value, "opened_on": clock.today(), "assigned_office": ""}
    dates = _dates_of(session, scope, fresh)
    insert_many(session, Finding, columns, _rows(ids, fresh, run_id, dates), same)
    _insert_persons(session, zip(ids, fresh, strict=True))


def _rows(
    ids: Sequence[int], fresh: Sequence[NewFinding], run_id: int, dates: Mapping[int, Dates]
) -> Iterator[tuple[Any, ...]]:
    for id_, f in zip(ids, fresh, strict=True):
        told = (to_json(list(listed)) for listed in (f.programme_codes, f.office_codes, f.reasons))
        question = (fingerprint(f.facts), f.rule_id, f.severity, f.household_id, *told, f.score, f.tier, f.money_poisha)
        yield (id_, f.identity, f.kind, f.area_code, *question, run_id, run_id, to_json(_taken(f, dates)))


def _dates_of(session: Session, scope: Scope, findings: Iterable[NewFinding]) -> dict[int, Dates]:
    """Birth and death of the findings' persons as the ledger has them now."""
    dates: dict[int, Dates] = {}
    for part in in_parts(sorted({person for finding in findings for person in finding.person_ids})):
        found = pick(Person.id, Person.birth_date, Person.death_date).where(col(Person.id).in_(part))
        rows = session.execute(found, execution_options=options(scope, merged_too=True))
        dates.update({id_: (birth, death) for id_, birth, death in rows})
    return dates


def _taken(finding: NewFinding, dates: Mapping[int, Dates]) -> list[list[Any]]:
    return [[person, *dates.get(person, (None, None))] for person in sorted(set(finding.person_ids))]


def _insert_persons(session: Session, findings: Iterable[tuple[int, NewFinding]]) -> None:
    """The persons stand beside their findings."""
    pairs = ((id_, person) for id_, finding in findings for person in sorted(set(finding.person_ids)))
    insert_many(session, FindingPerson, ("finding_id", "person_id"), pairs)


def _see_again(session: Session, scope: Scope, run_id: int, seen: Pairs) -> int:
    """Each is known to stand on the run; how many answers were opened again comes back."""
    _set(session, [{"which": one.finding_id, "last_run_id": run_id} for _, one in seen])
    back = [pair for pair in seen if pair[1].state == FindingState.CLOSED]
    differing = [pair for pair in seen if fingerprint(pair[0].facts) != pair[1].fingerprint]
    answered = [pair for pair in differing if _is_answer(pair[1])]
    told = _what_changed(session, scope, answered)
    turns = {one.finding_id: [{"code": "ground_returned", "values": {}}] for _, one in back} | told
    _turn(session, scope, run_id, FindingState.OPEN, turns)
    _set(session, [{"which": id_, "state": "open", "opened_on": clock.today()} for id_ in turns])
    _renew(session, scope, differing)
    return len(told)


def _is_answer(known: _Known) -> bool:
    """An answer that later facts can contradict; one given before facts were kept stays as it is."""
    return known.state not in (FindingState.OPEN, FindingState.CLOSED) and known.fingerprint != ""


def _what_changed(session: Session, scope: Scope, answered: Pairs) -> dict[int, list[dict[str, Any]]]:
    new = {one.finding_id: finding.facts for finding, one in answered}
    persons: dict[int, list[int]] = {}
    told: dict[int, list[dict[str, Any]]] = {}
    for part in in_parts(list(new)):
        about = pick(FindingPerson.finding_id, FindingPerson.person_id).where(col(FindingPerson.finding_id).in_(part))
        for finding_id, person_id in session.execute(about):
            persons.setdefault(finding_id, []).append(person_id)
        columns = (Finding.id, Finding.severity, Finding.reasons, Finding.money_poisha, Finding.tier)
        found = pick(*columns).where(col(Finding.id).in_(part))
        for id_, severity, reasons, money, tier in session.execute(found, execution_options=options(scope)):
            before = Facts(severity, tuple(reasons), tuple(persons.get(id_, ())), money, tier)
            told[id_] = changes(before, new[id_]) or [{"code": "facts_changed", "values": {}}]
    return told


def _renew(session: Session, scope: Scope, differing: Pairs) -> None:
    """The findings say what the run says of them."""
    dates = _dates_of(session, scope, [finding for finding, _ in differing])
    renewed = [
        {
            "which": one.finding_id,
            "fingerprint": fingerprint(f.facts),
            "rule_id": f.rule_id,
            "severity": f.severity,
            "household_id": f.household_id,
            "programme_codes": list(f.programme_codes),
            "office_codes": list(f.office_codes),
            "reasons": list(f.reasons),
            "score": f.score,
            "tier": f.tier,
            "money_poisha": f.money_poisha,
            "dates": _taken(f, dates),
        }
        for f, one in differing
    ]
    _set(session, renewed)
    for part in in_parts([one.finding_id for _, one in differing]):
        session.connection().execute(delete(FindingPerson).where(col(FindingPerson.finding_id).in_(part)))
    _insert_persons(session, [(one.finding_id, finding) for finding, one in differing])


def _close(session: Session, scope: Scope, run_id: int, run: NewRun, gone: Sequence[Gone]) -> None:
    told = why_gone(session, scope, gone, run.as_of, run.rules)
    _turn(session, scope, run_id, FindingState.CLOSED, told)
    _set(session, [{"which": one.finding_id, "state": FindingState.CLOSED.value} for one in gone])


def _turn(
    session: Session, scope: Scope, run_id: int, state: FindingState, told: Mapping[int, list[dict[str, Any]]]
) -> None:
    same = {"decision": state.value, "note": "", "reviewed_by": scope.actor_id, "reviewed_at": clock.now()}
    rows = ((finding_id, to_json(changed)) for finding_id, changed in told.items())
    insert_many(session, FindingReview, ("finding_id", "changes"), rows, {**same, "run_id": run_id})


def _set(session: Session, rows: list[dict[str, Any]]) -> None:
    """Each finding named by `which` has the other values; every row names the same columns."""
    if rows:
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "which"}
        change = update(Finding).where(col(Finding.id) == bindparam("which")).values(columns)
        session.connection().execute(change, rows)


def _count(findings: Sequence[NewFinding]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.kind] = counts.get(finding.kind, 0) + 1
    return dict(sorted(counts.items()))
