"""Long lists in pages of one size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request, url_for

ON_A_PAGE = 50

Line = TypeVar("Line")


@dataclass(frozen=True)
class Page(Generic[Line]):
    """The lines of one page, and the addresses of the pages beside it (empty where there is none)."""

    lines: Sequence[Line]
    number: int
    before: str
    after: str


def asked_page() -> int:
    """The page the address asks for, from 1."""
    return max(1, min(request.args.get("page", 1, type=int), 100_000))


def window() -> tuple[int, int]:
    """Limit and offset of what to read: one line more than the page shows, which tells whether another follows."""
    return ON_A_PAGE + 1, (asked_page() - 1) * ON_A_PAGE


def page_of(lines: Sequence[Line]) -> Page[Line]:
    """The page made of what `window` read."""
    number = asked_page()
    before = _address(number - 1) if number > 1 else ""
    after = _address(number + 1) if len(lines) > ON_A_PAGE else ""
    return Page(lines[:ON_A_PAGE], number, before, after)


def _address(number: int) -> str:
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **kept, "page": number})
