"""The reference tables as they stand in `data/reference`, read once."""

from __future__ import annotations

import csv
from functools import cache

from census_app.settings import REFERENCE_DIR


@cache
def read_reference(name: str) -> tuple[dict[str, str], ...]:
    """The lines of `data/reference/NAME.csv` by heading, in their order. The lines are shared: nobody changes them."""
    with (REFERENCE_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
