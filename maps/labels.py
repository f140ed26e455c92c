"""The words on a map, in both languages, and text made harmless wherever a map may put it."""

from __future__ import annotations

import html

from census_app.domain.bangla_text import bangla_digits

# Folium writes some texts into JavaScript template literals, where `${…}` would run; entities end that, too.
_LITERAL_SIGNS = str.maketrans({"$": "&#36;", "`": "&#96;", "{": "&#123;", "}": "&#125;", "\\": "&#92;"})

_WORDS = {
    "household": ("খানা", "Household"),
    "households": ("খানা", "Households"),
    "para": ("পাড়া", "Para"),
    "para_unknown": ("পাড়া লেখা নেই", "Para not given"),
    "share": ("হার", "Share"),
    "tier": ("দুর্যোগে", "In a disaster"),
    "no_tier": ("অন্যান্য", "Others"),
    "share_of_paras": ("পাড়াভিত্তিক হার", "Share by para"),
    "left_off": ("মানচিত্রে নেই (অবস্থান নেই বা ভুল)", "Not on the map (position missing or wrong)"),
    "nothing_to_show": ("কোনো খানার ব্যবহারযোগ্য অবস্থান নেই।", "No household has a usable position."),
    "drawn": (
        "পাড়ার সীমানা খানার অবস্থান থেকে আঁকা, সরকারি সীমানা নয়।",
        "The borders of paras are drawn around the households; they are not official.",
    ),
    "legend": ("সংকেত", "Legend"),
    "table": ("পাড়াভিত্তিক সারণি", "Table by para"),
}


def word(code: str, language: str) -> str:
    """The word of that code."""
    bangla, english = _WORDS[code]
    return bangla if language == "bn" else english


def harmless(text: str) -> str:
    """The text so that neither HTML nor a JavaScript literal around it can be left."""
    return html.escape(text).translate(_LITERAL_SIGNS)


def number(value: int, language: str) -> str:
    """The number in the digits of the language."""
    return bangla_digits(str(value)) if language == "bn" else str(value)


def household_label(label: str, language: str) -> str:
    """The household's number as readers of the language write it, harmless."""
    return harmless(bangla_digits(label) if language == "bn" else label)


def percent(part: int, whole: int) -> int:
    """The share in whole per cent, halves upward. Shape: `whole` is at least 1."""
    return (200 * part + whole) // (2 * whole)


def percent_text(value: int, language: str) -> str:
    """The share as people read it."""
    return number(value, language) + "%"
