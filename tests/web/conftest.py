"""Every test here may ask for the site and its desks."""

from tests.web.desks import app, sign_in, stranger

__all__ = ["app", "sign_in", "stranger"]
