"""The trail: one event for every act, chained by hashes within its area."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.ledger import clock
from census_app.ledger.chain import FIRST_HASH, hash_of
from census_app.ledger.engine import writing
from census_app.ledger.kept_tables import SEALED, SEALED_LATER
from census_app.ledger.seals import digest_of, keep_seals, make_seals, note_written, take_written, unsealed
from census_app.ledger.tables import AuditEvent, EntrySeal


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

    `details` holds codes, counts and ledger ids only. What the act has written into tables that are never changed is
    sealed with it (`ledger/seals.py`), so it comes after all of it.
    """
    seals = make_seals(session, take_written(session))
    sealed = {"sealed": digest_of(seals)} if seals else {}
    event = AuditEvent(
        happened_at=clock.now(),
        actor_id=scope.actor_id,
        action=action,
        subject=subject,
        area_code=area_code,
        reason=reason,
        details={**(details or {}), **sealed},
        previous_hash=_last_hash(session, area_code),
        entry_hash="",
    )
    event.entry_hash = hash_of(event)
    session.add(event)
    if seals:
        session.flush()
        keep_seals(session, seals, event.id)
    return event


def seal_what_stood(engine: Engine, scope: Scope) -> int:
    """Rows from before acts sealed what they wrote into a table are sealed now, once; how many tables had some.

    The trail names each table that is under seal from then on, so that no later row slips under it this way.
    """
    with writing(engine) as session:
        new = _not_yet_under_seal(session)
        if not new:
            return 0
        stood = {name: rows for name, rows in unsealed(session).items() if name in new}
        for name, rows in stood.items():
            note_written(session, name, rows)
        append_event(session, scope, "entries_sealed", details={"tables": len(stood), "names": new})
        return len(stood)


def _not_yet_under_seal(session: Session) -> list[str]:
    told = session.exec(select(AuditEvent.details).where(AuditEvent.action == "entries_sealed")).all()
    named = {name for details in told for name in details.get("names", ())}
    if not named and session.exec(select(EntrySeal.id).limit(1)).first() is not None:
        return list(SEALED_LATER)
    return [name for name in SEALED if name not in named]


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
