"""A volunteer's sheet with defects goes in; what is sound stands in the book; one number opens a whole history."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import sign_in
from tests.importers.sheets import write_xlsx
from tests.journeys.acts import accept, found, give_in, living_persons, problem_row
from tests.wards import Ward

SHEET = """
| খানা নং | নাম | খানা প্রধানের সাথে সম্পর্ক | লিঙ্গ | জন্ম তারিখ | পিতার নাম | জাতীয় পরিচয়পত্র নম্বর | জন্ম নিবন্ধন নম্বর |
| ৯০১ | মোঃ নতুন গাজী | নিজে | পুরুষ | ০৪/০৭/১৯৬২ | মোঃ পুরাতন গাজী | 901555001 | |
| ৯০১ | মোছাঃ নতুন খাতুন | স্ত্রী | মহিলা | ৩১/০২/১৯৭০ | | | |
| ৯০১ | নতুন পারভীন | মেয়ে | মহিলা | ১২/০৩/২০১০ | | | int:20108719071234567 |
| ৯০১ | মোঃ নতুন সরদার | পড়শির কুটুম | পুরুষ | ১৫/০৮/১৯৯০ | | | |
| ৯০২ | মোঃ নবীন মোড়ল | নিজে | পুরুষ | ১১/১১/১৯৮০ | মোঃ প্রবীণ মোড়ল | 9015550024 | |
| ৯০২ | | স্ত্রী | মহিলা | ০১/০২/১৯৮৫ | | | |
"""
SOUND_ROWS = 5
DEFECTS = {
    2: ("জাতীয় পরিচয়পত্র নম্বর", "নম্বরে ৯টি অঙ্ক আছে।", "কার্ড বা সনদ দেখে অঙ্কগুলো মিলিয়ে আবার লিখুন।"),
    3: ("জন্ম তারিখ", "এমন কোনো তারিখ নেই: ‘৩১/০২/১৯৭০’।", "কাগজ দেখে তারিখটি ঠিক করুন।"),
    4: ("জন্ম নিবন্ধন নম্বর", "নম্বরের শেষের অঙ্কগুলো এক্সেল মুছে ফেলেছে।", "ঘরটি ‘Text’ করে"),
    5: ("খানা প্রধানের সাথে সম্পর্ক", "লেখাটি চেনা যায়নি: ‘পড়শির কুটুম’।", "ফরমের তালিকা থেকে একটি বেছে লিখুন।"),
    7: ("নাম", "সারিতে সদস্যের নাম নেই।", "নাম লিখুন; সারিটি খালি হলে মুছে দিন।"),
}
"""Row as Excel numbers it: the heading, what is wrong, the remedy."""

WIDELY_SERVED = """
    select a.person_id, n.value, count(distinct d.office_code) as offices, count(*) as deliveries
    from attachments a
    join deliveries d on d.id = a.delivery_id
    join identity_numbers n on n.person_id = a.person_id
    where a.ended_at is null and n.kind = 'nid10'
    group by a.person_id, n.value order by offices desc, deliveries desc, a.person_id limit 1
"""


@pytest.mark.browser
@pytest.mark.usefixtures("reader")
def test_from_a_volunteers_sheet_to_the_history_of_a_person(page: Page, site: str, ward: Ward, tmp_path: Path) -> None:
    sheet = write_xlsx(tmp_path / "খানা ৯০১-৯০২.xlsx", {"উত্তরপাড়া": SHEET})
    sign_in(page, site, "uno")
    before = living_persons(page)

    sign_in(page, site, "volunteer")
    give_in(page, sheet)
    assert found(page) == ["৬টি সারি পড়া হয়েছে।", "৫টি সারি গ্রহণের জন্য তৈরি।", "১টি সারি আটকে আছে: আগে ঠিক করতে হবে।"]
    for row_number, told in DEFECTS.items():
        for words in ("উত্তরপাড়া", *told):
            expect(problem_row(page, row_number)).to_contain_text(words)
    expect(page.get_by_role("button", name="গ্রহণ করুন")).to_have_count(0)

    sign_in(page, site, "chairman")
    page.get_by_role("link", name=sheet.name).first.click()
    accept(page)
    assert found(page)[1:] == ["৫টি সারি খাতায় উঠেছে।", "১টি সারি আটকে আছে: আগে ঠিক করতে হবে।"]

    sign_in(page, site, "uno")
    assert living_persons(page) == before + SOUND_ROWS
    page.get_by_role("link", name="ব্যক্তি খুঁজুন").click()
    look_up(page, "৯০১ ৫৫৫ ০০২৪")
    expect(page.get_by_role("heading", level=1)).to_have_text("মোঃ নবীন মোড়ল")

    with ward.engine.connect() as connection:
        person_id, number, offices, deliveries = connection.exec_driver_sql(WIDELY_SERVED).one()
    page.get_by_role("link", name="ব্যক্তি খুঁজুন").first.click()
    look_up(page, ward.unsealed(number))
    address = f"{site}/persons/{person_id}"
    assert page.url == address
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="ব্যক্তি খুঁজুন").first.click()
    look_up(page, name)
    page.locator(f"a[href='/persons/{person_id}']").click()
    assert page.url == address
    history = page.locator("section", has_text="যা যা পেয়েছেন").first
    assert offices >= 3
    assert history.locator("h3").count() == offices
    assert history.locator("tbody tr").count() == deliveries


def look_up(page: Page, asked: str) -> None:
    page.fill("#asked", asked)
    page.get_by_role("button", name="খুঁজুন").click()
