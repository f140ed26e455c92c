"""One written word of a name as sounds, the same for Bangla and Roman letters.

A sound is one ASCII letter. Consonants are folded into the classes that clerks confuse (kh and k, sh and s, z and j).
Vowels keep how sure they are: `A` is a written আ, `.` the unwritten vowel of a Bangla consonant, `O` a written ও;
a Roman `a` may be A or `.`, a Roman `o` may be O or `.`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

VOWELS = frozenset("aAoO.ieu")

_CONSONANTS = {
    letter: sound
    for sound, letters in {
        "k": "কখ", "g": "গঘ", "c": "চ", "j": "জঝয", "t": "টঠতথৎ", "d": "ডঢদধ", "p": "প", "f": "ফ", "b": "বভ",
        "m": "ম", "n": "নণঙঞংঁ", "r": "র\u09dc\u09dd\u09f0", "l": "ল", "s": "শষসছ", "h": "হ",
    }.items()
    for letter in letters
}  # fmt: skip
_SIGNS = {
    "া": "A", "ি": "i", "ী": "i", "ে": "e", "ু": "u", "ূ": "u", "ো": "O", "ৌ": "O", "ৈ": "e", "ৃ": "ri",
}  # fmt: skip
_LETTERS = {
    "অ": ".", "আ": "A", "ই": "i", "ঈ": "i", "এ": "e", "উ": "u", "ঊ": "u", "ও": "O", "ঔ": "O", "ঐ": "e", "ঋ": "ri",
}  # fmt: skip
_YA = "\u09df"
_HASANT = "\u09cd"
_GLIDES_AFTER = frozenset("eiOu")
_UNVOWELLED = frozenset("ৎংঁ")
_KEEPS_BA = frozenset("mrbl")
_NUKTA = (("\u09a1\u09bc", "\u09dc"), ("\u09a2\u09bc", "\u09dd"), ("\u09af\u09bc", _YA))

_ROMAN_SOUNDS = {
    "kshm": "k", "ksh": "k", "kkh": "k", "xm": "k", "x": "ks", "que": "k", "qu": "k", "q": "k", "kh": "k", "ck": "k",
    "chh": "c", "ch": "c", "sch": "s", "sh": "s", "ts": "s", "s": "s", "gh": "g", "gy": "g", "g": "g", "jh": "j",
    "zh": "j", "z": "j", "j": "j", "th": "t", "t": "t", "dh": "d", "d": "d", "ph": "f", "f": "f", "p": "p", "bh": "b",
    "b": "b", "v": "b", "m": "m", "n": "n", "rh": "r", "r": "r", "l": "l", "h": "h", "k": "k", "c": "c",
    "aa": "a", "ee": "i", "oo": "u", "ea": "ia", "a": "a", "e": "e", "i": "i", "o": "o", "u": "u",
}  # fmt: skip
_ROMAN = re.compile("|".join(sorted(_ROMAN_SOUNDS, key=len, reverse=True)))
_ROMAN_GLIDES = (
    (re.compile(r"[^a-z]"), ""),
    (re.compile(r"ey$"), "e"),
    (re.compile(r"^w(?=[aeiou])"), "o"),
    (re.compile(r"^y(?=[aeiou])"), "i"),
    (re.compile(r"(?<=[aeiou])y(?![aeiou])|(?<=[aou])y"), "i"),
    (re.compile(r"(?<=[ao])w(?![aeiou])"), "u"),
    (re.compile(r"(?<=[^aeiouy])y$"), "i"),
    (re.compile(r"[wy]"), ""),
    (re.compile(r"(?<=r[ou])ksh(?=a)"), "ks"),
    (re.compile(r"que$"), "q"),
    (re.compile(r"quam"), "kam"),
    (re.compile(r"ng(?![aeiou])"), "n"),
    (re.compile(r"(?<=...)(?<=[aeiou])h$"), ""),
)
_FOLDS = (
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=..)([^aAoO.ieu])\.\1(?![^aAoO.ieu])"), r"\1"),
    (re.compile(r"[aA]h\.?u(?=din)"), "O"),
    (re.compile(r"[aA.oO]i(?![aAO.ou])e?|[aA.o]e|Ai\."), "e"),
    (re.compile(r"[aA.]O|[aAo]u(?![aAeO.])"), "O"),
    (re.compile(r"(?<=...)(?<=[aA])h$"), ""),
    (re.compile(r"(?<=..)i[aA]r$"), "iur"),
    (re.compile(r"ts"), "s"),
)
_LIGHT = dict.fromkeys("aAoO.", "") | {"e": "i", "c": "s"}
"""What the light key makes of a sound that it does not keep as it is."""


@dataclass(frozen=True)
class Sounds:
    """A word's sounds, its last vowel kept apart, since it often marks the gender (Karim, Karima)."""

    body: str
    last_vowel: str

    @property
    def skeleton(self) -> str:
        """The consonants, behind a mark when the word begins with a vowel."""
        consonants = "".join("s" if sound == "c" else sound for sound in self.body if sound not in VOWELS)
        mark = "a" if (self.body or self.last_vowel)[:1] in VOWELS else ""
        return mark + re.sub(r"(.)\1+", r"\1", consonants)

    @property
    def light(self) -> str:
        """The consonants with the vowels that both scripts write (i and u), and a last -a."""
        kept = "".join(_LIGHT.get(sound, sound) for sound in self.body)
        mark = "a" if self.body[:1] in ("a", "A", ".", "o", "O") else ""
        last = "a" if self.last_vowel in ("a", "A") else _LIGHT.get(self.last_vowel, self.last_vowel)
        return mark + re.sub(r"(.)\1+", r"\1", kept) + last


