"""What the site says when it cannot do what was asked: one sentence, its status, and nothing of the error itself."""

from __future__ import annotations

import html
import io

import pytest
from flask import Flask, abort

from census_app.domain.errors import NotFound
from census_app.sentences import messages
from census_app.web.access import open_to_all
from maps import render_map
from maps.request import MapRequest
from tests.web.desks import Desk, SignIn


def says(page: str, code: str) -> bool:
    """True when the page tells what the code means, in Bangla."""
    return messages("bn")[code].what.split("{")[0].rstrip("। ") in html.unescape(page)


def test_a_page_that_is_not_there_is_told(sign_in: SignIn) -> None:
    assert says(sign_in("uno").open("/no-such-page", 404), "page_not_found")


def test_a_form_whose_token_is_gone_asks_to_send_it_again(stranger: Desk) -> None:
    answer = stranger.client.post("/sign-in", data={"name": "uno"})
    assert (answer.status_code, says(answer.get_data(as_text=True), "form_expired")) == (400, True)


def test_a_list_for_an_unknown_fiscal_year_is_not_taken(sign_in: SignIn) -> None:
    desk = sign_in("food")
    desk.open("/uploads/new")
    file = (io.BytesIO(b"Name,Programme\n"), "list.csv")
    page = desk.send("/uploads", 403, kind="deliveries", office="food", fiscal_year="1066-67", area="408790", file=file)
    assert says(page, "fiscal_year_unknown")


def test_a_view_that_declares_no_permission_is_refused_to_everybody(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    page = Desk(app.test_client()).open("/forgotten", 403)
    assert says(page, "view_without_permission")
    assert "secret" not in page


@pytest.mark.parametrize(
    ("act", "status", "code"), [("fail", 500, "something_went_wrong"), ("bad", 400, "bad_request")]
)
def test_a_fault_is_told_without_its_text(app: Flask, act: str, status: int, code: str) -> None:
    def view() -> str:
        if act == "bad":
            abort(400)
        raise RuntimeError("Rahima Khatun")

    app.add_url_rule("/faulty", "faulty", open_to_all(view))
    page = Desk(app.test_client()).open("/faulty", status)
    assert says(page, code)
    assert "Rahima" not in page


def test_a_map_that_does_not_exist_is_not_found() -> None:
    asked = MapRequest("no_such_map", "", (), "bn", "nonce", lambda name: name)
    with pytest.raises(NotFound) as refused:
        render_map(asked)
    assert refused.value.code == "map_not_found"
