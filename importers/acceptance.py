"""Ready rows become part of the ledger: surveys first, since a delivery needs its person."""

from __future__ import annotations

import signal
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace

from sqlalchemy import Engine
from sqlmodel import Session

from census_app.domain.access import OPERATOR, Permission, Scope, can
from census_app.domain.errors import Refused
from census_app.domain.verification import Decision, require_turn, standing
from census_app.ledger.engine import open_ledger, reading
from census_app.ledger.reads.flows import FileInFlow, files_in_flow
from census_app.ledger.reads.matches import known_persons
from census_app.ledger.reads.rounds import SurveyRound, get_round, list_rounds
from census_app.ledger.reads.staged_rows import WaitingUpload, ready_rows, states_of, waiting_uploads
from census_app.ledger.reads.verification import let_through
from census_app.ledger.standing import standing_of
from census_app.ledger.writes.acceptance import accept_survey
from census_app.ledger.writes.deliveries import attach_deliveries
from census_app.settings import Settings
from importers.collector import collector_paused
from importers.delivery_plan import plan_deliveries
from importers.matching import Register
from importers.survey_ground import survey_ground
from importers.suspense import ask_again

_MOST_ATTEMPTS = 20
Rounds = dict[int, SurveyRound]
NUMBER_KEY = "numbers"
"""The secret under which identity numbers are hashed for look-up."""


