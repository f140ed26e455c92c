"""The site over the sample ward, and browsers signed in at its desks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from census_app.cli.demo import PASSWORD
from census_app.web import create_app
from tests.wards import Ward

SignIn: TypeAlias = Callable[[str], "Desk"]


class Desk:
    """A browser at one desk: it sends the token of the page before, as a browser does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def open(self, address: str, status: int = 200) -> str:
        """The page behind the address, which answers with that status."""
        return self._shown(self.client.get(address), status)

    def send(self, address: str, status: int = 200, **fields: object) -> str:
        """The page that follows a form, redirects included."""
        data = {"csrf_token": self.token, **fields}
        return self._shown(self.client.post(address, data=data, follow_redirects=True), status)

    def _shown(self, answer: TestResponse, status: int) -> str:
        page = answer.get_data(as_text=True)
        assert answer.status_code == status, (answer.request.path, answer.status_code)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        self.token = found.group(1) if found else self.token
        return page


@pytest.fixture
def app(ward: Ward) -> Flask:
    return create_app(ward.settings)


@pytest.fixture
def stranger(app: Flask) -> Desk:
    """A browser in which nobody has signed in."""
    return Desk(app.test_client())


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Sign somebody of the demo in."""

    def at(name: str) -> Desk:
        desk = Desk(app.test_client())
        desk.open("/sign-in")
        desk.send("/sign-in", name=name, password=PASSWORD)
        return desk

    return at
