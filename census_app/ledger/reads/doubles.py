"""Pairs of records that may be one person: those that wait, those asked about on the spot, and one in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound
from census_app.ledger.query import pick
from census_app.ledger.reads.deliveries import OfficeHistory, history_of
from census_app.ledger.reads.merges import records_by_person, survivor_id
from census_app.ledger.reads.persons import PersonLine, PersonPage, get_person, lines_of
from census_app.ledger.scoping import options, within
from census_app.ledger.tables import MatchDecision, Person, PossibleMatch, User

WAITING = ("open", "asked")
ASKED = ("asked",)


@dataclass(frozen=True)
class PossibleDouble:
    """Two persons who may be one, and what speaks for it and against it; `seen` is how the pair stood when read."""

    match_id: int
    area_code: str
    state: str
    left: PersonLine
    right: PersonLine
    score: float
    evidence: tuple[str, ...]
    decisions: tuple[PairDecision, ...]

    @property
    def seen(self) -> str:
        """How the pair stands: who the two are now, and how often somebody has said something of them."""
        return seen_as(self.left.person_id, self.right.person_id, len(self.decisions))


@dataclass(frozen=True)
class PairDecision:
    """What somebody said of a pair, and why."""

    decision: str
    note: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True)
class DoublePage:
    """Two records side by side with all that hangs on each."""

    pair: PossibleDouble
    left: PersonPage
    right: PersonPage
    left_history: tuple[OfficeHistory, ...]
    right_history: tuple[OfficeHistory, ...]


def seen_as(left_id: int, right_id: int, decisions: int) -> str:
    """The mark by which a decision says what its maker had before the eyes."""
    return f"{left_id}-{right_id}-{decisions}"


def list_doubles(session: Session, scope: Scope, limit: int = 50, offset: int = 0) -> list[PossibleDouble]:
    """The pairs nobody has decided yet, the likeliest first; both persons of a pair lie in the scope.

    A record that was merged is asked about as the person it is; whom somebody told apart is not asked about again.
    """
    found = _undecided(scope, WAITING).limit(limit).offset(offset)
    pairs = session.execute(found, execution_options=options(scope, merged_too=True)).all()
    return doubles_of(session, scope, pairs)


def waiting_ends(session: Session, scope: Scope) -> list[tuple[int, int, int]]:
    """Every pair nobody has decided yet with its two persons, the likeliest first, and nothing else of it."""
    found = session.execute(_undecided(scope, WAITING), execution_options=options(scope, merged_too=True))
    return [(match_id, left, right) for match_id, left, right in found]


def pairs_about(session: Session, scope: Scope, person_id: int) -> list[PossibleDouble]:
    """The pairs nobody has decided yet of which the person is one; the other lies in the scope, too."""
    records = records_by_person(session, scope, [person_id]).get(person_id, [])
    either = col(PossibleMatch.left_id).in_(records) | col(PossibleMatch.right_id).in_(records)
    found = _undecided(scope, WAITING).where(either)
    pairs = session.execute(found, execution_options=options(scope, merged_too=True)).all()
    return doubles_of(session, scope, pairs)


def list_questions(session: Session, scope: Scope) -> list[PossibleDouble]:
    """The pairs about which a member of the ward of one of the two is asked; the other may live elsewhere."""
    everywhere = replace(scope, areas=("",))
    pairs = session.execute(_undecided(scope, ASKED), execution_options=options(everywhere, merged_too=True)).all()
    return doubles_of(session, everywhere, pairs)


def count_questions(session: Session, scope: Scope) -> int:
    """How many questions wait for an answer from the spot."""
    everywhere = replace(scope, areas=("",))
    counted = pick(func.count()).select_from(_undecided(scope, ASKED).subquery())
    return int(session.execute(counted, execution_options=options(everywhere, merged_too=True)).scalar_one())


def ends_of(session: Session, scope: Scope, match_id: int) -> tuple[int, int]:
    """The two persons of a pair, the older record first; twice the same when they are one by now.

    Raises: NotFound when one of the two lies outside the scope.
    """
    left, right = aliased(Person), aliased(Person)
    found = _pairs(left, right, _ends(left, right)).where(col(PossibleMatch.id) == match_id)
    ends = session.execute(found, execution_options=options(scope, merged_too=True)).first()
    if ends is None:
        raise NotFound("pair_not_found")
    return ends[0], ends[1]


def pair_of(session: Session, scope: Scope, match_id: int) -> PossibleDouble:
    """The pair, decided or not. Raises: NotFound when one of the two lies outside the scope, or they are one by now."""
    for pair in doubles_of(session, scope, [(match_id, *ends_of(session, scope, match_id))]):
        return pair
    raise NotFound("pair_not_found")


def question_of(session: Session, scope: Scope, match_id: int) -> PossibleDouble:
    """The pair, for somebody from the place of one of the two. Raises: NotFound for anybody else."""
    pair = pair_of(session, replace(scope, areas=("",)), match_id)
    if not any(scope.holds_area(person.area_code) for person in (pair.left, pair.right)):
        raise NotFound("pair_not_found")
    return pair


def get_double(session: Session, scope: Scope, match_id: int) -> DoublePage:
    """The pair in full. Raises: NotFound when one of the two lies outside the scope, or they are one by now."""
    pair = pair_of(session, scope, match_id)
    sides = [get_person(session, scope, line.person_id, holds_number=True) for line in (pair.left, pair.right)]
    histories = [tuple(history_of(session, scope, side.line.person_id)) for side in sides]
    return DoublePage(pair, sides[0], sides[1], histories[0], histories[1])


def known_pairs(session: Session, scope: Scope) -> dict[tuple[int, int], str]:
    """Every pair of persons that anybody was ever asked about, with how it stands; told apart weighs most."""
    left, right = aliased(Person), aliased(Person)
    found = _pairs(left, right, (*_ends(left, right), PossibleMatch.state)).order_by(col(PossibleMatch.id))
    known: dict[tuple[int, int], str] = {}
    for older, younger, state in session.execute(found, execution_options=options(scope, merged_too=True)):
        if known.get((older, younger)) != "different":
            known[older, younger] = state
    return known


def told_apart(session: Session, scope: Scope, left: Sequence[int], right: Sequence[int]) -> list[int]:
    """The pairs by which somebody said that a record of the one side is not a person of the other."""
    return [match_id for match_id, state in pairs_between(session, scope, left, right) if state == "different"]


def pairs_between(session: Session, scope: Scope, left: Sequence[int], right: Sequence[int]) -> list[tuple[int, str]]:
    """Every pair of a record of the one side and one of the other, wherever they live, with how it stands."""
    ends = (col(PossibleMatch.left_id), col(PossibleMatch.right_id))
    across = (ends[0].in_(left) & ends[1].in_(right)) | (ends[0].in_(right) & ends[1].in_(left))
    found = pick(PossibleMatch.id, PossibleMatch.state).where(across, col(PossibleMatch.kind) == "persons")
    rows = session.execute(
        found.order_by(col(PossibleMatch.id)), execution_options=options(replace(scope, areas=("",)))
    )
    return [(match_id, state) for match_id, state in rows]


def _undecided(scope: Scope, states: Sequence[str]) -> Select[Any]:
    """Pairs of two persons, each once, that are in one of the states and that nobody told apart."""
    left, right = aliased(Person), aliased(Person)
    older, younger = _ends(left, right)
    apart = _told_apart().subquery()
    found = _pairs(left, right, (func.min(PossibleMatch.id), older, younger))
    found = found.outerjoin(apart, (apart.c.older == older) & (apart.c.younger == younger))
    found = found.where(col(PossibleMatch.state).in_(states), older != younger, apart.c.older.is_(None))
    if states == ASKED:
        found = found.where(within(left, scope) | within(right, scope))
    likeliest = func.max(PossibleMatch.score).desc()
    return found.group_by(older, younger).order_by(likeliest, func.min(PossibleMatch.id))


def _told_apart() -> Select[Any]:
    left, right = aliased(Person), aliased(Person)
    older, younger = _ends(left, right)
    found = _pairs(left, right, (older.label("older"), younger.label("younger")))
    return found.where(col(PossibleMatch.state) == "different").distinct()


def _pairs(left: Any, right: Any, columns: Sequence[Any]) -> Select[Any]:
    return (
        pick(*columns)
        .select_from(PossibleMatch)
        .join(left, left.id == PossibleMatch.left_id)
        .join(right, right.id == PossibleMatch.right_id)
        .where(col(PossibleMatch.kind) == "persons")
    )


def _ends(left: Any, right: Any) -> tuple[Any, Any]:
    """The persons of a pair, the older record first."""
    one, other = survivor_id(left), survivor_id(right)
    return case((one < other, one), else_=other), case((one < other, other), else_=one)


def doubles_of(session: Session, scope: Scope, pairs: Sequence[Any]) -> list[PossibleDouble]:
    """Those pairs as pages show them; a pair is (id, one person, the other)."""
    ids = [match_id for match_id, *_ in pairs]
    columns = (PossibleMatch.id, PossibleMatch.area_code, PossibleMatch.state)
    found = pick(*columns, PossibleMatch.score, PossibleMatch.evidence).where(col(PossibleMatch.id).in_(ids))
    told = {id_: more for id_, *more in session.execute(found, execution_options=options(scope))}
    persons = {line.person_id: line for line in lines_of(session, scope, [id_ for _, *ends in pairs for id_ in ends])}
    decisions = _decisions(session, ids)
    doubles = []
    for match_id, left, right in pairs:
        if left in persons and right in persons and left != right:
            area_code, state, score, evidence = told[match_id]
            ends = (persons[left], persons[right])
            said = tuple(decisions.get(match_id, ()))
            doubles.append(PossibleDouble(match_id, area_code, state, *ends, score, tuple(evidence), said))
    return doubles


def _decisions(session: Session, match_ids: Sequence[int]) -> dict[int, list[PairDecision]]:
    found = (
        pick(
            MatchDecision.match_id, MatchDecision.decision, MatchDecision.note, User.shown_as, MatchDecision.decided_at
        )
        .outerjoin(User, col(User.id) == MatchDecision.decided_by)
        .where(col(MatchDecision.match_id).in_(match_ids))
        .order_by(col(MatchDecision.id))
    )
    decisions: dict[int, list[PairDecision]] = {}
    for match_id, decision, note, by, at in session.execute(found):
        decisions.setdefault(match_id, []).append(PairDecision(decision, note, by or "", at))
    return decisions
