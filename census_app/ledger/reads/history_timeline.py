"""A person's life in the ledger, entry by entry: when it was so, since when it is known, who said so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from census_app.domain.merging import MERGED
from census_app.domain.person import birth_date_of
from census_app.ledger.clock import day_of
from census_app.ledger.reads.delivery_history import DeliveryPast
from census_app.ledger.reads.history_cells import PastChange
from census_app.ledger.reads.history_lives import end_of, spells_at
from census_app.ledger.reads.history_sources import NOBODY, Source
from census_app.ledger.reads.rounds import SurveyRound

if TYPE_CHECKING:
    from census_app.ledger.reads.history import Believed, PersonPast

SHOWN = (
    "name_bn",
    "name_en",
    "sex",
    "birth_date",
    "birth_precision",
    "death_date",
    "father_name",
    "mother_name",
    "spouse_name",
    "mobile",
)
"""The cells of a record that people read; the others are keys made of them."""


@dataclass(frozen=True)
class Entry:
    """Something in a person's life. `true_on` is ISO at its known precision, empty where it has no day of its own.

    `late_for` are the rounds that had been closed over it before anybody knew of it.
    """

    kind: str
    true_on: str
    known_since: datetime
    values: dict[str, Any] = field(default_factory=dict)
    source: Source = NOBODY
    late_for: tuple[str, ...] = ()

    @property
    def known_on(self) -> date:
        """The day in Bangladesh on which it became known."""
        return day_of(self.known_since)

    @property
    def begins_on(self) -> date:
        """The first day on which it can have been so; without a day of its own, when it became known."""
        return birth_date_of(self.true_on).earliest() if self.true_on else self.known_on


def timeline(
    past: PersonPast, told: Believed, deliveries: Sequence[DeliveryPast], closed: Sequence[SurveyRound]
) -> tuple[Entry, ...]:
    """What was known on the day, up to the day asked about, the newest first; an entry without a day counts from when
    it became known."""
    moment, seen = end_of(told.known_on), []
    for entry in _entries(past, told, deliveries):
        if entry.known_since <= moment and (not entry.true_on or entry.begins_on <= told.true_on):
            late = tuple(one.code for one in closed if came_too_late(entry, one, told.first_known_at))
            seen.append(replace(entry, late_for=late))
    return tuple(sorted(seen, key=lambda entry: (entry.begins_on, entry.known_since), reverse=True))


def came_too_late(entry: Entry, survey: SurveyRound, first_known_at: datetime) -> bool:
    """True when the round was closed over it: it was so by the day of the closing, and became known after."""
    if survey.closed_at is None or survey.closed_on is None or entry.known_since <= survey.closed_at:
        return False
    if entry.true_on:
        return birth_date_of(entry.true_on).earliest() <= survey.closed_on
    return entry.kind in ("changed", "filled") and first_known_at <= survey.closed_at


def _entries(past: PersonPast, told: Believed, deliveries: Sequence[DeliveryPast]) -> Iterator[Entry]:
    records = set(told.records)
    yield from _listed(past, records)
    yield from _changed(past, records)
    yield from _spells(past, told, records)
    for found in past.found:
        if found.record in records:
            facts = {"round": found.round_code, "facts": dict(found.facts)}
            yield Entry("found", found.true_since.isoformat(), found.known_since, facts, found.source)
    for number in past.numbers:
        yield Entry("number", "", number.known_since, {"kind": number.kind, "value": number.value}, number.source)
    for judged in past.judged:
        said = {"before": judged.before, "after": judged.after}
        yield Entry("number_judged", "", judged.at, said, Source(reason=judged.reason))
    for event in past.events:
        yield Entry(event.kind, event.happened_on, event.known_since, {}, event.source)
    for link in past.records.links:
        values: dict[str, Any] = {"records": (link.link.left, link.link.right)}
        yield Entry("merged", "", link.link.at, values)
        if link.undone_at is not None:
            yield Entry("unmerged", "", link.undone_at, values)
    for delivery in deliveries:
        yield from delivery_entries(delivery)


def _listed(past: PersonPast, records: set[int]) -> Iterator[Entry]:
    for record in sorted(records):
        created = past.records.created[record]
        first = (row.source for row in past.rows.values() if row.record == record and row.known_since == created)
        yield Entry("listed", "", created, {"record": record}, next(first, NOBODY))


def _changed(past: PersonPast, records: set[int]) -> Iterator[Entry]:
    """Corrections and filled blanks, each with what it made of the cell."""
    by_cell: dict[tuple[int, str], list[PastChange]] = defaultdict(list)
    for change in sorted(past.records.changes, key=lambda change: change.at):
        if change.record in records and change.column in SHOWN:
            by_cell[change.record, change.column].append(change)
    for (record, column), changes in by_cell.items():
        afters = [later.before for later in changes[1:]] + [past.records.own[record][column]]
        for change, after in zip(changes, afters, strict=True):
            kind = "changed" if change.before else "filled"
            if column == "death_date" and kind == "filled":
                continue  # the death is an event of its own
            values = {"field": column, "before": change.before, "after": after}
            true_on = after if column == "death_date" else ""
            yield Entry(kind, true_on, change.at, values, _source_of(past, change))


def _source_of(past: PersonPast, change: PastChange) -> Source:
    if change.row_id is not None:
        return past.rows[change.row_id].source if change.row_id in past.rows else NOBODY
    rows = (row for row in past.rows.values() if row.acceptance_id == change.acceptance_id)
    return next((row.source for row in rows if row.acceptance_id is not None), change.source)


def _spells(past: PersonPast, told: Believed, records: set[int]) -> Iterator[Entry]:
    moment = end_of(told.known_on)
    links = [link for link in past.records.links_at(moment) if link.left in records]
    for spell in spells_at([one for one in past.spells if one.record in records], links, moment):
        values = {"household_id": spell.household_id, "number": spell.household_number, "relation": spell.relation}
        yield Entry("lives_in", spell.from_on.isoformat(), spell.known_since, values, spell.source)
        if spell.until_on is not None and spell.end_reason != MERGED:
            since = spell.ended_at or spell.known_since
            ended = {**values, "reason": spell.end_reason}
            yield Entry("left", spell.until_on.isoformat(), since, ended, spell.end_source)


def delivery_entries(delivery: DeliveryPast) -> Iterator[Entry]:
    """The delivery as listed, and what was said of it since."""
    told = {
        "delivery_id": delivery.delivery_id,
        "programme": delivery.programme_code,
        "office": delivery.office_code,
        "amount_poisha": delivery.amount_poisha,
        "quantity_thousandths": delivery.quantity_thousandths,
        "unit": delivery.unit,
    }
    true_on = delivery.true_on.isoformat()
    yield Entry("delivery", true_on, delivery.known_since, told, delivery.source)
    for said in delivery.said:
        values = {**told, "state": said.state}
        source = Source(said_by=said.said_by, reason=said.reason)
        yield Entry(f"delivery_{said.state}", true_on, said.known_since, values, source)
