"""Two records that may be one person: offered, asked about on the spot, told apart, or declared one and the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Engine
from sqlmodel import Session, select

from census_app.domain.access import Scope
from census_app.domain.areas import common_area
from census_app.domain.errors import Refused
from census_app.domain.merging import CHOICES, SIDES
from census_app.ledger import clock
from census_app.ledger.bulk import insert_many, take_ids
from census_app.ledger.engine import writing
from census_app.ledger.json_text import to_json
from census_app.ledger.reads.doubles import (
    WAITING,
    PossibleDouble,
    known_pairs,
    pair_of,
    question_of,
    told_apart,
)
from census_app.ledger.reads.merges import places_of, records_by_person, survivors_of
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still
from census_app.ledger.tables import MatchDecision, Merge, PossibleMatch
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.merges import settle

ANSWERS = ("looks_same", "looks_different", "cannot_say")
"""What a ward member can answer from the spot; it is evidence, the decision is the asker's."""


@dataclass(frozen=True, slots=True)
class NewPair:
    """Two records that may be one person, in any order, and in codes what speaks for it and against it."""

    left_id: int
    right_id: int
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offered:
    """What became of pairs that were offered: `new` ones wait to be decided, nobody is asked about the others again."""

    new: int
    waiting_already: int
    decided_before: int
    one_person_already: int
    unknown: int


def offer_matches(
    engine: Engine, scope: Scope, pairs: Iterable[NewPair], found_by: Mapping[str, str] | None = None
) -> Offered:
    """Each pair that is new waits to be decided, once, whatever records it names of the two persons.

    `found_by` goes into the trail: by which weights, learned when and from what, the pairs were found.
    """
    offered = list(pairs)
    with writing(engine) as session:
        hold_still(session)
        person_of = survivors_of(session, scope, {id_ for pair in offered for id_ in (pair.left_id, pair.right_id)})
        known = known_pairs(session, scope)
        new: dict[tuple[int, int], NewPair] = {}
        counts = Counter({"new": 0, "waiting_already": 0, "decided_before": 0, "one_person_already": 0, "unknown": 0})
        for pair in sorted(offered, key=lambda pair: -pair.score):
            ends = _ends(pair, person_of)
            fate = _fate(ends, known)
            counts[fate] += 1
            if ends is not None and fate == "new":
                new[ends], known[ends] = pair, "open"
        _insert_pairs(session, scope, new)
        append_event(session, scope, "matches_offered", details={**counts, **(found_by or {})})
        return Offered(**counts)


def _ends(pair: NewPair, person_of: Mapping[int, int]) -> tuple[int, int] | None:
    """The persons of a pair, the older record first; None when one of them is nobody the scope holds."""
    ends = [person_of[id_] for id_ in (pair.left_id, pair.right_id) if id_ in person_of]
    return (min(ends), max(ends)) if len(ends) == len(SIDES) else None


def _fate(ends: tuple[int, int] | None, known: Mapping[tuple[int, int], str]) -> str:
    if ends is None:
        return "unknown"
    if ends[0] == ends[1]:
        return "one_person_already"
    if ends not in known:
        return "new"
    return "waiting_already" if known[ends] in WAITING else "decided_before"


def tell_apart(engine: Engine, scope: Scope, match_id: int, seen: str, note: str) -> None:
    """The two are different people; nobody is asked about them again.

    Raises: NotFound outside the scope; Refused without a note, or when somebody decided meanwhile (see `seen`).
    """
    with writing(engine) as session:
        pair = _as_seen(session, scope, match_id, seen)
        _decide(session, scope, pair, "different", note)
        _tell_trail(session, scope, "persons_told_apart", pair)


def ask_on_the_spot(engine: Engine, scope: Scope, match_id: int, seen: str, note: str) -> None:
    """The member of the ward finds the question and the note among the own ones.

    Raises: NotFound outside the scope; Refused without a note, or when somebody decided meanwhile.
    """
    with writing(engine) as session:
        pair = _as_seen(session, scope, match_id, seen)
        _decide(session, scope, pair, "asked", note)
        _tell_trail(session, scope, "match_asked", pair)


