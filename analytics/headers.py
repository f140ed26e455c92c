"""What each SQL file says about itself in its first lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIELDS = ("grain", "reads", "columns", "privacy", "source")
_NAME = re.compile(r"-- (\w+): (\S.*)")
_FIELD = re.compile(r"-- (\w+):(?: (\S.*))?")
_COLUMN = re.compile(r"--   (\w+) ([A-Z]+)(?: (\S.*))?")
_MORE = re.compile(r"--   (\S.*)")


class HeaderRefused(Exception):
    """A SQL file does not say what it makes, or not in the form that is checked against the table."""


@dataclass(frozen=True)
class Column:
    """One column as the header promises it; `meaning` holds the unit where there is one."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Header:
    """What a model is, one row of it, what it reads, what it makes, who may see it, on what ground it stands."""

    name: str
    sentence: str
    grain: str
    reads: tuple[str, ...]
    columns: tuple[Column, ...]
    privacy: str
    source: str


def read_header(sql: str, file_name: str) -> Header:
    """The header of a SQL file.

    Raises: HeaderRefused when a field is missing, empty, unknown, or a column line is not `name TYPE meaning`.
    """
    lines = _comment_lines(sql)
    first = _NAME.fullmatch(lines[0]) if lines else None
    if first is None:
        raise HeaderRefused(f"{file_name}: the first line is not `-- model: one sentence`")
    fields = _fields(lines[1:], file_name)
    missing = [name for name in FIELDS if not fields.get(name)]
    if missing:
        raise HeaderRefused(f"{file_name}: nothing is said under {', '.join(missing)}")
    return Header(
        name=first[1],
        sentence=first[2],
        grain=" ".join(fields["grain"]),
        reads=tuple(sorted(re.split(r",\s*", " ".join(fields["reads"])))),
        columns=tuple(_column(line, file_name) for line in fields["columns"]),
        privacy=" ".join(fields["privacy"]),
        source=" ".join(fields["source"]),
    )


def _comment_lines(sql: str) -> list[str]:
    lines = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line)
    return lines


def _fields(lines: list[str], file_name: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    current = ""
    for line in lines:
        field, more = _FIELD.fullmatch(line), _MORE.fullmatch(line)
        if field is not None and field[1] in FIELDS:
            current = field[1]
            fields[current] = [field[2]] if field[2] else []
        elif more is not None and current:
            fields[current].append(line if current == "columns" else more[1])
        else:
            raise HeaderRefused(f"{file_name}: {line!r} belongs to none of {', '.join(FIELDS)}")
    return fields


def _column(line: str, file_name: str) -> Column:
    found = _COLUMN.fullmatch(line)
    if found is None:
        raise HeaderRefused(f"{file_name}: {line!r} is not `name TYPE meaning`")
    return Column(found[1], found[2], found[3] or "")
