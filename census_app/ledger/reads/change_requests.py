"""Requests for changes: those that wait, somebody's own, those about a person, and one in full with what clashes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col

from census_app.domain.access import Permission, Scope, can, on_behalf_of
from census_app.domain.change_requests import (
    HOME,
    Item,
    RequestState,
    Step,
    approvals_standing,
    has_moved_on,
    seen_as,
)
from census_app.domain.change_values import home_of
from census_app.domain.errors import NotFound
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.believed import LastSaid, believed, last_said
from census_app.ledger.reads.merges import places_of
from census_app.ledger.reads.persons import PersonLine, lines_of
from census_app.ledger.scoping import options
from census_app.ledger.tables import ChangeItem, ChangeRequest, ChangeStep, User

WAITING, OWN, DONE = "waiting", "own", "done"


@dataclass(frozen=True)
class StepLine:
    """Something that happened to a request."""

    step: str
    item_id: int | None
    believed: str
    note: str
    by_id: int
    by: str
    at: datetime


@dataclass(frozen=True)
class ChangeLine:
    """A request in a list; `approved_by` are those whose approval stands."""

    request_id: int
    area_code: str
    kind: str
    state: str
    person: PersonLine
    fields: tuple[str, ...]
    filed_by_id: int
    filed_by: str
    filed_at: datetime
    closed_at: datetime | None
    approved_by: tuple[int, ...]


@dataclass(frozen=True)
class Rival:
    """Somebody else asks for something else about the same field of the same person."""

    request_id: int
    item_id: int
    person_id: int
    field: str
    wanted: str
    filed_by: str
    filed_at: datetime


@dataclass(frozen=True)
class ItemLine:
    """One field in a request beside what is believed now, and whoever made it so; and what others ask for."""

    item: Item
    person: PersonLine
    now: str
    said: LastSaid | None
    rivals: tuple[Rival, ...]
    believed_when_decided: str = ""

    @property
    def moved_on(self) -> bool:
        """True when something else came to be believed since, and somebody has to decide."""
        return has_moved_on(self.item, self.now)

    @property
    def clashes(self) -> bool:
        """True while somebody has to decide between two people's words."""
        return not self.item.dropped and (self.moved_on or bool(self.rivals))


@dataclass(frozen=True)
class ChangePage:
    """One request in full. `places` are the wards it touches; `seen` is how it stood when it was read."""

    line: ChangeLine
    reason: str
    paper: str
    reference: str
    note: str
    true_since: date | None
    number_id: int | None
    items: tuple[ItemLine, ...]
    steps: tuple[StepLine, ...]
    places: tuple[str, ...]
    seen: str

    @property
    def clashes(self) -> bool:
        """True while somebody has to decide about one of the fields."""
        return any(line.clashes for line in self.items)


def list_requests(session: Session, scope: Scope, show: str, limit: int = 50, offset: int = 0) -> list[ChangeLine]:
    """Requests that wait for somebody else's word (the oldest first), the actor's own, or those that are done.

    Whoever decides nothing sees the own ones alone.
    """
    request = ChangeRequest
    found = pick(request.id)
    if show == OWN or not can(scope, Permission.DECIDE_CHANGES):
        found = found.where(col(request.filed_by) == scope.actor_id)
    if show == WAITING:
        found = found.where(col(request.state) == RequestState.OPEN.value)
        found = found.order_by(col(request.filed_at), col(request.id))
    else:
        if show == DONE:
            found = found.where(col(request.state) != RequestState.OPEN.value)
        found = found.order_by(col(request.filed_at).desc(), col(request.id).desc())
    ids = session.execute(found.limit(limit).offset(offset), execution_options=options(scope)).scalars()
    return lines_by_id(session, scope, list(ids))


def open_about(session: Session, scope: Scope, person_id: int) -> list[ChangeLine]:
    """The requests that wait and change something about the person."""
    request, item = ChangeRequest, ChangeItem
    found = pick(request.id).distinct().join(item, col(item.request_id) == col(request.id))
    found = found.where(col(item.person_id) == person_id, col(request.state) == RequestState.OPEN.value)
    ids = session.execute(found.order_by(col(request.id)), execution_options=options(scope)).scalars()
    return lines_by_id(session, scope, list(ids))


