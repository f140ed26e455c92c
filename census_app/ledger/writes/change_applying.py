"""What an approved request changes; part of an approval, no event of its own.

Every row that it writes bears one moment, which is that of the request's last step: by it each is told from all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from census_app.domain.access import Scope, on_behalf_of
from census_app.domain.change_requests import (
    DEATH,
    HOME,
    NUMBERS,
    RECORD_FIELDS,
    ROUND_FIELDS,
    ChangeKind,
    Item,
    Paper,
    holds_already,
)
from census_app.domain.change_values import Home, birth_columns, home_of
from census_app.domain.errors import Refused
from census_app.domain.identity import keyed_hash, lookup_digits
from census_app.domain.names import name_keys
from census_app.domain.person import fact_text, fact_value
from census_app.ledger import clock
from census_app.ledger.bulk import take_ids
from census_app.ledger.reads.believed import columns_of
from census_app.ledger.reads.numbers import BELIEVED, holders_of
from census_app.ledger.scoping import options
from census_app.ledger.tables import (
    ChangeRequest,
    Household,
    IdentityNumber,
    LifeEvent,
    Membership,
    Person,
    PersonChange,
    PersonFact,
    Round,
)
from census_app.ledger.writes.moved_rows import FOLLOWS_THE_PERSON, table_of

SOURCE, REGISTER = "request", "register"
"""Who says so: somebody of the place, or the register of deaths, whose certificate was seen."""
END_REASONS = {
    ChangeKind.TRANSFER: "moved",
    ChangeKind.SPLIT: "household_split",
    ChangeKind.CHANGE_HEAD: "head_changed",
    ChangeKind.MOVED_OUT: "moved_out",
}
HEAD = "head"


@dataclass(frozen=True)
class Applying:
    """One request that comes to hold at this moment; numbers are stored under keyed hashes of this key."""

    session: Session
    scope: Scope
    request: ChangeRequest
    at: datetime
    number_key: bytes

    @property
    def everywhere(self) -> dict[str, Any]:
        """A request may reach beyond its person's ward; whoever approves it holds every place it touches."""
        return options(on_behalf_of(self.scope))

    def person(self, person_id: int) -> Person:
        """The person's record, to be written."""
        found = select(Person).where(Person.id == person_id)
        return self.session.exec(found, execution_options=self.everywhere).one()


def apply_items(applying: Applying, items: Sequence[tuple[Item, str]]) -> list[int]:
    """Each field says what was asked for; the other persons who hold one of the numbers too come back.

    Shape: items with what is believed now. Raises: Refused when the household or the number is not as it was asked.
    """
    also_held: list[int] = []
    homes = []
    for item, now in items:
        if holds_already(item, now):
            continue
        if item.field in RECORD_FIELDS:
            _write_record(applying, item, now)
        elif item.field in ROUND_FIELDS:
            _write_fact(applying, item)
        elif item.field in NUMBERS:
            also_held += _write_number(applying, item)
        elif item.field == DEATH:
            _write_death(applying, item, now)
        elif item.field == HOME:
            homes.append((item, now))
    _move(applying, homes)
    return also_held


def _remember(applying: Applying, person: Person, column: str, before: str, after: str) -> None:
    applying.session.add(
        PersonChange(
            person_id=person.id,
            area_code=person.area_code,
            column_name=column,
            before=before,
            after=after,
            request_id=applying.request.id,
            true_since=applying.request.true_since,
            known_since=applying.at,
        )
    )


def _write_record(applying: Applying, item: Item, now: str) -> None:
    person = applying.person(item.person_id)
    after = birth_columns(item.wanted) if item.field == "birth" else (item.wanted,)
    for column, value in zip(columns_of(item.field), after, strict=True):
        before = getattr(person, column)
        if before != value:
            setattr(person, column, value)
            _remember(applying, person, column, before, value)
    if not (person.name_bn or person.name_en):
        raise Refused("change_value_wrong", {"field": item.field})
    own = name_keys(person.name_bn or person.name_en)
    person.name_skeleton, person.name_light = own.skeleton, own.light
    person.father_skeleton = name_keys(person.father_name).skeleton
    person.spouse_skeleton = name_keys(person.spouse_name).skeleton
    applying.session.add(person)
    applying.session.flush()


def _write_fact(applying: Applying, item: Item) -> None:
    """The newest round's row gives way to one that differs in this field; both say since when they are known."""
    session, person = applying.session, applying.person(item.person_id)
    found = select(PersonFact).join(Round, col(Round.id) == col(PersonFact.round_id))
    found = found.where(col(PersonFact.person_id) == person.id, col(PersonFact.superseded_at).is_(None))
    newest = session.exec(found.order_by(col(Round.opened_on).desc(), col(PersonFact.id).desc()).limit(1)).first()
    if newest is None:
        raise Refused("change_no_round")
    value = fact_value(item.field, item.wanted)
    _remember(applying, person, item.field, fact_text(getattr(newest, item.field)), item.wanted)
    if newest.known_since == applying.at:  # another field of this request made the row a moment ago
        setattr(newest, item.field, value)
        session.add(newest)
        return
    told = newest.model_dump(exclude={"id", "superseded_at", "upload_id"})
    told |= {item.field: value, "known_since": applying.at}
    told["true_since"] = applying.request.true_since or newest.true_since
    (told["id"],) = take_ids(session, PersonFact, 1)
    newest.superseded_at = applying.at
    session.add_all([newest, PersonFact(**told)])
    session.flush()


