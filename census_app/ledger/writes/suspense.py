"""A delivery that waits in suspense finds its person: by itself when more is known, or because somebody says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.bulk import insert_many, take_ids
from census_app.ledger.engine import writing
from census_app.ledger.json_text import to_json
from census_app.ledger.query import in_parts
from census_app.ledger.reads.standing_deliveries import not_reversed
from census_app.ledger.reads.suspense import waits_at
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still, require_standing
from census_app.ledger.tables import Attachment, Delivery, Membership, Person, PossibleMatch, StagedRow
from census_app.ledger.writes.acceptance import RowMark, mark_rows
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.deliveries import Recipient, insert_attachments

BY_HAND = "reviewed"


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """A delivery that waited, with the person it found at last, or with those who were considered this time."""

    delivery_id: int
    row_id: int
    recipient: Recipient | None
    candidates: Sequence[tuple[int, float, list[str]]] = ()


def attach_waiting(
    engine: Engine, scope: Scope, upload_id: int, area_code: str, standing: int, asked: Sequence[AskedAgain]
) -> int:
    """Those that found their person are attached, and counted; the rest wait with everybody considered so far.

    What somebody decided meanwhile stays. Raises: Refused when the ledger has moved on since `standing`.
    """
    with writing(engine) as session:
        require_standing(session, area_code, standing)
        waiting = _still_waiting(session, scope, upload_id)
        found = [(a, a.recipient) for a in asked if a.recipient is not None and a.delivery_id in waiting]
        insert_attachments(session, scope, [(a.delivery_id, recipient) for a, recipient in found])
        mark_rows(session, [_mark(a.row_id, recipient) for a, recipient in found])
        _add_candidates(session, scope, area_code, [a for a in asked if a.recipient is None])
        if found:
            told = {"attached": len(found), "suspense": len(waiting) - len(found)}
            append_event(session, scope, "suspense_asked_again", f"upload:{upload_id}", area_code, details=told)
        return len(found)


def attach_by_hand(engine: Engine, scope: Scope, delivery_id: int, person_id: int, note: str = "") -> None:
    """The delivery is this person's, because the actor says so; the trail holds who and why.

    One line of a list may tell of several periods: whose the line is, theirs is all that it tells of.

    Raises: NotFound outside the scope; Refused when the delivery does not wait (any more).
    """
    with writing(engine) as session:
        delivery = _waiting_delivery(session, scope, delivery_id)
        recipient = _as_recipient(session, scope, person_id)
        line = _line_of(session, scope, delivery)
        insert_attachments(session, scope, [(one.id, recipient) for one in line])
        mark_rows(session, [_mark(delivery.staged_row_id, recipient)])
        for one in line:
            _decide(session, scope, one, person_id, "same", note)
            told = (f"delivery:{one.id}", recipient.area_code, note, {"to": person_id})
            append_event(session, scope, "delivery_attached", *told)


def rule_out(engine: Engine, scope: Scope, delivery_id: int, person_id: int, note: str = "") -> None:
    """The delivery is not this person's, and is never attached to it by itself.

    Raises: NotFound outside the scope; Refused when the delivery does not wait (any more).
    """
    with writing(engine) as session:
        delivery = _waiting_delivery(session, scope, delivery_id)
        _as_recipient(session, scope, person_id)
        for one in _line_of(session, scope, delivery):
            _decide(session, scope, one, person_id, "different", note)
            told = (f"delivery:{one.id}", one.area_code, note, {"person": person_id})
            append_event(session, scope, "recipient_ruled_out", *told)


def detach_delivery(engine: Engine, scope: Scope, delivery_id: int, reason: str) -> None:
    """The delivery was somebody else's: it waits in suspense again, and is never attached to this person by itself.

    Raises: NotFound outside the scope or when it is attached to nobody; Refused without a reason.
    """
    with writing(engine) as session:
        hold_still(session)
        delivery = _own_delivery(session, scope, delivery_id)
        if not reason.strip():
            raise Refused("reason_needed")
        if _held(session, scope, delivery_id) is None:
            raise NotFound("delivery_not_found")
        mark_rows(session, [RowMark("suspense", None, None, delivery.staged_row_id)])
        for one in {one.id: one for one in (delivery, *_line_of(session, scope, delivery))}.values():
            if (attachment := _held(session, scope, one.id)) is not None:
                _end(session, scope, one, attachment, reason.strip())


def _held(session: Session, scope: Scope, delivery_id: int) -> Attachment | None:
    current = select(Attachment).where(Attachment.delivery_id == delivery_id, col(Attachment.ended_at).is_(None))
    return session.exec(current, execution_options=options(scope)).first()


def _end(session: Session, scope: Scope, delivery: Delivery, attachment: Attachment, reason: str) -> None:
    attachment.ended_at, attachment.end_reason = clock.now(), reason
    session.add(attachment)
    _decide(session, scope, delivery, attachment.person_id, "different", reason)
    told = (f"delivery:{delivery.id}", attachment.area_code, reason, {"from": attachment.person_id})
    append_event(session, scope, "delivery_detached", *told)


def _line_of(session: Session, scope: Scope, delivery: Delivery) -> list[Delivery]:
    """All that the delivery's line of its list tells of, as far as it stands."""
    line = select(Delivery).where(Delivery.staged_row_id == delivery.staged_row_id, not_reversed())
    return list(session.exec(line.order_by(col(Delivery.id)), execution_options=options(scope)))