def get_request(session: Session, scope: Scope, request_id: int) -> ChangePage:
    """The request in full. Raises: NotFound outside the scope, and for another's at a desk that decides nothing."""
    wanted = pick(ChangeRequest).where(col(ChangeRequest.id) == request_id)
    request = session.execute(wanted, execution_options=options(scope)).scalars().first()
    lines = lines_by_id(session, scope, [request_id]) if request is not None else []
    if request is None or not lines:
        raise NotFound("change_not_found")
    if request.filed_by != scope.actor_id and not can(scope, Permission.DECIDE_CHANGES):
        raise NotFound("change_not_found")
    steps = _steps(session, [request_id]).get(request_id, [])
    items = _item_lines(session, scope, request_id, request.state == RequestState.OPEN.value)
    rivals = [rival.item_id for line in items for rival in line.rivals]
    return ChangePage(
        lines[0],
        request.reason,
        request.paper,
        request.reference,
        request.note,
        request.true_since,
        request.number_id,
        tuple(items),
        tuple(steps),
        places_of_items(session, scope, items_of(session, scope, request_id)),
        seen_as(request.state, len(steps), [line.now for line in items], rivals),
    )


def places_of_items(session: Session, scope: Scope, items: Sequence[Item]) -> tuple[str, ...]:
    """The wards of the persons, wherever they live, and those that they are to live in."""
    homes = [home_of(item.wanted) for item in items if item.field == HOME and not item.dropped]
    lived_in = places_of(session, on_behalf_of(scope), {item.person_id for item in items}).values()
    return tuple(sorted({*lived_in, *(home.ward_code for home in homes if home)}))


def rivals_of(
    session: Session, scope: Scope, fields: Collection[tuple[int, str, str]], but: int | None = None
) -> list[Rival]:
    """What else is asked for about the same fields of the same persons. Shape: fields as (person, field, wanted)."""
    wanted = {(person_id, field): text for person_id, field, text in fields}
    asked = _open_items(session, scope, {person_id for person_id, _ in wanted})
    others = [rival for rival in asked if rival.request_id != but and (rival.person_id, rival.field) in wanted]
    return [rival for rival in others if wanted[rival.person_id, rival.field] != rival.wanted]


def _open_items(session: Session, scope: Scope, person_ids: Collection[int]) -> list[Rival]:
    """Whatever waits to be changed about these persons, whoever asked for it."""
    request, item = ChangeRequest, ChangeItem
    columns = (item.request_id, item.id, item.person_id, item.field, item.wanted, User.shown_as, request.filed_at)
    found = pick(*columns).join(request, col(request.id) == col(item.request_id))
    found = found.outerjoin(User, col(User.id) == col(request.filed_by))
    is_open = (col(request.state) == RequestState.OPEN.value, col(item.id).not_in(_dropped_items()))
    asked: list[Rival] = []
    for ids in in_parts(sorted(person_ids)):
        here = found.where(col(item.person_id).in_(ids), *is_open).order_by(col(item.id))
        rows = session.execute(here, execution_options=options(on_behalf_of(scope)))
        asked += [Rival(*[*row[:5], row[5] or "", row[6]]) for row in rows]
    return asked


def _dropped_items() -> Select[Any]:
    step = ChangeStep
    return pick(step.item_id).where(col(step.step) == Step.KEPT_THEIRS.value, col(step.item_id).is_not(None))


def items_of(session: Session, scope: Scope, request_id: int) -> list[Item]:
    """The fields of the request, each with what was believed when it was filed or last decided about."""
    return _items(session, scope, [request_id]).get(request_id, [])


def _items(session: Session, scope: Scope, request_ids: Sequence[int]) -> dict[int, list[Item]]:
    decided: dict[int, ChangeStep] = {}
    steps = pick(ChangeStep).where(col(ChangeStep.request_id).in_(request_ids), col(ChangeStep.item_id).is_not(None))
    for step in session.execute(steps.order_by(col(ChangeStep.id))).scalars():
        decided[step.item_id] = step
    found = pick(ChangeItem).where(col(ChangeItem.request_id).in_(request_ids)).order_by(col(ChangeItem.id))
    items: dict[int, list[Item]] = defaultdict(list)
    for row in session.execute(found, execution_options=options(on_behalf_of(scope))).scalars():
        said = decided.get(row.id)
        base = row.base if said is None else said.believed
        dropped = said is not None and said.step == Step.KEPT_THEIRS.value
        items[row.request_id].append(Item(row.id, row.person_id, row.field, base, row.wanted, dropped))
    return items


