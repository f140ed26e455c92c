"""An office's list goes in; nothing in it is guessed or dropped; a finding is answered by a person, with a note."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from census_app.cli.demo import USERS
from tests.browsing import sign_in
from tests.importers.sheets import write_xlsx
from tests.journeys.acts import accept, found, give_in, problem_row

LIST = """
| ক্রঃ নং | উপকারভোগীর নাম | পিতা/স্বামীর নাম | এনআইডি/জন্ম নিবন্ধন নং | গ্রাম | সেবার ধরন | কিস্তি/মেয়াদ | প্রদানের তারিখ | টাকার পরিমাণ |
| ১ | মোছাঃ অচেনা খাতুন | মোঃ অচেনা শেখ | 9015550032 | দূরপাড়া | বয়স্ক ভাতা | এপ্রিল-জুন ২০২২ | ১২/০৬/২০২২ | ১,৫০০ |
| ২ | মোঃ অজানা মোড়ল | মোঃ প্রবীণ মোড়ল | 9015550024 | দূরপাড়া | চাঁদে যাওয়ার ভাতা | এপ্রিল-জুন ২০২২ | ১২/০৬/২০২২ | ১,৫০০ |
"""
NOTE = "বাড়িতে গিয়ে জেনেছি: মেয়েটি আবার স্কুলে যাচ্ছে, পরিবার কথা দিয়েছে।"


@pytest.mark.browser
@pytest.mark.usefixtures("reader")
def test_an_offices_list_is_neither_guessed_nor_dropped(page: Page, site: str, tmp_path: Path) -> None:
    file = write_xlsx(tmp_path / "বয়স্ক ভাতা জুন.xlsx", {"তালিকা": LIST})
    sign_in(page, site, "social_services")
    give_in(page, file)
    unknown = problem_row(page, 3)
    for words in ("সেবার ধরন", "সেবা বা কর্মসূচির নাম চেনা যায়নি: ‘চাঁদে যাওয়ার ভাতা’।", "কর্মসূচির প্রচলিত নাম লিখুন"):
        expect(unknown).to_contain_text(words)
    accept(page)
    assert found(page)[1:] == [
        "১টি সারির প্রদান অমীমাংসিত: প্রাপক কে তা এখনো জানা যায়নি।",
        "১টি সারি আটকে আছে: আগে ঠিক করতে হবে।",
    ]

    page.get_by_role("link", name="অমীমাংসিত", exact=True).click()
    waiting = page.locator("tbody tr", has_text="মোছাঃ অচেনা খাতুন")
    for words in ("বয়স্ক ভাতা", "৳ ১,৫০০", file.name, "এই নামে কাউকে পাওয়া যায়নি"):
        expect(waiting).to_contain_text(words)
    expect(page.locator("tbody tr", has_text="মোঃ অজানা মোড়ল")).to_have_count(0)


@pytest.mark.browser
def test_a_visit_is_answered_with_a_note_that_stays(page: Page, site: str) -> None:
    shown_as = next(user.shown_as for user in USERS if user.name == "women_affairs")
    sign_in(page, site, "women_affairs")
    page.select_option("#kind", "child_marriage_risk")
    expect(page.locator("#rows li").first).to_contain_text("এ মাসেই দেখা করুন")
    page.locator("#rows li a").first.click()
    page.get_by_label("ব্যাখ্যা মিলেছে").check()
    page.get_by_label("কী দেখলেন").fill(NOTE)
    page.get_by_role("button", name="উত্তর জমা দিন").click()
    page.get_by_text("আপনার উত্তর রাখা হয়েছে").wait_for()
    visit = page.url

    sign_in(page, site, "uno")
    page.goto(visit)
    answers = page.locator("section", has_text="এ পর্যন্ত উত্তর")
    for words in (NOTE, shown_as):
        expect(answers).to_contain_text(words)
