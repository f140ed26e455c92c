"""Numbers, money, dates and codes as people in Bangladesh write and say them, in either language."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

from census_app.domain.bangla_text import bangla_digits
from census_app.domain.identity import mask
from census_app.ledger.clock import BANGLADESH
from census_app.reference import read_reference
from census_app.web.language import current_language

MONTHS = {
    "bn": (
        "জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন",
        "জুলাই", "আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WORDS_FILE = Path(__file__).with_name("words.csv")


def digits(value: object, language: str) -> str:
    """The text with its digits in the language's own shapes."""
    text = str(value)
    return bangla_digits(text) if language == "bn" else text


def number(value: int, language: str) -> str:
    """A whole number grouped by thousand, lakh and crore: 12,34,567."""
    whole = str(abs(value))
    head, tail = whole[:-3], whole[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return digits(("-" if value < 0 else "") + ",".join([*groups, tail]), language)


def money(poisha: int, language: str) -> str:
    """An amount in taka; poisha are shown only when there are any."""
    taka, rest = divmod(abs(poisha), 100)
    sign = "-" if poisha < 0 else ""
    fraction = digits(f".{rest:02d}", language) if rest else ""
    return f"{sign}৳\u00a0{number(taka, language)}{fraction}"


def quantity(thousandths: int, language: str, unit: str = "") -> str:
    """A quantity with its unit, without zeros behind the point."""
    whole, rest = divmod(abs(thousandths), 1000)
    fraction = f".{rest:03d}".rstrip("0") if rest else ""
    shown = ("-" if thousandths < 0 else "") + number(whole, language) + digits(fraction, language)
    return f"{shown}\u00a0{word('unit', unit, language)}" if unit else shown


def share(part: int, language: str, whole: int) -> str:
    """So many of a hundred, to the tenth, cut off so that only what is whole shows as a hundred; a dash of nothing."""
    if not whole:
        return "–"
    full, tenth = divmod(part * 1000 // whole, 10)
    return f"{digits(f'{full}.{tenth}', language)}\u00a0%"


def thousandths(value: int, language: str) -> str:
    """A share or an index told in thousandths, with its point: 0.363, −0.443."""
    return digits(f"{'−' if value < 0 else ''}{abs(value) // 1000}.{abs(value) % 1000:03d}", language)


def day(value: date | str | None, language: str) -> str:
    """A date, as exactly as it is known: 4 July 1962, July 1962, 1962. Shape: a date or partial ISO."""
    if not value:
        return ""
    year, *rest = (value.isoformat() if isinstance(value, date) else value).split("-")
    parts = [digits(int(rest[1]), language)] if len(rest) > 1 else []
    if rest:
        parts.append(MONTHS[language][int(rest[0]) - 1])
    return "\u00a0".join([*parts, digits(year, language)])


def period(first: date, language: str, last: date) -> str:
    """The time from one day to another, in whole months where it is made of them: April 2022."""
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        ends = [day(f"{end:%Y-%m}", language) for end in (first, last)]
    else:
        ends = [day(end, language) for end in (first, last)]
    return " – ".join(dict.fromkeys(ends))


def moment(value: datetime, language: str) -> str:
    """A moment by the clock of Bangladesh: 4 July 2022, 14:05."""
    here = value.astimezone(BANGLADESH)
    return f"{day(here.date(), language)}, {digits(here.strftime('%H:%M'), language)}"


def masked(value: str, language: str) -> str:
    """An identity number of which only the last four digits can be read."""
    return digits(mask(value), language)


def word(group: str, code: str, language: str) -> str:
    """What people call a code; the code itself when nobody gave it a word."""
    if not code:
        return ""
    return _words().get((group, code), {}).get(language) or code


def words_in(group: str) -> list[str]:
    """The codes of a list, in its order."""
    return [code for listed, code in _words() if listed == group]


def reason(code: str, values: Mapping[str, Any], language: str) -> str:
    """The sentence of one reason of a finding, its blanks filled."""
    text = _reasons().get(code)
    if text is None:
        return code.replace("_", " ")
    return text[language].format_map(_Blanks({name: _shown(name, value, language) for name, value in values.items()}))


def teach(app: Flask) -> None:
    """Templates know every format above by its name, in the language of the page."""
    for shape in (digits, number, money, quantity, share, thousandths, day, period, moment, masked):
        app.jinja_env.filters[shape.__name__] = _in_page_language(shape)
    app.jinja_env.globals.update(
        word=lambda group, code: word(group, code, current_language()),
        named=lambda thing: named(thing, current_language()),
    )


def named(thing: Any, language: str) -> str:
    """The name of a place, an office, a programme or a person in that language, else in the other one."""
    bangla, english = thing.name_bn, thing.name_en
    return str((bangla or english) if language == "bn" else (english or bangla))


def _in_page_language(shape: Callable[..., str]) -> Callable[..., str]:
    def shaped(value: Any, *more: Any) -> str:
        return "" if value is None else shape(value, current_language(), *more)

    return shaped


def _shown(name: str, value: Any, language: str) -> str:
    if name.endswith("_poisha") and isinstance(value, int):
        return money(value, language)
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return day(value, language)
    if isinstance(value, str) and ".." in value:
        return " – ".join(day(end, language) for end in value.split("..", 1))
    if isinstance(value, int) and not isinstance(value, bool) and not name.endswith("year"):
        return number(value, language)
    return digits(value, language)


class _Blanks(dict[str, str]):
    """A blank nobody filled shows as a dash: a sentence never breaks a page."""

    def __missing__(self, key: str) -> str:
        return "–"


@cache
def _words() -> dict[tuple[str, str], dict[str, str]]:
    with WORDS_FILE.open(encoding="utf-8", newline="") as file:
        return {(line["list"], line["code"]): line for line in csv.DictReader(file)}


@cache
def _reasons() -> dict[str, dict[str, str]]:
    return {line["code"]: line for line in read_reference("reasons")}
