"""The other pages: overview, suspense, map, accounts, trail, possible duplicates."""

from __future__ import annotations

import re

import pytest

from census_app.cli.demo import PASSWORD, UPAZILA, WARD
from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Role
from census_app.ledger.engine import open_ledger
from census_app.ledger.writes.users import add_user, assign
from census_app.settings import Settings
from census_app.web import create_app
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

CELLS = re.compile(r'data-value="(\d+)"')


def test_the_overview_counts_what_the_ledger_holds(sign_in: SignIn, ward: Ward) -> None:
    page = sign_in("uno").open("/overview")
    with ward.engine.connect() as connection:
        households = connection.exec_driver_sql("select count(*) from households").scalar_one()
        findings = connection.exec_driver_sql("select count(*) from findings").scalar_one()
    assert f"<b>{str(households).translate(str.maketrans('0123456789', '০১২৩৪৫৬৭৮৯'))}</b>" in page
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert sum(map(int, CELLS.findall(figures[0]))) == findings
    assert all("<canvas" in figure and "<table" in figure for figure in figures)


def test_the_overview_of_a_chairman_counts_no_visit(sign_in: SignIn) -> None:
    assert "বাল্যবিবাহ" not in sign_in("chairman").open("/overview")


def test_the_suspense_list_says_why_a_delivery_waits(sign_in: SignIn) -> None:
    page = sign_in("social_services").open("/suspense")
    assert "কেন অপেক্ষায়" in page
    assert "উপজেলা খাদ্য" not in page


def test_the_map_of_a_foreign_ward_is_not_found(sign_in: SignIn) -> None:
    desk = sign_in("member")
    desk.open(f"/map?ward={WARD}")
    desk.open("/map?ward=4087907107", status=404)
    desk.open("/map/4087907107/document", status=404)


def test_the_map_calls_the_priorities_as_the_list_does(sign_in: SignIn) -> None:
    desk = sign_in("uno")
    for name in ("অগ্রাধিকার ক", "অগ্রাধিকার খ"):
        assert name in desk.open("/findings?kind=disaster_priority")
        assert f"{name}: " in desk.open(f"/map/{WARD}/document")


def test_the_accounts_show_every_desk(sign_in: SignIn) -> None:
    page = sign_in("ict").open("/accounts")
    assert "মহিলা বিষয়ক কর্মকর্তা" in page
    assert "password" not in page


def test_the_trail_can_be_narrowed_to_a_subject(sign_in: SignIn) -> None:
    sign_in("uno").open("/persons/7")
    page = sign_in("auditor").open("/trail?subject=person:7")
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert rows.count("<tr>") == 1
    assert "person:7" in rows


def test_possible_duplicates_stand_side_by_side(sign_in: SignIn) -> None:
    page = sign_in("chairman").open("/doubles")
    assert all(section.count("<tr>") == 3 for section in page.split("<section")[1:])


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/overview", "এখানে কিছু নেই"),
        ("/uploads", "এখনো কোনো ফাইল জমা পড়েনি"),
        ("/households", "এখানে এখনো কোনো খানা জানা নেই"),
        ("/doubles", "কিছুই অপেক্ষায় নেই"),
        ("/findings", "এমন কোনো প্রশ্ন নেই"),
        ("/map", "এখানে এখনো কোনো খানা জানা নেই"),
    ],
)
def test_before_the_first_sheet_a_page_says_that_nothing_is_there(settings: Settings, address: str, told: str) -> None:
    engine = open_ledger(settings)
    create_ledger(engine, settings)
    add_user(engine, OPERATOR, "uno", "উপজেলা নির্বাহী অফিসার", PASSWORD)
    assign(engine, OPERATOR, "uno", Role.UNO, UPAZILA, "")
    engine.dispose()
    desk = Desk(create_app(settings).test_client())
    desk.open("/sign-in")
    desk.send("/sign-in", name="uno", password=PASSWORD)
    assert told in desk.open(address)
