"""Selecting columns: the one place where the types of a select are let go, since rows are told apart by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select


def pick(*columns: Any) -> Select[Any]:
    """A select of these columns or tables; its rows are read by position or by name, not through types."""
    return select(*columns)
