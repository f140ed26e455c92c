"""After a hazard: who was reached, when and by whom, who was missed, and what relief came to them since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from analytics.priority import ListedPerson
from census_app.domain.access import Permission
from census_app.domain.areas import common_area
from census_app.domain.hazards import FOUND, Outcome
from census_app.ledger.reads.hazard_marks import Mark, Relief, newest_marks, relief_since
from census_app.ledger.reads.hazards import get_hazard
from census_app.ledger.writes.audit import record_look
from census_app.web import access, ledger
from census_app.web.access import needs
from census_app.web.hazard_lines import WITH_GROUNDS, is_seen, sheet_lines
from census_app.web.hazard_lists import plan_of, request_for
from census_app.web.paging import page_of, window

blueprint = Blueprint("hazard_afterwards", __name__)

MISSED, NO_RELIEF = "missed", "no_relief"
SHOWN = (MISSED, *Outcome, NO_RELIEF)


@dataclass(frozen=True)
class TierTally:
    """What became of the persons of one tier; `missed` were not found or have no mark at all."""

    tier: str
    listed: int
    outcomes: dict[str, int]
    missed: int
    with_relief: int


@blueprint.get("/hazards/<int:hazard_id>/afterwards")
@needs(Permission.SEE_HAZARDS)
def page(hazard_id: int) -> ResponseReturnValue:
    """Counts by tier, and the rows behind each. The trail says who looked."""
    session, scope = ledger.session(), access.scope()
    hazard = get_hazard(session, scope, hazard_id)
    asked = request_for(hazard)
    plan = plan_of(asked, hazard.weights)
    lines = [line for line in plan.lines if is_seen(line) and line.tier in WITH_GROUNDS]
    marks = newest_marks(session, scope, hazard_id)
    relief = relief_since(session, scope, [line.person_id for line in lines], hazard.expected_on)
    show = request.args.get("show", MISSED)
    wanted = [line for line in lines if _is_shown(line, show, marks, relief)]
    limit, offset = window()
    shelters = {shelter.shelter_id: shelter for shelter in asked.shelters}
    record_look(ledger.engine(), scope, f"hazard:{hazard_id}", common_area(hazard.areas_seen(scope)))
    return render_template(
        "hazards/afterwards.html",
        hazard=hazard,
        tallies=[_tally(tier, lines, marks, relief) for tier in WITH_GROUNDS],
        page=page_of(sheet_lines(hazard, plan, wanted[offset : offset + limit], shelters, marks, offset + 1)),
        relief=relief,
        shelters=shelters,
        outcomes=Outcome,
        show=show if show in SHOWN else MISSED,
        shown=SHOWN,
    )


def _tally(
    tier: str, lines: Sequence[ListedPerson], marks: Mapping[int, Mark], relief: Mapping[int, list[Relief]]
) -> TierTally:
    ids = [line.person_id for line in lines if line.tier == tier]
    said = [marks[id_].outcome for id_ in ids if id_ in marks]
    return TierTally(
        tier=tier,
        listed=len(ids),
        outcomes={outcome: said.count(outcome) for outcome in Outcome},
        missed=len(ids) - sum(outcome in FOUND for outcome in said),
        with_relief=sum(id_ in relief for id_ in ids),
    )


def _is_shown(line: ListedPerson, show: str, marks: Mapping[int, Mark], relief: Mapping[int, list[Relief]]) -> bool:
    mark = marks.get(line.person_id)
    if show == NO_RELIEF:
        return line.person_id not in relief
    if show in frozenset(Outcome):
        return mark is not None and mark.outcome == show
    return mark is None or mark.outcome not in FOUND
