"""A sheet is checked house by house on a phone, one household goes back with words, is put right and goes through."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from census_app.cli.demo import UNION
from census_app.domain.access import OPERATOR
from census_app.ledger.reads.flows import flow_named
from census_app.ledger.writes.verification import choose_flow
from tests.browsing import sign_in
from tests.importers.sheets import write_xlsx
from tests.journeys.acts import accept, found, give_in, living_persons
from tests.wards import Ward

SHEET = """
| খানা নং | নাম | খানা প্রধানের সাথে সম্পর্ক | লিঙ্গ | জন্ম তারিখ | পিতার নাম | জাতীয় পরিচয়পত্র নম্বর |
| ৯৪১ | মোঃ যাচাই গাজী | নিজে | পুরুষ | ০৪/০৭/১৯৬২ | মোঃ পুরাতন গাজী | 9415550011 |
| ৯৪১ | মোছাঃ যাচাই খাতুন | স্ত্রী | মহিলা | ০৫/০৮/১৯৭০ | | 9415550022 |
| ৯৪২ | মোঃ ফেরত মোড়ল | নিজে | পুরুষ | ১১/১১/১৯৮০ | মোঃ প্রবীণ মোড়ল | 9425550013 |
| ৯৪৩ | মোঃ শেষ সরদার | নিজে | পুরুষ | ১৫/০৮/১৯৯০ | মোঃ আদি সরদার | 9435550014 |
| ৯৪৪ | মোছাঃ একা বিবি | নিজে | মহিলা | ১৫/০৮/১৯৫০ | মোঃ প্রাচীন শেখ | 9445550015 |
"""
WORDS = "ফেরত মোড়লের স্ত্রীর নাম লেখা হয়নি"
WIFE = ("৯৪২", "মোছাঃ ফেরত বেগম", "স্ত্রী", "মহিলা", "০১/০২/১৯৮৫", "", "9425550024")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.mark.browser
@pytest.mark.usefixtures("reader")
def test_a_household_that_was_sent_back_is_put_right_and_goes_through(
    page: Page, site: str, ward: Ward, tmp_path: Path
) -> None:
    choose_flow(ward.engine, OPERATOR, UNION, flow_named("ward_and_union"))
    sheet = write_xlsx(tmp_path / "খানা ৯৪১-৯৪৩.xlsx", {"উত্তরপাড়া": SHEET})
    sign_in(page, site, "uno")
    before = living_persons(page)
    sign_in(page, site, "volunteer")
    give_in(page, sheet)
    expect(page.locator("#verification")).to_contain_text("ওয়ার্ড সদস্যের যাচাই: ৪টি খানা অপেক্ষায়")

    check_in_the_ward(page, site)
    review(page, site, sheet.name)
    accept(page)
    assert found(page)[1:] == ["৪টি সারি খাতায় উঠেছে।", "১টি সারি আটকে আছে: আগে ঠিক করতে হবে।"]

    corrected = put_right(page, site, sheet, tmp_path)
    check_the_copy(page, site, corrected)
    sign_in(page, site, "chairman")
    page.goto(f"{site}/checks")
    page.get_by_role("link", name=corrected.name).click()
    page.get_by_role("link", name="কী বদলাবে দেখুন").click()
    for name in ("মোঃ ফেরত মোড়ল", "মোছাঃ ফেরত বেগম"):
        expect(page.locator("main")).to_contain_text(name)
    accept(page)
    sign_in(page, site, "uno")
    assert living_persons(page) == before + 6


def check_in_the_ward(page: Page, site: str) -> None:
    """The ward member confirms one household, sends one back, and confirms the rest, on a phone."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, site, "member")
    expect(page.get_by_role("link", name="যাচাই ১")).to_be_visible()
    page.get_by_role("link", name="যাচাই ১").click()
    page.locator("main").get_by_role("link").first.click()
    cards = page.locator(".checks > li")
    expect(cards).to_have_count(4)
    for words in ("খানা ৯৪১", "মোঃ যাচাই গাজী", "মোছাঃ যাচাই খাতুন", "২ জন"):
        expect(cards.first).to_contain_text(words)
    cards.first.get_by_role("button", name="ঠিক আছে").click()
    page.get_by_text("খানা ৯৪১ নিশ্চিত করা হলো").wait_for()
    back = cards.filter(has_text="খানা ৯৪২")
    back.get_by_text("ফেরত পাঠান", exact=True).click()
    back.get_by_label("কী ঠিক নেই?").select_option("member_missing")
    back.get_by_label("নিজের কথায় লিখুন").fill(WORDS)
    back.get_by_role("button", name="এই খানা ফেরত পাঠান").click()
    page.get_by_text("খানা ৯৪২ আপনার কথাসহ ফেরত পাঠানো হলো").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="বাকি ২টি খানা নিশ্চিত করুন").click()
    page.get_by_text("বাকি সব খানা নিশ্চিত করা হলো").wait_for()
    expect(page.get_by_text("এখানে আপনার জন্য কোনো খানা অপেক্ষায় নেই")).to_be_visible()
    expect(page.locator("main")).to_contain_text(WORDS)
    expect(page.get_by_role("link", name="জরিপ যাচাই", exact=True)).to_be_visible()


