"""The ledger as analytics may see it: no name, and every number only as a keyed hash. Read part by part, in blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.domain.identity import keyed_hash
from census_app.domain.person import PERSON_FACTS, birth_date_of
from census_app.ledger.query import UNION_DIGITS, in_part, pick
from census_app.ledger.reads.quality import doubt_rows, doubts_counted, listing_rows
from census_app.ledger.reads.standing_deliveries import counts
from census_app.ledger.reads.visits import visit_rows
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    Attachment,
    Delivery,
    Household,
    HouseholdFact,
    IdentityNumber,
    LifeEvent,
    MarriageVisit,
    Membership,
    Person,
    PersonFact,
    StagedProblem,
)

Rows = Iterator[tuple[Any, ...]]
Hash = Callable[[str], str | None]
_AT_ONCE = 20_000
_FETCHED = 5_000


def snapshot_tables(
    session: Session, scope: Scope, key: bytes, part: str | None = None
) -> dict[str, Callable[[], Rows]]:
    """The source tables of analytics by name; each call reads one of them, in the column order analytics declares.

    With a `part`, only its rows; without, all of the scope. No more than a block of rows is held at a time.
    """

    @lru_cache(maxsize=100_000)
    def hashed(mobile: str) -> str | None:
        return keyed_hash(key, f"mobile:{mobile}") if mobile else None

    return {
        "src_persons": lambda: _persons(session, scope, part, hashed),
        "src_numbers": lambda: _numbers(session, scope, part),
        "src_households": lambda: _households(session, scope, part),
        "src_deliveries": lambda: _deliveries(session, scope, part, hashed),
        "src_listings": lambda: listing_rows(session, scope, part),
        "src_visits": lambda: visit_rows(session, scope, part),
        "src_doubts": lambda: doubt_rows(session, scope, part),
        "src_deaths": lambda: _deaths(session, scope, part),
    }


def parts_in(session: Session, scope: Scope) -> set[str]:
    """The parts that hold a row of any source table."""
    found: set[str] = set()
    for table in (Person, IdentityNumber, Household, Delivery, Attachment, LifeEvent, MarriageVisit, StagedProblem):
        held = pick(func.substr(col(table.area_code), 1, UNION_DIGITS)).distinct()
        found.update(session.execute(held, execution_options=options(scope)).scalars())
    return found


def totals(session: Session, scope: Scope) -> dict[str, dict[str, int]]:
    """Of each source table, as the database itself counts: its rows, and the sums of some of its columns."""
    number, d, event, visit = IdentityNumber, Delivery, LifeEvent, MarriageVisit
    where = func.substr(col(event.area_code), 1, UNION_DIGITS)
    deaths = pick(event.person_id, _source_of_death(), where).where(col(event.kind) == "death").distinct().subquery()
    people = (("person_id",), pick(func.count(), func.sum(Person.id)))
    asked = {
        "src_persons": people,
        "src_listings": people,
        "src_numbers": (
            ("person_id",),
            pick(func.count(), func.sum(number.person_id)).where(col(number.status) == "given"),
        ),
        "src_households": (("household_id",), pick(func.count(), func.sum(Household.id))),
        "src_deliveries": (
            ("delivery_id", "amount_poisha", "quantity_thousandths"),
            pick(func.count(), *(func.sum(c) for c in (d.id, d.amount_poisha, d.quantity_thousandths))).where(counts()),
        ),
        "src_visits": (("person_id",), pick(func.count(), func.sum(visit.person_id))),
        "src_deaths": (("person_id",), pick(func.count(), func.sum(deaths.c.person_id))),
    }
    counted = {"src_doubts": doubts_counted(session, scope)}
    for name, (columns, found) in asked.items():
        values = [int(value or 0) for value in session.execute(found, execution_options=options(scope)).one()]
        counted[name] = dict(zip(("rows", *columns), values, strict=True))
    return counted


def _persons(session: Session, scope: Scope, part: str | None, hashed: Hash) -> Rows:
    columns = (Person.id, Person.area_code, Person.sex, Person.birth_date, Person.birth_precision, Person.death_date)
    for block in _blocks(session, scope, Person, part, (*columns, Person.mobile)):
        these = _these(Person, part, block)
        facts = _newest(session, scope, PersonFact, PersonFact.person_id, Person, these)
        homes = _homes(session, scope, these)
        kinds = _number_kinds(session, scope, these)
        for id_, area, sex, birth, precision, death, mobile in block:
            home, para, relation = homes.get(id_, (None, None, None))
            held = kinds.get(id_, set())
            lived = (*_span(birth, precision), precision or None, *_span(death), not death)
            told = facts.get(id_, (None,) * len(PERSON_FACTS))
            has = (any(k.startswith("nid") for k in held), any(k.startswith("brn") for k in held))
            yield (id_, home, area, para or None, sex or None, *lived, relation or None, *told, *has, hashed(mobile))


def _numbers(session: Session, scope: Scope, part: str | None) -> Rows:
    number = IdentityNumber
    columns = (number.person_id, number.kind, number.lookup_key)
    found = pick(*columns).where(col(number.status) == "given", in_part(number, part)).order_by(col(number.id))
    yield from (tuple(row) for row in _stream(session, scope, found))


def _households(session: Session, scope: Scope, part: str | None) -> Rows:
    home = Household
    columns = (home.id, home.area_code, home.para_code, home.number, home.lat, home.lon)
    for block in _blocks(session, scope, home, part, columns):
        these = _these(home, part, block)
        facts = _newest(session, scope, HouseholdFact, HouseholdFact.household_id, home, these)
        for id_, area, para, number, lat, lon in block:
            told = facts.get(id_, (None,) * len(HOUSEHOLD_FACTS))
            yield (id_, area, para or None, number, *told, lat, lon)


def _deliveries(session: Session, scope: Scope, part: str | None, hashed: Hash) -> Rows:
    """Deliveries that count: one that was reversed or did not arrive says nothing about anybody.

    An attached one belongs to the area of its person, any other to that of its list.
    """
    d, a = Delivery, Attachment
    columns = (d.id, a.person_id, a.household_id, a.area_code, d.area_code, d.office_code, d.programme_code)
    period = (d.period_code, d.period_from, d.period_until, d.delivered_on, d.amount_poisha, d.quantity_thousandths)
    current = (col(a.delivery_id) == d.id) & col(a.ended_at).is_(None)
    every = pick(*columns, *period, d.unit, d.account_mobile, d.recipient_key)
    attached = every.join(a, current).where(in_part(a, part))
    waiting = every.join(a, current, isouter=True).where(col(a.id).is_(None), in_part(d, part))
    for found in (attached, waiting):
        for row in _stream(session, scope, found.where(counts()).order_by(col(d.id))):
            id_, person, home, ward, listed_in, *given, unit, mobile, recipient = row
            keys = (hashed(mobile), recipient or None)
            yield (id_, person, home, ward or listed_in, *given, unit or None, *keys, person is not None)


def _deaths(session: Session, scope: Scope, part: str | None) -> Rows:
    """Who says that a person died: each source once, the rounds of the census and what is asked between them as one."""
    event, source = LifeEvent, _source_of_death()
    found = pick(event.person_id, source).where(col(event.kind) == "death", in_part(event, part)).distinct()
    found = found.order_by(col(event.person_id), source)
    yield from (tuple(row) for row in _stream(session, scope, found))


def _source_of_death() -> Any:
    return case((col(LifeEvent.source) == "request", "survey"), else_=col(LifeEvent.source)).label("source")


def _blocks(
    session: Session, scope: Scope, table: Any, part: str | None, columns: Sequence[Any]
) -> Iterator[list[Any]]:
    """The rows of the part in the order of their ids, so many at a time."""
    last = 0
    while True:
        some = pick(*columns).where(in_part(table, part), table.id > last).order_by(table.id).limit(_AT_ONCE)
        block = list(session.execute(some, execution_options=options(scope)))
        if not block:
            return
        yield block
        last = block[-1][0]


def _these(table: Any, part: str | None, block: Sequence[Any]) -> ColumnElement[bool]:
    """The condition that a row of the table is one of the block."""
    one: ColumnElement[bool] = in_part(table, part) & table.id.between(block[0][0], block[-1][0])
    return one


def _newest(
    session: Session, scope: Scope, facts: Any, owner_id: Any, owner: Any, these: ColumnElement[bool]
) -> dict[int, tuple[Any, ...]]:
    """What is believed now about each, the newest round last."""
    names = PERSON_FACTS if facts is PersonFact else HOUSEHOLD_FACTS
    found = pick(owner_id, *(getattr(facts, name) for name in names)).join(owner, owner.id == owner_id)
    found = found.where(facts.superseded_at.is_(None), these).order_by(facts.round_id, facts.id)
    told = session.execute(found, execution_options=options(scope))
    return {id_: tuple(map(_or_null, values)) for id_, *values in told}


def _homes(session: Session, scope: Scope, these: ColumnElement[bool]) -> dict[int, tuple[int, str, str]]:
    spell = Membership
    found = (
        pick(spell.person_id, Household.id, Household.para_code, spell.relation)
        .join(Household, col(Household.id) == spell.household_id)
        .join(Person, col(Person.id) == spell.person_id)
        .where(col(spell.until_on).is_(None), these)
        .order_by(col(spell.id))
    )
    return {row[0]: tuple(row[1:]) for row in session.execute(found, execution_options=options(scope))}


def _number_kinds(session: Session, scope: Scope, these: ColumnElement[bool]) -> dict[int, set[str]]:
    number = IdentityNumber
    found = pick(number.person_id, number.kind).join(Person, col(Person.id) == number.person_id)
    kinds: dict[int, set[str]] = {}
    for person_id, kind in session.execute(
        found.where(col(number.status) == "given", these), execution_options=options(scope)
    ):
        kinds.setdefault(person_id, set()).add(kind)
    return kinds


def _stream(session: Session, scope: Scope, found: Any) -> Iterator[Any]:
    yield from session.execute(found, execution_options={**options(scope), "yield_per": _FETCHED})


@lru_cache(maxsize=100_000)
def _span(text: str, precision: str = "") -> tuple[Any, Any]:
    if not text:
        return None, None
    known = birth_date_of(text, precision)
    return known.earliest(), known.latest()


def _or_null(value: Any) -> Any:
    return None if value == "" else value
