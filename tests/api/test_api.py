"""Other systems sign every request with an account and get what that account may see."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from census_app.cli.demo import PASSWORD
from census_app.web import create_app
from tests.wards import Ward


@pytest.fixture
def client(ward: Ward) -> FlaskClient:
    return create_app(ward.settings).test_client()


def number_of(ward: Ward, person_id: int) -> str:
    query = text("select value from identity_numbers where person_id = :id limit 1")
    with ward.engine.connect() as connection:
        return ward.unsealed(connection.execute(query, {"id": person_id}).scalar_one())


def test_the_site_says_that_it_is_well(client: FlaskClient) -> None:
    assert client.get("/api/health").get_json() == {"status": "ok"}


def test_a_request_without_an_account_is_told_how_to_sign_in(client: FlaskClient) -> None:
    answer = client.post("/api/persons/by-number", json={"number": "1"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert answer.get_json()["code"] == "api_sign_in_needed"


def test_a_number_gives_the_person_and_the_history(client: FlaskClient, ward: Ward) -> None:
    asked = {"number": number_of(ward, 1)}
    found = client.post("/api/persons/by-number", json=asked, auth=("uno", PASSWORD)).get_json()["persons"]
    assert [person["person_id"] for person in found] == [1]
    assert found[0]["numbers"][0]["value"] == asked["number"]
    assert found[0]["history"]


def test_numbers_are_masked_for_an_account_that_may_not_see_them(client: FlaskClient, ward: Ward) -> None:
    asked = {"number": number_of(ward, 1)}
    answer = client.post("/api/persons/by-number", json=asked, auth=("chairman", PASSWORD))
    assert asked["number"] not in answer.get_data(as_text=True)


def test_an_unknown_number_is_not_found(client: FlaskClient) -> None:
    answer = client.post("/api/persons/by-number", json={"number": "5551230099"}, auth=("uno", PASSWORD))
    assert answer.status_code == 404
    assert answer.get_json()["code"] == "person_not_found"


def test_findings_come_in_pages_narrowed_to_the_account(client: FlaskClient) -> None:
    kinds = {
        name: {f["kind"] for f in client.get("/api/findings", auth=(name, PASSWORD)).get_json()["findings"]}
        for name in ("uno", "chairman")
    }
    assert kinds["uno"]
    answer = client.get("/api/findings?kind=child_marriage_risk", auth=("chairman", PASSWORD))
    assert answer.get_json() == {"findings": []}


def test_a_cookie_opens_nothing_here(ward: Ward) -> None:
    app = create_app(ward.settings)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"name": "uno", "password": PASSWORD})
    assert client.get("/api/findings").status_code == 401
