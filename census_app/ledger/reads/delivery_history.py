"""The life of a delivery: who listed it, whose it was held to be, what became of it on its way, who took it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger import clock
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.history_lives import end_of
from census_app.ledger.reads.history_sources import Source, own_records_of, shown_names
from census_app.ledger.reads.standing_deliveries import REVERSED, STANDS
from census_app.ledger.scoping import options
from census_app.ledger.tables import Attachment, AuditEvent, Delivery, DeliveryState, StagedRow, Upload


@dataclass(frozen=True)
class Held:
    """From one moment to another the delivery was held to be this person's; None: outside the asker's area."""

    person_id: int | None
    record: int | None
    household_id: int | None
    method: str
    known_since: datetime
    decided_by: str
    ended_at: datetime | None
    end_reason: str


@dataclass(frozen=True)
class Said:
    """What became of the delivery on its way (refused, unreachable, received), or that it was taken back."""

    state: str
    reason: str
    known_since: datetime
    said_by: str
    delivery_id: int | None = None


@dataclass(frozen=True)
class DeliveryPast:
    """One delivery and everything that was ever said of it, in the order in which it became known."""

    delivery_id: int
    office_code: str
    programme_code: str
    period_from: date
    period_until: date
    delivered_on: date | None
    amount_poisha: int | None
    quantity_thousandths: int | None
    unit: str
    reverses_id: int | None
    known_since: datetime
    source: Source
    held: tuple[Held, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def known_on(self) -> date:
        """The day on which the list was taken in."""
        return clock.day_of(self.known_since)

    @property
    def true_on(self) -> date:
        """The day it was given; where the list has none, the first of its period."""
        return self.delivered_on or self.period_from

    def state_at(self, moment: datetime) -> str:
        """reversed, refused, unreachable, received, or stands when nobody had said anything else at that moment."""
        told = [said.state for said in self.said if said.known_since <= moment]
        return REVERSED if REVERSED in told else (told[-1] if told else STANDS)

    def holder_at(self, moment: datetime) -> Held | None:
        """Whose it was held to be at that moment."""
        standing = (h for h in self.held if h.known_since <= moment and (h.ended_at is None or h.ended_at > moment))
        return next(standing, None)


@dataclass(frozen=True)
class BelievedDelivery:
    """What was believed of a delivery on a day; `known` is false when the list had not come yet."""

    past: DeliveryPast
    known_on: date
    known: bool
    state: str
    holder: Held | None

    @property
    def held(self) -> tuple[Held, ...]:
        """Whose it was held to be until that day, one after the other."""
        return tuple(held for held in self.past.held if held.known_since <= end_of(self.known_on))


def believed_delivery(session: Session, scope: Scope, delivery_id: int, known_on: date) -> BelievedDelivery:
    """The delivery as it was known on that day. Raises: NotFound outside the scope, and for another office's."""
    everywhere = options(replace(scope, areas=("",)))
    wanted = pick(Delivery.id, Delivery.reverses_id, Delivery.office_code).where(col(Delivery.id) == delivery_id)
    row = session.execute(wanted, execution_options=everywhere).first()
    if row is None or not scope.holds_office(row.office_code):
        raise NotFound("delivery_not_found")
    if row.reverses_id is not None:
        return believed_delivery(session, scope, row.reverses_id, known_on)
    here = session.execute(wanted, execution_options=options(scope)).first()
    held = pick(Attachment.id).where(col(Attachment.delivery_id) == delivery_id)
    if here is None and session.execute(held, execution_options=options(scope)).first() is None:
        raise NotFound("delivery_not_found")
    (past,) = deliveries_past(session, scope, [delivery_id])
    moment = end_of(known_on)
    known = past.known_since <= moment
    return BelievedDelivery(past, known_on, known, past.state_at(moment), past.holder_at(moment))


def deliveries_past(session: Session, scope: Scope, delivery_ids: Collection[int]) -> list[DeliveryPast]:
    """The deliveries that a scope has found, of its own offices, the oldest first.

    A list speaks of an upazila, its deliveries with it: whoever may see one of the persons may see the delivery.
    """
    past: list[DeliveryPast] = []
    for part in in_parts(sorted(delivery_ids)):
        lines = _lines(session, scope, part)
        held, said = _held(session, scope, part), _said(session, scope, part)
        past += [replace(one, held=held.get(one.delivery_id, ()), said=said.get(one.delivery_id, ())) for one in lines]
    return sorted(past, key=lambda one: (one.true_on, one.delivery_id))


def deliveries_about(session: Session, scope: Scope, records: Collection[int]) -> list[DeliveryPast]:
    """Every delivery that was ever held to be one of these records'."""
    held = pick(Attachment.delivery_id).where(col(Attachment.person_id).in_(records))
    found = set(session.execute(held, execution_options=options(scope)).scalars())
    return deliveries_past(session, scope, found)