def answer_from_the_spot(engine: Engine, scope: Scope, match_id: int, seen: str, answer: str, note: str) -> None:
    """What the ward member found stands beside the pair, which waits to be decided again.

    Raises: NotFound where neither of the two lives in the scope; Refused for an unknown answer, without a note, or
    when nobody asks (any more).
    """
    with writing(engine) as session:
        hold_still(session)
        asked = question_of(session, scope, match_id)
        if answer not in ANSWERS:
            raise Refused("decision_unknown", {"decision": answer})
        if asked.state != "asked":
            raise Refused("pair_moved_on")
        _refuse_if_moved_on(asked, seen)
        _decide(session, scope, asked, answer, note)
        _tell_trail(session, scope, "match_answered", asked)


def merge_records(engine: Engine, scope: Scope, match_id: int, seen: str, choices: Mapping[str, str], note: str) -> int:
    """The two are one person; the id of the record that stands for it comes back, nothing is lost.

    `choices` says for fields (`domain.merging.CHOICES`) whose word holds, left or right of the pair as it was read.
    Raises: NotFound outside the scope; Refused without a note, for unknown choices, when somebody decided meanwhile,
    or when records of the two were told apart before.
    """
    _refuse_unknown(choices)
    with writing(engine) as session:
        pair = _as_seen(session, scope, match_id, seen)
        ends = (pair.left.person_id, pair.right.person_id)
        everywhere = replace(scope, areas=("",))
        records = records_by_person(session, everywhere, ends)
        if set(told_apart(session, scope, *(records[end] for end in ends))) - {match_id}:
            raise Refused("told_apart_before")
        decision = _decide(session, scope, pair, "same", note)
        match = _match(session, scope, match_id)
        as_stored = _turned(choices) if match.left_id not in records[ends[0]] else dict(choices)
        session.add(
            Merge(
                decision_id=decision.id,
                left_id=match.left_id,
                right_id=match.right_id,
                choices=as_stored,
                merged_at=decision.decided_at,
            )
        )
        settle(session, ends)
        _tell_trail(session, scope, "persons_merged", pair)
        return min(ends)


def _refuse_unknown(choices: Mapping[str, str]) -> None:
    for field, side in choices.items():
        if field not in CHOICES or side not in SIDES:
            raise Refused("choice_unknown")


def _turned(choices: Mapping[str, str]) -> dict[str, str]:
    """The same choices where the pair was shown the other way round than it is stored."""
    return {field: "right" if side == "left" else "left" for field, side in choices.items()}


def _as_seen(session: Session, scope: Scope, match_id: int, seen: str) -> PossibleDouble:
    hold_still(session)
    pair = pair_of(session, scope, match_id)
    _refuse_if_moved_on(pair, seen)
    return pair


def _refuse_if_moved_on(pair: PossibleDouble, seen: str) -> None:
    if pair.seen != seen:
        raise Refused("pair_moved_on")


def _decide(session: Session, scope: Scope, pair: PossibleDouble, decision: str, note: str) -> MatchDecision:
    if not note.strip():
        raise Refused("note_needed")
    match = _match(session, scope, pair.match_id)
    said = MatchDecision(
        match_id=match.id, decision=decision, note=note.strip(), decided_by=scope.actor_id, decided_at=clock.now()
    )
    session.add(said)
    match.state = "open" if decision in ANSWERS else decision
    match.decided_by, match.decided_at, match.note = said.decided_by, said.decided_at, said.note
    session.add(match)
    session.flush()
    return said


def _match(session: Session, scope: Scope, match_id: int) -> PossibleMatch:
    everywhere = options(replace(scope, areas=("",)))
    return session.exec(select(PossibleMatch).where(PossibleMatch.id == match_id), execution_options=everywhere).one()


def _tell_trail(session: Session, scope: Scope, action: str, pair: PossibleDouble) -> None:
    area_code = common_area([pair.left.area_code, pair.right.area_code])
    ends = {"left": pair.left.person_id, "right": pair.right.person_id}
    append_event(session, scope, action, f"match:{pair.match_id}", area_code, details=ends)


def _insert_pairs(session: Session, scope: Scope, new: Mapping[tuple[int, int], NewPair]) -> None:
    places = places_of(session, scope, {id_ for ends in new for id_ in ends})
    ids = take_ids(session, PossibleMatch, len(new))
    rows = (
        (id_, common_area([places[left], places[right]]), left, right, pair.score, to_json(list(pair.evidence)))
        for id_, ((left, right), pair) in zip(ids, new.items(), strict=True)
    )
    columns = ("id", "area_code", "left_id", "right_id", "score", "evidence")
    same = {"kind": "persons", "state": "open", "note": "", "known_since": clock.now()}
    insert_many(session, PossibleMatch, columns, rows, same)
