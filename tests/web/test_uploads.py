"""A file is given in, its problems are read in Bangla, somebody else accepts it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from census_app.cli.demo import WARD
from census_app.jobs.worker import work
from census_app.ledger.writes.jobs import claim_job
from census_app.settings import SAMPLES_DIR
from census_app.web.views import uploads
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

SHEET = SAMPLES_DIR / "ward08" / "survey" / "ward08_volunteer06.xlsx"
NEW_ROW = "খানা নং,নাম,খানা প্রধানের সাথে সম্পর্ক,লিঙ্গ,জন্ম তারিখ,জাতীয় পরিচয়পত্র নম্বর\n9001,মোঃ নতুন গাজী,নিজে,পুরুষ,০৪/০৭/১৯৬২,123\n"


READ_AT_ONCE = "১টি সারি পড়া হয়েছে।"

GiveIn: TypeAlias = Callable[..., str]


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page waits for a reader that does not run."""
    monkeypatch.setattr(uploads, "PATIENCE_SECONDS", 0)


@pytest.fixture
def give_in(ward: Ward) -> GiveIn:
    """A file is given in at a desk and read by a worker; the page of the answer, or the one that came instead."""

    def given(desk: Desk, content: bytes, name: str, **fields: str) -> str:
        page = send_in(desk, content, name, **fields)
        work(ward.engine, ward.settings, until_empty=True)
        return desk.open(f"/uploads/{newest(ward)}") if "/progress" in page else page

    return given


def send_in(desk: Desk, content: bytes, name: str, **fields: str) -> str:
    desk.open("/uploads/new")
    asked = {"kind": "survey", "round": "2022", "ward": WARD, **fields}
    return desk.send("/uploads", file=(io.BytesIO(content), name), **asked)


def newest(ward: Ward) -> int:
    with ward.engine.connect() as connection:
        return int(connection.exec_driver_sql("select max(id) from uploads").scalar_one())


def row_of(ward: Ward, upload_id: int, row_number: int) -> str:
    with ward.engine.connect() as connection:
        found = "select id from staged_rows where upload_id = :upload and row_number = :number"
        row_id = connection.execute(text(found), {"upload": upload_id, "number": row_number}).scalar_one()
    return f"/uploads/{upload_id}/rows/{row_id}"


def test_a_sheet_is_read_and_its_problems_are_told_with_row_heading_and_remedy(
    sign_in: SignIn, give_in: GiveIn
) -> None:
    page = give_in(sign_in("volunteer"), NEW_ROW.encode(), "নতুন খানা.csv")
    assert "নতুন খানা.csv" in page
    assert "১টি সারি পড়া হয়েছে।" in page
    assert "নম্বরে ৩টি অঙ্ক আছে" in page
    assert re.search(r'data-label="সারি">২<', page)
    assert "জাতীয় পরিচয়পত্র নম্বর" in page


def test_the_same_file_twice_changes_nothing_and_says_so(sign_in: SignIn, give_in: GiveIn, ward: Ward) -> None:
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
def test_an_unreadable_file_is_one_clear_line(sign_in: SignIn, give_in: GiveIn, content: bytes, name: str) -> None:
    page = give_in(sign_in("volunteer"), content, name)
    assert page.count('role="alert"') == 1
    assert "পড়া যায়নি" in page


def test_somebody_else_accepts_and_the_count_rises(sign_in: SignIn, give_in: GiveIn) -> None:
    give_in(sign_in("volunteer"), NEW_ROW.encode(), "new.csv")
    persons = _persons(sign_in("uno").open("/overview"))
    chairman = sign_in("chairman")
    waiting = re.search(r'href="(/uploads/\d+)"', chairman.open("/uploads"))
    assert waiting is not None
    assert "গ্রহণ করুন" in chairman.open(waiting.group(1))
    page = chairman.send(waiting.group(1) + "/accept")
    assert "১টি সারি খাতায় উঠেছে।" in page
    assert _persons(sign_in("uno").open("/overview")) == persons + 1


def test_the_maker_is_not_the_checker(sign_in: SignIn, give_in: GiveIn, ward: Ward) -> None:
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


def test_what_blocks_a_row_stands_first(sign_in: SignIn, give_in: GiveIn) -> None:
    page = give_in(sign_in("volunteer"), NEW_ROW.encode() + "9001,,স্ত্রী,মহিলা,,\n".encode(), "new.csv")
    badges = re.findall(r'<span class="badge [a-z]+">([^<]+)</span> <b>', page)
    assert badges[0] == "সারি আটকে আছে"
    assert len(badges) > 1


