"""How a posting of the search holds the ids of persons: eight hexadecimal letters each; postings add up as texts.

Apart from the reads, since whoever only writes needs no numpy.
"""

from __future__ import annotations

from collections.abc import Iterable


def written_ids(person_ids: Iterable[int]) -> str:
    """The ids as a posting keeps them."""
    return "".join([f"{person_id:08x}" for person_id in person_ids])


def id_bytes(text: str | None) -> bytes:
    """The ids that a posting, or several one after the other, hold: four bytes each, the highest first."""
    return bytes.fromhex(text or "")
