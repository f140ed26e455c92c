"""What a person reads when something was refused, is missing or broke: one sentence, never the text of an error."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from census_app.domain.errors import CensusError, NotFound, Unreadable
from census_app.sentences import LANGUAGES, sentence
from census_app.web.language import current_language

CODES = {400: "bad_request", 404: "page_not_found", 405: "page_not_found", 413: "file_too_large"}

log = logging.getLogger(__name__)


def answer(app: Flask) -> None:
    """Every failure becomes a page with its sentence and its status."""
    app.register_error_handler(CensusError, _census_error)
    app.register_error_handler(CSRFError, lambda error: _page("form_expired", {}, 400))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def refusal_sentence(code: str, values: Mapping[str, str], language: str) -> str:
    """What is said when something was refused or broke; a code without words gets the general sentence."""
    try:
        return sentence(code, language, values)
    except KeyError:
        return sentence("something_went_wrong", language)


def status_of(error: CensusError) -> int:
    """404 for what is missing or outside the scope, 422 for what cannot be read, 403 for what is refused."""
    if isinstance(error, NotFound):
        return 404
    return 422 if isinstance(error, Unreadable) else 403


def _census_error(error: CensusError) -> ResponseReturnValue:
    log.info("%s at %s", error.code, request.endpoint)
    if error.code == "api_sign_in_needed":
        return _page(error.code, {}, 401)
    return _page(error.code, error.values, status_of(error))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return _page(CODES.get(status, "something_went_wrong"), {}, status)


def _fault(error: Exception) -> ResponseReturnValue:
    # The type and the place are logged, not the text: a driver's error may quote what a person typed.
    origin = error.__traceback__
    while origin is not None and origin.tb_next is not None:
        origin = origin.tb_next
    where = f"{origin.tb_frame.f_code.co_filename}:{origin.tb_lineno}" if origin else ""
    log.error("%s at %s in %s", type(error).__name__, request.endpoint, where)
    return _page("something_went_wrong", {}, 500)


def _page(code: str, values: dict[str, str], status: int) -> ResponseReturnValue:
    said = {language: refusal_sentence(code, values, language) for language in LANGUAGES}
    if request.path.startswith("/api/"):
        headers = {"WWW-Authenticate": 'Basic realm="census"'} if status == 401 else {}
        return jsonify(code=code, message=said), status, headers
    shown = said.pop(current_language())
    return render_template("errors/error.html", sentence=shown, other_sentences=said, status=status), status
