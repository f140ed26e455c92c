"""What was typed into the one box, taken apart: numbers, ends of numbers, places, and names with whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from census_app.domain.bangla_text import ascii_digits, tidy
from census_app.domain.names.words import words_apart, words_of
from census_app.domain.search.variants import place_word

LONGEST_QUESTION = 200
MOST_WORDS = 8


T = TypeVar("T")


class Whose(StrEnum):
    """Whose name a word is; a word that nothing is said about may be anybody's."""

    ANYBODY = "anybody"
    FATHER = "father"
    MOTHER = "mother"
    SPOUSE = "spouse"
    PLACE = "place"


@dataclass(frozen=True)
class AskedWord:
    """One word of a name."""

    text: str
    whose: Whose = Whose.ANYBODY


@dataclass(frozen=True)
class Question:
    """The parts of a question; each is empty when nothing of the kind was typed.

    `numbers` have the digits of an identity number, `mobiles` are 01 and nine digits more, `endings` are four to nine
    last digits of a number, `bare` are up to four digits that may be a ward, a household or a year of birth.
    `words_apart` are the words with particles for themselves (Kamal Uddin), where `words` join them (Kamaluddin).
    """

    numbers: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    wards: tuple[int, ...] = ()
    households: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    words: tuple[AskedWord, ...] = ()
    words_apart: tuple[AskedWord, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when nothing can be looked for."""
        return not self.kinds

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of parts that it has, for the trail: never the parts themselves."""
        return tuple(name for name, part in vars(self).items() if part and name != "words_apart")

    @property
    def is_one_number(self) -> bool:
        """True when it is an ending or a household alone, so that whoever answers it answers as well as any other."""
        told = {*self.endings, *self.households, *self.bare}
        return len(told) == 1 and not (self.words or (self.endings and self.wards))

    @property
    def readings(self) -> tuple[Question, ...]:
        """The question, and where it matters once more with the particles of names for themselves."""
        return (self,) if self.words == self.words_apart else (self, replace(self, words=self.words_apart))


_NUMBER_SIGN = r"(?:\s*(?:no\b|number|নং|নম্বর))?[\s.:#-]*"
_WARD_BEFORE = re.compile(rf"(?:\bward|\bw|ওয়ার্ড){_NUMBER_SIGN}0?([1-9])(?!\d)")
_WARD_AFTER = re.compile(r"(?<!\d)0?([1-9])\s*(?:no\.?\s*|number\s*|নং\s*|নম্বর\s*)?(?:ward\b|ওয়ার্ড)")
_HOUSEHOLD = re.compile(
    rf"(?:\bhousehold|\bhouse|\bholding|\bkhana|\bhh|\bh|খানা|বাড়ি|হোল্ডিং){_NUMBER_SIGN}(\d{{1,5}})(?!\d)"
)
_DIGITS = re.compile(r"(?:\+\s*)?\d(?:[\s\-‐-―]*\d)*")
_MOBILE = re.compile(r"(?:00)?(?:88)?(01[3-9]\d{8})|(1[3-9]\d{8})")
_IDENTITY_LENGTHS = frozenset({10, 13, 16, 17})
_ENDING_LENGTHS = range(4, 10)
_BARE_LENGTHS = range(1, 5)

_WHOSE = {
    Whose.FATHER: "father fathers s/o d/o পিতা পিং বাবা",
    Whose.MOTHER: "mother mothers মাতা মা",
    Whose.SPOUSE: "husband wife spouse husbands w/o h/o স্বামী স্ত্রী জং",
    Whose.PLACE: "village gram union গ্রাম ইউনিয়ন",
}
_WHOSE_OF = {tidy(sign): whose for whose, signs in _WHOSE.items() for sign in signs.split()}
_PLACE_SIGNS = "para পাড়া"
_FILLERS = """
    name of the son daughter no number mobile phone nid brn c/o near
    নাম নামের নং নম্বর মোবাইল ফোন এর ছেলে মেয়ে
"""
_AFTER_A_PLACE = frozenset(tidy(_PLACE_SIGNS).split())
_SAYS_NOTHING = frozenset(tidy(_FILLERS).split())
_PIECE = re.compile(r"[^\s,;:=|()\[\]]+|[,;|]")


def read_question(text: str) -> Question:
    """The parts of the line, in either script, with Bangla or other digits, in any order."""
    line = ascii_digits(tidy(text[:LONGEST_QUESTION])).lower()
    line, wards = _taken(line, _WARD_BEFORE)
    line, more_wards = _taken(line, _WARD_AFTER)
    line, households = _taken(line, _HOUSEHOLD)
    runs = [run for found in _DIGITS.findall(line) for run in _numbers_in(found)]
    mobiles = [mobile for run in runs if (mobile := _mobile(run))]
    return Question(
        numbers=_once(run for run in runs if len(run) in _IDENTITY_LENGTHS),
        mobiles=_once(mobiles),
        endings=_once(run for run in runs if len(run) in _ENDING_LENGTHS),
        wards=_once(map(int, wards + more_wards)),
        households=_once(number.lstrip("0") for number in households),
        bare=_once(run.lstrip("0") for run in runs if len(run) in _BARE_LENGTHS),
        words=_words(_DIGITS.sub(" ", line), words_of),
        words_apart=_words(_DIGITS.sub(" ", line), words_apart),
    )


def _taken(line: str, pattern: re.Pattern[str]) -> tuple[str, list[str]]:
    return pattern.sub(" ", line), pattern.findall(line)


def _once(parts: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(part for part in parts if part))


def _numbers_in(written: str) -> list[str]:
    """One number with its spaces and hyphens, when it has the length of one; else each group of digits."""
    whole = re.sub(r"\D", "", written)
    if len(whole) in _IDENTITY_LENGTHS or _mobile(whole):
        return [whole]
    return re.findall(r"\d+", written)


def _mobile(digits: str) -> str:
    """The eleven digits of a mobile, with or without the country's number or the leading nought; else nothing."""
    found = _MOBILE.fullmatch(digits)
    return (found[1] or "0" + found[2]) if found else ""


def _words(line: str, split: Callable[[str], Iterable[str]]) -> tuple[AskedWord, ...]:
    """The words in their order; a sign (father, s/o, পিতা) says whose name follows, up to the next sign or comma."""
    asked: list[AskedWord] = []
    said: list[str] = []
    whose = Whose.ANYBODY
    for piece in [*_PIECE.findall(line), ","]:
        sign = piece.strip(".'’-")
        turns = _WHOSE_OF.get(sign.removesuffix("'s").removesuffix("’s"))
        if piece in ",;|" or turns:
            asked += _of_one(split, said, whose)
            said, whose = [], turns or Whose.ANYBODY
        elif sign in _AFTER_A_PLACE and said:
            asked += [*_of_one(split, said[:-1], whose), AskedWord(said[-1], Whose.PLACE)]
            said = []
        elif (place := place_word(sign)) != sign:
            asked += [*_of_one(split, said, whose), AskedWord(place, Whose.PLACE)]
            said = []
        elif sign not in _SAYS_NOTHING:
            said.append(piece)
    return tuple(dict.fromkeys(asked))[:MOST_WORDS]


def _of_one(split: Callable[[str], Iterable[str]], said: list[str], whose: Whose) -> list[AskedWord]:
    return [AskedWord(word, whose) for word in split(" ".join(said))] if said else []
