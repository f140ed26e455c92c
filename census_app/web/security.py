"""What the browser is allowed to do with a page of ours: very little, and nothing outside the site."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, g, request
from flask_wtf import CSRFProtect

from census_app.settings import Settings

LARGEST_UPLOAD_BYTES = 25 * 1024 * 1024

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MAP_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-scripts"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

csrf = CSRFProtect()


def protect(app: Flask, settings: Settings) -> None:
    """Cookies are closed to scripts and other sites, forms carry a token, answers carry the policy."""
    app.config.update(
        SECRET_KEY=settings.key("session"),
        SESSION_COOKIE_NAME="census",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=10),
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may lie open over lunch
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=1),
    )
    csrf.init_app(app)
    app.after_request(_add_headers)


def allow_map_document(nonce: str) -> None:
    """The answer to this request is a map document: its own scripts run, inside a sandboxed frame of ours."""
    g.policy = MAP_POLICY.format(nonce=nonce)


def _add_headers(response: Response) -> Response:
    policy = g.get("policy", PAGE_POLICY)
    response.headers["Content-Security-Policy"] = policy
    if policy == PAGE_POLICY:
        response.headers["X-Frame-Options"] = "DENY"
    for name, value in HEADERS.items():
        response.headers[name] = value
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
