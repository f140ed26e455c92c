"""Deliveries that wait in suspense are held against the ledger again, once it knows more persons or numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from sqlalchemy import Engine

from census_app.domain.access import Scope, on_behalf_of
from census_app.ledger.engine import reading
from census_app.ledger.reads.matches import known_persons
from census_app.ledger.reads.suspense import ListLine, WaitingList, lines_of_list, lists_that_wait
from census_app.ledger.standing import standing_of
from census_app.ledger.writes.suspense import AskedAgain, attach_waiting
from census_app.settings import NUMBER_KEY, Settings
from importers.delivery_plan import decided_recipient
from importers.list_lines import decide_recipients
from importers.matching import Decision, Register
from importers.replanning import planned_anew


def ask_again(engine: Engine, settings: Settings, scope: Scope, area_codes: Collection[str]) -> int:
    """Every delivery that waits about these places has met the ledger as it stands; the number that found its person.

    A list speaks of more wards than the actor may see: the actor learns a count and no person.
    """
    everywhere = on_behalf_of(scope)
    key = settings.key(NUMBER_KEY)
    with reading(engine) as session:
        waiting = lists_that_wait(session, everywhere, area_codes)
    return sum(planned_anew(partial(_ask_list, engine, everywhere, one, key)) for one in waiting)


def _ask_list(engine: Engine, scope: Scope, one: WaitingList, key: bytes) -> int:
    with reading(engine) as session:
        standing = standing_of(session, one.area_code)
        lines = lines_of_list(session, scope, one.upload_id)
        persons = known_persons(session, scope, one.area_code)
    by_id = {person.person_id: person for person in persons}
    settled = {
        place: by_id[line.person_id]
        for place, line in enumerate(lines)
        if line.person_id is not None and line.person_id in by_id
    }
    decisions = decide_recipients([line.content for line in lines], Register(persons, key), settled)
    asked = list(_asked(lines, decisions))
    return attach_waiting(engine, scope, one.upload_id, one.area_code, standing, asked)


def _asked(lines: Sequence[ListLine], decisions: Sequence[Decision]) -> Iterator[AskedAgain]:
    """What is new about each line that waits; a person somebody ruled out is not thought of again."""
    for line, decision in zip(lines, decisions, strict=True):
        if line.waits:
            recipient, candidates = decided_recipient(line.content, decision)
            if recipient is not None and recipient.person_id in line.ruled_out:
                recipient = None
            considered = [one for one in candidates if one[0] not in line.ruled_out]
            yield AskedAgain(line.delivery_id, line.row_id, recipient, considered)
