"""What happens to a name or a number when somebody writes it down again: other letters, lost words, poor copies.

Made from how clerks write and how scans are read, without a look at how the project compares names.
"""

from __future__ import annotations

from random import Random

_BANGLA_HEARD_ALIKE = (
    "ি ী", "ু ূ", "ন ণ", "শ স ছ", "জ য", "ড় র", "ো ু", "ে ি", "ত থ", "ঙ ং", "ভ ব", "ঘ গ", "ধ দ", "ক খ",
)  # fmt: skip
_ROMAN_HEARD_ALIKE = (
    ("ee", "i"), ("i", "ee"), ("oo", "u"), ("u", "oo"), ("a", "o"), ("o", "a"), ("z", "j"), ("j", "z"), ("s", "sh"),
    ("sh", "s"), ("k", "q"), ("q", "k"), ("v", "b"), ("f", "ph"), ("h", ""), ("t", "tt"), ("l", "ll"), ("m", "mm"),
    ("i", "e"), ("e", "a"), ("y", "i"), ("ia", "iya"), ("kh", "k"), ("u", "o"), ("w", "o"), ("dd", "d"), ("ck", "kk"),
)  # fmt: skip
_BANGLA_SEEN_ALIKE = ("ব র", "ম স", "ঘ ষ", "ত ভ", "ন ল", "খ থ", "হ ই", "উ ড", "জ ড", "প ষ", "ক ফ", "া ি")
_ROMAN_SEEN_ALIKE = (
    ("rn", "m"), ("m", "rn"), ("l", "i"), ("i", "l"), ("c", "e"), ("e", "c"), ("h", "b"), ("u", "v"), ("n", "ri"),
    ("a", "o"), ("d", "cl"), ("g", "q"), ("t", "f"), ("o", "a"),
)  # fmt: skip
_HONORIFICS = {
    (False, False): ("মোঃ ", "মো: ", "মোহাম্মদ ", ""),
    (False, True): ("মোছাঃ ", "মোসাঃ ", "মোছাম্মৎ ", ""),
    (True, False): ("Md. ", "Md ", "Mohammad ", ""),
    (True, True): ("Mst. ", "Mosammat ", "Most. ", ""),
}


def respelt(text: str, chance: Random) -> str:
    """The same name in letters that sound much the same."""
    if text.isascii():
        return _rewritten(text, _ROMAN_HEARD_ALIKE, chance)
    return _rewritten(text, _swaps(_BANGLA_HEARD_ALIKE), chance)


def badly_copied(text: str, chance: Random) -> str:
    """One letter read as another that looks like it, lost, or written twice."""
    way = chance.random()
    if way < 0.6:
        pairs = _ROMAN_SEEN_ALIKE if text.isascii() else _swaps(_BANGLA_SEEN_ALIKE)
        return _rewritten(text, pairs, chance)
    place = chance.randrange(1, len(text)) if len(text) > 2 else 0
    return text[:place] + text[place + 1 :] if way < 0.85 else text[:place] + text[place] + text[place:]


def with_title(text: str, female: bool, chance: Random) -> str:
    """The name behind one of the ways to write the title that most Muslims' names begin with, or none."""
    return chance.choice(_HONORIFICS[text.isascii(), female]) + text


def digit_slip(number: str, chance: Random) -> str:
    """The number with one digit wrong, or two neighbours exchanged."""
    place = chance.randrange(len(number) - 1)
    if chance.random() < 0.4 and number[place] != number[place + 1]:
        return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    return number[:place] + str((int(number[place]) + chance.randrange(1, 10)) % 10) + number[place + 1 :]


def _swaps(groups: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one, other) for group in groups for one in group.split() for other in group.split() if one != other)


def _rewritten(text: str, pairs: tuple[tuple[str, str], ...], chance: Random) -> str:
    """One of the replacements that are possible, at one place; the first letter of the name stays capital."""
    lower = text.lower()
    possible = [(one, other) for one, other in pairs if one in lower]
    if not possible:
        return text
    one, other = chance.choice(possible)
    places = [place for place in range(len(lower)) if lower.startswith(one, place)]
    place = chance.choice(places)
    made = text[:place] + other + text[place + len(one) :]
    return made[:1].upper() + made[1:]