def test_problems_can_be_narrowed_to_one_kind(sign_in: SignIn) -> None:
    page = sign_in("volunteer").open("/uploads/8?code=year_two_digits")
    shown = page.partition('id="problem-rows"')[2]
    assert "বছর দুই অঙ্কে লেখা" in shown
    assert "জন্ম তারিখের সঙ্গে" not in shown


@pytest.mark.parametrize(
    ("language", "told"),
    [("bn", "সারিতে: নম্বরের অঙ্ক কম বা বেশি।"), ("en", "rows: The number has too few or too many digits.")],
)
def test_kinds_of_problems_are_counted_without_blanks(sign_in: SignIn, language: str, told: str) -> None:
    desk = sign_in("volunteer")
    desk.open("/uploads")
    desk.send("/language", language=language)
    pages = [desk.open(f"/uploads/{upload_id}").partition('class="kinds"')[2] for upload_id in range(1, 11)]
    kinds = "".join(page.partition("</ul>")[0] for page in pages)
    assert told in kinds
    assert "…" not in kinds


def _persons(page: str) -> int:
    found = re.search(r"<b>([০-৯,]+)</b><span>জীবিত মানুষ", page)
    assert found is not None
    return int(found.group(1).replace(",", ""))


def test_the_file_with_its_problems_marked_is_taken_from_its_page_by_whoever_may_see_it(
    sign_in: SignIn, give_in: GiveIn
) -> None:
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


