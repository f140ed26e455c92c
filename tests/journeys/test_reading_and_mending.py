"""A long sheet shows how far it is read, or is stopped; a cell is put right on the page, and its row goes its way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from census_app.jobs.worker import work
from importers import staging
from tests.browsing import sign_in, watch
from tests.importers.sheets import write_xlsx
from tests.journeys.acts import accept, choose, found, give_in, problem_row
from tests.wards import Ward

ROWS = 3_000
HEADINGS = "খানা নং,নাম,খানা প্রধানের সাথে সম্পর্ক,লিঙ্গ,বয়স"
SHEET = """
| খানা নং | নাম | খানা প্রধানের সাথে সম্পর্ক | লিঙ্গ | জন্ম তারিখ | পিতার নাম |
| ৯০১ | মোঃ নতুন গাজী | নিজে | পুরুষ | ০৪/০৭/১৯৬২ | মোঃ পুরাতন গাজী |
| ৯০১ | | স্ত্রী | মহিলা | ০১/০২/১৯৭০ | |
"""
CORRECTED = "মোছাঃ নতুন খাতুন"


@pytest.fixture
def long_sheet(tmp_path: Path) -> Path:
    path = tmp_path / "লম্বা তালিকা.csv"
    lines = [f"{10_000 + place},মোছাঃ নতুন খাতুন,নিজে,মহিলা,{20 + place % 60}" for place in range(ROWS)]
    path.write_text("\n".join([HEADINGS, *lines]) + "\n", encoding="utf-8")
    return path


class SlowReader:
    """A worker that stops after its first thousand rows until it is told to go on."""

    def __init__(self, ward: Ward) -> None:
        self.may_go_on = Event()
        rest = {"until_empty": True, "on_progress": self.pause}
        self.thread = Thread(target=work, args=(ward.engine, ward.settings), kwargs=rest)

    def pause(self, _done: int, _total: int) -> None:
        self.may_go_on.wait(60)


@pytest.fixture
def slow_reader(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowReader]:
    monkeypatch.setattr(staging, "ROWS_AT_ONCE", 1_000)
    reader = SlowReader(ward)
    yield reader
    reader.may_go_on.set()
    reader.thread.join()


@pytest.mark.browser
def test_a_long_sheet_shows_how_far_it_is_and_turns_into_its_answer(
    page: Page, site: str, slow_reader: SlowReader, long_sheet: Path
) -> None:
    sign_in(page, site, "volunteer")
    choose(page, long_sheet)
    expect(page.get_by_text("পাঠকের অপেক্ষায়")).to_be_visible()
    slow_reader.thread.start()
    expect(page.get_by_text("৩,০০০টি সারির মধ্যে ১,০০০টি পড়া হয়েছে")).to_be_visible()
    expect(page.locator("progress")).to_have_attribute("value", "1000")
    slow_reader.may_go_on.set()
    page.get_by_role("heading", name="যা পাওয়া গেল").wait_for()
    assert found(page)[0] == "৩,০০০টি সারি পড়া হয়েছে।"


@pytest.mark.browser
def test_reading_is_stopped_from_its_page(page: Page, site: str, slow_reader: SlowReader, long_sheet: Path) -> None:
    sign_in(page, site, "volunteer")
    choose(page, long_sheet)
    slow_reader.thread.start()
    expect(page.get_by_text("১,০০০টি পড়া হয়েছে")).to_be_visible()
    page.get_by_role("button", name="এই ফাইল পড়া থামান").click()
    expect(page.get_by_text("পড়া থামানো হচ্ছে")).to_be_visible()
    slow_reader.may_go_on.set()
    expect(page.get_by_text("কোনো সারি রাখা হয়নি")).to_be_visible()


@pytest.mark.browser
@pytest.mark.usefixtures("reader")
def test_a_cell_is_put_right_and_its_row_becomes_a_person(page: Page, site: str, tmp_path: Path) -> None:
    sheet = write_xlsx(tmp_path / "খানা ৯০১.xlsx", {"উত্তরপাড়া": SHEET})
    sign_in(page, site, "volunteer")
    give_in(page, sheet)
    held = problem_row(page, 3)
    held.get_by_text("এখানে ঠিক করুন").first.click()
    held.get_by_label("নাম", exact=True).first.fill(CORRECTED)
    held.get_by_role("button", name="ঘরটি রাখুন").first.click()
    expect(page.get_by_text("সারি ৩ এখন তৈরি।")).to_be_visible()
    assert found(page)[1:] == ["২টি সারি গ্রহণের জন্য তৈরি।"]

    sign_in(page, site, "chairman")
    page.get_by_role("link", name=sheet.name).first.click()
    accept(page)
    page.goto(f"{page.url}?household=901")
    problem_row(page, 3).get_by_role("link", name="পুরো সারি").click()
    corrected = page.locator("section", has_text="যা যা ঠিক করা হয়েছে")
    for words in ("নাম", "(খালি)", CORRECTED, "স্বেচ্ছাসেবক, ওয়ার্ড ৮"):
        expect(corrected).to_contain_text(words)
    page.get_by_role("link", name="খাতায় ব্যক্তি").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CORRECTED)


@pytest.mark.browser
@pytest.mark.usefixtures("reader")
def test_without_scripts_a_cell_is_put_right_too(browser: Browser, site: str, tmp_path: Path) -> None:
    sheet = write_xlsx(tmp_path / "খানা ৯০১.xlsx", {"উত্তরপাড়া": SHEET})
    faults: list[str] = []
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    watch(context, faults)
    page = context.new_page()
    sign_in(page, site, "volunteer")
    give_in(page, sheet)
    held = problem_row(page, 3)
    held.get_by_text("এখানে ঠিক করুন").first.click()
    held.get_by_label("নাম", exact=True).first.fill(CORRECTED)
    held.get_by_role("button", name="ঘরটি রাখুন").first.click()
    expect(page.get_by_text("সারি ৩ এখন তৈরি।")).to_be_visible()
    problem_row(page, 3).get_by_role("link", name="পুরো সারি").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
    assert faults == []
