"""One number answers; a name leads to a ranked list; an office finds a person only by the whole number."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from census_app.domain.access import OPERATOR, Role
from census_app.ledger.writes.users import add_user, assign
from tests.wards import Ward
from tests.web.desks import SignIn

BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def one(ward: Ward, query: str, **values: object) -> tuple[object, ...]:
    with ward.engine.connect() as connection:
        found = connection.execute(text(query), values).one()
    return tuple(ward.unsealed(value) if isinstance(value, bytes) else value for value in found)


SERVED = """
    select p.id, p.name_bn, n.value from persons p
    join identity_numbers n on n.person_id = p.id and n.kind = 'nid10'
    join attachments a on a.person_id = p.id join deliveries d on d.id = a.delivery_id
    where d.office_code = :office and p.name_bn <> '' order by p.id limit 1
"""
NEVER_SERVED = """
    select p.id, n.value from persons p join identity_numbers n on n.person_id = p.id and n.kind = 'nid10'
    where not exists (select 1 from attachments a join deliveries d on d.id = a.delivery_id
                      where a.person_id = p.id and d.office_code = :office) order by p.id limit 1
"""


def test_a_number_opens_its_person_whatever_digits_it_is_typed_in(sign_in: SignIn, ward: Ward) -> None:
    _, name, number = one(ward, SERVED, office="social_services")
    desk = sign_in("uno")
    for typed in (
        str(number),
        str(number).translate(BANGLA),
        f" {str(number)[:3]} {str(number)[3:6]}-{str(number)[6:]}",
    ):
        desk.open("/persons")
        page = desk.send("/persons", asked=typed)
        assert f"<h1>{name}</h1>" in page
    assert "উপজেলা সমাজসেবা কার্যালয়" in page
    assert str(number).translate(BANGLA) in page


def test_every_look_is_in_the_trail(sign_in: SignIn, ward: Ward) -> None:
    sign_in("uno").open("/persons/7")
    looks = "select count(*) from audit_events where action = 'look' and subject = 'person:7'"
    assert one(ward, looks) == (1,)


def test_numbers_are_masked_for_whoever_may_not_see_them(sign_in: SignIn, ward: Ward) -> None:
    person_id, _, number = one(ward, SERVED, office="social_services")
    page = sign_in("chairman").open(f"/persons/{person_id}")
    assert str(number).translate(BANGLA) not in page
    assert str(number)[-4:].translate(BANGLA) in page


def test_a_name_in_either_script_leads_to_the_person(sign_in: SignIn, ward: Ward) -> None:
    person_id, name = one(ward, "select id, name_bn from persons where name_bn <> '' order by id limit 1")
    desk = sign_in("chairman")
    desk.open("/persons")
    page = desk.send("/persons", asked=str(name))
    assert re.search(rf'href="/persons/{person_id}"', page)


def test_a_number_that_is_not_whole_says_so(sign_in: SignIn) -> None:
    desk = sign_in("uno")
    desk.open("/persons")
    assert "নম্বরটি পুরো নয়" in desk.send("/persons", asked="12345")


def test_an_office_finds_nobody_by_name(sign_in: SignIn, ward: Ward) -> None:
    _, name, _ = one(ward, SERVED, office="social_services")
    desk = sign_in("social_services")
    desk.open("/persons")
    page = desk.send("/persons", asked=str(name))
    assert "/persons/" not in page.partition("<main")[2]


def test_an_office_opens_a_person_only_when_it_holds_the_number(sign_in: SignIn, ward: Ward) -> None:
    person_id, number = one(ward, NEVER_SERVED, office="health")
    desk = sign_in("health")
    desk.open(f"/persons/{person_id}", status=404)
    desk.open("/persons")
    desk.send("/persons", asked=str(number))
    desk.open(f"/persons/{person_id}")


def test_an_office_reads_only_its_own_deliveries(sign_in: SignIn, ward: Ward) -> None:
    (person_id,) = one(
        ward,
        "select a.person_id from attachments a join deliveries d on d.id = a.delivery_id group by 1"
        " having sum(d.office_code = 'relief') > 0 and sum(d.office_code = 'social_services') > 0 limit 1",
    )
    both = sign_in("uno").open(f"/persons/{person_id}")
    own = sign_in("relief").open(f"/persons/{person_id}")
    assert "উপজেলা সমাজসেবা কার্যালয়" in both
    assert "উপজেলা সমাজসেবা কার্যালয়" not in own
    assert "(ত্রাণ)" in own


@pytest.mark.parametrize("address", ["/persons/1", "/households/1"])
def test_another_ward_is_not_found(sign_in: SignIn, ward: Ward, address: str) -> None:
    add_user(ward.engine, OPERATOR, "neighbour", "ward member of ward 7", "nagarghata-8")
    assign(ward.engine, OPERATOR, "neighbour", Role.WARD_MEMBER, "4087907107")
    desk = sign_in("neighbour")
    desk.open(address, status=404)
    desk.open("/persons")
    assert '/persons/1"' not in desk.send("/persons", asked="মোঃ")
