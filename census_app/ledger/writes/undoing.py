"""An acceptance is undone as one: the ledger stands exactly as before it, and the rows wait again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.engine import writing_much
from census_app.ledger.query import in_parts
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still
from census_app.ledger.tables import (
    Acceptance,
    Area,
    FilledBlank,
    Finding,
    FindingPerson,
    Household,
    HouseholdFact,
    IdentityNumber,
    LifeEvent,
    Membership,
    Person,
    PersonChange,
    PersonFact,
    PossibleMatch,
    SearchPlace,
    SearchProgress,
    SearchWaiting,
    StagedProblem,
    StagedRow,
    Upload,
)
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.built_on import Brought, findings_that_go, pairs_that_go, require_nothing_built_on
from census_app.ledger.writes.moved_rows import table_of


@dataclass(frozen=True)
class Undone:
    """How many rows wait again, and how many persons and households are gone."""

    rows: int
    persons: int
    households: int


def undo_acceptance(engine: Engine, scope: Scope, upload_id: int, reason: str) -> Undone:
    """The last acceptance of the upload has never been, but for the trail; its rows are ready again.

    Raises: NotFound outside the scope; Refused without a reason, when no acceptance stands, or when something builds
    on it by now; then nothing is changed.
    """
    with writing_much(engine) as session:
        hold_still(session)
        note = _last_acceptance(session, scope, upload_id)
        if not reason.strip():
            raise Refused("undo_reason_needed")
        brought = _brought_by(session.connection(), note)
        require_nothing_built_on(session.connection(), brought)
        _take_away(session.connection(), brought)
        _restore(session.connection(), brought)
        note.undone_by, note.undone_at = scope.actor_id, clock.now()
        undone = Undone(len(brought.row_ids), len(brought.new_persons), len(brought.new_households))
        told = {"acceptance": note.id, "event": note.event_id, **vars(undone)}
        append_event(session, scope, "acceptance_undone", f"upload:{upload_id}", note.area_code, reason.strip(), told)
        return undone


def _last_acceptance(session: Session, scope: Scope, upload_id: int) -> Acceptance:
    there = session.exec(select_rows(Upload.id).where(Upload.id == upload_id), execution_options=options(scope)).first()
    if there is None:
        raise NotFound("upload_not_found")
    standing = select_rows(Acceptance).where(Acceptance.upload_id == upload_id, col(Acceptance.undone_at).is_(None))
    newest = standing.order_by(col(Acceptance.id).desc()).limit(1)
    note = session.exec(newest, execution_options=options(scope)).first()
    if note is None:
        raise Refused("nothing_to_undo")
    return note


def _brought_by(connection: Connection, note: Acceptance) -> Brought:
    rows = table_of(StagedRow)
    wanted = select(rows.c.id, rows.c.person_id, rows.c.household_id)
    wanted = wanted.where(rows.c.upload_id == note.upload_id, rows.c.acceptance_id == note.id).order_by(rows.c.id)
    found = connection.execute(wanted).all()
    persons, homes = (sorted({row[place] for row in found if row[place] is not None}) for place in (1, 2))
    new_persons = _first_seen(connection, Person, persons, note)
    new_homes = _first_seen(connection, Household, homes, note)
    going = findings_that_go(connection, new_persons, new_homes)
    return Brought(note, [row.id for row in found], persons, homes, new_persons, new_homes, going)


def _first_seen(connection: Connection, model: type[SQLModel], ids: Sequence[int], note: Acceptance) -> list[int]:
    """Those of the persons or households whom this very acceptance brought."""
    table = table_of(model)
    by_this = (table.c.first_upload_id == note.upload_id, table.c.created_at == note.known_since)
    found = (select(table.c.id).where(table.c.id.in_(part), *by_this) for part in in_parts(ids))
    return [id_ for part in found for id_ in connection.execute(part).scalars()]


def _take_away(connection: Connection, brought: Brought) -> None:
    """What the acceptance brought is gone, whatever points at something before what it points at."""
    note = brought.note
    facts = {"upload_id": note.upload_id, "known_since": note.known_since}
    own_rows = select(table_of(StagedRow).c.id).where(
        table_of(StagedRow).c.upload_id == note.upload_id, table_of(StagedRow).c.acceptance_id == note.id
    )
    from_rows = table_of(IdentityNumber).c.staged_row_id.in_(own_rows)
    _delete(connection, PossibleMatch, "id", [id_ for id_, _ in pairs_that_go(connection, brought)])
    _delete(connection, FindingPerson, "finding_id", brought.findings)
    _delete(connection, Finding, "id", brought.findings)
    _delete(connection, StagedProblem, "id", note.problem_ids)
    _delete(connection, LifeEvent, "staged_row_id", brought.row_ids)
    _delete(connection, IdentityNumber, "person_id", brought.persons, from_rows)
    _delete(connection, Membership, "staged_row_id", brought.row_ids)
    _delete(connection, PersonFact, "person_id", brought.persons, *_equal(PersonFact, facts))
    _delete(connection, HouseholdFact, "household_id", brought.households, *_equal(HouseholdFact, facts))
    _delete(connection, SearchWaiting, "person_id", brought.new_persons)
    _delete(connection, Person, "id", brought.new_persons)
    _delete(connection, Household, "id", brought.new_households)
    _delete(connection, SearchPlace, "area_code", note.new_paras)
    _delete(connection, Area, "code", note.new_paras)


def _restore(connection: Connection, brought: Brought) -> None:
    """What gave way holds again, what was filled is blank again, and the rows wait."""
    note = brought.note
    for model, owner, ids in (
        (PersonFact, "person_id", brought.persons),
        (HouseholdFact, "household_id", brought.households),
    ):
        gave_way = _equal(model, {"superseded_at": note.known_since})
        _change(connection, model, owner, ids, {"superseded_at": None}, *gave_way)
    running = {"until_on": None, "end_reason": "", "ended_at": None, "ended_row_id": None}
    ended_here = _equal(Membership, {"ended_at": note.known_since})
    _change(connection, Membership, "person_id", brought.persons, running, *ended_here)
    _write_back(connection, brought)
    _empty_again(connection, note)
    waiting = {"state": "ready", "person_id": None, "household_id": None, "acceptance_id": None}
    _change(connection, StagedRow, "id", brought.row_ids, waiting)
    _change(connection, Upload, "id", [note.upload_id], {"state": note.upload_state})
    _let_search_look_again(connection)


def _write_back(connection: Connection, brought: Brought) -> None:
    """The cells that the file corrected say what they said before."""
    changes, persons = table_of(PersonChange), table_of(Person)
    for part in in_parts(brought.row_ids):
        written = select(changes).where(changes.c.staged_row_id.in_(part)).order_by(changes.c.id.desc())
        for cell in connection.execute(written).all():
            change = update(persons).where(persons.c.id == cell.person_id)
            connection.execute(change.values({cell.column_name: cell.before}))
    _delete(connection, PersonChange, "staged_row_id", brought.row_ids)


def _empty_again(connection: Connection, note: Acceptance) -> None:
    blanks = table_of(FilledBlank)
    mine = blanks.c.acceptance_id == note.id
    for filled in connection.execute(select(blanks).where(mine)).all():
        table = next(table_of(model) for model in (Person, Household) if table_of(model).name == filled.table_name)
        change = update(table).where(table.c.id == filled.row_id)
        connection.execute(change.values({filled.column_name: filled.before}))
    connection.execute(delete(blanks).where(mine))


def _let_search_look_again(connection: Connection) -> None:
    """Numbers get the ids of those that are gone: search has to read them all the same."""
    progress, numbers = table_of(SearchProgress), table_of(IdentityNumber)
    last = connection.execute(select(func.coalesce(func.max(numbers.c.id), 0))).scalar_one()
    connection.execute(update(progress).where(progress.c.last_number_id > last).values(last_number_id=last))


def _equal(model: type[SQLModel], values: dict[str, Any]) -> list[Any]:
    return [table_of(model).c[name] == value for name, value in values.items()]


def _delete(connection: Connection, model: type[SQLModel], name: str, values: Sequence[Any], *wanted: Any) -> None:
    table = table_of(model)
    for part in in_parts(values):
        connection.execute(delete(table).where(table.c[name].in_(part), *wanted))


def _change(
    connection: Connection,
    model: type[SQLModel],
    name: str,
    values: Sequence[Any],
    change: dict[str, Any],
    *wanted: Any,
) -> None:
    table = table_of(model)
    for part in in_parts(values):
        connection.execute(update(table).where(table.c[name].in_(part), *wanted).values(**change))
