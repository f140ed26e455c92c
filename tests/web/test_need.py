"""What places lack, who is entitled: every count of a page opens exactly the rows that it counts."""

from __future__ import annotations

import re

from census_app.cli.demo import WARD
from census_app.domain.bangla_text import ascii_digits
from tests.wards import Ward
from tests.web.desks import SignIn

COUNTED = re.compile(r'href="(/(?:need|unserved)/rows\?[^"]+)">([০-৯,]+)</a>')
LINES = re.compile(r"([০-৯,]+)টি সারি")


def counted(page: str) -> list[tuple[str, int]]:
    """Each count that opens something, with its address."""
    return [
        (link.replace("&amp;", "&"), int(ascii_digits(count).replace(",", ""))) for link, count in COUNTED.findall(page)
    ]


def test_every_count_of_need_opens_so_many_rows(sign_in: SignIn) -> None:
    desk = sign_in("uno")
    found = counted(desk.open("/need"))
    assert len(found) > 20
    for address, count in found[::7]:
        told = LINES.search(desk.open(address))
        assert told is not None
        assert int(ascii_digits(told[1])) == count, address


def test_every_count_of_the_entitled_opens_so_many_rows_and_says_why(sign_in: SignIn) -> None:
    desk = sign_in("uno")
    found = counted(desk.open("/unserved"))
    assert {re.search(r"state=(\w+)", address)[1] for address, _ in found} >= {"unserved", "served", "excluded"}  # type: ignore[index]
    for address, count in found:
        page = desk.open(address)
        told = LINES.search(page)
        assert told is not None
        assert int(ascii_digits(told[1])) == count, address
        assert ("যে সহায়তা বাধা" in page) == ("state=excluded" in address)


def test_the_unserved_of_the_page_are_the_findings_of_that_kind(sign_in: SignIn, ward: Ward) -> None:
    found = counted(sign_in("uno").open("/unserved"))
    with ward.engine.connect() as connection:
        asked = connection.exec_driver_sql(
            "select count(*) from findings where kind = 'eligible_unserved'"
        ).scalar_one()
    assert sum(count for address, count in found if "state=unserved" in address) == asked


def test_an_office_counts_its_own_programmes_and_is_not_told_what_another_gave(sign_in: SignIn) -> None:
    assert "বয়স্ক ভাতা" in sign_in("social_services").open("/unserved")
    food = sign_in("food")
    assert "বয়স্ক ভাতা" not in food.open("/unserved")
    assert "<tbody>" not in food.open("/unserved/rows?state=unserved&programme=OAA")
    page = sign_in("social_services").open("/unserved/rows?state=excluded")
    assert "যে সহায়তা বাধা" not in page


def test_need_tells_gini_its_weights_and_its_snapshot(sign_in: SignIn) -> None:
    page = sign_in("chairman").open(f"/need?ward={WARD}")
    assert "জিনি" in page
    assert "প্রতিটি সম্পদের গুরুত্ব এক" in page
    assert "analytics/sql/summaries/sum_inequality.sql" in page
    sign_in("uno").open("/need/rows?lack=happiness", status=404)
    sign_in("uno").open("/unserved/rows?state=happy", status=404)


def test_whoever_opens_rows_behind_a_count_stands_in_the_trail(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("uno")
    for address in (f"/need/rows?lack=without_latrine&ward={WARD}", f"/unserved/rows?state=unserved&ward={WARD}",
                    f"/quality/work?kind=incomplete&ward={WARD}"):  # fmt: skip
        desk.open(address)
    with ward.engine.connect() as connection:
        looked = connection.exec_driver_sql(
            f"select subject from audit_events where action = 'look' and area_code = '{WARD}'"
        )
        assert {"need:without_latrine", "unserved:unserved", "quality:incomplete"} <= set(looked.scalars())
