"""What a file is by its first bytes, never by its name, and whether it is safe to unpack."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from census_app.domain.errors import Unreadable

MOST_ENTRIES = 2000
LARGEST_EXPANDED_BYTES = 800 * 1024**2
RATIO_MATTERS_FROM_BYTES = 10 * 1024**2
HIGHEST_RATIO = 200

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class FileKind(StrEnum):
    """How the file must be read."""

    ZIP = "zip"
    OLE = "ole"
    PLAIN = "plain"


def recognise(path: Path) -> FileKind:
    """Say how the file must be read.

    Raises: Unreadable when it is something else than a table.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_ZIP):
        return FileKind.ZIP
    if head.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in path.read_bytes():
            raise Unreadable("file_password_protected")
        return FileKind.OLE
    refusal = _refusal(head)
    if refusal:
        raise Unreadable(refusal)
    return FileKind.PLAIN


def _refusal(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        return "file_empty"
    if b"%PDF-" in head[:1024]:
        return "file_is_pdf"
    if head.startswith(_PICTURES):
        return "file_is_picture"
    if start[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head")):
        return "file_not_a_workbook"
    looks_binary = b"\x00" in head and not head.startswith(_UTF16_MARKS)
    return "file_not_a_workbook" if looks_binary or head.startswith((_EMPTY_ZIP, b"{\\rtf")) else ""


def refuse_zip_bombs(path: Path) -> None:
    """Let the archive pass when what its directory promises can be unpacked safely and is a workbook.

    Raises: Unreadable.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable("file_damaged") from error
    expanded = sum(entry.file_size for entry in entries)
    bloated = any(
        entry.file_size > RATIO_MATTERS_FROM_BYTES and entry.file_size > HIGHEST_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    if len(entries) > MOST_ENTRIES or expanded > LARGEST_EXPANDED_BYTES or bloated:
        raise Unreadable("file_too_large", {"megabytes": str(expanded // 1024**2)})
    names = {entry.filename for entry in entries}
    if not any(name.startswith("xl/") or name in {"content.xml", "mimetype"} for name in names):
        raise Unreadable("file_not_a_workbook")