def review(page: Page, site: str, file_name: str) -> None:
    """The chairman sees what came through and what did not, with the words; then what would change."""
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    sign_in(page, site, "chairman")
    page.get_by_role("link", name="যাচাই ১").click()
    page.get_by_role("link", name=file_name).click()
    for words in ("গ্রহণ: ৩টি খানা অপেক্ষায়", "১টি খানা ফেরত পাঠানো হয়েছে", WORDS, "ওয়ার্ড সদস্য, ওয়ার্ড ৮"):
        expect(page.locator("main")).to_contain_text(words)
    page.get_by_role("link", name="কী বদলাবে দেখুন").click()
    expect(page.get_by_text("৪ জন নতুন মানুষ।")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("মোঃ ফেরত মোড়ল")
    page.get_by_role("link", name="পর্যালোচনা ও গ্রহণ").click()


def put_right(page: Page, site: str, sheet: Path, folder: Path) -> Path:
    """The volunteer reads the words, takes the marked workbook, writes whoever was missing and gives it in again."""
    sign_in(page, site, "volunteer")
    page.get_by_role("link", name=sheet.name).first.click()
    for words in ("খানা ৯৪২", "কেউ বাদ পড়েছেন", WORDS, "ওয়ার্ড সদস্যের যাচাই"):
        expect(page.locator("#verification")).to_contain_text(words)
    with page.expect_download() as download:
        page.locator("a[download]").click()
    marked = folder / "marked.xlsx"
    download.value.save_as(marked)
    book = load_workbook(marked)
    rows = book.worksheets[1]
    assert any(WORDS in cell.comment.text for row in rows.iter_rows() for cell in row if cell.comment)
    for place, value in enumerate(WIFE, start=1):
        rows.cell(7, place, value)
    corrected = folder / "খানা ৯৪২ ঠিক করা.xlsx"
    book.save(corrected)
    page.get_by_role("link", name="জমা দেওয়া ফাইল").first.click()
    give_in(page, corrected)
    return corrected


def check_the_copy(page: Page, site: str, corrected: Path) -> None:
    """The ward member sees what was said of the household before, and confirms it now."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, site, "member")
    page.goto(f"{site}/checks")
    page.get_by_role("link", name=corrected.name).click()
    card = page.locator(".checks > li")
    for words in ("খানা ৯৪২", "মোছাঃ ফেরত বেগম", WORDS):
        expect(card).to_contain_text(words)
    card.get_by_role("button", name="ঠিক আছে").click()
    page.get_by_text("খানা ৯৪২ নিশ্চিত করা হলো").wait_for()
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
