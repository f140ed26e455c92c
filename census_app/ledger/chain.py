"""How the entries of the trail are linked: each hash speaks for the entry and for all that came before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from census_app.ledger.seals import BrokenEntry, Said, first_broken
from census_app.ledger.tables import AuditEvent

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Walked:
    """What a walk along the chains found; `broken` is None when every link and every seal holds.

    `first_broken_id` is the entry of the trail that is broken or wrote what is; None as well where no act wrote it.
    `entries` are the rows of the ledger that were held against their seals.
    """

    events: int
    chains: int
    first_broken_id: int | None
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
    """Every event's hash is reckoned again and held against the next of its area; then what the acts wrote."""
    heads: dict[str, str] = {}
    said: dict[int, Said] = {}
    events = 0
    for event in session.exec(select(AuditEvent).order_by(col(AuditEvent.id)).execution_options(yield_per=2_000)):
        events += 1
        before = heads.get(event.area_code, FIRST_HASH)
        if event.previous_hash != before or event.entry_hash != hash_of(event):
            broken = BrokenEntry("audit_events", str(event.id), "chain", event.id, event.area_code)
            return Walked(events, len(heads), event.id, broken=broken)
        heads[event.area_code] = event.entry_hash
        _take_in(said, event)
    entries, broken_row = first_broken(session, said)
    return Walked(events, len(heads), broken_row.event_id if broken_row else None, entries, broken_row)


def _take_in(said: dict[int, Said], event: AuditEvent) -> None:
    if "sealed" in event.details:
        said[event.id] = Said(event.details["sealed"], event.area_code)
    undone = event.details.get("event") if event.action == "acceptance_undone" else None
    if undone in said:
        said[undone] = replace(said[undone], undone=True)
