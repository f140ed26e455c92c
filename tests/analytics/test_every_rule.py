"""Every rule between benefits, met by the smallest ledger that raises it, and missed by its nearest neighbour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from census_app.reference import read_reference
from tests.analytics.conftest import AS_OF, Ask, Rows

ASKED = ["fnd_duplicate_benefits", "fnd_benefit_limits", "fnd_benefit_against_record"]
LATE = date(2026, 6, 30)
YEAR = {"period_code": "2021-22", "period_from": date(2021, 7, 1), "period_until": date(2022, 6, 30)}
EID = {**YEAR, "period_code": "2021-22/eid-ul-fitr", "amount_poisha": None, "delivered_on": date(2022, 4, 28)}
NEXT_QUARTER = {
    "period_code": "2021-10..2021-12",
    "period_from": date(2021, 10, 1),
    "period_until": date(2021, 12, 31),
    "delivered_on": date(2022, 1, 6),
}


def person(person_id: int = 1, **more: Any) -> dict[str, Any]:
    """An old widow in household 1 with a recorded disability: nothing about her raises a question by itself."""
    born = date(1940, 1, 1)
    plain = {"birth_from": born, "birth_until": born, "marital": "widowed", "disability": "physical"}
    return {"person_id": person_id, **plain, **more}


def born(day: date) -> dict[str, date]:
    return {"birth_from": day, "birth_until": day}


def given(programme_code: str, person_id: int = 1, **more: Any) -> dict[str, Any]:
    return {"programme_code": programme_code, "person_id": person_id, **more}


def month(year: int, number: int) -> dict[str, Any]:
    """The month as the period, handed out on its fifteenth."""
    first = date(year, number, 1)
    last = date(year + number // 12, number % 12 + 1, 1) - date.resolution
    spell = {"period_code": f"{first:%Y-%m}", "period_from": first, "period_until": last}
    return {**spell, "delivered_on": first.replace(day=15), "amount_poisha": 80_000}


@dataclass(frozen=True)
class Case:
    """What raises the rule's question about these persons, and deliveries and persons that must not."""

    kind: str
    severity: str
    about: tuple[int, ...]
    deliveries: Rows
    near: Rows
    persons: Rows = field(default_factory=lambda: [person()])
    near_persons: Rows | None = None
    deaths: Rows = field(default_factory=list)
    as_of: date = AS_OF


TWO = [person(), person(2)]
APART = [person(), person(2, household_id=2)]
MOTHER = person(relation="spouse", marital="married", **born(date(1992, 1, 1)))
FIRST, SECOND = ({"person_id": n, "relation": "child", **born(date(2012 + n, 1, 1))} for n in (2, 3))
THIRD = {"person_id": 4, "relation": "child", **born(date(2021, 5, 1))}
PUPILS = [person(n, **born(date(2008 + n, 1, 1))) for n in (1, 2, 3)]
STIPENDS = [given("PST", n) for n in (1, 2, 3)]


def two_of_a_home(programme_code: str, **period: Any) -> dict[str, Any]:
    """One period to two members of a household, and to two households."""
    one = given(programme_code, 1, **period)
    other = given(programme_code, 2, **period)
    return {"deliveries": [one, other], "near": [one, {**other, "household_id": 2}], "near_persons": APART}


def beside(left: str, right: str) -> dict[str, Any]:
    """Both in one quarter, and one after the other."""
    return {"deliveries": [given(left), given(right)], "near": [given(left), given(right, **NEXT_QUARTER)]}


def cards(left: str, right: str) -> dict[str, Any]:
    """Two members of one household with a card each, and two households."""
    other = given(right, 2)
    return {"deliveries": [given(left), other], "near": [given(left), {**other, "household_id": 2}]}


