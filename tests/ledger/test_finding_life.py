"""Findings from run to run: answers hold while the facts do, grounds that go are named, desks have days."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col, select

from census_app.domain.access import OPERATOR, Permission, Role, Scope
from census_app.domain.errors import CensusError, NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.engine import reading, writing
from census_app.ledger.reads.finding_counts import count_findings, money_by_office, workload
from census_app.ledger.reads.finding_rows import rows_behind
from census_app.ledger.reads.findings import FindingFilter, FindingPage, get_finding, list_findings
from census_app.ledger.reads.users import account_named
from census_app.ledger.tables import Finding, FindingReview, Person
from census_app.ledger.writes.deliveries import reverse_delivery
from census_app.ledger.writes.finding_answers import Desk, assign_finding, review_finding
from census_app.ledger.writes.findings import NewFinding, NewRun, RunSummary, store_findings
from census_app.ledger.writes.reference import load_reference
from census_app.ledger.writes.users import add_user, assign
from tests.ledger.doubles import accept_person, give, merge, offer
from tests.ledger.people import WARD

DAY = date(2022, 6, 30)
RULES = {"R01": "v1", "R02": "v1", "D01": "v1"}
KINDS = ("same_period_twice", "exclusive_programmes", "child_marriage_risk")
UNO = Scope(0, "uno", ("408790",), ("*",), frozenset(Permission))
SOCIAL = Scope(70, "social", ("408790",), ("social_services",), frozenset(Permission) - {Permission.SEE_CHILD_MARRIAGE})


def asked(identity: str = "a", **more: Any) -> NewFinding:
    """A finding about person 1 for 1,500 taka."""
    reasons = ({"code": "same_period_twice", "values": {"programme": "OAA", "period": "2021-22", "times": 2}},)
    plain = NewFinding(
        identity,
        "same_period_twice",
        "certain",
        WARD,
        None,
        (1,),
        ("OAA",),
        ("social_services",),
        reasons,
        rule_id="R01",
    )
    return replace(plain, **{"money_poisha": 150_000, **more})


def run(engine: Engine, *findings: NewFinding, day: date = DAY, rules: dict[str, str] | None = None) -> RunSummary:
    new = NewRun(day, "rules-1", "copy", KINDS, RULES if rules is None else rules)
    return store_findings(engine, OPERATOR, new, findings)


def page(engine: Engine, finding_id: int = 1) -> FindingPage:
    with reading(engine) as session:
        return get_finding(session, OPERATOR, finding_id)


def told(engine: Engine, finding_id: int = 1) -> list[str]:
    """What changed, by the newest turn."""
    return [one["code"] for one in page(engine, finding_id).answers[0].changes]


@pytest.fixture
def ledger(any_engine: Engine) -> Engine:
    """Two persons, the first with two payments of one quarter, asked about."""
    load_reference(any_engine, OPERATOR)
    accept_person(any_engine, 1, birth_date="1950-01-01", birth_precision="day")
    accept_person(any_engine, 2)
    for _ in range(2):
        give(any_engine, 1, 150_000)
    run(any_engine, asked())
    return any_engine


@pytest.mark.parametrize("decisions", [("explained",), ("confirmed",), ("referred",), ("confirmed", "recovered")])
def test_an_answer_holds_from_run_to_run_while_its_facts_are_the_same(
    ledger: Engine, decisions: tuple[str, ...]
) -> None:
    for decision in decisions:
        review_finding(ledger, OPERATOR, 1, decision, "seen")
    summary = run(ledger, asked())
    assert (summary.new, summary.reopened, page(ledger).line.state) == (0, 0, decisions[-1])
    assert len(page(ledger).answers) == len(decisions)


@pytest.mark.parametrize("decision", ["explained", "confirmed", "referred"])
def test_an_answered_finding_opens_again_when_its_facts_change_and_says_which(ledger: Engine, decision: str) -> None:
    review_finding(ledger, OPERATOR, 1, decision, "seen")
    more = asked(money_poisha=300_000, person_ids=(1, 2))
    assert run(ledger, more).reopened == 1
    shown = page(ledger)
    assert (shown.line.state, shown.line.money_poisha, len(shown.line.persons)) == ("open", 300_000, 2)
    assert told(ledger) == ["money_changed", "persons_changed"]
    assert [turn.decision for turn in shown.answers] == ["open", decision]
    assert run(ledger, more).reopened == 0


def test_an_open_finding_whose_facts_change_says_what_the_newest_run_says(ledger: Engine) -> None:
    run(ledger, asked(severity="review", money_poisha=1))
    shown = page(ledger)
    assert (shown.line.severity, shown.line.money_poisha, shown.answers) == ("review", 1, ())


def test_a_finding_from_before_facts_were_kept_keeps_its_answer(ledger: Engine) -> None:
    review_finding(ledger, OPERATOR, 1, "explained", "seen")
    with writing(ledger) as session:
        session.connection().execute(update(Finding).values(fingerprint=""))
    assert run(ledger, asked()).reopened == 0
    assert page(ledger).line.state == "explained"
    assert run(ledger, asked(money_poisha=1)).reopened == 1


@pytest.mark.parametrize("decision", ["explained", "recovered"])
def test_a_final_answer_stays_when_its_ground_is_gone(ledger: Engine, decision: str) -> None:
    review_finding(ledger, OPERATOR, 1, "confirmed", "so it is")
    review_finding(ledger, OPERATOR, 1, decision, "done")
    run(ledger)
    assert page(ledger).line.state == decision


def test_a_closed_finding_that_comes_back_is_open_and_says_so(ledger: Engine) -> None:
    run(ledger)
    assert page(ledger).line.state == "closed"
    run(ledger, asked())
    assert (page(ledger).line.state, told(ledger)) == ("open", ["ground_returned"])


def reverse(engine: Engine) -> None:
    reverse_delivery(engine, OPERATOR, 1, "listed by mistake")


def merge_persons(engine: Engine) -> None:
    merge(engine, offer(engine, 1, 2))


def change_date(column: str) -> Callable[[Engine], None]:
    def change(engine: Engine) -> None:
        with writing(engine) as session:
            session.connection().execute(update(Person).where(col(Person.id) == 1).values({column: "1949-03-01"}))

    return change


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (reverse, "ground_delivery_reversed"),
        (merge_persons, "ground_persons_merged"),
        (change_date("birth_date"), "ground_birth_date_changed"),
        (change_date("death_date"), "ground_death_date_changed"),
        (lambda engine: give(engine, 1, 100), "ground_delivery_added"),
    ],
)
def test_a_finding_whose_ground_is_gone_says_which_fact_changed(
    ledger: Engine, happens: Callable[[Engine], None], code: str
) -> None:
    happens(ledger)
    run(ledger)
    shown = page(ledger)
    assert (shown.line.state, shown.answers[0].run_id) == ("closed", 2)
    assert code in told(ledger)


@pytest.mark.parametrize(
    ("rules", "day", "codes"),
    [
        ({**RULES, "R01": "v2"}, DAY, ["ground_rule_changed"]),
        ({"R02": "v1"}, DAY, ["ground_rule_off"]),
        (RULES, date(2022, 7, 1), ["ground_other_day"]),
        (RULES, DAY, ["ground_facts_changed"]),
        ({**RULES, "R02": "v2"}, DAY, ["ground_facts_changed"]),
    ],
)
def test_a_finding_whose_ground_is_gone_says_what_was_different_about_the_run(
    ledger: Engine, rules: dict[str, str], day: date, codes: list[str]
) -> None:
    run(ledger, rules=rules, day=day)
    assert told(ledger) == codes


def test_what_happened_to_others_or_before_is_no_cause(ledger: Engine) -> None:
    give(ledger, 2, 100)
    run(ledger, asked())
    run(ledger)
    assert told(ledger) == ["ground_facts_changed"]


def test_answers_out_of_turn_are_refused_and_nothing_is_written(ledger: Engine) -> None:
    for state, decision in ((None, "recovered"), ("explained", "explained"), ("confirmed", "confirmed")):
        if state:
            review_finding(ledger, OPERATOR, 1, state, "seen")
        before = page(ledger)
        with pytest.raises(Refused, match="decision_out_of_turn"):
            review_finding(ledger, OPERATOR, 1, decision, "again")
        assert page(ledger) == before


def test_a_turn_is_never_changed_by_what_follows(ledger: Engine) -> None:
    def rows() -> list[dict[str, Any]]:
        with reading(ledger) as session:
            return [one.model_dump() for one in session.exec(select(FindingReview).order_by(col(FindingReview.id)))]

    review_finding(ledger, OPERATOR, 1, "explained", "first")
    kept = rows()
    run(ledger, asked(money_poisha=1))
    review_finding(ledger, OPERATOR, 1, "referred", "second")
    run(ledger)
    assert rows()[:1] == kept
    assert [one["decision"] for one in rows()] == ["explained", "open", "referred", "closed"]


def test_of_two_who_answer_what_both_saw_the_later_is_told(ledger: Engine) -> None:
    start = Barrier(2)

    def send(decision: str) -> str:
        start.wait()
        try:
            review_finding(ledger, OPERATOR, 1, decision, "seen", seen=0)
        except Refused as refused:
            return refused.code
        return "kept"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(send, ("explained", "confirmed"))) == ["finding_moved_on", "kept"]
    assert len(page(ledger).answers) == 1


def clerk(engine: Engine, name: str, role: Role, office: str, area: str = "408790") -> int:
    add_user(engine, OPERATOR, name, f"the {name}", "a long password")
    assign(engine, OPERATOR, name, role, area, office)
    with reading(engine) as session:
        return account_named(session, name).user_id


def test_a_finding_lies_on_a_persons_desk_until_a_day_and_every_desk_is_remembered(ledger: Engine) -> None:
    user_id = clerk(ledger, "officer", Role.OFFICE, "social_services")
    today = clock.today()
    assign_finding(ledger, UNO, 1, Desk(office_code="social_services"), today, "look at the list")
    assign_finding(ledger, UNO, 1, Desk("officer"), today + timedelta(days=3))
    shown = page(ledger)
    assert (shown.line.assigned_to, shown.line.due_on) == ("the officer", today + timedelta(days=3))
    assert [(one.user, one.office_code, one.note) for one in shown.desks] == [
        ("the officer", "", ""),
        ("", "social_services", "look at the list"),
    ]
    mine = replace(SOCIAL, actor_id=user_id)
    with reading(ledger) as session:
        assert len(list_findings(session, mine, FindingFilter(desk="mine"))) == 1
        assert list_findings(session, replace(mine, actor_id=99), FindingFilter(desk="mine")) == []
        assert workload(session, mine, FindingFilter()).mine == 1


def test_what_lies_with_an_office_is_mine_for_whoever_sits_there(ledger: Engine) -> None:
    assign_finding(ledger, UNO, 1, Desk(office_code="social_services"), clock.today())
    with reading(ledger) as session:
        assert [one.finding_id for one in list_findings(session, SOCIAL, FindingFilter(desk="mine"))] == [1]
        assert list_findings(session, UNO, FindingFilter(desk="mine")) == []


@pytest.mark.parametrize(
    ("scope", "desk", "days", "code"),
    [
        (UNO, Desk("health_officer"), 1, "assignee_cannot_answer"),
        (UNO, Desk("chairman"), 1, "assignee_cannot_answer"),
        (UNO, Desk("neighbour"), 1, "assignee_cannot_answer"),
        (UNO, Desk(office_code="health"), 1, "assignee_cannot_answer"),
        (UNO, Desk(office_code="nowhere"), 1, "assignee_cannot_answer"),
        (SOCIAL, Desk(office_code="uno"), 1, "assignee_cannot_answer"),
        (UNO, Desk(), 1, "assignee_cannot_answer"),
        (UNO, Desk(office_code="social_services"), -1, "due_day_needed"),
        (UNO, Desk("nobody"), 1, "user_not_found"),
    ],
)
def test_a_desk_that_may_not_answer_and_a_day_that_has_passed_are_refused(
    ledger: Engine, scope: Scope, desk: Desk, days: int, code: str
) -> None:
    clerk(ledger, "health_officer", Role.OFFICE, "health")
    clerk(ledger, "chairman", Role.CHAIRMAN, "", "40879071")
    clerk(ledger, "neighbour", Role.OFFICE, "social_services", "408743")
    with pytest.raises(CensusError) as refused:
        assign_finding(ledger, scope, 1, desk, clock.today() + timedelta(days=days))
    assert refused.value.code == code
    assert page(ledger).desks == ()


def test_only_what_is_at_work_is_laid_on_a_desk(ledger: Engine) -> None:
    review_finding(ledger, OPERATOR, 1, "explained", "seen")
    with pytest.raises(Refused, match="finding_not_at_work"):
        assign_finding(ledger, UNO, 1, Desk(office_code="social_services"), clock.today())


def test_nobody_answers_or_hands_on_what_concerns_another_office(ledger: Engine) -> None:
    health = replace(SOCIAL, offices=("health",))
    with pytest.raises(NotFound):
        review_finding(ledger, health, 1, "explained", "seen")
    with pytest.raises(NotFound):
        assign_finding(ledger, health, 1, Desk(office_code="health"), clock.today())


def test_a_girls_visit_is_handed_to_nobody_but_its_two_desks(ledger: Engine) -> None:
    visit = asked("girl", kind="child_marriage_risk", rule_id="C01", office_codes=("women_affairs", "uno"))
    run(ledger, asked(), visit)
    clerk(ledger, "officer", Role.OFFICE, "women_affairs")
    clerk(ledger, "women", Role.WOMEN_AFFAIRS, "women_affairs")
    with pytest.raises(NotFound):
        review_finding(ledger, SOCIAL, 2, "explained", "seen")
    with pytest.raises(Refused, match="assignee_cannot_answer"):
        assign_finding(ledger, UNO, 2, Desk("officer"), clock.today())
    assign_finding(ledger, UNO, 2, Desk("women"), clock.today())
    assert page(ledger, 2).line.assigned_to == "the women"


def test_findings_are_counted_by_age_state_and_money_in_whole_poisha(ledger: Engine) -> None:
    both = ("food", "social_services")
    run(ledger, asked(), asked("b", money_poisha=1), asked("c", office_codes=both, money_poisha=2), asked("d"))
    ages = {1: 0, 2: 8, 3: 90, 4: 91}
    with writing(ledger) as session:
        for finding_id, days in ages.items():
            opened = update(Finding).where(col(Finding.id) == finding_id)
            session.connection().execute(opened.values(opened_on=clock.today() - timedelta(days=days)))
    review_finding(ledger, OPERATOR, 4, "explained", "seen")
    assign_finding(ledger, UNO, 2, Desk(office_code="social_services"), clock.today())
    with writing(ledger) as session:
        late = update(Finding).where(col(Finding.id) == 2)
        session.connection().execute(late.values(due_on=clock.today() - timedelta(days=1)))
    with reading(ledger) as session:
        load = workload(session, UNO, FindingFilter())
        assert (load.found.count, load.found.money_poisha, load.at_work, load.overdue) == (4, 300_003, 3, 1)
        assert load.by_age == (1, 1, 1, 0)
        for age, wanted in enumerate([[1], [2], [3], [4]]):
            assert [f.finding_id for f in list_findings(session, UNO, FindingFilter(age=str(age)))] == wanted
        assert [f.finding_id for f in list_findings(session, UNO, FindingFilter(desk="overdue"))] == [2]
        assert [f.finding_id for f in list_findings(session, UNO, FindingFilter(state="at_work"))] == [1, 2, 3]
        counts = {(one.state, one.count, one.money_poisha) for one in count_findings(session, UNO)}
        assert counts == {("open", 3, 150_003), ("explained", 1, 150_000)}
        offices = money_by_office(session, UNO, FindingFilter())
        assert {
            name: {state: (t.count, t.money_poisha) for state, t in of.items()} for name, of in offices.items()
        } == {
            "food": {"open": (1, 2)},
            "social_services": {"open": (3, 150_003), "explained": (1, 150_000)},
        }
        assert list(money_by_office(session, SOCIAL, FindingFilter())) == ["social_services"]


def test_a_finding_opens_the_rows_it_stands_on_within_its_readers_scope(ledger: Engine) -> None:
    with reading(ledger) as session:
        line = get_finding(session, UNO, 1).line
        behind = rows_behind(session, UNO, line)
        assert [(one.person_id, one.delivery.programme_code) for one in behind.deliveries] == [(1, "OAA")] * 2
        assert [place.row_number for place in behind.places[1]] == [6]
        assert {one.place.upload_id for one in behind.deliveries} <= behind.open_uploads
        other_time = replace(line, reasons=({"code": "same_period_twice", "values": {"period": "2020-21"}},))
        assert rows_behind(session, UNO, other_time).deliveries == ()
        elsewhere = replace(UNO, areas=("4087907101",))
        with pytest.raises(NotFound):
            get_finding(session, elsewhere, 1)
        assert rows_behind(session, elsewhere, line).deliveries == ()
