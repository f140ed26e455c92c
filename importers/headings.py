"""Which field a heading names: in steps, by alias, by declared words, by likeness, by sound; never by position."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache

from rapidfuzz import fuzz, process

from census_app.domain.bangla_text import ascii_digits, tidy
from census_app.domain.names.phonemes import sounds_of
from importers.answers import IGNORE, is_place
from importers.bangla import to_unicode
from importers.cells.words import word_key
from importers.layouts import Layout, load_layout

_BRACKETS = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]?")
_ENUMERATOR = re.compile(
    r"^\W*(?:(?:q|প্রশ্ন|কলাম|col|column)?\.?\s*[0-9০-৯]{1,2}(?:\.[0-9০-৯]{1,2})?[a-zক-হ]?|[a-zক-হ](?=\)))\s*[).।:\]–-]+\s*(?=\w)",
    re.IGNORECASE,
)
_MONEY = re.compile(r"৳|টাকা|\b(?:tk|taka|bdt)\b")
_BANGLA_LETTER = re.compile("[\u0980-\u09ff]")
_LATIN_LETTER = re.compile("[A-Za-z]")
_LONGEST_OF_TWO_LANGUAGES = 120
_HOW_MANY = re.compile(
    r"^\W*(?:nos?|numbers?|num)\b\.?\s*of\s+(?=(?:doses?|visits?|months?|instal?lments?|times|packets?)\b)"
)
"""The number of doses counts them; dose no. 2 is the second."""
_INITIALS = re.compile(r"\b(?:[a-z]\s*\.\s*){2,}")
_POSSESSIVE = re.compile(r"['’`]s?\b")
_TOKENS = re.compile(r"[\w\u0980-\u09ff]+")
_NUMBER_WORDS = frozenset(
    map(word_key, ("no", "nos", "number", "numbers", "num", "নং", "নাং", "নম্বর", "নাম্বার", "নাম্বর", "নম্বার", "নমবর"))
)
_CODE_WORDS = frozenset(map(word_key, ("code", "codes", "কোড")))
_SILENT_WORDS = ("the", "of", "a", "is", "and", "or", "if", "any", "please", "কি", "এর", "বা", "ও", "অথবা")
_SILENT = frozenset(map(word_key, _SILENT_WORDS))
_GENITIVES = ("ের", "র", "s")
_SLIPS: Mapping[str, str] = {
    "জম্ম": "জন্ম",
    "নিবন্দন": "নিবন্ধন",
    "নিবন্ধণ": "নিবন্ধন",
    "পএ": "পত্র",
    "ন্ং": "নং",
    "সর্ম্পক": "সম্পর্ক",
}
"""Words misspelt so often that they are a second spelling; জম্ম and পএ look right in small print."""
_SHORT_FOR: Mapping[str, str] = {
    word_key(short): word_key(whole)
    for short, whole in (
        ("তাং", "তারিখ"), ("dt", "date"), ("পিঃ", "পিতা"), ("স্বাঃ", "স্বামী"), ("মৃঃ", "মৃত্যু"), ("বৈঃ", "বৈবাহিক"), ("টাঃ", "টাকা"),
        ("en", "english"), ("eng", "english"), ("bn", "bangla"),
    )
}  # fmt: skip
"""Words that headings shorten, each of which can be no other word there."""
_SAY_NOTHING = frozenset(
    map(
        word_key,
        ("তথ্য", "তথ্যাদি", "তথ্যাবলি", "বিবরণ", "বিবরণী", "সংক্রান্ত", "পরিচিতি", "বিষয়ক", "ছক",
         "information", "info", "details", "detail", "data", "identification", "particulars", "section"),
    )
)  # fmt: skip
"""Words of a group heading that leave the heading below it to speak: খানার তথ্য / নং is খানার নং."""
_RELATIVES: Mapping[str, frozenset[str]] = {
    "father": frozenset({"পিতা", "বাবা", "আব্বা", "father"}),
    "mother": frozenset({"মাতা", "মা", "আম্মা", "মায়", "mother"}),
    "spouse": frozenset({"স্বামী", "স্ত্রী", "husband", "wife", "spouse"}),
    "head": frozenset({"প্রধান", "খানাপ্রধান", "গৃহকর্তা", "কর্তা", "head"}),
    "guardian": frozenset({"guardian", "অভিভাবক"}),
}
_NAMES_NOBODY = frozenset({"guardian"})
"""Who stands in a group heading without being one person: below অভিভাবক stand পিতা and মাতা."""
_CHOSEN = frozenset({"sex", "relation", "marital"})
_SHORTEST_ALIKE = 5
_SHORTEST_SOUND = 3
_ALIKE_ENOUGH = 88
_CLEARLY_BETTER = 4


class Means(IntEnum):
    """How a heading was recognised, the surest first."""

    ANSWER = 0
    ALIAS = 1
    WEAKER = 2
    WORDS = 3
    ALIKE = 4


@dataclass(frozen=True)
class HeadingKey:
    """A heading as it is compared: its words in any order, or run together as written."""

    tokens: tuple[str, ...]

    @property
    def any_order(self) -> str:
        """The words in a fixed order."""
        return " ".join(sorted(self.tokens))

    @property
    def run_together(self) -> str:
        """The words without the spaces."""
        return "".join(self.tokens)

    @property
    def relatives(self) -> frozenset[str]:
        """Which other persons (father, head …) the heading speaks of."""
        return frozenset(kind for kind, words in _relative_keys().items() if not words.isdisjoint(self.tokens))


@dataclass(frozen=True)
class Target:
    """What a heading stands for: a field, or a reason to leave the column aside; neither when nobody knows."""

    field: str = ""
    ignored: str = ""
    means: Means = Means.ALIAS

    def __bool__(self) -> bool:
        return bool(self.field or self.ignored)


UNKNOWN = Target()


@cache
def heading_key(text: str) -> HeadingKey:
    """Make alike what people write differently: case, digits, marks, "No./নং/নম্বর", possessives."""
    plain = ascii_digits(tidy(without_enumerator(text))).lower()
    plain = plain.replace("#", " no ").replace("_", " ").replace("৳", " টাকা ")
    plain = _HOW_MANY.sub("how many ", plain)
    for slip, meant in _SLIPS.items():
        plain = plain.replace(slip, meant)
    plain = _INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", plain)
    tokens = (_whole(word_key(token)) for token in _TOKENS.findall(_POSSESSIVE.sub("", plain)))
    return HeadingKey(tuple(_stem(token) for token in tokens if token and token not in _SILENT))


def _in_two_languages(text: str) -> tuple[str, str]:
    """The part in one script and the part in the other; nothing where a text is in one, or goes to and fro."""
    bangla, latin = _BANGLA_LETTER.search(text), _LATIN_LETTER.search(text)
    if bangla is None or latin is None or len(text) > _LONGEST_OF_TWO_LANGUAGES:
        return "", ""
    turn = max(bangla.start(), latin.start())
    first, second = text[:turn], text[turn:]
    both = (first, second) if bangla.start() < latin.start() else (second, first)
    pure = not _LATIN_LETTER.search(both[0]) and not _BANGLA_LETTER.search(both[1])
    return (first, second) if pure else ("", "")


def without_enumerator(text: str) -> str:
    """The heading without the number that a questionnaire gives it: ৫। লিঙ্গ, (৭) জন্ম তারিখ, Q3. Sex, ক) নাম."""
    return _ENUMERATOR.sub("", text)


def _whole(token: str) -> str:
    """The word that a shortened one stands for: পিঃ, তাং, dt."""
    return _SHORT_FOR.get(token, token)


def _stem(token: str) -> str:
    if token in _NUMBER_WORDS:
        return "no"
    for ending in _GENITIVES:
        if token.endswith(ending) and len(token) > len(ending) + 2:
            return token.removesuffix(ending)
    return token


@cache
def _relative_keys() -> dict[str, frozenset[str]]:
    return {kind: frozenset(_stem(word_key(word)) for word in words) for kind, words in _RELATIVES.items()}


@dataclass(frozen=True)
class HeadingIndex:
    """The headings that one layout knows, ready to be looked up."""

    aliases: Mapping[str, Target]
    weaker: Mapping[str, Target]
    phrases: tuple[tuple[HeadingKey, Target], ...]
    sounds: Mapping[str, Target]
    answered: Mapping[str, Target]
    coded: frozenset[str] = frozenset()
    """The fields whose answers are words of a list, for which a sheet may write codes."""

    def by_answer(self, text: str) -> Target:
        """What somebody answered that the heading stands for."""
        return self.answered.get(answer_key(text), UNKNOWN) if self.answered else UNKNOWN

    def by_alias(self, text: str) -> Target:
        """What the heading stands for when a declared alias says so, with or without what stands in brackets."""
        for candidate in dict.fromkeys((text, _BRACKETS.sub(" ", text))):
            key = heading_key(candidate)
            for known in (self.aliases, self.weaker):
                found = known.get(key.run_together) or known.get(key.any_order)
                if key.tokens and found:
                    return found if candidate == text else self._or_money(text, found)
        return self._by_both_languages(text) or self._by_code(text)

    def _by_code(self, text: str) -> Target:
        """The field of a list whose codes the column holds (Rel. code), where no other column holds its words."""
        tokens = heading_key(text).tokens
        named = tuple(token for token in tokens if token not in _CODE_WORDS)
        found = self.aliases.get("".join(named), UNKNOWN) if 0 < len(named) < len(tokens) else UNKNOWN
        return replace(found, means=Means.WEAKER) if found.field in self.coded else UNKNOWN

    def _by_both_languages(self, text: str) -> Target:
        """What a heading says in Bangla and again in English (পিতা / Father), when both name the same."""
        one, other = (self.by_alias(part) if part else UNKNOWN for part in _in_two_languages(text))
        return one if one == other else UNKNOWN

    def _or_money(self, text: str, found: Target) -> Target:
        """What is found without the brackets, unless a list has a column for sums and the brackets say taka."""
        if not _MONEY.search(" ".join(_BRACKETS.findall(text)).lower()):
            return found
        return self.aliases.get(heading_key("টাকা").run_together) or found

    def by_words(self, text: str) -> Target:
        """The one target most of whose declared words the heading holds, speaking of the same relatives."""
        key = heading_key(text)
        found = Counter[Target]()
        for phrase, target in self.phrases:
            held = all(any(token.startswith(word) for token in key.tokens) for word in phrase.tokens)
            if held and phrase.relatives == key.relatives:
                found[target] = max(found[target], len(phrase.tokens))
        best = found.most_common(2)
        return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else UNKNOWN

    def by_likeness(self, text: str) -> Target:
        """The target whose alias is nearly the same letters, when no other target's comes near."""
        key = heading_key(text)
        if len(key.run_together) < _SHORTEST_ALIKE:
            return UNKNOWN
        near: dict[Target, float] = {}
        for alias, score, _ in process.extract(key.any_order, tuple(self.aliases), scorer=fuzz.ratio, limit=12):
            if HeadingKey(tuple(alias.split())).relatives == key.relatives:
                near.setdefault(self.aliases[alias], score)
        ranked = sorted(near.items(), key=lambda pair: -pair[1])
        if not ranked or ranked[0][1] < _ALIKE_ENOUGH:
            return UNKNOWN
        return _unless_contested(ranked)

    def by_sound(self, text: str) -> Target:
        """The target of a Bangla heading that somebody wrote in Roman letters (Poribarer prodhan, Jomir poriman)."""
        sound = _sound(text) if text.isascii() else ""
        exactly = self.sounds.get(sound, UNKNOWN) if len(sound) >= _SHORTEST_SOUND else UNKNOWN
        if exactly and " " in sound:  # two words that sound the same leave no doubt
            return replace(exactly, means=Means.WORDS)
        if len(sound) < _SHORTEST_ALIKE:
            return replace(exactly, means=Means.ALIKE)
        near: dict[Target, float] = {}
        for alias, score, _ in process.extract(sound, tuple(self.sounds), scorer=fuzz.ratio, limit=12):
            near.setdefault(self.sounds[alias], score)
        ranked = sorted(near.items(), key=lambda pair: -pair[1])
        return _unless_contested(ranked) if ranked and ranked[0][1] >= _ALIKE_ENOUGH else UNKNOWN


