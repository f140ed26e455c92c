"""What a file is by its first bytes, never by its name, and whether it is safe to unpack."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path, PurePosixPath

from census_app.domain.errors import Unreadable

MOST_ENTRIES = 2000
LARGEST_EXPANDED_BYTES = 800 * 1024**2
RATIO_MATTERS_FROM_BYTES = 10 * 1024**2
HIGHEST_RATIO = 200
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, LookupError,
    RuntimeError, NotImplementedError,
)  # fmt: skip
"""What unpacking a damaged archive may raise."""

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_SECTOR_BYTES = 512
_RTF = b"{\\rtf"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")
_ENCRYPTED_PACKAGE, _WORD_DOCUMENT = (name.encode("utf-16-le") for name in ("EncryptedPackage", "WordDocument"))
_XLS_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "WORKBOOK", "Book", "BOOK"))
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MARKUP = re.compile(rb"<(?:!doctype|html|\?xml|\?mso|table|meta|head|body|style|!--)", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")
_LARGEST_CONTROL_SHARE = 0.01
_LARGEST_NUL_SHARE = 0.02
_MUCH_MORE = 50
_FEWEST_NULS = 4
_LOOKED_AT_BYTES = 65536
_WORKBOOK_PARTS = re.compile(r"xl/workbook\.(?:xml|bin)|content\.xml", re.IGNORECASE)
_DOCUMENT_PARTS = re.compile(r"(?:word|ppt)/.*")
_DECLARED_HEAD_BYTES = 4096


class FileKind(StrEnum):
    """How the file must be read."""

    WORKBOOK = "workbook"
    OLD_WORKBOOK = "old_workbook"
    MARKUP = "markup"
    TEXT = "text"
    TEXTS_IN_ZIP = "texts_in_zip"


def recognise(path: Path) -> FileKind:
    """Say how the file must be read; an archive is only said to be a workbook when it can be unpacked safely.

    Raises: Unreadable when it is something else than a table.
    """
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT_BYTES)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _kind_of_archive(path)
    if head.startswith(_OLE):
        return _kind_of_ole(path.read_bytes())
    if refusal := _refusal(head):
        raise Unreadable(refusal)
    return FileKind.MARKUP if _MARKUP.match(_start_of(head)) else FileKind.TEXT


def _kind_of_ole(content: bytes) -> FileKind:
    if _ENCRYPTED_PACKAGE in content:
        raise Unreadable("file_password_protected")
    if _WORD_DOCUMENT in content:
        raise Unreadable("file_is_document")
    if not any(stream in content for stream in _XLS_STREAMS):
        directory = (int.from_bytes(content[48:52], "little") + 1) * _OLE_SECTOR_BYTES
        raise Unreadable("file_damaged" if directory >= len(content) else "file_not_a_workbook")
    return FileKind.OLD_WORKBOOK


def _refusal(head: bytes) -> str:
    if b"%PDF-" in head[:1024]:
        return "file_is_pdf"
    if head.startswith(_PICTURES):
        return "file_is_picture"
    if head.startswith(_RTF):
        return "file_is_document"
    if not head.strip(b"\x00"):
        return "file_damaged"  # what a memory stick leaves when it is pulled out too early
    if not _start_of(head):
        return "file_empty"
    return "" if is_utf16(head) or _is_text(head) else "file_not_a_workbook"


def _start_of(head: bytes) -> bytes:
    """The first letters after the mark of the encoding, as single bytes where they are ASCII."""
    plain = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return plain.replace(b"\x00", b"").lstrip(b" \t\r\n")


def _is_text(head: bytes) -> bool:
    """True for bytes that are writing, a stray NUL or control character between them allowed."""
    controls = len(_CONTROL.findall(head))
    return controls <= _LARGEST_CONTROL_SHARE * len(head) and head.count(0) <= _LARGEST_NUL_SHARE * len(head)


def is_utf16(head: bytes) -> str:
    """The name of the UTF-16 encoding that the bytes are in, marked as such or not; empty for any other."""
    if head.startswith(_UTF16_MARKS):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    few = max(even, odd) < max(_FEWEST_NULS, _LARGEST_NUL_SHARE * len(head))
    if few or _MUCH_MORE * min(even, odd) > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _kind_of_archive(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse_bombs(entries)
            kind = _kind_by_names([entry.filename for entry in entries])
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable("file_password_protected")
            _refuse_declarations(archive, entries)
    except BROKEN_ARCHIVE as error:
        raise Unreadable("file_damaged") from error
    return kind


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory of the archive promises, before anything is unpacked."""
    expanded = sum(entry.file_size for entry in entries)
    bloated = any(
        entry.file_size > RATIO_MATTERS_FROM_BYTES and entry.file_size > HIGHEST_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    if len(entries) > MOST_ENTRIES or expanded > LARGEST_EXPANDED_BYTES or bloated:
        raise Unreadable("file_too_large", {"megabytes": str(expanded // 1024**2)})


def _kind_by_names(names: list[str]) -> FileKind:
    if not names:
        raise Unreadable("file_empty")
    if any("\\" in name or name.startswith("/") or ".." in PurePosixPath(name).parts for name in names):
        raise Unreadable("file_unsafe")
    if any(_DOCUMENT_PARTS.fullmatch(name) for name in names):
        raise Unreadable("file_is_document")
    if any(_WORKBOOK_PARTS.fullmatch(name) for name in names):
        return FileKind.WORKBOOK
    if any(is_text_table(name) for name in names):
        return FileKind.TEXTS_IN_ZIP
    raise Unreadable("file_is_archive")


def is_text_table(name: str) -> bool:
    """True for the tables of an archive, not for what a computer adds beside them."""
    path = PurePosixPath(name)
    return (
        path.suffix.lower() in {".csv", ".tsv", ".txt"} and not path.name.startswith("._") and "media" not in path.parts
    )


def _refuse_declarations(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """No spreadsheet program declares a document type: whoever does wants entities to be expanded."""
    for head in _heads_of_xml(archive, entries):
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise Unreadable("file_unsafe")


def _heads_of_xml(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[bytes]:
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                yield part.read(_DECLARED_HEAD_BYTES)
