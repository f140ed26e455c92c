"""What offices gave: taken into the ledger, attached to persons, reversed when wrong. Never edited, never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.bulk import insert_many, take_ids
from census_app.ledger.engine import writing
from census_app.ledger.json_text import to_json
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still, require_standing
from census_app.ledger.tables import Attachment, Delivery, DeliveryState, PossibleMatch, Upload
from census_app.ledger.writes.acceptance import RowMark, mark_rows
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.uploads import NewProblem, insert_problems

DELIVERY_FIELDS = (
    "programme_code",
    "period_code",
    "period_from",
    "period_until",
    "delivered_on",
    "amount_poisha",
    "quantity_thousandths",
    "unit",
    "account_mobile",
    "recipient_name",
    "recipient_father",
    "recipient_village",
    "recipient_key",
)

STATES = ("refused", "unreachable", "received")
"""What can become of a delivery on its way, beyond what its list says."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The person a delivery was, and why we think so."""

    person_id: int
    household_id: int | None
    area_code: str
    method: str
    evidence: list[str]


@dataclass(frozen=True, slots=True)
class DecidedDelivery:
    """One row of a list with its recipient; without one it waits in suspense, with its reasons and candidates."""

    row_id: int
    fields: dict[str, Any]
    recipient: Recipient | None
    suspense_reasons: Sequence[str] = ()
    candidates: Sequence[tuple[int, float, list[str]]] = ()


def attach_deliveries(
    engine: Engine,
    scope: Scope,
    upload_id: int,
    area_code: str,
    office_code: str,
    standing: int,
    decided: Sequence[DecidedDelivery],
    problems: Sequence[tuple[int, NewProblem]] = (),
) -> None:
    """Every row of the list is a delivery of the ledger, attached to its person or waiting in suspense.

    Raises: Refused when the ledger has moved on since `standing` (`ledger/standing.py`); then nothing is changed.
    """
    with writing(engine) as session:
        require_standing(session, area_code, standing)
        ids = take_ids(session, Delivery, len(decided))
        _insert_deliveries(session, (upload_id, area_code, office_code), decided, ids)
        attached = [(id_, d.recipient) for id_, d in zip(ids, decided, strict=True) if d.recipient is not None]
        insert_attachments(session, scope, attached)
        _insert_candidates(session, area_code, decided, ids)
        insert_problems(session, upload_id, area_code, problems)
        mark_rows(session, [_mark(d) for d in decided])
        session.connection().execute(update(Upload).where(col(Upload.id) == upload_id).values(state="accepted"))
        told = {"attached": len(attached), "suspense": len(decided) - len(attached)}
        append_event(session, scope, "deliveries_taken", f"upload:{upload_id}", area_code, details=told)


def reverse_delivery(engine: Engine, scope: Scope, delivery_id: int, reason: str) -> int:
    """A counter-entry says that the delivery did not happen as listed; its id comes back. The delivery itself stays.

    Raises: NotFound outside the scope; Refused when it was reversed already or no reason is given.
    """
    with writing(engine) as session:
        hold_still(session)
        wrong = _own(session, scope, delivery_id)
        if not reason.strip():
            raise Refused("reason_needed")
        _refuse_reversed(session, wrong)
        counter = wrong.model_dump(exclude={"id", "reverses_id", "reason", "suspense_reasons", "known_since"})
        (counter_id,) = take_ids(session, Delivery, 1)
        entry = Delivery(
            id=counter_id, reverses_id=delivery_id, reason=reason.strip(), known_since=clock.now(), **counter
        )
        session.add(entry)
        append_event(session, scope, "delivery_reversed", f"delivery:{delivery_id}", wrong.area_code, reason.strip())
        return counter_id


def _insert_deliveries(
    session: Session, source: tuple[int, str, str], decided: Sequence[DecidedDelivery], ids: Sequence[int]
) -> None:
    columns = (
        "id",
        "upload_id",
        "area_code",
        "office_code",
        "staged_row_id",
        "suspense_reasons",
        "reason",
        "known_since",
    )
    known_since = clock.now()
    rows = (
        (
            id_,
            *source,
            d.row_id,
            to_json(list(d.suspense_reasons)),
            "",
            known_since,
            *(d.fields[name] for name in DELIVERY_FIELDS),
        )
        for id_, d in zip(ids, decided, strict=True)
    )
    insert_many(session, Delivery, (*columns, *DELIVERY_FIELDS), rows)


