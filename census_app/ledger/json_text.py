"""JSON as the ledger keeps it: written once, read back as it was."""

from __future__ import annotations

from typing import Any

import orjson


class JsonText(str):
    """Text that is JSON already: a column takes it as it is, so that whole sets are turned into JSON once."""

    __slots__ = ()


def to_json(value: Any) -> JsonText:
    """The value as compact JSON, letters as they are, keys in the order given."""
    return value if isinstance(value, JsonText) else JsonText(orjson.dumps(value).decode())


def to_json_bytes(value: Any) -> bytes:
    """The value as compact JSON in UTF-8."""
    return value.encode() if isinstance(value, JsonText) else orjson.dumps(value)


def to_sorted_json(value: Any) -> JsonText:
    """The value as compact JSON with sorted keys: equal values are equal texts."""
    return JsonText(orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode())


def from_json(text: str | bytes) -> Any:
    """The value that the JSON tells."""
    return orjson.loads(text)
