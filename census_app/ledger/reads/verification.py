"""Survey files on their way through a flow: which household waits at whose step, what was sent back, in which words."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.row_states import WAITING
from census_app.domain.verification import Decision, Flow, Standing, Verdict, holds_desk, standing, together
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.flows import FileInFlow, FlowBook
from census_app.ledger.reads.staged_rows import WaitingRow
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    StagedProblem,
    StagedRow,
    Upload,
    User,
    VerificationDecision,
    VerifiedRow,
)

SENT_BACK = (
    "sent_back_facts_wrong",
    "sent_back_member_missing",
    "sent_back_not_living_here",
    "sent_back_no_such_household",
    "sent_back_written_twice",
    "sent_back_other",
)
"""The problems by which rows of a household that was sent back are held, one for each reason."""


@dataclass(frozen=True)
class WaitingHousehold:
    """The ready rows of one household of a file, and where it stands in the flow.

    `held` rows of it wait to be mended and are not decided about. `seen` says what there was to be seen: it differs as
    soon as a row or a decision comes or goes.
    """

    number: str
    rows: Sequence[WaitingRow]
    keys: Mapping[int, str]
    stands: Standing
    seen: str
    held: int


@dataclass(frozen=True)
class DecisionLine:
    """One decision about a household, as it was taken."""

    household_number: str
    step: str
    decision: str
    reason: str
    words: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True)
class SentBack:
    """A household that waits with its uploader: the decision that sent it back, and the rows of it that are held."""

    told: DecisionLine
    row_ids: Sequence[int]


@dataclass(frozen=True)
class FileAtStep:
    """A file of which rows wait at one step of its flow."""

    upload_id: int
    file_name: str
    area_code: str
    uploaded_by: str
    uploaded_at: datetime
    step: str
    is_last: bool
    rows: int


def waiting_households(session: Session, scope: Scope, file: FileInFlow) -> list[WaitingHousehold]:
    """The households of the file with ready rows, in its order; none while it is being read."""
    found = (
        pick(StagedRow.state, StagedRow.row_key, StagedRow.id, StagedRow.sheet, StagedRow.row_number, StagedRow.content)
        .join(Upload, col(Upload.id) == StagedRow.upload_id)
        .where(col(StagedRow.upload_id) == file.upload_id, col(StagedRow.state).in_(WAITING))
        .where(col(Upload.state) != "reading")
        .order_by(col(StagedRow.id))
    )
    verdicts = _verdicts(session, scope, file.upload_id)
    ready: dict[str, list[tuple[WaitingRow, str]]] = {}
    held: Counter[str] = Counter()
    for state, key, *row in session.execute(found, execution_options=options(scope)):
        line = WaitingRow(*row)
        number = str(line.content.get("household_number") or "")
        if state == "ready":
            ready.setdefault(number, []).append((line, key))
        else:
            held[number] += 1
    return [_household(file, number, rows, verdicts, held[number]) for number, rows in ready.items()]


def _household(
    file: FileInFlow,
    number: str,
    rows: Sequence[tuple[WaitingRow, str]],
    verdicts: Mapping[tuple[int, str], Sequence[Verdict]],
    held: int,
) -> WaitingHousehold:
    told = [verdicts.get((row.row_id, key), ()) for row, key in rows]
    stands = together([standing(file.flow, file.uploaded_by, one) for one in told])
    seen = seen_as(f"{row.row_id}:{key}:{len(one)}" for (row, key), one in zip(rows, told, strict=True))
    keys = {row.row_id: key for row, key in rows}
    return WaitingHousehold(number, [row for row, _ in rows], keys, stands, seen, held)


def seen_as(parts: Iterable[str]) -> str:
    """A short mark of what somebody had before them."""
    return hashlib.blake2b("|".join(parts).encode(), digest_size=8).hexdigest()


def _verdicts(session: Session, scope: Scope, upload_id: int) -> dict[tuple[int, str], list[Verdict]]:
    """The decisions about what each row says, the oldest first, by row and fingerprint."""
    decided = VerificationDecision
    found = pick(VerifiedRow.staged_row_id, VerifiedRow.row_key, decided.step, decided.decision, decided.decided_by)
    found = found.join(decided, col(decided.id) == VerifiedRow.decision_id).where(col(decided.upload_id) == upload_id)
    verdicts: dict[tuple[int, str], list[Verdict]] = {}
    for row_id, key, *told in session.execute(found.order_by(col(decided.id)), execution_options=options(scope)):
        verdicts.setdefault((row_id, key), []).append(Verdict(*told))
    return verdicts


def let_through(session: Session, scope: Scope, file: FileInFlow) -> tuple[list[WaitingRow], Standing]:
    """The ready rows whose households every step but the last has let pass, and who had a hand in any of them."""
    last = len(file.flow.steps) - 1
    through = [home for home in waiting_households(session, scope, file) if home.stands.place == last]
    nobody = standing(file.flow, file.uploaded_by, ())
    stands = together([home.stands for home in through]) if through else Standing(last, nobody.makers)
    return sorted((row for home in through for row in home.rows), key=lambda row: row.row_id), stands


def sent_back(session: Session, scope: Scope, upload_id: int) -> list[SentBack]:
    """The households of the file that wait with their uploader, in the order of the file."""
    decided = VerificationDecision
    held = (
        pick(StagedRow.id, func.max(VerifiedRow.decision_id))
        .join(StagedProblem, col(StagedProblem.staged_row_id) == StagedRow.id)
        .join(VerifiedRow, col(VerifiedRow.staged_row_id) == StagedRow.id)
        .join(decided, col(decided.id) == VerifiedRow.decision_id)
        .where(col(StagedRow.upload_id) == upload_id, col(StagedRow.state) == "held")
        .where(col(StagedProblem.code).in_(SENT_BACK), col(decided.upload_id) == upload_id)
        .where(col(decided.decision) == Decision.SEND_BACK.value)
        .group_by(col(StagedRow.id))
        .order_by(col(StagedRow.id))
    )
    rows: dict[tuple[int, str], list[int]] = {}
    told = _lines(session, scope, (upload_id,))
    for row_id, decision_id in session.execute(held, execution_options=options(scope)):
        rows.setdefault((decision_id, told.household_of[decision_id, row_id]), []).append(row_id)
    return [SentBack(told.line(decision_id, home), row_ids) for (decision_id, home), row_ids in rows.items()]


def history(session: Session, scope: Scope, upload_id: int) -> dict[str, list[DecisionLine]]:
    """What was decided about the households of the file and of its earlier copies, by their number, oldest first."""
    first = select(func.coalesce(Upload.corrects_upload_id, Upload.id)).where(Upload.id == upload_id)
    first_id = session.exec(first, execution_options=options(scope)).first()
    family = pick(Upload.id).where((col(Upload.id) == first_id) | (col(Upload.corrects_upload_id) == first_id))
    ids = session.execute(family, execution_options=options(scope)).scalars().all()
    lines: dict[str, list[DecisionLine]] = {}
    told = _lines(session, scope, ids)
    for decision_id, number in dict.fromkeys((id_, home) for (id_, _), home in told.household_of.items()):
        lines.setdefault(number, []).append(told.line(decision_id, number))
    return lines


@dataclass(frozen=True)
class _Lines:
    decisions: Mapping[int, Sequence[Any]]
    household_of: Mapping[tuple[int, int], str]

    def line(self, decision_id: int, household_number: str) -> DecisionLine:
        return DecisionLine(household_number, *self.decisions[decision_id])


def _lines(session: Session, scope: Scope, upload_ids: Collection[int]) -> _Lines:
    """Every decision about the uploads, and in which household each of its rows stood."""
    decided = VerificationDecision
    columns = (decided.step, decided.decision, decided.reason, decided.words, func.coalesce(User.shown_as, ""))
    found = pick(decided.id, *columns, decided.decided_at).outerjoin(User, col(User.id) == decided.decided_by)
    found = found.where(col(decided.upload_id).in_(upload_ids))
    decisions = {id_: told for id_, *told in session.execute(found, execution_options=options(scope))}
    household_of: dict[tuple[int, int], str] = {}
    for part in in_parts(sorted(decisions)):
        rows = pick(VerifiedRow.decision_id, VerifiedRow.staged_row_id, VerifiedRow.household_number)
        rows = rows.where(col(VerifiedRow.decision_id).in_(part))
        order = rows.order_by(col(VerifiedRow.decision_id), col(VerifiedRow.staged_row_id))
        household_of |= {(id_, row_id): number for id_, row_id, number in session.execute(order)}
    return _Lines(decisions, household_of)


def files_at_desk(session: Session, scope: Scope) -> list[FileAtStep]:
    """The files of which rows wait for a step of the actor's desk, and that somebody else gave in; the oldest first.

    Files that are accepted directly are not among them: they wait on the list of uploads.
    """
    book = FlowBook(session)
    if book.is_empty:
        return []
    ready = pick(StagedRow.upload_id).where(col(StagedRow.state) == "ready")
    columns = (Upload.id, Upload.file_name, Upload.area_code, func.coalesce(User.shown_as, ""), Upload.uploaded_at)
    found = pick(*columns).outerjoin(User, col(User.id) == Upload.uploaded_by)
    found = found.where(col(Upload.kind) == "survey", col(Upload.state) != "reading", col(Upload.id).in_(ready))
    found = found.where(col(Upload.uploaded_by) != scope.actor_id).order_by(col(Upload.id))
    files = session.execute(found, execution_options=options(scope)).all()
    flows = {id_: book.flow_for(area, at) for id_, _, area, _, at in files}
    going = [file for file in files if not flows[file[0]].is_direct]
    counted = _rows_by_place(session, scope, {file[0]: flows[file[0]] for file in going})
    return [
        FileAtStep(*[*file, step.name, place == len(flow.steps) - 1, rows])
        for file in going
        for flow in (flows[file[0]],)
        for place, step in enumerate(flow.steps)
        if (rows := counted.get((file[0], place), 0)) and holds_desk(step, scope, file[2])
    ]


def _rows_by_place(session: Session, scope: Scope, flows: Mapping[int, Flow]) -> dict[tuple[int, int], int]:
    """How many ready rows of each file stand at each place of its flow, told without opening what they say."""
    counted: dict[tuple[int, int], int] = {}
    for upload_id, step, decision, rows in session.execute(_newest(list(flows)), execution_options=options(scope)):
        at = flows[upload_id].place_of(step or "") if decision == Decision.CONFIRM else None
        place = 0 if at is None else at + 1
        counted[upload_id, place] = counted.get((upload_id, place), 0) + rows
    return counted


def _newest(upload_ids: Sequence[int]) -> Select[Any]:
    """Ready rows by upload and by the newest decision, but for acceptances, about what they say now."""
    decided, row = VerificationDecision, StagedRow
    newest = (
        pick(VerifiedRow.staged_row_id, VerifiedRow.row_key, func.max(VerifiedRow.decision_id).label("decision_id"))
        .join(decided, col(decided.id) == VerifiedRow.decision_id)
        .where(col(decided.upload_id).in_(upload_ids), col(decided.decision) != Decision.ACCEPT.value)
        .group_by(col(VerifiedRow.staged_row_id), col(VerifiedRow.row_key))
        .subquery()
    )
    about = (newest.c.staged_row_id == col(row.id)) & (newest.c.row_key == col(row.row_key))
    found = pick(row.upload_id, decided.step, decided.decision, func.count()).outerjoin(newest, about)
    found = found.outerjoin(decided, col(decided.id) == newest.c.decision_id)
    found = found.where(col(row.upload_id).in_(upload_ids), col(row.state) == "ready")
    return found.group_by(col(row.upload_id), col(decided.step), col(decided.decision))
