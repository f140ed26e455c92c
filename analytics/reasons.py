"""Reasons as the models write them in one text, and as {code, values}, from which sentences are made."""

from __future__ import annotations

from typing import Any


def parts_of(joined: str) -> list[str]:
    """What the text joins by semicolons."""
    return [part for part in joined.split(";") if part]


def reason_of(text: str) -> dict[str, Any]:
    """`code?name=value&name=value` as {code, values}; whole numbers become numbers."""
    code, _, values = text.partition("?")
    pairs = (pair.partition("=") for pair in values.split("&") if pair)
    return {"code": code, "values": {name: int(value) if value.isdecimal() else value for name, _, value in pairs}}
