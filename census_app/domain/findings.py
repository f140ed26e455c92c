"""The life of a finding: its states and their flow, when its facts count as changed, how long it has waited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from census_app.domain.errors import Refused


class FindingState(StrEnum):
    """Where a finding stands. Only a run closes one, when its ground is gone."""

    OPEN = "open"
    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    REFERRED = "referred"
    RECOVERED = "recovered"
    CLOSED = "closed"


S = FindingState
FLOW: Mapping[FindingState, tuple[FindingState, ...]] = {
    S.OPEN: (S.EXPLAINED, S.CONFIRMED, S.REFERRED),
    S.REFERRED: (S.EXPLAINED, S.CONFIRMED, S.REFERRED),
    S.CONFIRMED: (S.RECOVERED, S.REFERRED, S.EXPLAINED),
    S.EXPLAINED: (S.CONFIRMED, S.REFERRED),
    S.RECOVERED: (),
    S.CLOSED: (),
}
"""What a person may answer to a finding in each state. Money is recovered only where the finding was confirmed."""
AT_WORK = (S.OPEN, S.REFERRED, S.CONFIRMED)
"""Somebody has still to do something; a run closes these when their ground is gone, and leaves final answers alone."""
DECISIONS = tuple(dict.fromkeys(state for states in FLOW.values() for state in states))
AGE_BANDS = ((0, 7), (8, 30), (31, 90), (91, None))
"""First and last day of waiting of each band; the last has no end."""
BY_TIME_ALONE = frozenset({"age_years"})
"""Values of reasons that change with every birthday: time passing changes no fact."""
Reason = Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """What a finding stands on. Shape: reasons as {code, values}."""

    severity: str
    reasons: tuple[Reason, ...]
    person_ids: tuple[int, ...]
    money_poisha: int | None
    tier: str = ""


def check_decision(decision: str) -> None:
    """Nothing happens for an answer that people may give. Raises: Refused for any other."""
    if decision not in DECISIONS:
        raise Refused("decision_unknown", {"decision": decision})


def next_state(state: str, decision: str) -> FindingState:
    """The state after the answer. Raises: Refused for an unknown answer, or one that may not follow upon the state."""
    check_decision(decision)
    if decision not in FLOW[FindingState(state)]:
        raise Refused("decision_out_of_turn", {"state": state, "decision": decision})
    return FindingState(decision)


def fingerprint(facts: Facts) -> str:
    """The same text for the same facts: an answer holds as long as it does."""
    reasons = sorted((reason["code"], _telling(reason)) for reason in facts.reasons)
    told = [facts.severity, facts.tier, reasons, sorted(facts.person_ids), facts.money_poisha]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def changes(before: Facts, after: Facts) -> list[dict[str, Any]]:
    """What differs between two sets of facts, as reasons of which sentences are made."""
    told: list[dict[str, Any]] = []
    for name in ("severity", "tier"):
        if getattr(before, name) != getattr(after, name):
            told.append(_change(f"{name}_changed", before=getattr(before, name), after=getattr(after, name)))
    if before.money_poisha != after.money_poisha:
        money = {"before_poisha": before.money_poisha or 0, "after_poisha": after.money_poisha or 0}
        told.append(_change("money_changed", **money))
    if set(before.person_ids) != set(after.person_ids):
        told.append(_change("persons_changed", before=len(before.person_ids), after=len(after.person_ids)))
    return [*told, *_changed_reasons(before, after)]


def _changed_reasons(before: Facts, after: Facts) -> list[dict[str, Any]]:
    old = {reason["code"]: _telling(reason) for reason in before.reasons}
    new = {reason["code"]: _telling(reason) for reason in after.reasons}
    told = [_change("reason_gone", reason=code) for code in old if code not in new]
    told += [_change("reason_added", reason=code) for code in new if code not in old]
    for code in old.keys() & new.keys():
        names = [name for name in {**old[code], **new[code]} if old[code].get(name) != new[code].get(name)]
        told += [_change("value_changed", what=n, before=old[code].get(n), after=new[code].get(n)) for n in names]
    return told


def _telling(reason: Reason) -> dict[str, Any]:
    return {name: value for name, value in reason.get("values", {}).items() if name not in BY_TIME_ALONE}


def _change(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "values": values}


def opened_between(band: tuple[int, int | None], today: date) -> tuple[date | None, date]:
    """The first (None: ever so long ago) and the last day on which a finding of that band of age was opened."""
    youngest, oldest = band
    return (today - timedelta(days=oldest) if oldest is not None else None), today - timedelta(days=youngest)


def band_of(opened_on: date, today: date) -> int:
    """The place in AGE_BANDS of a finding opened on that day; one of tomorrow counts as new."""
    waited = max((today - opened_on).days, 0)
    return next(place for place, (_, oldest) in enumerate(AGE_BANDS) if oldest is None or waited <= oldest)


def check_due(due_on: date | None, today: date) -> date:
    """The day by which somebody is to answer. Raises: Refused for none, or one that has passed."""
    if due_on is None or due_on < today:
        raise Refused("due_day_needed")
    return due_on
