"""What was believed of a person on any day about any day: who said so, from which file, sheet and row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.domain.merging import survivors
from census_app.domain.person import birth_date_of
from census_app.ledger import clock
from census_app.ledger.reads.delivery_history import DeliveryPast, deliveries_about
from census_app.ledger.reads.history_cells import RecordsPast, records_past
from census_app.ledger.reads.history_lives import (
    Event,
    Found,
    Judged,
    Number,
    Spell,
    end_of,
    events_of,
    findings_at,
    findings_of,
    judgements_of,
    numbers_at,
    numbers_of,
    spells_at,
    spells_of,
)
from census_app.ledger.reads.history_sources import SaidRow, rows_about
from census_app.ledger.reads.history_timeline import SHOWN, Entry, timeline
from census_app.ledger.reads.persons import get_person
from census_app.ledger.reads.rounds import list_rounds


@dataclass(frozen=True)
class PersonPast:
    """Everything that the ledger remembers of a person, read once; what was believed follows from it."""

    person_id: int
    records: RecordsPast
    rows: dict[int, SaidRow]
    spells: tuple[Spell, ...]
    found: tuple[Found, ...]
    numbers: tuple[Number, ...]
    judged: tuple[Judged, ...]
    events: tuple[Event, ...]
    deliveries: tuple[DeliveryPast, ...]


@dataclass(frozen=True)
class Believed:
    """What was believed of a person on the day `known_on` about the day `true_on`.

    `known` is false while nobody had written the person down. `records` are those that were held to be this person.
    `life` is alive, dead, unborn, or empty where the dates leave it open. `home` is the spell that held on the day,
    `found` what the last round up to it found. `paid_poisha` counts the deliveries that stood then; a reversed,
    refused or unreachable one counts for nothing. `entries` is the timeline of what was known on that day.
    """

    person_id: int
    known_on: date
    true_on: date
    known: bool
    first_known_at: datetime
    records: tuple[int, ...] = ()
    area_code: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    life: str = ""
    home: Spell | None = None
    found: Found | None = None
    numbers: tuple[Number, ...] = ()
    deliveries: tuple[DeliveryPast, ...] = ()
    paid_poisha: int = 0
    entries: tuple[Entry, ...] = ()

    def state_of(self, delivery: DeliveryPast) -> str:
        """What was believed of a delivery on the day."""
        return delivery.state_at(end_of(self.known_on))

    @property
    def first_known_on(self) -> date:
        """The day on which somebody first wrote the person down."""
        return clock.day_of(self.first_known_at)

    def cell(self, name: str) -> str:
        """What one cell of the record said."""
        return dict(self.cells).get(name, "")


def believed(
    session: Session,
    scope: Scope,
    person_id: int,
    known_on: date | None = None,
    true_on: date | None = None,
    holds_number: bool = False,
) -> Believed:
    """The person as known on a day (today) about a day (the same).

    Raises: NotFound outside the scope, and for an office's desk that neither holds the number nor gave anything.
    """
    person = get_person(session, scope, person_id, holds_number).line.person_id
    past = read_past(session, scope, person)
    known_on = known_on or clock.today()
    told = believed_at(past, known_on, true_on or known_on)
    if not told.known:
        return told
    kept = [delivery for delivery in past.deliveries if _holder(delivery, set(told.records), end_of(known_on))]
    closed = [one for one in list_rounds(session) if one.closed_at is not None]
    return replace(told, entries=timeline(past, told, kept, closed))


def read_past(session: Session, scope: Scope, person_id: int) -> PersonPast:
    """Everything remembered of the person, as far as the scope reaches; an office's desk sees no household of it."""
    records = records_past(session, scope, person_id)
    ids = list(records.own)
    rows = rows_about(session, scope, ids)
    private = scope.sees_only_own_office
    return PersonPast(
        person_id,
        records,
        rows,
        () if private else tuple(spells_of(session, scope, ids, rows)),
        () if private else tuple(findings_of(session, ids, rows)),
        tuple(numbers_of(session, scope, ids, rows)),
        tuple(judgements_of(session, ids)),
        tuple(events_of(session, scope, ids, rows)),
        tuple(deliveries_about(session, scope, ids)),
    )


def believed_at(past: PersonPast, known_on: date, true_on: date) -> Believed:
    """The same from what was read already, without the timeline."""
    moment = end_of(known_on)
    first = min(past.records.created.values())
    known = past.records.known_at(moment)
    if past.person_id not in known:
        area = past.records.own[past.person_id]["area_code"]
        return Believed(past.person_id, known_on, true_on, False, past.records.created[past.person_id], area_code=area)
    links = past.records.links_at(moment)
    standing = survivors(known, [link for link in links if link.left in known and link.right in known])
    records = tuple(record for record in known if standing[record] == standing[past.person_id])
    cells = past.records.cells_at(moment)[standing[past.person_id]]
    mine = [link for link in links if link.left in records]
    spells = spells_at([s for s in past.spells if s.record in records], mine, moment)
    found = findings_at([f for f in past.found if f.record in records], mine, moment, true_on)
    given = _given(past.deliveries, records, moment, true_on)
    return Believed(
        past.person_id,
        known_on,
        true_on,
        True,
        first if len(records) > 1 else past.records.created[past.person_id],
        records,
        cells["area_code"],
        tuple((name, cells[name]) for name in SHOWN),
        _life(cells["birth_date"], cells["birth_precision"], cells["death_date"], true_on),
        next((spell for spell in reversed(spells) if spell.holds_on(true_on)), None),
        found[0] if found else None,
        tuple(numbers_at([n for n in past.numbers if n.record in records], past.judged, moment)),
        tuple(given),
        sum(one.amount_poisha or 0 for one in given if one.state_at(moment) in ("stands", "received")),
    )


def _given(
    deliveries: Iterable[DeliveryPast], records: Iterable[int], moment: datetime, day: date
) -> list[DeliveryPast]:
    known = (one for one in deliveries if one.known_since <= moment and one.true_on <= day)
    return [one for one in known if _holder(one, set(records), moment)]


def _holder(delivery: DeliveryPast, records: set[int], moment: datetime) -> bool:
    holder = delivery.holder_at(moment)
    return holder is not None and (holder.record in records or holder.person_id in records)


def _life(birth: str, precision: str, death: str, day: date) -> str:
    """alive, dead or unborn on that day; empty where the dates are too coarse to tell."""
    if birth and birth_date_of(birth, precision).earliest() > day:
        return "unborn"
    if not death:
        return "alive"
    died = birth_date_of(death)
    if died.latest() <= day:
        return "dead"
    return "alive" if died.earliest() > day else ""