DEAD = person(alive=False, death_from=date(2021, 6, 30), death_until=date(2021, 6, 30))
CASES = {
    "R01": Case("same_period_twice", "certain", (1,), [given("OAA")] * 2, [given("OAA"), given("OAA", **NEXT_QUARTER)]),
    "R02": Case("exclusive_programmes", "review", (1,), **beside("OAA", "WID")),
    "R03": Case("exclusive_programmes", "review", (1,), **beside("WID", "DIS")),
    "R04": Case("exclusive_programmes", "review", (1,), **beside("OAA", "VGD")),
    "R05": Case("exclusive_programmes", "review", (1,), **beside("VWB", "MCB")),
    "R06": Case("household_limit", "review", (1, 2), **cards("VGD", "FFP"), persons=TWO, near_persons=APART),
    "R07": Case("household_limit", "review", (1, 2), **cards("VWB", "TCB"), persons=TWO, near_persons=APART),
    "R08": Case(
        "previous_cycle",
        "review",
        (1,),
        [given("VGD", **month(2021, 3)), given("VWB", **month(2025, 8))],
        [given("VGD", **month(2020, 12)), given("VWB", **month(2025, 8))],
        as_of=LATE,
    ),
    "R09": Case("household_limit", "review", (1, 2), **two_of_a_home("FFP", **month(2021, 9)), persons=TWO),
    "R10": Case("household_limit", "review", (1, 2), **two_of_a_home("TCB", **month(2022, 3)), persons=TWO),
    "R11": Case("household_limit", "review", (1, 2), **two_of_a_home("VGF", **EID), persons=TWO),
    "R12": Case(
        "grant_beside_vgf",
        "info",
        (1, 2),
        [given("VGF", 1, **EID), given("OAA", 2)],
        [given("VGF", 1, **EID), given("OAA", 2, household_id=2)],
        persons=TWO,
        near_persons=APART,
    ),
    "R13": Case("household_limit", "review", (1, 2), **two_of_a_home("EGP", **NEXT_QUARTER), persons=TWO),
    "R14": Case("exclusive_programmes", "review", (1,), **beside("OAA", "FFH")),
    "R15": Case(
        "lifetime_limit",
        "info",
        (1,),
        [given("MCB", **month(2021, 8))],
        [given("MCB", **month(2021, 8))],
        persons=[MOTHER, FIRST, SECOND, THIRD],
        near_persons=[MOTHER, FIRST, THIRD],
    ),
    "R16": Case("stipend_children_limit", "info", (1, 2, 3), STIPENDS, STIPENDS[:2], persons=PUPILS),
    "R17": Case("stipend_beside_allowance", "info", (1,), **beside("DIS", "DST")),
    "R18": Case(
        "household_limit",
        "review",
        (1, 2),
        [given("C25", 1, **month(2020, 6)), given("VGD", 2, **month(2020, 6))],
        [given("OMS", 1, **month(2021, 7)), given("VGD", 2, **month(2021, 7))],
        persons=TWO,
    ),
    "R19": Case("household_limit", "review", (1, 2), **two_of_a_home("GRF", **EID), persons=TWO),
    "R20": Case(
        "after_death",
        "review",
        (1,),
        [given("OAA")],
        [given("OAA", delivered_on=date(2021, 6, 30))],
        persons=[DEAD],
        deaths=[{"person_id": 1}],
    ),
    "R21": Case(
        "age_outside_rule",
        "review",
        (1,),
        [given("OAA")],
        [given("OAA")],
        persons=[person(sex="female", **born(date(1959, 10, 6)))],
        near_persons=[person(sex="female", **born(date(1959, 10, 5)))],
    ),
    "R22": Case(
        "shared_account",
        "review",
        (1, 2),
        [given("OAA", 1, account_key="k"), given("WID", 2, account_key="k", household_id=2)],
        [given("OAA", 1, account_key="k"), given("WID", 2, account_key="k")],
        persons=APART,
        near_persons=TWO,
    ),
    "R23": Case(
        "marital_outside_rule",
        "review",
        (1,),
        [given("WID")],
        [given("WID")],
        persons=[person(marital="married")],
        near_persons=[person(marital="separated")],
    ),
    "R24": Case(
        "disability_not_recorded",
        "info",
        (1,),
        [given("DIS")],
        [given("DIS")],
        persons=[person(disability="")],
        near_persons=[person(disability="hearing")],
    ),
}


def numbered(deliveries: Rows) -> Rows:
    return [{"delivery_id": number, **one} for number, one in enumerate(deliveries, start=1)]


def test_every_active_rule_of_the_catalogue_has_its_case_here() -> None:
    catalogue = {line["rule_id"] for line in read_reference("exclusivity_rules") if line["active"] == "true"}
    of_this_project = {"R25", "R26"}  # tin like rice, and arrears: tests/analytics/test_duplicate_benefits.py
    assert catalogue - of_this_project == CASES.keys() == {f"R{number:02d}" for number in range(1, 25)}


@pytest.mark.parametrize("rule_id", CASES)
def test_a_rule_raises_its_question_about_the_right_persons(ask: Ask, rule_id: str) -> None:
    case = CASES[rule_id]
    rows = {"persons": case.persons, "deliveries": numbered(case.deliveries), "deaths": case.deaths}
    found = [f for f in ask(as_of=case.as_of, **rows) if f.rule_id == rule_id]
    assert [(f.kind, f.severity, f.person_ids) for f in found] == [(case.kind, case.severity, case.about)]


