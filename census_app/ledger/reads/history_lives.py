"""Spells, findings, numbers and events of a person's records, each with the moment since when it is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.merging import MERGED, Link, OwnRow, spells_ended, superseded
from census_app.domain.person import PERSON_FACTS
from census_app.ledger.clock import BANGLADESH, day_of
from census_app.ledger.query import pick
from census_app.ledger.reads.history_sources import NOBODY, SaidRow, Source, own_records
from census_app.ledger.scoping import options
from census_app.ledger.tables import AuditEvent, Household, IdentityNumber, LifeEvent, Membership, PersonFact, Round


@dataclass(frozen=True)
class Spell:
    """A time in a household, as it is known at a moment; without an end it goes on."""

    spell_id: int
    record: int
    household_id: int
    household_number: str
    relation: str
    from_on: date
    known_since: datetime
    source: Source
    until_on: date | None = None
    end_reason: str = ""
    ended_at: datetime | None = None
    end_source: Source = NOBODY

    def holds_on(self, day: date) -> bool:
        """True from the first day until the day before the last."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True)
class Found:
    """What a round found about a person; `facts` in the order of PERSON_FACTS."""

    fact_id: int
    record: int
    round_id: int
    round_code: str
    true_since: date
    known_since: datetime
    facts: Mapping[str, Any]
    source: Source


@dataclass(frozen=True)
class Number:
    """A number of one of the person's records, and what is believed of it."""

    number_id: int
    record: int
    kind: str
    value: str
    status: str
    known_since: datetime
    source: Source


@dataclass(frozen=True)
class Judged:
    """Somebody said something else of a number."""

    number_id: int
    before: str
    after: str
    at: datetime
    by: int
    reason: str


@dataclass(frozen=True)
class Event:
    """A birth, death, marriage or move."""

    kind: str
    happened_on: str
    known_since: datetime
    source: Source


def end_of(day: date) -> datetime:
    """The last moment of a day in Bangladesh."""
    return datetime.combine(day + timedelta(days=1), time(), BANGLADESH) - timedelta(microseconds=1)


def spells_of(session: Session, scope: Scope, records: Collection[int], rows: Mapping[int, SaidRow]) -> list[Spell]:
    """Every spell of the records, the ends that are known now included."""
    own = own_records(session, "memberships", records)
    spell = Membership
    columns = (spell.id, spell.person_id, spell.household_id, Household.number, spell.relation, spell.from_on)
    more = (
        spell.known_since,
        spell.staged_row_id,
        spell.until_on,
        spell.end_reason,
        spell.ended_at,
        spell.ended_row_id,
    )
    found = pick(*columns, *more).outerjoin(Household, col(Household.id) == col(spell.household_id))
    found = found.where(col(spell.person_id).in_(records)).order_by(col(spell.from_on), col(spell.id))
    spells = []
    rows_found: Any = session.execute(found, execution_options=options(scope))
    for id_, person, home, number, relation, from_on, since, row, until_on, reason, ended_at, end_row in rows_found:
        place = (id_, own.get(id_, person), home, number or "", relation, from_on, since)
        end = (until_on, reason, ended_at, source_of(rows, end_row))
        spells.append(Spell(*place, source_of(rows, row), *end))
    return spells


def spells_at(spells: Sequence[Spell], links: Sequence[Link], moment: datetime) -> list[Spell]:
    """The spells as they were known at that moment: ends learnt later are open, merges have ended theirs."""
    known = [spell for spell in spells if spell.known_since <= moment]
    ended_otherwise = {s.spell_id for s in known if s.until_on and s.end_reason != MERGED and _known_end(s, moment)}
    running = [OwnRow(s.spell_id, s.record, s.known_since, True) for s in known if s.spell_id not in ended_otherwise]
    merged = {id_: at for id_, at in spells_ended(running, links).items() if at is not None} if links else {}
    told = []
    for spell in known:
        at = merged.get(spell.spell_id)
        if spell.spell_id in ended_otherwise:
            told.append(spell)
        elif at is not None:
            until_on = day_of(at)
            told.append(replace(spell, until_on=until_on, end_reason=MERGED, ended_at=at, end_source=NOBODY))
        else:
            told.append(replace(spell, until_on=None, end_reason="", ended_at=None, end_source=NOBODY))
    return told


def _known_end(spell: Spell, moment: datetime) -> bool:
    return spell.ended_at is None or spell.ended_at <= moment


