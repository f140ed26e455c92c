"""The households of a ward, to be gone through on the spot."""

from __future__ import annotations

import re

from tests.web.desks import SignIn


def test_a_ward_member_walks_the_ward_para_by_para(sign_in: SignIn) -> None:
    desk = sign_in("member")
    page = desk.open("/households")
    para = re.search(r'<option value="(4087907108-\d\d)" >', page)
    assert para is not None
    assert desk.open(f"/households?para={para.group(1)}").count("/households/") > 10


def test_a_long_list_comes_in_pages(sign_in: SignIn) -> None:
    desk = sign_in("member")
    first, second = (
        set(re.findall(r'href="(/households/\d+)"', desk.open(f"/households?page={number}"))) for number in (1, 2)
    )
    assert len(first) == len(second) == 50
    assert first.isdisjoint(second)


def test_a_household_shows_its_members_the_head_first(sign_in: SignIn) -> None:
    rows = re.findall(r'data-label="খানাপ্রধানের কে">([^<]*)<', sign_in("member").open("/households/1"))
    assert rows[0] == "খানাপ্রধান"
    assert len(rows) > 1
