"""A ledger knows its own keys: it is never opened with others, and a lost one is told instead of made anew."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select

from census_app.domain.errors import Refused
from census_app.ledger.tables.keys import LedgerKey
from census_app.settings import NUMBER_KEY, SEAL_KEY, Settings, read_key

LEDGER_KEYS = (NUMBER_KEY, SEAL_KEY)
"""The keys without which what a ledger holds is never found or never read again."""
_TABLE = LedgerKey.__table__  # type: ignore[attr-defined]


def known_keys(connection: Connection) -> dict[str, str] | None:
    """The fingerprints of the ledger's keys by their names, none in a new ledger; None while it has no tables."""
    if not inspect(connection).has_table(_TABLE.name):
        return None
    return {row.name: row.fingerprint for row in connection.execute(select(_TABLE))}


def keep_keys(connection: Connection, settings: Settings) -> None:
    """The ledger knows the keys of these settings as its own."""
    rows = [{"name": name, "fingerprint": fingerprint(name, settings.key(name))} for name in LEDGER_KEYS]
    connection.execute(insert(_TABLE), rows)


def require_keys(folder: Path, known: Mapping[str, str]) -> None:
    """The folder holds the keys of these fingerprints. Raises: Refused."""
    for name, expected in known.items():
        path = folder / name
        if not path.is_file():
            raise Refused("keys_missing", {"folder": str(folder)})
        if not hmac.compare_digest(fingerprint(name, read_key(path)), expected):
            raise Refused("keys_of_another_ledger", {"folder": str(folder)})


def fingerprint(name: str, key: bytes) -> str:
    """What tells this key from every other and betrays nothing of it."""
    return hmac.new(key, f"a key of this ledger: {name}".encode("ascii"), "sha256").hexdigest()
