"""A file of shelters: every line becomes a shelter, or says what is wrong with it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from census_app.domain.errors import Refused, Unreadable
from census_app.domain.hazards import SHELTER_COLUMNS, ShelterFields, shelter_from

MOST_LINES = 10_000


@dataclass(frozen=True)
class SheltersRead:
    """The shelters of a file, and the lines that are none: their number in the file, and why."""

    shelters: tuple[ShelterFields, ...]
    wrong: tuple[tuple[int, Refused], ...]


def read_shelters(path: Path) -> SheltersRead:
    """Every line of the CSV file stands in one of the two.

    Raises: Unreadable when the file is no UTF-8 CSV with the columns that are needed, or is far too long.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in SHELTER_COLUMNS if column not in (reader.fieldnames or ())]
            lines = [] if missing else [(reader.line_num, line) for line in reader]
    except (UnicodeDecodeError, csv.Error):
        missing = list(SHELTER_COLUMNS)
    if missing or len(lines) > MOST_LINES:
        raise Unreadable("shelter_columns_missing", {"path": path.name, "columns": ", ".join(missing)})
    shelters, wrong = [], []
    for number, line in lines:
        try:
            shelters.append(shelter_from({name: line[name] or "" for name in SHELTER_COLUMNS}))
        except Refused as fault:
            wrong.append((number, fault))
    return SheltersRead(tuple(shelters), tuple(wrong))
