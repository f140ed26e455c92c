"""A change outside a round: asked for, decided where two people's words clash, approved, applied or refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from census_app.domain.access import Permission, Scope, can, on_behalf_of
from census_app.domain.areas import common_area
from census_app.domain.change_requests import (
    DEATH,
    FIELDS_OF,
    HAS_A_DAY,
    NEVER_CHANGES,
    ApprovalRule,
    ChangeKind,
    RequestState,
    Step,
    approvals_needed,
    check_approver,
    check_paper,
    may_decide,
    rules_of,
)
from census_app.domain.change_values import birth_columns, check_value
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.reads.believed import believed
from census_app.ledger.reads.change_requests import (
    ChangePage,
    ItemLine,
    get_request,
    items_of,
    rivals_of,
)
from census_app.ledger.reads.merges import places_of
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still
from census_app.ledger.tables import ChangeItem, ChangeRequest, ChangeStep
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.change_applying import Applying, apply_items

Rules = Sequence[ApprovalRule]


@dataclass(frozen=True)
class NewItem:
    """One field of one person: what its maker saw in the ledger, and what is to stand there."""

    person_id: int
    field: str
    seen: str
    wanted: str


@dataclass(frozen=True)
class NewChange:
    """What somebody asks for, and why. `known_rivals` are the other requests' fields that its maker was shown."""

    kind: str
    items: Sequence[NewItem]
    reason: str
    paper: str
    reference: str
    note: str = ""
    true_since: date | None = None
    number_id: int | None = None
    known_rivals: Collection[int] = field(default=())


@dataclass(frozen=True)
class Approved:
    """Whether the change holds now, in which wards, and who else holds a number that it brought."""

    applied: bool
    places: tuple[str, ...] = ()
    also_held_by: tuple[int, ...] = ()


def file_change(engine: Engine, scope: Scope, person_id: int, new: NewChange, rules: Rules) -> int:
    """The request waits for somebody else's approval; its id comes back. Sent twice it is one request.

    Raises: NotFound when one of the persons lies outside the scope; Refused without evidence that is enough, for a
    value that cannot be, and when its maker has not seen what is believed or asked for by now: nobody's word is written
    over unseen.
    """
    if not can(scope, Permission.REQUEST_CHANGES):
        raise Refused("not_permitted")
    _check(new)
    with writing(engine) as session:
        hold_still(session)
        people = {person_id, *(item.person_id for item in new.items)}
        places = places_of(session, scope, people)
        if set(places) != people:
            raise NotFound("person_not_found")
        wanted = rules_of(rules, new.kind, [item.field for item in new.items], places[person_id])
        check_paper(wanted, new.paper, new.reference, new.reason)
        if (twin := _sent_before(session, scope, person_id, new)) is not None:
            return twin
        _require_seen(session, scope, new)
        at = clock.now()
        request = _insert(session, scope, person_id, places, new, at)
        _add_step(session, scope, request.id, Step.FILED, at)
        _tell_trail(session, scope, "change_requested", request, [item.field for item in new.items])
        return request.id


def _check(new: NewChange) -> None:
    if new.kind not in list(ChangeKind):
        raise Refused("change_kind_unknown")
    kind, today = ChangeKind(new.kind), clock.today()
    if not new.items or all(item.seen == item.wanted for item in new.items):
        raise Refused("change_nothing")
    for item in new.items:
        if item.field not in FIELDS_OF[kind]:
            raise Refused("change_kind_unknown")
        check_value(item.field, item.wanted, today)
    if kind in HAS_A_DAY and new.true_since is None:
        raise Refused("change_day_needed")
    if new.true_since is not None and new.true_since > today:
        raise Refused("change_day_to_come")
    if new.true_since is not None and any(item.field in NEVER_CHANGES for item in new.items):
        raise Refused("change_never_in_life")


def _sent_before(session: Session, scope: Scope, person_id: int, new: NewChange) -> int | None:
    """The waiting request by which the same actor asks for exactly this already."""
    found = select(ChangeRequest).where(
        ChangeRequest.person_id == person_id,
        ChangeRequest.kind == new.kind,
        ChangeRequest.filed_by == scope.actor_id,
        ChangeRequest.state == RequestState.OPEN.value,
    )
    told = sorted((item.person_id, item.field, item.wanted) for item in new.items)
    for request in session.exec(found, execution_options=options(scope)).all():
        items = items_of(session, scope, request.id)
        if sorted((item.person_id, item.field, item.wanted) for item in items) == told:
            return request.id
    return None


