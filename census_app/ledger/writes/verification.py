"""Decisions on the way of a survey file: confirmed, sent back with words, given in again; which flow holds where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, insert, update
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound, Refused
from census_app.domain.verification import UPLOAD, Decision, Flow, Reason, check_words, require_turn
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.flows import FileInFlow, FlowBook, file_in_flow
from census_app.ledger.reads.verification import SENT_BACK, WaitingHousehold, sent_back, waiting_households
from census_app.ledger.scoping import options
from census_app.ledger.seals import note_written, rows_of
from census_app.ledger.standing import hold_still, require_open
from census_app.ledger.tables import FlowChoice, StagedProblem, StagedRow, User, VerificationDecision, VerifiedRow
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.mending import own_upload
from census_app.ledger.writes.uploads import NewProblem, insert_problems

_PROBLEMS: Mapping[str, str] = dict(zip(Reason, SENT_BACK, strict=True))
_ACTIONS = {
    Decision.CONFIRM: "rows_confirmed",
    Decision.SEND_BACK: "rows_sent_back",
    Decision.GIVE_AGAIN: "rows_given_again",
}


@dataclass(frozen=True)
class RowOfHousehold:
    """A staged row that is decided about, what it says (its fingerprint), and its household."""

    row_id: int
    row_key: str
    household_number: str


@dataclass(frozen=True)
class Taken:
    """A decision as it is kept: by which flow, at which step, and why."""

    flow: Flow
    step: str
    decision: Decision
    reason: str = ""
    words: str = ""


def choose_flow(engine: Engine, scope: Scope, area_code: str, flow: Flow) -> None:
    """Files that are given in from the area from now on are verified by the flow.

    Raises: NotFound outside the scope; Refused where the flow may not be chosen, or holds already.
    """
    if not scope.holds_area(area_code):
        raise NotFound("area_not_found", {"area": area_code})
    if not any(area_code.startswith(area) for area in flow.areas):
        raise Refused("flow_not_for_area", {"flow": flow.name, "area": area_code})
    with writing(engine) as session:
        holds = FlowBook(session).choice_for(area_code)
        same = (area_code, flow.name, flow.version, flow.fingerprint)
        if holds is not None and (holds.area_code, holds.flow, holds.version, holds.fingerprint) == same:
            raise Refused("flow_holds_already", {"flow": flow.name, "area": area_code})
        choice = FlowChoice(
            area_code=area_code,
            flow=flow.name,
            version=flow.version,
            fingerprint=flow.fingerprint,
            chosen_by=scope.actor_id,
            chosen_at=clock.now(),
        )
        session.add(choice)
        told = {"flow": flow.name, "version": flow.version}
        append_event(session, scope, "flow_chosen", f"area:{area_code}", area_code, details=told)


def decide(
    engine: Engine,
    scope: Scope,
    upload_id: int,
    decision: Decision,
    seen: Mapping[str, str],
    reason: str = "",
    words: str = "",
) -> int:
    """The households (by number, each with the mark of what was seen of it) are confirmed, or sent back with words.

    Rows that are sent back are held with the words beside them. How many rows were decided about comes back.

    Raises: NotFound outside the scope; Refused when it is not the actor's turn, or anything has changed since it was
    seen; then nothing is changed.
    """
    kept = check_words(decision, reason, words)
    with writing(engine) as session:
        hold_still(session)
        file = file_in_flow(session, scope, upload_id)
        require_open(session, file.round_id)
        homes = _as_seen(waiting_households(session, scope, file), seen)
        steps = [require_turn(file.flow, home.stands, scope, file.area_code, decision) for home in homes]
        if any(step != steps[0] for step in steps):
            raise Refused("household_moved_on")
        taken = Taken(file.flow, steps[0].name, decision, reason if decision is Decision.SEND_BACK else "", kept)
        rows = [RowOfHousehold(id_, key, home.number) for home in homes for id_, key in home.keys.items()]
        keep_decision(session, scope, file, taken, rows)
        if decision is Decision.SEND_BACK:
            _hold(session, scope, file, homes, _PROBLEMS[reason], kept)
        return len(rows)


def _as_seen(homes: Sequence[WaitingHousehold], seen: Mapping[str, str]) -> list[WaitingHousehold]:
    """The households as somebody saw them. Raises: Refused when one of them is no longer so, or none was named."""
    wanted = [home for home in homes if home.number in seen]
    if not seen or len(wanted) != len(seen) or any(home.seen != seen[home.number] for home in wanted):
        raise Refused("household_moved_on")
    return wanted


def keep_decision(
    session: Session, scope: Scope, file: FileInFlow, taken: Taken, rows: Sequence[RowOfHousehold]
) -> dict[str, Any]:
    """The decision stands for ever, with its rows and its entry in the trail, whose details come back.

    An acceptance has an entry of its own, which takes them over.
    """
    kept = VerificationDecision(
        upload_id=file.upload_id,
        area_code=file.area_code,
        flow=taken.flow.name,
        version=taken.flow.version,
        step=taken.step,
        decision=taken.decision.value,
        reason=taken.reason,
        words=taken.words,
        decided_by=scope.actor_id,
        decided_at=clock.now(),
    )
    session.add(kept)
    session.flush()
    told = [{"decision_id": kept.id, "staged_row_id": r.row_id, **_as_kept(r)} for r in rows]
    session.connection().execute(insert(VerifiedRow), told)
    note_written(session, "verified_rows", rows_of("verified_rows", kept.id))
    details = {
        "flow": taken.flow.name,
        "version": taken.flow.version,
        "step": taken.step,
        "households": len({row.household_number for row in rows}),
        "rows": len(rows),
    }
    if action := _ACTIONS.get(taken.decision):
        append_event(session, scope, action, f"upload:{file.upload_id}", file.area_code, taken.reason, details)
    return details


def _as_kept(row: RowOfHousehold) -> dict[str, str]:
    return {"row_key": row.row_key, "household_number": row.household_number}


def keep_acceptance(session: Session, scope: Scope, upload_id: int, row_ids: Sequence[int]) -> dict[str, Any]:
    """Where a flow has more than one step, the last one's decision about these rows stands beside the others.

    What the entry of the acceptance is to say of it comes back; nothing where files are accepted directly.

    Raises: Refused when the steps before it have not let all of them pass by now, or the actor has had a hand in it.
    """
    file = file_in_flow(session, scope, upload_id)
    if file.flow.is_direct:
        return {}
    last = len(file.flow.steps) - 1
    through = [home for home in waiting_households(session, scope, file) if home.stands.place == last]
    rows = {id_: RowOfHousehold(id_, key, home.number) for home in through for id_, key in home.keys.items()}
    if any(id_ not in rows for id_ in row_ids):
        raise Refused("ledger_moved_on")
    for home in through:
        require_turn(file.flow, home.stands, scope, file.area_code, Decision.ACCEPT)
    taken = Taken(file.flow, file.flow.steps[last].name, Decision.ACCEPT)
    return keep_decision(session, scope, file, taken, [rows[id_] for id_ in row_ids])


def _hold(
    session: Session, scope: Scope, file: FileInFlow, homes: Sequence[WaitingHousehold], code: str, words: str
) -> None:
    rows = [row for home in homes for row in home.rows]
    name = session.execute(pick(User.shown_as).where(col(User.id) == scope.actor_id)).scalars().first()
    details = {"who": name or scope.actor, "words": f"“{words}”" if words else ""}
    told = [(row.row_id, NewProblem(code, "blocks_row", row.sheet, row.row_number, "", details)) for row in rows]
    insert_problems(session, file.upload_id, file.area_code, told)
    for part in in_parts([row.row_id for row in rows]):
        held = update(StagedRow).where(col(StagedRow.id).in_(part), col(StagedRow.state) == "ready")
        session.connection().execute(held.values(state="held"))


def give_again(engine: Engine, scope: Scope, upload_id: int, household_number: str, words: str = "") -> int:
    """The household that was sent back waits at the first step again, put right or confirmed by whoever gave it in.

    Rows that something else holds stay held. How many rows it has comes back.

    Raises: NotFound outside the scope; Refused when the file is not the actor's, or the household was not sent back.
    """
    kept = check_words(Decision.GIVE_AGAIN, "", words)
    with writing(engine) as session:
        hold_still(session)
        own_upload(session, scope, upload_id)
        file = file_in_flow(session, scope, upload_id)
        rows = _sent_back_rows(session, scope, upload_id, household_number)
        if not rows:
            raise Refused("household_not_sent_back")
        _let_go(session, [row.row_id for row in rows])
        keep_decision(session, scope, file, Taken(file.flow, UPLOAD, Decision.GIVE_AGAIN, words=kept), rows)
        return len(rows)


def _sent_back_rows(session: Session, scope: Scope, upload_id: int, household_number: str) -> list[RowOfHousehold]:
    back = sent_back(session, scope, upload_id)
    row_ids = [id_ for one in back if one.told.household_number == household_number for id_ in one.row_ids]
    rows = []
    for part in in_parts(row_ids):
        keys = pick(StagedRow.id, StagedRow.row_key).where(col(StagedRow.id).in_(part)).order_by(col(StagedRow.id))
        found = session.execute(keys, execution_options=options(scope))
        rows += [RowOfHousehold(id_, key, household_number) for id_, key in found]
    return rows


def _let_go(session: Session, row_ids: Sequence[int]) -> None:
    connection = session.connection()
    for part in in_parts(row_ids):
        of_rows = col(StagedProblem.staged_row_id).in_(part)
        connection.execute(delete(StagedProblem).where(of_rows, col(StagedProblem.code).in_(SENT_BACK)))
        blocked = pick(StagedProblem.staged_row_id).where(of_rows, col(StagedProblem.severity) == "blocks_row")
        free = update(StagedRow).where(col(StagedRow.id).in_(part), col(StagedRow.id).not_in(blocked))
        connection.execute(free.values(state="ready"))
