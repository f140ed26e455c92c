"""Who approves which change, by rules that say where they come from; and what nobody can ask for."""

from __future__ import annotations

from datetime import date

import pytest

from census_app.domain.access import Assignment, Role, Scope, scope_of
from census_app.domain.change_requests import (
    FIELDS_OF,
    HOME,
    ChangeKind,
    Item,
    Paper,
    Step,
    approvals_needed,
    approvals_standing,
    check_approver,
    check_paper,
    has_moved_on,
    holds_already,
    papers_enough,
    read_rules,
    rule_for,
    rules_of,
)
from census_app.domain.change_values import birth_columns, birth_text, check_value, home_of
from census_app.domain.errors import Refused
from census_app.domain.grounds import RuleRefused
from census_app.reference import read_reference

LINES = read_reference("change_rules")
RULES = read_rules(LINES)
TODAY = date(2026, 3, 1)
WARD, UNION = "4087907108", "40879071"


def line(**cells: str) -> dict[str, str]:
    return {**LINES[0], **cells}


def desk(actor_id: int, role: Role, area_code: str) -> Scope:
    return scope_of(actor_id, "somebody", [Assignment(role, area_code, "", date(2022, 1, 1))], TODAY)


def test_every_change_of_every_field_has_its_rule() -> None:
    for kind, fields in FIELDS_OF.items():
        for field in fields:
            rule = rule_for(RULES, kind, field, WARD)
            assert rule.approvals >= 1
            assert rule.roles
            assert rule.papers


@pytest.mark.parametrize("cell", ["source", "confidence", "review_on"])
def test_a_rule_without_its_ground_is_refused(cell: str) -> None:
    with pytest.raises(RuleRefused, match="rule_without_ground") as refused:
        read_rules([line(**{cell: " "})])
    assert refused.value.values == {"file": "change_rules.csv", "entry": "H01", "field": cell}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("kind", "eat"),
        ("field", "home"),
        ("area_code", "Tala"),
        ("roles", "king"),
        ("roles", ""),
        ("approvals", "0"),
        ("approvals", "3"),
        ("papers", "rumour"),
        ("review_on", "soon"),
    ],
)
def test_a_rule_that_says_something_unknown_is_refused(cell: str, said: str) -> None:
    with pytest.raises(RuleRefused, match="rule_badly_said") as refused:
        read_rules([line(**{cell: said})])
    assert refused.value.values["field"] == cell


def test_two_rules_about_the_same_are_refused() -> None:
    for twice in (line(rule_id="H99"), line(field="birth")):
        with pytest.raises(RuleRefused, match="rule_stands_twice"):
            read_rules([line(), twice])


def test_the_smallest_area_goes_before_the_field_and_the_field_before_every_field() -> None:
    rules = read_rules(
        [line(), line(rule_id="H97", field="birth"), line(rule_id="H98", area_code=UNION, approvals="2")]
    )
    assert rule_for(rules, "correct", "birth", "4087901101").rule_id == "H97"
    assert rule_for(rules, "correct", "birth", WARD).rule_id == "H98"
    assert rule_for(rules, "correct", "name_bn", "4087901101").rule_id == "H01"
    with pytest.raises(Refused, match="change_without_rule"):
        rule_for(rules, "died", "death", WARD)


def test_a_request_must_satisfy_every_rule_of_its_fields() -> None:
    both = rules_of(RULES, "correct", ["name_bn", "sex", "name_en"], WARD)
    assert [rule.rule_id for rule in both] == ["H01", "H03"]
    assert approvals_needed(both) == 2
    assert papers_enough(both) == (Paper.NID_CARD, Paper.BIRTH_CERTIFICATE, Paper.COURT_ORDER)
    with pytest.raises(Refused, match="change_paper_not_enough"):
        check_paper(both, "on_the_spot", "1 March", "wrong")
    assert papers_enough(rules_of(RULES, "correct", ["birth", "mobile"], WARD)) == ()


