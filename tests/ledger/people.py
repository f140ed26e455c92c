"""A few made-up households for tests of the ledger. Numbers follow the reserved pattern of the sample ward."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from census_app.domain.access import OPERATOR
from census_app.ledger.engine import reading
from census_app.ledger.json_text import to_json
from census_app.ledger.reads.staged_rows import ready_rows
from census_app.ledger.standing import standing_of
from census_app.ledger.writes.acceptance import accept_survey
from census_app.ledger.writes.accepted_rows import (
    AcceptedHousehold,
    AcceptedMember,
    KnownNumber,
    PersonFields,
    SurveyAcceptance,
    person_facts,
)
from census_app.ledger.writes.jobs import claim_job
from census_app.ledger.writes.rounds import open_round
from census_app.ledger.writes.uploads import (
    NewProblem,
    NewRow,
    NewUpload,
    ReadOutcome,
    finish_upload,
    receive_upload,
    stage_rows,
)

WARD = "4087907108"
OTHER_WARD = "4087907107"


def stage_upload(
    engine: Engine, rows: list[NewRow], area_code: str = WARD, round_id: int | None = None, kind: str = "survey"
) -> int:
    """An upload that holds these rows has been read; its id comes back."""
    new = NewUpload(kind, "sheet.xlsx", "0" * 64, 1, "0" * 64 + ".xlsx", area_code, round_id)
    upload_id = receive_upload(engine, OPERATOR, new)
    hold = claim_job(engine, "tests", upload_id)
    assert hold is not None
    stage_rows(engine, OPERATOR, hold, rows, len(rows), len(rows))
    finish_upload(engine, OPERATOR, hold, ReadOutcome("staged", "household_census", len(rows), [], []))
    return upload_id


def row(number: int, state: str = "ready", problems: tuple[NewProblem, ...] = (), **content: object) -> NewRow:
    """One staged row."""
    return NewRow("খানা তথ্য", number, state, to_json(content), ["নাম"], to_json(["করিম"]), f"key-{number}", problems)


def accept_household(engine: Engine, area_code: str = WARD, members: int = 2, number: str = "1") -> int:
    """One household of the ward is in the ledger; the id of the upload that brought it comes back."""
    round_id = open_round(engine, OPERATOR, f"2022-{area_code}-{number}", date(2022, 1, 1))
    rows = [row(6 + place, household_number=number, name_bn="করিম") for place in range(members)]
    upload_id = stage_upload(engine, rows, area_code, round_id)
    with reading(engine) as session:
        standing = standing_of(session, area_code)
        staged = list(ready_rows(session, OPERATOR, upload_id))
    accepted = [
        AcceptedMember(
            row_id=waiting.row_id,
            person_id=None,
            relation="head" if not place else "child",
            temporary_key=f"T-{area_code}-{number}-{place}",
            fields=PersonFields(name_bn="করিম", sex="male", birth_date="1980-01-02", birth_precision="day"),
            facts=person_facts({"marital": "married", "in_school": False}),
            numbers=[KnownNumber("nid10", f"55512300{place:02d}", f"key-{area_code}-{number}-{place}")],
        )
        for place, waiting in enumerate(staged)
    ]
    home = AcceptedHousehold(None, number, "", 22.76, 89.13, {"roof": "tin", "electricity": True}, accepted)
    accept_survey(
        engine, OPERATOR, SurveyAcceptance(upload_id, area_code, standing, round_id, date(2022, 1, 1), [home])
    )
    return upload_id
