"""All that the plan of one upload is made from, read from the ledger at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from census_app.domain.access import Scope
from census_app.ledger.reads.corrections import homes_of_family, persons_corrected
from census_app.ledger.reads.flows import FileInFlow, file_in_flow
from census_app.ledger.reads.matches import KnownPerson, household_ids, known_persons, paras_of
from census_app.ledger.reads.returned_books import BookBack, book_back
from census_app.ledger.reads.rounds import SurveyRound
from census_app.ledger.reads.staged_rows import WaitingRow, WaitingUpload, ready_rows
from census_app.ledger.reads.verification import let_through
from census_app.ledger.standing import standing_of
from census_app.ledger.writes.accepted_rows import SurveyAcceptance
from importers.matching import Register
from importers.recognition import Before
from importers.survey_plan import SurveyPlan


@dataclass(frozen=True)
class SurveyGround:
    """The rows of a survey file that may be accepted, and what its ward's ledger held when it stood at `standing`.

    `homes` are the households by number (id, members so far), `own_homes` those that the file or its copies brought by
    the number they bear in it, `corrected` the persons whom earlier copies of the rows were about, `book` the
    prefilled book that the file is, if it is one.
    """

    upload: WaitingUpload
    standing: int
    rows: Sequence[WaitingRow]
    persons: Sequence[KnownPerson]
    homes: Mapping[str, tuple[int, int]]
    paras: Mapping[str, tuple[str, ...]]
    own_homes: Mapping[str, int]
    corrected: Mapping[int, int]
    book: BookBack | None

    def plan(self, survey: SurveyRound, key: bytes) -> SurveyAcceptance:
        """What accepting the rows would change."""
        by_id = {person.person_id: person for person in self.persons} if self.corrected else {}
        known = {row_id: by_id[id_] for row_id, id_ in self.corrected.items() if id_ in by_id}
        told = (self.homes, self.paras, self.standing, Before(self.own_homes, known), self.book)
        return SurveyPlan(self.upload, survey, self.persons, Register(self.persons, key), *told).of(self.rows)


def survey_ground(session: Session, scope: Scope, upload: WaitingUpload) -> SurveyGround:
    """The ground on which this upload is planned now."""
    stood = standing_of(session, upload.area_code)  # before anything else: what comes after it is seen to have come
    file = file_in_flow(session, scope, upload.upload_id)
    return SurveyGround(
        upload,
        stood,
        _passed_rows(session, scope, file),
        known_persons(session, scope, upload.area_code),
        household_ids(session, scope, upload.area_code),
        paras_of(session, upload.area_code),
        homes_of_family(session, scope, upload.upload_id),
        persons_corrected(session, scope, upload.upload_id),
        book_back(session, scope, upload.upload_id),
    )


def _passed_rows(session: Session, scope: Scope, file: FileInFlow) -> list[WaitingRow]:
    """The rows of the file that may be accepted: all that are ready, where its flow accepts directly."""
    if file.flow.is_direct:
        return list(ready_rows(session, scope, file.upload_id))
    return let_through(session, scope, file)[0]
