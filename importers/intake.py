"""A file is taken in: kept as it came, told from files that came before, and put on the list of what is to be read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.domain.upload_marks import BOOK_PROPERTY, ROUND_PROPERTY
from census_app.ledger.engine import reading
from census_app.ledger.kept_files import keep_file
from census_app.ledger.reads.returned_books import book_sent
from census_app.ledger.reads.rounds import get_round
from census_app.ledger.reads.staged_rows import same_file
from census_app.ledger.writes.uploads import NewUpload, receive_upload
from census_app.settings import Settings
from importers.handed_back import mark_in_properties

_LONGEST_SUFFIX = 8
_LONGEST_ID = 9


@dataclass(frozen=True)
class Received:
    """An upload, and whether exactly these bytes had come before for the same place and time."""

    upload_id: int
    already_known: bool


@dataclass(frozen=True)
class _Place:
    """What the file speaks of, which its uploader says: the place, and the round, or the office and fiscal year."""

    kind: str
    area_code: str
    round_id: int | None = None
    office_code: str = ""
    fiscal_year: str = ""
    book_of: int | None = None


def receive_survey(
    engine: Engine, settings: Settings, scope: Scope, path: Path, file_name: str, round_code: str, ward_code: str
) -> Received:
    """A volunteer's file waits to be read; a book that was prefilled for the round and ward is known again.

    Raises: NotFound for an unknown round or a ward outside the scope; Refused when the round is closed.
    """
    with reading(engine) as session:
        round_id = get_round(session, round_code).round_id
        book_of = _book_in(path, round_code)
        sent = book_of is not None and book_sent(session, scope, round_id, ward_code, book_of)
    place = _Place("survey", ward_code, round_id=round_id, book_of=book_of if sent else None)
    return _receive(engine, settings, scope, path, file_name, place)


def receive_deliveries(
    engine: Engine,
    settings: Settings,
    scope: Scope,
    path: Path,
    file_name: str,
    office_code: str,
    fiscal_year: str,
    area_code: str,
) -> Received:
    """An office's list waits to be read.

    Raises: NotFound for an area or office outside the scope.
    """
    if not scope.holds_office(office_code):
        raise NotFound("office_not_found", {"office": office_code})
    place = _Place("deliveries", area_code, office_code=office_code, fiscal_year=fiscal_year)
    return _receive(engine, settings, scope, path, file_name, place)


def _receive(engine: Engine, settings: Settings, scope: Scope, path: Path, file_name: str, place: _Place) -> Received:
    if not scope.holds_area(place.area_code):
        raise NotFound("area_not_found", {"area": place.area_code})
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    with reading(engine) as session:
        period = (place.round_id, place.office_code, place.fiscal_year)
        known = same_file(session, scope, sha256, place.kind, place.area_code, period)
    if known is not None:
        return Received(known, already_known=True)
    upload = NewUpload(
        kind=place.kind,
        file_name=file_name,
        sha256=sha256,
        size_bytes=path.stat().st_size,
        stored_name=_keep(settings, path, sha256, Path(file_name).suffix.lower()),
        area_code=place.area_code,
        round_id=place.round_id,
        office_code=place.office_code,
        fiscal_year=place.fiscal_year,
    )
    return Received(receive_upload(engine, scope, upload, place.book_of), already_known=False)


def _book_in(path: Path, round_code: str) -> int | None:
    """The sheet from which the book grew that says it was prefilled for this round; None for any other file."""
    book = mark_in_properties(path, BOOK_PROPERTY)
    is_book = book.isascii() and book.isdecimal() and mark_in_properties(path, ROUND_PROPERTY) == round_code
    return int(book) if is_book and len(book) <= _LONGEST_ID else None


def _keep(settings: Settings, path: Path, sha256: str, suffix: str) -> str:
    """The bytes lie in the data directory under their fingerprint, whatever the file was called."""
    name = sha256 + (suffix if suffix.isascii() and len(suffix) <= _LONGEST_SUFFIX else "")
    keep_file(settings, path, name)
    return name
