"""Two rounds of a place, person by person: who came, who went, what changed, and whom the later one did not meet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.person import PERSON_FACTS, Marital, birth_date_of
from census_app.ledger.query import in_parts, lies_in, pick
from census_app.ledger.reads.round_persons import COLUMNS, MARKED, OF_PERSON, persons_of
from census_app.ledger.reads.rounds import SurveyRound
from census_app.ledger.scoping import options
from census_app.ledger.tables import Person

STATES = (
    "born",
    "died",
    "married",
    "moved_in",
    "moved_out",
    "moved",
    "household_split",
    "changed",
    "merged",
    "not_met",
)
COMPARED = ("relation", *(name for name in OF_PERSON if name != "birth_precision"), "nid", "brn", *PERSON_FACTS)
"""What is told as a changed field, with what it was before."""
_KEPT_SECRET = ("nid", "brn")
_PLACES = tuple((name, COLUMNS.index(name), len(COLUMNS) + COLUMNS.index(name)) for name in COMPARED)
"""Where a row of both rounds tells of each field: as the earlier has it, and the later."""


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field that says something else in the later round; of a number only whether one is known."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PersonDifference:
    """One person in whom the rounds differ, with every state that holds (`STATES`); the household as known last."""

    person_id: int
    name: str
    household_number: str
    states: tuple[str, ...]
    fields: tuple[ChangedField, ...]


@dataclass(frozen=True)
class RoundDifference:
    """The difference of a place: how many persons are in each state, and everybody who is not unchanged.

    `ended_households` are those in which nobody lives any more, by number; a household that was only not met goes on.
    """

    older: str
    newer: str
    area_code: str
    counts: dict[str, int]
    persons: tuple[PersonDifference, ...]
    ended_households: tuple[str, ...]


def difference(session: Session, scope: Scope, older: SurveyRound, newer: SurveyRound, area: str) -> RoundDifference:
    """What the later round says otherwise about the place than the earlier one did."""
    here = options(scope)
    homes, homes_now = (_homes(session, scope, one, area) for one in (older, newer))
    known, new = (session.execute(one, execution_options=here).all() for one in _selects(older, newer, area))
    merged = _merged_among(session, scope, [row.person_id for row in known if row.now_person_id is None])
    told = [_known_before(row, area, row.person_id in merged, homes, homes_now) for row in known]
    told = [one for one in told if one.states]
    counts = Counter(
        {"unchanged": session.execute(_count(older, area), execution_options=here).scalar_one() - len(told)}
    )
    told += [_new(row, older) for row in new]
    counts.update(state for one in told for state in one.states)
    gone = homes - homes_now  # in whoever lived there the rounds differ, so the number stands in a row
    ended = tuple(sorted({row.household_number for row in known if row.household_id in gone}))
    told.sort(key=lambda one: (one.household_number, one.person_id))
    return RoundDifference(older.code, newer.code, area, dict(counts), tuple(told), ended)


def _selects(older: SurveyRound, newer: SurveyRound, area: str) -> tuple[Select[Any], Select[Any]]:
    """Those of the place in whom the rounds differ, or whom the later did not meet; and those whom only it knows here.

    The database compares the marks, and whole columns where there are none; only rows that differ leave it.
    """
    before, now = persons_of(older).subquery("before"), persons_of(newer).subquery("now")
    same_mark = before.c.mark == now.c.mark  # neither true nor false where one has none
    differs = or_(*(before.c[name].is_distinct_from(now.c[name]) for name in ("person_id", *MARKED)))
    columns = [before.c[name] for name in COLUMNS] + [now.c[name].label(f"now_{name}") for name in COLUMNS]
    known = pick(*columns).select_from(before.outerjoin(now, now.c.person_id == before.c.person_id))
    known = known.where(lies_in(before.c.area_code, area))
    known = known.where(or_(and_(func.coalesce(same_mark, False).is_(False), differs), now.c.met.is_(False)))
    was_here = (before.c.person_id == now.c.person_id) & lies_in(before.c.area_code, area)
    new = pick(*(now.c[name] for name in COLUMNS)).select_from(now.outerjoin(before, was_here))
    return known, new.where(lies_in(now.c.area_code, area), before.c.person_id.is_(None))


def _count(survey: SurveyRound, area: str) -> Select[Any]:
    persons = persons_of(survey).subquery()
    return pick(func.count()).select_from(persons).where(lies_in(persons.c.area_code, area))


def _homes(session: Session, scope: Scope, survey: SurveyRound, area: str) -> set[int]:
    """The households of the place in which somebody lives."""
    persons = persons_of(survey).subquery()
    found = pick(persons.c.household_id).where(persons.c.household_id.is_not(None), persons.c.death_date == "")
    found = found.where(lies_in(persons.c.area_code, area))
    return set(session.execute(found.distinct(), execution_options=options(scope)).scalars())


def _merged_among(session: Session, scope: Scope, person_ids: list[int]) -> set[int]:
    merged: set[int] = set()
    for ids in in_parts(person_ids):
        found = pick(Person.id).where(col(Person.id).in_(ids), col(Person.merged_into_id).is_not(None))
        merged.update(session.execute(found, execution_options=options(scope, merged_too=True)).scalars())
    return merged


def _known_before(row: Row[Any], area: str, is_merged: bool, homes: set[int], homes_now: set[int]) -> PersonDifference:
    """Nobody is taken away by a later round: whom it did not meet is not met, and lives where he was known to live."""
    name, number = row.name_bn or row.name_en, row.household_number
    if row.now_person_id is None or not row.now_area_code.startswith(area):
        return PersonDifference(row.person_id, name, number, ("merged" if is_merged else "moved_out",), ())
    gone = row.now_household_id is None and row.household_id is not None and not row.now_death_date
    fields = tuple(field for field in _changed_fields(row) if not (gone and field.name == "relation"))
    changed = {field.name for field in fields}
    states = []
    if "death_date" in changed and not row.death_date:
        states.append("died")
    if row.now_marital == Marital.MARRIED and row.marital not in (Marital.MARRIED, ""):
        states.append("married")
    if row.now_household_id != row.household_id and row.now_household_id is not None:
        is_split = row.now_household_id not in homes and row.household_id in homes_now
        states.append("household_split" if is_split else "moved")
    if gone:
        states.append("moved_out")
    if changed - {"death_date"} and (changed - {"marital"} or "married" not in states):
        states.append("changed")
    if not row.now_met and not row.now_death_date and not gone:
        states.append("not_met")
    name = row.now_name_bn or row.now_name_en
    return PersonDifference(row.person_id, name, row.now_household_number or number, tuple(states), fields)


def _changed_fields(row: Row[Any]) -> list[ChangedField]:
    """What is told of an unmet person's facts is what the earlier round found, so nothing of it has changed."""
    return [
        ChangedField(name, _shown(name, row[before]), _shown(name, row[now]))
        for name, before, now in _PLACES
        if row[before] != row[now]
    ]


def _shown(name: str, value: Any) -> str:
    if name in _KEPT_SECRET:
        return "known" if value else ""
    return "" if value is None else str(value)


def _new(row: Row[Any], older: SurveyRound) -> PersonDifference:
    """Born since the earlier round began, or come from elsewhere; whom it may only have missed has come, too."""
    born = bool(row.birth_date) and birth_date_of(row.birth_date, row.birth_precision).earliest() >= older.opened_on
    state = "born" if born else "moved_in"
    name = row.name_bn or row.name_en
    states = (state, "died") if row.death_date else (state,)
    return PersonDifference(row.person_id, name, row.household_number, states, ())
