"""Two people at one person: whoever comes later is told, and of two words somebody keeps one. Nothing is lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import Refused
from census_app.ledger.engine import reading
from census_app.ledger.reads.change_requests import rivals_of
from census_app.ledger.writes.change_requests import (
    NewChange,
    approve_change,
    file_change,
    refuse_change,
    settle_clash,
)
from census_app.ledger.writes.numbers import judge_number
from census_app.ledger.writes.reference import load_reference
from tests.ledger.changes import KEY, RULES, add_desks, approve, ask, asking, now, page_of, rows
from tests.ledger.doubles import merge, offer
from tests.ledger.people import accept_household

ONE, OTHER = {"birth": "1982-03-09"}, {"birth": "1985-03-09"}
TOGETHER = 6


@pytest.fixture
def desks(any_engine: Engine) -> dict[str, Scope]:
    """A household of three, and somebody at every desk."""
    load_reference(any_engine, OPERATOR)
    accept_household(any_engine, members=3)
    return add_desks(any_engine)


def settle(engine: Engine, scope: Scope, request_id: int, ours: bool, note: str = "saw both papers") -> None:
    """The first field that clashes is decided."""
    page = page_of(engine, scope, request_id)
    item_id = next(line.item.item_id for line in page.items if line.clashes)
    settle_clash(engine, scope, request_id, item_id, ours, page.seen, note, RULES)


def rivals(engine: Engine, new: NewChange) -> set[int]:
    asked = [(item.person_id, item.field, item.wanted) for item in new.items]
    with reading(engine) as session:
        return {rival.item_id for rival in rivals_of(session, OPERATOR, asked)}


def both_asked(engine: Engine, desks: dict[str, Scope]) -> tuple[int, int]:
    """Two clerks ask for two birth dates; the second was shown the first."""
    first = ask(engine, desks["clerk"], 2, ONE)
    second = ask(engine, desks["other_clerk"], 2, OTHER, known_rivals=rivals(engine, asking(engine, 2, OTHER)))
    return first, second


def test_whoever_typed_over_an_older_value_is_told_before_anything_is_kept(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    typed = asking(any_engine, 2, OTHER)
    approve(any_engine, desks["chairman"], ask(any_engine, desks["clerk"], 2, ONE))
    with pytest.raises(Refused, match="change_overtaken"):
        file_change(any_engine, desks["other_clerk"], 2, typed, RULES)
    assert rows(any_engine, "select count(*) from change_requests") == [(1,)]
    again = ask(any_engine, desks["other_clerk"], 2, OTHER)
    assert page_of(any_engine, desks["other_clerk"], again).items[0].item.base == ONE["birth"]


def test_two_requests_for_one_field_are_decided_before_either_holds(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    ask(any_engine, desks["clerk"], 2, ONE)
    with pytest.raises(Refused, match="change_overtaken"):
        ask(any_engine, desks["other_clerk"], 2, OTHER)
    first, second = both_asked(any_engine, desks)
    for request_id, wanted in ((first, OTHER), (second, ONE)):
        (line,) = page_of(any_engine, desks["chairman"], request_id).items
        assert [rival.wanted for rival in line.rivals] == [wanted["birth"]]
        with pytest.raises(Refused, match="change_clashes"):
            approve(any_engine, desks["chairman"], request_id)
    with pytest.raises(Refused, match="change_not_your_desk"):
        settle(any_engine, desks["member"], second, ours=True)
    with pytest.raises(Refused, match="note_needed"):
        settle(any_engine, desks["chairman"], second, ours=True, note="")
    settle(any_engine, desks["chairman"], second, ours=True)
    lost = page_of(any_engine, desks["clerk"], first)
    assert (lost.line.state, [step.step for step in lost.steps]) == ("overtaken", ["filed", "kept_theirs", "overtaken"])
    assert lost.steps[1].note == "saw both papers"
    approve(any_engine, desks["chairman"], second)
    assert now(any_engine, 2, "birth") == OTHER["birth"]


def test_the_other_word_may_be_kept_and_other_fields_wait_on(any_engine: Engine, desks: dict[str, Scope]) -> None:
    first = ask(any_engine, desks["clerk"], 2, ONE)
    told = {**OTHER, "name_en": "Karim Sheikh"}
    second = ask(
        any_engine, desks["other_clerk"], 2, told, known_rivals=rivals(any_engine, asking(any_engine, 2, told))
    )
    settle(any_engine, desks["chairman"], second, ours=False)
    page = page_of(any_engine, desks["chairman"], second)
    item_id = page.items[0].item.item_id
    with pytest.raises(Refused, match="change_no_clash"):
        settle_clash(any_engine, desks["chairman"], second, item_id, True, page.seen, "again", RULES)
    approve(any_engine, desks["chairman"], second)
    assert (now(any_engine, 2, "birth"), now(any_engine, 2, "name_en")) == ("1980-01-02", "Karim Sheikh")
    approve(any_engine, desks["chairman"], first)
    assert now(any_engine, 2, "birth") == ONE["birth"]


def test_two_requests_for_two_fields_are_both_kept_unasked(any_engine: Engine, desks: dict[str, Scope]) -> None:
    first = ask(any_engine, desks["clerk"], 2, ONE)
    second = ask(any_engine, desks["other_clerk"], 2, {"father_name": "আলী"})
    for request_id in (second, first):
        approve(any_engine, desks["chairman"], request_id)
    assert (now(any_engine, 2, "birth"), now(any_engine, 2, "father_name")) == (ONE["birth"], "আলী")


def test_what_changed_since_it_was_asked_is_decided_with_who_and_when(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    first, second = both_asked(any_engine, desks)
    settle(any_engine, desks["chairman"], first, ours=True)
    third = ask(any_engine, desks["other_clerk"], 3, OTHER)
    approve(any_engine, desks["chairman"], first)
    assert page_of(any_engine, desks["other_clerk"], second).line.state == "overtaken"
    merge(any_engine, offer(any_engine, 2, 3), birth="left")
    (line,) = page_of(any_engine, desks["chairman"], third).items
    assert (line.moved_on, line.now, line.item.base) == (True, ONE["birth"], "1980-01-02")
    assert line.said is not None
    assert line.said.by == "Chairman"
    with pytest.raises(Refused, match="change_clashes"):
        approve(any_engine, desks["chairman"], third)
    settle(any_engine, desks["chairman"], third, ours=True)
    approve(any_engine, desks["uno"], third)
    assert now(any_engine, 2, "birth") == OTHER["birth"]
    kept = "select before, after from person_changes where column_name = 'birth_date' order by id"
    assert rows(any_engine, kept) == [("1980-01-02", ONE["birth"]), (ONE["birth"], OTHER["birth"])]


def test_an_approval_holds_only_for_what_stood_there(any_engine: Engine, desks: dict[str, Scope]) -> None:
    request_id = ask(any_engine, desks["clerk"], 2, {"sex": "female"})
    seen = page_of(any_engine, desks["chairman"], request_id).seen
    approve(any_engine, desks["uno"], request_id)
    for act in (
        lambda: approve_change(any_engine, desks["chairman"], request_id, seen, "", RULES, KEY),
        lambda: refuse_change(any_engine, desks["chairman"], request_id, seen, "no", RULES),
    ):
        with pytest.raises(Refused, match="change_moved_on"):
            act()


def test_an_approval_before_a_field_was_decided_counts_no_longer(any_engine: Engine, desks: dict[str, Scope]) -> None:
    request_id = ask(any_engine, desks["clerk"], 2, {"sex": "female"})
    approve(any_engine, desks["uno"], request_id)
    told = {"sex": "hijra"}
    ask(any_engine, desks["other_clerk"], 2, told, known_rivals=rivals(any_engine, asking(any_engine, 2, told)))
    settle(any_engine, desks["chairman"], request_id, ours=True)
    assert page_of(any_engine, desks["chairman"], request_id).line.approved_by == ()
    approve(any_engine, desks["uno"], request_id)
    assert approve(any_engine, desks["chairman"], request_id).applied


def test_of_clerks_who_ask_at_one_moment_one_is_first_and_all_others_are_told(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    wishes = [asking(any_engine, 2, {"birth": f"198{place}-05-06"}) for place in range(TOGETHER)]
    start = Barrier(TOGETHER)

    def send(place: int) -> str:
        clerk = Scope(50 + place, f"clerk {place}", ("",), ("*",), desks["clerk"].permissions)
        start.wait()
        try:
            file_change(any_engine, clerk, 2, wishes[place], RULES)
        except Refused as refused:
            return refused.code
        return "kept"

    with ThreadPoolExecutor(TOGETHER) as threads:
        fates = Counter(threads.map(send, range(TOGETHER)))
    assert fates == {"kept": 1, "change_overtaken": TOGETHER - 1}
    assert rows(any_engine, "select count(*) from change_requests") == [(1,)]


def test_of_two_who_approve_at_one_moment_one_does_it_and_nothing_is_done_twice(
    any_engine: Engine, desks: dict[str, Scope]
) -> None:
    request_id = ask(any_engine, desks["clerk"], 2, ONE)
    seen = page_of(any_engine, desks["chairman"], request_id).seen
    start = Barrier(2)

    def send(name: str) -> str:
        start.wait()
        try:
            approve_change(any_engine, desks[name], request_id, seen, "", RULES, KEY)
        except Refused as refused:
            return refused.code
        return "applied"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(send, ("chairman", "uno"))) == ["applied", "change_done_already"]
    assert rows(any_engine, "select count(*) from person_changes") == [(1,)]


def test_of_two_who_judge_one_number_at_one_moment_the_later_is_told(any_engine: Engine) -> None:
    accept_household(any_engine, members=1)
    start = Barrier(2)

    def send(status: str) -> str:
        start.wait()
        try:
            judge_number(any_engine, OPERATOR, 1, 1, status, "saw the card", seen="given")
        except Refused as refused:
            return refused.code
        return status

    with ThreadPoolExecutor(2) as threads:
        first, second = sorted(threads.map(send, ("withdrawn", "belongs_to_another")), key="number_moved_on".__eq__)
    assert second == "number_moved_on"
    assert rows(any_engine, "select status from identity_numbers") == [(first,)]


def test_of_two_who_settle_a_clash_at_one_moment_the_later_is_told(any_engine: Engine, desks: dict[str, Scope]) -> None:
    pair = both_asked(any_engine, desks)
    pages = [page_of(any_engine, desks["chairman"], request_id) for request_id in pair]
    start = Barrier(2)

    def send(place: int) -> str:
        scope, page = desks[("chairman", "uno")[place]], pages[place]
        start.wait()
        try:
            item_id = page.items[0].item.item_id
            settle_clash(any_engine, scope, page.line.request_id, item_id, True, page.seen, "mine", RULES)
        except Refused as refused:
            return refused.code
        return "settled"

    with ThreadPoolExecutor(2) as threads:
        fates = sorted(threads.map(send, (0, 1)))
    assert fates[1] == "settled"
    assert fates[0] in ("change_done_already", "change_moved_on")
    assert sorted(rows(any_engine, "select state from change_requests")) == [("open",), ("overtaken",)]