def _own_delivery(session: Session, scope: Scope, delivery_id: int) -> Delivery:
    found = session.exec(select(Delivery).where(Delivery.id == delivery_id), execution_options=options(scope)).first()
    if found is None or not scope.holds_office(found.office_code):
        raise NotFound("delivery_not_found")
    return found


def _waiting_delivery(session: Session, scope: Scope, delivery_id: int) -> Delivery:
    """The delivery, which nobody else can give away meanwhile. Raises: NotFound; Refused when it does not wait."""
    hold_still(session)
    delivery = _own_delivery(session, scope, delivery_id)
    if not waits_at(session, scope, delivery.staged_row_id):
        raise Refused("delivery_not_waiting")
    return delivery


def _as_recipient(session: Session, scope: Scope, person_id: int) -> Recipient:
    person = session.exec(select(Person).where(Person.id == person_id), execution_options=options(scope)).first()
    if person is None:
        raise NotFound("person_not_found")
    lives_in = select(Membership.household_id).where(
        Membership.person_id == person_id, col(Membership.until_on).is_(None)
    )
    home = session.exec(lives_in.order_by(col(Membership.id)), execution_options=options(scope)).first()
    return Recipient(person_id, home, person.area_code, BY_HAND, [])


def _decide(session: Session, scope: Scope, delivery: Delivery, person_id: int, state: str, note: str) -> None:
    """The pair holds what was said of it, whether anybody had thought of the person before or not."""
    pair = select(PossibleMatch).where(
        PossibleMatch.kind == "delivery", PossibleMatch.left_id == delivery.id, PossibleMatch.right_id == person_id
    )
    match = session.exec(pair, execution_options=options(scope)).first()
    if match is None:
        (id_,) = take_ids(session, PossibleMatch, 1)
        match = PossibleMatch(
            id=id_,
            kind="delivery",
            area_code=delivery.area_code,
            left_id=delivery.id,
            right_id=person_id,
            score=0.0,
            known_since=clock.now(),
        )
    match.state, match.note = state, note
    match.decided_by, match.decided_at = scope.actor_id, clock.now()
    session.add(match)
    session.flush()


def _still_waiting(session: Session, scope: Scope, upload_id: int) -> set[int]:
    waiting = (
        select(Delivery.id)
        .join(StagedRow, col(StagedRow.id) == Delivery.staged_row_id)
        .where(Delivery.upload_id == upload_id, StagedRow.state == "suspense", not_reversed())
    )
    return set(session.exec(waiting, execution_options=options(scope)))


def _add_candidates(session: Session, scope: Scope, area_code: str, asked: Sequence[AskedAgain]) -> None:
    """Persons not thought of before are added; what is thought of the others now takes the place of what was."""
    known = _known_pairs(session, scope, [a.delivery_id for a in asked])
    told = [(a.delivery_id, person_id, score, why) for a in asked for person_id, score, why in a.candidates]
    fresh = [pair for pair in told if pair[:2] not in known]
    for delivery_id, person_id, score, why in told:
        match_id = known.get((delivery_id, person_id))
        if match_id is not None:
            changed = update(PossibleMatch).where(col(PossibleMatch.id) == match_id)
            session.connection().execute(changed.values(score=score, evidence=why))
    columns = ("id", "left_id", "right_id", "score", "evidence")
    same: dict[str, Any] = {
        "area_code": area_code,
        "kind": "delivery",
        "state": "open",
        "known_since": clock.now(),
        "note": "",
    }
    ids = take_ids(session, PossibleMatch, len(fresh))
    rows = [(id_, *pair, to_json(why)) for id_, (*pair, why) in zip(ids, fresh, strict=True)]
    insert_many(session, PossibleMatch, columns, rows, same)


def _known_pairs(session: Session, scope: Scope, delivery_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    pairs: dict[tuple[int, int], int] = {}
    for some in in_parts(delivery_ids):
        found = select(PossibleMatch.left_id, PossibleMatch.right_id, PossibleMatch.id)
        found = found.where(PossibleMatch.kind == "delivery", col(PossibleMatch.left_id).in_(some))
        for left_id, right_id, match_id in session.exec(found, execution_options=options(scope)):
            pairs[left_id, right_id] = match_id
    return pairs


def _mark(row_id: int, to: Recipient) -> RowMark:
    return RowMark("attached", to.person_id, to.household_id, row_id)
