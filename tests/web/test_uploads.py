"""A file is given in, its problems are read in Bangla, somebody else accepts it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from census_app.cli.demo import WARD
from census_app.settings import SAMPLES_DIR
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

SHEET = SAMPLES_DIR / "ward08" / "survey" / "ward08_volunteer06.xlsx"
NEW_ROW = "খানা নং,নাম,খানা প্রধানের সাথে সম্পর্ক,লিঙ্গ,জন্ম তারিখ,জাতীয় পরিচয়পত্র নম্বর\n9001,মোঃ নতুন গাজী,নিজে,পুরুষ,০৪/০৭/১৯৬২,123\n"


def give_in(desk: Desk, content: bytes, name: str, **fields: str) -> str:
    desk.open("/uploads/new")
    asked = {"kind": "survey", "round": "2022", "ward": WARD, **fields}
    return desk.send("/uploads", file=(io.BytesIO(content), name), **asked)


def test_a_sheet_is_read_and_its_problems_are_told_with_row_heading_and_remedy(sign_in: SignIn) -> None:
    page = give_in(sign_in("volunteer"), NEW_ROW.encode(), "নতুন খানা.csv")
    assert "নতুন খানা.csv" in page
    assert "১টি সারি পড়া হয়েছে।" in page
    assert "নম্বরে ৩টি অঙ্ক আছে" in page
    assert re.search(r'data-label="সারি">২<', page)
    assert "জাতীয় পরিচয়পত্র নম্বর" in page


def test_the_same_file_twice_changes_nothing_and_says_so(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("volunteer")
    with ward.engine.connect() as connection:
        before = connection.exec_driver_sql("select count(*) from uploads").scalar_one()
    assert "আগেই জমা পড়েছে" in give_in(desk, SHEET.read_bytes(), SHEET.name)
    with ward.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from uploads").scalar_one() == before


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "empty.xlsx"), (b"%PDF-1.7 not a workbook", "pdf.xlsx"), (b"a,b\n1,2\n", "no_heading.csv")],
)
def test_an_unreadable_file_is_one_clear_line(sign_in: SignIn, content: bytes, name: str) -> None:
    page = give_in(sign_in("volunteer"), content, name)
    assert page.count('role="alert"') == 1
    assert "পড়া যায়নি" in page


def test_somebody_else_accepts_and_the_count_rises(sign_in: SignIn) -> None:
    give_in(sign_in("volunteer"), NEW_ROW.encode(), "new.csv")
    persons = _persons(sign_in("uno").open("/overview"))
    chairman = sign_in("chairman")
    waiting = re.search(r'href="(/uploads/\d+)"', chairman.open("/uploads"))
    assert waiting is not None
    assert "গ্রহণ করুন" in chairman.open(waiting.group(1))
    page = chairman.send(waiting.group(1) + "/accept")
    assert "১টি সারি খাতায় উঠেছে।" in page
    assert _persons(sign_in("uno").open("/overview")) == persons + 1


def test_the_maker_is_not_the_checker(sign_in: SignIn, ward: Ward) -> None:
    give_in(sign_in("volunteer"), NEW_ROW.encode(), "new.csv")
    with ward.engine.begin() as connection:
        connection.exec_driver_sql(
            "update uploads set uploaded_by = (select id from users where name = 'chairman')"
            " where file_name = 'new.csv'"
        )
        newest = connection.exec_driver_sql("select max(id) from uploads").scalar_one()
    desk = sign_in("chairman")
    assert "অন্য কাউকে গ্রহণ করতে হবে" in desk.open(f"/uploads/{newest}")
    desk.send(f"/uploads/{newest}/accept", status=403)


def test_a_volunteer_sees_only_what_the_volunteer_gave_in(sign_in: SignIn, ward: Ward) -> None:
    with ward.engine.begin() as connection:
        connection.exec_driver_sql("update uploads set uploaded_by = 1 where id = 1")
        connection.exec_driver_sql("update uploads set uploaded_by = 3 where id = 2")
    desk = sign_in("volunteer")
    desk.open("/uploads/1")
    desk.open("/uploads/2", status=404)


def test_a_sheet_for_a_ward_outside_the_scope_is_not_taken(sign_in: SignIn) -> None:
    desk = sign_in("volunteer")
    desk.open("/uploads/new")
    fields = {"kind": "survey", "round": "2022", "ward": "4087907101", "file": (io.BytesIO(b"x"), "x.csv")}
    desk.send("/uploads", status=404, **fields)


def test_an_office_cannot_give_in_the_list_of_another(sign_in: SignIn) -> None:
    desk = sign_in("social_services")
    desk.open("/uploads/new")
    file = SAMPLES_DIR / "ward08" / "deliveries" / "ward08_food.xlsx"
    fields = {"kind": "deliveries", "office": "food", "fiscal_year": "2021-22", "area": "408790"}
    desk.send("/uploads", status=404, file=(io.BytesIO(file.read_bytes()), Path(file).name), **fields)


def test_what_blocks_a_row_stands_first(sign_in: SignIn) -> None:
    page = give_in(sign_in("volunteer"), NEW_ROW.encode() + "9001,,স্ত্রী,মহিলা,,\n".encode(), "new.csv")
    badges = re.findall(r'<span class="badge [a-z]+">([^<]+)</span> <b>', page)
    assert badges[0] == "সারি আটকে আছে"
    assert len(badges) > 1


def test_problems_can_be_narrowed_to_one_kind(sign_in: SignIn) -> None:
    page = sign_in("volunteer").open("/uploads/8?code=year_two_digits")
    shown = page.partition('id="problem-rows"')[2]
    assert "বছর দুই অঙ্কে লেখা" in shown
    assert "জন্ম তারিখের সঙ্গে" not in shown


def _persons(page: str) -> int:
    found = re.search(r"<b>([০-৯,]+)</b><span>জীবিত মানুষ", page)
    assert found is not None
    return int(found.group(1).replace(",", ""))


def test_the_file_with_its_problems_marked_is_taken_from_its_page_by_whoever_may_see_it(sign_in: SignIn) -> None:
    volunteer = sign_in("volunteer")
    page = give_in(volunteer, NEW_ROW.encode(), "নতুন খানা.csv")
    assert "ভুলগুলো চিহ্নিত করা ফাইল নামান" in page
    (address,) = re.findall(r'href="(/uploads/\d+/workbook)"', page)
    answer = volunteer.client.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[1]
    assert "number_wrong_length" in sheet["F2"].comment.text
    assert sign_in("food").client.get(address).status_code == 404
    assert sign_in("ict").client.get(address).status_code == 403
