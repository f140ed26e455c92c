"""A person's identity numbers: noted, and judged. A number that proves wrong keeps its row and changes its status."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, select

from census_app.domain.access import Scope, on_behalf_of
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.bulk import take_ids
from census_app.ledger.engine import writing
from census_app.ledger.reads.numbers import holders_of
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still
from census_app.ledger.tables import IdentityNumber, Person
from census_app.ledger.writes.audit import append_event

JUDGEMENTS = ("given", "proposed", "withdrawn", "belongs_to_another")
"""What somebody can say of a number; `damaged` is said by the sheet that brought it."""


@dataclass(frozen=True)
class NotedNumber:
    """A whole number with the keyed hash to store and all those under which others may hold it."""

    kind: str
    value: str
    lookup_key: str
    same_as: Collection[str]


def add_number(engine: Engine, scope: Scope, person_id: int, number: NotedNumber, note: str) -> list[int]:
    """The number is this person's, as the actor says; the others for whom it is believed too come back.

    A number held by two living persons is a question for people: it is never refused, and nobody is merged.
    Raises: NotFound outside the scope; Refused without a note, or when the person holds the number already.
    """
    with writing(engine) as session:
        hold_still(session)
        person = _person(session, scope, person_id)
        _require_note(note)
        holders = holders_of(session, on_behalf_of(scope), number.same_as)
        if person_id in holders:
            raise Refused("number_held_already")
        (id_,) = take_ids(session, IdentityNumber, 1)
        session.add(
            IdentityNumber(
                id=id_,
                person_id=person_id,
                area_code=person.area_code,
                kind=number.kind,
                value=number.value,
                lookup_key=number.lookup_key,
                first_seen_on=clock.today(),
            )
        )
        told = {"kind": number.kind, "held_by_others": len(holders)}
        append_event(session, scope, "number_added", f"person:{person_id}", person.area_code, note.strip(), told)
        return holders


def judge_number(
    engine: Engine, scope: Scope, person_id: int, number_id: int, status: str, note: str, seen: str | None = None
) -> None:
    """The number has that status from now on; the trail keeps the one before, who changed it, and why.

    `seen` is the status that the actor saw. Raises: NotFound outside the scope; Refused without a note, for a status
    that nobody can give, or when somebody judged the number meanwhile.
    """
    with writing(engine) as session:
        hold_still(session)
        wanted = select(IdentityNumber).where(IdentityNumber.id == number_id, IdentityNumber.person_id == person_id)
        number = session.exec(wanted, execution_options=options(scope)).first()
        if number is None:
            raise NotFound("number_not_found")
        _require_note(note)
        if status not in JUDGEMENTS:
            raise Refused("unknown_status")
        if seen is not None and seen != number.status:
            raise Refused("number_moved_on")
        changed = {"number": number_id, "from": number.status, "to": status}
        number.status = status
        session.add(number)
        append_event(session, scope, "number_judged", f"person:{person_id}", number.area_code, note.strip(), changed)


def _person(session: Session, scope: Scope, person_id: int) -> Person:
    found = session.exec(select(Person).where(Person.id == person_id), execution_options=options(scope)).first()
    if found is None:
        raise NotFound("person_not_found")
    return found


def _require_note(note: str) -> None:
    if not note.strip():
        raise Refused("evidence_needed")