def insert_attachments(session: Session, scope: Scope, attached: Sequence[tuple[int, Recipient]]) -> None:
    """Each delivery (by id) is this recipient's, as the actor decided now."""
    columns = ("id", "delivery_id", "area_code", "person_id", "household_id", "method", "evidence")
    ids = take_ids(session, Attachment, len(attached))
    decided = (scope.actor_id, clock.now(), "")
    rows = (
        (id_, delivery_id, r.area_code, r.person_id, r.household_id, r.method, to_json(r.evidence), *decided)
        for id_, (delivery_id, r) in zip(ids, attached, strict=True)
    )
    insert_many(session, Attachment, (*columns, "decided_by", "known_since", "end_reason"), rows)


def _insert_candidates(
    session: Session, area_code: str, decided: Sequence[DecidedDelivery], ids: Sequence[int]
) -> None:
    known_since = clock.now()
    rows = [
        (area_code, "delivery", id_, person_id, score, to_json(evidence), "open", known_since, "")
        for id_, d in zip(ids, decided, strict=True)
        for person_id, score, evidence in d.candidates
    ]
    columns = ("id", "area_code", "kind", "left_id", "right_id", "score", "evidence", "state", "known_since", "note")
    match_ids = take_ids(session, PossibleMatch, len(rows))
    insert_many(session, PossibleMatch, columns, [(id_, *row) for id_, row in zip(match_ids, rows, strict=True)])


def _mark(decided: DecidedDelivery) -> RowMark:
    to = decided.recipient
    if to is None:
        return RowMark("suspense", None, None, decided.row_id)
    return RowMark("attached", to.person_id, to.household_id, decided.row_id)


def say_state(engine: Engine, scope: Scope, delivery_id: int, state: str, reason: str) -> None:
    """The delivery was refused, did not reach its recipient, or has reached it after all, and it is said why.

    Raises: NotFound outside the scope; Refused without a reason, for another state, or when it was taken back.
    """
    with writing(engine) as session:
        hold_still(session)
        delivery = _own(session, scope, delivery_id)
        if state not in STATES:
            raise Refused("delivery_state_unknown")
        if not reason.strip():
            raise Refused("reason_needed")
        _refuse_reversed(session, delivery)
        session.add(
            DeliveryState(
                delivery_id=delivery_id,
                area_code=delivery.area_code,
                state=state,
                reason=reason.strip(),
                said_by=scope.actor_id,
                known_since=clock.now(),
            )
        )
        append_event(
            session,
            scope,
            "delivery_state_said",
            f"delivery:{delivery_id}",
            delivery.area_code,
            reason.strip(),
            {"state": state},
        )


def _own(session: Session, scope: Scope, delivery_id: int) -> Delivery:
    """The delivery of one of the scope's offices; seen where it was listed, or where its person lives."""
    found = select(Delivery).where(Delivery.id == delivery_id)
    delivery = session.exec(found, execution_options=options(replace(scope, areas=("",)))).first()
    if delivery is None or not scope.holds_office(delivery.office_code):
        raise NotFound("delivery_not_found")
    held = select(Attachment.id).where(Attachment.delivery_id == delivery_id, col(Attachment.ended_at).is_(None))
    if not scope.holds_area(delivery.area_code) and not session.exec(held, execution_options=options(scope)).first():
        raise NotFound("delivery_not_found")
    return delivery


def _refuse_reversed(session: Session, delivery: Delivery) -> None:
    if delivery.reverses_id is not None:
        raise Refused("delivery_is_counter_entry")
    earlier = select(Delivery.id).where(Delivery.reverses_id == delivery.id)
    if session.exec(earlier, execution_options=options(OPERATOR)).first() is not None:
        raise Refused("delivery_reversed_already")
