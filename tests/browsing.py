"""The site, and a real Chromium that reaches this machine alone and reports what a page should not do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from werkzeug.serving import make_server

from census_app.cli.demo import PASSWORD
from census_app.web import create_app
from tests.wards import Ward

FLAGS = [
    "--no-sandbox",  # the tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event =>
    window.reportViolation(`${event.violatedDirective} refused ${event.blockedURI} on ${location.pathname}`));
"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def faults() -> list[str]:
    """What pages did that no page may do, each told in a line."""
    return []


@pytest.fixture
def browser_context(browser: Browser, faults: list[str]) -> Iterator[BrowserContext]:
    """A browser without a past; at the end, no page has asked another machine, broken its policy or failed."""
    context = browser.new_context(locale="bn-BD", timezone_id="Asia/Dhaka")
    watch(context, faults)
    yield context
    context.close()
    assert faults == []


def watch(context: BrowserContext, faults: list[str]) -> None:
    """Whatever a page of this browser does that no page may do is added to the faults."""

    def asked(request: Request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            faults.append(f"asked for {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(message.text)

    context.expose_binding("reportViolation", lambda _source, told: faults.append(told))
    context.add_init_script(REPORT_VIOLATIONS)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("request", asked)
    context.on("console", said)


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """An empty page in a browser without a past."""
    page = browser_context.new_page()
    page.set_default_timeout(15_000)
    return page


@pytest.fixture
def site(ward: Ward) -> Iterator[str]:
    """The address of the site over this test's own copy of the sample ward."""
    server = make_server("127.0.0.1", 0, create_app(ward.settings), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def sign_in(page: Page, site: str, name: str) -> None:
    """Whoever was signed in leaves, and this person of the demo stands before their first page."""
    page.context.clear_cookies()
    page.goto(f"{site}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.locator(".leave").wait_for()