def _require_seen(session: Session, scope: Scope, new: NewChange) -> None:
    """Its maker saw what is believed, and what others ask for. Raises: Refused."""
    now = believed(session, on_behalf_of(scope), {item.person_id for item in new.items})
    if any(now[item.person_id, item.field] != item.seen for item in new.items):
        raise Refused("change_overtaken")
    for item in new.items:
        born = now[item.person_id, "birth"]
        if item.field == DEATH and born and item.wanted < birth_columns(born)[0][: len(item.wanted)]:
            raise Refused("change_dead_before_born")
    asked = [(item.person_id, item.field, item.wanted) for item in new.items]
    if any(rival.item_id not in new.known_rivals for rival in rivals_of(session, scope, asked)):
        raise Refused("change_overtaken")


def _insert(
    session: Session, scope: Scope, person_id: int, places: dict[int, str], new: NewChange, at: datetime
) -> ChangeRequest:
    request = ChangeRequest(
        person_id=person_id,
        area_code=places[person_id],
        kind=new.kind,
        reason=new.reason.strip(),
        paper=new.paper,
        reference=new.reference.strip(),
        note=new.note.strip(),
        true_since=new.true_since,
        number_id=new.number_id,
        filed_by=scope.actor_id,
        filed_at=at,
    )
    session.add(request)
    session.flush()
    for item in new.items:
        session.add(
            ChangeItem(
                request_id=request.id,
                area_code=places[item.person_id],
                person_id=item.person_id,
                field=item.field,
                base=item.seen,
                wanted=item.wanted,
            )
        )
        session.flush()
    return request


def approve_change(
    engine: Engine, scope: Scope, request_id: int, seen: str, note: str, rules: Rules, number_key: bytes
) -> Approved:
    """The actor's approval stands; with the last one that is needed the change holds, in the same transaction.

    Raises: NotFound outside the scope; Refused for its maker, twice by one actor, at a desk that the rules do not name,
    when the request is no longer as the actor saw it, and while two people's words clash.
    """
    with writing(engine) as session:
        hold_still(session)
        page, request = _as_seen(session, scope, request_id, seen)
        wanted = _rules_of(session, page, rules)
        check_approver(wanted, scope, request.filed_by, page.line.approved_by, page.places)
        if page.clashes:
            raise Refused("change_clashes")
        at = clock.now()
        _add_step(session, scope, request_id, Step.APPROVED, at, note=note)
        if len(page.line.approved_by) + 1 < approvals_needed(wanted):
            _tell_trail(session, scope, "change_approved", request, page.line.fields)
            return Approved(applied=False)
        items = [item for item in items_of(session, scope, request_id) if not item.dropped]
        now = believed(session, on_behalf_of(scope), {item.person_id for item in items})
        applying = Applying(session, scope, request, at, number_key)
        also_held = apply_items(applying, [(item, now[item.person_id, item.field]) for item in items])
        _close(session, scope, request, Step.APPLIED, at)
        _tell_trail(session, scope, "change_applied", request, [item.field for item in items], page.places)
        return Approved(True, page.places, tuple(dict.fromkeys(also_held)))


def refuse_change(engine: Engine, scope: Scope, request_id: int, seen: str, note: str, rules: Rules) -> None:
    """The request is refused, with words that its maker reads.

    Raises: NotFound outside the scope; Refused without a note, for its maker, or at a desk that the rules do not name.
    """
    with writing(engine) as session:
        hold_still(session)
        page, request = _as_seen(session, scope, request_id, seen)
        _require_note(note)
        _require_other_desk(session, scope, page, rules)
        _close(session, scope, request, Step.REFUSED, clock.now(), note)
        _tell_trail(session, scope, "change_refused", request, page.line.fields)


def withdraw_change(engine: Engine, scope: Scope, request_id: int, note: str) -> None:
    """Whoever asked asks no longer.

    Raises: NotFound outside the scope; Refused for anybody else, and once it is done.
    """
    with writing(engine) as session:
        hold_still(session)
        page = get_request(session, scope, request_id)
        request = _open(session, scope, request_id)
        if request.filed_by != scope.actor_id:
            raise Refused("change_not_yours")
        _close(session, scope, request, Step.WITHDRAWN, clock.now(), note)
        _tell_trail(session, scope, "change_withdrawn", request, page.line.fields)