def findings_of(session: Session, records: Collection[int], rows: Mapping[int, SaidRow]) -> list[Found]:
    """Everything that rounds ever found about the records."""
    own = own_records(session, "person_facts", records)
    fact = PersonFact
    columns = (fact.id, fact.person_id, fact.round_id, Round.code, fact.true_since, fact.known_since)
    found = pick(*columns, *(col(getattr(fact, name)) for name in PERSON_FACTS))
    found = found.join(Round, col(Round.id) == col(fact.round_id)).where(col(fact.person_id).in_(records))
    by_moment = {(row.known_since, row.record): row.source for row in rows.values()}
    told = []
    for id_, person, round_id, code, true_since, since, *facts in session.execute(found.order_by(col(fact.id))):
        record = own.get(id_, person)
        source = by_moment.get((since, record)) or by_moment.get((since, person), NOBODY)
        values = dict(zip(PERSON_FACTS, facts, strict=True))
        told.append(Found(id_, record, round_id, code, true_since, since, values, source))
    return told


def findings_at(found: Sequence[Found], links: Sequence[Link], moment: datetime, day: date) -> list[Found]:
    """Of each round up to the day what held at that moment, the newest round first."""
    known = [one for one in found if one.known_since <= moment and one.true_since <= day]
    rounds: dict[int, list[OwnRow]] = {}
    for one in known:
        rounds.setdefault(one.round_id, []).append(OwnRow(one.fact_id, one.record, one.known_since))
    gave_way = {
        row_id for told in rounds.values() for row_id, since in superseded(told, links).items() if since is not None
    }
    standing = [one for one in known if one.fact_id not in gave_way]
    return sorted(standing, key=lambda one: (one.true_since, one.fact_id), reverse=True)


def numbers_of(session: Session, scope: Scope, records: Collection[int], rows: Mapping[int, SaidRow]) -> list[Number]:
    """Every number of the records with the status it has now; noted at a desk, it is known from the first moment of
    its day on."""
    number, own = IdentityNumber, own_records(session, "identity_numbers", records)
    columns = (
        number.id,
        number.person_id,
        number.kind,
        number.value,
        number.status,
        number.staged_row_id,
        number.first_seen_on,
    )
    found = pick(*columns).where(col(number.person_id).in_(records)).order_by(col(number.id))
    told = []
    for id_, person, kind, value, status, row_id, first_seen_on in session.execute(
        found, execution_options=options(scope)
    ):
        row = rows.get(row_id or 0)
        since = row.known_since if row and row.known_since else datetime.combine(first_seen_on, time(), BANGLADESH)
        place = (id_, own.get(id_, person), kind, value, status)
        told.append(Number(*place, since, row.source if row else NOBODY))
    return told


def judgements_of(session: Session, records: Collection[int]) -> list[Judged]:
    """Every change of what is believed of a number, as the trail has it."""
    event = AuditEvent
    subjects = [f"person:{record}" for record in sorted(records)]
    found = pick(event.details, event.happened_at, event.actor_id, event.reason)
    found = found.where(col(event.action) == "number_judged", col(event.subject).in_(subjects)).order_by(col(event.id))
    return [
        Judged(told["number"], told["from"], told["to"], at, by, reason)
        for told, at, by, reason in session.execute(found)
    ]


def numbers_at(numbers: Sequence[Number], judged: Sequence[Judged], moment: datetime) -> list[Number]:
    """The numbers as they were believed at that moment."""
    told = []
    for one in numbers:
        status = one.status
        for change in reversed(judged):
            if change.number_id == one.number_id and change.at > moment:
                status = change.before
        if one.known_since <= moment:
            told.append(replace(one, status=status))
    return told


def events_of(session: Session, scope: Scope, records: Collection[int], rows: Mapping[int, SaidRow]) -> list[Event]:
    """Births, deaths, marriages and moves."""
    event = LifeEvent
    found = pick(event.kind, event.happened_on, event.known_since, event.staged_row_id)
    found = found.where(col(event.person_id).in_(records)).order_by(col(event.id))
    told = session.execute(found, execution_options=options(scope))
    return [Event(kind, on, since, source_of(rows, row_id)) for kind, on, since, row_id in told]


def source_of(rows: Mapping[int, SaidRow], row_id: int | None) -> Source:
    """Where the row stands, if there is one and the asker may see it."""
    return rows[row_id].source if row_id is not None and row_id in rows else NOBODY
