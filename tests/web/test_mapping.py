"""What is not certain about the columns of a file is asked of its sender, on a page that works without scripts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from playwright.sync_api import Page

from census_app.cli.demo import PASSWORD, UNION, WARD
from census_app.domain.access import OPERATOR, Role
from census_app.jobs.worker import work
from census_app.ledger.writes.users import add_user, assign
from census_app.web.views import uploads
from tests.browsing import sign_in as sign_in_browser
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

SHEET = (
    "খানা নং,নাম,লিঙ্গ,জন্ম তারিখ,ঘরের কথা,মোবাইল নম্বার নং আছে,স্বাক্ষর/টিপ\n"
    "9001,মোঃ নতুন গাজী,পুরুষ,04/07/1962,মুসলিম,01700000112,ক\n"
    "9001,মোছাঃ নতুন খাতুন,মহিলা,05/25/1970,হিন্দু,01700000113,খ\n"
)
OFFICE_LIST = "ভাতাভোগীর নাম,পিতার নাম,কর্মসূচি,টাকা,হিসাব যেখানে\nমোঃ নতুন গাজী,রহিম,VGD,1500,01700000112\n"


@pytest.fixture(autouse=True)
def reader(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody reads what is given in, and no page is too impatient to see it read."""
    monkeypatch.setattr(uploads, "PATIENCE_SECONDS", 60)
    stopped = Event()
    given = {"goes_on": lambda: not stopped.is_set()}
    thread = Thread(target=work, args=(ward.engine, ward.settings), kwargs=given)
    thread.start()
    yield
    stopped.set()
    thread.join()


def give_in(desk: Desk, text: str = SHEET, name: str = "নতুন.csv") -> str:
    """The address of the upload's page."""
    desk.open("/uploads/new")
    place = {"kind": "survey", "round": "2022", "ward": WARD}
    if text == OFFICE_LIST:
        place = {"kind": "deliveries", "office": "food", "fiscal_year": "2021-22", "area": "408790"}
    desk.send("/uploads", file=(io.BytesIO(text.encode()), name), **place)
    found = re.search(r'href="(/uploads/\d+)"', desk.open("/uploads"))
    assert found is not None
    return found.group(1)


def asked(page: str) -> dict[str, str]:
    """The headings that the page asks about, each with the answer it proposes."""
    headings = re.findall(r'name="heading" value="([^"]+)"', page)
    selects = re.findall(r"<select.*?</select>", page, re.DOTALL)
    chosen = [re.search(r'value="(\w*)" selected', select) for select in selects]
    return dict(zip(headings, [found.group(1) if found else "" for found in chosen], strict=True))


def answer(desk: Desk, address: str, **told: object) -> str:
    page = desk.open(address)
    about = re.findall(r'name="about" value="([^"]+)"', page)
    headings = re.findall(r'name="heading" value="([^"]+)"', page)
    return desk.send(address, about=about, heading=headings, **told)


def test_the_upload_leads_to_the_page_where_each_column_is_asked_about(sign_in: SignIn) -> None:
    desk = sign_in("volunteer")
    upload = give_in(desk)
    page = desk.open(upload)
    assert "কলাম নিশ্চিত করে চেনা যায়নি" in page
    assert f'href="{upload}/headings"' in page
    questions = desk.open(f"{upload}/headings")
    assert asked(questions)["ঘরের কথা"] == "religion"
    assert asked(questions)["জন্ম তারিখ"] == "month_first"
    assert "মুসলিম" in questions
    assert "কলাম E" in questions


def test_a_column_without_a_heading_is_asked_about_by_its_letter(sign_in: SignIn) -> None:
    desk = sign_in("volunteer")
    sheet = SHEET.replace("মোবাইল নম্বার নং আছে", "")
    upload = give_in(desk, sheet)
    assert f'href="{upload}/headings"' in desk.open(upload)
    page = desk.open(f"{upload}/headings")
    assert "শিরোনাম ছাড়া একটি কলাম" in page
    assert "কলাম F" in page
    (place,) = [heading for heading in asked(page) if heading.startswith("[F] ")]
    assert asked(page)[place] == "mobile"
    desk.send(f"{upload}/headings", about="field", heading=place, answer="mobile", remember="yes")
    assert place not in asked(desk.open(f"{upload}/headings"))
    following = give_in(desk, sheet.replace("9001", "9002"), "পরের.csv")
    assert place not in asked(desk.open(f"{following}/headings"))


def test_of_two_columns_about_one_thing_the_one_that_was_not_read_names_the_other(sign_in: SignIn) -> None:
    desk = sign_in("volunteer")
    sheet = "খানা নং,নাম,লিঙ্গ,মোবাইল নং,Phone\n9001,মোঃ নতুন গাজী,পুরুষ,01700000112,01700000113\n"
    address = give_in(desk, sheet) + "/headings"
    page = desk.open(address)
    assert asked(page) == {"Phone": "ignore"}
    assert "‘মোবাইল নং’ কলামে একই জিনিস" in page


