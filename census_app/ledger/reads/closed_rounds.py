"""What a round counted when it was closed, and what became known of its time since."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.bangla_text import ascii_digits
from census_app.domain.errors import Refused, Unreadable
from census_app.domain.person import birth_date_of
from census_app.ledger import clock
from census_app.ledger.query import pick
from census_app.ledger.reads.rounds import SurveyRound
from census_app.ledger.scoping import options
from census_app.ledger.tables import AuditEvent, ClosedFigure, ClosedHead, ClosedPerson, LifeEvent, Merge, PersonChange


@dataclass(frozen=True)
class WardFigures:
    """What a round counted in one ward on the day it was closed."""

    area_code: str
    persons: int
    persons_met: int
    households: int
    deliveries: int


@dataclass(frozen=True)
class KnownSince:
    """What came too late for a closed round: it is believed, and changes none of its figures.

    `kind` is death, corrected or merged; `true_on` is ISO at its known precision, where it has a day.
    """

    kind: str
    person_id: int
    area_code: str
    true_on: str
    known_on: date
    column_name: str = ""


@dataclass(frozen=True)
class ClosedRound:
    """A closed round as the asker may see it; the heads are those of the trails of the asker's areas."""

    code: str
    closed_on: date
    wards: tuple[WardFigures, ...]
    heads: dict[str, str]
    known_since: tuple[KnownSince, ...]


def closed_round(session: Session, scope: Scope, survey: SurveyRound) -> ClosedRound:
    """The figures as they stood. Raises: Refused while the round is open."""
    if survey.closed_on is None or survey.closed_at is None:
        raise Refused("round_still_open", {"round": survey.code})
    here = options(scope)
    of_round = col(ClosedFigure.round_id) == survey.round_id
    counted = select(ClosedFigure).where(of_round).order_by(col(ClosedFigure.area_code))
    figures = session.exec(counted, execution_options=here)
    wards = tuple(WardFigures(f.area_code, f.persons, f.persons_met, f.households, f.deliveries) for f in figures)
    heads = pick(ClosedHead.area_code, ClosedHead.head_hash).where(col(ClosedHead.round_id) == survey.round_id)
    told = dict(session.execute(heads.order_by(ClosedHead.area_code), execution_options=here).all())
    late = [*_late_deaths(session, here, survey), *_late_corrections(session, here, survey)]
    late += _late_merges(session, here, survey)
    return ClosedRound(survey.code, survey.closed_on, wards, told, tuple(late))


_SLIPS = 4
"""Groups of sixteen in which somebody may have mistyped a hash that is still known again."""


@dataclass(frozen=True)
class HeadChecked:
    """Whose closed head a typed hash is: an area, or None; and whether the trail of the area still holds it.

    A slip of the pen: `nearly` is the area whose head it nearly is, `groups` say which groups of four letters differ.
    """

    area_code: str | None
    in_trail: bool
    nearly: str | None = None
    groups: tuple[int, ...] = ()


def check_head(session: Session, scope: Scope, survey: SurveyRound, typed: str) -> HeadChecked:
    """Whether the hash on a signed sheet belongs to the closed round, in an area of the asker.

    Raises: Refused while the round is open; Unreadable when what was typed is no whole hash.
    """
    if survey.closed_at is None:
        raise Refused("round_still_open", {"round": survey.code})
    head = re.sub(r"[\s\-–·]", "", ascii_digits(typed)).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", head):
        raise Unreadable("head_not_readable", {"count": str(len(head))})
    kept = pick(ClosedHead.area_code, ClosedHead.head_hash).where(col(ClosedHead.round_id) == survey.round_id)
    heads = dict(session.execute(kept.order_by(ClosedHead.area_code), execution_options=options(scope)).all())
    area = next((place for place, kept_head in heads.items() if kept_head == head), None)
    if area is None:
        return HeadChecked(None, False, *_nearest(heads, head))
    held = pick(AuditEvent.id).where(col(AuditEvent.area_code) == area, col(AuditEvent.entry_hash) == head)
    return HeadChecked(area, session.execute(held).first() is not None)


def _nearest(heads: dict[str, str], typed: str) -> tuple[str | None, tuple[int, ...]]:
    """The area whose head differs in a few groups only, and which these are: two heads have hardly one in common."""
    for area, head in heads.items():
        pairs = enumerate(zip(in_groups(head).split(), in_groups(typed).split(), strict=True), 1)
        groups = tuple(place for place, (kept, said) in pairs if kept != said)
        if len(groups) <= _SLIPS:
            return area, groups
    return None, ()


def in_groups(head: str) -> str:
    """A hash as people read it aloud: four letters at a time."""
    return " ".join(head[place : place + 4] for place in range(0, len(head), 4))


def _late_deaths(session: Session, here: dict[str, Any], survey: SurveyRound) -> list[KnownSince]:
    """Deaths up to the day of its closing that nobody knew of when it closed."""
    event = LifeEvent
    columns = (event.person_id, event.area_code, event.happened_on, event.known_since)
    later = (col(event.kind) == "death", col(event.known_since) > survey.closed_at)
    found = pick(*columns).where(*later).order_by(col(event.known_since), col(event.id))
    return [
        KnownSince("death", person_id, area, happened_on, clock.day_of(known_since))
        for person_id, area, happened_on, known_since in session.execute(found, execution_options=here)
        if survey.closed_on is not None and birth_date_of(happened_on).earliest() <= survey.closed_on
    ]


def _late_corrections(session: Session, here: dict[str, Any], survey: SurveyRound) -> list[KnownSince]:
    change = PersonChange
    counted = pick(ClosedPerson.person_id).where(col(ClosedPerson.round_id) == survey.round_id)
    columns = (change.person_id, change.area_code, change.known_since, change.column_name)
    found = pick(*columns).where(col(change.known_since) > survey.closed_at, col(change.person_id).in_(counted))
    rows = session.execute(found.order_by(col(change.known_since), col(change.id)), execution_options=here)
    return [KnownSince("corrected", id_, area, "", clock.day_of(since), column) for id_, area, since, column in rows]


def _late_merges(session: Session, here: dict[str, Any], survey: SurveyRound) -> list[KnownSince]:
    """Two whom the round counted apart, and who are one person as is known by now."""
    person = ClosedPerson
    later = (col(Merge.merged_at) > survey.closed_at, col(Merge.undone_at).is_(None))
    found = pick(Merge.right_id, person.area_code, Merge.merged_at).join(
        person, col(person.person_id) == Merge.right_id
    )
    found = found.where(*later, col(person.round_id) == survey.round_id).order_by(col(Merge.id))
    rows = session.execute(found, execution_options=here)
    return [KnownSince("merged", id_, area, "", clock.day_of(at)) for id_, area, at in rows]
