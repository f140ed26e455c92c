"""The trail: one event for every act, chained by hashes within its area."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.ledger import clock
from census_app.ledger.chain import FIRST_HASH, hash_of
from census_app.ledger.engine import writing
from census_app.ledger.tables import AuditEvent


def append_event(
    session: Session,
    scope: Scope,
    action: str,
    subject: str = "",
    area_code: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add the event of the running transaction to the chain of its area.

    `details` holds codes, counts and ledger ids only.
    """
    event = AuditEvent(
        happened_at=clock.now(),
        actor_id=scope.actor_id,
        action=action,
        subject=subject,
        area_code=area_code,
        reason=reason,
        details=details or {},
        previous_hash=_last_hash(session, area_code),
        entry_hash="",
    )
    event.entry_hash = hash_of(event)
    session.add(event)
    return event


def record_look(engine: Engine, scope: Scope, subject: str, area_code: str, reason: str = "") -> None:
    """From now on the trail says that this actor saw this subject at this moment."""
    with writing(engine) as session:
        append_event(session, scope, "look", subject, area_code, reason)


def record_export(engine: Engine, scope: Scope, name: str, area_code: str, rows: int, reason: str = "") -> None:
    """From now on the trail says that this actor took that many rows of this kind out of the building."""
    with writing(engine) as session:
        append_event(session, scope, "exported", f"export:{name}", area_code, reason, {"rows": rows})


def record_adoption(engine: Engine, scope: Scope, version: str, before: str) -> None:
    """From now on the trail says that this actor put this version of the rules in the place of that one."""
    with writing(engine) as session:
        append_event(session, scope, "rules_adopted", f"rules:{version}", details={"before": before})


def _last_hash(session: Session, area_code: str) -> str:
    if session.get_bind().dialect.name == "postgresql":  # one writer at a time to the chain of an area
        session.connection().execute(text("select pg_advisory_xact_lock(hashtext(:area))"), {"area": area_code})
    newest = select(AuditEvent.entry_hash).where(AuditEvent.area_code == area_code)
    return session.exec(newest.order_by(col(AuditEvent.id).desc()).limit(1)).first() or FIRST_HASH
