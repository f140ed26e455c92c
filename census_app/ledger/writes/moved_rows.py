"""Whatever hangs on a person stands with the record that stands for the person, and remembers its own record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select
from sqlmodel import SQLModel

from census_app.domain.merging import Link, joined_at
from census_app.ledger.tables import (
    Attachment,
    ChangeItem,
    ChangeRequest,
    Delivery,
    FindingPerson,
    HazardMark,
    IdentityNumber,
    LifeEvent,
    MarriageVisit,
    Membership,
    MovedRow,
    PersonFact,
    StagedRow,
)

FOLLOWS_THE_PERSON: tuple[type[SQLModel], ...] = (
    IdentityNumber,
    Attachment,
    LifeEvent,
    HazardMark,
    MarriageVisit,
    ChangeRequest,
    ChangeItem,
)
"""Rows whose area is the person's; the others keep the area of the household or file that they belong to."""
HANGING: tuple[type[SQLModel], ...] = (*FOLLOWS_THE_PERSON, Membership, PersonFact, StagedRow)

Entry = tuple[str, int, int, str]
"""Table, row, record and own area, as `moved_rows` holds them."""


@dataclass(frozen=True)
class Gathering:
    """For each record the one that stood for it until now and the one that does now.

    `own_areas` says where each record was written, the others where the person lives for whom it stands.
    """

    before: Mapping[int, int]
    now: Mapping[int, int]
    own_areas: Mapping[int, str]
    areas_before: Mapping[int, str]
    areas: Mapping[int, str]

    def own_area_of(self, row: StandingRow) -> str:
        """Where a row that follows the person was written; what came after the person seemed to live elsewhere, too."""
        is_noted = (row.record, row.own_area) != (row.person_id, row.area_code)
        came_for_person = not is_noted and row.area_code == self.areas_before[row.person_id]
        return self.own_areas[row.record] if came_for_person else row.own_area

    def area_for(self, row: StandingRow) -> str:
        """Where a row that follows the person belongs: where it was written, unless the person lives elsewhere."""
        person = self.now[row.record]
        stays = person == row.record and self.areas[person] == self.own_areas[person]
        return self.own_area_of(row) if stays else self.areas[person]


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A row of one of the tables: where it stands, and the record and area it was written for."""

    row_id: int
    person_id: int
    area_code: str
    record: int
    own_area: str


def place_rows(connection: Connection, gathering: Gathering) -> None:
    """Every row of the records stands with the record that stands for its own; only those away from home are noted."""
    records = list(gathering.now)
    entries: list[Entry] = []
    for model in HANGING:
        follows = model in FOLLOWS_THE_PERSON
        moves: list[dict[str, Any]] = []
        for row in standing_rows(connection, model, records):
            person = gathering.now[row.record]
            area, own_area = (gathering.area_for(row), gathering.own_area_of(row)) if follows else ("", "")
            if (person, area) != (row.person_id, row.area_code):
                moves.append({"row": row.row_id, "person": person, "area": area})
            if (person, area) != (row.record, own_area):
                entries.append((table_of(model).name, row.row_id, row.record, own_area))
        _move(connection, model, moves)
    entries += _place_findings(connection, gathering)
    _note(connection, records, entries)


def standing_rows(connection: Connection, model: type[SQLModel], records: Collection[int]) -> list[StandingRow]:
    """The rows of a table that hang on one of the records, in the order in which they came."""
    table, moved = table_of(model), table_of(MovedRow)
    area = table.c.area_code if model in FOLLOWS_THE_PERSON else None
    noted = (moved.c.table_name == table.name) & (moved.c.row_id == table.c.id) & moved.c.record_id.in_(records)
    where_from = (moved.c.record_id, moved.c.own_area_code)
    found = select(table.c.id, table.c.person_id, *where_from, *([] if area is None else [area]))
    found = found.select_from(table.outerjoin(moved, noted)).where(table.c.person_id.in_(records))
    rows = []
    for row_id, person_id, record, own_area, *here in connection.execute(found.order_by(table.c.id)):
        stands_in = here[0] if here else ""
        own = (person_id, stands_in) if record is None else (record, own_area)
        rows.append(StandingRow(row_id, person_id, stands_in, *own))
    return rows


def claim_deliveries(connection: Connection, records: Collection[int], links: Sequence[Link]) -> None:
    """What came for one person under the number of one of its records is from now on noted as that record's.

    So it goes with its number when the records turn out to be two persons after all.
    """
    numbers: dict[str, dict[int, str]] = defaultdict(dict)
    keys = _texts_of(connection, IdentityNumber, "lookup_key", records)
    for row in standing_rows(connection, IdentityNumber, records):
        numbers[keys[row.row_id]][row.record] = row.own_area
    table, delivery = table_of(Attachment), table_of(Delivery)
    came = (
        select(table.c.id, table.c.known_since, delivery.c.staged_row_id, delivery.c.recipient_key)
        .join(delivery, delivery.c.id == table.c.delivery_id)
        .where(table.c.person_id.in_(records), delivery.c.recipient_key.in_(numbers))
    )
    attached, listed = (_not_noted(connection, model, records) for model in (Attachment, StagedRow))
    claims: set[Entry] = set()
    for attachment_id, known_since, row_id, key in connection.execute(came):
        holders, person = numbers[key], attached.get(attachment_id)
        if person is not None and person not in holders and len(holders) == 1:
            ((record, area),) = holders.items()
            since = joined_at(record, person, links)
            if since is not None and known_since >= since:
                claims.add((table.name, attachment_id, record, area))
                claims.update({(StagedRow.__tablename__, row_id, record, "")} if row_id in listed else ())
    _insert(connection, sorted(claims))


def _not_noted(connection: Connection, model: type[SQLModel], records: Collection[int]) -> dict[int, int]:
    """The rows that stand where they were written, each with its person."""
    rows = standing_rows(connection, model, records)
    return {row.row_id: row.person_id for row in rows if row.record == row.person_id}


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a class."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def _texts_of(connection: Connection, model: type[SQLModel], column: str, records: Collection[int]) -> dict[int, str]:
    table = table_of(model)
    found = select(table.c.id, table.c[column]).where(table.c.person_id.in_(records))
    return dict(connection.execute(found).all())


def _move(connection: Connection, model: type[SQLModel], moves: Sequence[dict[str, Any]]) -> None:
    if not moves:
        return
    table = table_of(model)
    values: dict[str, Any] = {"person_id": bindparam("person")}
    if model in FOLLOWS_THE_PERSON:
        values["area_code"] = bindparam("area")
    else:
        moves = [{name: move[name] for name in ("row", "person")} for move in moves]
    connection.execute(table.update().where(table.c.id == bindparam("row")).values(**values), moves)


def _place_findings(connection: Connection, gathering: Gathering) -> list[Entry]:
    """A finding is about the person once, though it may be about several of its records."""
    table, moved, records = table_of(FindingPerson), table_of(MovedRow), list(gathering.now)
    own: dict[int, set[int]] = defaultdict(set)
    noted = select(moved.c.row_id, moved.c.record_id)
    noted = noted.where(moved.c.table_name == table.name, moved.c.record_id.in_(records))
    for finding_id, record in connection.execute(noted):
        own[finding_id].add(record)
    found = select(table.c.finding_id, table.c.person_id).where(table.c.person_id.in_(records))
    present = set(map(tuple, connection.execute(found)))
    explained = {(finding_id, gathering.before[record]) for finding_id in own for record in own[finding_id]}
    for finding_id, person_id in present - explained:
        own[finding_id].add(person_id)
    wanted = {(finding_id, gathering.now[record]) for finding_id in own for record in own[finding_id]}
    for finding_id, person_id in present - wanted:
        gone = (table.c.finding_id == finding_id) & (table.c.person_id == person_id)
        connection.execute(delete(table).where(gone))
    added = [{"finding_id": finding_id, "person_id": person_id} for finding_id, person_id in sorted(wanted - present)]
    if added:
        connection.execute(insert(table), added)
    apart: set[tuple[int, int]] = {(finding_id, record) for finding_id in own for record in own[finding_id]}
    shared = {
        (finding_id, gathering.now[record]) for finding_id, record in apart if gathering.now[record] != record
    }  # of these not even the person's own record would be told from the others
    return [
        (table.name, finding_id, record, "")
        for finding_id, record in sorted(apart)
        if (finding_id, gathering.now[record]) in shared
    ]


def _note(connection: Connection, records: Collection[int], entries: Iterable[Entry]) -> None:
    moved = table_of(MovedRow)
    connection.execute(delete(moved).where(moved.c.record_id.in_(records)))
    _insert(connection, entries)


def _insert(connection: Connection, entries: Iterable[Entry]) -> None:
    names = ("table_name", "row_id", "record_id", "own_area_code")
    rows = [dict(zip(names, entry, strict=True)) for entry in entries]
    if rows:
        connection.execute(insert(table_of(MovedRow)), rows)
