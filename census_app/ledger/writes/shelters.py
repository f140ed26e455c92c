"""Shelters: noted from a file, or one at a time on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.areas import common_area
from census_app.domain.errors import NotFound, Refused
from census_app.domain.hazards import ShelterFields
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.reads.areas import get_area
from census_app.ledger.scoping import options
from census_app.ledger.tables import Shelter
from census_app.ledger.writes.audit import append_event


@dataclass(frozen=True)
class SheltersKept:
    """How many shelters were new, how many were known and changed, how many were known as they are."""

    new: int
    changed: int
    unchanged: int


def keep_shelters(engine: Engine, scope: Scope, shelters: Sequence[ShelterFields]) -> SheltersKept:
    """The ledger knows every one of these shelters as described; one is known again by its ward and its names.

    Raises: NotFound for a ward or para outside the scope: then none is kept.
    """
    with writing(engine) as session:
        for place in sorted({s.area_code for s in shelters} | {s.para_code for s in shelters if s.para_code}):
            get_area(session, scope, place)
        became = [_keep(session, scope, fields) for fields in shelters]
        kept = SheltersKept(*(became.count(one) for one in ("new", "changed", "unchanged")))
        area = common_area(s.area_code for s in shelters) if shelters else ""
        append_event(session, scope, "shelters_kept", area_code=area, details=asdict(kept))
        return kept


def change_shelter(engine: Engine, scope: Scope, shelter_id: int, fields: ShelterFields) -> None:
    """The shelter is as described from now on; the trail says which fields changed.

    Raises: NotFound outside the scope; Refused when the ward has another of that name.
    """
    with writing(engine) as session:
        for place in filter(None, (fields.area_code, fields.para_code)):
            get_area(session, scope, place)
        shelter = session.exec(
            select(Shelter).where(Shelter.id == shelter_id), execution_options=options(scope)
        ).first()
        if shelter is None:
            raise NotFound("shelter_not_found")
        namesake = _named(session, scope, fields)
        if namesake is not None and namesake.id != shelter_id:
            raise Refused("shelter_known_already")
        changed = _write(shelter, fields)
        told = {"changed": sorted(changed), "capacity": fields.capacity}
        append_event(session, scope, "shelter_changed", f"shelter:{shelter_id}", fields.area_code, details=told)


def _keep(session: Session, scope: Scope, fields: ShelterFields) -> str:
    known = _named(session, scope, fields)
    if known is not None:
        return "changed" if _write(known, fields) else "unchanged"
    session.add(Shelter(**_values(fields), known_since=clock.now()))
    session.flush()
    return "new"


def _named(session: Session, scope: Scope, fields: ShelterFields) -> Shelter | None:
    wanted = select(Shelter).where(col(Shelter.area_code) == fields.area_code)
    wanted = wanted.where(col(Shelter.name_bn) == fields.name_bn, col(Shelter.name_en) == fields.name_en)
    return session.exec(wanted, execution_options=options(scope)).first()


def _write(shelter: Shelter, fields: ShelterFields) -> set[str]:
    values = _values(fields)
    changed = {name for name, value in values.items() if getattr(shelter, name) != value}
    for name in changed:
        setattr(shelter, name, values[name])
    return changed


def _values(fields: ShelterFields) -> dict[str, Any]:
    return {**asdict(fields), "kind": fields.kind.value}
