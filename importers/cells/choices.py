"""Choices out of a list: sex, relation, marriage, roof … as people write them."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from census_app.domain.bangla_text import tidy
from census_app.domain.names.phonemes import sounds_of
from census_app.reference import read_reference
from importers.cells.reading import NOTHING, Cell, CellContext, Reading, confirm, refusal
from importers.cells.words import cell_text, is_missing, shown, word_key

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_WORD = re.compile(r"[a-z\u0980-\u09ff]+")
_SHORTEST_SOUND = 3
_SEVERAL = re.compile(r"[/,;+&|।]|\s(?:ও|এবং|and|or|বা)\s")


@cache
def words_of(list_name: str) -> dict[str, str]:
    """The code behind each word key of a list. An empty code says "none of these".

    Source: `data/reference/choices.csv`.
    """
    return _all_words()[list_name]


@cache
def _all_words() -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = defaultdict(dict)
    for line in read_reference("choices"):
        lists[line["list"]][word_key(line["word"])] = line["code"]
    return dict(lists)


def list_names() -> tuple[str, ...]:
    """The lists there are."""
    return tuple(_all_words())


def codes_written(list_name: str, text: str) -> tuple[str, ...]:
    """The codes that a text names, each once; empty when any part of it is not in the list."""
    words = words_of(list_name)
    for candidate in (text, _BRACKETS.sub(" ", text)):
        if (key := word_key(candidate)) in words:
            return (words[key],)
    parts = [word_key(part) for part in _SEVERAL.split(_BRACKETS.sub(" ", text)) if word_key(part)]
    if not parts or any(part not in words for part in parts):
        return _codes_heard(list_name, text)
    return tuple(dict.fromkeys(words[part] for part in parts))


def _codes_heard(list_name: str, text: str) -> tuple[str, ...]:
    """The code of the Bangla word that somebody wrote in Roman letters, sound for sound (grihini, dinmojur)."""
    heard = _sound(text) if text.isascii() else ""
    code = _words_heard()[list_name].get(heard) if len(heard) >= _SHORTEST_SOUND else None
    return () if code is None else (code,)


@cache
def _words_heard() -> dict[str, dict[str, str]]:
    """The Bangla words of each list by their sounds; a sound with two meanings is left out."""
    heard: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for line in read_reference("choices"):
        if not line["word"].isascii():
            heard[line["list"]][_sound(line["word"])].add(line["code"])
    return {
        name: {sound: next(iter(codes)) for sound, codes in sounds.items() if len(codes) == 1}
        for name, sounds in heard.items()
    }


def _sound(text: str) -> str:
    words = _WORD.findall(tidy(_BRACKETS.sub(" ", text)).lower())
    return "".join(sounds_of(word).light for word in words)


def read_choice(list_name: str, raw: Cell, context: CellContext) -> Reading:
    """The code of the one choice written; a word that no list knows is asked back, never guessed."""
    text = cell_text(raw)
    codes = codes_written(list_name, text)
    if list_name == "disability" and len([code for code in codes if code]) > 1:
        codes = ("multiple",)
    if len(codes) == 1:
        return Reading({context.field: codes[0]}) if codes[0] else NOTHING
    if is_missing(raw):
        return NOTHING
    if codes:
        return refusal(confirm("several_choices", written=shown(text)))
    return refusal(confirm("value_unknown", written=shown(text)))


def read_yes_no(raw: Cell, context: CellContext) -> Reading:
    """True or false; the words of the column itself (studying, flooded …) count besides the plain yes and no."""
    if isinstance(raw, bool):
        return Reading({context.field: raw})
    text = cell_text(raw)
    for list_name in (context.field, "yes_no"):
        codes = codes_written(list_name, text) if list_name in list_names() else ()
        if len(codes) == 1:
            return Reading({context.field: codes[0] == "yes"})
    return NOTHING if is_missing(raw) else refusal(confirm("value_unknown", written=shown(text)))


_CLASS_SHELL = re.compile(r"শ্রেণি|শ্রেণী|শ্রেনি|শ্রেনী|ক্লাস|ক্লাশ|পাশ|পাস|উত্তীর্ণ|অধ্যয়নরত|class|grade|passed|pass|std")
_HIGHEST_CLASS = 18


def read_class(raw: Cell, context: CellContext) -> Reading:
    """The highest class passed, in years of schooling: SSC is 10, HSC is 12, a degree 15 or more.

    The nought of an unschooled person is a value, not a missing mark.
    """
    text = cell_text(raw)
    codes = codes_written("class", text) or codes_written("class", _CLASS_SHELL.sub(" ", text.lower()))
    if len(codes) == 1:
        return Reading({"education_class": int(codes[0])})
    years = word_key(_CLASS_SHELL.sub(" ", text.lower()))
    if years.isdecimal() and int(years) <= _HIGHEST_CLASS:
        return Reading({"education_class": int(years)})
    return NOTHING if is_missing(raw) else refusal(confirm("value_unknown", written=shown(text)))
