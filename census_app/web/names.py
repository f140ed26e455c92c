"""Names of places, offices and programmes for a page, each set read at most once in a request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from flask import Flask, g
from flask_babel import gettext as _  # type: ignore[import-untyped]

from census_app.domain.access import EVERY_OFFICE
from census_app.domain.identity import NumberKind, area_of_brn
from census_app.ledger.reads.areas import Place, area_names, places_of_registration
from census_app.ledger.reads.programmes import list_offices, list_programmes
from census_app.web import access, ledger
from census_app.web.formats import reason, word
from census_app.web.language import current_language

UNION_DIGITS, WARD_DIGITS = 8, 10
PROGRAMME_BLANKS = ("programme", "other_programme")
WORD_BLANKS = {"what": "reason_value", "reason": "reason_name"}
CHANGED_WORDS = {
    "severity_changed": {"before": "finding_severity", "after": "finding_severity"},
    "tier_changed": {"before": "tier", "after": "tier"},
}
"""Blanks that hold a code, and the list of words in which people call it something."""


def teach(app: Flask) -> None:
    """Templates know the three names, where a birth was registered, and the reasons of findings in which they stand."""
    app.jinja_env.globals.update(
        area_name=area_name,
        office_name=office_name,
        programme_name=programme_name,
        reason_text=reason_text,
        registered_elsewhere=registered_elsewhere,
    )


def area_name(code: str) -> str:
    """The place as people say it; a ward or a para with what it lies in; the code when it has no name."""
    if not code:
        return ""
    around = [code[:UNION_DIGITS]] if len(code) == WARD_DIGITS else [code[:WARD_DIGITS]] if "-" in code else []
    places = _places([code, *around])
    names = [places[part].name(current_language()) for part in (code, *around) if part in places]
    return ", ".join(names) or code


def registered_elsewhere(kind: str, value: str, area_code: str) -> str:
    """Where a birth was registered if not in the union in which the person lives; the word for an unlisted place."""
    if kind != NumberKind.BRN17 or len(area_code) < UNION_DIGITS:
        return ""
    if "census_registration" not in g:
        g.census_registration = places_of_registration(ledger.session(), access.scope())
    place = g.census_registration.get(area_of_brn(value))
    if place is None:
        return str(_("a place that is not in the list"))
    return "" if area_code.startswith(place.code) else str(place.name(current_language()))


def office_name(code: str) -> str:
    """The office, or its code."""
    return _named("census_offices", list_offices, code)


def programme_name(code: str) -> str:
    """The programme, or its code."""
    return _named("census_programmes", list_programmes, code)


def reason_text(told: dict[str, Any]) -> str:
    """The sentence of one reason of a finding, its programmes by name."""
    values = dict(told.get("values", {}))
    for blank in PROGRAMME_BLANKS:
        if blank in values:
            values[blank] = programme_name(str(values[blank]))
    for blank, words in {**WORD_BLANKS, **CHANGED_WORDS.get(told["code"], {})}.items():
        if blank in values:
            values[blank] = word(words, str(values[blank]), current_language())
    return reason(told["code"], values, current_language())


def _places(codes: list[str]) -> dict[str, Place]:
    if "census_places" not in g:
        g.census_places = {}
    known = cast(dict[str, Place | None], g.census_places)
    missing = [code for code in codes if code not in known]
    if missing:
        found = area_names(ledger.session(), access.scope(), missing)
        known.update({code: found.get(code) for code in missing})
    return {code: place for code in codes if (place := known[code]) is not None}


def _named(kept_as: str, read: Any, code: str) -> str:
    if kept_as not in g:
        every_name = replace(access.scope(), offices=(EVERY_OFFICE,))  # a name is no secret, what was given is
        setattr(g, kept_as, {thing.code: thing for thing in read(ledger.session(), every_name)})
    thing = getattr(g, kept_as).get(code)
    return str(thing.name(current_language())) if thing else code
