"""What has changed since an earlier look at the ledger, read off the trail: every write leaves one event in a chain.

An event says on which subject something was done; the rows that hang on that subject say in which areas. What is not
known to leave the facts alone counts as a change, so a new kind of write is never overlooked, only read too much of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col

from census_app.domain.access import Scope
from census_app.ledger.query import in_parts, pick
from census_app.ledger.reads.touched import AREAS_OF
from census_app.ledger.tables import AuditEvent

Heads = dict[str, tuple[int, str]]
"""Of each chain of the trail, by its area: the id and the hash of the newest event."""

LEAVES_FACTS_ALONE = frozenset({
    "analysed", "backed_up", "cancel_asked", "cancelled", "cell_corrected", "change_approved", "change_refused",
    "change_requested", "change_settled", "change_withdrawn", "entries_sealed", "exported", "finding_assigned",
    "finding_reviewed", "flow_chosen", "hazard_closed", "hazard_marked", "hazard_opened", "hazard_weighed",
    "headings_answered", "language_set", "look", "problem_confirmed", "recipient_ruled_out", "reference_loaded",
    "round_closed", "rows_confirmed", "rows_replaced", "rows_staged", "rules_adopted", "searched",
    "shelter_changed", "shelters_kept", "signed_in", "uploaded", "user_added", "user_assigned", "user_disabled",
    "visit_list_asked",
})  # fmt: skip
"""Acts after which every fact that analytics reads is as before, as it is after all that is done to users."""
_NO_FACTS = frozenset({"user"})
MOVES_FACTS = frozenset({
    "accepted", "deliveries_taken", "delivery_attached", "delivery_detached", "delivery_reversed",
    "delivery_state_said", "match_answered", "match_asked", "match_proposed", "merge_undone", "number_added",
    "number_judged", "persons_merged", "persons_told_apart", "read", "rows_given_again", "rows_sent_back",
    "suspense_asked_again", "visit_recorded",
})  # fmt: skip
"""Acts whose facts all hang on their subject (`reads/touched.py`)."""
MOVES_EVERYTHING = frozenset({"acceptance_undone", "change_applied", "matches_offered", "round_opened"})
"""Acts after which the whole is read: people who are gone or live in another union now, pairs from anywhere, a round
that is the newest now."""


def heads_of_trail(session: Session, scope: Scope) -> Heads:
    """Where each chain of the trail stands."""
    newest = pick(func.max(AuditEvent.id)).group_by(AuditEvent.area_code)
    ids = list(session.execute(newest).scalars())
    heads: Heads = {}
    for some in in_parts(ids):
        found = pick(AuditEvent.area_code, AuditEvent.id, AuditEvent.entry_hash).where(col(AuditEvent.id).in_(some))
        heads.update({area: (id_, entry_hash) for area, id_, entry_hash in session.execute(found)})
    return heads


def areas_changed(session: Session, scope: Scope, before: Mapping[str, tuple[int, str]], now: Heads) -> set[str] | None:
    """The areas of the facts that may have changed since the trail stood so, none of them standing for its parts.

    None when any fact may have: after an act that moves everything or is not known here, or when the trail is not that
    one carried on (another ledger, or one put back from an older copy).
    """
    if not _carried_on(session, before):
        return None
    changed: set[str] = set()
    subjects: dict[str, set[int]] = defaultdict(set)
    for area, action, subject in _events_since(session, before, now):
        kind, _, number = subject.partition(":")
        if action in LEAVES_FACTS_ALONE or kind in _NO_FACTS:
            continue
        if action not in MOVES_FACTS or kind not in AREAS_OF or not number.isdecimal():
            return None
        subjects[kind].add(int(number))
        changed.add(area)
    for kind, ids in subjects.items():
        changed.update(AREAS_OF[kind](session, scope, ids))
    return changed


def _carried_on(session: Session, before: Mapping[str, tuple[int, str]]) -> bool:
    hashes = dict(before.values())
    for some in in_parts(sorted(hashes)):
        found = session.execute(pick(AuditEvent.id, AuditEvent.entry_hash).where(col(AuditEvent.id).in_(some)))
        if dict(map(tuple, found)) != {id_: hashes[id_] for id_ in some}:
            return False
    return True


def _events_since(
    session: Session, before: Mapping[str, tuple[int, str]], now: Heads
) -> Iterator[tuple[str, str, str]]:
    """The events that came, chain by chain: within one chain ids grow, between chains they may be late."""
    for area, head in now.items():
        last = before.get(area, (0, ""))
        if tuple(head) != tuple(last):
            here: Iterable[Any] = (col(AuditEvent.area_code) == area, col(AuditEvent.id) > last[0])
            found = pick(AuditEvent.area_code, AuditEvent.action, AuditEvent.subject).where(*here).distinct()
            yield from (tuple(row) for row in session.execute(found))