def settle_clash(
    engine: Engine, scope: Scope, request_id: int, item_id: int, ours: bool, seen: str, note: str, rules: Rules
) -> None:
    """Of two people's words about one field one is kept: `ours` that of this request, else the other.

    What another request asks for the field is dropped when ours is kept, and ours when theirs is; the other fields of
    both wait on. Earlier approvals no longer count. Raises: as for a refusal, and Refused when nothing clashes.
    """
    with writing(engine) as session:
        hold_still(session)
        page, request = _as_seen(session, scope, request_id, seen)
        _require_note(note)
        _require_other_desk(session, scope, page, rules)
        line = next((line for line in page.items if line.item.item_id == item_id and line.clashes), None)
        if line is None:
            raise Refused("change_no_clash")
        at = clock.now()
        if ours:
            _add_step(session, scope, request_id, Step.KEPT_OURS, at, note, item_id, line.now)
            for rival in line.rivals:
                _drop(session, scope, rival.request_id, rival.item_id, line.now, note, at)
        else:
            _drop(session, scope, request_id, item_id, _kept_instead(line), note, at)
        kept = {"item": item_id, "kept": "ours" if ours else "theirs", "rivals": [r.request_id for r in line.rivals]}
        _tell_trail(session, scope, "change_settled", request, [line.item.field], more=kept)


def _kept_instead(line: ItemLine) -> str:
    return line.now if line.moved_on or not line.rivals else line.rivals[0].wanted


def _drop(session: Session, scope: Scope, request_id: int, item_id: int, kept: str, note: str, at: datetime) -> None:
    """Another's word about the field was kept; with its last field a request is overtaken."""
    _add_step(session, scope, request_id, Step.KEPT_THEIRS, at, note, item_id, kept)
    if all(item.dropped for item in items_of(session, scope, request_id)):
        _close(session, on_behalf_of(scope), _open(session, on_behalf_of(scope), request_id), Step.OVERTAKEN, at)


def _as_seen(session: Session, scope: Scope, request_id: int, seen: str) -> tuple[ChangePage, ChangeRequest]:
    if not can(scope, Permission.DECIDE_CHANGES):
        raise Refused("not_permitted")
    page = get_request(session, scope, request_id)
    request = _open(session, scope, request_id)
    if page.seen != seen:
        raise Refused("change_moved_on")
    return page, request


def _open(session: Session, scope: Scope, request_id: int) -> ChangeRequest:
    found = select(ChangeRequest).where(ChangeRequest.id == request_id)
    request = session.exec(found, execution_options=options(scope)).first()
    if request is None:
        raise NotFound("change_not_found")
    if request.state != RequestState.OPEN.value:
        raise Refused("change_done_already")
    return request


def _rules_of(session: Session, page: ChangePage, rules: Rules) -> tuple[ApprovalRule, ...]:
    fields = [line.item.field for line in page.items if not line.item.dropped]
    return rules_of(rules, page.line.kind, fields, page.line.area_code)


def _require_other_desk(session: Session, scope: Scope, page: ChangePage, rules: Rules) -> None:
    if scope.actor_id == page.line.filed_by_id:
        raise Refused("change_maker_approves")
    may_decide(_rules_of(session, page, rules), scope, page.places)


def _require_note(note: str) -> None:
    if not note.strip():
        raise Refused("note_needed")


def _close(session: Session, scope: Scope, request: ChangeRequest, step: Step, at: datetime, note: str = "") -> None:
    request.state, request.closed_at = RequestState(step.value).value, at
    session.add(request)
    _add_step(session, scope, request.id, step, at, note)


def _add_step(
    session: Session,
    scope: Scope,
    request_id: int,
    step: Step,
    at: datetime,
    note: str = "",
    item_id: int | None = None,
    believed: str = "",
) -> None:
    session.add(
        ChangeStep(
            request_id=request_id,
            step=step.value,
            item_id=item_id,
            believed=believed,
            note=note.strip(),
            taken_by=scope.actor_id,
            taken_at=at,
        )
    )
    session.flush()


def _tell_trail(
    session: Session,
    scope: Scope,
    action: str,
    request: ChangeRequest,
    fields: Collection[str],
    places: Sequence[str] = (),
    more: Mapping[str, object] | None = None,
) -> None:
    area_code = common_area(places) if places else request.area_code
    told = {"request": request.id, "kind": request.kind, "fields": sorted(set(fields)), **(more or {})}
    append_event(session, scope, action, f"person:{request.person_id}", area_code, details=told)