def test_a_file_waits_honestly_until_a_reader_comes_and_shows_how_far_it_is(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("volunteer")
    page = send_in(desk, NEW_ROW.encode(), "new.csv")
    assert "পাঠকের অপেক্ষায়" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    upload_id = newest(ward)
    part = desk.client.get(f"/uploads/{upload_id}/progress")
    assert "HX-Refresh" not in part.headers
    hold = claim_job(ward.engine, "me:1", upload_id)
    assert hold is not None
    with ward.engine.begin() as connection:
        connection.exec_driver_sql("update jobs set rows_done = 5000, rows_total = 20000 where state = 'running'")
    page = desk.open(f"/uploads/{upload_id}/progress")
    assert "২০,০০০টি সারির মধ্যে ৫,০০০টি পড়া হয়েছে" in page
    assert 'value="5000" max="20000"' in page
    with ward.engine.begin() as connection:
        connection.exec_driver_sql(
            "update jobs set state = 'waiting', rows_done = 0, rows_total = null where worker = 'me:1'"
        )
    work(ward.engine, ward.settings, until_empty=True)
    assert desk.client.get(f"/uploads/{upload_id}/progress").headers["HX-Refresh"] == "true"
    assert READ_AT_ONCE in desk.open(f"/uploads/{upload_id}")


def test_a_small_file_is_answered_at_once_when_a_reader_runs(
    sign_in: SignIn, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "PATIENCE_SECONDS", 30)
    over = Event()
    reader = Thread(target=work, args=(ward.engine, ward.settings, lambda: not over.is_set()))
    reader.start()
    try:
        assert READ_AT_ONCE in send_in(sign_in("volunteer"), NEW_ROW.encode(), "new.csv")
    finally:
        over.set()
        reader.join()


def test_reading_is_stopped_by_whoever_gave_the_file_in_alone(sign_in: SignIn, ward: Ward, give_in: GiveIn) -> None:
    desk = sign_in("volunteer")
    send_in(desk, NEW_ROW.encode(), "new.csv")
    address = f"/uploads/{newest(ward)}"
    office = sign_in("social_services")
    office.open("/uploads/new")
    office.send(f"{address}/cancel", status=404)
    page = desk.send(f"{address}/cancel")
    assert "পড়া থামানো হয়েছে" in page
    assert "আবার জমা দিন" in page
    assert READ_AT_ONCE in give_in(desk, NEW_ROW.encode(), "new.csv")
    desk.send(f"/uploads/{newest(ward)}/cancel", status=403)


def test_several_files_are_taken_in_together(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("volunteer")
    desk.open("/uploads/new")
    files = [(io.BytesIO(NEW_ROW.replace("9001", number).encode()), f"{number}.csv") for number in ("9001", "9002")]
    page = desk.send("/uploads", kind="survey", round="2022", ward=WARD, file=files)
    assert "ফাইলগুলো পড়া হচ্ছে" in page
    work(ward.engine, ward.settings, until_empty=True)
    assert desk.open("/uploads").count("পড়া হচ্ছে") == 0


HELD = NEW_ROW + "9001,,স্ত্রী,মহিলা,০১/০২/১৯৭০,\n"


def test_a_cell_is_corrected_on_the_page_and_the_file_keeps_its_word(
    sign_in: SignIn, ward: Ward, give_in: GiveIn
) -> None:
    desk = sign_in("volunteer")
    page = give_in(desk, HELD.encode(), "new.csv")
    assert "১টি সারি আটকে আছে" in page
    row = row_of(ward, newest(ward), 3)
    page = desk.send(f"{row}/correct", heading="নাম", written="মোছাঃ নতুন খাতুন", code="name_missing")
    assert "সারি ৩ এখন তৈরি।" in page
    assert "২টি সারি গ্রহণের জন্য তৈরি।" in page
    page = desk.send(f"{row_of(ward, newest(ward), 2)}/correct", heading="নাম", written="", row_page="1")
    assert "সারি ২ এখনো আটকে আছে" in page
    assert "মোঃ নতুন গাজী" in page.partition("যা যা ঠিক করা হয়েছে")[2]


def test_a_question_is_confirmed_on_the_page(sign_in: SignIn, ward: Ward, give_in: GiveIn) -> None:
    desk = sign_in("volunteer")
    doubtful = NEW_ROW.replace("নিজে", "পুত্র").replace("পুরুষ", "মহিলা")
    page = give_in(desk, doubtful.encode(), "new.csv")
    confirm = re.search(r'action="(/uploads/\d+/rows/\d+/problems/\d+/confirm)"', page)
    assert confirm is not None
    page = desk.send(confirm.group(1))
    assert "লেখা যেমন আছে তেমনই ঠিক" in page
    assert "স্বেচ্ছাসেবক, ওয়ার্ড ৮" in page.partition("নিশ্চিত করা হয়েছে")[2]
    desk.send(confirm.group(1), status=403)


def test_a_cell_that_could_not_be_read_cannot_be_confirmed(sign_in: SignIn, ward: Ward, give_in: GiveIn) -> None:
    desk = sign_in("volunteer")
    assert "/confirm" not in give_in(desk, NEW_ROW.encode(), "new.csv").partition("number_wrong_length")[2]
    with ward.engine.connect() as connection:
        asked = text("select max(id) from problems where code = 'number_wrong_length' and upload_id = :upload")
        problem_id = connection.execute(asked, {"upload": newest(ward)}).scalar_one()
    desk.send(f"{row_of(ward, newest(ward), 2)}/problems/{problem_id}/confirm", status=403)


def test_whoever_accepts_sees_the_row_with_long_numbers_hidden_and_cannot_change_it(
    sign_in: SignIn, ward: Ward, give_in: GiveIn
) -> None:
    sheet = NEW_ROW.replace(",123\n", ",9015550059\n")
    give_in(sign_in("volunteer"), sheet.encode(), "new.csv")
    row = row_of(ward, newest(ward), 2)
    chairman = sign_in("chairman")
    page = chairman.open(row)
    assert "9015550059" not in page
    assert "0059" in page
    assert "/correct" not in page
    chairman.send(f"{row}/correct", status=403, heading="নাম", written="মোঃ অন্য গাজী")
    with ward.engine.connect() as connection:
        looks = connection.exec_driver_sql(
            "select count(*) from audit_events where action='look' and subject like 'row:%'"
        )
        assert looks.scalar_one() == 1
    assert "9015550059" in sign_in("volunteer").open(row)


def test_rows_are_narrowed_by_household_and_severity(sign_in: SignIn, ward: Ward, give_in: GiveIn) -> None:
    desk = sign_in("volunteer")
    give_in(desk, (HELD + HELD.partition("\n")[2].replace("9001", "9002")).encode(), "new.csv")
    shown = desk.open(f"/uploads/{newest(ward)}?household=৯০০২").partition('id="problem-rows"')[2]
    assert re.findall(r'data-label="খানা">([^<]+)<', shown) == ["৯০০২", "৯০০২"]
    shown = desk.open(f"/uploads/{newest(ward)}?severity=blocks_row").partition('id="problem-rows"')[2]
    assert re.findall(r'data-label="সারি">([^<]+)<', shown) == ["৩", "৫"]
