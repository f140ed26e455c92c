"""A real Chromium that can reach this machine and nothing else, and that reports what a page should not do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

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
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without a past; at the end, no page has broken the content security policy or thrown an error."""
    context = browser.new_context(locale="bn-BD", timezone_id="Asia/Dhaka")
    faults: list[str] = []
    context.expose_binding("reportViolation", lambda _source, told: faults.append(told))
    context.add_init_script(REPORT_VIOLATIONS)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context
    context.close()
    assert faults == []


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """An empty page in a browser without a past."""
    page = browser_context.new_page()
    page.set_default_timeout(15_000)
    return page
