"""How the value of each field is written in a request, and which values nobody can ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from census_app.domain.areas import Level, level_of
from census_app.domain.change_requests import DEATH, HOME, NUMBERS
from census_app.domain.errors import Refused
from census_app.domain.person import Marital, Precision, Relation, Sex, birth_date_of

_ESTIMATED = "~"
_LETTER = re.compile(r"[^\W\d_]")
_MOBILE = re.compile(r"01\d{9}")
_HOUSEHOLD = re.compile(r"[^/\s]{1,20}")
_HIGHEST_CLASS = 18
NAMES = ("name_bn", "name_en", "father_name", "mother_name", "spouse_name")
OWN_NAMES = ("name_bn", "name_en")
_MAY_BE_EMPTY = ("father_name", "mother_name", "spouse_name", "mobile", "disability", "occupation", "education_class")


@dataclass(frozen=True)
class Home:
    """Where somebody lives: the ward, the number of the household in it, and what the person is to its head."""

    ward_code: str
    number: str
    relation: str

    def __str__(self) -> str:
        return f"{self.ward_code}/{self.number}/{self.relation}"


def home_of(text: str) -> Home | None:
    """The home written so; None for a person who lives in no household."""
    return Home(*text.split("/")) if text else None


def birth_text(birth_date: str, precision: str) -> str:
    """A birth date as one text: `1962-07-04`, `1962-07`, `1962`, and `~1962` for a year reckoned from an age."""
    if not birth_date or precision == Precision.ESTIMATED:
        return birth_date and f"{_ESTIMATED}{birth_date[:4]}"
    length = {Precision.YEAR.value: 4, Precision.MONTH.value: 7}.get(precision, 10)
    return birth_date[:length]


def birth_columns(text: str) -> tuple[str, str]:
    """The date and the precision of a birth written so. Raises: ValueError when it is none."""
    if text.startswith(_ESTIMATED):
        born = birth_date_of(text.removeprefix(_ESTIMATED), Precision.ESTIMATED)
    else:
        born = birth_date_of(text)
    return born.text, born.precision.value


def check_value(field: str, text: str, today: date) -> None:
    """Nothing happens for a value that somebody may ask for. Raises: Refused for any other."""
    if text == "" and field in _MAY_BE_EMPTY:
        return
    if not _is_possible(field, text, today):
        raise Refused("change_value_wrong", {"field": field})


def _is_possible(field: str, text: str, today: date) -> bool:
    if field in NAMES:
        return (text == "" and field in OWN_NAMES) or _LETTER.search(text) is not None
    if field in NUMBERS:
        return text.isascii() and text.isdecimal() and len(text) == int(field[3:])
    if field == HOME:
        return text == "" or _is_home(text)
    if field in ("birth", DEATH):
        return _is_past(text, today) and not (field == DEATH and text.startswith(_ESTIMATED))
    return _is_known_word(field, text)


def _is_known_word(field: str, text: str) -> bool:
    match field:
        case "sex":
            return text in list(Sex)
        case "marital":
            return text in list(Marital)
        case "in_school":
            return text in ("true", "false")
        case "education_class":
            return text.isascii() and text.isdecimal() and int(text) <= _HIGHEST_CLASS
        case "mobile":
            return _MOBILE.fullmatch(text) is not None
        case "occupation" | "disability":
            return re.fullmatch(r"[a-z_]+", text) is not None
    return False


def _is_home(text: str) -> bool:
    try:
        home = home_of(text)
    except TypeError:
        return False
    if home is None or _HOUSEHOLD.fullmatch(home.number) is None or home.relation not in list(Relation):
        return False
    try:
        return level_of(home.ward_code) is Level.WARD
    except ValueError:
        return False


def _is_past(text: str, today: date) -> bool:
    try:
        return birth_date_of(birth_columns(text)[0]).earliest() <= today
    except ValueError:
        return False
