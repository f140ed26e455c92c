"""The one box at every desk: what it answers, how it asks for more, what the trail keeps of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page
from sqlalchemy import text

from census_app.domain.access import OPERATOR, Role
from census_app.ledger.writes.users import add_user, assign
from tests.browsing import sign_in as sign_in_browser
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

LINK = re.compile(r'href="/persons/(\d+)"')
A_DAUGHTER = """
    select id, name_bn, father_name from persons
    where name_bn <> '' and father_name <> '' and sex = 'female' order by id limit 1
"""


def search(desk: Desk, asked: str) -> str:
    desk.open("/persons")
    return desk.send("/persons", asked=asked).partition("<main")[2]


def one(ward: Ward, query: str) -> tuple[object, ...]:
    with ward.engine.connect() as connection:
        found = connection.execute(text(query)).one()
    return tuple(ward.unsealed(value) if isinstance(value, bytes) else value for value in found)


def test_a_name_with_the_father_and_the_ward_comes_first_with_the_reasons(sign_in: SignIn, ward: Ward) -> None:
    person_id, name, father = one(ward, A_DAUGHTER)
    page = search(sign_in("chairman"), f"{father}, ৮ নং ওয়ার্ড, {name}")
    assert str(person_id) in LINK.findall(page)[:20]
    assert "পিতার নাম" in page
    assert "যেভাবে পাওয়া গেল" in page


def test_a_hit_shows_the_number_masked_even_to_whoever_may_see_it(sign_in: SignIn, ward: Ward) -> None:
    name, number = one(
        ward,
        "select p.name_bn, n.value from persons p join identity_numbers n on n.person_id = p.id"
        " where n.kind = 'nid10' and p.name_bn <> '' order by p.id limit 1",
    )
    bangla = str(number).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    page = search(sign_in("uno"), f"{name} {str(number)[-4:]}")
    assert f"••••••{bangla[-4:]}" in page
    assert bangla not in page


def test_a_question_that_many_answer_asks_for_what_is_missing(sign_in: SignIn) -> None:
    page = search(sign_in("uno"), "rahima")
    assert "আরও অনেকে এঁদের মতোই মেলে" in page
    assert "পিতা, মাতা, স্বামী বা স্ত্রী" in page
    assert "নম্বরের শেষ চার অঙ্ক" in page
    assert len(set(LINK.findall(page))) == 20


def test_a_ward_member_is_not_asked_for_the_ward(sign_in: SignIn) -> None:
    asked_to_add = re.compile(r"সঙ্গে লিখলে সুবিধা হবে:(.*?)</p>", re.DOTALL)
    for name, asks in (("uno", True), ("member", False)):
        found = asked_to_add.search(search(sign_in(name), "rahima"))
        assert found is not None
        assert ("ওয়ার্ড" in found[1]) == asks


@pytest.mark.parametrize("asked", ["zzzzqqq", "7777123"])
def test_an_empty_answer_says_what_to_try(sign_in: SignIn, asked: str) -> None:
    page = search(sign_in("uno"), asked)
    assert LINK.findall(page) == []
    assert "কাউকে পাওয়া যায়নি" in page or "নম্বরটি পুরো নয়" in page


def test_an_empty_question_shows_the_box_again(sign_in: SignIn) -> None:
    assert 'id="asked"' in search(sign_in("uno"), "   ")


def test_a_member_of_another_ward_finds_nobody_of_this_one(sign_in: SignIn, ward: Ward) -> None:
    add_user(ward.engine, OPERATOR, "neighbour", "ward member of ward 7", "nagarghata-8")
    assign(ward.engine, OPERATOR, "neighbour", Role.WARD_MEMBER, "4087907107")
    desk = sign_in("neighbour")
    (mobile,) = one(ward, "select mobile from persons where mobile <> '' order by id limit 1")
    for asked in ("rahima", "রহিমা ৮", "khana 12", "1234", str(mobile)):
        assert LINK.findall(search(desk, asked)) == []


def test_a_search_is_in_the_trail_without_what_was_typed(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("chairman")
    for asked in ("rahima 8", "rahima  8", "salma"):
        search(desk, asked)
    with ward.engine.connect() as connection:
        events = connection.execute(
            text("select area_code, details from audit_events where action = 'searched' order by id")
        ).all()
    assert {event.area_code for event in events} == {"40879071"}
    same, again, other = (str(event.details) for event in events)
    assert same == again != other
    assert "rahima" not in same
    assert '"words"' in same


def test_the_box_is_used_by_keyboard_alone_and_fits_a_phone(site: str, page: Page) -> None:
    sign_in_browser(page, site, "chairman")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site}/persons")
        page.keyboard.type("rohima w8")  # the box has the focus already
        page.keyboard.press("Enter")
        page.locator(".hits a").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".hits a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/persons/\d+"))