@lru_cache(maxsize=100_000)
def sounds_of(word: str) -> Sounds:
    """The sounds of one word in lower-case Roman or in Bangla letters."""
    heard = _heard_roman(word) if word.isascii() else _heard_bangla(word)
    for pattern, sound in _FOLDS:
        heard = pattern.sub(sound, heard)
    if heard[-1:] in VOWELS and len(heard) > 1:
        return Sounds(heard[:-1], heard[-1])
    return Sounds(heard, "")


def _heard_roman(word: str) -> str:
    for pattern, written in _ROMAN_GLIDES:
        word = pattern.sub(written, word)
    return _ROMAN.sub(lambda found: _ROMAN_SOUNDS[found.group()], word)


def _heard_bangla(word: str) -> str:
    for pair, letter in _NUKTA:
        word = word.replace(pair, letter)
    word = word.replace("ক্শ", "ক্ষ").replace("ক্ষ্ম", "খ").replace("ক্ষ", "খ").replace("জ্ঞ", "গ")
    heard: list[str] = []
    for place, letter in enumerate(word):
        heard.append(_SIGNS.get(letter) or _LETTERS.get(letter) or _consonant(word, place, heard))
    return "".join(heard) + ("." if word.endswith("পদ") else "")


def _consonant(word: str, place: int, heard: list[str]) -> str:
    """The consonant at that place with its unwritten vowel; nothing for a sign or a silent second letter."""
    letter, following = word[place], word[place + 1 : place + 2]
    second = place > 0 and word[place - 1] == _HASANT
    unwritten = "." if letter not in _UNVOWELLED and _leaves_vowel_unwritten(following, second) else ""
    if letter == _YA:
        return "" if heard[-1:] and heard[-1][-1:] in _GLIDES_AFTER and following in _SIGNS else "i" + unwritten
    if second and letter == "য":
        return ("j" if heard[-2:-1] == ["r"] else "") + unwritten
    if second and letter == "ব" and (heard[-2:-1] or [""])[0] not in _KEEPS_BA:
        return unwritten
    sound = _CONSONANTS.get(letter, "")
    return sound + unwritten if sound else ""


def _leaves_vowel_unwritten(following: str, second: bool) -> bool:
    """True before another letter, and at the end of a word after a conjunct (কান্ত is Kanto or Kanta)."""
    if not following:
        return second
    return following not in _SIGNS and following != _HASANT
