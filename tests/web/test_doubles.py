"""Two records side by side: one person, two people, or a question to the ward member; and the way back."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from census_app.domain.access import OPERATOR
from census_app.ledger.writes.doubles import NewPair, offer_matches
from tests.wards import Ward
from tests.web.desks import SignIn


@pytest.fixture
def pair(ward: Ward) -> tuple[int, int, int]:
    """The likeliest pair of the sample ward: its id, the older record, the younger."""
    pairs = "select id, left_id, right_id from possible_matches where kind = 'persons' order by score desc, id"
    with ward.engine.connect() as connection:
        match_id, left, right = connection.execute(text(pairs)).all()[0]
    return match_id, min(left, right), max(left, right)


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found.group(1)


def desk_cards(page: str) -> list[str]:
    """The groups of a listing, one after the other."""
    return page.split("<section")[1:]


def test_two_records_become_one_person_and_two_again(sign_in: SignIn, pair: tuple[int, int, int]) -> None:
    match_id, older, younger = pair
    desk = sign_in("chairman")
    assert f"/doubles/{match_id}" in desk.open("/doubles")
    page = desk.open(f"/doubles/{match_id}")
    person = desk.send(f"/doubles/{match_id}", decision="same", note="একই মা", seen=seen_on(page))
    assert f"/doubles/{match_id}/undo" in person
    assert "একই মা" in person
    assert desk.client.get(f"/persons/{younger}").headers["Location"] == f"/persons/{older}"
    assert desk.client.get(f"/doubles/{match_id}").headers["Location"] == f"/persons/{older}"
    assert f'href="/doubles/{match_id}"' not in desk.open("/doubles")
    again = desk.send(f"/doubles/{match_id}/undo", note="দুই মা", then="open")
    assert "দুই মা" in again
    assert f"/doubles/{match_id}" in desk.open("/doubles")
    desk.open(f"/persons/{younger}")


def test_records_that_hang_together_stand_on_one_card(sign_in: SignIn, ward: Ward, pair: tuple[int, int, int]) -> None:
    _, older, younger = pair
    with ward.engine.begin() as connection:
        third = connection.execute(text("select max(id) from persons")).scalar_one()
    offer_matches(ward.engine, OPERATOR, [NewPair(younger, third, 0.5, ("name",))])
    (card,) = [card for card in desk_cards(sign_in("chairman").open("/doubles")) if f"/persons/{third}" in card]
    assert f"/persons/{older}" in card
    assert card.count(f'/persons/{younger}"') == 1
    assert card.count("/doubles/") == 2
    assert "৩টি লেখা" in card


def test_a_decision_needs_a_reason(sign_in: SignIn, pair: tuple[int, int, int]) -> None:
    desk = sign_in("chairman")
    seen = seen_on(desk.open(f"/doubles/{pair[0]}"))
    assert "এক বাক্যে" in desk.send(f"/doubles/{pair[0]}", decision="same", note=" ", seen=seen)
    desk.open(f"/persons/{pair[2]}")


def test_who_decides_second_is_told(sign_in: SignIn, pair: tuple[int, int, int]) -> None:
    first, second = sign_in("chairman"), sign_in("uno")
    seen = seen_on(first.open(f"/doubles/{pair[0]}"))
    second.open(f"/doubles/{pair[0]}")
    first.send(f"/doubles/{pair[0]}", decision="different", note="ভাই", seen=seen)
    told = second.send(f"/doubles/{pair[0]}", 403, decision="same", note="একই", seen=seen)
    assert "অন্য কেউ" in told
    second.open(f"/persons/{pair[2]}")


def test_the_ward_member_finds_the_question_on_the_first_page_and_answers(
    sign_in: SignIn, pair: tuple[int, int, int]
) -> None:
    chairman, member = sign_in("chairman"), sign_in("member")
    seen = seen_on(chairman.open(f"/doubles/{pair[0]}"))
    assert "/doubles/questions" in member.open("/households")
    chairman.send(f"/doubles/{pair[0]}", decision="asked", note="বাড়িতে কে আছে?", seen=seen)
    assert "একজন, না দুজন?" in member.open("/households")
    question = member.open("/doubles/questions")
    assert "বাড়িতে কে আছে?" in question
    member.send(f"/doubles/{pair[0]}/answer", answer="looks_same", note="একজনই", seen=seen_on(question))
    assert "একজনই" in chairman.open(f"/doubles/{pair[0]}")
    assert f"/doubles/{pair[0]}/answer" not in member.open("/doubles/questions")


def test_numbers_are_masked_for_whoever_may_not_see_them(sign_in: SignIn, pair: tuple[int, int, int]) -> None:
    assert "•••" in sign_in("chairman").open(f"/doubles/{pair[0]}")
    assert "•••" not in sign_in("uno").open(f"/doubles/{pair[0]}")
