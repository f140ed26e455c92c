"""JSON as the ledger keeps it: written once, read back as it was."""

from __future__ import annotations

from typing import Any

import orjson


class JsonText(str):
    """Text that is JSON already: a column takes it as it is, so that whole sets are turned into JSON once."""

    __slots__ = ()


class JsonBytes(bytes):
    """The same in UTF-8, for a column that seals it: sets are not turned from bytes into text and back."""

    __slots__ = ()


def to_json(value: Any) -> JsonText:
    """The value as compact JSON, letters as they are, keys in the order given."""
    return value if isinstance(value, JsonText) else JsonText(orjson.dumps(value).decode())


def to_json_bytes(value: Any) -> bytes:
    """The value as compact JSON in UTF-8."""
    if isinstance(value, JsonText):
        return value.encode()
    return value if isinstance(value, JsonBytes) else orjson.dumps(value)


def to_sorted_json(value: Any) -> JsonBytes:
    """The value as compact JSON in UTF-8 with sorted keys: equal values are equal bytes."""
    return JsonBytes(orjson.dumps(value, option=orjson.OPT_SORT_KEYS))


def from_json(text: str | bytes) -> Any:
    """The value that the JSON tells."""
    return orjson.loads(text)
