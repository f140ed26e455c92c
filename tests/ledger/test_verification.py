"""Decisions and chosen flows stand for ever: the database, the trail and the walk along it see to that."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from census_app.domain.access import OPERATOR, Role
from census_app.domain.errors import Refused
from census_app.domain.verification import Decision, Flow, Reason
from census_app.ledger.chain import walk_chain
from census_app.ledger.engine import reading, writing
from census_app.ledger.reads import flows
from census_app.ledger.reads.flows import FlowBook, chosen_flows, file_in_flow, flow_named
from census_app.ledger.reads.verification import (
    SENT_BACK,
)
from census_app.ledger.writes.undoing import undo_acceptance
from census_app.ledger.writes.users import add_user, assign
from census_app.ledger.writes.verification import choose_flow, decide, give_again
from census_app.sentences import sentence
from tests.copies import LIST, WARD, Desk
from tests.verifying import OTHER_WARD, SHEET, UNION, UPAZILA, WORDS, Chain, code_of


@pytest.fixture
def chain(any_desk: Desk) -> Chain:
    return Chain(any_desk)


def test_of_two_who_decide_at_once_one_is_told_to_look_again(chain: Chain) -> None:
    add_user(chain.engine, OPERATOR, "second", "second member", "a-long-password")
    assign(chain.engine, OPERATOR, "second", Role.WARD_MEMBER, WARD)
    seen, start = chain.seen("2"), Barrier(2)

    def take(name: str, decision: Decision) -> str:
        who = chain.scope(name)
        start.wait()
        try:
            decide(chain.engine, who, chain.upload_id, decision, seen, "facts_wrong")
        except Refused as refused:
            return refused.code
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        taken = [pool.submit(take, *one) for one in (("member", Decision.CONFIRM), ("second", Decision.SEND_BACK))]
        assert sorted(one.result() for one in taken) == ["household_moved_on", "taken"]
    with chain.engine.connect() as connection:
        assert connection.execute(text("select count(*) from verification_decisions")).scalar_one() == 1


def test_each_decision_is_one_event_of_an_unbroken_trail(chain: Chain) -> None:
    chain.send_back("member", "2")
    chain.confirm("member")
    give_again(chain.engine, chain.scope("volunteer"), chain.upload_id, "2", "right as written")
    acts = ("flow_chosen", "rows_sent_back", "rows_confirmed", "rows_given_again")
    with chain.engine.connect() as connection:
        trail = connection.execute(text("select action, details from audit_events order by id")).all()
    assert Counter(action for action, _ in trail if action in acts) == dict.fromkeys(acts, 1)
    assert not any(WORDS in str(details) or "right as written" in str(details) for _, details in trail)
    with reading(chain.engine) as session:
        assert walk_chain(session).first_broken_id is None


@pytest.mark.parametrize("table", ["flow_choices", "verification_decisions", "verified_rows"])
def test_the_database_itself_refuses_to_change_a_decision(chain: Chain, table: str) -> None:
    chain.send_back("member", "2")
    column = "decision_id" if table == "verified_rows" else "id"
    by_rows = [f"update {table} set {column} = {column}", f"delete from {table}"]
    whole = {
        "sqlite": f"insert or replace into {table} select * from {table}",
        "postgresql": f"truncate {table} cascade",
    }
    for statement in (*by_rows, whole[chain.engine.dialect.name]):
        with pytest.raises(DBAPIError, match="never changed or deleted"), writing(chain.engine) as session:
            session.connection().execute(text(statement))


@pytest.mark.parametrize(
    ("forgery", "act", "named"),
    [
        (
            "update verification_decisions set words = 'something else' where decision = 'send_back'",
            "rows_sent_back",
            ("verification_decisions", "1", "changed"),
        ),
        (
            "update verified_rows set row_key = 'something else' where decision_id = 1",
            "rows_sent_back",
            ("verified_rows", "3", "changed"),
        ),
        (
            "delete from verified_rows where decision_id = 2",
            "rows_confirmed",
            ("verified_rows", "decision 2", "missing"),
        ),
        ("update flow_choices set flow = 'direct'", "flow_chosen", ("flow_choices", "1", "changed")),
    ],
)
@pytest.mark.parametrize("undone", [False, True])
def test_the_walk_names_a_decision_that_was_changed_behind_its_back_and_its_act(
    desk: Desk, forgery: str, act: str, named: tuple[str, str, str], undone: bool
) -> None:
    chain = Chain(desk)
    chain.send_back("member", "2")
    chain.confirm("member")
    chain.accept("chairman")
    if undone:
        undo_acceptance(chain.engine, OPERATOR, chain.upload_id, "the wrong ward")
    forge(chain, forgery)
    with chain.engine.connect() as connection:
        asked = text("select id from audit_events where action = :act")
        event_id = connection.execute(asked, {"act": act}).scalar_one()
    assert broken(chain)[:3] == named
    assert broken(chain)[3] == event_id


def test_the_decision_of_an_acceptance_stays_sealed_when_the_acceptance_is_undone(desk: Desk) -> None:
    chain = Chain(desk)
    chain.confirm("member")
    chain.accept("chairman")
    undo_acceptance(chain.engine, OPERATOR, chain.upload_id, "the wrong ward")
    with reading(chain.engine) as session:
        assert walk_chain(session).broken is None
    forge(chain, "update verification_decisions set decided_by = 99 where decision = 'accept'")
    assert broken(chain)[:3] == ("verification_decisions", "2", "changed")


def test_the_walk_names_a_decision_for_which_no_entry_speaks(desk: Desk) -> None:
    chain = Chain(desk)
    copied = "upload_id, flow, version, step, decision, reason, words, decided_by, decided_at, area_code"
    chain.confirm("member", "1")
    forge(chain, f"insert into verification_decisions ({copied}) select {copied} from verification_decisions")
    assert broken(chain) == ("verification_decisions", "2", "unknown", None)


def broken(chain: Chain) -> tuple[str, str, str, int | None]:
    """What the walk names first: table, entry, fault, and the entry of its act."""
    with reading(chain.engine) as session:
        found = walk_chain(session).broken
    assert found is not None
    return found.table_name, found.row, found.fault, found.event_id


def forge(chain: Chain, statement: str) -> None:
    """Somebody who owns the database takes its triggers away and changes it behind the ledger's back."""
    with writing(chain.engine) as session:
        connection = session.connection()
        for name in connection.execute(text("select name from sqlite_master where type = 'trigger'")).scalars().all():
            connection.execute(text(f"drop trigger {name}"))
        connection.execute(text(statement))