def heading_index(layout: Layout) -> HeadingIndex:
    """The index of the layout, the answers of whoever sends the sheet included."""
    answered = {key: _answered(layout, answer) for key, answer in layout.answers.fields.items()}
    return replace(_declared_index(layout.code), answered={key: target for key, target in answered.items() if target})


def _answered(layout: Layout, answer: str) -> Target:
    """What the answer stands for; nothing when the layout has no such field any more."""
    if answer == IGNORE:
        return Target("", "answered_not_needed", Means.ANSWER)
    known = any(field.name == answer for field in layout.fields)
    return Target(answer, means=Means.ANSWER) if known else UNKNOWN


def answer_key(heading: str) -> str:
    """The key under which an answer about a heading is remembered; a heading of marks alone keeps them."""
    if is_place(heading):
        return heading
    return heading_key(heading).any_order or tidy(heading).lower()


@cache
def _declared_index(layout_code: str) -> HeadingIndex:
    layout = load_layout(layout_code)
    aliases, weaker = _declared(layout)
    phrases = [(words, Target(field.name, means=Means.WORDS)) for field in layout.fields for words in field.words]
    phrases += [(words, Target("", entry.reason, Means.WORDS)) for entry in layout.ignored for words in entry.words]
    keyed = tuple((heading_key(words), target) for words, target in phrases)
    coded = frozenset(field.name for field in layout.fields if field.kind in _CHOSEN or ":" in field.kind)
    return HeadingIndex(aliases, weaker, keyed, _sounds_declared(layout), {}, coded)


