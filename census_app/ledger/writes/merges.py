"""Records become one person, and two again: reversible, because everything follows from the links that stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, insert, or_, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from census_app.domain.access import Scope
from census_app.domain.areas import common_area
from census_app.domain.errors import Refused
from census_app.domain.merging import (
    COLUMNS,
    MERGED,
    Cells,
    Change,
    Link,
    OwnRow,
    fold,
    spells_ended,
    superseded,
    survivors,
    unfold,
)
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.reads.doubles import ends_of
from census_app.ledger.reads.merges import places_of
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still
from census_app.ledger.tables import MatchDecision, Membership, Merge, MergeChange, Person, PersonFact, PossibleMatch
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.moved_rows import Gathering, claim_deliveries, place_rows, standing_rows, table_of


def undo_merge(engine: Engine, scope: Scope, match_id: int, note: str, told_apart: bool = True) -> None:
    """The two records stand as if they had never been declared one person; what happened to either since stays.

    They are told apart from now on, or wait to be decided again. Raises: NotFound outside the scope; Refused without a
    note, or when they are not one person by this decision (any more).
    """
    with writing(engine) as session:
        hold_still(session)
        ends = ends_of(session, scope, match_id)
        if not note.strip():
            raise Refused("note_needed")
        merge = session.exec(_standing_merge(match_id)).first()
        if merge is None:
            raise Refused("merge_undone_already")
        settle(session, ends, undone=merge)
        _take_back(session, scope, match_id, note.strip(), told_apart)
        told = {"merge": merge.id, "left": merge.left_id, "right": merge.right_id}
        places = places_of(session, replace(scope, areas=("",)), {*ends, *ends_of(session, scope, match_id)})
        append_event(session, scope, "merge_undone", f"match:{match_id}", common_area(places.values()), details=told)


def _standing_merge(match_id: int) -> Any:
    decided = col(MatchDecision.id) == Merge.decision_id
    found = select_rows(Merge).join(MatchDecision, decided).where(MatchDecision.match_id == match_id)
    return found.where(col(Merge.undone_at).is_(None))


def _take_back(session: Session, scope: Scope, match_id: int, note: str, told_apart: bool) -> None:
    """The pair says who took the decision back, and why; and waits again, unless the two were told apart."""
    said = MatchDecision(
        match_id=match_id, decision="undone", note=note, decided_by=scope.actor_id, decided_at=clock.now()
    )
    session.add(said)
    match = session.get_one(PossibleMatch, match_id, execution_options=options(replace(scope, areas=("",))))
    match.state = "different" if told_apart else "open"
    match.decided_by, match.decided_at, match.note = said.decided_by, said.decided_at, note
    session.add(match)


def settle(session: Session, records: Iterable[int], undone: Merge | None = None) -> None:
    """Whatever is believed of the persons of these records is what the links that stand make of it.

    Without the link that is to be `undone`, if any. What came for a person meanwhile is told apart first, by number.
    """
    session.flush()
    connection = session.connection()
    before = _standing_for(connection, records)
    links = _links(connection, before)
    claim_deliveries(connection, before, links)
    if undone is not None:
        undone.undone_at = clock.now()
        session.flush()
        links = [link for link in links if link.link_id != undone.id]
    now = survivors(before, links)
    stored, own, cells = _settle_cells(connection, before, now, links)
    place_rows(connection, Gathering(before, now, *map(_areas, (own, stored, cells))))
    _settle_spells(connection, before, links)
    _settle_facts(connection, before, links)
    session.expire_all()


def _standing_for(connection: Connection, records: Iterable[int]) -> dict[int, int]:
    """All records that hang together with one of these, each with the one that stands for it now."""
    table = table_of(Person)
    named = select(table.c.id, table.c.merged_into_id).where(table.c.id.in_(list(records)))
    heads = {merged_into or id_ for id_, merged_into in connection.execute(named)}
    found = select(table.c.id, table.c.merged_into_id).where(
        or_(table.c.id.in_(heads), table.c.merged_into_id.in_(heads))
    )
    return {id_: merged_into or id_ for id_, merged_into in connection.execute(found.order_by(table.c.id))}


def _links(connection: Connection, records: Collection[int]) -> list[Link]:
    table = table_of(Merge)
    columns = (table.c.id, table.c.left_id, table.c.right_id, table.c.merged_at, table.c.choices)
    standing = select(*columns).where(table.c.undone_at.is_(None), table.c.left_id.in_(records))
    return [Link(*row) for row in connection.execute(standing.order_by(table.c.id))]


def _settle_cells(
    connection: Connection, before: Mapping[int, int], now: Mapping[int, int], links: Sequence[Link]
) -> tuple[Cells, Cells, Cells]:
    """The cells of the records as they stood, as they were written, and as the links have them now."""
    stored = _cells(connection, before)
    own, overruled = unfold(stored, _changes(connection, before))
    ends = {link.link_id: now[link.left] for link in links}
    # A cell that was corrected since is remembered as long as its record still hangs together with the link.
    kept = [change for change in overruled if ends.get(change.link_id) == now[change.record]]
    cells, changes = fold(own, links, kept)
    table = table_of(Person)
    for record, row in cells.items():
        told = {name: value for name, value in row.items() if value != stored[record][name]}
        if now[record] != before[record]:
            told["merged_into_id"] = now[record] if now[record] != record else None  # type: ignore[assignment]
        if told:
            connection.execute(table.update().where(table.c.id == record).values(**told))
    _keep_changes(connection, before, changes)
    return stored, own, cells


def _areas(cells: Cells) -> dict[int, str]:
    return {record: row["area_code"] for record, row in cells.items()}


def _cells(connection: Connection, records: Collection[int]) -> Cells:
    table = table_of(Person)
    found = select(table.c.id, *(table.c[name] for name in COLUMNS)).where(table.c.id.in_(records))
    return {record: dict(zip(COLUMNS, row, strict=True)) for record, *row in connection.execute(found)}


def _changes(connection: Connection, records: Collection[int]) -> list[Change]:
    table = table_of(MergeChange)
    columns = ("merge_id", "person_id", "column_name", "before", "after", "overruled")
    found = select(*(table.c[name] for name in columns)).where(table.c.person_id.in_(records))
    return [Change(*row) for row in connection.execute(found)]


def _keep_changes(connection: Connection, records: Collection[int], changes: Iterable[Change]) -> None:
    table = table_of(MergeChange)
    connection.execute(delete(table).where(table.c.person_id.in_(records)))
    columns = ("merge_id", "person_id", "column_name", "before", "after", "overruled")
    rows = [
        dict(zip(columns, (c.link_id, c.record, c.column, c.before, c.after, c.overruled), strict=True))
        for c in changes
    ]
    if rows:
        connection.execute(insert(table), rows)


def _settle_spells(connection: Connection, records: Collection[int], links: Sequence[Link]) -> None:
    """A person lives in one household; the spell in the other ends on the day the records became one person."""
    table = table_of(Membership)
    records_of = {row.row_id: row.record for row in standing_rows(connection, Membership, records)}
    found = select(table.c.id, table.c.known_since, table.c.until_on, table.c.ended_at).where(
        table.c.id.in_(records_of), or_(table.c.until_on.is_(None), table.c.end_reason == MERGED)
    )
    stored = {row_id: told for row_id, *told in connection.execute(found)}
    spells = [OwnRow(id_, records_of[id_], since, until is None) for id_, (since, until, _) in stored.items()]
    ends = {id_: (at, at and clock.day_of(at)) for id_, at in spells_ended(spells, links).items()}
    changed = [
        {"row": id_, "until": until_on, "why": MERGED if until_on else "", "at": at}
        for id_, (at, until_on) in ends.items()
        if [until_on, at] != stored[id_][1:]
    ]
    values: dict[str, Any] = {
        "until_on": bindparam("until"),
        "end_reason": bindparam("why"),
        "ended_at": bindparam("at"),
    }
    _write(connection, table, values, changed)


def _settle_facts(connection: Connection, records: Collection[int], links: Sequence[Link]) -> None:
    """Of what one round found about one person, one row holds."""
    table = table_of(PersonFact)
    records_of = {row.row_id: row.record for row in standing_rows(connection, PersonFact, records)}
    found = select(table.c.id, table.c.round_id, table.c.known_since, table.c.superseded_at)
    rounds: dict[int, list[OwnRow]] = defaultdict(list)
    stored: dict[int, datetime | None] = {}
    for row_id, round_id, known_since, superseded_at in connection.execute(found.where(table.c.id.in_(records_of))):
        rounds[round_id].append(OwnRow(row_id, records_of[row_id], known_since))
        stored[row_id] = superseded_at
    changed = [
        {"row": row_id, "since": since}
        for facts in rounds.values()
        if len({fact.record for fact in facts}) > 1
        for row_id, since in superseded(facts, links).items()
        if since != stored[row_id]
    ]
    _write(connection, table, {"superseded_at": bindparam("since")}, changed)


def _write(connection: Connection, table: Any, values: dict[str, Any], changed: Sequence[dict[str, Any]]) -> None:
    if changed:
        connection.execute(table.update().where(table.c.id == bindparam("row")).values(**values), changed)
