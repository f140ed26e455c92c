"""The map in a real browser, under the policy the site sends with it, with hostile text in a sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from census_app.settings import PROJECT_DIR
from maps import HouseholdPoint, MapRequest, render_map

SITE = "http://127.0.0.1:9"
STATIC = PROJECT_DIR / "census_app" / "web" / "static"
POLICY = (
    "default-src 'none'; script-src 'nonce-n0nce'; style-src 'self' 'nonce-n0nce'; img-src 'self' data:; "
    "connect-src 'none'; sandbox allow-scripts"
)
HOSTILE = "${window.ran=1}`+(window.ran=2)+`</script><script>window.ran=3</script><img src=x onerror=window.ran=4>\\'\""


def show(page: Page, html: str) -> list[str]:
    """Open the page as the site would serve it; what it asked of anybody else comes back."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/map":
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
        elif path.startswith("/static/vendor/leaflet/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"))
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", answer)
    page.goto(f"{SITE}/map")
    return asked


@pytest.mark.browser
def test_text_of_a_sheet_is_shown_and_never_run(page: Page) -> None:
    homes = tuple(
        HouseholdPoint(number, HOSTILE, 22.765 + number / 2000, 89.13 + number % 2 / 1000, "p", HOSTILE, "A")
        for number in range(6)
    )
    request = MapRequest("ward_households", HOSTILE, homes, "bn", "n0nce", lambda name: f"/static/{name}")
    asked = show(page, render_map(request))
    canvas = page.locator("canvas").bounding_box()
    assert canvas is not None
    page.mouse.move(canvas["x"] + canvas["width"] / 2, canvas["y"] + canvas["height"] / 2)
    page.locator(".foliumtooltip").wait_for()
    assert page.locator(".foliumtooltip td").first.inner_text() == HOSTILE
    assert page.locator(".para-name").inner_text() == HOSTILE
    assert page.title() == HOSTILE
    assert page.evaluate("window.ran") is None
    assert asked == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_map_and_legend_fit_a_phone_and_a_desk(page: Page, width: int) -> None:
    homes = tuple(
        HouseholdPoint(number, str(number), 22.765 + number % 5 / 1000, 89.13 + number / 5000, f"p{number % 3}", "পাড়া")
        for number in range(30)
    )
    page.set_viewport_size({"width": width, "height": 740})
    show(
        page, render_map(MapRequest("ward_households", "ওয়ার্ড ৮", homes, "bn", "n0nce", lambda name: f"/static/{name}"))
    )
    page.locator("canvas").first.wait_for()
    assert page.locator(".para-name").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    legend = page.locator("aside").bounding_box()
    assert legend is not None
    assert legend["width"] >= 200
