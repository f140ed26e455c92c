"""When a benefit becomes a question, and when it does not.

1. one person, one benefit, one period, twice: certain; periods that only share days: review
2. benefits that exclude each other, for times that meet
3. what a family gets once, held by two of its members, or beside what excludes it
4. handed out after the latest day on which the person can have died; money for a period begun before is arrears
5. too young even at the oldest age the birth date allows
6. one mobile account for persons of several households
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from census_app.ledger.writes.findings import NewFinding
from tests.analytics.conftest import Ask

ASKED = ["fnd_duplicate_benefits", "fnd_benefit_against_record"]
OLD = {"birth_from": date(1940, 1, 1), "birth_until": date(1940, 1, 1), "marital": "widowed"}
SECOND_QUARTER = {
    "period_code": "2021-10..2021-12",
    "period_from": date(2021, 10, 1),
    "period_until": date(2021, 12, 31),
    "delivered_on": date(2022, 1, 6),
}
SPRING = {
    "period_code": "2022-04..2022-06",
    "period_from": date(2022, 4, 1),
    "period_until": date(2022, 6, 30),
    "delivered_on": date(2022, 6, 26),
}
YEAR = {"period_code": "2021-22", "period_from": date(2021, 7, 1), "period_until": date(2022, 6, 30)}
FITR = {**YEAR, "period_code": "2021-22/eid-ul-fitr", "programme_code": "VGF", "amount_poisha": None}
AZHA = {**FITR, "period_code": "2021-22/eid-ul-azha"}


def old(person_id: int, **more: Any) -> dict[str, Any]:
    return {"person_id": person_id, **OLD, **more}


def given(*deliveries: dict[str, Any]) -> list[dict[str, Any]]:
    """Deliveries to person 1 unless they say otherwise, numbered."""
    return [{"delivery_id": number, "person_id": 1, **one} for number, one in enumerate(deliveries, start=1)]


def told(findings: list[NewFinding]) -> list[tuple[str, str, tuple[int, ...], tuple[str, ...]]]:
    return sorted(
        (f.kind, f.severity, f.person_ids, tuple(r["code"] for r in f.reasons))
        for f in findings
        if f.kind != "disaster_priority"
    )


def test_a_list_that_names_only_the_year_is_judged_by_the_months_in_which_it_was_paid(ask: Ask) -> None:
    quarters = [{**YEAR, "delivered_on": day} for day in (date(2021, 10, 5), date(2022, 1, 6), date(2022, 4, 4))]
    assert told(ask(persons=[old(1)], deliveries=given(*quarters))) == []
    again = {**YEAR, "delivered_on": date(2022, 1, 20)}
    found = ask(persons=[old(1)], deliveries=given(*quarters, again))
    assert told(found) == [("same_period_twice", "certain", (1,), ("same_period_twice",))]


def test_the_same_period_paid_twice_is_certain_and_its_money_is_the_second_payment(ask: Ask) -> None:
    found = ask(persons=[old(1)], deliveries=given({}, {"delivered_on": date(2021, 10, 20), "amount_poisha": 140_000}))
    assert told(found) == [("same_period_twice", "certain", (1,), ("same_period_twice",))]
    assert found[0].money_poisha == 140_000
    assert found[0].reasons[0]["values"] == {
        "programme": "OAA",
        "period": "2021-07..2021-09",
        "times": 2,
        "first_on": "2021-10-05",
        "last_on": "2021-10-20",
    }


def test_two_old_people_of_one_household_each_with_the_allowance_are_no_question(ask: Ask) -> None:
    assert told(ask(persons=[old(1), old(2)], deliveries=given({}, {"person_id": 2}))) == []


def test_two_quarters_of_one_allowance_are_no_question(ask: Ask) -> None:
    assert told(ask(persons=[old(1)], deliveries=given({}, SECOND_QUARTER))) == []


def test_a_quarter_beside_the_year_that_holds_it_is_for_review(ask: Ask) -> None:
    found = ask(persons=[old(1)], deliveries=given({}, YEAR))
    assert told(found) == [("same_period_twice", "review", (1,), ("periods_overlap",))]


def test_two_festivals_of_one_fiscal_year_are_no_question(ask: Ask) -> None:
    assert told(ask(persons=[old(1)], households=[{"household_id": 1}], deliveries=given(FITR, AZHA))) == []


@pytest.mark.parametrize("programme", ["EPI", "CIT", "WLN"])
def test_what_may_rightly_come_twice_is_no_question(ask: Ask, programme: str) -> None:
    assert told(ask(persons=[old(1)], deliveries=given(*[{"programme_code": programme}] * 2))) == []


def test_a_delivery_after_the_day_of_the_run_does_not_count_yet(ask: Ask) -> None:
    later = {"delivered_on": date(2022, 7, 1)}
    assert told(ask(persons=[old(1)], deliveries=given({}, later))) == []


def test_a_delivery_in_suspense_says_nothing_about_anybody(ask: Ask) -> None:
    assert told(ask(persons=[old(1)], deliveries=given({}, {"person_id": None, "attached": False}))) == []


def test_two_allowances_that_exclude_each_other_are_for_review(ask: Ask) -> None:
    found = ask(persons=[old(1)], deliveries=given({}, {"programme_code": "WID", "amount_poisha": 100_000}))
    assert told(found) == [("exclusive_programmes", "review", (1,), ("exclusive_programmes",))]
    assert found[0].programme_codes == ("OAA", "WID")
    assert found[0].money_poisha == 100_000


def test_one_allowance_after_the_other_is_no_question(ask: Ask) -> None:
    assert told(ask(persons=[old(1)], deliveries=given({"programme_code": "WID"}, SECOND_QUARTER))) == []


def test_an_allowance_in_the_gap_of_another_is_no_question(ask: Ask) -> None:
    around = [{"programme_code": "WID"}, {**SPRING, "programme_code": "WID"}]
    assert told(ask(persons=[old(1)], deliveries=given(*around, SECOND_QUARTER))) == []


def test_cards_that_two_persons_held_in_one_household_one_after_the_other_are_no_question(ask: Ask) -> None:
    moved_away = [{"programme_code": "VGD"}, {**SPRING, "programme_code": "VGD", "household_id": 2}]
    card = {**SPRING, "programme_code": "FFP", "person_id": 2}
    assert told(ask(persons=[old(1, household_id=2), old(2)], deliveries=given(*moved_away, card))) == []
    at_the_new_home = {**card, "household_id": 2}
    found = ask(
        persons=[old(1, household_id=2), old(2, household_id=2)], deliveries=given(*moved_away, at_the_new_home)
    )
    assert [(f.kind, f.household_id) for f in found] == [("household_limit", 2)]


def test_a_payment_made_again_after_a_move_is_still_made_twice(ask: Ask) -> None:
    found = ask(persons=[old(1, household_id=2)], deliveries=given({}, {"household_id": 2}))
    assert told(found) == [("same_period_twice", "certain", (1,), ("same_period_twice",))]


def test_every_office_that_gave_is_named_on_the_question(ask: Ask) -> None:
    deliveries = given(*[{"office_code": office} for office in ("food", "relief", "social_services")])
    assert [f.office_codes for f in ask(persons=[old(1)], deliveries=deliveries)] == [
        ("food", "relief", "social_services")
    ]
    beside = given({"office_code": "food"}, SECOND_QUARTER, {**SECOND_QUARTER, "programme_code": "WID"})
    assert [f.office_codes for f in ask(persons=[old(1)], deliveries=beside)] == [("food", "social_services")]


def test_a_period_that_ends_before_it_begins_stops_no_run(ask: Ask) -> None:
    assert told(ask(persons=[old(1)], deliveries=given({"period_until": date(2011, 7, 1)}))) == []


def test_excluding_allowances_of_two_persons_of_one_household_are_no_question(ask: Ask) -> None:
    deliveries = given({}, {"programme_code": "WID", "person_id": 2})
    assert told(ask(persons=[old(1), old(2)], deliveries=deliveries)) == []


def test_two_food_cards_of_one_household_that_exclude_each_other_are_for_review(ask: Ask) -> None:
    deliveries = given(
        {"programme_code": "VGD", "office_code": "women_affairs"},
        {"programme_code": "FFP", "person_id": 2, "office_code": "food"},
    )
    found = ask(persons=[old(1), old(2)], deliveries=deliveries)
    assert told(found) == [("household_limit", "review", (1, 2), ("household_limit",))]
    assert (found[0].household_id, found[0].office_codes) == (1, ("food", "women_affairs"))


def test_two_food_cards_of_two_households_are_no_question(ask: Ask) -> None:
    deliveries = given({"programme_code": "VGD"}, {"programme_code": "FFP", "person_id": 2, "household_id": 2})
    assert told(ask(persons=[old(1), old(2, household_id=2)], deliveries=deliveries)) == []


def test_a_family_gets_festival_rice_once_for_each_festival(ask: Ask) -> None:
    wife = {"person_id": 2}
    assert told(ask(persons=[old(1), old(2)], deliveries=given(FITR, {**AZHA, **wife}))) == []
    found = ask(persons=[old(1), old(2)], deliveries=given(FITR, {**FITR, **wife}))
    assert told(found) == [("household_limit", "review", (1, 2), ("two_of_one_household",))]


def dead(first: date, last: date | None = None) -> dict[str, Any]:
    """Person 1, who died on that day, or at some time up to the last."""
    return old(1, alive=False, death_from=first, death_until=last or first)


@pytest.mark.parametrize(
    ("died", "told_of"),
    [
        ((date(2021, 6, 30),), [("after_death", "review", "paid_after_death")]),
        ((date(2021, 7, 1),), [("arrears_after_death", "info", "arrears_after_death")]),
        ((date(2021, 9, 30),), [("arrears_after_death", "info", "arrears_after_death")]),
        ((date(2021, 6, 1), date(2021, 7, 31)), [("arrears_after_death", "info", "arrears_after_death")]),
        ((date(2021, 10, 5),), []),
        ((date(2021, 1, 1), date(2021, 12, 31)), []),
    ],
)
def test_money_for_a_period_begun_in_life_is_arrears_and_for_a_later_one_a_payment_after_death(
    ask: Ask, died: tuple[date, ...], told_of: list[tuple[str, str, str]]
) -> None:
    found = ask(persons=[dead(*died)], deliveries=given({}))
    assert [(f.kind, f.severity, f.reasons[0]["code"]) for f in found] == told_of


def test_arrears_and_what_came_after_them_are_two_questions_each_with_its_own_money(ask: Ask) -> None:
    later = {**SECOND_QUARTER, "amount_poisha": 160_000}
    found = ask(persons=[dead(date(2021, 9, 1))], deliveries=given({}, later))
    assert {f.kind: f.money_poisha for f in found} == {"arrears_after_death": 150_000, "after_death": 160_000}


@pytest.mark.parametrize(
    "delivery",
    [
        {"programme_code": "VGD", "amount_poisha": None},  # rice of a month still lived
        {"programme_code": "FFP", "amount_poisha": 45_000},  # rice again: the money is its price
        {**YEAR, "delivered_on": date(2021, 10, 5)},  # the list named no months
        {**YEAR, "programme_code": "SIX", "delivered_on": date(2021, 10, 5)},
    ],
)
def test_goods_and_money_of_no_known_months_are_no_arrears(ask: Ask, delivery: dict[str, Any]) -> None:
    found = ask(persons=[dead(date(2021, 9, 1))], deliveries=given(delivery))
    assert [f.kind for f in found] == ["after_death"]


def test_an_undated_payment_for_a_period_begun_in_life_may_have_been_made_in_life(ask: Ask) -> None:
    undated = {"delivered_on": None}
    assert told(ask(persons=[dead(date(2021, 9, 1))], deliveries=given(undated))) == []
    found = ask(persons=[dead(date(2021, 9, 1))], deliveries=given({**SECOND_QUARTER, **undated}))
    assert [f.kind for f in found] == ["after_death"]


@pytest.mark.parametrize(
    ("sex", "born", "is_asked"),
    [
        ("female", (date(1959, 1, 1), date(1959, 12, 31)), False),  # perhaps 62 since January
        ("female", (date(1960, 1, 1), date(1960, 12, 31)), True),
        ("male", (date(1957, 1, 1), date(1957, 1, 1)), True),
        ("male", (date(1956, 10, 5), date(1956, 10, 5)), False),
        ("hijra", (date(1959, 10, 5), date(1959, 10, 5)), False),
        ("female", (None, None), False),
    ],
)
def test_a_person_is_too_young_only_where_no_reading_of_the_birth_date_is_old_enough(
    ask: Ask, sex: str, born: tuple[date | None, date | None], is_asked: bool
) -> None:
    person = old(1, sex=sex, birth_from=born[0], birth_until=born[1])
    found = ask(persons=[person], deliveries=given({}))
    assert [f.kind for f in found if f.kind == "age_outside_rule"] == ["age_outside_rule"] * is_asked


def test_an_undated_payment_may_have_been_made_on_the_last_day_of_its_period(ask: Ask) -> None:
    turned_62 = old(1, birth_from=date(1959, 9, 30), birth_until=date(1959, 9, 30))
    assert told(ask(persons=[turned_62], deliveries=given({"delivered_on": None}))) == []
    too_late = old(1, birth_from=date(1959, 10, 1), birth_until=date(1959, 10, 1))
    assert [f.kind for f in ask(persons=[too_late], deliveries=given({"delivered_on": None}))] == ["age_outside_rule"]


def test_one_account_of_a_family_that_moved_together_is_no_question(ask: Ask) -> None:
    first, then = {"account_key": "k"}, {"account_key": "k", "household_id": 2, **SECOND_QUARTER}
    wife = {"person_id": 2}
    moved = [old(1, household_id=2), old(2, household_id=2)]
    assert told(ask(persons=moved, deliveries=given(first, then))) == []
    assert told(ask(persons=moved, deliveries=given(first, {**first, **wife}, then, {**then, **wife}))) == []


def test_one_account_for_two_households_is_for_review_and_for_one_household_no_question(ask: Ask) -> None:
    shared = {"account_key": "k"}
    within = given(shared, {**shared, "person_id": 2})
    assert told(ask(persons=[old(1), old(2)], deliveries=within)) == []
    between = given(shared, {**shared, "person_id": 2, "household_id": 2})
    found = ask(persons=[old(1), old(2, household_id=2)], deliveries=between)
    assert told(found) == [("shared_account", "review", (1, 2), ("shared_account",))]
    assert found[0].reasons[0]["values"] == {"persons": 2, "households": 2, "fiscal_year": "2021-22"}


def test_an_empty_account_is_nobodys_account(ask: Ask) -> None:
    deliveries = given({"account_key": ""}, {"account_key": "", "person_id": 2, "household_id": 2})
    assert told(ask(persons=[old(1), old(2, household_id=2)], deliveries=deliveries)) == []


def test_a_widow_allowance_to_a_married_woman_and_one_for_a_disability_nobody_recorded_are_questions(ask: Ask) -> None:
    persons = [old(1, marital="married"), old(2, disability="physical"), old(3)]
    deliveries = given(
        {"programme_code": "WID"}, {"programme_code": "DIS", "person_id": 2}, {"programme_code": "DIS", "person_id": 3}
    )
    assert told(ask(persons=persons, deliveries=deliveries)) == [
        ("disability_not_recorded", "info", (3,), ("disability_not_recorded",)),
        ("marital_outside_rule", "review", (1,), ("marital_outside_rule",)),
    ]


def test_a_year_is_held_against_the_record_once_wherever_the_person_lived(ask: Ask) -> None:
    widow = {"programme_code": "WID"}
    found = ask(persons=[old(1, marital="married")], deliveries=given(widow, {**widow, **SPRING, "household_id": 2}))
    assert [(f.kind, f.money_poisha) for f in found] == [("marital_outside_rule", 300_000)]


def test_a_question_keeps_its_identity_from_run_to_run_and_a_new_fact_makes_another(ask: Ask) -> None:
    twice = given({}, {})
    first = [f.identity for f in ask(persons=[old(1)], deliveries=twice)]
    assert [f.identity for f in ask(persons=[old(1)], deliveries=list(reversed(twice)))] == first
    quarter = [{**one, **SECOND_QUARTER} for one in twice]
    other = [f.identity for f in ask(persons=[old(1)], deliveries=quarter)]
    assert len(first) == len(other) == 1
    assert first != other
