"""What the colours mean, and the same figures as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from maps.labels import harmless, number, percent_text, word
from maps.request import HouseholdPoint, MapRequest

TIERS = {"A": "#b2182b", "B": "#e66101", "C": "#8073ac", "": "#5b6770"}
"""Colours of households by tier; told apart also by eyes that confuse red and green."""

SHADES = ((0, "#f7f7f2"), (10, "#d8e6ef"), (25, "#a9cbe0"), (50, "#6ea6c9"), (100, "#3a77a8"))
"""Colours of paras: the highest share, in per cent, that still has the colour."""


@dataclass(frozen=True)
class ParaShare:
    """One para: how many of its households the map shows, and for how many of them the measure is true."""

    para_code: str
    name: str
    households: int
    concerned: int
    per_cent: int


def shade(per_cent: int) -> str:
    """The colour of a para with that share."""
    return next(colour for highest, colour in SHADES if per_cent <= highest)


def style_sheet() -> str:
    """The colours as classes, since the page's policy allows no style on an element."""
    tiers = "".join(f".tier-{tier or 'none'}{{background:{colour}}}" for tier, colour in TIERS.items())
    return tiers + "".join(f".shade-{highest}{{background:{colour}}}" for highest, colour in SHADES)


def legend(measure: str, points: Sequence[HouseholdPoint], left_off: int, request: MapRequest) -> str:
    """The legend as HTML: shares of paras, tiers of households with their counts, households left off."""
    language, counts = request.language, Counter(point.tier for point in points)
    names = {tier: harmless(request.tier_name(tier)) or word("no_tier", language) for tier in TIERS}
    shades = "".join(_item(f"shade-{high} square", text) for high, text in _classes(language))
    tiers = "".join(
        _item(f"tier-{tier or 'none'} dot", f"{names[tier]}: {number(counts[tier], language)}")
        for tier in TIERS
        if counts[tier]
    )
    return (
        f"<h2>{word('legend', language)}</h2><h3>{word('share_of_paras', language)}: {harmless(measure)}</h3>"
        f"<ul>{shades}</ul><h3>{word('households', language)}</h3><ul>{tiers}</ul>"
        f'<p class="left-off">{word("left_off", language)}: {number(left_off, language)}</p>'
        f"<p>{word('drawn', language)}</p>"
    )


def table(measure: str, paras: Sequence[ParaShare], language: str) -> str:
    """The figures of the paras for readers who cannot see or point at the map."""
    heads = "".join(
        f'<th scope="col">{head}</th>'
        for head in (word("para", language), word("households", language), harmless(measure))
    )
    lines = "".join(
        f'<tr><th scope="row">{harmless(para.name)}</th><td>{number(para.households, language)}</td>'
        f"<td>{number(para.concerned, language)} ({percent_text(para.per_cent, language)})</td></tr>"
        for para in paras
    )
    caption = f"<summary>{word('table', language)}</summary>"
    return f"<details>{caption}<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></details>"


def _item(classes: str, text: str) -> str:
    return f'<li><span class="{classes}"></span>{text}</li>'


def _classes(language: str) -> list[tuple[int, str]]:
    """The highest share of each shade, and the span of shares as people read it."""
    spans, lowest = [], 0
    for highest, _colour in SHADES:
        start = f"{number(lowest, language)}–" if lowest < highest else ""
        spans.append((highest, start + percent_text(highest, language)))
        lowest = highest + 1
    return spans
