"""Answers about headings are kept, the ones before them too, and a file that waits is read again with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from census_app.domain.access import Scope
from census_app.domain.errors import NotFound, Refused
from census_app.ledger import clock
from census_app.ledger.engine import writing
from census_app.ledger.reads.heading_answers import AnswerHolder, HeldAnswer, holder_of, may_hold
from census_app.ledger.scoping import options
from census_app.ledger.standing import hold_still
from census_app.ledger.tables import HeadingAnswer, Job, Upload
from census_app.ledger.writes.audit import append_event
from census_app.ledger.writes.reading_again import read_again


def remember_answers(
    engine: Engine, scope: Scope, holder: AnswerHolder, answers: Sequence[HeldAnswer], area_code: str
) -> None:
    """From now on the files of the holder are read with these answers. Raises: Refused for another's."""
    with writing(engine) as session:
        _require_own(scope, holder)
        told = {"answers": _keep(session, scope, holder, answers, None)}
        subject = f"office:{holder.office_code}" if holder.office_code else f"user:{holder.user_id}"
        append_event(session, scope, "headings_answered", subject, area_code, details=told)


def answer_headings(
    engine: Engine, scope: Scope, upload_id: int, layout: str, answers: Sequence[HeldAnswer], remember: bool
) -> None:
    """The upload waits to be read again with these answers; remembered, they count for every file after it, too.

    Rows that somebody believes or put right stay. Raises: NotFound outside the scope; Refused for another's upload, or
    for one that is being read.
    """
    with writing(engine) as session:
        hold_still(session)
        found = select(Upload).where(Upload.id == upload_id)
        upload = session.exec(found, execution_options=options(scope)).first()
        if upload is None:
            raise NotFound("upload_not_found")
        holder = holder_of(layout, upload.area_code, upload.office_code, upload.uploaded_by)
        _require_own(scope, holder)
        told: dict[str, int] = {"remembered": int(remember)}
        if remember:
            _supersede(session, holder, answers, upload_id)
        told["answers"] = _keep(session, scope, holder, answers, None if remember else upload_id)
        told |= _to_be_read(session, scope, upload)
        append_event(session, scope, "headings_answered", f"upload:{upload_id}", upload.area_code, details=told)


def _require_own(scope: Scope, holder: AnswerHolder) -> None:
    if not may_hold(scope, holder):
        raise Refused("headings_of_another")


def _keep(
    session: Session, scope: Scope, holder: AnswerHolder, answers: Sequence[HeldAnswer], upload_id: int | None
) -> int:
    """The answers that differ from those that hold are the ones that hold from now on; how many comes back."""
    held = {(a.heading_key, a.about): a.answer for a in _held(session, holder, upload_id)}
    changed = [answer for answer in answers if held.get((answer.heading_key, answer.about)) != answer.answer]
    _supersede(session, holder, changed, upload_id)
    for answer in changed:
        session.add(
            HeadingAnswer(
                **asdict(answer),
                **asdict(holder),
                upload_id=upload_id,
                answered_by=scope.actor_id,
                answered_at=clock.now(),
            )
        )
    return len(changed)


def _supersede(session: Session, holder: AnswerHolder, answers: Sequence[HeldAnswer], upload_id: int | None) -> None:
    """What was answered to the same questions holds no longer, and stays as what was said then."""
    asked = {(answer.heading_key, answer.about) for answer in answers}
    for held in _held(session, holder, upload_id):
        if (held.heading_key, held.about) in asked:
            held.superseded_at = clock.now()


def _held(session: Session, holder: AnswerHolder, upload_id: int | None) -> list[HeadingAnswer]:
    of_upload = col(HeadingAnswer.upload_id)
    found = select(HeadingAnswer).where(holder.is_holder(), col(HeadingAnswer.superseded_at).is_(None))
    return list(session.exec(found.where(of_upload.is_(None) if upload_id is None else of_upload == upload_id)))


def _to_be_read(session: Session, scope: Scope, upload: Upload) -> dict[str, int]:
    """A file that nobody has begun to read will be read with the answers; one that was read waits to be read again."""
    found = select(Job).where(Job.upload_id == upload.id).with_for_update()
    job = session.exec(found, execution_options=options(scope)).one()
    if job.state == "waiting" and job.rows_done == 0:
        job.asked_at = clock.now()
        return {}
    if job.state != "done" or upload.state not in ("staged", "accepted"):
        raise Refused("upload_still_reading")
    return read_again(session, upload, job)
