"""How the entries of the trail are linked: each hash speaks for the entry and for all that came before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlmodel import Session, col, select

from census_app.ledger.proofs import digests_now
from census_app.ledger.seals import BrokenEntry, first_broken
from census_app.ledger.tables import AuditEvent

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Walked:
    """What a walk along the chains found; `first_broken_id` is None when every link holds.

    `unspoken` names a decision or a choice for which no entry speaks; empty when there is none. `entries` are the rows
    of the ledger that were held against their seals, `broken` the first that does not hold.
    """

    events: int
    chains: int
    first_broken_id: int | None
    unspoken: str = ""
    entries: int = 0
    broken: BrokenEntry | None = None


def hash_of(event: AuditEvent) -> str:
    """The fingerprint of an event and, through the hash of the one before, of its whole past."""
    told = [
        event.previous_hash,
        event.happened_at.isoformat(timespec="microseconds"),
        event.actor_id,
        event.action,
        event.subject,
        event.area_code,
        event.reason,
        event.details,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()


def walk_chain(session: Session) -> Walked:
    """Every event's hash is reckoned again and held against the next of its area; then what the acts wrote.

    An entry that speaks for a decision is broken as well when the decision is not what it was, or is gone.
    """
    heads: dict[str, str] = {}
    lying = digests_now(session)
    said: dict[int, str] = {}
    events = 0
    for event in session.exec(select(AuditEvent).order_by(col(AuditEvent.id)).execution_options(yield_per=2_000)):
        events += 1
        before = heads.get(event.area_code, FIRST_HASH)
        told = event.details.get("digest")
        is_whole = told is None or told == lying.pop(event.details["speaks_for"], None)
        if event.previous_hash != before or event.entry_hash != hash_of(event) or not is_whole:
            return Walked(events, len(heads), event.id)
        heads[event.area_code] = event.entry_hash
        if "sealed" in event.details:
            said[event.id] = event.details["sealed"]
        if event.action == "acceptance_undone":
            said.pop(event.details.get("event", 0), None)
    return Walked(events, len(heads), None, next(iter(lying), ""), *first_broken(session, said))
