"""Places: their names, and what lies in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, true
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.query import lies_in
from census_app.ledger.tables import Area

_DIVISION_DIGITS = 2
"""A birth registration names its union without the division."""


@dataclass(frozen=True)
class Place:
    """One area. The Bangla name may be unknown; `name` falls back on the English one."""

    code: str
    level: str
    parent_code: str
    name_en: str
    name_bn: str
    brn_area_code: str
    lat: float | None
    lon: float | None

    def name(self, language: str) -> str:
        """What people who read that language call the place."""
        return (self.name_bn or self.name_en) if language == "bn" else (self.name_en or self.name_bn)


def get_area(session: Session, scope: Scope, code: str) -> Place:
    """The area of that code. Raises: NotFound when there is none, or none within the scope."""
    found = session.get(Area, code)
    if found is None or not scope.holds_area(code):
        raise NotFound("area_not_found", {"area": code})
    return _place(found)


def list_areas(session: Session, scope: Scope, level: str, under: str = "") -> list[Place]:
    """The areas of that level which lie in `under` and within the scope, by code."""
    wanted = select(Area).where(Area.level == level, lies_in(col(Area.code), under), _held(scope))
    return [_place(area) for area in session.exec(wanted.order_by(col(Area.code)))]


def list_paras(session: Session, scope: Scope, ward_code: str) -> list[Place]:
    """The paras of the ward, by code."""
    return list_areas(session, scope, "para", ward_code)


def area_names(session: Session, scope: Scope, codes: Iterable[str]) -> dict[str, Place]:
    """The places by code: those within the scope and those around it (a ward's union, its upazila)."""
    wanted = select(Area).where(col(Area.code).in_(set(codes)))
    return {area.code: _place(area) for area in session.exec(wanted) if _within_or_around(area.code, scope)}


def places_of_registration(session: Session, scope: Scope) -> dict[str, Place]:
    """Every union and town that registers births, as `area_of_brn` names it; what places are called is no secret."""
    wanted = select(Area).where(Area.level == "union").order_by(col(Area.code))
    return {area.code[_DIVISION_DIGITS:]: _place(area) for area in session.exec(wanted)}


def _held(scope: Scope) -> ColumnElement[bool]:
    if "" in scope.areas:
        return true()
    return or_(false(), *(lies_in(col(Area.code), area) for area in scope.areas))


def _within_or_around(code: str, scope: Scope) -> bool:
    return scope.holds_area(code) or any(area.startswith(code) for area in scope.areas)


def _place(area: Area) -> Place:
    return Place(
        code=area.code,
        level=area.level,
        parent_code=area.parent_code,
        name_en=area.name_en,
        name_bn=area.name_bn,
        brn_area_code=area.brn_area_code,
        lat=area.lat,
        lon=area.lon,
    )
