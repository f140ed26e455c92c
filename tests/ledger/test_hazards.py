"""Hazards called out, shelters, and what became of each person: who may, who sees, and that nothing said is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text

from census_app.domain.access import EVERY_OFFICE, OPERATOR, Scope
from census_app.domain.errors import CensusError
from census_app.domain.hazards import ShelterFields, ShelterKind
from census_app.ledger.engine import reading, writing
from census_app.ledger.reads.hazard_marks import newest_marks, relief_since
from census_app.ledger.reads.hazard_people import people_of
from census_app.ledger.reads.hazards import KeptSnapshot, get_hazard, list_hazards, newest_snapshot
from census_app.ledger.reads.shelters import get_shelter, list_shelters
from census_app.ledger.tables import Attachment, Delivery
from census_app.ledger.writes.findings import NewRun, store_findings
from census_app.ledger.writes.hazards import NewHazard, close_hazard, mark_person, open_hazard, weigh_hazard
from census_app.ledger.writes.reference import load_reference
from census_app.ledger.writes.shelters import change_shelter, keep_shelters
from tests.ledger.people import OTHER_WARD, WARD, accept_household

UNION = WARD[:8]
SNAPSHOT = KeptSnapshot("2022-06-30-test", date(2022, 6, 30))
WEIGHTS = {"elderly": 1, "weak_house": 2}
CYCLONE = NewHazard("cyclone", (UNION,), date(2022, 5, 1), 60, "", WEIGHTS)
SCHOOL = ShelterFields("বিদ্যালয়", "School", WARD, "", 22.76, 89.13, 200, ShelterKind.SCHOOL, "head teacher")


def desk(*areas: str) -> Scope:
    return Scope(7, "somebody", areas, (EVERY_OFFICE,), frozenset())


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(CensusError) as refused:
        act()
    return refused.value.code


@pytest.fixture
def ledger(any_engine: Engine) -> Engine:
    load_reference(any_engine, OPERATOR)
    accept_household(any_engine)
    accept_household(any_engine, OTHER_WARD)
    return any_engine


def person_in(engine: Engine, ward: str) -> int:
    with engine.connect() as connection:
        return int(
            connection.execute(text("select min(id) from persons where area_code = :ward"), {"ward": ward}).scalar_one()
        )


def actions(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("select action from audit_events order by id")).scalars())


def test_a_hazard_is_seen_by_whoever_it_touches_and_by_nobody_else(ledger: Engine) -> None:
    hazard_id = open_hazard(ledger, desk(UNION), CYCLONE, SNAPSHOT)
    with reading(ledger) as session:
        for areas in ((WARD,), (UNION,), ("4087",), ("",), ("4087901101", OTHER_WARD)):
            assert get_hazard(session, desk(*areas), hazard_id).depth_cm == 60
        assert refusal(lambda: get_hazard(session, desk("40879011"), hazard_id)) == "hazard_not_found"
        assert refusal(lambda: get_hazard(session, desk(), hazard_id)) == "hazard_not_found"
        assert refusal(lambda: get_hazard(session, OPERATOR, 99)) == "hazard_not_found"
        assert list_hazards(session, desk("40879011")) == []
        line = get_hazard(session, OPERATOR, hazard_id)
    assert (line.weights, line.snapshot, line.is_open) == (WEIGHTS, SNAPSHOT.name, True)
    assert line.areas_seen(desk(WARD, OTHER_WARD, "40879011")) == (OTHER_WARD, WARD)
    assert line.areas_seen(desk("4087", WARD)) == (UNION,)
    assert actions(ledger)[-1] == "hazard_opened"


def test_open_hazards_stand_before_closed_ones(ledger: Engine) -> None:
    first, second = (open_hazard(ledger, OPERATOR, CYCLONE, SNAPSHOT) for _ in range(2))
    close_hazard(ledger, OPERATOR, second)
    with reading(ledger) as session:
        assert [line.hazard_id for line in list_hazards(session, OPERATOR)] == [first, second]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "earthquake"}, "hazard_kind_unknown"),
        ({"area_codes": ()}, "hazard_without_area"),
        ({"area_codes": (f"{WARD}-01",)}, "hazard_without_area"),
        ({"area_codes": (UNION, "40879011")}, "area_not_found"),
        ({"area_codes": ("408790",)}, "area_not_found"),
    ],
)
def test_a_hazard_that_a_desk_may_not_call_out_is_refused(
    ledger: Engine, changed: dict[str, object], code: str
) -> None:
    assert refusal(lambda: open_hazard(ledger, desk(UNION), replace(CYCLONE, **changed), SNAPSHOT)) == code


def test_only_whoever_answers_for_the_whole_area_weighs_and_closes_and_only_while_it_is_open(ledger: Engine) -> None:
    hazard_id = open_hazard(ledger, OPERATOR, CYCLONE, SNAPSHOT)
    assert refusal(lambda: weigh_hazard(ledger, desk(WARD), hazard_id, {"elderly": 9})) == "hazard_of_wider_area"
    assert refusal(lambda: close_hazard(ledger, desk(WARD), hazard_id)) == "hazard_of_wider_area"
    assert refusal(lambda: close_hazard(ledger, desk("40879011"), hazard_id)) == "hazard_not_found"
    weigh_hazard(ledger, desk(UNION), hazard_id, {"elderly": 9})
    close_hazard(ledger, desk(UNION), hazard_id)
    with reading(ledger) as session:
        line = get_hazard(session, OPERATOR, hazard_id)
    assert (line.weights, line.is_open) == ({"elderly": 9}, False)
    assert actions(ledger)[-2:] == ["hazard_weighed", "hazard_closed"]
    for act in (
        lambda: weigh_hazard(ledger, OPERATOR, hazard_id, WEIGHTS),
        lambda: close_hazard(ledger, OPERATOR, hazard_id),
    ):
        assert refusal(act) == "hazard_closed"
    assert (
        refusal(lambda: mark_person(ledger, OPERATOR, hazard_id, person_in(ledger, WARD), "reached")) == "hazard_closed"
    )


def test_a_list_is_made_of_the_newest_snapshot(ledger: Engine) -> None:
    with reading(ledger) as session:
        assert refusal(lambda: newest_snapshot(session)) == "no_snapshot_yet"
    for name in ("first", "second"):
        store_findings(ledger, OPERATOR, NewRun(date(2022, 6, 30), "1", name, ()), [])
    with reading(ledger) as session:
        assert newest_snapshot(session) == KeptSnapshot("second", date(2022, 6, 30))


def test_what_is_said_later_stands_beside_what_was_said_before(ledger: Engine) -> None:
    hazard_id, person = open_hazard(ledger, OPERATOR, CYCLONE, SNAPSHOT), person_in(ledger, WARD)
    keep_shelters(ledger, OPERATOR, [SCHOOL])
    mark_person(ledger, desk(WARD), hazard_id, person, "not_found", 1)
    mark_person(ledger, desk(WARD), hazard_id, person, "moved", 1)
    with reading(ledger) as session:
        mark = newest_marks(session, desk(WARD), hazard_id)[person]
        assert (mark.outcome, mark.shelter_id, mark.times) == ("moved", 1, 2)
        assert newest_marks(session, desk(OTHER_WARD), hazard_id) == {}
        assert newest_marks(session, OPERATOR, hazard_id + 1) == {}
    with ledger.connect() as connection:
        rows = connection.execute(text("select outcome, shelter_id, marked_by from hazard_marks order by id")).all()
    assert rows == [("not_found", None, 7), ("moved", 1, 7)]
    assert actions(ledger)[-1] == "hazard_marked"


def test_nobody_is_marked_beyond_the_scope_or_the_hazard_or_with_an_unknown_word(ledger: Engine) -> None:
    hazard_id = open_hazard(ledger, OPERATOR, replace(CYCLONE, area_codes=(WARD,)), SNAPSHOT)
    here, there = person_in(ledger, WARD), person_in(ledger, OTHER_WARD)
    assert refusal(lambda: mark_person(ledger, desk(UNION), hazard_id, there, "reached")) == "person_not_found"
    assert refusal(lambda: mark_person(ledger, desk(OTHER_WARD), hazard_id, here, "reached")) == "hazard_not_found"
    assert refusal(lambda: mark_person(ledger, desk(WARD), hazard_id, 9_999, "reached")) == "person_not_found"
    assert refusal(lambda: mark_person(ledger, desk(WARD), hazard_id, here, "saved")) == "outcome_unknown"
    assert refusal(lambda: mark_person(ledger, desk(WARD), hazard_id, here, "moved", 5)) == "shelter_not_found"


def test_what_was_said_of_a_person_stands_for_the_records_that_were_merged_into_it(ledger: Engine) -> None:
    hazard_id, person = open_hazard(ledger, OPERATOR, CYCLONE, SNAPSHOT), person_in(ledger, WARD)
    mark_person(ledger, OPERATOR, hazard_id, person, "reached")
    with writing(ledger) as session:
        session.connection().execute(text("update persons set merged_into_id = :p where id = :p + 1"), {"p": person})
    with reading(ledger) as session:
        assert newest_marks(session, desk(WARD), hazard_id).keys() == {person, person + 1}


def test_the_telephone_is_ones_own_else_that_of_an_adult_of_the_household(ledger: Engine) -> None:
    head = person_in(ledger, WARD)
    with writing(ledger) as session:
        run = session.connection().execute
        run(text("update persons set mobile = '01400000001' where id = :id"), {"id": head})
        run(
            text("update persons set mobile = '01400000002', birth_date = '2015-01-02' where id = :id"),
            {"id": head + 1},
        )
    with reading(ledger) as session:
        on = date(2022, 6, 30)
        found = people_of(session, desk(WARD), [head, head + 1, person_in(ledger, OTHER_WARD)], on)
        later = people_of(session, desk(WARD), [head + 1], date(2034, 1, 1))
    assert found.keys() == {head, head + 1}  # nobody beyond the scope
    assert {id_: one.contact.mobile for id_, one in found.items() if one.contact} == dict.fromkeys(found, "01400000001")
    assert found[head].household_number == "1"
    assert later[head + 1].contact is not None
    assert later[head + 1].contact.mobile == "01400000002"


def test_relief_since_the_day_is_that_of_the_relief_office_and_stands(ledger: Engine) -> None:
    person, days = (
        person_in(ledger, WARD),
        {1: date(2022, 4, 30), 2: date(2022, 5, 1), 3: date(2022, 5, 9), 4: date(2022, 5, 9)},
    )
    with writing(ledger) as session:
        row = session.connection().execute(text("select min(id), min(upload_id) from staged_rows")).one()
        for number, day in days.items():
            food = number == 4
            session.add(_delivery(number, "food" if food else "relief", "FFP" if food else "GRF", day, *row))
        session.flush()
        session.add(_delivery(5, "relief", "GRF", date(2022, 5, 9), *row, reverses=3))
        session.flush()
        for number in days:
            session.add(_attachment(number, person))
    with reading(ledger) as session:
        (relief,) = relief_since(session, desk(WARD), [person], date(2022, 5, 1))[person]
        assert (relief.programme_code, relief.deliveries, relief.first_on) == ("GRF", 1, date(2022, 5, 1))
        assert relief_since(session, desk(OTHER_WARD), [person], date(2022, 5, 1)) == {}


def _delivery(
    id_: int, office: str, programme: str, day: date, row_id: int, upload_id: int, reverses: int | None = None
) -> Delivery:
    return Delivery(
        id=id_, area_code="408790", upload_id=upload_id, staged_row_id=row_id, office_code=office,
        programme_code=programme, period_code="2022-05", period_from=day, period_until=day, delivered_on=day,
        reverses_id=reverses, known_since=datetime(2022, 6, 1, tzinfo=UTC),
    )  # fmt: skip


def _attachment(delivery_id: int, person_id: int) -> Attachment:
    at = datetime(2022, 6, 1, tzinfo=UTC)
    told = {"area_code": WARD, "method": "nid", "decided_by": 0, "known_since": at}
    return Attachment(id=delivery_id, delivery_id=delivery_id, person_id=person_id, **told)


def test_a_shelter_is_known_again_by_its_ward_and_its_names(ledger: Engine) -> None:
    other = replace(SCHOOL, name_en="Other")
    assert vars(keep_shelters(ledger, desk(UNION), [SCHOOL, other])) == {"new": 2, "changed": 0, "unchanged": 0}
    assert vars(keep_shelters(ledger, desk(UNION), [SCHOOL, replace(other, capacity=9)])) == {
        "new": 0,
        "changed": 1,
        "unchanged": 1,
    }
    with reading(ledger) as session:
        assert [one.capacity for one in list_shelters(session, desk(WARD))] == [200, 9]
        assert list_shelters(session, desk(OTHER_WARD)) == []
        assert list_shelters(session, OPERATOR, ["40879011"]) == []
        assert refusal(lambda: get_shelter(session, desk(OTHER_WARD), 1)) == "shelter_not_found"
    assert (
        refusal(lambda: keep_shelters(ledger, desk(WARD), [SCHOOL, replace(SCHOOL, area_code=OTHER_WARD)]))
        == "area_not_found"
    )


def test_a_shelter_is_changed_within_the_scope_and_never_into_another(ledger: Engine) -> None:
    keep_shelters(ledger, OPERATOR, [SCHOOL, replace(SCHOOL, name_en="Other")])
    change_shelter(ledger, desk(WARD), 1, replace(SCHOOL, capacity=50))
    assert (
        refusal(lambda: change_shelter(ledger, desk(WARD), 1, replace(SCHOOL, name_en="Other")))
        == "shelter_known_already"
    )
    assert (
        refusal(lambda: change_shelter(ledger, desk(OTHER_WARD), 1, replace(SCHOOL, area_code=OTHER_WARD)))
        == "shelter_not_found"
    )
    assert (
        refusal(lambda: change_shelter(ledger, desk(WARD), 1, replace(SCHOOL, area_code=OTHER_WARD)))
        == "area_not_found"
    )
    with reading(ledger) as session:
        assert get_shelter(session, OPERATOR, 1).capacity == 50
