"""What could be used against somebody is sealed before it reaches the database; the key lies apart from it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, Engine, LargeBinary
from sqlalchemy.types import TypeDecorator

from census_app.domain.errors import Unreadable
from census_app.ledger.json_text import from_json, to_json_bytes

_FIRST_KIND = b"\x01"
"""AES-256-GCM with a nonce of twelve random bytes in front; another way would begin with another byte."""
_NONCE_BYTES = 12


class SealedBytes(bytes):
    """What lies under seal already: a column takes it as it is, so that whole sets are sealed at once."""

    __slots__ = ()


class Seal:
    """Seals contents and opens them again, each at its place; what was changed or moved elsewhere does not open."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, content: bytes, place: bytes) -> bytes:
        """The content, readable at this place with the key alone; the same content looks different each time."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FIRST_KIND + nonce + self._cipher.encrypt(nonce, content, place)

    def close_all(self, contents: Iterable[bytes], place: bytes) -> list[SealedBytes]:
        """The contents, each as `close` leaves it."""
        encrypt, random = self._cipher.encrypt, os.urandom
        return [
            SealedBytes(_FIRST_KIND + nonce + encrypt(nonce, content, place))
            for content in contents
            for nonce in (random(_NONCE_BYTES),)
        ]

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """The content under the seal. Raises: Unreadable with another key, at another place, or when a byte changed."""
        end = len(_FIRST_KIND) + _NONCE_BYTES
        try:
            if sealed[: len(_FIRST_KIND)] != _FIRST_KIND:
                raise InvalidTag
            return self._cipher.decrypt(sealed[len(_FIRST_KIND) : end], sealed[end:], place)
        except (InvalidTag, ValueError):
            raise Unreadable("seal_broken") from None


class Sealed(TypeDecorator[str]):
    """A column of texts that lie in the database under seal: compared with nothing, sorted by nothing.

    The place is the column's own name (`table.column`): what lies in one column does not open in another.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | SealedBytes | None, dialect: Dialect) -> bytes | None:
        if value is None or isinstance(value, SealedBytes):
            return value
        return _seal_of(dialect).close(value.encode(), self.place.encode())

    def close_all(self, values: Iterable[str], dialect: Dialect) -> list[SealedBytes]:
        """The values as the column keeps them, sealed before anybody waits for the ledger."""
        return _seal_of(dialect).close_all(map(str.encode, values), self.place.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _seal_of(dialect).open(value, self.place.encode()).decode()


class SealedJson(TypeDecorator[Any]):
    """A column of JSON values that lie in the database under seal, each opened at its place (`table.column`) alone."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes:
        if isinstance(value, SealedBytes):
            return value
        return _seal_of(dialect).close(to_json_bytes(value), self.place.encode())

    def close_all(self, values: Iterable[Any], dialect: Dialect) -> list[SealedBytes]:
        """The values as the column keeps them, sealed before anybody waits for the ledger."""
        return _seal_of(dialect).close_all(map(to_json_bytes, values), self.place.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else from_json(_seal_of(dialect).open(value, self.place.encode()))


def seal_with(engine: Engine, key: bytes) -> None:
    """Sealed columns of this database are read and written with the key from now on. Units: 32 bytes."""
    engine.dialect.census_seal = Seal(key)  # type: ignore[attr-defined]


def _seal_of(dialect: Dialect) -> Seal:
    seal: Seal | None = getattr(dialect, "census_seal", None)
    if seal is None:
        raise RuntimeError("a sealed column was asked for through an engine without the key")
    return seal
