"""What builds on an acceptance, so that it cannot be undone any more; part of an undoing, no event of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, or_, select
from sqlmodel import SQLModel

from census_app.domain.errors import Refused
from census_app.domain.row_states import OUT_OF_THE_WAY
from census_app.ledger.query import in_parts
from census_app.ledger.tables import (
    Acceptance,
    Attachment,
    AuditEvent,
    ChangeItem,
    ChangeRequest,
    Finding,
    FindingPerson,
    Household,
    HouseholdFact,
    IdentityNumber,
    LifeEvent,
    MatchDecision,
    Membership,
    Merge,
    Person,
    PersonChange,
    PersonFact,
    PossibleMatch,
    Round,
    StagedRow,
    Upload,
)
from census_app.ledger.writes.moved_rows import table_of

_OTHERS = "built_on_others"
_GO_TOO: tuple[type[SQLModel], ...] = (IdentityNumber, Membership, LifeEvent, PersonFact, HouseholdFact, FindingPerson)
_GO_TOO_OF_HOUSEHOLDS: tuple[type[SQLModel], ...] = (*_GO_TOO, Finding)
_WORDS = {"attachments": "built_on_deliveries", "merges": "built_on_merges", "merge_changes": "built_on_merges"}
_NUMBERS_CHANGED = ("number_added", "number_judged")


@dataclass(frozen=True)
class Brought:
    """What one acceptance was about: its rows, everybody in them, and whom and which households it brought."""

    note: Acceptance
    row_ids: Sequence[int]
    persons: Sequence[int]
    households: Sequence[int]
    new_persons: Sequence[int]
    new_households: Sequence[int]
    findings: Sequence[int] = ()


def require_nothing_built_on(connection: Connection, brought: Brought) -> None:
    """Whatever the acceptance brought can go, and nothing is left that was made with it.

    Raises: Refused with a code that says what builds on it.
    """
    checks = {
        "built_on_deliveries": _deliveries,
        "built_on_merges": _merges,
        "built_on_decisions": _decisions,
        "built_on_numbers": _numbers,
        "built_on_requests": _requests,
        "built_on_findings": _findings,
        "built_on_later_file": _later_files,
        "built_on_round": _closed_round,
        "built_on_changes": _changes,
        "built_on_homes": _homes,
    }
    for code, is_there in checks.items():
        if is_there(connection, brought):
            raise Refused(code)
    for code in _others(connection, brought):
        raise Refused(code)


def _deliveries(connection: Connection, brought: Brought) -> bool:
    """Something was attached to somebody in the rows since, perhaps by what they told."""
    table = table_of(Attachment)
    since = table.c.known_since >= brought.note.known_since
    return _any(connection, table.c.person_id, brought.persons, since) or _any(
        connection, table.c.household_id, brought.households, since
    )


def _merges(connection: Connection, brought: Brought) -> bool:
    """Somebody was declared one with another since, or two again, who hangs together with somebody in the rows."""
    table, moment = table_of(Merge), brought.note.known_since
    links = connection.execute(select(table.c.left_id, table.c.right_id, table.c.merged_at, table.c.undone_at)).all()
    together = set(brought.persons)
    while grown := {end for link in links for end in link[:2] if together.intersection(link[:2])} - together:
        together |= grown
    return any(
        link.left_id in together and (link.merged_at >= moment or (link.undone_at and link.undone_at >= moment))
        for link in links
    )


def _decisions(connection: Connection, brought: Brought) -> bool:
    """Somebody said something about a pair that goes with what was brought."""
    going = pairs_that_go(connection, brought)
    decided = table_of(MatchDecision).c.match_id
    return any(state != "open" for _, state in going) or _any(connection, decided, [id_ for id_, _ in going])


def _numbers(connection: Connection, brought: Brought) -> bool:
    """A number of somebody in the rows was added or judged since."""
    table = table_of(AuditEvent)
    since = (table.c.id > brought.note.event_id, table.c.action.in_(_NUMBERS_CHANGED))
    subjects = set(connection.execute(select(table.c.subject).where(*since)).scalars())
    return any(f"person:{id_}" in subjects for id_ in brought.persons)


def _requests(connection: Connection, brought: Brought) -> bool:
    """A change of somebody in the rows was asked for since, or came to hold."""
    requests, items = table_of(ChangeRequest), table_of(ChangeItem)
    since = or_(requests.c.filed_at >= brought.note.known_since, requests.c.closed_at >= brought.note.known_since)
    return _any(
        connection, items.c.person_id, brought.persons, items.c.request_id.in_(select(requests.c.id).where(since))
    )


def _findings(connection: Connection, brought: Brought) -> bool:
    """A finding about somebody or some household that was brought has been answered, or anything else points at it."""
    return any(True for _ in _pointing_at(connection, Finding, brought.findings, (FindingPerson,)))


def _changes(connection: Connection, brought: Brought) -> bool:
    """A cell that the file corrected was corrected again since, or somebody in it was."""
    table, people = table_of(PersonChange), table_of(Person)
    later = table.c.known_since > brought.note.known_since
    if _any(connection, table.c.person_id, brought.persons, later):
        return True
    cells = (table.c.person_id, table.c.column_name, table.c.after)
    for part in in_parts(brought.row_ids):
        written = connection.execute(select(*cells).where(table.c.staged_row_id.in_(part))).all()
        for person_id, name, after in written:
            stands = connection.execute(select(people.c[name]).where(people.c.id == person_id)).scalar()
            if stands != after:
                return True
    return False


def _homes(connection: Connection, brought: Brought) -> bool:
    """Somebody known before whom the file found in another house, or gone, has moved again since."""
    spells = table_of(Membership)
    later = spells.c.known_since > brought.note.known_since
    if _any(connection, spells.c.person_id, brought.persons, later):
        return True
    ended = (spells.c.until_on.is_not(None),)
    return _any(connection, spells.c.staged_row_id, brought.row_ids, *ended)


def _later_files(connection: Connection, brought: Brought) -> bool:
    """A later file spoke of the same persons, households or paras, or is a corrected copy of these rows."""
    rows = table_of(StagedRow)
    later = rows.c.acceptance_id > brought.note.id
    copies = rows.c.state.not_in(OUT_OF_THE_WAY)
    return (
        _any(connection, rows.c.person_id, brought.persons, later)
        or _any(connection, rows.c.household_id, brought.households, later, _of_later_uploads(brought))
        or _any(connection, rows.c.corrects_row_id, brought.row_ids, copies, _of_copies(brought))
        or _in_new_paras(connection, brought)
    )


def _in_new_paras(connection: Connection, brought: Brought) -> bool:
    """A household of another file stands in a para that the acceptance brought."""
    table = table_of(Household)
    inside = select(table.c.id).where(table.c.para_code.in_(brought.note.new_paras))
    return bool(set(connection.execute(inside).scalars()) - set(brought.households))


def _of_later_uploads(brought: Brought) -> Any:
    """Narrows to the rows of few uploads, since rows are not looked up by their household."""
    notes = table_of(Acceptance)
    later = select(notes.c.upload_id).where(notes.c.id > brought.note.id, notes.c.undone_at.is_(None))
    return table_of(StagedRow).c.upload_id.in_(later)


def _of_copies(brought: Brought) -> Any:
    uploads = table_of(Upload)
    first = select(uploads.c.corrects_upload_id).where(uploads.c.id == brought.note.upload_id).scalar_subquery()
    family = select(uploads.c.id).where(
        or_(uploads.c.corrects_upload_id == brought.note.upload_id, uploads.c.corrects_upload_id == first)
    )
    return table_of(StagedRow).c.upload_id.in_(family)


def _closed_round(connection: Connection, brought: Brought) -> bool:
    """The figures of a round that was closed stay as they are."""
    rounds, uploads = table_of(Round), table_of(Upload)
    closed = select(rounds.c.id).join(uploads, uploads.c.round_id == rounds.c.id)
    closed = closed.where(uploads.c.id == brought.note.upload_id, rounds.c.closed_on.is_not(None))
    return connection.execute(closed).first() is not None


def _others(connection: Connection, brought: Brought) -> Iterator[str]:
    """Codes for whatever else points at what was brought, tables included that this module does not know."""
    pointing = [
        *_pointing_at(connection, Person, brought.new_persons, _GO_TOO),
        *_pointing_at(connection, Household, brought.new_households, _GO_TOO_OF_HOUSEHOLDS),
    ]
    yield from (_WORDS.get(name, _OTHERS) for name in pointing)
    own_rows = set(brought.row_ids)
    for model in (IdentityNumber, Membership, LifeEvent):
        table = table_of(model)
        ended = [table.c.until_on] if model is Membership else []
        for part in in_parts(brought.new_persons):
            found = select(table.c.staged_row_id, *ended).where(table.c.person_id.in_(part))
            for row_id, *until in connection.execute(found):
                if row_id not in own_rows or any(until):
                    yield _OTHERS


def _pointing_at(
    connection: Connection, model: type[SQLModel], ids: Sequence[int], but: Collection[type[SQLModel]]
) -> Iterator[str]:
    """The tables in which a row names one of these by a foreign key."""
    known = {table_of(other).name for other in but}
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            points_there = key.column.table is table_of(model) and table.name not in known
            if points_there and _any(connection, key.parent, ids):
                yield table.name


def pairs_that_go(connection: Connection, brought: Brought) -> list[tuple[int, str]]:
    """The possible matches, with their states, that the acceptance brought or that name somebody whom it brought."""
    table, moment = table_of(PossibleMatch), brought.note.known_since
    columns = (table.c.id, table.c.state, table.c.kind, table.c.left_id, table.c.right_id, table.c.known_since)
    new, named = set(brought.new_persons), set(brought.persons)
    going = []
    for id_, state, kind, left, right, known_since in connection.execute(select(*columns).where(columns[5] >= moment)):
        ends = {left, right} if kind == "persons" else {right}
        came_with_it = kind == "persons" and known_since == moment and ends & named
        if came_with_it or ends & new:
            going.append((id_, state))
    return going


def findings_that_go(connection: Connection, persons: Sequence[int], households: Sequence[int]) -> list[int]:
    """The findings about somebody, or some household, whom the acceptance brought."""
    about, findings = table_of(FindingPerson), table_of(Finding)
    found = set(_ids(connection, about, about.c.finding_id, about.c.person_id, persons))
    found.update(_ids(connection, findings, findings.c.id, findings.c.household_id, households))
    return sorted(found)


def _ids(connection: Connection, table: Table, wanted: Any, column: Any, ids: Sequence[int]) -> Iterator[int]:
    for part in in_parts(ids):
        yield from connection.execute(select(wanted).select_from(table).where(column.in_(part))).scalars()


def _any(connection: Connection, column: Any, values: Sequence[Any], *wanted: Any) -> bool:
    """True when some row has one of the values in the column, and is as wanted."""
    parts = in_parts(values)
    return any(
        connection.execute(select(column).where(column.in_(part), *wanted).limit(1)).first() is not None
        for part in parts
    )
