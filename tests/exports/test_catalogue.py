"""What each export holds: the promised columns, every row of every file exactly once, nothing beyond the scope."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from census_app.cli.demo import UNION, WARD
from census_app.domain.access import OPERATOR, Permission, Scope
from census_app.exports.catalogue import EXPORTS, WARD_FILES
from census_app.ledger.engine import reading
from census_app.ledger.reads.findings import FindingFilter, list_findings, newest_run
from census_app.ledger.reads.uploads import list_uploads
from census_app.web.formats import WORDS_FILE
from tests.wards import Ward

# Scripts outside the project read these columns: they are never renamed, moved or dropped.
PROMISED = {
    "survey_rows": "file sheet row state person_id problem_codes",
    "persons": "person_id household_id name_bn name_en sex birth_date birth_precision nid10 nid17 brn mobile marital "
    "alive ward_code",
    "deliveries": "file sheet row state person_id household_id match_method programme_code period delivered_on "
    "amount_bdt quantity unit counts",
    "findings": "finding_id kind severity person_id household_id programme_codes reasons "
    "state money_bdt rule_id rule_version rules_version snapshot",
}
ELSEWHERE = "4087907107"


def records(ward: Ward, name: str, scope: Scope = OPERATOR, area_code: str = "") -> list[dict[str, Any]]:
    with reading(ward.engine) as session:
        return list(EXPORTS[name].read(session, scope, area_code))


def desk(area_code: str) -> Scope:
    return Scope(7, "somebody", (area_code,), ("*",), frozenset(Permission))


def test_the_files_of_a_ward_have_exactly_the_promised_columns() -> None:
    assert {name: " ".join(EXPORTS[name].columns) for name in WARD_FILES} == PROMISED


@pytest.mark.parametrize("name", EXPORTS)
def test_a_read_fills_exactly_the_columns_of_its_export(ward: Ward, name: str) -> None:
    found = records(ward, name)
    assert found
    assert {tuple(record) for record in found} == {EXPORTS[name].columns}


@pytest.mark.parametrize(("name", "kind"), [("survey_rows", "survey"), ("deliveries", "deliveries")])
def test_every_row_of_every_file_stands_in_its_export_exactly_once(ward: Ward, name: str, kind: str) -> None:
    with reading(ward.engine) as session:
        uploads = list_uploads(session, OPERATOR, kind, limit=100)
    found = records(ward, name)
    assert Counter(record["file"] for record in found) == {upload.file_name: upload.rows_seen for upload in uploads}
    assert len({(record["file"], record["sheet"], record["row"]) for record in found}) == len(found)


def test_rows_stand_in_one_of_the_promised_states(ward: Ward) -> None:
    assert {row["state"] for row in records(ward, "survey_rows")} <= {"accepted", "held", "refused"}
    assert {row["state"] for row in records(ward, "deliveries")} <= {"attached", "suspense", "refused"}


def test_a_row_names_a_person_when_it_was_believed_and_only_then(ward: Ward) -> None:
    persons = {person["person_id"] for person in records(ward, "persons")}
    for name, believed in (("survey_rows", "accepted"), ("deliveries", "attached")):
        for row in records(ward, name):
            assert (row["person_id"] in persons) == (row["state"] == believed)


def test_numbers_are_text_of_the_promised_length(ward: Ward) -> None:
    lengths = {"nid10": {0, 10}, "nid17": {0, 13, 17}, "brn": {0, 16, 17}, "mobile": {0, 11}}
    for person in records(ward, "persons"):
        assert all(len(person[name]) in allowed for name, allowed in lengths.items())


def test_money_and_quantities_are_written_exactly(ward: Ward) -> None:
    amounts = {row["amount_bdt"] for row in records(ward, "deliveries")}
    assert "1500" in amounts
    assert all(isinstance(amount, str) and "e" not in amount for amount in amounts)


def test_every_delivery_in_suspense_says_why_it_waits(ward: Ward) -> None:
    words = WORDS_FILE.read_text(encoding="utf-8")
    waiting = records(ward, "suspense")
    reasons = Counter(row["reasons"] for row in waiting)
    assert {row["state"] for row in waiting} == {"suspense"}
    assert all(f"\nevidence,{word}," in words for joined in reasons for word in joined.split(";"))
    assert all(row["candidates"] for row in waiting if row["reasons"] == "several_persons_fit")
    assert not any(row["candidates"] for row in waiting if row["reasons"] == "nobody_of_that_name")


def test_a_finding_names_its_rule_the_version_of_it_and_the_copy_it_was_asked_of(ward: Ward) -> None:
    with reading(ward.engine) as session:
        run = newest_run(session)
    assert run is not None
    found = records(ward, "findings")
    assert found
    for finding in found:
        assert finding["rule_version"] == run.rules[finding["rule_id"]]
        assert (finding["rules_version"], finding["snapshot"]) == (run.rules_version, run.snapshot)
    twice = [finding for finding in found if finding["kind"] == "same_period_twice"]
    assert {(finding["rule_id"], finding["state"]) for finding in twice} == {("R01", "open")}
    assert "1500" in {finding["money_bdt"] for finding in twice}


def test_an_office_takes_out_the_findings_of_its_own_programmes_alone(ward: Ward) -> None:
    food = Scope(7, "food", (UNION,), ("food",), frozenset(Permission))
    taken = {finding["finding_id"] for finding in records(ward, "findings", food)}
    with reading(ward.engine) as session:
        own = {line.finding_id for line in list_findings(session, food, FindingFilter(), limit=1000)
               if line.kind != "child_marriage_risk"}  # fmt: skip
    assert taken == own
    assert 0 < len(taken) < len(records(ward, "findings"))


def test_the_list_of_children_at_risk_never_leaves_the_building(ward: Ward) -> None:
    assert "child_marriage_risk" not in {finding["kind"] for finding in records(ward, "findings")}


@pytest.mark.parametrize("name", EXPORTS)
def test_a_desk_of_another_ward_gets_nothing(ward: Ward, name: str) -> None:
    assert records(ward, name, desk(ELSEWHERE)) == []


@pytest.mark.parametrize("name", ["survey_rows", "persons", "households", "findings"])
def test_a_desk_of_the_union_gets_its_ward_whole(ward: Ward, name: str) -> None:
    assert records(ward, name, desk(UNION)) == records(ward, name) == records(ward, name, area_code=WARD)


def test_an_upazila_wide_list_is_told_to_a_ward_as_far_as_it_speaks_of_it(ward: Ward) -> None:
    here, elsewhere = records(ward, "deliveries", area_code=WARD), records(ward, "deliveries", area_code=ELSEWHERE)
    assert {row["state"] for row in elsewhere} <= {"suspense", "refused"}
    assert [row for row in here if row["state"] != "attached"] == elsewhere
