"""Programmes, and the many words under which clerks list them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from census_app.domain.bangla_text import ascii_digits, month_number, tidy


@dataclass(frozen=True)
class Programme:
    """Something an office provides.

    `is_benefit` is false for what may rightly come several times in one period: certificates, visits, vaccinations.
    """

    code: str
    name_en: str
    name_bn: str
    office_code: str
    unit: str
    kind: str
    is_benefit: bool
    frequency: str


@dataclass(frozen=True)
class ProgrammeAliases:
    """Every known wording, run together and as its words in any order.

    Shape: (wording made comparable, office code or "" for any office) → programme code.
    """

    by_wording: Mapping[tuple[str, str], str]


def programmes_from(rows: Iterable[Mapping[str, str]]) -> tuple[Programme, ...]:
    """The programmes that the lines of `programmes.csv` describe, in their order."""
    return tuple(
        Programme(
            code=row["code"],
            name_en=row["name_en"],
            name_bn=row["name_bn"],
            office_code=row["office_code"],
            unit=row["unit"],
            kind=row["kind"],
            is_benefit=row["is_benefit"] == "true",
            frequency=row["frequency"],
        )
        for row in rows
    )


def aliases_from(rows: Iterable[Mapping[str, str]]) -> ProgrammeAliases:
    """The wordings that the lines of `programme_aliases.csv` list."""
    meant: dict[tuple[str, str], set[str]] = {}
    exactly: dict[tuple[str, str], str] = {}
    for row in rows:
        exactly[normalise_alias(row["alias"]), row["office_code"]] = row["programme_code"]
        meant.setdefault((_in_any_order(row["alias"]), row["office_code"]), set()).add(row["programme_code"])
    plainly = {key: codes.pop() for key, codes in meant.items() if key[0] and len(codes) == 1}
    return ProgrammeAliases(plainly | exactly)


# Letters that clerks exchange without meaning anything else: ী for ি, ষ and শ for স, ণ for ন. Bijoy typing adds more.
_ONE_SOUND = str.maketrans({"ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "ণ": "ন", "ষ": "স", "শ": "স", "ঁ": None, "ঃ": None})


def normalise_alias(text: str) -> str:
    """The wording with case, spaces, punctuation, the script of digits and letters of one sound made equal."""
    plain = ascii_digits(tidy(text)).lower().replace("&", "and").translate(_ONE_SOUND)
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LMN")


# Words that say how much, when, for what or that it was given, and so never which programme it is.
_WORDS_BESIDE = """
    কর্মসূচি কর্মসূচী প্রকল্প কার্যক্রম বিতরণ প্রদান উপকারভোগী উপকারভোগীর তালিকা বাবদ উপলক্ষে
    টাকা টাকার কেজি কেজির চাল চাউল চালের চাউলের প্রতি দরে মাস মাসের মাসিক অর্থবছর অর্থ বছর সাল সালের কিস্তি শ্রেণি শ্রেণী
    ডোজ প্যাকেট পিস বান্ডিল বান টি ম য় র্থ ষ্ঠ
    ঈদ ঈদের ঈদুল ফিতর আজহা আযহা দিন দিনের নিষেধাজ্ঞা আম্ফান আম্পান ইয়াস সিত্রাং রেমাল পেন্টা এমআর বিসিজি ওপিভি পিসিভি
    ও এবং programme program prog scheme project distribution beneficiary beneficiaries list and of for the in
    taka tk bdt kg rice per month monthly fy year instalment installment class dose
    packet packets piece pieces pcs bundle bundles st nd rd th
    eid ul fitr azha adha day days ban amphan yaas sitrang remal penta pentavalent mr bcg opv pcv ipv
"""
_BESIDE_THE_NAME = frozenset(tidy(_WORDS_BESIDE).split())
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_BETWEEN_WORDS = re.compile(r"[\s\d.,;:/@+&()\[\]–—-]+")


def programme_named(text: str, office_code: str, aliases: ProgrammeAliases) -> str | None:
    """The programme that the wording names in a list of that office; None when nobody has said what it means.

    What the office itself means by a wording comes before what everybody means. Brackets behind a name may hold a
    price, a weight, a time or the same name again; with anything else the whole remains unknown, for it may be another
    programme (`ভিজিএফ (জেলে)` is not `ভিজিএফ`).
    """
    named = _known(text, office_code, aliases)
    if named is not None:
        return named
    named = _known(" ".join(_telling_words(_BRACKETS.sub(" ", text))), office_code, aliases)
    asides = [part for part in _BRACKETS.findall(text) if _telling_words(part)]
    if named is not None and all(_known(part, office_code, aliases) == named for part in asides):
        return named
    return _looked_up(_in_any_order(text), office_code, aliases)


def _known(text: str, office_code: str, aliases: ProgrammeAliases) -> str | None:
    return _looked_up(normalise_alias(text), office_code, aliases)


def _looked_up(wording: str, office_code: str, aliases: ProgrammeAliases) -> str | None:
    return aliases.by_wording.get((wording, office_code)) or aliases.by_wording.get((wording, ""))


def _telling_words(text: str) -> list[str]:
    """The words of the text without numbers, months and words that stand beside every name."""
    words = _BETWEEN_WORDS.split(tidy(text).lower())
    return [word for word in words if word and word not in _BESIDE_THE_NAME and month_number(word) is None]


def _in_any_order(text: str) -> str:
    """Two or more telling words, each once and by the alphabet; nothing for fewer, which would say too little."""
    words = {_one_spelling(normalise_alias(word)) for word in _telling_words(text)} - {""}
    return " ".join(sorted(words)) if len(words) > 1 else ""


def _one_spelling(word: str) -> str:
    word = word.replace("fertilizer", "fertiliser").replace("license", "licence")
    return word[:-1] if word.isascii() and word.endswith("s") and len(word) > 4 else word
