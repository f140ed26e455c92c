"""Counted and measured things: money, land, quantities with their unit, plain numbers."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from census_app.domain.money import poisha_of
from importers.cells.choices import codes_written, words_of
from importers.cells.reading import NOTHING, Cell, CellContext, Reading, confirm, note, refusal
from importers.cells.words import cell_text, is_missing, plain_text, shown, word_key

_NUMBER = re.compile(r"[+-]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?")
_MONEY_SHELL = re.compile(r"৳|টাকা|টাঃ|মাত্র|(?:tk|bdt|taka)\.?|/[-=]+|only")
_SAID_AGAIN = re.compile(r"(?<=[\d/=-])\s*(?:\([^()\d]+\)|(?:কথায়|in words?)[\s:ঃ.-][^\d]*)$")
"""The sum in words behind the same sum in figures: ১,৫০০/- (এক হাজার পাঁচশত)."""
_MULTIPLIERS = {
    "হাজার": 1_000, "thousand": 1_000, "k": 1_000, "লাখ": 100_000, "লক্ষ": 100_000, "lakh": 100_000, "lac": 100_000,
    "hazar": 1_000, "hajar": 1_000, "lokkho": 100_000,
    "শত": 100, "শ": 100, "hundred": 100, "কোটি": 10_000_000, "crore": 10_000_000,
}  # fmt: skip
# Hundredths of a decimal in one of each. Source: the measures of the south-west, 33 decimals to a bigha of 20 katha.
_LAND_HUNDREDTHS = {
    "শতক": 100, "শতাংশ": 100, "শত": 100, "শঃ": 100, "শ": 100,
    "ডেসিমেল": 100, "ডেসিমাল": 100, "ডিসিমল": 100, "decimal": 100,
    "decimals": 100, "dec": 100, "satak": 100, "shotok": 100, "বিঘা": 3_300, "bigha": 3_300, "bighas": 3_300,
    "কাঠা": 165, "কাঠাঃ": 165, "katha": 165, "kathas": 165, "একর": 10_000, "acre": 10_000, "acres": 10_000,
}  # fmt: skip
_OWN_UNIT_OF_LAND = 100
_MOST_DIGITS = 13
"""Nothing counted here has more digits before the point; 1e99999999 would fill the memory."""
POISHA_PER_TAKA = 100
_NO_LAND = {word_key(word) for word in ("ভূমিহীন", "জমি নাই", "জমি নেই", "নাই", "নেই", "landless", "no land", "nil")}
_HALVES = {"আধা": "0.5", "অর্ধেক": "0.5", "half": "0.5", "দেড়": "1.5", "আড়াই": "2.5", "½": "0.5", "¼": "0.25", "¾": "0.75"}


def written_number(text: str) -> Decimal | None:
    """The number that the whole text is, lakh commas allowed; None when it is anything else, or beyond all measure."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.adjusted() < _MOST_DIGITS else None


def _measures(text: str) -> list[tuple[Decimal, str]] | None:
    """A text such as '2 বিঘা 5 কাঠা' as pairs of number and word; None when it is not made of such pairs."""
    for word, number in _HALVES.items():
        text = text.replace(word, f" {number} ")
    pairs = re.findall(rf"\s*({_NUMBER.pattern})\s*([^\d.,+-]*)", text)
    if not pairs or "".join(number + word for number, word in pairs).replace(" ", "") != text.replace(" ", ""):
        return None
    numbers = [(value, word.strip(" ।.-")) for told, word in pairs if (value := written_number(told)) is not None]
    return numbers if len(numbers) == len(pairs) else None


def _unreadable(raw: Cell) -> Reading:
    return refusal(confirm("number_unreadable", written=shown(cell_text(raw))))


def _stored(field: str, amount: Decimal) -> Reading:
    """The amount as a whole number of the field's unit, unless it is below nought."""
    if amount < 0:
        return refusal(confirm("number_negative"))
    return Reading({field: int(amount.to_integral_value())})


