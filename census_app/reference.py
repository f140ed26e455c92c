"""The reference tables as they stand in `data/reference`, read once."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from census_app.settings import REFERENCE_DIR


@cache
def read_reference(name: str) -> tuple[dict[str, str], ...]:
    """The lines of `data/reference/NAME.csv` by heading, in their order. The lines are shared: nobody changes them."""
    with (REFERENCE_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def read_document(name: str) -> Mapping[str, Any]:
    """What `data/reference/NAME.toml` declares. It is shared: nobody changes it."""
    with (REFERENCE_DIR / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
