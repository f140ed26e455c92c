"""The ledger as analytics may see it: no name, and every number only as a keyed hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, case
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.domain.identity import keyed_hash
from census_app.domain.person import PERSON_FACTS, birth_date_of
from census_app.ledger.query import pick
from census_app.ledger.reads.quality import doubt_rows, listing_rows
from census_app.ledger.reads.visits import visit_rows
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    Attachment,
    Delivery,
    Household,
    HouseholdFact,
    IdentityNumber,
    LifeEvent,
    Membership,
    Person,
    PersonFact,
)

Rows = Iterator[tuple[Any, ...]]


def snapshot_tables(session: Session, scope: Scope, key: bytes) -> dict[str, Callable[[], Rows]]:
    """The source tables of analytics by name; each call reads one of them, in the column order analytics declares."""

    @lru_cache(maxsize=100_000)
    def hashed(mobile: str) -> str | None:
        return keyed_hash(key, f"mobile:{mobile}") if mobile else None

    return {
        "src_persons": lambda: _persons(session, scope, hashed),
        "src_numbers": lambda: _numbers(session, scope),
        "src_households": lambda: _households(session, scope),
        "src_deliveries": lambda: _deliveries(session, scope, hashed),
        "src_listings": lambda: listing_rows(session, scope),
        "src_visits": lambda: visit_rows(session, scope),
        "src_doubts": lambda: doubt_rows(session, scope),
        "src_deaths": lambda: _deaths(session, scope),
    }


def _persons(session: Session, scope: Scope, hashed: Callable[[str], str | None]) -> Rows:
    facts = _newest(session, PersonFact, "person_id")
    homes = _homes(session, scope)
    kinds = _number_kinds(session, scope)
    columns = (Person.id, Person.area_code, Person.sex, Person.birth_date, Person.birth_precision, Person.death_date)
    found = pick(*columns, Person.mobile).order_by(col(Person.id))
    for id_, area, sex, birth, precision, death, mobile in session.execute(found, execution_options=options(scope)):
        home, para, relation = homes.get(id_, (None, None, None))
        fact = facts.get(id_)
        held = kinds.get(id_, set())
        lived = (*_span(birth, precision), precision or None, *_span(death), not death)
        told = (_or_null(getattr(fact, name, None)) for name in PERSON_FACTS)
        has = (any(k.startswith("nid") for k in held), any(k.startswith("brn") for k in held))
        yield (id_, home, area, para or None, sex or None, *lived, relation or None, *told, *has, hashed(mobile))


def _numbers(session: Session, scope: Scope) -> Rows:
    number = IdentityNumber
    columns = (number.person_id, number.kind, number.lookup_key)
    found = pick(*columns).where(col(number.status) == "given").order_by(col(number.id))
    yield from (tuple(row) for row in session.execute(found, execution_options=options(scope)))


def _households(session: Session, scope: Scope) -> Rows:
    facts = _newest(session, HouseholdFact, "household_id")
    home = Household
    columns = (home.id, home.area_code, home.para_code, home.number, home.lat, home.lon)
    found = pick(*columns).order_by(col(home.id))
    for id_, area, para, number, lat, lon in session.execute(found, execution_options=options(scope)):
        told = tuple(_or_null(getattr(facts.get(id_), name, None)) for name in HOUSEHOLD_FACTS)
        yield (id_, area, para or None, number, *told, lat, lon)


def _deliveries(session: Session, scope: Scope, hashed: Callable[[str], str | None]) -> Rows:
    """Deliveries that stand: one that was reversed, and its counter-entry, say nothing about anybody."""
    d, a = Delivery, Attachment
    columns = (d.id, a.person_id, a.household_id, a.area_code, d.area_code, d.office_code, d.programme_code)
    period = (d.period_code, d.period_from, d.period_until, d.delivered_on, d.amount_poisha, d.quantity_thousandths)
    reversed_ids = pick(d.reverses_id).where(col(d.reverses_id).is_not(None))
    found = (
        pick(*columns, *period, d.unit, d.account_mobile, d.recipient_key)
        .join(a, (col(a.delivery_id) == d.id) & col(a.ended_at).is_(None), isouter=True)
        .where(col(d.reverses_id).is_(None), col(d.id).not_in(reversed_ids))
        .order_by(col(d.id))
    )
    for row in session.execute(found, execution_options=options(scope)):
        id_, person, home, ward, listed_in, *given, unit, mobile, recipient = row
        keys = (hashed(mobile), recipient or None)
        yield (id_, person, home, ward or listed_in, *given, unit or None, *keys, person is not None)


def _deaths(session: Session, scope: Scope) -> Rows:
    """Who says that a person died: each source once, the rounds of the census and what is asked between them as one."""
    event = LifeEvent
    source = case((col(event.source) == "request", "survey"), else_=col(event.source)).label("source")
    found = pick(event.person_id, source).where(col(event.kind) == "death").distinct()
    found = found.order_by(col(event.person_id), source)
    yield from map(tuple, session.execute(found, execution_options=options(scope)))


def _newest(session: Session, facts: type[Any], owner: str) -> dict[int, Row[Any]]:
    """What is believed now about each, the newest round last."""
    names = PERSON_FACTS if facts is PersonFact else HOUSEHOLD_FACTS
    columns = [getattr(facts, name) for name in (owner, *names)]
    found = pick(*columns).where(facts.superseded_at.is_(None)).order_by(facts.round_id)
    return {row[0]: row for row in session.execute(found)}


def _homes(session: Session, scope: Scope) -> dict[int, tuple[int, str, str]]:
    columns = (Membership.person_id, Household.id, Household.para_code, Membership.relation)
    found = (
        pick(*columns)
        .join(Household, col(Household.id) == Membership.household_id)
        .where(col(Membership.until_on).is_(None))
    )
    return {row[0]: tuple(row[1:]) for row in session.execute(found, execution_options=options(scope))}


def _number_kinds(session: Session, scope: Scope) -> dict[int, set[str]]:
    kinds: dict[int, set[str]] = {}
    for person_id, kind, _ in _numbers(session, scope):
        kinds.setdefault(person_id, set()).add(kind)
    return kinds


@lru_cache(maxsize=100_000)
def _span(text: str, precision: str = "") -> tuple[Any, Any]:
    if not text:
        return None, None
    known = birth_date_of(text, precision)
    return known.earliest(), known.latest()


def _or_null(value: Any) -> Any:
    return None if value == "" else value
