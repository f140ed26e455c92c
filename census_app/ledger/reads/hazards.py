"""Hazards that a desk called out, for everybody in whose places they lie, and the snapshot a new list is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger.query import pick
from census_app.ledger.tables import AnalysisRun, HazardCall, User


@dataclass(frozen=True)
class HazardLine:
    """One hazard: what, where, when, how deep, and of which snapshot its list is made."""

    hazard_id: int
    kind: str
    area_codes: tuple[str, ...]
    expected_on: date
    depth_cm: int | None
    drawn_area: str
    weights: dict[str, int]
    snapshot: str
    as_of: date
    opened_by: str
    opened_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """True until a desk has closed it."""
        return self.closed_at is None

    def areas_seen(self, scope: Scope) -> tuple[str, ...]:
        """The parts of the hazard's areas that lie in the scope, without doubles."""
        seen = {area if scope.holds_area(area) else own for area in self.area_codes for own in _shared(area, scope)}
        return tuple(sorted(area for area in seen if not any(area != o and area.startswith(o) for o in seen)))


@dataclass(frozen=True)
class KeptSnapshot:
    """The newest snapshot that a run has kept."""

    name: str
    as_of: date


def list_hazards(session: Session, scope: Scope) -> list[HazardLine]:
    """The hazards that touch the scope's areas: the open ones first, then the newest."""
    found = [line for line in map(_line, session.execute(_columns())) if line.areas_seen(scope)]
    return sorted(found, key=lambda line: (line.is_open, line.opened_at), reverse=True)


def get_hazard(session: Session, scope: Scope, hazard_id: int) -> HazardLine:
    """The hazard. Raises: NotFound when there is none, or none that touches the scope's areas."""
    row = session.execute(_columns().where(col(HazardCall.id) == hazard_id)).first()
    found = None if row is None else _line(row)
    if found is None or not found.areas_seen(scope):
        raise NotFound("hazard_not_found")
    return found


def newest_snapshot(session: Session) -> KeptSnapshot:
    """What a list opened now is made of. Raises: Refused before the first run of the models."""
    newest = select(col(AnalysisRun.snapshot), col(AnalysisRun.as_of)).order_by(col(AnalysisRun.id).desc()).limit(1)
    found = session.exec(newest).first()
    if found is None:
        raise Refused("no_snapshot_yet")
    return KeptSnapshot(*found)


def _columns() -> Any:
    call = HazardCall
    what = (call.id, call.kind, call.area_codes, call.expected_on, call.depth_cm, call.drawn_area, call.weights)
    made = (call.snapshot, call.as_of, User.shown_as, call.opened_at, call.closed_at)
    return pick(*what, *made).outerjoin(User, col(User.id) == HazardCall.opened_by)


def _line(row: Sequence[Any]) -> HazardLine:
    id_, kind, areas, day, depth, drawn, weights, snapshot, as_of, opened_by, opened_at, closed_at = row
    what = (id_, kind, tuple(areas), day, depth, drawn, weights)
    return HazardLine(*what, snapshot, as_of, opened_by or "", opened_at, closed_at)


def _shared(area: str, scope: Scope) -> list[str]:
    """The scope's areas that hold the area or lie in it."""
    return [own for own in scope.areas if area.startswith(own) or own.startswith(area)]
