"""Shelters: those of a place, and one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.query import lies_in
from census_app.ledger.scoping import options
from census_app.ledger.tables import Shelter


@dataclass(frozen=True)
class ShelterLine:
    """One shelter. Units: degrees (None where nobody measured), persons."""

    shelter_id: int
    area_code: str
    para_code: str
    name_bn: str
    name_en: str
    kind: str
    lat: float | None
    lon: float | None
    capacity: int
    source: str


def list_shelters(session: Session, scope: Scope, areas: Iterable[str] = ("",)) -> list[ShelterLine]:
    """The shelters in these areas, by place and name."""
    held = or_(*(lies_in(col(Shelter.area_code), area) for area in areas))
    found = select(Shelter).where(held).order_by(col(Shelter.area_code), col(Shelter.name_bn), col(Shelter.id))
    return [_line(shelter) for shelter in session.exec(found, execution_options=options(scope))]


def get_shelter(session: Session, scope: Scope, shelter_id: int) -> ShelterLine:
    """The shelter. Raises: NotFound outside the scope too."""
    found = session.exec(select(Shelter).where(Shelter.id == shelter_id), execution_options=options(scope)).first()
    if found is None:
        raise NotFound("shelter_not_found")
    return _line(found)


def _line(shelter: Shelter) -> ShelterLine:
    place = (shelter.id, shelter.area_code, shelter.para_code)
    named = (shelter.name_bn, shelter.name_en, shelter.kind)
    return ShelterLine(*place, *named, shelter.lat, shelter.lon, shelter.capacity, shelter.source)
