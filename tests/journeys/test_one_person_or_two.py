"""Two entries, one human being: proposed at a desk, asked about on the spot, answered, decided, and taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.browsing import sign_in
from tests.wards import Ward

TWO = (
    "select p.id, p.name_bn || ', household ' || h.number, count(a.delivery_id) from persons p"
    " join memberships m on m.person_id = p.id join households h on h.id = m.household_id"
    " join attachments a on a.person_id = p.id where p.name_bn <> '' and not exists (select 1 from possible_matches q"
    " where q.kind = 'persons' and p.id in (q.left_id, q.right_id)) group by 1, 2 order by 3 desc, 1"
)


@pytest.fixture
def two(ward: Ward) -> tuple[int, int, str, int]:
    """Two persons who receive something, the older first; what finds the younger; the deliveries of both together."""
    with ward.engine.connect() as connection:
        rows = connection.execute(text(TWO)).all()[:2]
    (older, _, first), (younger, asked, second) = sorted(rows)
    return older, younger, asked, first + second


def deliveries(page: Page) -> int:
    return page.locator("section", has_text="যা যা পেয়েছেন").first.locator("tbody tr").count()


def open_question(page: Page, site: str, person_id: int) -> None:
    page.goto(f"{site}/persons/{person_id}")
    page.get_by_role("link", name="মিলিয়ে দেখে সিদ্ধান্ত নিন").click()


@pytest.mark.browser
def test_the_ward_member_is_asked_and_nobodys_benefits_stop(
    page: Page, site: str, two: tuple[int, int, str, int]
) -> None:
    older, younger, asked, together = two
    sign_in(page, site, "member")
    page.goto(f"{site}/persons/{older}")
    before = deliveries(page)
    assert before > 0
    page.get_by_role("link", name="কে একই ব্যক্তি হতে পারেন তা বলুন").click()
    page.locator("#asked").fill(asked)
    page.get_by_role("button", name="খুঁজুন").click()
    page.locator(f'input[name=other][value="{younger}"]').check()
    page.get_by_label("কেন একই ব্যক্তি মনে হয়?").fill("দুই বাড়িতে একজনকেই দেখেছি")
    page.get_by_role("button", name="একই ব্যক্তি হতে পারেন").click()
    expect(page.get_by_text("তত দিন দুজনেই যা পান তা পেতে থাকবেন")).to_be_visible()
    expect(page.locator("section", has_text="একই ব্যক্তি হতে পারেন").last).to_contain_text("দুই বাড়িতে একজনকেই দেখেছি")
    assert deliveries(page) == before

    sign_in(page, site, "chairman")
    open_question(page, site, older)
    page.get_by_label("কীভাবে জানলেন?").fill("বাড়িতে গিয়ে দেখুন")
    page.get_by_role("button", name="ওয়ার্ড সদস্যকে জিজ্ঞাসা").click()
    page.goto(f"{site}/persons/{younger}")
    expect(page.get_by_text("ওয়ার্ড সদস্যকে জিজ্ঞাসা করা হয়েছে")).to_be_visible()

    sign_in(page, site, "member")
    page.get_by_role("link", name="আপনাকে জিজ্ঞাসা").first.click()
    question = page.locator("section", has_text="বাড়িতে গিয়ে দেখুন")
    question.get_by_label("কী জানলেন?").fill("একজনই, বাপের বাড়ি আর শ্বশুরবাড়ি")
    question.get_by_role("button", name="একই ব্যক্তি").click()
    expect(page.get_by_text("আপনার উত্তর রাখা হয়েছে")).to_be_visible()

    sign_in(page, site, "chairman")
    open_question(page, site, younger)
    expect(page.get_by_text("একজনই, বাপের বাড়ি আর শ্বশুরবাড়ি")).to_be_visible()
    page.get_by_label("কীভাবে জানলেন?").fill("ওয়ার্ড সদস্য দেখে এসেছেন")
    page.get_by_role("button", name="একই ব্যক্তি").click()
    expect(page).to_have_url(f"{site}/persons/{older}")
    assert deliveries(page) == together
