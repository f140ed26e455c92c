"""The door."""

from __future__ import annotations

import pytest

from census_app.cli.demo import PASSWORD
from census_app.domain.access import OPERATOR
from census_app.ledger.writes.users import FAILURES_BEFORE_LOCK, add_user, disable_user
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

FIRST_PAGES = {
    "volunteer": "/uploads",
    "member": "/households",
    "chairman": "/uploads",
    "entrepreneur": "/persons",
    "social_services": "/uploads",
    "women_affairs": "/findings",
    "uno": "/overview",
    "ict": "/accounts",
    "auditor": "/trail",
}


@pytest.mark.parametrize(("name", "address"), FIRST_PAGES.items())
def test_each_desk_begins_its_day_at_its_own_page(sign_in: SignIn, name: str, address: str) -> None:
    assert sign_in(name).client.get("/").headers["Location"] == address


def test_a_wrong_password_and_an_unknown_name_read_the_same(stranger: Desk) -> None:
    stranger.open("/sign-in")
    wrong = stranger.send("/sign-in", status=403, name="uno", password="not the word")
    unknown = stranger.send("/sign-in", status=403, name="nobody", password="not the word")
    assert _alert(wrong) == _alert(unknown)


def test_an_account_is_locked_after_a_few_failures(stranger: Desk) -> None:
    stranger.open("/sign-in")
    for _ in range(FAILURES_BEFORE_LOCK):
        refused = stranger.send("/sign-in", status=403, name="uno", password="not the word")
    locked = stranger.send("/sign-in", status=403, name="uno", password=PASSWORD)
    assert _alert(locked) != _alert(refused)


def test_a_disabled_account_is_out_at_its_next_click(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("uno")
    desk.open("/overview")
    disable_user(ward.engine, OPERATOR, "uno")
    assert desk.client.get("/overview").headers["Location"].startswith("/sign-in")


def test_an_account_without_a_desk_is_told_whom_to_ask(sign_in: SignIn, ward: Ward) -> None:
    add_user(ward.engine, OPERATOR, "newcomer", "somebody new", PASSWORD)
    assert "আইসিটি" in sign_in("newcomer").open("/")


def test_signing_out_closes_the_door(sign_in: SignIn) -> None:
    desk = sign_in("uno")
    desk.open("/overview")
    desk.send("/sign-out")
    assert desk.client.get("/overview").status_code == 302


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
def test_nobody_is_led_out_of_the_site_after_signing_in(stranger: Desk, address: str) -> None:
    stranger.open("/sign-in")
    fields = {"csrf_token": stranger.token, "name": "uno", "password": PASSWORD}
    answer = stranger.client.post("/sign-in", query_string={"then": address}, data=fields)
    assert answer.headers["Location"] == "/"


def _alert(page: str) -> str:
    return page.partition('role="alert">')[2].partition("</div>")[0]
