"""What a browser is told about our pages, and what a hostile cell or site can do with them."""

from __future__ import annotations

import re

from flask import Flask

from census_app.cli.demo import WARD
from census_app.web.security import PAGE_POLICY
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

PAGES = ("/overview", "/uploads", "/households", "/persons", "/persons/1", "/findings", "/doubles", "/map")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
HOSTILE = "<img src=x onerror=alert(1)>${alert(1)}"


def test_every_page_carries_the_policy_and_holds_nothing_inline(sign_in: SignIn) -> None:
    desk = sign_in("uno")
    for address in PAGES:
        answer = desk.client.get(address)
        assert answer.headers["Content-Security-Policy"] == PAGE_POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert INLINE.search(answer.get_data(as_text=True)) is None, address


def test_the_map_document_runs_its_own_scripts_in_a_sandbox(sign_in: SignIn) -> None:
    desk = sign_in("uno")
    answer = desk.client.get(f"/map/{WARD}/document")
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", policy)
    assert nonce is not None
    assert "sandbox allow-scripts" in policy
    assert "frame-ancestors 'self'" in policy
    scripts = re.findall(r"<script[^>]*>", answer.get_data(as_text=True))
    assert scripts
    assert [tag for tag in scripts if nonce.group(1) not in tag] == []
    assert 'sandbox="allow-scripts"' in desk.open("/map")


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(stranger: Desk) -> None:
    cookie = stranger.client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_form_without_its_token_changes_nothing(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("uno")
    for address in ("/uploads/1/accept", "/findings/1/review", "/persons", "/sign-out", "/language"):
        assert desk.client.post(address, data={"decision": "confirmed", "note": "x"}).status_code == 400
    desk.open("/overview")
    with ward.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from finding_reviews").scalar_one() == 0


def test_a_hostile_name_is_text_on_every_page(sign_in: SignIn, ward: Ward) -> None:
    with ward.engine.begin() as connection:
        connection.exec_driver_sql("update persons set name_bn = ?, father_name = ?", (HOSTILE, HOSTILE))
        connection.exec_driver_sql("update households set number = id || ?", (HOSTILE,))
        connection.exec_driver_sql("update deliveries set recipient_name = ?", (HOSTILE,))
    for name, addresses in {"uno": PAGES, "social_services": ("/suspense",)}.items():
        desk = sign_in(name)
        for address in addresses:
            page = desk.open(address)
            assert "<img src=x" not in page, address
    assert "&lt;img src=x" in desk.open("/suspense")
    assert "<img src=x" not in sign_in("uno").open(f"/map/{WARD}/document")


def test_a_fault_of_ours_shows_one_sentence_and_logs_no_text(app: Flask, sign_in: SignIn, ward: Ward, caplog) -> None:  # type: ignore[no-untyped-def]
    desk = sign_in("uno")
    with ward.engine.begin() as connection:
        connection.exec_driver_sql("drop table household_facts")
    page = desk.open("/overview", status=500)
    assert "household_facts" not in page
    assert "Traceback" not in page
    assert "OperationalError at dashboard.page" in caplog.text
    assert "select" not in caplog.text.lower()


def test_an_unknown_address_is_a_page_in_both_languages(stranger: Desk) -> None:
    page = stranger.open("/nowhere", status=404)
    assert 'lang="en"' in page