def _declared(layout: Layout) -> tuple[dict[str, Target], dict[str, Target]]:
    aliases: dict[str, Target] = {}
    weaker: dict[str, Target] = {}
    for field in layout.fields:
        _declare(aliases, field.headings, Target(field.name))
        _declare(weaker, field.weaker, Target(field.name, means=Means.WEAKER))
    for entry in layout.ignored:
        _declare(aliases, entry.aliases, Target("", entry.reason))
    return aliases, weaker


def _sounds_declared(layout: Layout) -> dict[str, Target]:
    """The Bangla headings by their sounds; one that sounds like two fields' is left out."""
    named = [(heading, Target(field.name)) for field in layout.fields for heading in field.headings]
    named += [(heading, Target("", entry.reason)) for entry in layout.ignored for heading in entry.aliases]
    heard: dict[str, set[Target]] = {}
    for heading, target in named:
        if not heading.isascii():
            heard.setdefault(_sound(heading), set()).add(target)
    return {sound: targets.pop() for sound, targets in heard.items() if len(targets) == 1}


@cache
def _sound(text: str) -> str:
    """A heading as it is heard, in either script: its consonants with i and u, words of "number" as one."""
    plain = ascii_digits(tidy(_BRACKETS.sub(" ", without_enumerator(text))))
    tokens = _TOKENS.findall(plain.lower().replace("_", " "))
    return " ".join("no" if word_key(token) in _NUMBER_WORDS else sounds_of(token).light for token in tokens)


