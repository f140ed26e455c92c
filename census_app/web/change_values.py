"""What somebody types about a person, read as the cells of a sheet are; what stands in the book, as people say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Flask
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import Permission
from census_app.domain.bangla_text import ascii_digits, tidy
from census_app.domain.change_requests import BETWEEN_NUMBERS, DEATH, HOME, NUMBERS
from census_app.domain.change_values import NAMES, birth_text, home_of
from census_app.sentences import sentence
from census_app.web import access
from census_app.web.formats import day, digits, masked, word
from census_app.web.language import current_language
from census_app.web.names import area_name
from importers.cells import CellContext, Reading, read_cell

ABOUT = {"bn": "আনুমানিক", "en": "about"}
_DAY = 10
_CODED = ("sex", "marital", "occupation", "disability")


@dataclass(frozen=True)
class TypedValue:
    """What a cell means as a request tells it; a code of `messages.csv` when it means nothing."""

    text: str
    fault: str = ""
    details: tuple[tuple[str, str | int], ...] = ()


def teach(app: Flask) -> None:
    """Templates show the value of any field."""
    app.jinja_env.globals.update(change_value=shown_value, told_fault=told_fault)


def told_fault(value: TypedValue) -> str:
    """Why what was typed means nothing, and what to do."""
    return sentence(value.fault, current_language(), dict(value.details))


def read_value(field: str, typed: str, today: date) -> TypedValue:
    """What was typed into the cell of a field."""
    text = tidy(typed)
    if not text:
        return TypedValue("")
    if field == "birth":
        return _read(read_cell("birth_date", text, CellContext("birth_date", today)), "birth_date", "birth_precision")
    if field == DEATH:
        return _read(read_cell("date", text, CellContext("death_date", today)), "death_date")
    if field == "mobile":
        return _read(read_cell("mobile", text, CellContext("mobile", today)), "mobile")
    return TypedValue(text if field in NAMES else ascii_digits(text))


def _read(reading: Reading, name: str, precision: str = "") -> TypedValue:
    found = reading.values.get(name)
    if not isinstance(found, str):
        problem = next(iter(reading.problems), None)
        return TypedValue("", problem.code if problem else "change_value_wrong", _details(reading))
    return TypedValue(birth_text(found, str(reading.values[precision])) if precision else found)


def _details(reading: Reading) -> tuple[tuple[str, str | int], ...]:
    return tuple(reading.problems[0].details.items()) if reading.problems else ()


def typed_form(field: str, value: str) -> str:
    """The value as somebody would have typed it into the cell: 04/07/1962, Bangla digits for whoever reads Bangla."""
    if field in ("birth", DEATH) and value:
        about = f"{ABOUT[current_language()]} " if value.startswith("~") else ""
        written = "/".join(reversed(value.removeprefix("~").split("-")))
        return about + digits(written, current_language())
    return digits(value, current_language()) if field in ("mobile", "education_class") else value


def shown_value(field: str, value: str, in_full: bool = False) -> str:
    """The value as people say it; of a number the end alone, unless it is to be compared with a card."""
    language = current_language()
    if not value:
        return str(_("(nothing)"))
    if field in _CODED:
        return word(field, value, language)
    if field in ("birth", "birth_date", DEATH, "death_date"):
        about = f"{ABOUT[language]} " if value.startswith("~") else ""
        return about + day(value.removeprefix("~")[:_DAY], language)
    if field in NUMBERS:
        each = value.split(BETWEEN_NUMBERS)
        return ", ".join(digits(one, language) if in_full else masked(one, language) for one in each)
    if field == HOME:
        return _shown_home(value)
    if field == "in_school":
        return str(_("yes") if value == "true" else _("no"))
    if field == "area_code":
        return area_name(value)
    if field == "mobile" and not (in_full or may_see_mobiles()):
        return masked(value, language)
    return digits(value, language) if field in ("mobile", "education_class") else value


def may_see_mobiles() -> bool:
    """True at a desk that sees telephones in full, as the page of a person does."""
    return access.may(Permission.SEE_NUMBERS) or access.may(Permission.SEE_HOUSEHOLDS)


def _shown_home(value: str) -> str:
    home, language = home_of(value), current_language()
    if home is None:
        return str(_("(nothing)"))
    number = digits(home.number, language)
    where = _("household %(number)s, %(place)s", number=number, place=area_name(home.ward_code).partition(",")[0])
    return f"{where} ({word('relation', home.relation, language)})"
