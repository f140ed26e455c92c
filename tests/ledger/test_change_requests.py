"""A change outside a round is asked for with evidence, approved by somebody else by rule, and applied with history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.chain import walk_chain
from census_app.ledger.engine import reading
from census_app.ledger.reads.change_requests import DONE, OWN, WAITING, list_requests, open_about
from census_app.ledger.reads.history import believed
from census_app.ledger.writes.change_requests import (
    NewChange,
    NewItem,
    approve_change,
    file_change,
    refuse_change,
    withdraw_change,
)
from census_app.ledger.writes.reference import load_reference
from census_app.ledger.writes.undoing import undo_acceptance
from tests.ledger.changes import KEY, RULES, add_desks, approve, ask, asking, now, page_of, rows
from tests.ledger.doubles import merge, offer, undo
from tests.ledger.people import OTHER_WARD, WARD, accept_household

BORN = {"birth": "1982-03-09"}
DAY = date(2022, 5, 1)


@pytest.fixture
def desks(any_engine: Engine) -> Iterator[dict[str, Scope]]:
    """A household of three (persons 1 to 3), one of two (4, 5), one in another ward (6); somebody at every desk.

    Whatever a test has done, the trail vouches for all that was written.
    """
    load_reference(any_engine, OPERATOR)
    accept_household(any_engine, members=3)
    accept_household(any_engine, members=2, number="2")
    accept_household(any_engine, OTHER_WARD, members=1, number="3")
    yield add_desks(any_engine)
    with reading(any_engine) as session:
        walked = walk_chain(session)
    assert (walked.first_broken_id, walked.broken) == (None, None)


def test_a_corrected_birth_date_holds_and_the_old_one_stays_with_since_when_it_does_not(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    request_id = ask(any_engine, desks["clerk"], 2, BORN)
    assert now(any_engine, 2, "birth") == "1980-01-02"
    assert approve(any_engine, desks["chairman"], request_id).applied
    assert now(any_engine, 2, "birth") == "1982-03-09"
    told = "select column_name, before, after, request_id, true_since, round_id from person_changes"
    assert rows(any_engine, told) == [("birth_date", "1980-01-02", "1982-03-09", request_id, None, None)]
    page = page_of(any_engine, desks["clerk"], request_id)
    steps = [(step.step, step.by) for step in page.steps]
    assert steps == [("filed", "Clerk"), ("approved", "Chairman"), ("applied", "Chairman")]
    assert (page.line.state, page.steps[-1].at) == ("applied", page.line.closed_at)
    acts = "select action, count(*) from audit_events where action like 'change%' group by action order by action"
    assert rows(any_engine, acts) == [("change_applied", 1), ("change_requested", 1)]
    with reading(any_engine) as session:
        assert walk_chain(session).first_broken_id is None


def test_the_life_of_a_person_tells_what_was_changed_by_request_and_who_said_so(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    approve(any_engine, desks["chairman"], ask(any_engine, desks["clerk"], 2, BORN))
    new = moving("transfer", {2: f"{WARD}/2/sibling"}, any_engine)
    approve(any_engine, desks["chairman"], file_change(any_engine, desks["clerk"], 2, new, RULES))
    with reading(any_engine) as session:
        told = believed(session, desks["clerk"], 2, clock.today(), clock.today())
        before = believed(session, desks["clerk"], 2, clock.today(), DAY - timedelta(days=1))
    entries = {entry.kind: entry for entry in told.entries}
    assert entries["changed"].values == {"field": "birth_date", "before": "1980-01-02", "after": "1982-03-09"}
    assert (entries["changed"].source.said_by, entries["changed"].source.reason) == ("Chairman", "the book is wrong")
    assert (entries["left"].true_on, entries["left"].values["reason"]) == (DAY.isoformat(), "moved")
    assert before.home is not None
    assert told.home is not None
    assert (before.home.household_number, told.home.household_number) == ("1", "2")


def test_nothing_of_what_was_written_lies_open_in_the_database(any_engine: Engine, desks: dict[str, Scope]) -> None:
    ask(any_engine, desks["clerk"], 2, BORN, reference="certificate 77", note="her mother brought it")
    (sealed,) = rows(any_engine, "select reason, reference, note from change_requests")
    (item,) = rows(any_engine, "select base, wanted from change_items")
    assert not any(word in bytes(cell) for cell in (*sealed, *item) for word in (b"77", b"mother", b"wrong", b"198"))


def test_nobody_approves_what_was_asked_by_the_same_person(any_engine: Engine, desks: dict[str, Scope]) -> None:
    request_id = ask(any_engine, desks["chairman"], 2, BORN)
    with pytest.raises(Refused, match="change_maker_approves"):
        approve(any_engine, desks["chairman"], request_id)
    with pytest.raises(Refused, match="change_not_your_desk"):
        approve(any_engine, desks["member"], request_id)
    assert approve(any_engine, desks["uno"], request_id).applied


def test_two_different_people_approve_where_the_rule_wants_two(any_engine: Engine, desks: dict[str, Scope]) -> None:
    request_id = ask(any_engine, desks["clerk"], 2, {"sex": "female"})
    assert not approve(any_engine, desks["chairman"], request_id).applied
    assert now(any_engine, 2, "sex") == "male"
    with pytest.raises(Refused, match="change_approved_already"):
        approve(any_engine, desks["chairman"], request_id)
    assert approve(any_engine, desks["uno"], request_id).applied
    assert now(any_engine, 2, "sex") == "female"


@pytest.mark.parametrize(
    ("told", "more", "code"),
    [
        (BORN, {"paper": "own_word"}, "change_paper_not_enough"),
        (BORN, {"reference": " "}, "change_reference_needed"),
        (BORN, {"reason": " "}, "change_reason_needed"),
        (BORN, {"true_since": DAY}, "change_never_in_life"),
        ({"birth": "1982-13-09"}, {}, "change_value_wrong"),
        ({"name_en": "12"}, {}, "change_value_wrong"),
        ({"birth": "1980-01-02"}, {}, "change_nothing"),
        ({"home": f"{WARD}/2/child"}, {}, "change_kind_unknown"),
        ({"home": f"{WARD}/2/child"}, {"kind": "transfer", "paper": "on_the_spot"}, "change_day_needed"),
        ({"mobile": "01500000001"}, {"paper": "own_word", "true_since": date(2222, 1, 1)}, "change_day_to_come"),
        ({"death": "1979-01-01"}, {"kind": "died", "paper": "death_certificate"}, "change_dead_before_born"),
        ({"name_bn": "রহিম"}, {"kind": "eat"}, "change_kind_unknown"),
    ],
)
def test_a_request_that_cannot_be_meant_is_refused(
    any_engine: Engine, desks: dict[str, Scope], told: dict[str, str], more: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        ask(any_engine, desks["clerk"], 2, told, **more)
    assert rows(any_engine, "select 1 from change_requests") == []


def test_a_request_that_is_sent_twice_is_one(any_engine: Engine, desks: dict[str, Scope]) -> None:
    assert ask(any_engine, desks["clerk"], 2, BORN) == ask(any_engine, desks["clerk"], 2, BORN)
    assert rows(any_engine, "select count(*) from change_requests") == [(1,)]


def test_a_refusal_is_read_by_whoever_asked_and_nothing_is_done_twice(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    request_id = ask(any_engine, desks["clerk"], 2, BORN)
    seen = page_of(any_engine, desks["chairman"], request_id).seen
    with pytest.raises(Refused, match="note_needed"):
        refuse_change(any_engine, desks["chairman"], request_id, seen, " ", RULES)
    refuse_change(any_engine, desks["chairman"], request_id, seen, "the paper is of a brother", RULES)
    page = page_of(any_engine, desks["clerk"], request_id)
    assert (page.line.state, page.steps[-1].note) == ("refused", "the paper is of a brother")
    for again in (
        lambda: approve(any_engine, desks["uno"], request_id),
        lambda: withdraw(any_engine, desks, request_id),
    ):
        with pytest.raises(Refused, match="change_done_already"):
            again()
    assert now(any_engine, 2, "birth") == "1980-01-02"


def withdraw(engine: Engine, desks: dict[str, Scope], request_id: int) -> None:
    withdraw_change(engine, desks["clerk"], request_id, "my mistake")


def test_whoever_asked_may_ask_no_longer_and_nobody_else_for_them(any_engine: Engine, desks: dict[str, Scope]) -> None:
    request_id = ask(any_engine, desks["clerk"], 2, BORN)
    with pytest.raises(Refused, match="change_not_yours"):
        withdraw_change(any_engine, desks["uno"], request_id, "")
    with pytest.raises(NotFound, match="change_not_found"):
        withdraw_change(any_engine, desks["other_clerk"], request_id, "")
    withdraw(any_engine, desks, request_id)
    assert page_of(any_engine, desks["clerk"], request_id).line.state == "withdrawn"


def test_lists_are_narrowed_to_the_area_and_to_ones_own(any_engine: Engine, desks: dict[str, Scope]) -> None:
    here = ask(any_engine, desks["clerk"], 2, BORN)
    there = ask(any_engine, desks["other_clerk"], 6, BORN)

    def listed(name: str, show: str) -> list[int]:
        with reading(any_engine) as session:
            return [line.request_id for line in list_requests(session, desks[name], show)]

    assert (listed("chairman", WAITING), listed("member", WAITING)) == ([here, there], [here])
    assert (listed("clerk", WAITING), listed("other_clerk", OWN)) == ([here], [there])
    approve(any_engine, desks["chairman"], here)
    assert (listed("chairman", WAITING), listed("uno", DONE), listed("clerk", DONE)) == ([there], [here], [here])
    with pytest.raises(NotFound):
        page_of(any_engine, desks["member"], there)
    with pytest.raises(NotFound):
        ask(any_engine, desks["member"], 6, BORN)
    with pytest.raises(Refused, match="not_permitted"):
        file_change(any_engine, Scope(9, "x", ("",), ("*",), frozenset()), 2, asking(any_engine, 2, BORN), RULES)
    with pytest.raises(Refused, match="not_permitted"):
        approve_change(any_engine, desks["clerk"], there, "", "", RULES, KEY)


def test_a_fact_of_a_round_gives_way_and_both_say_since_when(any_engine: Engine, desks: dict[str, Scope]) -> None:
    told = {"marital": "widowed", "in_school": "true", "education_class": "5"}
    request_id = ask(any_engine, desks["clerk"], 2, {"marital": "widowed"}, paper="death_certificate", true_since=DAY)
    approve(any_engine, desks["chairman"], request_id)
    facts = "select marital, true_since, superseded_at is null from person_facts where person_id = 2 order by id"
    assert [(m, str(since), bool(holds)) for m, since, holds in rows(any_engine, facts)] == [
        ("married", "2022-01-01", False),
        ("widowed", "2022-05-01", True),
    ]
    (change,) = rows(any_engine, "select column_name, before, after, true_since from person_changes")
    assert (*change[:3], str(change[3])) == ("marital", "married", "widowed", "2022-05-01")
    approve(
        any_engine,
        desks["chairman"],
        ask(
            any_engine,
            desks["clerk"],
            2,
            {name: told[name] for name in ("in_school", "education_class")},
            paper="own_word",
        ),
    )
    assert {field: now(any_engine, 2, field) for field in told} == told
    assert rows(any_engine, "select count(*) from person_facts where person_id = 2 and superseded_at is null") == [(1,)]


def test_what_no_round_ever_found_is_not_put_right(any_engine: Engine, desks: dict[str, Scope]) -> None:
    with any_engine.execution_options(census_writes=True).begin() as connection:
        connection.execute(text("update person_facts set superseded_at = '2022-01-02' where person_id = 2"))
    request_id = ask(any_engine, desks["clerk"], 2, {"marital": "widowed"}, paper="on_the_spot")
    with pytest.raises(Refused, match="change_no_round"):
        approve(any_engine, desks["chairman"], request_id)


def test_a_number_takes_the_place_of_another_which_keeps_its_row(any_engine: Engine, desks: dict[str, Scope]) -> None:
    (old,) = rows(any_engine, "select id from identity_numbers where person_id = 2")
    more: dict[str, Any] = {"kind": "replace_number", "paper": "nid_card", "number_id": old[0]}
    request_id = ask(any_engine, desks["clerk"], 2, {"nid10": "5551230999"}, **more)
    approve(any_engine, desks["chairman"], request_id)
    assert approve(any_engine, desks["uno"], request_id).applied
    assert now(any_engine, 2, "nid10") == "5551230999"
    status = "select status from identity_numbers where person_id = 2 order by id"
    assert rows(any_engine, status) == [("withdrawn",), ("given",)]
    added = ask(any_engine, desks["clerk"], 3, {"nid10": "5551230999"}, kind="add_number", paper="nid_card")
    assert approve(any_engine, desks["chairman"], added).also_held_by == (2,)
    gone = ask(any_engine, desks["clerk"], 2, {"nid10": "5551230888"}, **more)
    approve(any_engine, desks["chairman"], gone)
    with pytest.raises(Refused, match="change_number_gone"):
        approve(any_engine, desks["uno"], gone)


def moving(kind: str, people: dict[int, str], engine: Engine, **more: Any) -> NewChange:
    items = [NewItem(person_id, "home", now(engine, person_id, "home"), home) for person_id, home in people.items()]
    return NewChange(kind, items, "they said so", "on_the_spot", "visited on 1 May", true_since=DAY, **more)


def test_who_moves_to_another_ward_takes_along_all_that_follows_a_person(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    open_one = ask(any_engine, desks["clerk"], 2, BORN)
    new = moving("transfer", {2: f"{OTHER_WARD}/3/sibling"}, any_engine)
    request_id = file_change(any_engine, desks["clerk"], 2, new, RULES)
    assert approve(any_engine, desks["chairman"], request_id).places == (OTHER_WARD, WARD)
    spells = (
        "select household_id, relation, from_on, until_on, end_reason from memberships where person_id = 2 order by id"
    )
    assert [tuple(map(str, row)) for row in rows(any_engine, spells)] == [
        ("1", "child", "2022-01-01", "2022-05-01", "moved"),
        ("3", "sibling", "2022-05-01", "None", ""),
    ]
    for table in ("persons", "identity_numbers", "change_requests", "change_items", "life_events"):
        column = "id" if table == "persons" else "person_id"
        areas = rows(any_engine, f"select distinct area_code from {table} where {column} = 2")
        assert areas == [(OTHER_WARD,)], table
    with reading(any_engine) as session:
        assert [line.request_id for line in open_about(session, desks["uno"], 2)] == [open_one]
        assert open_about(session, desks["member"], 2) == []


def test_a_household_becomes_two_and_none_of_them_is_without_a_head(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    headless = moving("split", {2: f"{WARD}/77/child", 3: f"{WARD}/77/child"}, any_engine)
    with pytest.raises(Refused, match="change_no_head"):
        approve(any_engine, desks["chairman"], file_change(any_engine, desks["clerk"], 2, headless, RULES))
    split = moving("split", {2: f"{WARD}/77/head", 3: f"{WARD}/77/sibling"}, any_engine, known_rivals=(1, 2))
    request_id = file_change(any_engine, desks["clerk"], 2, split, RULES)
    with pytest.raises(Refused, match="change_clashes"):
        approve(any_engine, desks["chairman"], request_id)
    withdraw(any_engine, desks, 1)
    approve(any_engine, desks["chairman"], request_id)
    lived = "select person_id, number, relation from memberships m join households h on h.id = m.household_id"
    here = f"{lived} where until_on is null and h.area_code = :ward order by person_id"
    assert rows(any_engine, here, ward=WARD) == [
        (1, "1", "head"), (2, "77", "head"), (3, "77", "sibling"), (4, "2", "head"), (5, "2", "child"),
    ]  # fmt: skip
    taken = moving("split", {5: f"{WARD}/77/head"}, any_engine)
    with pytest.raises(Refused, match="change_household_taken"):
        approve(any_engine, desks["chairman"], file_change(any_engine, desks["clerk"], 5, taken, RULES))


def test_the_head_of_a_household_changes_with_what_the_others_are_to_the_new_one(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    for people, code in (({2: f"{WARD}/1/head"}, "change_two_heads"), ({1: f"{WARD}/1/parent"}, "change_no_head")):
        request_id = file_change(any_engine, desks["clerk"], 1, moving("change_head", people, any_engine), RULES)
        with pytest.raises(Refused, match=code):
            approve(any_engine, desks["member"], request_id)
        withdraw(any_engine, desks, request_id)
    new = moving("change_head", {1: f"{WARD}/1/parent", 2: f"{WARD}/1/head", 3: f"{WARD}/1/sibling"}, any_engine)
    approve(any_engine, desks["member"], file_change(any_engine, desks["clerk"], 1, new, RULES))
    relations = "select relation, end_reason from memberships where person_id = 2 order by id"
    assert rows(any_engine, relations) == [("child", "head_changed"), ("head", "")]
    assert now(any_engine, 3, "home") == f"{WARD}/1/sibling"


def test_an_end_is_recorded_and_a_head_does_not_leave_a_household_alone(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    died = ask(any_engine, desks["clerk"], 2, {"death": "2022-06-02"}, kind="died", paper="death_certificate")
    approve(any_engine, desks["chairman"], died)
    events = "select kind, happened_on, source from life_events where person_id = 2"
    assert rows(any_engine, events) == [("death", "2022-06-02", "register")]
    gone = file_change(any_engine, desks["clerk"], 3, moving("moved_out", {3: ""}, any_engine), RULES)
    approve(any_engine, desks["chairman"], gone)
    assert (now(any_engine, 3, "home"), now(any_engine, 2, "death")) == ("", "2022-06-02")
    left = file_change(any_engine, desks["clerk"], 4, moving("moved_out", {4: ""}, any_engine), RULES)
    with pytest.raises(Refused, match="change_no_head"):
        approve(any_engine, desks["chairman"], left)
    nowhere = file_change(
        any_engine, desks["clerk"], 5, moving("transfer", {5: f"{WARD}/404/child"}, any_engine), RULES
    )
    with pytest.raises(Refused, match="change_household_unknown"):
        approve(any_engine, desks["chairman"], nowhere)


def test_nothing_ends_before_it_began(any_engine: Engine, desks: dict[str, Scope]) -> None:
    new = moving("transfer", {2: f"{WARD}/2/child"}, any_engine)
    early = NewChange(new.kind, new.items, new.reason, new.paper, new.reference, true_since=date(2021, 12, 31))
    request_id = file_change(any_engine, desks["clerk"], 2, early, RULES)
    with pytest.raises(Refused, match="change_day_before"):
        approve(any_engine, desks["chairman"], request_id)


def test_a_request_follows_its_person_into_a_merge_and_out_again(any_engine: Engine, desks: dict[str, Scope]) -> None:
    request_id = ask(any_engine, desks["clerk"], 4, {"mobile": "01500000002"}, paper="own_word")
    match_id = merge(any_engine, offer(any_engine, 1, 4))
    page = page_of(any_engine, desks["chairman"], request_id)
    assert (page.line.person.person_id, page.items[0].item.person_id) == (1, 1)
    undo(any_engine, match_id)
    assert page_of(any_engine, desks["chairman"], request_id).line.person.person_id == 4


def test_an_acceptance_on_which_a_change_builds_is_not_undone(any_engine: Engine, desks: dict[str, Scope]) -> None:
    ask(any_engine, desks["clerk"], 2, BORN)
    with pytest.raises(Refused, match="built_on_requests"):
        undo_acceptance(any_engine, OPERATOR, 1, "the wrong file")
    assert clock.today() >= DAY
