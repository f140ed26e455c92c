"""How the entries of the trail are linked: each hash speaks for the entry and for all that came before it."""

from __future__ import annotations

import hashlib
import json

from census_app.ledger.tables import AuditEvent

FIRST_HASH = "0" * 64


def hash_of(event: AuditEvent) -> str:
    """The fingerprint of an event and, through the hash of the one before, of its whole past."""
    told = [
        event.previous_hash,
        event.happened_at.isoformat(timespec="microseconds"),
        event.actor_id,
        event.action,
        event.subject,
        event.area_code,
        event.reason,
        event.details,
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()
