"""Visits to the families of girls, and the purpose for which the list is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine
from sqlmodel import col

from census_app.domain.access import Permission, Scope, can
from census_app.domain.areas import common_area
from census_app.domain.errors import NotFound, Refused
from census_app.domain.marriage import Outcome, next_visit, of_age_on
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.query import pick
from census_app.ledger.scoping import options
from census_app.ledger.tables import MarriageVisit, Person
from census_app.ledger.writes.audit import append_event


@dataclass(frozen=True)
class NewVisit:
    """What an officer found, and when somebody should come again if not after a quarter."""

    visited_on: date
    outcome: str
    note: str
    next_visit_on: date | None = None


def record_visit(engine: Engine, scope: Scope, person_id: int, visit: NewVisit) -> date | None:
    """The visit stands with the girl, earlier ones beside it; the day of the next one comes back.

    Raises: Refused at any desk but the two of the list, for an unknown outcome, an empty note, a day to come, or a next
    visit that is not after it; NotFound outside the scope.
    """
    _check(scope, visit)
    with writing(engine) as session:
        columns = (Person.area_code, Person.birth_date, Person.birth_precision)
        found = pick(*columns).where(col(Person.id) == person_id)
        person = session.execute(found, execution_options=options(scope)).first()
        if person is None:
            raise NotFound("person_not_found")
        area_code, birth_date, precision = person
        until = of_age_on(birth_date, precision)
        again = next_visit(Outcome(visit.outcome), visit.visited_on, visit.next_visit_on, until)
        row = MarriageVisit(
            area_code=area_code,
            person_id=person_id,
            visited_on=visit.visited_on,
            outcome=visit.outcome,
            next_visit_on=again,
            note=visit.note.strip(),
            visited_by=scope.actor_id,
            recorded_at=clock.now(),
        )
        session.add(row)
        append_event(session, scope, "visit_recorded", f"person:{person_id}", area_code)
        return again


def record_purpose(engine: Engine, scope: Scope, purpose: str) -> None:
    """The trail says why the list of girls at risk is made, by whom and when, before it is made.

    Raises: Refused without a purpose, or at any desk but the two of the list.
    """
    if not can(scope, Permission.SEE_CHILD_MARRIAGE):
        raise Refused("not_permitted")
    if not purpose.strip():
        raise Refused("purpose_needed")
    with writing(engine) as session:
        append_event(session, scope, "visit_list_asked", "", common_area(scope.areas), reason=purpose.strip())


def _check(scope: Scope, visit: NewVisit) -> None:
    if not can(scope, Permission.SEE_CHILD_MARRIAGE):
        raise Refused("not_permitted")
    if visit.outcome not in list(Outcome):
        raise Refused("visit_outcome_unknown", {"outcome": visit.outcome})
    if not visit.note.strip():
        raise Refused("note_needed")
    if visit.visited_on > clock.today() or (visit.next_visit_on and visit.next_visit_on <= visit.visited_on):
        raise Refused("visit_day_wrong")