def _unless_contested(ranked: Sequence[tuple[Target, float]]) -> Target:
    contested = len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _CLEARLY_BETTER
    return UNKNOWN if contested else replace(ranked[0][0], means=Means.ALIKE)


def _declare(known: dict[str, Target], headings: Iterable[str], target: Target) -> None:
    for heading in headings:
        key = heading_key(heading)
        known.setdefault(key.any_order, target)
        known.setdefault(key.run_together, target)


def target_of(index: HeadingIndex, upper: str, lower: str) -> tuple[Target, str, bool]:
    """What a heading of one or two lines stands for, how it reads in Unicode, and whether it was written in Bijoy.

    Below a group heading the lower line decides, unless the group speaks of somebody else (Father / NID).
    """
    for bijoy in (False, True):
        above, below = (to_unicode(upper), to_unicode(lower)) if bijoy else (upper, lower)
        both = " ".join(part for part in (above, below) if part)
        target = index.by_answer(both) or index.by_alias(both)
        if not target and above and below:
            target = _below_a_group(index, above, below)
        if target:
            return target, both, bijoy
    return UNKNOWN, " ".join(part for part in (upper, lower) if part), False


def target_by_any_sign(index: HeadingIndex, upper: str, lower: str) -> Target:
    """What a heading stands for by the weaker signs too: the words in it, likeness, sound."""
    target, both, _ = target_of(index, upper, lower)
    return target or index.by_words(both) or index.by_likeness(both) or index.by_sound(both)


def _below_a_group(index: HeadingIndex, above: str, below: str) -> Target:
    """What the heading stands for with the words of its group that say something, or by itself."""
    saying = " ".join(word for word in above.split() if word_key(word) not in _SAY_NOTHING)
    if saying != above and (target := index.by_alias(f"{saying} {below}")):
        return target
    group, own = heading_key(above).relatives, heading_key(below).relatives
    told_below = bool(own) and (own <= group or group <= _NAMES_NOBODY)
    return index.by_alias(below) if told_below or not group else UNKNOWN
