"""The changes that wait behind an upload, worked out as an acceptance would and then forgotten."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import Session

from census_app.domain.access import Permission, Scope, can
from census_app.domain.errors import Refused
from census_app.ledger.engine import reading
from census_app.ledger.reads.held_elsewhere import holders_elsewhere
from census_app.ledger.reads.last_found import found_of_persons, homes_so_far
from census_app.ledger.reads.rounds import SurveyRound, get_round, list_rounds
from census_app.ledger.reads.staged_rows import WaitingUpload, waiting_uploads
from census_app.settings import NUMBER_KEY, Settings
from importers.changes import Changes, Comparison, numbers_told, persons_to_compare
from importers.survey_ground import survey_ground


def waiting_changes(
    engine: Engine,
    settings: Settings,
    scope: Scope,
    round_code: str | None = None,
    upload_id: int | None = None,
) -> list[tuple[WaitingUpload, Changes]]:
    """What each survey file that waits would change if it were accepted now; nothing is changed.

    Each is held against the ledger as it stands, not against what the files before it would make of it.

    Raises: NotFound for an unknown round; Refused when the actor may not accept.
    """
    if not can(scope, Permission.ACCEPT_ROWS):
        raise Refused("may_not_accept")
    key = settings.key(NUMBER_KEY)
    with reading(engine) as session:
        round_id = get_round(session, round_code).round_id if round_code else None
        rounds = {survey.round_id: survey for survey in list_rounds(session)}
        return [
            (upload, _changes(session, scope, upload, rounds[upload.round_id], key))
            for upload in waiting_uploads(session, scope, round_id, upload_id)
            if upload.round_id is not None
        ]


def _changes(session: Session, scope: Scope, upload: WaitingUpload, survey: SurveyRound, key: bytes) -> Changes:
    ground = survey_ground(session, scope, upload)
    plan = ground.plan(survey, key)
    person_ids, household_ids = persons_to_compare(plan, ground.persons)
    found = found_of_persons(session, scope, person_ids)
    homes = homes_so_far(session, scope, household_ids)
    elsewhere = holders_elsewhere(session, scope, upload.area_code, numbers_told(plan))
    return Comparison(plan, ground.persons, found, homes, elsewhere).changes()
