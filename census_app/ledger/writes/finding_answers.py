"""What people do with a finding: answer it, lay it on a desk. Each is a row that is never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, func
from sqlmodel import Session, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound, Refused
from census_app.domain.findings import AT_WORK, check_decision, check_due, next_state
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.finding_scope import holds, may_see
from census_app.ledger.reads.users import account_named, scope_for
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still
from census_app.ledger.tables import Finding, FindingAssignment, FindingReview, Office
from census_app.ledger.writes.audit import append_event


@dataclass(frozen=True)
class Desk:
    """Where a finding is laid: with a person by user name, or with whoever sits in an office."""

    user_name: str = ""
    office_code: str = ""


def review_finding(
    engine: Engine, scope: Scope, finding_id: int, decision: str, note: str, seen: int | None = None
) -> None:
    """The finding stands where the answer leads, with its note; earlier answers stay beside it.

    `seen` is how many turns the actor saw. Raises: NotFound outside the scope; Refused for an empty note, an unknown
    answer, one out of its turn, or when somebody answered meanwhile.
    """
    check_decision(decision)
    if not note.strip():
        raise Refused("note_needed")
    with writing(engine) as session:
        hold_still(session)
        finding = _finding(session, scope, finding_id)
        turns = select(func.count()).select_from(FindingReview).where(FindingReview.finding_id == finding_id)
        if seen is not None and seen != session.exec(turns).one():
            raise Refused("finding_moved_on")
        finding.state = next_state(finding.state, decision).value
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


def assign_finding(
    engine: Engine, scope: Scope, finding_id: int, desk: Desk, due_on: date | None, note: str = ""
) -> None:
    """The finding lies on that desk until that day.

    Raises: NotFound outside the scope; Refused for a day that has passed, for a finding that nobody is to answer any
    more, and for a desk that may not answer it: a person's without the permission, or an office it does not concern.
    """
    with writing(engine) as session:
        finding = _finding(session, scope, finding_id)
        if finding.state not in AT_WORK:
            raise Refused("finding_not_at_work", {"state": finding.state})
        finding.assigned_user_id = _user(session, finding, desk.user_name) if desk.user_name else None
        finding.assigned_office = "" if desk.user_name else _office(session, scope, finding, desk.office_code)
        finding.due_on = check_due(due_on, clock.today())
        assignment = FindingAssignment(
            finding_id=finding_id,
            user_id=finding.assigned_user_id,
            office_code=finding.assigned_office,
            due_on=finding.due_on,
            note=note.strip(),
            assigned_by=scope.actor_id,
            assigned_at=clock.now(),
        )
        session.add(assignment)
        told = {"user": finding.assigned_user_id, "office": finding.assigned_office, "due": str(finding.due_on)}
        append_event(session, scope, "finding_assigned", f"finding:{finding_id}", finding.area_code, details=told)


def _finding(session: Session, scope: Scope, finding_id: int) -> Finding:
    found = select(Finding).where(Finding.id == finding_id, *may_see(scope))
    finding = session.exec(found, execution_options=options(scope)).first()
    if finding is None:
        raise NotFound("finding_not_found")
    return finding


def _user(session: Session, finding: Finding, name: str) -> int:
    account = account_named(session, name)
    theirs = scope_for(session, account.user_id, clock.today())
    if not holds(theirs, finding.kind, finding.area_code, tuple(finding.office_codes)):
        raise Refused("assignee_cannot_answer")
    return account.user_id


def _office(session: Session, scope: Scope, finding: Finding, office_code: str) -> str:
    """An office that the finding concerns, or the UNO's own; a desk of one office lays nothing on another's."""
    concerned = office_code in finding.office_codes or (office_code == "uno" and not scope.sees_only_own_office)
    if not concerned or not scope.holds_office(office_code) or session.get(Office, office_code) is None:
        raise Refused("assignee_cannot_answer")
    return office_code
