"""Fingerprints of what each act wrote into the tables whose rows are never changed, and the walk that holds them good.

The event of the act says one digest for all of it, and the event is linked to all others: so a byte that is changed in
such a row, a row that is gone and a row that no act wrote are found, and named.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, event, insert, select, text
from sqlmodel import Session, SQLModel

from census_app.ledger.json_text import to_json
from census_app.ledger.sealing import Sealed
from census_app.ledger.tables import EntrySeal

BY_ROUND = {
    "closed_figures": ("area_code",),
    "closed_heads": ("area_code",),
    "closed_persons": ("person_id",),
}
"""Tables of which an act writes all rows of a round, and what tells these apart."""
_MAY_CHANGE = {
    "deliveries": set[str](),
    "delivery_states": set[str](),
    "attachments": {"person_id", "area_code", "ended_at", "end_reason"},
    "person_changes": set[str](),
    "person_facts": {"person_id", "superseded_at"},
    "household_facts": {"superseded_at"},
    "memberships": {"person_id", "until_on", "end_reason", "ended_at", "ended_row_id"},
    "life_events": {"person_id", "area_code"},
    "match_decisions": set[str](),
    "merges": {"undone_at"},
    "finding_reviews": set[str](),
    "change_steps": set[str](),
    **{name: set[str]() for name in BY_ROUND},
    "closed_persons": {"mark"},
}
"""The tables, and which of their columns say what came later (an end, or the record that stands for the person now), or
follow from the others."""
TABLES = tuple(_MAY_CHANGE)
_READ_AT_ONCE = 5_000
_WROTE = "census_wrote"

Rows = Mapping[str, str]
"""By table the rows that an act wrote: `1-40 43`, or the round whose rows they all are."""


@dataclass(frozen=True)
class BrokenEntry:
    """The first row that is not as its act wrote it; `fault` is changed, missing, unknown or seal."""

    table_name: str
    row: str
    fault: str
    event_id: int | None = None


def collect(session: Session) -> None:
    """From now on the session notes which rows of these tables it writes, for the event of the act."""
    session.info[_WROTE] = {}
    event.listen(session, "after_flush", _note_new)


def note_written(session: Session, table_name: str, rows: str) -> None:
    """The act under way wrote these rows."""
    if table_name in _MAY_CHANGE and rows:
        session.info.setdefault(_WROTE, {}).setdefault(table_name, []).append(rows)


def last_id(session: Session, table_name: str) -> int:
    """The highest id of the table, if its rows are sealed; no matter otherwise."""
    if table_name not in _MAY_CHANGE or table_name in BY_ROUND:
        return 0
    return int(session.connection().execute(text(f"select coalesce(max(id), 0) from {table_name}")).scalar_one())


def note_since(session: Session, table_name: str, before: int) -> None:
    """The act under way wrote the rows that came after that id."""
    if table_name in _MAY_CHANGE and table_name not in BY_ROUND:
        found = session.connection().execute(
            text(f"select id from {table_name} where id > :before"), {"before": before}
        )
        note_written(session, table_name, as_ranges(found.scalars()))


def take_written(session: Session) -> dict[str, str]:
    """What the act has written so far and no event has told of, table by table."""
    session.flush()
    wrote: dict[str, list[str]] = session.info.pop(_WROTE, {})
    session.info[_WROTE] = {}
    return {name: " / ".join(rows) if name in BY_ROUND else _joined(rows) for name, rows in sorted(wrote.items())}


def _joined(rows: Sequence[str]) -> str:
    return rows[0] if len(rows) == 1 else as_ranges({id_ for part in rows for id_ in ids_of(part)})


def _note_new(session: Session, _context: Any) -> None:
    for one in session.new:
        name = getattr(one, "__tablename__", "")
        if name in _MAY_CHANGE and name not in BY_ROUND:
            note_written(session, name, str(one.id))


def as_ranges(ids: Iterable[int]) -> str:
    """The ids in short: 1-40 43."""
    told = []
    for _, run in groupby(enumerate(sorted(ids)), key=lambda placed: placed[1] - placed[0]):
        line = [id_ for _, id_ in run]
        told.append(f"{line[0]}-{line[-1]}" if len(line) > 1 else f"{line[0]}")
    return " ".join(told)


def make_seals(session: Session, wrote: Rows) -> list[EntrySeal]:
    """The seals of the rows, still without their event."""
    connection = session.connection()
    seals = []
    for table_name, rows in wrote.items():
        if rows:
            marks, digest, _ = _read(connection, table_name, rows)
            seals.append(EntrySeal(event_id=0, table_name=table_name, rows=rows, marks="".join(marks), digest=digest))
    return seals


def digest_of(seals: Iterable[Any]) -> str:
    """What the event of the act says of all its seals."""
    told = to_json([[seal.table_name, seal.rows, seal.digest] for seal in seals])
    return hashlib.sha256(told.encode()).hexdigest()


def keep_seals(session: Session, seals: Sequence[EntrySeal], event_id: int) -> None:
    """The seals stand with their event."""
    columns = ("table_name", "rows", "marks", "digest")
    told = [{name: getattr(seal, name) for name in columns} | {"event_id": event_id} for seal in seals]
    if told:
        session.connection().execute(insert(EntrySeal), told)


def first_broken(session: Session, said: Mapping[int, str]) -> tuple[int, BrokenEntry | None]:
    """How many rows were held against their seals, and the first that does not hold.

    `said` are the events that seal something, each with its digest, but for those of acceptances that were undone.
    """
    connection = session.connection()
    seen: dict[str, list[str]] = {name: [] for name in TABLES}
    table = _table(EntrySeal)
    kept: dict[int, list[Any]] = {}
    for seal in connection.execute(select(table).order_by(table.c.event_id, table.c.id)):
        kept.setdefault(seal.event_id, []).append(seal)
    count = 0
    for event_id, digest in said.items():
        seals = kept.get(event_id, [])
        if digest_of(seals) != digest:
            return count, BrokenEntry("entry_seals", str(event_id), "seal", event_id)
        for seal in seals:
            marks, found, names = _read(connection, seal.table_name, seal.rows)
            count += len(marks)
            seen[seal.table_name].append(seal.rows)
            if found != seal.digest:
                return count, BrokenEntry(seal.table_name, *_where(seal, marks, names), event_id)
    return count, next(_unknown(connection, seen), None)


def _where(seal: Any, marks: Sequence[str], names: Sequence[str]) -> tuple[str, str]:
    """The row that differs, and how."""
    before = [seal.marks[place : place + 8] for place in range(0, len(seal.marks), 8)]
    if seal.table_name not in BY_ROUND:
        there = set(names)
        missing = [str(id_) for id_ in ids_of(seal.rows) if str(id_) not in there]
        if missing:
            return missing[0], "missing"
    for name, mark, was in zip(names, marks, before, strict=False):
        if mark != was:
            return name, "changed"
    return (seal.rows, "missing") if len(marks) < len(before) else (names[-1], "unknown")


def _unknown(connection: Connection, seen: Mapping[str, Sequence[str]]) -> Iterator[BrokenEntry]:
    """Rows that no act wrote, in tables of which every act seals what it writes."""
    for table_name, sealed in seen.items():
        if table_name in BY_ROUND:
            known = {part.partition(" ")[2] for rows in sealed for part in rows.split(" / ")}
            found = connection.execute(text(f"select distinct round_id from {table_name} order by round_id"))
            strange = (f"round {id_}" for (id_,) in found if str(id_) not in known)
        else:
            ids = {id_ for rows in sealed for id_ in ids_of(rows)}
            there = connection.execute(text(f"select id from {table_name} order by id"))
            strange = (str(id_) for (id_,) in there if id_ not in ids)
        yield from (BrokenEntry(table_name, name, "unknown") for name in strange)


def unsealed(session: Session) -> dict[str, str]:
    """The rows that no seal covers: those of a ledger that stood before acts sealed what they wrote."""
    table, connection = _table(EntrySeal), session.connection()
    seen: dict[str, list[str]] = {name: [] for name in TABLES}
    for seal in connection.execute(select(table.c.table_name, table.c.rows)):
        seen[seal.table_name].append(seal.rows)
    left: dict[str, list[str]] = {}
    for broken in _unknown(connection, seen):
        left.setdefault(broken.table_name, []).append(broken.row)
    return {name: " / ".join(rows) if name in BY_ROUND else as_ranges(map(int, rows)) for name, rows in left.items()}


def ids_of(rows: str) -> Iterator[int]:
    """The ids behind `1-40 43`."""
    for part in rows.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _read(connection: Connection, table_name: str, rows: str) -> tuple[list[str], str, list[str]]:
    """The check sums of the rows as they stand, the digest of all, and what each row is called."""
    marks, names, whole = [], [], hashlib.sha256()
    for name, line in _lines(connection, table_name, rows):
        raw = line.encode()
        marks.append(f"{zlib.crc32(raw):08x}")
        names.append(name)
        whole.update(raw)
        whole.update(b"\x1e")
    return marks, whole.hexdigest(), names


def _lines(connection: Connection, table_name: str, rows: str) -> Iterator[tuple[str, str]]:
    is_sqlite = connection.dialect.name == "sqlite"  # joins the cells itself, as `_plain` would, in half the time
    table = SQLModel.metadata.tables[table_name]
    kept = [column for column in table.columns if column.name not in _MAY_CHANGE[table_name]]
    columns = [f"hex({c.name})" if is_sqlite and isinstance(c.type, Sealed) else c.name for c in kept]
    keys = BY_ROUND.get(table_name, ("id",))
    told = [" || char(31) || ".join(f"coalesce({name}, '')" for name in columns)] if is_sqlite else columns
    named = f"select {', '.join((*keys, *told))} from {table_name}"
    for condition, values in _conditions(table_name, rows):
        found = connection.execute(text(f"{named} where {condition} order by {', '.join(keys)}"), values)
        for row in found:
            yield str(row[0]), str(row[1]) if is_sqlite else "\x1f".join(map(_plain, row[1:]))


def _conditions(table_name: str, rows: str) -> Iterator[tuple[str, dict[str, int]]]:
    if table_name in BY_ROUND:
        for part in rows.split(" / "):
            yield "round_id = :round", {"round": int(part.partition(" ")[2])}
        return
    for part in rows.split():
        first, _, last = part.partition("-")
        for start in range(int(first), int(last or first) + 1, _READ_AT_ONCE):
            yield (
                "id between :first and :last",
                {
                    "first": start,
                    "last": min(start + _READ_AT_ONCE - 1, int(last or first)),
                },
            )


def _plain(value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return to_json(value) if isinstance(value, (dict, list)) else str(value)


def _table(model: type[SQLModel]) -> Any:
    return model.__table__  # type: ignore[attr-defined]
