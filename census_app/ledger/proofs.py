"""What the trail speaks for beyond itself: digests by which its entries vouch for rows that lie in other tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from census_app.domain.access import OPERATOR
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import FlowChoice, VerificationDecision, VerifiedRow

RowOfDecision = tuple[int, str, str]
"""Staged row, its fingerprint, its household."""


def proof_of_decision(decision: VerificationDecision, rows: Iterable[RowOfDecision]) -> dict[str, str]:
    """What the entry of a decision says to vouch for it, its words and its rows."""
    told = [
        decision.upload_id,
        decision.area_code,
        decision.flow,
        decision.version,
        decision.step,
        decision.decision,
        decision.reason,
        decision.words,
        decision.decided_by,
        decision.decided_at.isoformat(timespec="microseconds"),
        sorted(rows),
    ]
    return {"speaks_for": f"decision:{decision.id}", "digest": _digest(told)}


def proof_of_choice(choice: FlowChoice) -> dict[str, str]:
    """What the entry of a chosen flow says to vouch for it."""
    told = [choice.area_code, choice.flow, choice.version, choice.fingerprint, choice.chosen_by]
    moment = choice.chosen_at.isoformat(timespec="microseconds")
    return {"speaks_for": f"choice:{choice.id}", "digest": _digest([*told, moment])}


def digests_now(session: Session) -> dict[str, str]:
    """The digest of everything that the trail is to speak for, as it lies in the ledger now."""
    rows: dict[int, list[RowOfDecision]] = {}
    columns = (VerifiedRow.decision_id, VerifiedRow.staged_row_id, VerifiedRow.row_key, VerifiedRow.household_number)
    for decision_id, *row in session.execute(pick(*columns)):
        rows.setdefault(decision_id, []).append((row[0], row[1], row[2]))
    decisions = session.exec(
        select(VerificationDecision).order_by(col(VerificationDecision.id)), execution_options=options(OPERATOR)
    )
    proofs = [proof_of_decision(one, rows.get(one.id, [])) for one in decisions]
    proofs += [proof_of_choice(one) for one in session.exec(select(FlowChoice).order_by(col(FlowChoice.id)))]
    return {proof["speaks_for"]: proof["digest"] for proof in proofs}


def _digest(told: list[Any]) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode("ascii")).hexdigest()