def test_an_approver_asked_for_nothing_approves_once_and_sits_where_the_rule_says() -> None:
    rules = rules_of(RULES, "transfer", [HOME], WARD)
    chairman, uno = desk(1, Role.CHAIRMAN, UNION), desk(2, Role.UNO, "408790")
    check_approver(rules, chairman, 9, (), [WARD])
    for scope, maker, approved, places, code in (
        (chairman, 1, (), [WARD], "change_maker_approves"),
        (chairman, 9, (1,), [WARD], "change_approved_already"),
        (chairman, 9, (), [WARD, "4087901101"], "change_not_your_desk"),
        (desk(3, Role.WARD_MEMBER, WARD), 9, (), [WARD], "change_not_your_desk"),
    ):
        with pytest.raises(Refused, match=code):
            check_approver(rules, scope, maker, approved, places)
    check_approver(rules, uno, 9, (1,), [WARD, "4087907107"])


def test_approvals_count_once_each_and_end_when_a_field_is_decided() -> None:
    steps = [(Step.FILED, 9), (Step.APPROVED, 1), (Step.APPROVED, 1), (Step.APPROVED, 2)]
    assert approvals_standing(steps) == (1, 2)
    assert approvals_standing([*steps, (Step.KEPT_OURS, 3), (Step.APPROVED, 2)]) == (2,)


def test_a_field_has_moved_on_when_something_is_believed_that_nobody_here_saw_or_wants() -> None:
    item = Item(1, 2, "sex", "male", "female")
    assert [has_moved_on(item, now) for now in ("male", "female", "hijra")] == [False, False, True]
    number = Item(1, 2, "nid10", "5550000001", "5550000002")
    assert holds_already(number, "5550000001; 5550000002")
    assert has_moved_on(number, "5550000001; 5550000003")
    assert not has_moved_on(Item(1, 2, "sex", "male", "female", dropped=True), "hijra")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("1962-07-04", ("1962-07-04", "day")),
        ("1962-07", ("1962-07", "month")),
        ("1962", ("1962", "year")),
        ("~1962", ("1962", "estimated")),
    ],
)
def test_a_birth_is_one_text_and_two_columns(text: str, columns: tuple[str, str]) -> None:
    assert birth_columns(text) == columns
    assert birth_text(*columns) == text
    assert birth_text("", "") == ""


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("name_bn", "রহিমা", "৭৭"),
        ("father_name", "", "-"),
        ("sex", "hijra", ""),
        ("marital", "widowed", "happy"),
        ("in_school", "true", "yes"),
        ("education_class", "12", "99"),
        ("mobile", "01500000001", "1500000001"),
        ("occupation", "farmer", "নাই"),
        ("birth", "~1962", "1962-02-31"),
        ("birth", "2026-03-01", "2026-03-02"),
        ("death", "2025", "~2025"),
        ("nid10", "5550000001", "55500000019"),
        ("brn17", "20108719071234567", "2010871907123456x"),
        ("home", f"{WARD}/12/child", f"{UNION}/12/child"),
        ("home", "", f"{WARD}/12/friend"),
        ("home", f"{WARD}/1/head", f"{WARD}/head"),
    ],
)
def test_a_value_that_cannot_be_is_refused(field: str, good: str, bad: str) -> None:
    check_value(field, good, TODAY)
    with pytest.raises(Refused, match="change_value_wrong"):
        check_value(field, bad, TODAY)


def test_a_home_is_read_as_it_was_written() -> None:
    home = home_of(f"{WARD}/12/child")
    assert str(home) == f"{WARD}/12/child"
    assert home_of("") is None


def test_a_kind_of_change_that_happens_on_a_day_moves_somebody() -> None:
    assert {kind for kind, fields in FIELDS_OF.items() if fields == (HOME,)} == {
        ChangeKind.TRANSFER,
        ChangeKind.SPLIT,
        ChangeKind.CHANGE_HEAD,
        ChangeKind.MOVED_OUT,
    }
