"""Bangla or English: asked of the session, then of the account, else Bangla."""

from __future__ import annotations

from flask import Flask, session
from flask_babel import Babel  # type: ignore[import-untyped]

from census_app.web import access

LANGUAGES = {"bn": "বাংলা", "en": "English"}
DEFAULT_LANGUAGE = "bn"


def speak(app: Flask) -> None:
    """Pages speak the language of whoever reads them."""
    app.config.update(BABEL_DEFAULT_LOCALE=DEFAULT_LANGUAGE, BABEL_DEFAULT_TIMEZONE="UTC")
    Babel(app, locale_selector=current_language)
    app.jinja_env.globals.update(current_language=current_language, languages=LANGUAGES)


def current_language() -> str:
    """`bn` or `en`."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    signed_in = access.account()
    return signed_in.language if signed_in is not None and signed_in.language in LANGUAGES else DEFAULT_LANGUAGE


def choose(language: str) -> None:
    """This browser is spoken to in that language from now on; an unknown one changes nothing."""
    if language in LANGUAGES:
        session["language"] = language
