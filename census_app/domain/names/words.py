"""A written name as the words that tell who it is: honorifics dropped, joined and split writings made alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from census_app.domain.bangla_text import tidy
from census_app.domain.names.phonemes import sounds_of

_HONORIFICS = frozenset(
    tidy(
        """
    মো মোহাম্মদ মোহাম্মাদ মুহাম্মদ মুহাম্মাদ মোহা মুহা মোসা মোছা মোসাম্মৎ মোসাম্মাৎ মোসাম্মত মোছাম্মৎ মোছাম্মত
    মুসাম্মৎ মোসাম্মদ শ্রী শ্রীমতি শ্রীমতী শ্রীযুক্ত মৃত মরহুম মরহুমা স্বর্গীয় স্বর্গীয়া আলহাজ্ব আলহাজ হাজী
    হাজি জনাব জনাবা মিসেস মিস ডা ড ডক্টর অধ্যাপক মাওলানা মৌলভী মৌলভি হাফেজ ক্বারী মাস্টার বীর মুক্তিযোদ্ধা এড এডভোকেট
    পিতা মাতা স্বামী জং
    md mohammad mohammed muhammad mohamad mohamed muhammed mohammod muhammod mohd moh mo mst most mosa mosammat
    musammat mosammot mossammat mosamat mossamat mosamot msst sri sree shri shree srimati sreemati srimoti smt late lt
    alhaj alhajj alhaz alhaaj haji hajji hazi janab mr mrs ms miss dr prof professor advocate adv maulana moulana
    mawlana moulvi maulvi hafez qari master bir muktijoddha
    """
    ).split()
)

_LETTER_NAMES = {
    "এ": "a", "বি": "b", "সি": "c", "ডি": "d", "ই": "e", "এফ": "f", "জি": "g", "এইচ": "h", "আই": "i", "জে": "j",
    "কে": "k", "এল": "l", "এম": "m", "এন": "n", "ও": "o", "পি": "p", "কিউ": "q", "আর": "r", "এস": "s", "টি": "t",
    "ইউ": "u", "জেড": "z",
}  # fmt: skip

_ENGLISH_WORDS = {
    "lucky": "laki", "lovely": "labli", "beauty": "biuti", "sweety": "suiti", "jewel": "juel", "baby": "bebi",
    "russell": "rasel", "russel": "rasel",
}  # fmt: skip
"""English words used as names are written in Bangla as they sound."""

_SHORT_FOR_ABDUL = frozenset({"a", "ma"})
_ABDUL = re.compile(r"abd[uoe](?:l|r|s|z|n|t|d)|abd|ab|আ[বব]্?দু[লরসছতনজদশয]্?|আব্দ|আব|আ")
_ENDINGS = """
    উদ্দিন উদ্দীন উদ্দিন্ উল্লাহ উল্যাহ উজ্জামান নাথ পদ কান্ত আরা জাহান নাহার উন উর উল অর রঞ্জন
    uddin uddeen uddin ullah ulla uzzaman nath pada podo pad kanta kanto ara jahan nahar ul ur un us or ar ranjan ronjon
"""
_JOINED_TO_THE_LAST = frozenset(_ENDINGS.split())
_HEARD_ENDINGS = "উদ্দিন উল্লাহ উজ্জামান নাহার জাহান uddin ullah uzzaman nahar jahan"
_JOINED_AS_HEARD = frozenset(map(sounds_of, _HEARD_ENDINGS.split()))
"""Endings long enough to be known by their sound, however they are spelt (ণাহার, Naahar)."""
_JOINED_TO_THE_NEXT = frozenset({"আল", "al", "শাহ", "shah"})
_OF_WHOM = re.compile(
    r"(?<=[^\s(\[])[\s,;:()\[\]–—-]+(?:"
    r"(?:পিতা|মাতা|স্বামী|অভিভাবক)(?:র নাম)?(?![\u0980-\u0982\u0985-\u09ff])"
    r"|(?:পিং|স্বাং|জং)\s*[:.ঃ।–—-]|পিং(?=\s)"
    r"|(?:[sdwc]\s*/\s*o|(?:son|daughter|wife)\s+of|(?:father|husband|mother)(?:'?s?\s+name)?\s*[:–—-])(?![a-z])"
    r").*",
    re.DOTALL | re.IGNORECASE,
)
"""Behind a name, whose child or wife it is: another person's name, however it is marked."""
_APART = re.compile(r"[^a-z\u0980-\u09e5]+|ঃ+")


@lru_cache(maxsize=100_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of the name without honorifics, unless nothing else was written; letters and particles joined."""
    return tuple(words_once(name))


def words_once(name: str) -> list[str]:
    """The same, not kept for the next time: of a whole register, most names are met once."""
    return _joined(_words_apart(name))


@lru_cache(maxsize=100_000)
def words_apart(name: str) -> tuple[str, ...]:
    """The words before particles are joined to them, as one searches for them whose particle was misspelt."""
    return tuple(_words_apart(name))


def _words_apart(name: str) -> list[str]:
    written = [word for piece in _OF_WHOM.sub("", name).split() for word in _written(piece)]
    return _with_initials([word for word in written if word not in _HONORIFICS] or written)


@lru_cache(maxsize=100_000)
def _written(piece: str) -> tuple[str, ...]:
    """The words of a piece without spaces; few pieces make up all names, so that each is taken apart once."""
    return tuple(_APART.sub(" ", tidy(piece).lower()).split())


def _with_initials(words: list[str]) -> list[str]:
    """Single letters in a row as one word (এ কে এম, A. K. M.: akm); A, Ab and M. A. are short for Abdul."""
    made: list[str] = []
    letters = ""
    for word in words:
        letter = _LETTER_NAMES.get(word, word if len(word) == 1 and word.isascii() else "")
        if letter:
            letters += letter
            continue
        if letters:
            made.append("abdul" if letters in _SHORT_FOR_ABDUL else letters)
            letters = ""
        made.append(_spelt_out(word))
    if letters:
        made.append("abdul" if letters in _SHORT_FOR_ABDUL else letters)
    return made


@lru_cache(maxsize=100_000)
def _spelt_out(word: str) -> str:
    return "abdul" if _ABDUL.fullmatch(word) else _ENGLISH_WORDS.get(word, word)


def is_particle(word: str) -> bool:
    """True for a word that is written apart from, or together with, the word beside it: Uddin, Nahar, Al."""
    return word in _JOINED_TO_THE_NEXT or _ends_a_word(word)


@lru_cache(maxsize=100_000)
def _ends_a_word(word: str) -> bool:
    return word in _JOINED_TO_THE_LAST or sounds_of(word) in _JOINED_AS_HEARD


def _joined(words: Sequence[str]) -> list[str]:
    """Particles written apart joined to their word: Kamal Uddin is Kamaluddin, Al Amin is Alamin."""
    made: list[str] = []
    for word in words:
        to_last = made and _ends_a_word(word) and made[-1] != "abdul"
        if to_last or (made and made[-1] in _JOINED_TO_THE_NEXT):
            made[-1] += word.removeprefix(made[-1][-1])
        else:
            made.append(word)
    return made