def _lines(session: Session, scope: Scope, ids: Collection[int]) -> list[DeliveryPast]:
    one = Delivery
    columns = (one.id, one.office_code, one.programme_code, one.period_from, one.period_until, one.delivered_on)
    amounts = (one.amount_poisha, one.quantity_thousandths, one.unit, one.reverses_id, one.known_since)
    place = (Upload.id, Upload.file_name, StagedRow.sheet, StagedRow.row_number, Upload.uploaded_by)
    found = pick(*columns, *amounts, *place).join(StagedRow, col(StagedRow.id) == col(one.staged_row_id))
    found = found.join(Upload, col(Upload.id) == col(one.upload_id)).where(col(one.id).in_(ids))
    if scope.sees_only_own_office:
        found = found.where(col(one.office_code).in_(scope.offices))
    rows: list[Any] = list(session.execute(found, execution_options=options(replace(scope, areas=("",)))))
    takers = _takers(session, {row[11] for row in rows})
    names = shown_names(session, {row[15] for row in rows} | set(takers.values()))
    told = []
    for row in rows:
        *listed, upload_id, file_name, sheet, row_number, sender = row
        by = (names.get(sender, ""), names.get(takers.get(upload_id, 0), ""))
        source = Source(upload_id, file_name, sheet, row_number, *by)
        told.append(DeliveryPast(*[*listed, source]))
    return told


def _takers(session: Session, upload_ids: Collection[int]) -> dict[int, int]:
    """Who took each list into the ledger."""
    found = pick(AuditEvent.subject, AuditEvent.actor_id).where(
        col(AuditEvent.action) == "deliveries_taken",
        col(AuditEvent.subject).in_([f"upload:{id_}" for id_ in sorted(upload_ids)]),
    )
    return {
        int(subject.partition(":")[2]): actor for subject, actor in session.execute(found.order_by(col(AuditEvent.id)))
    }


def _held(session: Session, scope: Scope, ids: Collection[int]) -> dict[int, tuple[Held, ...]]:
    one = Attachment
    columns = (one.delivery_id, one.id, one.person_id, one.household_id, one.method, one.known_since)
    found = pick(*columns, one.decided_by, one.ended_at, one.end_reason, one.area_code)
    found = found.where(col(one.delivery_id).in_(ids)).order_by(col(one.id))
    rows = session.execute(found, execution_options=options(replace(scope, areas=("",)))).all()
    own = own_records_of(session, "attachments", [row.id for row in rows])
    names = shown_names(session, {row.decided_by for row in rows})
    held: dict[int, list[Held]] = {}
    for row in rows:
        here = scope.holds_area(row.area_code)
        who: Any = (row.person_id, own.get(row.id, row.person_id), row.household_id) if here else (None, None, None)
        decided: Any = (row.method, row.known_since, names.get(row.decided_by, ""), row.ended_at, row.end_reason)
        held.setdefault(row.delivery_id, []).append(Held(*who, *decided))
    return {id_: tuple(spells) for id_, spells in held.items()}


def _said(session: Session, scope: Scope, ids: Collection[int]) -> dict[int, tuple[Said, ...]]:
    everywhere = options(replace(scope, areas=("",)))
    state = DeliveryState
    found = pick(state.delivery_id, state.state, state.reason, state.known_since, state.said_by)
    found = found.where(col(state.delivery_id).in_(ids)).order_by(col(state.id))
    rows = [(*row, None) for row in session.execute(found, execution_options=everywhere)]
    counter = pick(Delivery.reverses_id, Delivery.reason, Delivery.known_since, Delivery.id)
    counter = counter.where(col(Delivery.reverses_id).in_(ids))
    actors = _reversers(session, ids)
    for delivery_id, reason, since, counter_id in session.execute(counter, execution_options=everywhere):
        rows.append((delivery_id, REVERSED, reason, since, actors.get(delivery_id, 0), counter_id))
    names = shown_names(session, {row[4] for row in rows})
    said: dict[int, list[Said]] = {}
    for delivery_id, what, reason, since, by, counter_id in sorted(rows, key=lambda row: row[3]):
        said.setdefault(delivery_id, []).append(Said(what, reason, since, names.get(by, ""), counter_id))
    return {id_: tuple(words) for id_, words in said.items()}


def _reversers(session: Session, ids: Collection[int]) -> dict[int, int]:
    found = pick(AuditEvent.subject, AuditEvent.actor_id).where(
        col(AuditEvent.action) == "delivery_reversed",
        col(AuditEvent.subject).in_([f"delivery:{id_}" for id_ in sorted(ids)]),
    )
    return {int(subject.partition(":")[2]): actor for subject, actor in session.execute(found)}
