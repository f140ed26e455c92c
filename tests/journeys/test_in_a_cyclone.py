"""A cyclone comes: the sheet on paper, ticks on a phone, and afterwards who was missed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import sign_in

PARA = "4087907108-01"
A4_PIXELS = 794
"""210 mm at the 96 pixels to an inch that a browser prints with."""


@pytest.mark.browser
def test_a_volunteer_ticks_off_on_a_phone_and_the_uno_sees_who_was_missed(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, site, "volunteer")
    page.get_by_role("link", name="দুর্যোগ", exact=True).click()
    page.get_by_role("link", name="ঘূর্ণিঝড়").click()
    page.get_by_role("link", name="উত্তরপাড়া").click()
    cards = page.locator(".ticks > li")
    name = cards.first.locator("b").first.inner_text()
    cards.first.get_by_role("button", name="পাওয়া যায়নি").click()
    cards.first.get_by_text("পাওয়া যায়নি", exact=True).first.wait_for()
    cards.nth(1).get_by_role("button", name="সরানো হয়েছে").click()
    expect(page.get_by_text("জনের মধ্যে ২ জনের টিক আছে")).to_be_visible()

    sign_in(page, site, "uno")
    page.goto(f"{site}/hazards/1/afterwards")
    expect(page.locator("#rows")).to_contain_text(name)
    page.get_by_label("কাদের দেখবেন?").select_option("moved")
    expect(page.locator("#rows li")).to_have_count(1)
    expect(page.locator("#rows li")).to_contain_text("স্বেচ্ছাসেবক, ওয়ার্ড ৮")


@pytest.mark.browser
def test_a_weight_that_is_changed_shows_at_once_what_it_does(page: Page, site: str) -> None:
    sign_in(page, site, "uno")
    page.goto(f"{site}/hazards/1/weights")
    tiers = page.locator("#shown table").first.locator("tbody tr")
    before = tiers.nth(1).inner_text()
    page.get_by_label("কাঁচা ঘর").fill("0")
    page.get_by_label("কাঁচা ঘর").press("Tab")
    expect(tiers.nth(1)).not_to_have_text(before)
    page.get_by_role("button", name="এই ওজন রাখুন").click()
    expect(page.get_by_text("ওজন রাখা হলো")).to_be_visible()
    expect(page.get_by_label("কাঁচা ঘর")).to_have_value("0")


@pytest.mark.browser
def test_a_sheet_fits_the_paper_and_leaves_the_screen_behind(page: Page, site: str) -> None:
    sign_in(page, site, "chairman")
    page.goto(f"{site}/hazards/1/sheets/{PARA}")
    page.set_viewport_size({"width": A4_PIXELS, "height": 1123})
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_PIXELS
    expect(page.locator(".menu")).to_be_hidden()
    expect(page.locator("form").last).to_be_hidden()
    expect(page.locator(".sheet .box").first).to_be_visible()
    assert len(page.pdf(format="A4")) > 10_000
