"""Survey rows become households, persons and what the round found about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import repeat
from typing import Any

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.household import HOUSEHOLD_FACTS
from census_app.domain.person import PERSON_FACTS
from census_app.ledger import clock
from census_app.ledger.bulk import insert_many, take_ids
from census_app.ledger.engine import writing
from census_app.ledger.json_text import to_json
from census_app.ledger.standing import require_standing
from census_app.ledger.tables import (
    Area,
    Household,
    HouseholdFact,
    IdentityNumber,
    LifeEvent,
    Membership,
    Person,
    PersonFact,
    PossibleMatch,
    StagedRow,
    Upload,
)
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.uploads import NewProblem, insert_problems

PERSON_FIELDS = (
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
    "name_skeleton",
    "name_light",
    "father_skeleton",
    "spouse_skeleton",
)


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """A number as the row gave it, with the keyed hash it is looked up by."""

    kind: str
    value: str
    lookup_key: str
    status: str = "given"


@dataclass(frozen=True, slots=True)
class AcceptedMember:
    """One row as a member of its household; `person_id` is set when the ledger knows the person already.

    `fields` holds PERSON_FIELDS, `facts` PERSON_FACTS. `doubles` are persons (ids, or rows of this very acceptance as
    negative row ids) who may be the same human being, each with its score and evidence.
    """

    row_id: int
    person_id: int | None
    relation: str
    temporary_key: str
    fields: dict[str, Any]
    facts: dict[str, Any]
    numbers: Sequence[KnownNumber]
    doubles: Sequence[tuple[int, float, list[str]]] = ()


@dataclass(frozen=True, slots=True)
class AcceptedHousehold:
    """One household with the members that one upload brought; `household_id` is set when the ledger knows it."""

    household_id: int | None
    number: str
    para_code: str
    lat: float | None
    lon: float | None
    facts: dict[str, Any]
    members: Sequence[AcceptedMember]


@dataclass(frozen=True)
class SurveyAcceptance:
    """Everything that one upload changes, planned when the ledger stood at `standing` (`ledger/standing.py`)."""

    upload_id: int
    area_code: str
    standing: int
    round_id: int
    true_since: date
    households: Sequence[AcceptedHousehold]
    new_paras: Sequence[tuple[str, str, str]] = ()
    problems: Sequence[tuple[int, NewProblem]] = field(default_factory=tuple)


def accept_survey(engine: Engine, scope: Scope, acceptance: SurveyAcceptance) -> int:
    """The rows are believed: households, persons, numbers, spells and facts stand; the number of rows comes back.

    Raises: Refused when the ledger has moved on since the plan was made; then nothing is changed.
    """
    with writing(engine) as session:
        require_standing(session, acceptance.area_code, acceptance.standing)
        return _Acceptance(session, scope, acceptance).run()


class _Acceptance:
    """One acceptance under way: the ids handed out so far, and the moment it is known since."""

    def __init__(self, session: Session, scope: Scope, acceptance: SurveyAcceptance) -> None:
        self.session = session
        self.scope = scope
        self.what = acceptance
        self.known_since: datetime = clock.now()
        self.members = [(h, m) for h in acceptance.households for m in h.members]
        self.household_ids = self._ids(
            Household, acceptance.households, [h.household_id for h in acceptance.households]
        )
        self.person_ids = self._ids(Person, self.members, [m.person_id for _, m in self.members])
        self.person_of_row = {m.row_id: id_ for (_, m), id_ in zip(self.members, self.person_ids, strict=True)}
        household_of = {id(h): id_ for h, id_ in zip(acceptance.households, self.household_ids, strict=True)}
        self.home_ids = [household_of[id(h)] for h, _ in self.members]

    def run(self) -> int:
        self._insert_paras()
        self._insert_households()
        self._fill_known_households()
        self._insert_persons()
        self._fill_known_persons()
        self._insert_numbers()
        self._insert_memberships()
        self._insert_facts()
        self._insert_deaths()
        self._insert_doubles()
        insert_problems(self.session, self.what.upload_id, self.what.area_code, list(self.what.problems))
        self._mark_rows()
        told = {"rows": len(self.members), "households": len(self.household_ids)}
        append_event(
            self.session, self.scope, "accepted", f"upload:{self.what.upload_id}", self.what.area_code, details=told
        )
        return len(self.members)

    def _ids(self, model: type[Any], things: Sequence[Any], known: Sequence[int | None]) -> list[int]:
        fresh = iter(take_ids(self.session, model, sum(id_ is None for id_ in known)))
        return [next(fresh) if id_ is None else id_ for id_ in known]

    def _insert_paras(self) -> None:
        for code, name_bn, name_en in self.what.new_paras:
            parent = self.what.area_code
            self.session.merge(Area(code=code, level="para", parent_code=parent, name_bn=name_bn, name_en=name_en))
        self.session.flush()

    def _insert_households(self) -> None:
        rows = (
            (id_, h.number, h.para_code, h.lat, h.lon)
            for h, id_ in zip(self.what.households, self.household_ids, strict=True)
            if h.household_id is None
        )
        insert_many(self.session, Household, ("id", "number", "para_code", "lat", "lon"), rows, self._first_seen())

    def _first_seen(self) -> dict[str, Any]:
        first_seen = {"first_upload_id": self.what.upload_id, "created_at": self.known_since}
        return {"area_code": self.what.area_code, **first_seen}

    def _fill_known_households(self) -> None:
        """A known household keeps where it stands; only blanks are filled."""
        blanks = {"para_code": "", "lat": None, "lon": None}
        for household in self.what.households:
            for name, blank in blanks.items():
                value = getattr(household, name)
                if household.household_id is not None and value != blank:
                    here = (col(Household.id) == household.household_id, getattr(Household, name) == blank)
                    self.session.connection().execute(update(Household).where(*here).values(**{name: value}))

    def _insert_persons(self) -> None:
        rows = (
            (id_, m.temporary_key, *map(m.fields.get, PERSON_FIELDS, repeat("")))
            for (_, m), id_ in zip(self.members, self.person_ids, strict=True)
            if m.person_id is None
        )
        insert_many(self.session, Person, ("id", "temporary_key", *PERSON_FIELDS), rows, self._first_seen())

    def _fill_known_persons(self) -> None:
        """A known person keeps what is believed; only blanks are filled (a contradiction is a problem of its row)."""
        for _, member in self.members:
            if member.person_id is not None and member.fields:
                change = update(Person).where(col(Person.id) == member.person_id).values(**member.fields)
                self.session.connection().execute(change)

    def _insert_numbers(self) -> None:
        rows = (
            (id_, n.kind, n.value, n.lookup_key, n.status, m.row_id)
            for (_, m), id_ in zip(self.members, self.person_ids, strict=True)
            for n in m.numbers
        )
        columns = ("person_id", "kind", "value", "lookup_key", "status", "staged_row_id")
        same = {"area_code": self.what.area_code, "first_seen_on": self.what.true_since}
        insert_many(self.session, IdentityNumber, columns, rows, same)

    def _insert_memberships(self) -> None:
        rows = (
            (id_, home, m.relation, m.row_id)
            for (_, m), id_, home in zip(self.members, self.person_ids, self.home_ids, strict=True)
            if m.person_id is None
        )
        columns = ("person_id", "household_id", "relation", "staged_row_id")
        spell = {"from_on": self.what.true_since, "end_reason": "", "known_since": self.known_since}
        insert_many(self.session, Membership, columns, rows, {"area_code": self.what.area_code, **spell})

    def _insert_facts(self) -> None:
        found_in: dict[str, Any] = {"round_id": self.what.round_id, "upload_id": self.what.upload_id}
        found_in |= {"true_since": self.what.true_since, "known_since": self.known_since}
        self._supersede(PersonFact, "person_id", [m.person_id for _, m in self.members])
        persons = (
            (id_, *map(m.facts.get, PERSON_FACTS, _UNKNOWN_OF_PERSON))
            for (_, m), id_ in zip(self.members, self.person_ids, strict=True)
        )
        insert_many(self.session, PersonFact, ("person_id", *PERSON_FACTS), persons, found_in)
        told = [(h, id_) for h, id_ in zip(self.what.households, self.household_ids, strict=True) if h.facts]
        known = [h.household_id for h, _ in told if h.household_id is not None]
        before = self._household_facts(known)
        self._supersede(HouseholdFact, "household_id", known)
        facts = [(id_, {**before.get(id_, {}), **h.facts}) for h, id_ in told]
        homes = ((id_, *map(found.get, HOUSEHOLD_FACTS, _UNKNOWN_OF_HOUSEHOLD)) for id_, found in facts)
        insert_many(self.session, HouseholdFact, ("household_id", *HOUSEHOLD_FACTS), homes, found_in)

    def _household_facts(self, household_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """What this round has found about them so far: a file that is silent about the roof does not unroof a house."""
        facts: dict[int, dict[str, Any]] = {}
        for id_ in household_ids:
            found = select(HouseholdFact).where(
                HouseholdFact.household_id == id_,
                HouseholdFact.round_id == self.what.round_id,
                col(HouseholdFact.superseded_at).is_(None),
            )
            for fact in self.session.exec(found):
                told = {name: getattr(fact, name) for name in HOUSEHOLD_FACTS}
                facts[id_] = {name: value for name, value in told.items() if value not in (None, "")}
        return facts

    def _supersede(self, model: type[Any], owner: str, ids: Sequence[int | None]) -> None:
        for id_ in ids:
            if id_ is not None:
                known = (getattr(model, owner) == id_, model.round_id == self.what.round_id)
                change = update(model).where(*known, model.superseded_at.is_(None))
                self.session.connection().execute(change.values(superseded_at=self.known_since))

    def _insert_deaths(self) -> None:
        rows = (
            (id_, m.fields["death_date"], m.row_id)
            for (_, m), id_ in zip(self.members, self.person_ids, strict=True)
            if m.fields.get("death_date")
        )
        same = {"area_code": self.what.area_code, "kind": "death", "source": "survey", "known_since": self.known_since}
        insert_many(self.session, LifeEvent, ("person_id", "happened_on", "staged_row_id"), rows, same)

    def _insert_doubles(self) -> None:
        pairs = {}
        for (_, member), id_ in zip(self.members, self.person_ids, strict=True):
            for other, score, evidence in member.doubles:
                other_id = other if other > 0 else self.person_of_row[-other]
                pair = (min(id_, other_id), max(id_, other_id))
                pairs[pair] = (*pair, score, to_json(evidence))
        same = {"area_code": self.what.area_code, "kind": "persons", "state": "open", "note": ""}
        columns = ("left_id", "right_id", "score", "evidence")
        insert_many(self.session, PossibleMatch, columns, pairs.values(), {**same, "known_since": self.known_since})

    def _mark_rows(self) -> None:
        marks = [
            {"row": m.row_id, "person_id": person, "household_id": home, "state": "accepted"}
            for (_, m), person, home in zip(self.members, self.person_ids, self.home_ids, strict=True)
        ]
        mark_rows(self.session, marks)
        done = update(Upload).where(col(Upload.id) == self.what.upload_id).values(state="accepted")
        self.session.connection().execute(done)


def mark_rows(session: Session, marks: Sequence[dict[str, Any]]) -> None:
    """Each staged row says what became of it: its state, and the person and household it is about."""
    if not marks:
        return
    table: Any = StagedRow.__table__  # type: ignore[attr-defined]
    connection = session.connection()
    sign = "?" if connection.dialect.name == "sqlite" else "%s"
    statement = f"update {table.name} set state = {sign}, person_id = {sign}, household_id = {sign} where id = {sign}"
    values = [(m["state"], m["person_id"], m["household_id"], m["row"]) for m in marks]
    driver = connection.connection.driver_connection
    assert driver is not None
    cursor = driver.cursor()
    cursor.executemany(statement, values)
    cursor.close()


_WORDS = frozenset({"roof", "wall", "latrine", "water", "marital", "occupation", "disability", "religion"})
_UNKNOWN_OF_PERSON = tuple("" if name in _WORDS else None for name in PERSON_FACTS)
_UNKNOWN_OF_HOUSEHOLD = tuple("" if name in _WORDS else None for name in HOUSEHOLD_FACTS)