def clashing(session: Session, scope: Scope, request_ids: Sequence[int]) -> set[int]:
    """Those of the waiting requests about which somebody has to decide between two people's words."""
    items = {
        id_: [item for item in told if not item.dropped] for id_, told in _items(session, scope, request_ids).items()
    }
    now = believed(session, on_behalf_of(scope), {item.person_id for told in items.values() for item in told})
    asked = _open_items(session, scope, {person_id for person_id, _ in now})
    found = set()
    for id_, told in items.items():
        for item in told:
            others = [
                r for r in asked if (r.person_id, r.field) == (item.person_id, item.field) and r.request_id != id_
            ]
            if has_moved_on(item, now[item.person_id, item.field]) or any(r.wanted != item.wanted for r in others):
                found.add(id_)
    return found


def _item_lines(session: Session, scope: Scope, request_id: int, is_open: bool) -> list[ItemLine]:
    items = items_of(session, scope, request_id)
    people = {line.person_id: line for line in lines_of(session, scope, [item.person_id for item in items])}
    now = believed(session, on_behalf_of(scope), people)
    rivals: dict[tuple[int, str], list[Rival]] = defaultdict(list)
    if is_open:
        asked = [(item.person_id, item.field, item.wanted) for item in items if not item.dropped]
        for rival in rivals_of(session, scope, asked, but=request_id):
            rivals[rival.person_id, rival.field].append(rival)
    lines = []
    for item in items:
        if item.person_id in people:
            key = (item.person_id, item.field)
            said = last_said(session, *key) if now[key] != item.base else None
            lines.append(ItemLine(item, people[item.person_id], now[key], said, tuple(rivals[key])))
    return lines


def _steps(session: Session, request_ids: Sequence[int]) -> dict[int, list[StepLine]]:
    step = ChangeStep
    columns = (step.request_id, step.step, step.item_id, step.believed, step.note, step.taken_by)
    found = pick(*columns, User.shown_as, step.taken_at).outerjoin(User, col(User.id) == col(step.taken_by))
    found = found.where(col(step.request_id).in_(request_ids)).order_by(col(step.id))
    steps: dict[int, list[StepLine]] = defaultdict(list)
    for request_id, *told, by, at in session.execute(found):
        steps[request_id].append(StepLine(*[*told, by or "", at]))
    return steps


def lines_by_id(session: Session, scope: Scope, ids: Sequence[int]) -> list[ChangeLine]:
    """Those requests, in that order."""
    request = ChangeRequest
    names = ("id", "area_code", "kind", "state", "person_id", "filed_by", "filed_at", "closed_at")
    columns = [getattr(request, name) for name in names]
    found = pick(*columns, User.shown_as).outerjoin(User, col(User.id) == col(request.filed_by))
    rows = session.execute(found.where(col(request.id).in_(ids)), execution_options=options(scope)).all()
    people = {line.person_id: line for line in lines_of(session, scope, [row.person_id for row in rows])}
    fields, steps = _fields(session, scope, ids), _steps(session, ids)
    lines = {}
    for id_, area_code, kind, state, person_id, filed_by, filed_at, closed_at, name in rows:
        if person_id in people:
            approved = approvals_standing([(step.step, step.by_id) for step in steps[id_]])
            lines[id_] = ChangeLine(
                id_,
                area_code,
                kind,
                state,
                people[person_id],
                tuple(fields[id_]),
                filed_by,
                name or "",
                filed_at,
                closed_at,
                approved,
            )
    return [lines[id_] for id_ in ids if id_ in lines]


def _fields(session: Session, scope: Scope, ids: Sequence[int]) -> dict[int, list[str]]:
    found = pick(ChangeItem.request_id, ChangeItem.field).where(col(ChangeItem.request_id).in_(ids))
    fields: dict[int, list[str]] = defaultdict(list)
    for request_id, field in session.execute(found.order_by(col(ChangeItem.id)), execution_options=options(scope)):
        if field not in fields[request_id]:
            fields[request_id].append(field)
    return fields
