"""A cheap phone, a keyboard without a mouse, a browser that runs no scripts: the site serves them all."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import sign_in, watch

PHONE_WIDTH = 360
DESKS = {
    "volunteer": ("/uploads", "/uploads/new", "/uploads/8", "/hazards", "/hazards/1", "/hazards/1/ticks/4087907108-01"),
    "chairman": ("/doubles", "/doubles/1", "/households", "/households/12", "/persons/30"),
    "uno": (
        "/overview",
        "/findings?kind=disaster_priority",
        "/findings/1",
        "/findings/300",
        "/findings/rules",
        "/findings/sql",
        "/map",
        "/persons",
        *("/hazards/new", "/hazards/1", "/hazards/1/weights", "/hazards/1/sheets/4087907108-01"),
        *("/hazards/1/afterwards", "/shelters", "/shelters/1", "/checks/flows"),
    ),
    "social_services": ("/suspense",),
    "member": ("/checks", "/uploads/8/check", "/uploads/8/review"),
    "ict": ("/accounts",),
    "auditor": ("/trail",),
}
WIDER_THAN_ITS_SCREEN = """
    width => [...document.querySelectorAll('main *')]
        .filter(part => !part.closest('.scroll, thead') && part.getBoundingClientRect().right > width + 1)
        .map(part => part.outerHTML.slice(0, 80))
"""


@pytest.mark.browser
def test_no_page_is_wider_than_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": PHONE_WIDTH, "height": 740})
    for name, addresses in DESKS.items():
        sign_in(page, site, name)
        for address in addresses:
            page.goto(site + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH, address
            assert page.evaluate(WIDER_THAN_ITS_SCREEN, PHONE_WIDTH) == [], address


@pytest.mark.browser
def test_a_keyboard_finds_its_way_and_sees_where_it_is(page: Page, site: str) -> None:
    sign_in(page, site, "uno")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(".tile a").first).to_be_focused()
    assert page.locator(":focus").evaluate("part => getComputedStyle(part).outlineStyle") == "solid"


@pytest.mark.browser
def test_every_field_of_a_form_has_its_label(page: Page, site: str) -> None:
    for name, address in (
        ("volunteer", "/uploads/new"),
        ("uno", "/findings/1"),
        ("uno", "/doubles/1"),
        ("uno", "/persons"),
        ("uno", "/hazards/new"),
        ("uno", "/hazards/1/weights"),
        ("uno", "/shelters/1"),
        ("uno", "/checks/flows"),
        ("volunteer", "/hazards/1/ticks/4087907108-01"),
    ):
        sign_in(page, site, name)
        page.goto(site + address)
        fields = page.locator("main").locator("input:not([type=hidden]), select, textarea")
        assert fields.count() > 0
        assert all(fields.evaluate_all("fields => fields.map(field => field.labels.length)")), address


@pytest.mark.browser
def test_without_scripts_lists_are_narrowed_and_figures_are_read(browser: Browser, site: str) -> None:
    faults: list[str] = []
    context = browser.new_context(java_script_enabled=False)
    watch(context, faults)
    page = context.new_page()
    sign_in(page, site, "uno")
    expect(page.locator("figure table").first).to_be_visible()
    page.goto(f"{site}/findings")
    page.select_option("#kind", "same_period_twice")
    page.get_by_role("button", name="দেখান").click()
    expect(page.locator("#rows li").first).to_contain_text("একই মেয়াদে")
    page.locator("#rows a").first.click()
    page.get_by_label("সত্য: এমনই ঘটেছে").check()
    page.get_by_label("কী দেখলেন").fill("দুই কিস্তিই ব্যাংকে জমা হয়েছে।")
    page.get_by_role("button", name="উত্তর জমা দিন").click()
    expect(page.get_by_text("দুই কিস্তিই ব্যাংকে জমা হয়েছে।")).to_be_visible()
    context.close()
    assert faults == []
