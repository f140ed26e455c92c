"""NID and birth-registration numbers, as far as a spreadsheet left them whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isfinite

from census_app.domain.bangla_text import ascii_digits
from census_app.domain.identity import Caution, Expected, Fault, NumberKind, NumberRead, read_number
from importers.cells.reading import NOTHING, Cell, CellContext, CellProblem, Reading, confirm, note, refusal
from importers.cells.words import cell_text, is_missing_number, plain_digits, word_key

_DIGITS_A_NUMBER_CELL_KEEPS = 15
_LOST_ZERO_LENGTHS = {9: 10, 12: 13}
_SEVERAL = re.compile(r"[,;/।|\n]|\s(?:ও|এবং|and|or|বা)\s")
_WORD = re.compile(r"(?<![0-9A-Za-z\u0980-\u09ff])[A-Za-z\u0980-\u09ff]+(?![0-9A-Za-z\u0980-\u09ff])")
_LABELS = frozenset(
    map(
        word_key,
        ("nid", "brn", "brc", "id", "no", "number", "num", "card", "smart", "voter", "national", "birth", "reg",
         "old", "new", "digit", "digits", "এনআইডি", "এন", "আই", "ডি", "আইডি", "নং", "নম্বর", "নাম্বার", "কার্ড", "স্মার্ট",
         "স্মার্টকার্ড", "ভোটার", "জাতীয়", "পরিচয়", "পত্র", "পরিচয়পত্র", "জন্ম", "নিবন্ধন", "জন্মনিবন্ধন", "সনদ", "পুরাতন", "পুরানো",
         "নতুন", "ডিজিট", "অঙ্ক"),
    )
)  # fmt: skip
"""Words that only say what the number beside them is. A word that is none of them may say whose it is: পিতার."""
_OF_BIRTH = frozenset(map(word_key, ("brn", "brc", "birth", "জন্ম", "নিবন্ধন", "জন্মনিবন্ধন", "সনদ")))
_OF_NATION = frozenset(
    map(word_key, ("nid", "national", "smart", "voter", "এনআইডি", "স্মার্ট", "স্মার্টকার্ড", "ভোটার", "জাতীয়", "পরিচয়পত্র"))
)
_BEFORE_A_LABEL = re.compile(r"(?<=[0-9)])\s*[,;/।|(]*\s*(?=[A-Za-z\u0980-\u09ff])")
_BEHIND_A_LABEL = re.compile(r"(?<=[A-Za-z\u0980-\u09ff)])\s*[,;/।|]*\s*(?=[0-9])")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3}){2,}")
_AROUND = " \t।.,;:*\"'’=#/-–—()[]"
"""What is typed before or behind a number and is no part of it."""

_MASKED = re.compile(r"•+\d{4}")

_FAULT_CODES = {
    Fault.NOT_DIGITS: "number_not_digits",
    Fault.DAMAGED: "number_damaged",
    Fault.WRONG_LENGTH: "number_wrong_length",
    Fault.PLACEHOLDER: "number_placeholder",
    Fault.TOO_MANY_ZEROS: "number_too_many_zeros",
    Fault.IMPLAUSIBLE_YEAR: "number_year_impossible",
    Fault.FUTURE_YEAR: "number_year_impossible",
}


def person_number_reader(expected: Expected) -> Callable[[Cell, CellContext], Reading]:
    """A reader for a column of identity numbers of that kind."""

    def read_person_number(raw: Cell, context: CellContext) -> Reading:
        if (digits := plain_digits(raw)).strip("0"):
            return _meaning(read_number(digits, expected, context.as_of.year), expected)
        if raw is False or is_missing_number(raw) or _stands_for_known(raw):
            return NOTHING
        if isinstance(raw, int | float) and raw is not True:
            return _from_number_cell(raw, expected, context)
        written = ascii_digits(cell_text(raw))
        if len(labelled := _each_with_its_label(written)) > 1:
            return _from_several(labelled, expected, context)
        text = _without_labels(written)
        register = _register_named(written, expected)
        whole = read_number(text, register, context.as_of.year)
        if whole.fault and len(parts := _parts(text, register)) > 1:
            return _from_several(parts, register, context)
        return _meaning(whole, register)

    return read_person_number


def _each_with_its_label(text: str) -> list[str]:
    """The numbers of a cell that says of each which it is, before it or behind: NID 123…, BRN 2001…"""
    between = _BEHIND_A_LABEL if text[:1].isdecimal() else _BEFORE_A_LABEL
    return [part for part in between.split(text) if any(letter.isdecimal() for letter in part)]


def _register_named(text: str, expected: Expected) -> Expected:
    """What the words beside a number say it is; without such words, what its column is for."""
    words = {word_key(word) for word in _WORD.findall(text)}
    birth, nation = not words.isdisjoint(_OF_BIRTH), not words.isdisjoint(_OF_NATION)
    return expected if birth == nation else "brn" if birth else "nid"


def _without_labels(text: str) -> str:
    """The number alone, where all that stands beside it are words for "number" and marks around it."""
    bare = _WORD.sub(lambda found: " " if word_key(found[0]) in _LABELS else found[0], text)
    bare = re.sub(r"\(\s*\)|:", " ", bare) if bare != text else text
    bare = re.sub(r"[\s,;]+", " ", bare) if _WORD.search(text) and bare != text else bare
    bare = bare.strip(_AROUND)
    return bare.replace(",", "") if _GROUPED.fullmatch(bare) else bare


def _stands_for_known(raw: Cell) -> bool:
    """A prefilled book shows a known number by its last four digits: left as it is, it says nothing new."""
    return isinstance(raw, str) and _MASKED.fullmatch(raw.strip()) is not None


def _parts(text: str, expected: Expected) -> list[str]:
    """The numbers of a cell that holds several: apart by a mark, or by a space when each is a whole number."""
    parts = [part for part in _SEVERAL.split(text) if word_key(part)]
    if len(parts) > 1:
        return parts
    words = text.split()
    return words if not any(read_number(word, expected).fault for word in words) else parts


def _from_number_cell(raw: int | float, expected: Expected, context: CellContext) -> Reading:
    """A number cell keeps fifteen digits; what stood behind them is gone and nothing brings it back."""
    if not isfinite(raw) or raw < 0 or raw != int(raw):
        return refusal(confirm("number_not_digits"))
    digits = str(int(raw))
    if len(digits) > _DIGITS_A_NUMBER_CELL_KEEPS:
        return Reading(_leading(digits, expected), (confirm("number_damaged", digits=len(digits)),))
    if len(digits) in _LOST_ZERO_LENGTHS:
        expected_length = _LOST_ZERO_LENGTHS[len(digits)]
        return refusal(confirm("number_zero_lost", digits=len(digits), expected=expected_length))
    return _meaning(read_number(digits, expected, context.as_of.year), expected)


def _leading(digits: str, expected: Expected) -> dict[str, str]:
    """The digits that are still true of a 17-digit number: never an identity, at most a sign beside the name."""
    if len(digits) != 17:
        return {}
    return {f"{'number' if expected == 'any' else expected}17_leading": digits[:_DIGITS_A_NUMBER_CELL_KEEPS]}


def _from_several(parts: list[str], expected: Expected, context: CellContext) -> Reading:
    """Two numbers in one cell are both kept when they are of different kinds; of one kind, the first."""
    values: dict[str, str] = {}
    problems: list[CellProblem] = []
    contest = False
    for part in parts:
        register = _register_named(part, expected)
        reading = _meaning(read_number(_without_labels(part), register, context.as_of.year), register)
        problems += [problem for problem in reading.problems if problem not in problems]
        for kind, value in reading.values.items():
            contest = values.setdefault(kind, str(value)) != value or contest
    if contest:
        problems.append(confirm("several_numbers", count=len(parts)))
    elif len(values) > 1:
        problems.append(note("two_kinds_of_number", count=len(values)))
    return Reading(values, tuple(problems))


def _meaning(number: NumberRead, expected: Expected) -> Reading:
    if number.fault:
        details = {"digits": number.length} if number.length else {}
        return refusal(confirm(_FAULT_CODES[number.fault], **details))
    return Reading({number.kind.value: number.value}, _cautions(number, expected))


def _cautions(number: NumberRead, expected: Expected) -> tuple[CellProblem, ...]:
    if number.kind is NumberKind.BRN16:
        return (note("number_old_brn"),)
    if number.warning is Caution.NUMBER_IN_OTHER_COLUMN:
        return (note("number_in_other_column", digits=number.length),)
    return ()