def test_a_file_keeps_the_flow_that_held_when_it_was_given_in(chain: Chain) -> None:
    choose_flow(chain.engine, OPERATOR, WARD, flow_named("direct"))
    assert chain.accept("chairman").accepted == 0
    other = chain.desk.sheet(SHEET.replace("19", "18"), "later.xlsx")
    later = chain.desk.give(other, chain.scope("volunteer")).upload_id
    assert chain.accept("chairman", later).accepted > 0
    with reading(chain.engine) as session:
        assert [(one.area_code, one.flow) for one in chosen_flows(session, WARD)] == [
            (WARD, "direct"),
            (UNION, "ward_and_union"),
        ]
        assert FlowBook(session).flow_for(OTHER_WARD).name == "ward_and_union"
        assert FlowBook(session).flow_for("40879011").name == "direct"


def test_a_flow_is_chosen_once_where_it_may_be_and_its_version_stays_as_it_was(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = flow_named("ward_and_union", 1)
    assert code_of(choose_flow, chain.engine, OPERATOR, UNION, flow) == "flow_holds_already"
    elsewhere = Flow("elsewhere", 1, ("30",), flow.steps)
    assert code_of(choose_flow, chain.engine, OPERATOR, UNION, elsewhere) == "flow_not_for_area"
    assert code_of(choose_flow, chain.engine, chain.scope("chairman"), UPAZILA, flow) == "area_not_found"
    assert code_of(flow_named, "no such flow") == "flow_not_found"
    edited = Flow(flow.name, flow.version, flow.areas, flow.steps[1:])
    monkeypatch.setattr(flows, "declared_flows", lambda: (edited,))
    assert code_of(chain.accept, "chairman") == "flow_was_edited"


def test_an_offices_list_is_in_no_flow(desk: Desk) -> None:
    listed = desk.give_list(desk.sheet(LIST, "list.xlsx"))
    with reading(desk.engine) as session:
        assert code_of(file_in_flow, session, OPERATOR, listed.upload_id) == "upload_not_found"


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Reason.FACTS_WRONG, "sent_back_facts_wrong"),
        (Reason.MEMBER_MISSING, "sent_back_member_missing"),
        (Reason.NOT_LIVING_HERE, "sent_back_not_living_here"),
        (Reason.NO_SUCH_HOUSEHOLD, "sent_back_no_such_household"),
        (Reason.WRITTEN_TWICE, "sent_back_written_twice"),
        (Reason.OTHER, "sent_back_other"),
    ],
)
def test_every_reason_has_its_sentence_with_who_and_which_words(reason: Reason, code: str, language: str) -> None:
    assert dict(zip(Reason, SENT_BACK, strict=True))[reason] == code
    told = sentence(code, language, {"who": "ward member", "words": WORDS})
    assert "ward member" in told
    assert WORDS in told