@dataclass(frozen=True)
class AcceptanceSummary:
    """Rows by what became of them; held and refused rows are as they were before.

    `out_of_suspense` are deliveries of earlier lists whose persons are known now; `waiting` are rows that the flow of
    their file has not let through yet.
    """

    accepted: int = 0
    held: int = 0
    refused: int = 0
    attached: int = 0
    suspense: int = 0
    out_of_suspense: int = 0
    waiting: int = 0

    def __add__(self, other: AcceptanceSummary) -> AcceptanceSummary:
        return AcceptanceSummary(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def accept_rows(
    engine: Engine,
    settings: Settings,
    scope: Scope,
    round_code: str | None = None,
    upload_id: int | None = None,
    processes: int = 1,
) -> AcceptanceSummary:
    """Every ready row of the round's surveys that its flow lets through, and of the waiting lists (or of one upload),
    is believed.

    With more than one process the surveys of different wards are accepted side by side; to be asked for only where no
    other thread uses the engine.

    Raises: NotFound for an unknown round; Refused when the actor had a hand in the survey or may not accept, or the
    round is closed.
    """
    with reading(engine) as session:
        asked = get_round(session, round_code) if round_code else None
        rounds = {r.round_id: r for r in list_rounds(session)}
        waiting = waiting_uploads(session, scope, asked.round_id if asked else None, upload_id)
    if asked is not None:
        _refuse_if_closed(asked)
    elif upload_id is None:  # what came too late for its round keeps nobody else waiting
        closed = {id_ for id_, survey in rounds.items() if survey.closed_on is not None}
        waiting = [upload for upload in waiting if upload.round_id not in closed]
    with reading(engine) as session:
        files = files_in_flow(session, scope, [upload.upload_id for upload in waiting])
        for upload in waiting:
            _refuse_if_not_for(session, scope, upload, files.get(upload.upload_id))
    wards: dict[str, list[WaitingUpload]] = defaultdict(list)
    for upload in waiting:
        if upload.kind == "survey":
            wards[upload.area_code].append(upload)
    if processes == 1 or len(wards) < 2:
        accepted = _accept_in_turn(engine, settings, scope, waiting, rounds)
    else:
        lists = [upload for upload in waiting if upload.kind != "survey"]
        accepted = _accept_side_by_side(engine, settings, scope, wards.values(), rounds, processes)
        accepted += _accept_in_turn(engine, settings, scope, lists, rounds)
    return accepted + AcceptanceSummary(out_of_suspense=ask_again(engine, settings, scope, wards))


def _refuse_if_closed(survey: SurveyRound) -> None:
    if survey.closed_on is not None:
        raise Refused("round_closed", {"round": survey.code, "day": survey.closed_on.isoformat()})


def _accept_side_by_side(
    engine: Engine,
    settings: Settings,
    scope: Scope,
    wards: Iterable[Sequence[WaitingUpload]],
    rounds: Rounds,
    processes: int,
) -> AcceptanceSummary:
    """One ward's surveys follow each other; those of two wards are planned at once, and written in turn."""
    settings.key(NUMBER_KEY)  # made before two look for it at once
    engine.dispose()  # no open connection may be shared with another process
    there = replace(settings, database_url=engine.url.render_as_string(hide_password=False))
    deaf = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller
    with ProcessPoolExecutor(processes, initializer=signal.signal, initargs=deaf) as pool:
        asked = [pool.submit(_accept_ward, there, scope, uploads, rounds) for uploads in wards]
        try:
            return sum((done.result() for done in asked), AcceptanceSummary())
        except BaseException:
            pool.shutdown(cancel_futures=True)  # what is under way is finished, nothing more is begun
            raise


def _accept_ward(
    settings: Settings, scope: Scope, uploads: Sequence[WaitingUpload], rounds: Rounds
) -> AcceptanceSummary:
    """What another process does, with a connection of its own."""
    engine = open_ledger(settings)
    try:
        return _accept_in_turn(engine, settings, scope, uploads, rounds)
    finally:
        engine.dispose()


def _accept_in_turn(
    engine: Engine, settings: Settings, scope: Scope, uploads: Iterable[WaitingUpload], rounds: Rounds
) -> AcceptanceSummary:
    total = AcceptanceSummary()
    for upload in uploads:
        with collector_paused():
            total += _accept(engine, settings, scope, upload, rounds)
    return total


def _refuse_if_not_for(session: Session, scope: Scope, upload: WaitingUpload, file: FileInFlow | None) -> None:
    if file is None and can(scope, Permission.UPLOAD_DELIVERIES):
        if not scope.holds_office(upload.office_code):
            raise Refused("not_your_office")
        return
    if not can(scope, Permission.ACCEPT_ROWS):
        raise Refused("may_not_accept")
    if file is not None:
        _refuse_if_not_in_turn(session, scope, file)
    elif scope is not OPERATOR and upload.uploaded_by == scope.actor_id:
        raise Refused("maker_is_checker")


def _refuse_if_not_in_turn(session: Session, scope: Scope, file: FileInFlow) -> None:
    """What has not come to the last step is nobody's to accept, and refuses nobody."""
    if file.flow.is_direct:
        stands = standing(file.flow, file.uploaded_by, ())
    else:
        rows, stands = let_through(session, scope, file)
        if not rows:
            return
    require_turn(file.flow, stands, scope, file.area_code, Decision.ACCEPT)


def _accept(
    engine: Engine, settings: Settings, scope: Scope, upload: WaitingUpload, rounds: Rounds
) -> AcceptanceSummary:
    key = settings.key(NUMBER_KEY)
    for attempt in range(_MOST_ATTEMPTS):
        try:
            _accept_as_it_stands(engine, scope, upload, rounds, key)
            break
        except Refused as refused:
            if refused.code != "ledger_moved_on" or attempt == _MOST_ATTEMPTS - 1:
                raise
    with reading(engine) as session:
        states = states_of(session, scope, upload.upload_id)
    return AcceptanceSummary(
        accepted=states.get("accepted", 0),
        held=states.get("held", 0),
        refused=states.get("refused", 0) + states.get("replaced", 0),
        attached=states.get("attached", 0),
        suspense=states.get("suspense", 0),
        waiting=states.get("ready", 0),
    )


def _accept_as_it_stands(engine: Engine, scope: Scope, upload: WaitingUpload, rounds: Rounds, key: bytes) -> None:
    """Plan from what the ledger holds now, and carry the plan out unless somebody was quicker."""
    if upload.round_id is not None:
        with reading(engine) as session:
            ground = survey_ground(session, scope, upload)
        if ground.rows:  # else they are being read again, or wait to be checked
            accept_survey(engine, scope, ground.plan(rounds[upload.round_id], key))
        return
    with reading(engine) as session:
        standing = standing_of(session, upload.area_code)
        rows = list(ready_rows(session, scope, upload.upload_id))
        register = Register(known_persons(session, scope, upload.area_code), key)
    if rows:
        decided, problems = plan_deliveries(rows, register, upload.fiscal_year)
        place = (upload.upload_id, upload.area_code, upload.office_code)
        attach_deliveries(engine, scope, *place, standing, decided, problems)