@pytest.mark.parametrize("rule_id", CASES)
def test_a_rule_says_nothing_of_what_only_looks_like_it(ask: Ask, rule_id: str) -> None:
    case = CASES[rule_id]
    persons = case.persons if case.near_persons is None else case.near_persons
    found = ask(as_of=case.as_of, persons=persons, deliveries=numbered(case.near), deaths=case.deaths)
    assert [f for f in found if f.rule_id == rule_id] == []


@pytest.mark.parametrize(
    ("sources", "severity"),
    [
        ((), "review"),
        (("survey",), "review"),
        (("survey", "survey"), "review"),
        (("survey", "registration"), "certain"),
        (("survey", "list:social_services"), "certain"),
    ],
)
def test_a_payment_after_death_is_certain_only_when_two_independent_sources_record_the_death(
    ask: Ask, sources: tuple[str, ...], severity: str
) -> None:
    deaths = [{"person_id": 1, "source": source} for source in sources]
    [found] = ask(persons=[DEAD], deliveries=numbered([given("OAA")]), deaths=deaths)
    assert found.severity == severity
    assert ("death_from_two_sources" in {reason["code"] for reason in found.reasons}) == (severity == "certain")


def test_arrears_stay_information_however_many_sources_record_the_death(ask: Ask) -> None:
    dead = person(alive=False, death_from=date(2021, 9, 1), death_until=date(2021, 9, 1))
    deaths = [{"person_id": 1, "source": source} for source in ("survey", "registration")]
    found = ask(persons=[dead], deliveries=numbered([given("OAA")]), deaths=deaths)
    assert [(f.kind, f.severity) for f in found] == [("arrears_after_death", "info")]


def test_more_months_than_two_children_have_make_a_mother_a_question_by_themselves(ask: Ask) -> None:
    spell = [month(2016 + number // 12, number % 12 + 1) for number in range(73)]
    paid = [given("MCB", **one) for one in spell]
    mother = [MOTHER, FIRST, SECOND]
    assert [f for f in ask(as_of=LATE, persons=[MOTHER], deliveries=numbered(paid[:72])) if f.rule_id == "R15"] == []
    [found] = [f for f in ask(as_of=LATE, persons=mother, deliveries=numbered(paid)) if f.rule_id == "R15"]
    assert (found.severity, found.reasons[0]["values"]["months"]) == ("review", 73)
    twice = [*paid[:72], paid[0]]
    assert [f for f in ask(as_of=LATE, persons=[MOTHER], deliveries=numbered(twice)) if f.rule_id == "R15"] == []


def test_children_of_a_house_with_two_wives_are_not_counted_as_one_mothers(ask: Ask) -> None:
    wives = [MOTHER, {**MOTHER, "person_id": 5}]
    found = ask(persons=[*wives, FIRST, SECOND, THIRD], deliveries=numbered([given("MCB", **month(2021, 8))]))
    assert [f for f in found if f.rule_id == "R15"] == []


def test_a_month_paid_late_belongs_to_the_cycle_it_was_for(ask: Ask) -> None:
    late = {**month(2020, 12), "delivered_on": date(2021, 2, 1)}
    rice = [given("VGD", **late), given("VWB", **month(2025, 8))]
    assert [f for f in ask(as_of=LATE, persons=[person()], deliveries=numbered(rice)) if f.rule_id == "R08"] == []


@pytest.mark.parametrize(("programme", "asked"), [("C25", True), ("OMS", True), ("VGF", False)])
def test_the_lists_of_2020_are_held_against_rice_cards_open_market_rice_included(
    ask: Ask, programme: str, asked: bool
) -> None:
    both = [given(programme, 1, **month(2020, 7)), given("FFP", 2, **month(2020, 7))]
    found = ask(persons=TWO, deliveries=numbered(both))
    assert bool([f for f in found if f.rule_id == "R18"]) is asked


def test_a_rule_with_an_end_speaks_of_the_months_up_to_it_and_of_none_after(ask: Ask) -> None:
    last, after = [[given("PST", n, **month(2025, number)) for n in (1, 2, 3)] for number in (4, 5)]
    assert [f.rule_id for f in ask(as_of=LATE, persons=PUPILS, deliveries=numbered(last))] == ["R16"]
    assert ask(as_of=LATE, persons=PUPILS, deliveries=numbered(after)) == []
    june, july = [[given("C25", 1, **month(2021, number)), given("FFP", 2, **month(2021, number))] for number in (6, 7)]
    assert [f.rule_id for f in ask(persons=TWO, deliveries=numbered(june))] == ["R18"]
    assert ask(persons=TWO, deliveries=numbered(july)) == []
