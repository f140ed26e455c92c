"""The records of persons as search weighs them, and as it shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.identity import mask
from census_app.domain.names.words import words_apart, words_of
from census_app.domain.search import Answering, Reason, Weighed
from census_app.ledger.query import pick
from census_app.ledger.reads.persons import USABLE, PersonLine
from census_app.ledger.scoping import options
from census_app.ledger.tables import Household, IdentityNumber, Membership, Person

_WARD_DIGITS = slice(8, 10)
_COLUMNS: tuple[Any, ...] = (
    Person.id,
    Person.area_code,
    Person.name_bn,
    Person.name_en,
    Person.sex,
    Person.birth_date,
    Person.birth_precision,
    Person.death_date,
    Person.father_name,
    Person.spouse_name,
    Household.id.label("household_id"),  # type: ignore[attr-defined]
    Household.number.label("household_number"),  # type: ignore[attr-defined]
    Membership.relation,
    Person.mother_name,
    Person.merged_into_id,
    Household.para_code,
)
_OF_A_LINE = 13


@dataclass(frozen=True)
class Hit:
    """Somebody who may be meant. `numbers` are masked, each with its kind; `reasons` say why."""

    line: PersonLine
    mother_name: str
    para_code: str
    numbers: tuple[tuple[str, str], ...]
    reasons: tuple[Reason, ...]
    score: float


def read_records(session: Session, scope: Scope, person_ids: Sequence[int]) -> dict[int, Any]:
    """Those of the records that are within the scope, merged ones too, each with the household of now."""
    here = (col(Membership.person_id) == Person.id) & col(Membership.until_on).is_(None)
    wanted = pick(*_COLUMNS).outerjoin(Membership, here)
    wanted = wanted.outerjoin(Household, col(Household.id) == Membership.household_id)
    rows = session.execute(
        wanted.where(col(Person.id).in_(person_ids)), execution_options=options(scope, merged_too=True)
    )
    return {row.id: row for row in rows}


def as_answers(record: Any, ends_so: bool) -> tuple[Answering, ...]:
    """The record as a question meets it: by each written name, and where it matters with particles apart as well."""
    ward = record.area_code[_WARD_DIGITS]
    known = (
        record.para_code or record.area_code,
        int(ward) if ward.isdecimal() else 0,
        record.household_number or "",
        record.birth_date[:4],
        ends_so,
    )
    kin = {"father": record.father_name, "mother": record.mother_name, "spouse": record.spouse_name}
    writings = [{"own": name, **kin} for name in (record.name_bn, record.name_en) if name] or [kin]
    ways = {_words(names, split): None for names in writings for split in (words_of, words_apart)}
    return tuple([Answering(words, *known) for words in ways])


def _words(names: dict[str, str], split: Callable[[str], Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple([(whose, word) for whose, name in names.items() if name for word in split(name)])


def hit_of(record: Any, weighed: Weighed, numbers: tuple[tuple[str, str], ...]) -> Hit:
    """The record as search shows it."""
    told = [*record[:_OF_A_LINE]]
    told[11:] = [record.household_number or "", record.relation or ""]
    return Hit(PersonLine(*told), record.mother_name, record.para_code or "", numbers, weighed.reasons, weighed.score)


def masked_numbers(session: Session, scope: Scope, person_ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """The kinds of numbers that each person holds, with their last four digits."""
    wanted = pick(IdentityNumber.person_id, IdentityNumber.kind, IdentityNumber.value)
    wanted = wanted.where(col(IdentityNumber.person_id).in_(person_ids), col(IdentityNumber.status).in_(USABLE))
    numbers: dict[int, tuple[tuple[str, str], ...]] = {}
    found = session.execute(wanted.order_by(col(IdentityNumber.id)), execution_options=options(scope))
    for person_id, kind, value in found:
        numbers[person_id] = (*numbers.get(person_id, ()), (kind, mask(value)))
    return numbers
