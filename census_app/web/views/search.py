"""One box for finding a person: a number, a name with mistakes, whose child or wife it is, a ward, in any order."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from census_app.domain.access import Permission
from census_app.domain.areas import Level, common_area, level_of
from census_app.domain.bangla_text import tidy
from census_app.domain.identity import keyed_hash, read_number
from census_app.domain.person import birth_date_of, oldest_age, youngest_age
from census_app.domain.search import Question, Reason, Whose, read_question
from census_app.ledger import clock
from census_app.ledger.reads.persons import PersonLine
from census_app.ledger.reads.search import Found, find_people
from census_app.ledger.reads.search_progress import persons_behind
from census_app.ledger.writes.search import catch_up, record_search
from census_app.settings import NUMBER_KEY
from census_app.web import access, ledger
from census_app.web.access import needs

blueprint = Blueprint("search", __name__)

NUMBERS_REMEMBERED = 40
CATCHING_UP_SECONDS = 2.0
"""So long a search waits for those who were believed just now; whoever is left is found by the next one."""


@blueprint.get("/persons")
@needs(Permission.LOOK_UP_PERSON)
def page() -> ResponseReturnValue:
    """The empty box."""
    return _page("", Question(), None)


@blueprint.post("/persons")
@needs(Permission.LOOK_UP_PERSON)
def find() -> ResponseReturnValue:
    """One holder of a number opens at once, everything else is a list. Sent in the body: no number in an address."""
    asked = request.form.get("asked", "").strip()
    question, found = people_asked_for(asked)
    if found and len(found.hits) == 1 and Reason.NUMBER in found.hits[0].reasons:
        return redirect(url_for("persons.page", person_id=found.hits[0].line.person_id))
    return _page(asked, question, found)


def people_asked_for(asked: str) -> tuple[Question, Found | None]:
    """Whoever answers what was typed, None for an empty box. The trail says who searched and whom it showed."""
    question = read_question(asked)
    if question.is_empty:
        return question, None
    key = ledger.settings().key(NUMBER_KEY)
    if not access.scope().sees_only_own_office:
        catch_up(ledger.engine(), key, CATCHING_UP_SECONDS)
        ledger.session().rollback()  # what this request read so far it read before
    found = find_people(ledger.session(), access.scope(), question, key)
    shown = [hit.line.person_id for hit in found.hits]
    area = common_area(access.scope().areas)
    record_search(ledger.engine(), access.scope(), keyed_hash(key, f"asked:{tidy(asked)}"), question.kinds, shown, area)
    _remember([hit.line.person_id for hit in found.hits if Reason.NUMBER in hit.reasons])
    return question, found


def ages_of(found: Found | None) -> dict[int, tuple[int, int] | None]:
    """How old each of them can be, by person."""
    return {hit.line.person_id: _age(hit.line) for hit in found.hits} if found else {}


def holds_number(person_id: int) -> bool:
    """True when the whole number of the person was typed in this browser: then an office may open the person."""
    return person_id in session.get("numbers_held", ())


def _remember(person_ids: Sequence[int]) -> None:
    held = [*session.get("numbers_held", ()), *person_ids]
    session["numbers_held"] = held[-NUMBERS_REMEMBERED:]


def _page(asked: str, question: Question, found: Found | None) -> ResponseReturnValue:
    by_number_alone = access.scope().sees_only_own_office
    return render_template(
        "search/page.html",
        asked=asked,
        found=found,
        by_number_alone=by_number_alone,
        fault=_fault(asked, question) if asked and not (found and found.hits) else "",
        missing=_missing(question),
        ages=ages_of(found),
        behind=0 if by_number_alone or found is None else persons_behind(ledger.session()),
    )


def _fault(asked: str, question: Question) -> str:
    """What is wrong with the number that was typed; that a number is wanted, where only that opens a person."""
    if access.scope().sees_only_own_office and not question.numbers:
        return "number_wanted"
    return read_number(asked, "any").fault if not question.words else ""


def _age(line: PersonLine) -> tuple[int, int] | None:
    """The fewest and the most completed years that the person can have today; None for the dead and the undated."""
    if line.death_date or not line.birth_date:
        return None
    born = birth_date_of(line.birth_date, line.birth_precision)
    return youngest_age(born, clock.today()), oldest_age(born, clock.today())


def _missing(question: Question) -> list[str]:
    """What could be added to a question that too many answer, the surest first."""
    told = {word.whose for word in question.words}
    missing = {
        "ending": not question.endings,
        "household": not (question.households or question.bare),
        "kin": not told & {Whose.FATHER, Whose.MOTHER, Whose.SPOUSE},
        "ward": not (question.wards or question.bare) and not all(map(_is_ward, access.scope().areas)),
    }
    return [part for part, lacks in missing.items() if lacks]


def _is_ward(area_code: str) -> bool:
    return level_of(area_code) is Level.WARD
