"""A visit list with every point explained; nothing at all unless a run is asked for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from census_app.ledger.writes.findings import NewFinding
from tests.analytics.conftest import Ask

ASKED = ["fnd_child_marriage_risk"]
GIRL = {
    "person_id": 1,
    "birth_from": date(2007, 1, 1),
    "birth_until": date(2007, 1, 1),
    "relation": "child",
    "marital": "unmarried",
    "in_school": False,
    "education_class": 5,
}
FATHER = {"person_id": 2, "sex": "male", "education_class": 10}


def born(first: date, last: date | None = None) -> dict[str, date]:
    return {"birth_from": first, "birth_until": last or first}


def family(*more: dict[str, Any], **girl: Any) -> list[dict[str, Any]]:
    return [{**GIRL, **girl}, FATHER, *more]


def visits(found: list[NewFinding]) -> list[tuple[int, str, dict[str, int]]]:
    return [
        (f.score or 0, f.tier, {reason["code"]: reason["values"]["points"] for reason in f.reasons})
        for f in found
        if f.kind == "child_marriage_risk"
    ]


def test_nobody_is_listed_unless_the_run_is_asked_for_it(ask: Ask) -> None:
    assert visits(ask(persons=family(), households=[{"household_id": 1}])) == []


def test_a_girl_of_fifteen_out_of_school_is_visited_this_month(ask: Ask) -> None:
    found = ask(persons=family(), households=[{"household_id": 1}], with_child_marriage=True)
    assert visits(found) == [(7, "month", {"age": 4, "out_of_school": 3})]
    assert [f.office_codes for f in found if f.kind == "child_marriage_risk"] == [("uno", "women_affairs")]


@pytest.mark.parametrize(
    ("girl", "father", "house", "expected"),
    [
        ({"in_school": True, "education_class": 8}, {}, {}, None),
        ({"in_school": True, "education_class": 7}, {}, {}, (5, "quarter", {"age": 4, "behind_in_school": 1})),
        ({}, {"education_class": 9}, {}, (8, "month", {"age": 4, "out_of_school": 3, "no_schooled_adult": 1})),
        ({}, {}, {"income_bdt": 8000}, (8, "month", {"age": 4, "out_of_school": 3, "poor_girl_household": 1})),
        ({}, {}, {"flooded": True}, (8, "month", {"age": 4, "out_of_school": 3, "standing_water": 1})),
        ({}, {"sex": "female"}, {}, (8, "month", {"age": 4, "out_of_school": 3, "father_not_there": 1})),
        ({}, {"relation": None}, {}, (7, "month", {"age": 4, "out_of_school": 3})),
        ({}, {"education_class": None}, {}, (7, "month", {"age": 4, "out_of_school": 3})),
        ({"marital": None}, {}, {}, (7, "month", {"marital_not_recorded": 0, "age": 4, "out_of_school": 3})),
        ({"marital": "married"}, {}, {}, None),
        ({"sex": "male"}, {}, {}, None),
        (born(date(2004, 6, 30)), {}, {}, None),
        (born(date(2004, 7, 1)), {}, {}, (6, "quarter", {"age": 3, "out_of_school": 3})),
        (born(date(2012, 1, 1)), {}, {}, None),
    ],
)  # fmt: skip
def test_each_sign_gives_its_points(
    ask: Ask, girl: dict[str, Any], father: dict[str, Any], house: dict[str, Any], expected: Any
) -> None:
    persons = [{**GIRL, **girl}, {**FATHER, **father}]
    found = ask(persons=persons, households=[{"household_id": 1, **house}], with_child_marriage=True)
    assert visits(found) == ([expected] if expected else [])


def test_an_older_sister_married_as_a_child_is_a_sign(ask: Ask) -> None:
    sister = {
        **GIRL,
        "person_id": 3,
        "marital": "married",
        "birth_from": date(2005, 1, 1),
        "birth_until": date(2005, 1, 1),
    }
    found = ask(persons=family(sister), households=[{"household_id": 1}], with_child_marriage=True)
    assert visits(found)[0][2]["sister_married_early"] == 1


def test_religion_changes_nothing(ask: Ask) -> None:
    lists = [
        visits(ask(persons=family(religion=religion), households=[{"household_id": 1}], with_child_marriage=True))
        for religion in ("islam", "hindu", None)
    ]
    assert lists[0] == lists[1] == lists[2]


def test_a_prevented_marriage_weighs_most_and_stays_whatever_was_seen_later(ask: Ask) -> None:
    seen = [{"person_id": 1}, {"person_id": 1, "outcome": "no_risk_seen", "visited_on": date(2022, 5, 1)}]
    found = ask(
        persons=family(in_school=True, education_class=8),
        households=[{"household_id": 1}],
        visits=seen,
        with_child_marriage=True,
    )
    assert visits(found) == [(10, "month", {"prevented_before": 6, "age": 4})]


def test_a_visit_after_the_day_of_the_run_is_not_known_yet(ask: Ask) -> None:
    later = [{"person_id": 1, "visited_on": date(2022, 7, 1)}]
    found = ask(persons=family(), households=[{"household_id": 1}], visits=later, with_child_marriage=True)
    assert "prevented_before" not in visits(found)[0][2]


@pytest.mark.parametrize(("before", "code"), [(True, "left_school"), (False, "out_of_school"), (None, "out_of_school")])
def test_leaving_school_since_the_round_before_is_told_as_such(ask: Ask, before: bool | None, code: str) -> None:
    listed = [{"person_id": 1, "was_in_school": before}]
    found = ask(persons=family(), households=[{"household_id": 1}], listings=listed, with_child_marriage=True)
    assert visits(found) == [(7, "month", {"age": 4, code: 3})]


def test_papers_that_disagree_are_told_beside_the_points_and_give_none(ask: Ask) -> None:
    doubt = [{"person_id": 1, "field": "age_years", "code": "age_contradicts_birth"}]
    found = ask(persons=family(), households=[{"household_id": 1}], doubts=doubt, with_child_marriage=True)
    assert visits(found) == [(7, "month", {"age_in_doubt": 0, "age": 4, "out_of_school": 3})]


@pytest.mark.parametrize("sex", ["male", "hijra", None])
def test_boys_are_on_no_list(ask: Ask, sex: str | None) -> None:
    found = ask(persons=family(sex=sex), households=[{"household_id": 1}], with_child_marriage=True)
    assert visits(found) == []
