"""Pairs are offered once, asked about on the spot, told apart or declared one; two clerks never undo each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from census_app.domain.access import GRANTS, OPERATOR, Role, Scope
from census_app.domain.errors import CensusError, NotFound, Refused
from census_app.ledger.engine import reading
from census_app.ledger.reads.double_groups import hanging_together, list_groups
from census_app.ledger.reads.doubles import count_questions, get_double, list_doubles, list_questions, pair_of
from census_app.ledger.writes.doubles import (
    NewPair,
    Offered,
    answer_from_the_spot,
    ask_on_the_spot,
    merge_records,
    offer_matches,
    tell_apart,
)
from census_app.ledger.writes.merges import undo_merge
from census_app.ledger.writes.reference import load_reference
from tests.ledger.doubles import accept_person, give, merge, offer, received, undo
from tests.ledger.people import OTHER_WARD, WARD


@pytest.fixture
def people(any_engine: Engine) -> Engine:
    """Four records, the last of another ward."""
    load_reference(any_engine, OPERATOR)
    for place, ward in enumerate((WARD, WARD, WARD, OTHER_WARD)):
        give(any_engine, accept_person(any_engine, place, ward), 100_000)
    return any_engine


def desk(role: Role, area_code: str) -> Scope:
    return Scope(7, "somebody", (area_code,), ("*",), GRANTS[role])


def seen(engine: Engine, match_id: int) -> str:
    with reading(engine) as session:
        return pair_of(session, OPERATOR, match_id).seen


def waiting(engine: Engine, scope: Scope = OPERATOR) -> list[tuple[int, int]]:
    with reading(engine) as session:
        return [(pair.left.person_id, pair.right.person_id) for pair in list_doubles(session, scope)]


def test_offered_pairs_wait_once_the_likeliest_first(people: Engine) -> None:
    pairs = [NewPair(2, 1, 0.7), NewPair(1, 2, 0.8, ("name",)), NewPair(3, 4, 0.9)]
    no_pairs = [NewPair(2, 2, 1.0), NewPair(1, 99, 1.0)]
    assert offer_matches(people, OPERATOR, pairs + no_pairs) == Offered(2, 1, 0, 1, 1)
    assert offer_matches(people, OPERATOR, pairs) == Offered(0, 3, 0, 0, 0)
    with reading(people) as session:
        told = [(p.left.person_id, p.right.person_id, p.score, p.area_code) for p in list_doubles(session, OPERATOR)]
    assert told == [(3, 4, 0.9, WARD[:8]), (1, 2, 0.8, WARD)]


def test_whoever_hangs_together_by_waiting_pairs_is_one_question(people: Engine) -> None:
    offer_matches(people, OPERATOR, [NewPair(1, 2, 0.6), NewPair(3, 4, 0.9), NewPair(2, 3, 0.5)])
    with reading(people) as session:
        (group,) = list_groups(session, OPERATOR)
        assert list_groups(session, OPERATOR, offset=1) == []
    assert [(pair.left.person_id, pair.right.person_id) for pair in group.pairs] == [(3, 4), (1, 2), (2, 3)]
    assert [line.person_id for line in group.persons] == [1, 2, 3, 4]


def test_a_group_falls_apart_where_two_are_told_apart(people: Engine) -> None:
    offer_matches(people, OPERATOR, [NewPair(1, 2, 0.9), NewPair(2, 3, 0.8), NewPair(3, 4, 0.7)])
    with reading(people) as session:
        (group,) = list_groups(session, OPERATOR)
    tell_apart(people, OPERATOR, group.pairs[1].match_id, group.pairs[1].seen, "two sisters")
    with reading(people) as session:
        groups = [[line.person_id for line in group.persons] for group in list_groups(session, OPERATOR)]
    assert groups == [[1, 2], [3, 4]]


def test_a_desk_sees_of_a_group_the_pairs_of_its_own_place(people: Engine) -> None:
    offer_matches(people, OPERATOR, [NewPair(1, 2, 0.9), NewPair(2, 4, 0.8)])
    with reading(people) as session:
        (group,) = list_groups(session, desk(Role.WARD_MEMBER, WARD))
    assert [line.person_id for line in group.persons] == [1, 2]


def test_groups_stand_where_their_first_pair_stood() -> None:
    pairs = [(1, 10, 11), (2, 20, 21), (3, 11, 12), (4, 30, 31), (5, 21, 10)]
    assert hanging_together(pairs) == [[(1, 10, 11), (2, 20, 21), (3, 11, 12), (5, 21, 10)], [(4, 30, 31)]]


def test_who_was_told_apart_is_never_asked_about_again(people: Engine) -> None:
    match_id = offer(people, 1, 2)
    tell_apart(people, OPERATOR, match_id, seen(people, match_id), "brothers")
    assert waiting(people) == []
    assert offer_matches(people, OPERATOR, [NewPair(1, 2, 0.9)]) == Offered(0, 0, 1, 0, 0)


def test_a_merged_record_is_asked_about_as_the_person_it_is(people: Engine) -> None:
    first, others = offer(people, 1, 2), [offer(people, 2, 3), offer(people, 1, 3), offer(people, 2, 4)]
    merge(people, first)
    assert waiting(people) == [(1, 3), (1, 4)]
    assert offer_matches(people, OPERATOR, [NewPair(2, 1, 0.9), NewPair(2, 3, 0.9)]) == Offered(0, 1, 0, 1, 0)
    tell_apart(people, OPERATOR, others[1], seen(people, others[1]), "another man")
    assert waiting(people) == [(1, 4)]
    assert offer_matches(people, OPERATOR, [NewPair(2, 3, 0.9)]) == Offered(0, 0, 1, 0, 0)


def test_records_told_apart_are_not_made_one_by_way_of_a_third(people: Engine) -> None:
    apart, one, other = offer(people, 1, 3), offer(people, 1, 2), offer(people, 2, 3)
    tell_apart(people, OPERATOR, apart, seen(people, apart), "father and son")
    merge(people, one)
    with pytest.raises(Refused, match="told_apart_before"):
        merge(people, other)
    merge(people, apart)
    assert received(people) == {1: 300_000, 4: 100_000}


def test_a_decision_taken_back_waits_again_or_tells_the_two_apart(people: Engine) -> None:
    match_id = offer(people, 1, 2)
    undo(people, merge(people, match_id))
    assert waiting(people) == [(1, 2)]
    undo_merge(people, OPERATOR, merge(people, match_id), "the papers show two births")
    assert waiting(people) == []
    with reading(people) as session:
        said = pair_of(session, OPERATOR, match_id).decisions
    assert [one.decision for one in said] == ["same", "undone", "same", "undone"]


def test_the_ward_member_of_either_ward_is_asked_and_answers(people: Engine) -> None:
    match_id = offer(people, 1, 4)
    member, stranger = desk(Role.WARD_MEMBER, OTHER_WARD), desk(Role.WARD_MEMBER, "4087907101")
    ask_on_the_spot(people, OPERATOR, match_id, seen(people, match_id), "has he moved?")
    with reading(people) as session:
        (question,) = list_questions(session, member)
        assert (count_questions(session, member), count_questions(session, stranger)) == (1, 0)
    assert question.decisions[0].note == "has he moved?"
    with pytest.raises(NotFound, match="pair_not_found"):
        answer_from_the_spot(people, stranger, match_id, question.seen, "looks_same", "no")
    answer_from_the_spot(people, member, match_id, question.seen, "looks_same", "he moved in March")
    with reading(people) as session:
        assert (count_questions(session, member), len(list_doubles(session, OPERATOR))) == (0, 1)
        assert pair_of(session, OPERATOR, match_id).decisions[-1].decision == "looks_same"


def test_a_pair_is_opened_only_where_both_live(people: Engine) -> None:
    match_id = offer(people, 1, 4)
    with reading(people) as session:
        page = get_double(session, desk(Role.CHAIRMAN, WARD[:8]), match_id)
        assert (page.left.line.area_code, page.right.line.area_code) == (WARD, OTHER_WARD)
        with pytest.raises(NotFound, match="pair_not_found"):
            get_double(session, desk(Role.CHAIRMAN, WARD), match_id)


REFUSED = {
    "note_needed": lambda engine, pair: tell_apart(engine, OPERATOR, pair, seen(engine, pair), " "),
    "pair_moved_on": lambda engine, pair: tell_apart(engine, OPERATOR, pair, "1-2-9", "brothers"),
    "choice_unknown": lambda engine, pair: merge(engine, pair, temporary_key="left"),
    "decision_unknown": lambda engine, pair: answer_from_the_spot(engine, OPERATOR, pair, "", "perhaps", "so"),
    "pair_not_found": lambda engine, pair: undo(engine, 99),
    "merge_undone_already": undo,
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_refused_is_refused_with_its_word_and_changes_nothing(people: Engine, code: str) -> None:
    match_id = offer(people, 1, 2)
    with pytest.raises(CensusError, match=code):
        REFUSED[code](people, match_id)
    assert waiting(people) == [(1, 2)]


def test_of_two_clerks_who_decide_at_once_one_is_told(people: Engine) -> None:
    match_id = offer(people, 1, 2)
    as_both_saw_it = seen(people, match_id)

    def one_person() -> str:
        merge_records(people, OPERATOR, match_id, as_both_saw_it, {}, "the mother says so")
        return "kept"

    def two_persons() -> str:
        tell_apart(people, OPERATOR, match_id, as_both_saw_it, "the father says so")
        return "kept"

    def told(decide: object) -> str:
        try:
            return decide()  # type: ignore[operator, no-any-return]
        except CensusError as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as clerks:
        outcomes = list(clerks.map(told, (one_person, two_persons)))
    assert sorted(outcomes) in (["kept", "pair_moved_on"], ["kept", "pair_not_found"])
    with people.connect() as connection:
        (decision,) = connection.execute(text("select decision from match_decisions")).scalars()
    assert decision == ("same" if outcomes[0] == "kept" else "different")
    assert sum(received(people).values()) == 400_000
