"""Whoever looks at a person says who may be the same; the pair stands on the person's page and waits to be decided."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.wards import Ward
from tests.web.desks import SignIn


@pytest.fixture
def two(ward: Ward) -> tuple[int, int, str]:
    """Two persons whom nobody was ever asked about, and the name and household of the second."""
    lonely = (
        "select p.id, p.name_bn || ', household ' || h.number from persons p join memberships s on s.person_id = p.id"
        " join households h on h.id = s.household_id where name_bn <> '' and not exists"
        " (select 1 from possible_matches m where m.kind = 'persons' and p.id in (m.left_id, m.right_id))"
        " order by p.id desc"
    )
    with ward.engine.connect() as connection:
        (one, _), (other, name) = connection.execute(text(lonely)).all()[:2]
    return one, other, name


def test_the_ward_member_proposes_and_the_chairman_decides(sign_in: SignIn, two: tuple[int, int, str]) -> None:
    one, other, name = two
    member, chairman = sign_in("member"), sign_in("chairman")
    assert f"/persons/{one}/same" in member.open(f"/persons/{one}")
    member.open(f"/persons/{one}/same")
    found = member.send(f"/persons/{one}/same/search", asked=name)
    assert f'value="{other}"' in found
    assert f'name="other" value="{one}"' not in found
    told = member.send(f"/persons/{one}/same", other=other, note="একই মায়ের একই মেয়ে", asked=name)
    assert "একই মায়ের একই মেয়ে" in told
    assert f'href="/persons/{other}"' in told
    assert "মিলিয়ে দেখে সিদ্ধান্ত নিন" not in told  # comparing is for whoever decides
    assert "একই মায়ের একই মেয়ে" in member.open(f"/persons/{other}")
    assert "একই মায়ের একই মেয়ে" in chairman.open("/doubles")


def test_who_may_decide_goes_on_to_compare_the_two(sign_in: SignIn, two: tuple[int, int, str]) -> None:
    one, other, name = two
    chairman = sign_in("chairman")
    chairman.open(f"/persons/{one}/same")
    compared = chairman.send(f"/persons/{one}/same", other=other, note="একই নম্বর দেখেছি", asked=name)
    assert "একজন, না দুজন?" in compared
    again = chairman.send(f"/persons/{other}/same", other=one, note="আবার দেখেছি", asked="")
    assert "আবার দেখেছি" in again
    assert "একই নম্বর দেখেছি" in again


def test_without_a_person_or_a_reason_the_page_asks_again(sign_in: SignIn, two: tuple[int, int, str]) -> None:
    one, other, name = two
    member = sign_in("member")
    member.open(f"/persons/{one}/same")
    for wrong in ({"other": other, "note": " "}, {"other": "", "note": "same"}, {"other": "x", "note": "same"}):
        assert "এক বাক্যে" in member.send(f"/persons/{one}/same", asked=name, **wrong)
    member.send(f"/persons/{one}/same", 403, other=one, note="the same")
    member.send(f"/persons/{one}/same", 404, other=99_999, note="the same")


def test_an_office_proposes_persons_whose_numbers_it_holds(sign_in: SignIn, ward: Ward) -> None:
    held = "select person_id, min(value) from identity_numbers where kind = 'nid10' and status = 'given'"
    office_never_gave = " and person_id not in (select person_id from attachments) group by 1 order by 1 desc"
    with ward.engine.connect() as connection:
        (one, first), (other, second) = connection.execute(text(held + office_never_gave)).all()[:2]
    office = sign_in("social_services")
    office.open("/persons")
    office.send("/persons", asked=ward.unsealed(first))
    office.open(f"/persons/{one}/same")
    office.send(f"/persons/{one}/same", 404, other=other, note="the same man")
    office.send(f"/persons/{one}/same/search", asked=ward.unsealed(second))
    told = office.send(f"/persons/{one}/same", other=other, note="the same man", asked="")
    assert f'href="/persons/{other}"' not in told
    assert "the same man" in sign_in("chairman").open("/doubles")
