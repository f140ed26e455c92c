"""Bijoy (SutonnyMJ) text recognised by vote of a whole column and turned into Unicode; never cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import bijoytounicode

from census_app.domain.bangla_text import tidy

# What the converter leaves or gets wrong, said in codes that it knows.
_OVERRIDES = {
    "ÿ": "¶",  # the newer code of ক্ষ
    "²": "¶¥",  # ক্ষ্ম
    "ø": "¬",  # the ল below ল
    "æ": "y",  # the ু of রু
    "€": "",
    "ž": "",
    "Ž": "",
}
_OVERRIDE = re.compile("|".join(map(re.escape, _OVERRIDES)))
_AU_AROUND = re.compile("[†‡]([^†‡Š\\s]{1,3}?)Š")  # ৌ is written around its consonant, in two pieces
_STRANDED_VOWEL = re.compile("্([িেৈ])((?:[ক-হ]্)*[ক-হ])")  # typed before a conjunct that was spelled out with its hasant
_MARKS = re.compile("[†‡ˆ‰Š‹›Œœšƒ„¡-¬¯±-¶¸-»¿-èê-ÿ`~]|(?<=[A-Za-z])[|_^&](?=[A-Za-z])")
_SCIENTIFIC = re.compile(r"\s*[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+\s*")
"""A number that a spreadsheet shows shortened, 1.98872E+16, in whatever letters the rest is typed."""
_LETTERS = re.compile("[A-Za-z]")
_BANGLA = re.compile("[\u0980-\u09ff]")
_ENGLISH_WORD = re.compile(r"(?=[A-Z][a-z]*[aeiouy])[A-Z][a-z]+\.?|[A-Z]+\.?|(?:Md|Mst|Sk|Ch)\.?")
_WORDS = re.compile(r"[A-Za-z.]+")
_NO_ENGLISH = re.compile(r"[b-df-hj-np-tv-xz]{4}|v.*v", re.IGNORECASE)
_ENOUGH_MARKED = 0.15
_MOSTLY = 0.7
_FEWEST_WORDS = 3


@lru_cache(maxsize=65536)
def to_unicode(text: str) -> str:
    """Return Bijoy text in Unicode (NFC); what holds no letter, as a date, or is Unicode already stays as it is."""
    if not (_LETTERS.search(text) or _MARKS.search(text)) or _BANGLA.search(text) or _SCIENTIFIC.fullmatch(text):
        return text
    prepared = _OVERRIDE.sub(lambda found: _OVERRIDES[found[0]], text)
    converted = tidy(bijoytounicode.bijoy2unicode(_AU_AROUND.sub("\\1ৌ", prepared)))
    return tidy(_STRANDED_VOWEL.sub("্\\2\\1", converted))


def is_bijoy(cells: Iterable[object]) -> bool | None:
    """Say by vote whether a column is written in Bijoy; None when its cells do not tell."""
    texts = {cell for cell in cells if isinstance(cell, str)}
    if any(_BANGLA.search(text) for text in texts):
        return False
    lettered = [text for text in texts if _LETTERS.search(text) or _MARKS.search(text)]
    if not lettered:
        return None
    marked = sum(1 for text in lettered if _MARKS.search(text))
    if marked >= _ENOUGH_MARKED * len(lettered):
        return True
    words = {word for text in lettered for word in _WORDS.findall(text)}
    english = sum(1 for word in words if _ENGLISH_WORD.fullmatch(word) and not _NO_ENGLISH.search(word))
    return False if len(words) >= _FEWEST_WORDS and english >= _MOSTLY * len(words) else None
