"""What a round counted, and what became of people between two rounds, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.cli.run import Run
from census_app.ledger.reads.closed_rounds import ClosedRound, in_groups
from census_app.ledger.reads.round_differences import RoundDifference
from census_app.sentences import shown

_LATE = {"death": "known_since_death", "corrected": "known_since_corrected", "merged": "known_since_merged"}
_STATES = {
    "unchanged": "round_unchanged",
    "born": "round_born",
    "died": "round_died",
    "married": "round_married",
    "moved_in": "round_moved_in",
    "moved_out": "round_moved_out",
    "moved": "round_moved",
    "household_split": "round_household_split",
    "changed": "round_changed",
    "merged": "round_merged",
    "not_met": "round_not_met",
}


def told_closed(run: Run, closed: ClosedRound) -> Iterator[str]:
    """The figures by ward, the heads of the trail, and what came too late."""
    yield run.told("round_closed_on", round=closed.code, day=closed.closed_on.isoformat())
    for ward in closed.wards:
        yield "    " + run.told("round_counted", **vars(ward))
    for area, head in closed.heads.items():
        yield "    " + run.told("round_head", area=area or "–", head=head)
    for late in closed.known_since:
        values = {**vars(late), "known_on": late.known_on.isoformat(), "person": f"P{late.person_id}"}
        yield "    " + run.told(_LATE[late.kind], **values)


def told_proof(run: Run, closed: ClosedRound) -> Iterator[str]:
    """For each area a sheet: what was counted, the head of its trail in groups of four, and lines to sign on."""
    wards = {ward.area_code: ward for ward in closed.wards}
    for area, head in closed.heads.items():
        yield run.told("proof_title", round=closed.code, area=area or "–", day=closed.closed_on.isoformat())
        if area in wards:
            yield "    " + run.told("round_counted", **vars(wards[area]))
        yield "    " + in_groups(head)
        yield "    " + run.told("proof_signatures")
        yield ""


def told_difference(run: Run, found: RoundDifference) -> Iterator[str]:
    """How many are in each state, then everybody who is not unchanged, then the households that ended."""
    for state, code in _STATES.items():
        yield f"{run.told(code)}: {shown(found.counts.get(state, 0), run.language)}"
    for person in found.persons:
        states = ", ".join(run.told(_STATES[state]) for state in person.states)
        changed = "; ".join(f"{one.name}: {one.before or '–'} → {one.after or '–'}" for one in person.fields)
        values = {"person_id": person.person_id, "name": person.name, "household": person.household_number}
        told = run.told("round_person", **values, states=states)
        yield "    " + (f"{told} ({changed})" if changed else told)
    for number in found.ended_households:
        yield f"    {run.told('round_household_ended')}: {number}"
