"""The census tables as pages and files: small counts hidden, narrowed to the desk, told with their source."""

from __future__ import annotations

import csv
import io

import pytest

from analytics.figures import CENSUS_TABLES
from census_app.cli.demo import UNION, UPAZILA, WARD
from census_app.web.census_tables import LAYOUTS, laid_out
from census_app.web.formats import word
from tests.wards import Ward
from tests.web.desks import SignIn


@pytest.mark.parametrize("name", CENSUS_TABLES)
def test_every_table_stands_on_a_page_with_its_title_and_its_file(sign_in: SignIn, name: str) -> None:
    page = sign_in("chairman").open(f"/statistics?table={name}&area={WARD}&beside={UNION}")
    assert page.count(f"{word('census_table', name, 'bn')} —") == 2
    assert f"analytics/sql/summaries/{name}.sql" in page
    assert "answer · " not in page


def test_a_chairman_reads_the_union_and_not_the_upazila(sign_in: SignIn) -> None:
    desk = sign_in("chairman")
    desk.open(f"/statistics?area={UNION}")
    desk.open(f"/statistics?area={UPAZILA}", status=404)
    desk.open("/statistics?table=persons", status=404)


def test_the_file_hides_what_the_page_hides_and_the_trail_says_who_took_it(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("uno")
    told = desk.client.get("/statistics.csv?table=sum_ward_schooling").get_data(as_text=True).lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert {row["area_code"] for row in rows} == {WARD, UNION, UPAZILA}
    assert {row["sql_file"] for row in rows} == {"analytics/sql/summaries/sum_ward_schooling.sql"}
    assert "hidden" in {row["persons"] for row in rows}
    assert not [row for row in rows if row["persons"].isdigit() and 0 < int(row["persons"]) < 5]
    with ward.engine.connect() as connection:
        taken = connection.exec_driver_sql("select subject from audit_events where action = 'exported'").scalars().all()
    assert list(taken) == ["export:statistics:sum_ward_schooling"]


def test_a_table_shows_nought_where_nobody_was_counted_and_keeps_its_totals_last() -> None:
    rows = [{"area_code": WARD, "disability": kind, "sex": sex, "persons": count}
            for kind, sex, count in (("blind", "male", 7), ("blind", "", 7), ("", "male", 7), ("", "female", None),
                                     ("", "", None))]  # fmt: skip
    table = laid_out(LAYOUTS["sum_ward_disability"], WARD, rows)
    assert (table.side, table.above) == ((("blind",), ("",)), (("female",), ("male",), ("",)))
    assert table.cell(("blind",), ("female",)) == 0
    assert table.cell(("",), ("female",)) is None
