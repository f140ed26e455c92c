"""The page of the four scores: what it counts, what each score opens, and to whom."""

from __future__ import annotations

import re

from census_app.domain.access import OPERATOR
from census_app.ledger.engine import reading
from census_app.ledger.reads.quality import doubt_rows, listing_rows
from tests.wards import Ward
from tests.web.desks import SignIn

WORK_LINK = re.compile(r'href="(/quality/work\?[^"]+)"')


def test_every_score_that_is_not_full_opens_the_rows_behind_it(sign_in: SignIn) -> None:
    desk = sign_in("uno")
    links = [link.replace("&amp;", "&") for link in WORK_LINK.findall(desk.open("/quality"))]
    assert {re.search(r"kind=(\w+)", link)[1] for link in links} >= {"incorrect", "incomplete", "unclean"}  # type: ignore[index]
    for link in links:
        rows = desk.open(link).count("<tr>")
        assert rows > 1 or "এখানে কিছু নেই" in desk.open(link), link


def test_the_scores_name_their_files_their_rules_and_their_snapshot(sign_in: SignIn, ward: Ward) -> None:
    page = sign_in("chairman").open("/quality")
    with ward.engine.connect() as connection:
        snapshot, version = connection.exec_driver_sql("select snapshot, rules_version from analysis_runs").one()
    for told in (snapshot, version, "analytics/sql/summaries/sum_quality_cells.sql"):
        assert told in page


def test_the_scores_of_the_ward_count_what_the_ledger_holds_open(ward: Ward) -> None:
    with reading(ward.engine) as session:
        listed, doubts = list(listing_rows(session, OPERATOR)), list(doubt_rows(session, OPERATOR))
    with ward.engine.connect() as connection:
        persons = connection.exec_driver_sql("select count(*) from persons").scalar_one()
        problems = (
            "select count(*) from problems join staged_rows on staged_rows.id = staged_row_id "
            "where severity = 'please_confirm' and confirmed_at is null and state = 'accepted'"
        )
        open_cells = connection.exec_driver_sql(problems).scalar_one()
    assert len(listed) == persons
    assert sum(kind == "cell" for _, _, kind, _, _ in doubts) == open_cells
    assert all(field for _, _, kind, field, _ in doubts if kind == "cell")


def test_an_unknown_kind_of_work_is_not_found_and_a_volunteer_sees_no_scores(sign_in: SignIn) -> None:
    sign_in("uno").open("/quality/work?kind=gossip", status=404)
    sign_in("volunteer").open("/quality", status=403)