def _write_number(applying: Applying, item: Item) -> list[int]:
    session, person = applying.session, applying.person(item.person_id)
    keys = [keyed_hash(applying.number_key, form) for form in lookup_digits(item.field, item.wanted)]
    holders = holders_of(session, on_behalf_of(applying.scope), keys)
    if applying.request.number_id is not None:
        _give_up_number(applying, applying.request.number_id)
    (id_,) = take_ids(session, IdentityNumber, 1)
    session.add(
        IdentityNumber(
            id=id_,
            person_id=person.id,
            area_code=person.area_code,
            kind=item.field,
            value=item.wanted,
            lookup_key=keys[0],
            first_seen_on=clock.today(),
        )
    )
    session.flush()
    return [holder for holder in holders if holder != person.id]


def _give_up_number(applying: Applying, number_id: int) -> None:
    found = select(IdentityNumber).where(IdentityNumber.id == number_id)
    number = applying.session.exec(found, execution_options=applying.everywhere).first()
    if number is None or number.status not in BELIEVED:
        raise Refused("change_number_gone")
    number.status = "withdrawn"
    applying.session.add(number)


def _write_death(applying: Applying, item: Item, now: str) -> None:
    person = applying.person(item.person_id)
    person.death_date = item.wanted
    applying.session.add(person)
    _remember(applying, person, "death_date", now, item.wanted)
    _happened(applying, person, "death", item.wanted)


def _happened(applying: Applying, person: Person, kind: str, on: str) -> None:
    (id_,) = take_ids(applying.session, LifeEvent, 1)
    applying.session.add(
        LifeEvent(
            id=id_,
            area_code=person.area_code,
            person_id=person.id,
            kind=kind,
            happened_on=on,
            source=REGISTER if applying.request.paper == Paper.DEATH_CERTIFICATE else SOURCE,
            known_since=applying.at,
        )
    )
    applying.session.flush()


def _move(applying: Applying, items: Sequence[tuple[Item, str]]) -> None:
    """Spells end, others begin; whoever goes to another ward takes along all that follows a person."""
    day = applying.request.true_since
    if not items or day is None:
        return
    kind = ChangeKind(applying.request.kind)
    for item, _ in items:
        _end_spell(applying, item.person_id, day, END_REASONS[kind])
    for item, _ in items:
        home = home_of(item.wanted)
        person = applying.person(item.person_id)
        if home is not None:
            household = _household(applying, home, is_new=kind is ChangeKind.SPLIT)
            _begin_spell(applying, person, household, home.relation, day)
            _take_along(applying, person, home.ward_code)
        if kind is not ChangeKind.CHANGE_HEAD:
            _happened(applying, person, "move", day.isoformat())
    _check_heads(applying, [home_of(now) for _, now in items], [home_of(item.wanted) for item, _ in items])


def _end_spell(applying: Applying, person_id: int, day: date, why: str) -> None:
    found = select(Membership).where(col(Membership.person_id) == person_id, col(Membership.until_on).is_(None))
    for spell in applying.session.exec(found, execution_options=applying.everywhere).all():
        if day < spell.from_on:
            raise Refused("change_day_before", {"day": spell.from_on.isoformat()})
        spell.until_on, spell.end_reason, spell.ended_at = day, why, applying.at
        applying.session.add(spell)
    applying.session.flush()


def _household(applying: Applying, home: Home, is_new: bool) -> Household:
    """The household of that number; in a split it is made by the first who goes there, and must not have been there."""
    session = applying.session
    found = select(Household).where(Household.area_code == home.ward_code, Household.number == home.number)
    household = session.exec(found, execution_options=applying.everywhere).first()
    if is_new and household is not None and household.created_at != applying.at:
        raise Refused("change_household_taken", {"number": home.number})
    if household is None and not is_new:
        raise Refused("change_household_unknown", {"number": home.number})
    if household is None:
        (id_,) = take_ids(session, Household, 1)
        household = Household(id=id_, area_code=home.ward_code, number=home.number, created_at=applying.at)
        session.add(household)
        session.flush()
    return household


def _begin_spell(applying: Applying, person: Person, household: Household, relation: str, day: date) -> None:
    (id_,) = take_ids(applying.session, Membership, 1)
    applying.session.add(
        Membership(
            id=id_,
            area_code=household.area_code,
            person_id=person.id,
            household_id=household.id,
            relation=relation,
            from_on=day,
            known_since=applying.at,
        )
    )
    applying.session.flush()


def _take_along(applying: Applying, person: Person, ward_code: str) -> None:
    """The person lives in that ward, and so does whatever follows a person."""
    left = person.area_code
    if left == ward_code:
        return
    _remember(applying, person, "area_code", left, ward_code)
    person.area_code = ward_code
    applying.session.add(person)
    applying.session.flush()
    for model in FOLLOWS_THE_PERSON:
        table = table_of(model)
        hers = (table.c.person_id == person.id, table.c.area_code == left)
        applying.session.connection().execute(update(table).where(*hers).values(area_code=ward_code))
    applying.session.expire_all()


def _check_heads(applying: Applying, left: Sequence[Home | None], entered: Sequence[Home | None]) -> None:
    """No household loses its head to this request, or gets a second one by it. Raises: Refused."""
    lost = {(home.ward_code, home.number) for home in left if home and home.relation == HEAD}
    if applying.request.kind == ChangeKind.SPLIT:
        lost |= {(home.ward_code, home.number) for home in entered if home}
    gained = {(home.ward_code, home.number) for home in entered if home and home.relation == HEAD}
    for ward_code, number in sorted(lost | gained):
        found = select(Membership.relation).join(Household, col(Household.id) == col(Membership.household_id))
        found = found.where(Household.area_code == ward_code, Household.number == number)
        here = found.where(col(Membership.until_on).is_(None))
        relations = list(applying.session.exec(here, execution_options=applying.everywhere))
        if relations.count(HEAD) > 1:
            raise Refused("change_two_heads", {"number": number})
        if relations and HEAD not in relations:
            raise Refused("change_no_head", {"number": number})
