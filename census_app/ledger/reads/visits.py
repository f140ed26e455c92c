"""Visits to the families of girls: the list of whom to visit, one girl with what was seen, and rows for the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col

from census_app.domain.access import Permission, Scope, can
from census_app.domain.errors import NotFound, Refused
from census_app.domain.marriage import of_age_on
from census_app.ledger import clock
from census_app.ledger.query import in_part, in_parts, pick
from census_app.ledger.reads.findings import CHILD_MARRIAGE
from census_app.ledger.reads.persons import PersonLine, lines_of
from census_app.ledger.scoping import options
from census_app.ledger.tables import Finding, FindingPerson, MarriageVisit, User


@dataclass(frozen=True)
class Visit:
    """One visit: what was found, by whom, and when somebody comes again."""

    visited_on: date
    outcome: str
    next_visit_on: date | None
    note: str
    visited_by: str


@dataclass(frozen=True)
class ToVisit:
    """A girl of the list: why the models ask, if they do, and her newest visit, if there was one."""

    person: PersonLine
    reasons: tuple[dict[str, Any], ...]
    score: int
    tier: str
    newest: Visit | None

    def is_due(self, today: date) -> bool:
        """True when the day of the next visit has come, or when nobody was there yet."""
        if self.newest is None:
            return True
        return self.newest.next_visit_on is not None and self.newest.next_visit_on <= today


def visit_list(session: Session, scope: Scope) -> list[ToVisit]:
    """Girls about whom the newest run asks, and all whose next visit is still to come, prevented marriages first.

    Raises: Refused at any desk but the two of the list.
    """
    _only_for_the_two(scope)
    asked, newest = _asked(session, scope), _newest_visits(session, scope)
    followed = [person_id for person_id, visit in newest.items() if visit.next_visit_on]
    wanted = sorted({*asked, *followed})
    lines = [line for part in in_parts(wanted) for line in lines_of(session, scope, part)]
    girls = [ToVisit(line, *asked.get(line.person_id, ((), 0, "")), newest.get(line.person_id)) for line in lines]
    return sorted((girl for girl in girls if not _is_of_age(girl.person)), key=_most_urgent_first)


def visits_to(session: Session, scope: Scope, person_id: int) -> tuple[PersonLine, list[Visit]]:
    """The person with the visits, the newest first.

    Raises: Refused at any desk but the two of the list; NotFound outside the scope.
    """
    _only_for_the_two(scope)
    lines = lines_of(session, scope, [person_id])
    if not lines:
        raise NotFound("person_not_found")
    return lines[0], _visits(session, scope, col(MarriageVisit.person_id) == person_id).get(person_id, [])


def visit_rows(session: Session, scope: Scope, part: str | None = None) -> Iterator[tuple[Any, ...]]:
    """Person, ward, outcome and day of every visit; the note stays in the ledger."""
    visit = MarriageVisit
    found = pick(visit.person_id, visit.area_code, visit.outcome, visit.visited_on).where(in_part(visit, part))
    yield from map(tuple, session.execute(found.order_by(col(visit.id)), execution_options=options(scope)))


def _only_for_the_two(scope: Scope) -> None:
    if not can(scope, Permission.SEE_CHILD_MARRIAGE):
        raise Refused("not_permitted")


def _most_urgent_first(girl: ToVisit) -> tuple[Any, ...]:
    prevented = girl.newest is not None and girl.newest.outcome == "prevented"
    due = girl.newest.next_visit_on if girl.newest and girl.newest.next_visit_on else date.max
    return (not prevented, due, girl.tier != "month", -girl.score, girl.person.person_id)


def _is_of_age(person: PersonLine) -> bool:
    until = of_age_on(person.birth_date, person.birth_precision)
    return until is not None and until <= clock.today()


def _asked(session: Session, scope: Scope) -> dict[int, tuple[tuple[dict[str, Any], ...], int, str]]:
    found = (
        pick(FindingPerson.person_id, Finding.reasons, Finding.score, Finding.tier)
        .join(Finding, col(Finding.id) == col(FindingPerson.finding_id))
        .where(col(Finding.kind) == CHILD_MARRIAGE, col(Finding.state) != "closed")
        .order_by(col(Finding.id))
    )
    rows = session.execute(found, execution_options=options(scope))
    return {person_id: (tuple(reasons), score or 0, tier) for person_id, reasons, score, tier in rows}


def _newest_visits(session: Session, scope: Scope) -> dict[int, Visit]:
    return {person_id: visits[0] for person_id, visits in _visits(session, scope, true()).items()}


def _visits(session: Session, scope: Scope, wanted: ColumnElement[bool]) -> dict[int, list[Visit]]:
    visit = MarriageVisit
    columns = (visit.person_id, visit.visited_on, visit.outcome, visit.next_visit_on, visit.note, User.shown_as)
    found = pick(*columns).outerjoin(User, col(User.id) == col(visit.visited_by)).where(wanted)
    in_order = found.order_by(col(visit.visited_on).desc(), col(visit.id).desc())
    visits: dict[int, list[Visit]] = {}
    for person_id, on, outcome, again, note, by in session.execute(in_order, execution_options=options(scope)):
        visits.setdefault(person_id, []).append(Visit(on, outcome, again, note, by or ""))
    return visits
