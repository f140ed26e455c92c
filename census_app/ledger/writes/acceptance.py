"""Survey rows become households, persons and what the round found about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, update
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.household import HOUSEHOLD_FACTS, MOVED_OUT
from census_app.domain.person import PERSON_FACTS
from census_app.ledger.bulk import insert_many, seal_many, take_ids
from census_app.ledger.engine import writing_much
from census_app.ledger.json_text import to_json
from census_app.ledger.reads.doubles import known_pairs
from census_app.ledger.reads.held_elsewhere import last_number_id, pairs_across_places
from census_app.ledger.sealing import SealedBytes
from census_app.ledger.standing import require_open, require_standing
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
from census_app.ledger.writes.acceptance_notes import begin_acceptance
from census_app.ledger.writes.accepted_rows import PersonFields, SurveyAcceptance, household_facts
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.filling import facts_so_far, fill_households, fill_persons, note_filled, supersede
from census_app.ledger.writes.person_changes import correct_persons, end_spells
from census_app.ledger.writes.uploads import insert_problems_by_id
from census_app.ledger.writes.verification import keep_acceptance


def accept_survey(engine: Engine, scope: Scope, acceptance: SurveyAcceptance) -> int:
    """The rows are believed: households, persons, numbers, spells and facts stand; the number of rows comes back.

    Raises: Refused when the ledger has moved on since the plan was made, the round is closed, or the flow of the file
    has not let the rows through to this actor; nothing is changed then.
    """
    numbers = [n.value for home in acceptance.households for member in home.members for n in member.numbers]
    sealed = seal_many(engine, IdentityNumber, "value", numbers)
    with writing_much(engine) as session:
        require_standing(session, acceptance.area_code, acceptance.standing)
        require_open(session, acceptance.round_id)
        row_ids = [member.row_id for home in acceptance.households for member in home.members]
        decided = keep_acceptance(session, scope, acceptance.upload_id, row_ids)
        return _Acceptance(session, scope, acceptance, sealed).run(decided)


class _Acceptance:
    """One acceptance under way: the ids handed out so far, and the moment it is known since.

    `members` are the rows, each with the ids of its person and household; `new` are those whose person is new.
    `sealed_numbers` are the values of all their numbers, in that order.
    """

    def __init__(
        self, session: Session, scope: Scope, acceptance: SurveyAcceptance, sealed_numbers: Sequence[SealedBytes]
    ) -> None:
        self.sealed_numbers = sealed_numbers
        self.session = session
        self.scope = scope
        self.what = acceptance
        self.note = begin_acceptance(session, scope, acceptance.upload_id, acceptance.area_code)
        self.known_since: datetime = self.note.known_since
        households = acceptance.households
        ids = self._ids(Household, [h.household_id for h in households], self.note.last_household_id)
        self.households = list(zip(ids, households, strict=True))
        rows = [(home, m) for home, h in self.households for m in h.members]
        person_ids = self._ids(Person, [m.person_id for _, m in rows], self.note.last_person_id)
        self.note.last_household_id = max((self.note.last_household_id, *ids))
        self.note.last_person_id = max((self.note.last_person_id, *person_ids))
        self.members = [(id_, home, m) for id_, (home, m) in zip(person_ids, rows, strict=True)]
        self.new = [placed for placed in self.members if placed[2].person_id is None]

    def run(self, decided: Mapping[str, Any]) -> int:
        self._insert_paras()
        self._insert_households()
        filled = fill_households(self.session, self.what.households)
        self._insert_persons()
        filled += fill_persons(self.session, [m for _, _, m in self.members])
        note_filled(self.session, self.note.id, filled)
        correct_persons(self.session, self.what, self.known_since)
        numbers_before = last_number_id(self.session.connection())
        self._insert_numbers()
        self._insert_memberships()
        self._insert_facts_of_persons()
        self._insert_facts_of_households()
        self._insert_deaths()
        self._insert_doubles(pairs_across_places(self.session.connection(), self.what.area_code, numbers_before))
        of_upload = (self.what.upload_id, self.what.area_code)
        self.note.problem_ids = insert_problems_by_id(self.session, *of_upload, list(self.what.problems))
        self._mark_rows()
        told = {**decided, "rows": len(self.members), "households": len(self.households)}
        event = append_event(
            self.session, self.scope, "accepted", f"upload:{self.what.upload_id}", self.what.area_code, details=told
        )
        self.session.flush()
        self.note.event_id = event.id
        return len(self.members)

    def _ids(self, model: type[Any], known: Sequence[int | None], above: int) -> list[int]:
        fresh = iter(take_ids(self.session, model, known.count(None), above))
        return [next(fresh) if id_ is None else id_ for id_ in known]

    def _insert_paras(self) -> None:
        for code, name_bn, name_en in self.what.new_paras:
            parent = self.what.area_code
            self.session.merge(Area(code=code, level="para", parent_code=parent, name_bn=name_bn, name_en=name_en))
        self.session.flush()
        self.note.new_paras = [code for code, _, _ in self.what.new_paras]

    def _insert_households(self) -> None:
        rows = ((id_, h.number, h.para_code, h.lat, h.lon) for id_, h in self.households if h.household_id is None)
        insert_many(self.session, Household, ("id", "number", "para_code", "lat", "lon"), rows, self._first_seen())

    def _first_seen(self) -> dict[str, Any]:
        first_seen = {"first_upload_id": self.what.upload_id, "created_at": self.known_since}
        return {"area_code": self.what.area_code, **first_seen}

    def _insert_persons(self) -> None:
        rows = ((id_, m.temporary_key, *m.fields) for id_, _, m in self.new)
        columns = ("id", "temporary_key", *PersonFields._fields)
        insert_many(self.session, Person, columns, rows, self._first_seen())

    def _insert_numbers(self) -> None:
        numbers = ((id_, m.row_id, number) for id_, _, m in self.members for number in m.numbers)
        rows = (
            (id_, row_id, number.kind, sealed, number.lookup_key, number.status)
            for (id_, row_id, number), sealed in zip(numbers, self.sealed_numbers, strict=True)
        )
        columns = ("person_id", "staged_row_id", "kind", "value", "lookup_key", "status")
        same = {"area_code": self.what.area_code, "first_seen_on": self.what.true_since}
        insert_many(self.session, IdentityNumber, columns, rows, same)

    def _insert_memberships(self) -> None:
        moved = [placed for placed in self.members if placed[2].moves]
        gone = [(id_, m.row_id) for id_, _, m in self.members if m.outcome == MOVED_OUT]
        end_spells(self.session, gone, self.what.true_since, self.known_since, MOVED_OUT)
        ended = [(id_, m.row_id) for id_, _, m in moved]
        end_spells(self.session, ended, self.what.true_since, self.known_since)
        rows = ((id_, home, m.relation, m.row_id) for id_, home, m in (*self.new, *moved))
        columns = ("person_id", "household_id", "relation", "staged_row_id")
        spell = {"from_on": self.what.true_since, "end_reason": "", "known_since": self.known_since}
        insert_many(self.session, Membership, columns, rows, {"area_code": self.what.area_code, **spell})

    def _insert_facts_of_persons(self) -> None:
        met = [(id_, m) for id_, _, m in self.members if not m.outcome]
        known = [m.person_id for _, m in met if m.person_id is not None]
        supersede(self.session, PersonFact, "person_id", known, self.what.round_id, self.known_since)
        rows = ((id_, *m.facts) for id_, m in met)
        insert_many(self.session, PersonFact, ("person_id", *PERSON_FACTS), rows, self._found_in())

    def _insert_facts_of_households(self) -> None:
        told = [(id_, h) for id_, h in self.households if h.facts]
        known = [h.household_id for _, h in told if h.household_id is not None]
        so_far = facts_so_far(self.session, known, self.what.round_id)
        supersede(self.session, HouseholdFact, "household_id", known, self.what.round_id, self.known_since)
        rows = ((id_, *household_facts({**so_far.get(id_, {}), **h.facts})) for id_, h in told)
        insert_many(self.session, HouseholdFact, ("household_id", *HOUSEHOLD_FACTS), rows, self._found_in())

    def _found_in(self) -> dict[str, Any]:
        found_in = {"round_id": self.what.round_id, "upload_id": self.what.upload_id}
        return {**found_in, "true_since": self.what.true_since, "known_since": self.known_since}

    def _insert_deaths(self) -> None:
        died = {id_: m.fields.death_date for id_, _, m in self.new}
        died |= {id_: m.blanks["death_date"] for id_, _, m in self.members if "death_date" in m.blanks}
        rows = ((id_, died[id_], m.row_id) for id_, _, m in self.members if died.get(id_))
        same = {"area_code": self.what.area_code, "kind": "death", "source": "survey", "known_since": self.known_since}
        insert_many(self.session, LifeEvent, ("person_id", "happened_on", "staged_row_id"), rows, same)

    def _insert_doubles(self, across: Sequence[tuple[int, int]]) -> None:
        """Who may be one person: as the plan has it, and whoever holds one number here and in another place."""
        person_of_row = {m.row_id: id_ for id_, _, m in self.members}
        pairs = {}
        for id_, _, member in self.members:
            for other, score, evidence in member.doubles:
                other_id = other if other > 0 else person_of_row[-other]
                pair = (min(id_, other_id), max(id_, other_id))
                pairs[pair] = (*pair, score, to_json(evidence))
        for one, other in across:
            pair = (min(one, other), max(one, other))
            pairs[pair] = (*pair, 1.0, to_json(["number"]))
        pairs = self._unasked(pairs)
        same = {"area_code": self.what.area_code, "kind": "persons", "state": "open", "note": ""}
        columns = ("left_id", "right_id", "score", "evidence")
        insert_many(self.session, PossibleMatch, columns, pairs.values(), {**same, "known_since": self.known_since})

    def _unasked(self, pairs: dict[tuple[int, int], tuple[Any, ...]]) -> dict[tuple[int, int], tuple[Any, ...]]:
        """Nobody is asked again about two who were listed together before, whatever was answered."""
        new = {id_ for id_, _, _ in self.new}
        if all(new.intersection(pair) for pair in pairs):
            return pairs
        asked = known_pairs(self.session, replace(self.scope, areas=("",)))
        return {pair: row for pair, row in pairs.items() if pair not in asked}

    def _mark_rows(self) -> None:
        marks = [RowMark("accepted", id_, home, m.row_id) for id_, home, m in self.members]
        mark_rows(self.session, marks, self.note.id)
        done = update(Upload).where(col(Upload.id) == self.what.upload_id).values(state="accepted")
        self.session.connection().execute(done)


class RowMark(NamedTuple):
    """What became of a staged row, and whom it is about."""

    state: str
    person_id: int | None
    household_id: int | None
    row_id: int


def mark_rows(session: Session, marks: Sequence[RowMark], acceptance_id: int | None = None) -> None:
    """Each staged row says what became of it: its state, and the person and household it is about.

    Rows of a survey also say by which acceptance.
    """
    connection = session.connection()
    sign = "?" if connection.dialect.name == "sqlite" else "%s"
    by = "" if acceptance_id is None else f", acceptance_id = {acceptance_id:d}"
    statement = (
        f"update {StagedRow.__tablename__} set state = {sign}, person_id = {sign}, household_id = {sign}{by}"
        f" where id = {sign}"
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    cursor = driver.cursor()
    cursor.executemany(statement, marks)
    cursor.close()
