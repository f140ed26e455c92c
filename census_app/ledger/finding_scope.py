"""Which findings an actor may see, decided in one place for lists, counts, exports and answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, cast, false, or_
from sqlmodel import col

from census_app.domain.access import Permission, Scope, can
from census_app.ledger.tables import Finding

CHILD_MARRIAGE = "child_marriage_risk"


def may_see(scope: Scope) -> list[ColumnElement[bool]]:
    """Child-marriage visits for their two desks alone; of the rest, an office sees what concerns its programmes.

    Areas are narrowed by `scoping.py` as everywhere.
    """
    sees_visits = can(scope, Permission.SEE_CHILD_MARRIAGE)
    conditions: list[ColumnElement[bool]] = [] if sees_visits else [col(Finding.kind) != CHILD_MARRIAGE]
    if scope.sees_only_own_office:
        held: list[Any] = [of_office(code) for code in scope.offices]
        conditions.append(or_(false(), *held, *([col(Finding.kind) == CHILD_MARRIAGE] if sees_visits else [])))
    return conditions


def of_office(office_code: str) -> ColumnElement[bool]:
    """The condition that a finding concerns what the office gives."""
    listed = cast(Finding.office_codes, String)
    return listed.contains(f'"{office_code}"', autoescape=True)


def holds(scope: Scope, kind: str, area_code: str, office_codes: tuple[str, ...]) -> bool:
    """True when the actor may see and answer a finding of that kind, place and those offices."""
    if not can(scope, Permission.REVIEW_FINDINGS) or not scope.holds_area(area_code):
        return False
    if kind == CHILD_MARRIAGE:
        return can(scope, Permission.SEE_CHILD_MARRIAGE)
    return not scope.sees_only_own_office or any(map(scope.holds_office, office_codes))
