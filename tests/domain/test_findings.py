"""The life of a finding: what may follow upon what, which facts count as changed, how long it has waited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from census_app.domain.errors import Refused
from census_app.domain.findings import (
    AGE_BANDS,
    FLOW,
    Facts,
    FindingState,
    band_of,
    changes,
    check_due,
    fingerprint,
    next_state,
    opened_between,
)

TODAY = date(2026, 11, 30)
FACTS = Facts("review", ({"code": "too_young", "values": {"times": 2, "programme": "OAA"}},), (1,), 100_000)
ALLOWED = {
    ("open", "explained"), ("open", "confirmed"), ("open", "referred"),
    ("referred", "explained"), ("referred", "confirmed"), ("referred", "referred"),
    ("confirmed", "recovered"), ("confirmed", "referred"), ("confirmed", "explained"),
    ("explained", "confirmed"), ("explained", "referred"),
}  # fmt: skip


@pytest.mark.parametrize("state", FindingState)
@pytest.mark.parametrize("decision", FindingState)
def test_an_answer_leads_on_only_where_the_flow_lets_it(state: FindingState, decision: FindingState) -> None:
    if (state, decision) in ALLOWED:
        assert next_state(state, decision) is decision
    else:
        with pytest.raises(Refused) as refused:
            next_state(state, decision)
        assert refused.value.code in ("decision_out_of_turn", "decision_unknown")


def test_nobody_closes_or_opens_a_finding_by_hand() -> None:
    assert not {FindingState.OPEN, FindingState.CLOSED} & {one for states in FLOW.values() for one in states}
    with pytest.raises(Refused, match="decision_unknown"):
        next_state("open", "closed")


def reason(code: str = "too_young", **values: Any) -> tuple[dict[str, Any], ...]:
    return ({"code": code, "values": {"times": 2, "programme": "OAA", **values}},)


@pytest.mark.parametrize(
    ("after", "code", "values"),
    [
        (replace(FACTS, money_poisha=150_000), "money_changed", {"before_poisha": 100_000, "after_poisha": 150_000}),
        (replace(FACTS, severity="certain"), "severity_changed", {"before": "review", "after": "certain"}),
        (replace(FACTS, person_ids=(1, 2)), "persons_changed", {"before": 1, "after": 2}),
        (replace(FACTS, tier="A"), "tier_changed", {"before": "", "after": "A"}),
        (replace(FACTS, reasons=reason(times=3)), "value_changed", {"what": "times", "before": 2, "after": 3}),
        (
            replace(FACTS, reasons=(*FACTS.reasons, {"code": "death_from_two_sources", "values": {}})),
            "reason_added",
            {"reason": "death_from_two_sources"},
        ),
    ],
)
def test_a_changed_fact_makes_another_fingerprint_and_is_named(after: Facts, code: str, values: dict[str, Any]) -> None:
    assert fingerprint(after) != fingerprint(FACTS)
    assert changes(FACTS, after) == [{"code": code, "values": values}]


def test_a_reason_that_gave_way_to_another_is_told_as_both() -> None:
    told = changes(FACTS, replace(FACTS, reasons=reason("too_old")))
    assert [one["code"] for one in told] == ["reason_gone", "reason_added"]


def test_order_and_a_birthday_change_no_fact() -> None:
    two = (*reason(), {"code": "old_enough", "values": {"age_years": 66}})
    older = ({"code": "old_enough", "values": {"age_years": 67}}, *reason())
    before, after = replace(FACTS, reasons=two, person_ids=(1, 2)), replace(FACTS, reasons=older, person_ids=(2, 1))
    assert fingerprint(before) == fingerprint(after)
    assert changes(before, after) == []


@pytest.mark.parametrize(
    ("days", "band"), [(-1, 0), (0, 0), (7, 0), (8, 1), (30, 1), (31, 2), (90, 2), (91, 3), (900, 3)]
)
def test_days_of_waiting_fall_into_one_band(days: int, band: int) -> None:
    opened_on = TODAY - timedelta(days=days)
    assert band_of(opened_on, TODAY) == band
    first, last = opened_between(AGE_BANDS[band], TODAY)
    assert (first or date.min) <= min(opened_on, TODAY) <= last


def test_a_desk_needs_a_day_that_has_not_passed() -> None:
    assert check_due(TODAY, TODAY) == TODAY
    for day in (None, TODAY - timedelta(days=1)):
        with pytest.raises(Refused, match="due_day_needed"):
            check_due(day, TODAY)
