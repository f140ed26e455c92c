"""The persons of a round, column by column: as they stood when it was closed, or as they are believed now."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, exists, func, null
from sqlalchemy.orm import aliased
from sqlmodel import col

from census_app.domain.person import PERSON_FACTS
from census_app.ledger.query import pick
from census_app.ledger.reads.rounds import SurveyRound
from census_app.ledger.tables import (
    ClosedPerson,
    Household,
    IdentityNumber,
    Membership,
    Person,
    PersonFact,
    Round,
)

OF_PERSON = (
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
COLUMNS = (
    "person_id",
    "area_code",
    "household_id",
    "household_number",
    "relation",
    "met",
    *OF_PERSON,
    "nid",
    "brn",
    *PERSON_FACTS,
)
_WORDS = ("marital", "occupation", "disability", "religion")


NOT_COMPARED = ("person_id", "met", "household_number")
MARKED = tuple(name for name in COLUMNS if name not in NOT_COMPARED)
"""What the mark of a person stands for."""


def persons_of(survey: SurveyRound) -> Select[Any]:
    """A select of `COLUMNS` and the mark, a row for each person: frozen when the round is closed, else as believed now.

    What is believed now has no mark.
    """
    if survey.closed_on is None:
        return persons_now(survey).add_columns(cast(null(), BigInteger).label("mark"))
    columns: list[Any] = [col(getattr(ClosedPerson, name)).label(name) for name in (*COLUMNS, "mark")]
    return pick(*columns).where(col(ClosedPerson.round_id) == survey.round_id)


def persons_now(survey: SurveyRound) -> Select[Any]:
    """`COLUMNS` as believed at this moment; what later rounds found is left out, and so are merged records."""
    person, spell, home = Person, Membership, Household
    newest = aliased(PersonFact)
    told: dict[str, Any] = {name: col(getattr(person, name)) for name in ("area_code", *OF_PERSON)}
    told |= {name: _as_told(getattr(newest, name), name) for name in PERSON_FACTS}
    told |= {
        "person_id": col(person.id),
        "household_id": col(spell.household_id),
        "household_number": func.coalesce(home.number, ""),
        "relation": func.coalesce(spell.relation, ""),
        "met": _is_met(survey),
        "nid": _number("nid"),
        "brn": _number("brn"),
    }
    found = pick(*(told[name].label(name) for name in COLUMNS)).select_from(person)
    found = found.join(spell, col(spell.id) == _newest_spell(), isouter=True)
    found = found.join(home, col(home.id) == col(spell.household_id), isouter=True)
    found = found.join(newest, col(newest.id) == _newest_fact(survey), isouter=True)
    return found.where(col(person.merged_into_id).is_(None))


def _as_told(column: Any, name: str) -> Any:
    return func.coalesce(column, "") if name in _WORDS else column


def _is_met(survey: SurveyRound) -> ColumnElement[bool]:
    return exists().where(col(PersonFact.person_id) == col(Person.id), col(PersonFact.round_id) == survey.round_id)


def _newest_spell() -> Any:
    spell = aliased(Membership)
    newest = pick(func.max(spell.id)).where(col(spell.person_id) == col(Person.id), col(spell.until_on).is_(None))
    return newest.correlate(Person).scalar_subquery()


def _newest_fact(survey: SurveyRound) -> Any:
    """What the last round up to this one found that nothing has taken the place of."""
    fact = aliased(PersonFact)
    found = pick(fact.id).join(Round, col(Round.id) == fact.round_id)
    found = found.where(col(fact.person_id) == col(Person.id), col(fact.superseded_at).is_(None))
    found = found.where(col(Round.opened_on) <= survey.opened_on)
    newest = found.order_by(col(Round.opened_on).desc(), col(fact.id).desc()).limit(1)
    return newest.correlate(Person).scalar_subquery()


def _number(kind: str) -> Any:
    number = aliased(IdentityNumber)
    given = (col(number.person_id) == col(Person.id), col(number.status) == "given")
    key = pick(func.max(number.lookup_key)).where(*given, col(number.kind).like(f"{kind}%"))
    return func.coalesce(key.correlate(Person).scalar_subquery(), "")
