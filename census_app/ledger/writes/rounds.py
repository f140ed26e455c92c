"""Rounds: opening a survey period, writing its books, closing it for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Select, case, func, insert, literal, or_, update
from sqlmodel import Session, col, select

from census_app.domain.access import Scope, on_behalf_of
from census_app.domain.errors import Refused
from census_app.ledger import clock
from census_app.ledger.engine import writing, writing_much
from census_app.ledger.marks import row_mark
from census_app.ledger.query import lies_in, pick
from census_app.ledger.reads.areas import get_area
from census_app.ledger.reads.books import Book
from census_app.ledger.reads.round_persons import COLUMNS, MARKED, persons_now
from census_app.ledger.reads.rounds import SurveyRound, get_round, round_areas
from census_app.ledger.reads.standing_deliveries import counts
from census_app.ledger.scoping import options
from census_app.ledger.seals import BY_ROUND, note_written
from census_app.ledger.standing import hold_still, require_open
from census_app.ledger.tables import (
    Attachment,
    AuditEvent,
    ClosedFigure,
    ClosedHead,
    ClosedPerson,
    Delivery,
    Person,
    PrefilledBook,
    Round,
    RoundArea,
    StagedRow,
    Upload,
)
from census_app.ledger.writes.audit import append_event


def open_round(engine: Engine, scope: Scope, code: str, opened_on: date) -> int:
    """There is an open round of that code; its id comes back. Raises: Refused when the code is taken."""
    with writing(engine) as session:
        if session.exec(select(Round.id).where(Round.code == code)).first() is not None:
            raise Refused("round_exists", {"round": code})
        survey_round = Round(code=code, opened_on=opened_on)
        session.add(survey_round)
        session.flush()
        append_event(session, scope, "round_opened", f"round:{survey_round.id}", details={"round": code})
        return survey_round.id


def open_round_for(engine: Engine, scope: Scope, code: str, opened_on: date, area_code: str) -> int:
    """The round is open for the place, and for no other that it was not opened for; its id comes back.

    Raises: NotFound for a place outside the scope; Refused when it is open everywhere, open there already, or closed.
    """
    with writing(engine) as session:
        get_area(session, scope, area_code)
        survey = session.exec(select(Round).where(Round.code == code).with_for_update()).first()
        if survey is None:
            survey = Round(code=code, opened_on=opened_on)
            session.add(survey)
            session.flush()
        else:
            require_open(session, survey.id)
            places = round_areas(session, survey.id)
            if not places or any(area_code.startswith(place) for place in places):
                raise Refused("round_exists", {"round": code})
        place = RoundArea(round_id=survey.id, area_code=area_code, opened_by=scope.actor_id, opened_at=clock.now())
        session.add(place)
        append_event(session, scope, "round_opened", f"round:{survey.id}", area_code, details={"round": code})
        return survey.id


def note_books(engine: Engine, scope: Scope, code: str, area_code: str, books: Sequence[Book]) -> None:
    """The ledger knows which books of the ward went out for the round, and when. Raises: Refused when it is closed."""
    with writing(engine) as session:
        survey = get_round(session, code)
        require_open(session, survey.round_id, area_code=area_code)
        lines = [sum(len(home.members) for home in book.households) for book in books]
        for book, persons in zip(books, lines, strict=True):
            session.add(
                PrefilledBook(
                    round_id=survey.round_id,
                    area_code=area_code,
                    source_upload_id=book.upload_id,
                    households=len(book.households),
                    persons=persons,
                    written_at=clock.now(),
                )
            )
        told = {"rows": sum(lines), "books": len(books)}
        append_event(session, scope, "exported", "export:books", area_code, f"round {code}", told)


def close_round(engine: Engine, scope: Scope, code: str) -> None:
    """The round takes nothing any more; its persons, its figures by ward and the heads of the trail stand for ever.

    Raises: NotFound for a round that nobody opened; Refused when it is closed, when files of it are being read or rows
    of it wait to be accepted, or when it reaches beyond the actor's areas.
    """
    with writing_much(engine) as session:
        hold_still(session)
        survey = get_round(session, code)
        require_open(session, survey.round_id, closing=True)
        _require_whole(session, scope, survey)
        _require_done(session, survey)
        at = clock.now()
        _keep_persons(session, survey)
        _keep_figures(session, survey)
        _keep_heads(session, survey)
        one = session.get_one(Round, survey.round_id)
        one.closed_on, one.closed_at = clock.day_of(at), at
        session.add(one)
        for name in BY_ROUND:
            note_written(session, name, f"round {survey.round_id}")
        append_event(session, scope, "round_closed", f"round:{survey.round_id}", details={"round": code})


def _require_whole(session: Session, scope: Scope, survey: SurveyRound) -> None:
    """A round is closed by somebody who answers for every place that took part in it."""
    everywhere = options(on_behalf_of(scope))
    places = pick(Upload.area_code).distinct().where(col(Upload.round_id) == survey.round_id)
    if not all(scope.holds_area(place) for place in session.execute(places, execution_options=everywhere).scalars()):
        raise Refused("round_beyond_scope", {"round": survey.code})


def _require_done(session: Session, survey: SurveyRound) -> None:
    """Nothing is under way: a row that is ready was checked, and is to be believed or given up first."""
    uploads = pick(Upload.id).where(col(Upload.round_id) == survey.round_id)
    reading = uploads.where(col(Upload.state) == "reading")
    ready = pick(StagedRow.id).where(col(StagedRow.upload_id).in_(uploads), col(StagedRow.state) == "ready")
    connection = session.connection()
    if connection.execute(reading.limit(1)).first() or connection.execute(ready.limit(1)).first():
        raise Refused("round_under_way", {"round": survey.code})


def _keep_persons(session: Session, survey: SurveyRound) -> None:
    stood = persons_now(survey).add_columns(literal(survey.round_id).label("round_id"))
    if places := round_areas(session, survey.round_id):
        stood = stood.where(or_(*(lies_in(col(Person.area_code), place) for place in places)))
    session.connection().execute(insert(ClosedPerson).from_select([*COLUMNS, "round_id"], stood))
    mark_persons(session.connection(), survey.round_id)


def mark_persons(connection: Connection, round_id: int) -> None:
    """Each person of the closed round bears the mark of what the round says of them."""
    mark = row_mark(*(col(getattr(ClosedPerson, name)) for name in MARKED))
    connection.execute(update(ClosedPerson).where(col(ClosedPerson.round_id) == round_id).values(mark=mark))


def _keep_figures(session: Session, survey: SurveyRound) -> None:
    """By ward: who lives in a household, whom the round met, the households they make, and what was delivered."""
    person, connection = ClosedPerson, session.connection()
    lives = col(person.household_id).is_not(None) & (col(person.death_date) == "")
    met = func.sum(case((col(person.met), 1), else_=0))
    counted = pick(person.area_code, func.count(), met, func.count(func.distinct(person.household_id)))
    counted = counted.where(col(person.round_id) == survey.round_id, lives).group_by(person.area_code)
    figures: dict[str, tuple[Any, ...]] = {area: tuple(told) for area, *told in connection.execute(counted)}
    places = round_areas(session, survey.round_id) or [""]
    everywhere = connection.execute(_deliveries_by_ward())
    delivered = {area: int(count) for area, count in everywhere if any(map(area.startswith, places))}
    rows = [
        {
            "round_id": survey.round_id,
            "area_code": area,
            "persons": figures.get(area, (0, 0, 0))[0],
            "persons_met": figures.get(area, (0, 0, 0))[1],
            "households": figures.get(area, (0, 0, 0))[2],
            "deliveries": delivered.get(area, 0),
        }
        for area in sorted({*figures, *delivered})
    ]
    if rows:
        connection.execute(insert(ClosedFigure), rows)


def _deliveries_by_ward() -> Select[Any]:
    """Deliveries that stand and have found their person; one that was reversed or did not arrive counts for nothing."""
    given, held = Delivery, Attachment
    found = pick(held.area_code, func.count()).join(given, col(given.id) == col(held.delivery_id))
    return found.where(col(held.ended_at).is_(None), counts()).group_by(held.area_code)


def _keep_heads(session: Session, survey: SurveyRound) -> None:
    newest = pick(func.max(AuditEvent.id)).group_by(col(AuditEvent.area_code))
    if places := round_areas(session, survey.round_id):
        around = {place[:length] for place in places for length in range(len(place))}
        inside = (lies_in(col(AuditEvent.area_code), place) for place in places)
        newest = newest.where(or_(col(AuditEvent.area_code).in_(around), *inside))
    heads = pick(literal(survey.round_id), AuditEvent.area_code, AuditEvent.entry_hash)
    heads = heads.where(col(AuditEvent.id).in_(newest))
    session.connection().execute(insert(ClosedHead).from_select(["round_id", "area_code", "head_hash"], heads))
