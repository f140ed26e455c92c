"""Hazards: called out by a desk, weighed, closed; and what became of each person while they lasted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session, select

from census_app.domain.access import Scope
from census_app.domain.areas import Level, common_area, level_of
from census_app.domain.errors import NotFound, Refused
from census_app.domain.hazards import Hazard, Outcome
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.reads.areas import get_area
from census_app.ledger.reads.hazards import HazardLine, KeptSnapshot, get_hazard
from census_app.ledger.reads.shelters import get_shelter
from census_app.ledger.scoping import options
from census_app.ledger.tables import HazardCall, HazardMark, Person
from census_app.ledger.writes.audit import append_event

_LEVELS = (Level.UPAZILA, Level.UNION, Level.WARD)


@dataclass(frozen=True)
class NewHazard:
    """What a desk says of a hazard. Units: centimetres."""

    kind: str
    area_codes: tuple[str, ...]
    expected_on: date
    depth_cm: int | None
    drawn_area: str
    weights: Mapping[str, int]


def open_hazard(engine: Engine, scope: Scope, new: NewHazard, snapshot: KeptSnapshot) -> int:
    """The hazard is open for everybody in its areas, its list made of that snapshot; its id comes back.

    Raises: Refused for an unknown kind or without an area; NotFound for an area outside the scope.
    """
    if new.kind not in frozenset(Hazard):
        raise Refused("hazard_kind_unknown")
    areas = sorted(set(new.area_codes))
    if not areas or any(level_of(area) not in _LEVELS for area in areas):
        raise Refused("hazard_without_area")
    with writing(engine) as session:
        for area in areas:
            get_area(session, scope, area)
        call = HazardCall(
            kind=new.kind,
            area_codes=areas,
            expected_on=new.expected_on,
            depth_cm=new.depth_cm,
            drawn_area=new.drawn_area,
            weights=dict(new.weights),
            snapshot=snapshot.name,
            as_of=snapshot.as_of,
            opened_by=scope.actor_id,
            opened_at=clock.now(),
        )
        session.add(call)
        session.flush()
        told = {"kind": new.kind, "areas": areas, "weights": dict(new.weights), "snapshot": snapshot.name}
        append_event(session, scope, "hazard_opened", f"hazard:{call.id}", common_area(areas), details=told)
        return call.id


def weigh_hazard(engine: Engine, scope: Scope, hazard_id: int, weights: Mapping[str, int]) -> None:
    """The hazard's list goes by these weights from now on; the trail keeps those before.

    Raises: NotFound outside the scope; Refused when it is closed, or lies in places beyond the actor's own.
    """
    with writing(engine) as session:
        line = _led(session, scope, hazard_id)
        call = session.get_one(HazardCall, hazard_id)
        told = {"from": dict(line.weights), "to": dict(weights)}
        call.weights = dict(weights)
        area = common_area(line.area_codes)
        append_event(session, scope, "hazard_weighed", f"hazard:{hazard_id}", area, details=told)


def close_hazard(engine: Engine, scope: Scope, hazard_id: int) -> None:
    """The hazard is over: its list stays, and nobody is marked any more.

    Raises: NotFound outside the scope; Refused when it is closed already, or lies in places beyond the actor's own.
    """
    with writing(engine) as session:
        line = _led(session, scope, hazard_id)
        session.get_one(HazardCall, hazard_id).closed_at = clock.now()
        append_event(session, scope, "hazard_closed", f"hazard:{hazard_id}", common_area(line.area_codes))


def mark_person(
    engine: Engine, scope: Scope, hazard_id: int, person_id: int, outcome: str, shelter_id: int | None = None
) -> None:
    """The ledger says what became of the person, when, and who said so; what was said before stays.

    Raises: NotFound for a person, shelter or hazard outside the scope; Refused for an unknown outcome, or when closed.
    """
    if outcome not in frozenset(Outcome):
        raise Refused("outcome_unknown")
    with writing(engine) as session:
        line = get_hazard(session, scope, hazard_id)
        if not line.is_open:
            raise Refused("hazard_closed")
        found = select(Person).where(Person.id == person_id)
        person = session.exec(found, execution_options=options(scope, merged_too=True)).first()
        if person is None or not any(person.area_code.startswith(area) for area in line.area_codes):
            raise NotFound("person_not_found")
        if shelter_id is not None:
            get_shelter(session, scope, shelter_id)
        mark = HazardMark(
            area_code=person.area_code,
            hazard_id=hazard_id,
            person_id=person_id,
            outcome=outcome,
            shelter_id=shelter_id if outcome == Outcome.MOVED else None,
            marked_by=scope.actor_id,
            marked_at=clock.now(),
        )
        session.add(mark)
        told = {"hazard": hazard_id, "outcome": outcome, "shelter": mark.shelter_id}
        append_event(session, scope, "hazard_marked", f"person:{person_id}", person.area_code, details=told)


def _led(session: Session, scope: Scope, hazard_id: int) -> HazardLine:
    """The open hazard, all of whose areas are the actor's own."""
    line = get_hazard(session, scope, hazard_id)
    if not line.is_open:
        raise Refused("hazard_closed")
    if not all(map(scope.holds_area, line.area_codes)):
        raise Refused("hazard_of_wider_area")
    return line
