"""What a kind of sheet may hold: its fields, the headings they go by, and what is left aside on purpose."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from importers.answers import NO_ANSWERS, HeadingAnswers

LAYOUTS_DIR = Path(__file__).with_name("layouts")


@dataclass(frozen=True)
class Field:
    """One column that a sheet may have.

    `aliases` are whole headings; `words` are sets of word beginnings that must all stand in a heading; `weaker`
    headings name the field only where no other heading does; `told_by_values` fields are also known by what stands in
    the column. `level` is person or household (household cells may be
    filled on the household's first line only). The rest is what a blank form shows.
    """

    name: str
    kind: str
    level: str
    title_bn: str
    title_en: str
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    weaker: tuple[str, ...] = ()
    told_by_values: bool = False
    help_bn: str = ""
    help_en: str = ""
    example: str = ""
    on_form: bool = True

    @property
    def headings(self) -> tuple[str, ...]:
        """Every whole heading that names this field, its own titles first."""
        return (self.title_bn, self.title_en, *self.aliases)


@dataclass(frozen=True)
class Ignored:
    """Headings whose cells are kept as written and not read, with the reason."""

    reason: str
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A kind of sheet. Of each group of `required` fields one must be there; `name_fields` say who a row is about.

    `of_period` is the field of a column that is named after a period, one field for each period that a list names.
    `answers` are those of whoever sends the sheet, about headings that are their own.
    """

    code: str
    title_bn: str
    title_en: str
    fields: tuple[Field, ...]
    ignored: tuple[Ignored, ...]
    required: tuple[tuple[str, ...], ...]
    name_fields: tuple[str, ...]
    filled_down: str = ""
    of_period: Field | None = None
    answers: HeadingAnswers = NO_ANSWERS

    def field(self, name: str) -> Field:
        """The field of that name; `given:2021-07..2021-09` is the field of that period."""
        if self.of_period is not None and name.partition(":")[0] == self.of_period.name:
            return replace(self.of_period, name=name)
        return next(field for field in self.fields if field.name == name)


@cache
def load_layout(code: str) -> Layout:
    """Read the layout of that code from `layouts/`."""
    with (LAYOUTS_DIR / f"{code}.toml").open("rb") as file:
        written: dict[str, Any] = tomllib.load(file)
    return Layout(
        code=code,
        title_bn=written["title_bn"],
        title_en=written["title_en"],
        fields=tuple(Field(**_tuples(entry)) for entry in written["fields"]),
        ignored=tuple(Ignored(**_tuples(entry)) for entry in written["ignored"]),
        required=tuple(tuple(group) for group in written["required"]),
        name_fields=tuple(written["name_fields"]),
        filled_down=written.get("filled_down", ""),
        of_period=Field(**_tuples(written["of_period"])) if "of_period" in written else None,
    )


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
