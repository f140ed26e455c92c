"""Somebody at a desk says of two persons that they may be one: a pair to be decided like the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.domain.areas import common_area
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.bulk import take_ids
from census_app.ledger.engine import writing
from census_app.ledger.reads.doubles import WAITING, pairs_between
from census_app.ledger.reads.merges import places_of, records_by_person, survivors_of
from census_app.ledger.standing import hold_still
from census_app.ledger.tables import MatchDecision, PossibleMatch
from census_app.ledger.writes.audit import append_event

PROPOSED = "proposed"
_AS_LIKELY_AS_CAN_BE = 1.0
"""Whoever has seen both persons is heard before any reckoning."""


@dataclass(frozen=True)
class Proposed:
    """The pair, and what became of it: `new`, `waiting` already, or `told_apart` before (then nothing was changed)."""

    match_id: int
    fate: str


def propose_match(engine: Engine, scope: Scope, person_id: int, other_id: int, note: str) -> Proposed:
    """The two wait to be decided, and the reason stands beside them; who was told apart is not asked about again.

    Raises: NotFound when one of them lies outside the scope; Refused without a note, or when they are one person.
    """
    with writing(engine) as session:
        hold_still(session)
        person_of = survivors_of(session, scope, {person_id, other_id})
        if not {person_id, other_id} <= person_of.keys():
            raise NotFound("person_not_found")
        ends = sorted({person_of[person_id], person_of[other_id]})
        if len(ends) == 1:
            raise Refused("one_person_already")
        if not note.strip():
            raise Refused("note_needed")
        proposed = _known(session, scope, ends) or Proposed(_insert(session, scope, ends), "new")
        if proposed.fate != "told_apart":
            _say(session, scope, proposed.match_id, note.strip())
            area_code = common_area(places_of(session, scope, ends).values())
            told = {"left": ends[0], "right": ends[1], "fate": proposed.fate}
            append_event(session, scope, "match_proposed", f"match:{proposed.match_id}", area_code, details=told)
        return proposed


def _known(session: Session, scope: Scope, ends: Sequence[int]) -> Proposed | None:
    """The pair of any records of the two that somebody was asked about before; told apart weighs most."""
    records = records_by_person(session, scope, ends)
    fates = {state: match_id for match_id, state in pairs_between(session, scope, *(records[end] for end in ends))}
    if "different" in fates:
        return Proposed(fates["different"], "told_apart")
    return next((Proposed(fates[state], "waiting") for state in WAITING if state in fates), None)


def _insert(session: Session, scope: Scope, ends: Sequence[int]) -> int:
    (id_,) = take_ids(session, PossibleMatch, 1)
    session.add(
        PossibleMatch(
            id=id_,
            area_code=common_area(places_of(session, scope, ends).values()),
            kind="persons",
            left_id=ends[0],
            right_id=ends[1],
            score=_AS_LIKELY_AS_CAN_BE,
            evidence=[PROPOSED],
            known_since=clock.now(),
        )
    )
    session.flush()
    return id_


def _say(session: Session, scope: Scope, match_id: int, note: str) -> None:
    said = MatchDecision(
        match_id=match_id, decision=PROPOSED, note=note, decided_by=scope.actor_id, decided_at=clock.now()
    )
    session.add(said)