def test_numbers_of_persons_are_shown_by_their_last_four_digits(sign_in: SignIn) -> None:
    desk = sign_in("food")
    page = desk.open(give_in(desk, OFFICE_LIST) + "/headings")
    assert "•••0112" in page
    assert "01700000112" not in page
    assert asked(page) == {"হিসাব যেখানে": "account_mobile"}


def test_one_button_reads_the_file_again_and_the_next_one_is_not_asked_about(sign_in: SignIn) -> None:
    desk = sign_in("volunteer")
    address = give_in(desk) + "/headings"
    proposed = [value or "ignore" for value in asked(desk.open(address)).values()]
    page = answer(desk, address, answer=proposed, remember="yes")
    assert "আবার পড়া হয়েছে" in page
    assert "কলাম নিশ্চিত করে চেনা যায়নি" not in page
    assert "জিজ্ঞাসার কিছু নেই" in desk.open(address)
    following = give_in(desk, SHEET.replace("9001", "9002"), "পরের.csv")
    assert asked(desk.open(f"{following}/headings")) == {}


def test_a_file_that_takes_longer_says_that_it_is_being_read(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = sign_in("volunteer")
    address = give_in(desk) + "/headings"
    monkeypatch.setattr(uploads, "PATIENCE_SECONDS", 0)
    proposed = [value or "ignore" for value in asked(desk.open(address)).values()]
    assert re.search("আবার পড়া (হচ্ছে|হয়েছে)", answer(desk, address, answer=proposed, remember="yes"))


def test_an_answer_need_not_be_remembered(sign_in: SignIn) -> None:
    desk = sign_in("volunteer")
    address = give_in(desk) + "/headings"
    before = asked(desk.open(address))
    answer(desk, address, answer=[value or "ignore" for value in before.values()])
    assert asked(desk.open(address)) == {}
    following = give_in(desk, SHEET.replace("9001", "9002"), "পরের.csv")
    assert asked(desk.open(f"{following}/headings")) == before


def test_nothing_chosen_changes_nothing_and_says_so(sign_in: SignIn) -> None:
    desk = sign_in("volunteer")
    address = give_in(desk) + "/headings"
    before = asked(desk.open(address))
    assert "অন্তত একটি কলামের উত্তর বাছুন" in answer(desk, address, answer=[""] * len(before))
    assert asked(desk.open(address)) == before


def test_a_field_that_is_none_is_refused(sign_in: SignIn) -> None:
    desk = sign_in("volunteer")
    address = give_in(desk) + "/headings"
    page = desk.open(address)
    fields = {"about": "field", "heading": "ঘরের কথা", "answer": "shoe_size"}
    assert "উত্তরটি নেওয়া হয়নি" in desk.send(address, status=403, **fields)
    assert asked(desk.open(address)) == asked(page)


def test_the_page_speaks_english_too(sign_in: SignIn) -> None:
    desk = sign_in("volunteer")
    address = give_in(desk) + "/headings"
    desk.send("/language", language="en")
    page = desk.open(address)
    assert "What do these columns hold?" in page
    assert "not needed" in page
    assert "Religion" in page


def test_only_the_sender_answers(sign_in: SignIn, ward: Ward) -> None:
    upload = give_in(sign_in("volunteer"))
    for name in ("chairman", "uno"):
        desk = sign_in(name)
        assert "চেনা যায়নি।" not in desk.open(upload).partition("নিশ্চিত")[2][:40]
        desk.open(f"{upload}/headings", status=403)
        desk.send(f"{upload}/headings", status=403, about="field", heading="ঘরের কথা", answer="religion")
    sign_in("food").open(f"{upload}/headings", status=404)
    add_user(ward.engine, OPERATOR, "second", "another volunteer of the ward", PASSWORD)
    assign(ward.engine, OPERATOR, "second", Role.VOLUNTEER, WARD, "")
    sign_in("second").open(f"{upload}/headings", status=404)


def test_somebody_who_sees_all_and_uploads_too_still_answers_for_nobody_else(sign_in: SignIn, ward: Ward) -> None:
    upload = give_in(sign_in("volunteer"))
    add_user(ward.engine, OPERATOR, "both", "a volunteer who is the chairman", PASSWORD)
    assign(ward.engine, OPERATOR, "both", Role.VOLUNTEER, WARD, "")
    assign(ward.engine, OPERATOR, "both", Role.CHAIRMAN, UNION, "")
    assert "এর কলাম নিয়ে আপনি উত্তর দিতে পারেন না" in sign_in("both").open(f"{upload}/headings", status=403)


@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser_the_page_fits_and_is_answered(page: Page, site: str, sign_in: SignIn, width: int) -> None:
    address = give_in(sign_in("volunteer")) + "/headings"
    page.set_viewport_size({"width": width, "height": 800})
    sign_in_browser(page, site, "volunteer")
    page.goto(site + address)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for place in range(page.locator("select[name=answer]").count()):
        page.locator("select[name=answer]").nth(place).select_option(index=1)
    page.get_by_role("button", name="ফাইলটি পড়ুন").click()
    page.get_by_text("আবার পড়া হয়েছে").wait_for()
