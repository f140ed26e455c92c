"""The census tables as pages and files: small counts hidden, narrowed to the desk, told with their source."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest

from analytics.figures import CENSUS_TABLES, published_of, sources_for
from analytics.rows_behind import rows_behind
from census_app.cli.demo import UNION, UPAZILA, WARD
from census_app.domain.access import OPERATOR
from census_app.domain.bangla_text import ascii_digits
from census_app.ledger.engine import reading
from census_app.web.census_tables import LAYOUTS, laid_out
from census_app.web.formats import word
from census_app.web.paging import ON_A_PAGE
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


@pytest.mark.parametrize("name", CENSUS_TABLES)
def test_every_shown_count_is_the_number_of_rows_that_open_behind_it(sign_in: SignIn, ward: Ward, name: str) -> None:
    sign_in("chairman").open(f"/statistics?table={name}&area={WARD}")
    with reading(ward.engine) as session:
        source = sources_for(session, OPERATOR, ward.settings)[0]
    layout = LAYOUTS[name]
    behind = [
        row for row in rows_behind(source, OPERATOR, layout.rows, {}, WARD) if None not in map(row.get, layout.keys)
    ]
    table = laid_out(layout, WARD, published_of(source, OPERATOR, name, WARD))
    shown = {place: count for place, count in table.cells.items() if count is not None}
    opened = {
        place: sum(table.place(*place).items() <= {key: row[key] for key in layout.keys}.items() for row in behind)
        for place in shown
    }
    assert opened == shown
    assert len(shown) > 1


def test_a_count_opens_its_persons_and_the_trail_says_who_looked(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("chairman")
    page = desk.open(f"/statistics?table=sum_ward_population&area={WARD}")
    address = re.search(r'href="([^"]*/statistics/rows[^"]*age_band=65-69[^"]*sex=female[^"]*)">([^<]+)<', page)
    assert address is not None
    rows = desk.open(html.unescape(address[1]))
    assert rows.count('href="/persons/') == int(ascii_digits(address[2]))
    assert "analytics/sql/intermediate/int_census_persons.sql" in rows
    homes = desk.open(f"/statistics/rows?table=sum_ward_living&area={WARD}&question=latrine")
    assert homes.count('href="/households/') == ON_A_PAGE
    with ward.engine.connect() as connection:
        looked = connection.exec_driver_sql(
            "select subject from audit_events where action = 'look' and subject like 'statistics:%'"
        )
        assert set(looked.scalars()) == {"statistics:sum_ward_population", "statistics:sum_ward_living"}


def test_rows_outside_the_scope_are_not_there_and_an_office_opens_none(sign_in: SignIn) -> None:
    sign_in("chairman").open(f"/statistics/rows?table=sum_ward_population&area={UPAZILA}", status=404)
    sign_in("chairman").open("/statistics/rows?table=persons&area=1", status=404)


def test_a_table_shows_nought_where_nobody_was_counted_and_keeps_its_totals_last() -> None:
    rows = [{"area_code": WARD, "disability": kind, "sex": sex, "persons": count}
            for kind, sex, count in (("blind", "male", 7), ("blind", "", 7), ("", "male", 7), ("", "female", None),
                                     ("", "", None))]  # fmt: skip
    table = laid_out(LAYOUTS["sum_ward_disability"], WARD, rows)
    assert (table.side, table.above) == ((("blind",), ("",)), (("female",), ("male",), ("",)))
    assert table.cell(("blind",), ("female",)) == 0
    assert table.cell(("",), ("female",)) is None
