"""Lines of a disaster list with their people: who it is, why, which way, whom to telephone, what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask

from analytics.priority import ListedPerson
from census_app.domain.errors import NotFound
from census_app.domain.evacuation import Way
from census_app.ledger.reads.areas import Place, get_area
from census_app.ledger.reads.hazard_marks import Mark
from census_app.ledger.reads.hazard_people import HazardPerson, people_of
from census_app.ledger.reads.hazards import HazardLine
from census_app.ledger.reads.shelters import ShelterLine
from census_app.web import access, ledger
from census_app.web.formats import digits, number, quantity, word
from census_app.web.hazard_lists import Plan
from census_app.web.language import current_language

WITH_GROUNDS = ("A", "B", "C")
KILOMETRE = 1_000


@dataclass(frozen=True)
class SheetLine:
    """One person of the list; `person` is None when the record lies outside the scope by now."""

    place: int
    listed: ListedPerson
    person: HazardPerson | None
    shelter: ShelterLine | None
    way: Way | None
    with_others: int
    mark: Mark | None


def teach(app: Flask) -> None:
    """Templates know how a way is told."""
    app.jinja_env.globals.update(way_text=lambda way: way_text(way, current_language()))


def place_in(hazard: HazardLine, code: str) -> Place:
    """The para, or the ward (for those whose para nobody knows). Raises: NotFound outside the scope or the hazard."""
    place = get_area(ledger.session(), access.scope(), code)
    if place.level not in ("para", "ward") or not any(code.startswith(area) for area in hazard.area_codes):
        raise NotFound("area_not_found", {"area": code})
    return place


def is_of_place(line: ListedPerson, code: str) -> bool:
    """True for somebody of that para; of a ward, for somebody whose para nobody knows."""
    return (line.para_code or line.area_code) == code


def is_seen(line: ListedPerson) -> bool:
    """True when the person's ward lies in the scope of whoever asks."""
    return access.scope().holds_area(line.area_code)


def sheet_lines(
    hazard: HazardLine,
    plan: Plan,
    lines: Sequence[ListedPerson],
    shelters: Mapping[int, ShelterLine],
    marks: Mapping[int, Mark],
    first_place: int = 1,
) -> list[SheetLine]:
    """The lines with everything that stands on a sheet, numbered in their order."""
    ids = [line.person_id for line in lines]
    people = people_of(ledger.session(), access.scope(), ids, hazard.as_of)
    return [
        SheetLine(
            place=place,
            listed=line,
            person=people.get(line.person_id),
            shelter=shelters.get(way.shelter_id) if (way := plan.way_of(line)) is not None else None,
            way=way,
            with_others=plan.with_others(line),
            mark=marks.get(line.person_id),
        )
        for place, line in enumerate(lines, start=first_place)
    ]


def way_text(way: Way | None, language: str) -> str:
    """How far on foot and in which direction, as one says it to somebody who sets out."""
    if way is None:
        return ""
    if way.metres is None or way.compass is None:
        return word("way", "unknown", language)
    told = f"{_distance(way.metres, language)}, {word('compass', way.compass, language)}"
    return f"{told} ({word('way', 'from_para', language)})" if way.from_para else told


def _distance(metres: int, language: str) -> str:
    """To ten metres near by, to a hundred far away: the detour is an estimate."""
    if metres < KILOMETRE:
        return f"{number(round(metres, -1), language)}\u00a0{word('unit', 'm', language)}"
    return quantity(round(metres, -2), language, "km")


def age_text(line: ListedPerson, language: str) -> str:
    """Completed years, as the list counted them; empty where no birth date is known."""
    return "" if line.age_years is None else digits(line.age_years, language)
