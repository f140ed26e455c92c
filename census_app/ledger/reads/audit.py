"""The trail: who did, saw, changed or exported what, the newest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.ledger.query import pick
from census_app.ledger.scoping import options, within
from census_app.ledger.tables import AuditEvent, User


@dataclass(frozen=True)
class TrailLine:
    """One act."""

    event_id: int
    happened_at: datetime
    actor: str
    actor_id: int
    action: str
    subject: str
    area_code: str
    reason: str
    details: dict[str, Any]


@dataclass(frozen=True)
class TrailFilter:
    """What to list; an empty field asks for everything."""

    subject: str = ""
    action: str = ""
    actor_id: int | None = None


def list_events(
    session: Session, scope: Scope, wanted: TrailFilter, limit: int = 50, offset: int = 0
) -> list[TrailLine]:
    """The acts in the scope's areas, and those that belong to no area (signing in, accounts)."""
    columns: tuple[Any, ...] = (
        AuditEvent.id,
        AuditEvent.happened_at,
        User.name,
        AuditEvent.actor_id,
        AuditEvent.action,
        AuditEvent.subject,
        AuditEvent.area_code,
        AuditEvent.reason,
        AuditEvent.details,
    )
    statement: Select[Any] = select(*columns).outerjoin(User, col(User.id) == AuditEvent.actor_id)
    statement = statement.where(or_(col(AuditEvent.area_code) == "", within(AuditEvent, scope)))
    for column, value in ((AuditEvent.subject, wanted.subject), (AuditEvent.action, wanted.action)):
        if value:
            statement = statement.where(col(column) == value)
    if wanted.actor_id is not None:
        statement = statement.where(col(AuditEvent.actor_id) == wanted.actor_id)
    rows: Any = session.execute(statement.order_by(col(AuditEvent.id).desc()).limit(limit).offset(offset))
    return [TrailLine(*[*row[:2], row[2] or "", *row[3:]]) for row in rows]


@dataclass(frozen=True)
class Look:
    """Somebody saw a person, or changed or told something of one."""

    happened_at: datetime
    who: str
    action: str
    reason: str


def looks_at(session: Session, scope: Scope, records: Collection[int], limit: int = 500) -> list[Look]:
    """Who saw these records of one person, or acted on them, the newest first; the asker's scope holds the person."""
    subjects = [f"person:{record}" for record in sorted(records)]
    event = AuditEvent
    found = pick(event.happened_at, User.shown_as, event.actor_id, event.action, event.reason)
    found = found.outerjoin(User, col(User.id) == col(event.actor_id)).where(col(event.subject).in_(subjects))
    rows = session.execute(found.order_by(col(event.id).desc()).limit(limit), execution_options=options(scope))
    return [Look(at, shown or f"#{actor_id}", action, reason) for at, shown, actor_id, action, reason in rows]


def known_actions(session: Session) -> list[str]:
    """Every kind of act that the trail holds."""
    return list(session.exec(select(AuditEvent.action).distinct().order_by(AuditEvent.action)))
