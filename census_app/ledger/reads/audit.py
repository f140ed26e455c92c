"""The trail, as the auditor reads and verifies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from census_app.ledger.chain import FIRST_HASH, hash_of
from census_app.ledger.tables import AuditEvent, User


@dataclass(frozen=True)
class Walked:
    """What a walk along the chains found; `first_broken_id` is None when every link holds."""

    events: int
    chains: int
    first_broken_id: int | None


@dataclass(frozen=True)
class TrailEntry:
    """One act, with the name of the account that did it."""

    event_id: int
    happened_at: datetime
    actor: str
    action: str
    subject: str
    area_code: str
    reason: str
    details: dict[str, Any]


def walk_chain(session: Session) -> Walked:
    """Every event's hash is reckoned again and held against the next of its area."""
    heads: dict[str, str] = {}
    events = 0
    for event in session.exec(select(AuditEvent).order_by(col(AuditEvent.id)).execution_options(yield_per=2_000)):
        events += 1
        before = heads.get(event.area_code, FIRST_HASH)
        if event.previous_hash != before or event.entry_hash != hash_of(event):
            return Walked(events, len(heads), event.id)
        heads[event.area_code] = event.entry_hash
    return Walked(events, len(heads), None)


def trail(session: Session, subject: str = "", before_id: int | None = None, at_most: int = 50) -> list[TrailEntry]:
    """The newest acts first, about one subject when it is named; `before_id` gives the page after an entry."""
    found = select(AuditEvent, User.name).join(User, col(User.id) == AuditEvent.actor_id, isouter=True)
    if subject:
        found = found.where(AuditEvent.subject == subject)
    if before_id is not None:
        found = found.where(col(AuditEvent.id) < before_id)
    newest = found.order_by(col(AuditEvent.id).desc()).limit(at_most)
    return [_entry(event, name) for event, name in session.exec(newest)]


def _entry(event: AuditEvent, name: str | None) -> TrailEntry:
    return TrailEntry(
        event_id=event.id,
        happened_at=event.happened_at,
        actor=name or "operator",
        action=event.action,
        subject=event.subject,
        area_code=event.area_code,
        reason=event.reason,
        details=event.details,
    )
