"""The marks of our own files: which upload one hands back and that we wrote it, or which prefilled book it is."""

from __future__ import annotations

import hmac
import re

from census_app.domain.identity import keyed_hash

MARK_PROPERTY = "census_upload"
"""The document property that holds the mark; the same word stands before it on the summary."""
MARK_KEY = "handed_back"
"""The secret under which marks are made."""
_MARK = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{32})")
_WRITTEN = re.compile(rf"{MARK_PROPERTY}\s+({_MARK.pattern})")
ROUND_PROPERTY, BOOK_PROPERTY = "census_round", "census_book"
"""The properties of a prefilled book: the round it was written for, and which book of the ledger it is."""


def mark_of(key: bytes, upload_id: int) -> str:
    """The mark of an upload: its id, and a check value that only the holder of the key can make."""
    return f"{upload_id}-{keyed_hash(key, f'{MARK_PROPERTY}:{upload_id}')}"


def upload_marked(key: bytes, mark: str) -> int | None:
    """The upload that a mark names; None when the mark is not ours."""
    found = _MARK.fullmatch(mark)
    if found is None:
        return None
    upload_id = int(found[1])
    return upload_id if hmac.compare_digest(mark_of(key, upload_id), mark) else None


def written_mark(mark: str) -> str:
    """The mark as the summary shows it."""
    return f"{MARK_PROPERTY} {mark}"


def mark_written_in(text: str) -> str:
    """The mark that a cell of a summary shows; empty when the cell shows none."""
    found = _WRITTEN.fullmatch(text.strip())
    return found[1] if found else ""
