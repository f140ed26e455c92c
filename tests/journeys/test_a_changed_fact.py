"""A birth date that is wrong in the book: asked for with its paper, approved at another desk, the old one in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from tests.browsing import sign_in
from tests.wards import Ward

SOMEBODY = (
    "select p.id from persons p join memberships m on m.person_id = p.id where p.birth_precision = 'day'"
    " and p.death_date = '' and p.birth_date < '1990' and m.relation = 'spouse' order by p.id"
)


@pytest.fixture
def person_id(ward: Ward) -> int:
    """Somebody whose birth date is known to the day."""
    with ward.engine.connect() as connection:
        return int(connection.execute(text(SOMEBODY)).scalars().all()[1])


def born(page: Page) -> str:
    return page.locator("p.lead").inner_text()


@pytest.mark.browser
def test_a_clerk_asks_the_chairman_approves_and_the_page_shows_both_dates(
    page: Page, site: str, person_id: int
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site, "entrepreneur")
    page.goto(f"{site}/persons/{person_id}")
    before = born(page)
    page.get_by_role("link", name="কিছু ভুল আছে বা বদলে গেছে").click()
    page.get_by_role("link", name="খাতার কোনো তথ্য ভুল বা বদলে গেছে").click()
    page.get_by_label("জন্ম তারিখ", exact=True).fill("০৯/০৩/১৯৮২")
    page.get_by_label("প্রমাণ").select_option(label="জন্ম নিবন্ধন সনদ")
    page.get_by_label("কাগজের নম্বর, অথবা কবে কোথায় দেখেছেন").fill("সনদ দেখা হয়েছে ২ মার্চ")
    page.get_by_label("কেন বদলাতে হবে?").fill("খাতায় বছর ভুল উঠেছে")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="আবেদন জমা দিন").click()
    expect(page.get_by_text("অন্য একজন অনুমোদন দিলে খাতায় উঠবে")).to_be_visible()
    expect(page.get_by_role("button", name="অনুমোদন দিন")).to_have_count(0)
    page.goto(f"{site}/persons/{person_id}")
    assert born(page) == before

    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, site, "chairman")
    page.get_by_role("link", name="তথ্য বদলের আবেদন", exact=True).click()
    page.locator("#rows li", has_text="জন্ম তারিখ").get_by_role("link").click()
    for words in ("সনদ দেখা হয়েছে ২ মার্চ", "খাতায় বছর ভুল উঠেছে", "জন্ম তারিখ ঠিক হয় শুধু কাগজ দেখে"):
        expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("button", name="অনুমোদন দিন").click()
    expect(page.get_by_text("আগে যা ছিল তা ইতিহাসে থাকবে")).to_be_visible()

    page.goto(f"{site}/persons/{person_id}")
    assert "৯\u00a0মার্চ\u00a0১৯৮২" in born(page)
    changes = page.locator("section", has_text="আগে যা লেখা ছিল").last
    expect(changes.locator("s")).to_have_count(1)
    assert changes.locator("s").inner_text() in before
    expect(changes).to_contain_text("খাতায় ভুল ছিল")
    expect(changes).to_contain_text("চেয়ারম্যান, নগরঘাটা")