def read_income(raw: Cell, context: CellContext) -> Reading:
    """Income in whole taka, field `income_bdt`."""
    return _read_sum(raw, "income_bdt", POISHA_PER_TAKA)


def read_money(raw: Cell, context: CellContext) -> Reading:
    """A sum paid out in poisha, field `amount_poisha`; a nought says that no money was given."""
    reading = _read_sum(raw, "amount_poisha", 1)
    return NOTHING if reading.values.get("amount_poisha") == 0 else reading


def _read_sum(raw: Cell, field: str, poisha_each: int) -> Reading:
    if is_missing(raw):
        return NOTHING
    text = _SAID_AGAIN.sub("", plain_text(raw))
    poisha: Decimal | int | None = poisha_of(text)
    if poisha is None:
        poisha = _poisha_in_words(text)
    return _unreadable(raw) if poisha is None else _stored(field, Decimal(poisha) / poisha_each)


def _poisha_in_words(text: str) -> Decimal | None:
    """A sum said with হাজার, লাখ and the like, or below nought; None when it is no sum."""
    pairs = _measures(_MONEY_SHELL.sub(" ", text).rstrip(" .।-=/").lstrip(" ."))
    if pairs is None or any(word and word not in _MULTIPLIERS for _, word in pairs):
        return None
    if not all(word for _, word in pairs[:-1]):
        return None
    return sum((number * _MULTIPLIERS.get(word, 1) for number, word in pairs), Decimal(0)) * POISHA_PER_TAKA


def read_land(raw: Cell, context: CellContext) -> Reading:
    """Hundredths of a decimal of land; other measures are converted, and that is said."""
    if word_key(cell_text(raw)) in _NO_LAND:
        return Reading({"land_hundredths": 0})
    if is_missing(raw):
        return NOTHING
    pairs = _measures(plain_text(raw))
    if pairs is None or any(word and word not in _LAND_HUNDREDTHS for _, word in pairs) or len(pairs) > 3:
        return _unreadable(raw)
    if len(pairs) > 1 and not all(word for _, word in pairs):
        return _unreadable(raw)
    area = sum((number * _LAND_HUNDREDTHS.get(word, _OWN_UNIT_OF_LAND) for number, word in pairs), Decimal(0))
    reading = _stored("land_hundredths", area)
    converted = [word for _, word in pairs if _LAND_HUNDREDTHS.get(word, _OWN_UNIT_OF_LAND) != _OWN_UNIT_OF_LAND]
    if not converted or not reading.values:
        return reading
    return Reading(reading.values, (note("unit_converted", unit=converted[0]),))


def read_quantity(raw: Cell, context: CellContext) -> Reading:
    """Thousandths of the unit; a unit written beside the number fills the field `unit`."""
    if is_missing(raw):
        return NOTHING
    pairs = _measures(plain_text(raw))
    if pairs is None or len(pairs) != 1:
        return _unreadable(raw)
    number, word = pairs[0]
    reading = _stored("quantity_thousandths", number * 1000)
    units = codes_written("unit", word) if word else ()
    if not word or not reading.values:
        return reading
    if len(units) != 1:
        return Reading(reading.values, (confirm("value_unknown", written=shown(word)),))
    return Reading({**reading.values, "unit": units[0]})


def read_unit(raw: Cell, context: CellContext) -> Reading:
    """The code of a unit."""
    key = word_key(cell_text(raw))
    if key in words_of("unit"):
        return Reading({"unit": words_of("unit")[key]})
    return NOTHING if is_missing(raw) else refusal(confirm("value_unknown", written=shown(cell_text(raw))))


def read_number_cell(raw: Cell, context: CellContext) -> Reading:
    """A whole number."""
    if raw is False or is_missing(raw):
        return NOTHING
    number = written_number(plain_text(raw))
    return (
        _unreadable(raw) if number is None or number != number.to_integral_value() else _stored(context.field, number)
    )
