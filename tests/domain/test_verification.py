"""A declared flow lets nobody check what they made, and a row stands where its newest verdict says."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from census_app.domain.access import GRANTS, OPERATOR, Permission, Role, Scope, can
from census_app.domain.errors import Refused
from census_app.domain.verification import (
    LONGEST_WORDS,
    Decision,
    Flow,
    Standing,
    Verdict,
    check_words,
    is_apart,
    may_decide,
    read_flows,
    require_turn,
    standing,
    together,
)
from census_app.reference import read_document

WARD = "4087907108"
VOLUNTEER, MEMBER, CHAIRMAN, UNO = 1, 2, 3, 4


def declared() -> dict[str, Any]:
    return copy.deepcopy(dict(read_document("verification_flows")))


def flow(name: str) -> Flow:
    return next(one for one in read_flows(declared()) if one.name == name)


def desk(actor_id: int, permission: Permission, area: str) -> Scope:
    return Scope(actor_id, "somebody", (area,), ("*",), frozenset({permission}))


MEMBERS_DESK = desk(MEMBER, Permission.CHECK_ROWS, WARD)
CHAIRMANS_DESK = desk(CHAIRMAN, Permission.ACCEPT_ROWS, WARD[:8])
UNOS_DESK = desk(UNO, Permission.ACCEPT_ROWS, WARD[:6])


def test_the_declared_flows_are_whole_and_the_first_accepts_directly() -> None:
    flows = read_flows(declared())
    assert [(one.name, [step.name for step in one.steps]) for one in flows] == [
        ("direct", ["acceptance"]),
        ("ward_and_union", ["ward_check", "acceptance"]),
        ("ward_union_and_upazila", ["ward_check", "union_review", "acceptance"]),
    ]
    assert flows[0].is_direct


@pytest.mark.parametrize(
    ("step", "change", "told"),
    [
        (1, {"apart_from": ["upload"]}, "maker and checker at acceptance"),
        (1, {"apart_from": ["ward_check"]}, "maker and checker at acceptance"),
        (0, {"apart_from": []}, "maker and checker at ward_check"),
        (0, {"permission": "see_uploads"}, "a desk that gives files in could be the checker"),
        (0, {"decides": ["confirm", "accept"]}, "the last step accepts"),
        (1, {"decides": ["confirm"]}, "the last step accepts"),
        (0, {"decides": ["give_again", "confirm"]}, "the last step accepts"),
        (0, {"desk": "village"}, "no such desk"),
        (1, {"name": "ward_check", "apart_from": ["upload", "ward_check"]}, "stands twice"),
        (0, {"permission": "do_anything"}, "do_anything"),
    ],
)
def test_a_flow_that_is_not_whole_or_lets_one_account_check_itself_is_refused(
    step: int, change: dict[str, Any], told: str
) -> None:
    document = declared()
    document["flow"][1]["step"][step].update(change)
    with pytest.raises(ValueError, match=told):
        read_flows(document)


@pytest.mark.parametrize("change", [{"step": []}, {"areas": []}, {"version": 0}])
def test_a_flow_without_steps_areas_or_version_is_refused(change: dict[str, Any]) -> None:
    document = declared()
    document["flow"][0].update(change)
    with pytest.raises(ValueError, match="flow direct"):
        read_flows(document)


def test_two_flows_of_one_name_and_version_are_refused_and_a_further_version_is_not() -> None:
    document = declared()
    document["flow"].append(copy.deepcopy(document["flow"][1]))
    with pytest.raises(ValueError, match="one name and version"):
        read_flows(document)
    document["flow"][-1]["version"] = 2
    assert [one.version for one in read_flows(document) if one.name == "ward_and_union"] == [1, 2]


def test_the_fingerprint_of_a_version_tells_when_it_was_edited() -> None:
    document = declared()
    document["flow"][1]["step"][1]["desk"] = "upazila"
    assert read_flows(document)[1].fingerprint != flow("ward_and_union").fingerprint
    assert read_flows(declared())[1].fingerprint == flow("ward_and_union").fingerprint


@pytest.mark.parametrize(
    ("verdicts", "place", "makers"),
    [
        ((), 0, {}),
        ((("ward_check", "confirm", MEMBER),), 1, {"ward_check": {MEMBER}}),
        (
            (("ward_check", "confirm", MEMBER), ("union_review", "confirm", CHAIRMAN)),
            2,
            {"ward_check": {MEMBER}, "union_review": {CHAIRMAN}},
        ),
        ((("ward_check", "confirm", MEMBER), ("union_review", "send_back", CHAIRMAN)), 0, {}),
        ((("ward_check", "send_back", MEMBER), ("upload", "give_again", VOLUNTEER)), 0, {}),
        (
            (
                ("ward_check", "send_back", MEMBER),
                ("upload", "give_again", VOLUNTEER),
                ("ward_check", "confirm", MEMBER),
            ),
            1,
            {"ward_check": {MEMBER}},
        ),
        (
            (("ward_check", "confirm", MEMBER), ("acceptance", "accept", CHAIRMAN)),
            1,
            {"ward_check": {MEMBER}},
        ),
    ],
)
def test_the_newest_verdict_tells_where_a_row_stands(
    verdicts: tuple[tuple[str, str, int], ...], place: int, makers: dict[str, set[int]]
) -> None:
    stands = standing(flow("ward_union_and_upazila"), VOLUNTEER, [Verdict(*one) for one in verdicts])
    assert stands == Standing(place, {"upload": frozenset({VOLUNTEER}), **{k: frozenset(v) for k, v in makers.items()}})


def test_a_household_stands_with_the_row_that_has_the_longest_way() -> None:
    order = flow("ward_and_union")
    confirmed = standing(order, VOLUNTEER, [Verdict("ward_check", "confirm", MEMBER)])
    new = standing(order, VOLUNTEER, ())
    assert together([confirmed, new]) == Standing(
        0, {"upload": frozenset({VOLUNTEER}), "ward_check": frozenset({MEMBER})}
    )


@pytest.mark.parametrize("name", ["direct", "ward_and_union", "ward_union_and_upazila"])
def test_no_account_ever_takes_two_steps_of_one_household(name: str) -> None:
    """Whatever permissions an account holds: who gave the file in or took a step takes none after it."""
    order = flow(name)
    for place, step in enumerate(order.steps):
        makers = {"upload": frozenset({VOLUNTEER})}
        makers |= {before.name: frozenset({10 + at}) for at, before in enumerate(order.steps[:place])}
        for maker in (*makers["upload"], *(10 + at for at in range(place))):
            everything = Scope(maker, "everything", ("",), ("*",), frozenset(Permission))
            assert not is_apart(order, step, everything, makers)
            with pytest.raises(Refused) as refused:
                require_turn(order, Standing(place, makers), everything, WARD, step.decides[0])
            assert refused.value.code == "maker_is_checker"
        somebody = Scope(99, "everything", ("",), ("*",), frozenset(Permission))
        assert require_turn(order, Standing(place, makers), somebody, WARD, step.decides[0]) == step


def test_whoever_runs_the_machine_is_bound_as_soon_as_somebody_checks() -> None:
    given_in = standing(flow("direct"), OPERATOR.actor_id, ())
    assert may_decide(flow("direct"), given_in, OPERATOR, WARD)
    assert not may_decide(flow("ward_and_union"), given_in, OPERATOR, WARD)
    by_volunteer = standing(flow("ward_and_union"), VOLUNTEER, ())
    assert may_decide(flow("ward_and_union"), by_volunteer, OPERATOR, WARD)
    checked = standing(flow("ward_and_union"), VOLUNTEER, [Verdict("ward_check", "confirm", OPERATOR.actor_id)])
    assert not may_decide(flow("ward_and_union"), checked, OPERATOR, WARD)


def test_each_step_asks_for_its_own_desk() -> None:
    order = flow("ward_union_and_upazila")
    taken = [
        [may_decide(order, Standing(place, {"upload": frozenset({VOLUNTEER})}), who, WARD) for place in range(3)]
        for who in (MEMBERS_DESK, CHAIRMANS_DESK, UNOS_DESK)
    ]
    assert taken == [[True, False, False], [False, True, False], [False, True, True]]
    other_ward = Standing(0, {"upload": frozenset({VOLUNTEER})})
    assert not may_decide(order, other_ward, MEMBERS_DESK, "4087907107")


def test_what_a_step_does_not_decide_is_refused_with_its_own_reason() -> None:
    order, waiting = flow("ward_and_union"), Standing(0, {"upload": frozenset({VOLUNTEER})})
    for who, stands, decision, code in (
        (CHAIRMANS_DESK, waiting, Decision.CONFIRM, "not_your_step"),
        (MEMBERS_DESK, waiting, Decision.ACCEPT, "step_decides_otherwise"),
        (MEMBERS_DESK, Standing(1, waiting.makers), Decision.ACCEPT, "not_your_step"),
    ):
        with pytest.raises(Refused) as refused:
            require_turn(order, stands, who, WARD, decision)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        require_turn(flow("direct"), waiting, MEMBERS_DESK, WARD, Decision.ACCEPT)
    assert refused.value.code == "may_not_accept"


def test_a_household_is_sent_back_for_a_reason_and_another_reason_is_written() -> None:
    assert check_words("send_back", "facts_wrong", "  ভুল \n বয়স ") == "ভুল বয়স"
    assert check_words("give_again", "", "") == ""
    assert len(check_words("send_back", "other", "x" * 2 * LONGEST_WORDS)) == LONGEST_WORDS
    for reason, words in (("", "words"), ("because", "words"), ("other", "  ")):
        with pytest.raises(Refused) as refused:
            check_words("send_back", reason, words)
        assert refused.value.code == "send_back_reason_needed"


def test_the_ward_member_checks_and_no_role_both_gives_in_and_checks() -> None:
    roles = {role: Scope(1, role, (WARD,), ("*",), grants) for role, grants in GRANTS.items()}
    assert [role for role, scope in roles.items() if can(scope, Permission.CHECK_ROWS)] == [Role.WARD_MEMBER]
    both = {Permission.UPLOAD_SURVEY, Permission.CHECK_ROWS}
    assert [role for role, grants in GRANTS.items() if both <= grants] == []


@given(
    name=st.sampled_from(["ward_and_union", "ward_union_and_upazila"]),
    acts=st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["confirm", "send_back", "accept"])), max_size=25),
)
@example(name="ward_and_union", acts=[(1, "confirm"), (2, "confirm"), (2, "accept"), (3, "accept")])
@example(name="ward_union_and_upazila", acts=[(2, "confirm"), (2, "confirm"), (3, "confirm"), (4, "accept")])
def test_whatever_anybody_tries_every_step_was_taken_by_another_account(name: str, acts: list[tuple[int, str]]) -> None:
    """Four accounts that hold every permission try anything in any order; the first gave the file in."""
    order, verdicts, taken = flow(name), list[Verdict](), list[int]()
    for actor_id, decision in acts:
        who = Scope(actor_id, "everything", ("",), ("*",), frozenset(Permission))
        stands = standing(order, VOLUNTEER, verdicts)
        try:
            step = require_turn(order, stands, who, WARD, Decision(decision))
        except Refused:
            continue
        verdicts.append(Verdict(step.name, decision, actor_id))
        taken = [] if decision == "send_back" else [*taken, actor_id]
        if decision == "send_back":
            verdicts.append(Verdict("upload", "give_again", VOLUNTEER))
        if decision == "accept":
            assert len({VOLUNTEER, *taken}) == 1 + len(order.steps)
            return
