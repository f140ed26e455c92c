"""A list with a column for each quarter: every filled cell is a delivery, and the line stays one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from census_app.domain.access import OPERATOR
from census_app.ledger.engine import reading
from census_app.ledger.reads.suspense import list_suspense
from census_app.ledger.scoping import options
from census_app.ledger.tables import Attachment, Delivery, Person, StagedRow
from census_app.ledger.writes.suspense import attach_by_hand, detach_delivery, rule_out
from census_app.settings import Settings
from importers import RowState
from importers.acceptance import accept_rows
from importers.mending import mend_cell
from importers.staging import stage_deliveries
from tests.importers.sheets import codes, office_list, values
from tests.importers.test_suspense import KARIM, NAMESAKE, ledger, survey

__all__ = ["ledger"]

UPAZILA = "408790"
QUARTERS = "| জুলাই-সেপ্টেম্বর | অক্টোবর-ডিসেম্বর | জানুয়ারি-মার্চ | এপ্রিল-জুন |"


def of_periods(told: dict[str, object]) -> dict[str, object]:
    return {name.removeprefix("given:"): value for name, value in told.items() if name.startswith("given:")}


def test_each_filled_cell_below_a_quarter_is_what_was_given_in_it(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        f"""
        | বয়স্ক ভাতা বিতরণ, ২০২১-২২ |
        | ক্রঃ | নাম | পিতার নাম | গ্রাম {QUARTERS} মোট টাকা |
        | 1 | রহিমা | সালাম | পূর্বপাড়া | 1500 | ১,৫০০/- | | মৃত | 3000 |
        """,
    )
    told = values(read, 3)
    assert of_periods(told) == {
        "2021-07..2021-09": {"amount_poisha": 150_000},
        "2021-10..2021-12": {"amount_poisha": 150_000},
    }
    assert not {"amount_poisha", "period_code"} & told.keys(), (
        "neither the sum of all nor the year of the title is one's"
    )
    assert read.rows[0].raw["মোট টাকা"] == "3000"
    assert codes(read) == {"columns_of_periods"}


@pytest.mark.parametrize(
    ("headings", "cells", "told"),
    [
        (("১ম কিস্তির টাকা", "২য় কিস্তির টাকা"), ("1500", "✓"), {"2021-07..2021-09": 150_000, "2021-10..2021-12": None}),
        (("Q3 (Tk)", "Q4 (Tk)"), ("int:500", "int:0"), {"2022-01..2022-03": 50_000}),
        (("Jul-Sep 2020", "Jul-Sep 2021"), ("500", "600"), {"2020-07..2020-09": 50_000, "2021-07..2021-09": 60_000}),
        (("জুলাই", "আগস্ট"), ("500", "1"), {"2021-07": 50_000, "2021-08": None}),
        (("date:2021-07-01", "date:2021-08-01"), ("500", "paid"), {"2021-07": 50_000, "2021-08": None}),
        (("২০২০-২১", "২০২১-২২"), ("500", "বকেয়া"), {"2020-21": 50_000}),
    ],
)
def test_periods_are_named_in_many_ways(
    tmp_path: Path, headings: tuple[str, ...], cells: tuple[str, ...], told: dict[str, int | None]
) -> None:
    read = office_list(
        tmp_path,
        f"| বয়স্ক ভাতা |\n| SL | Name | Father | Village | {' | '.join(headings)} |\n"
        f"| 1 | Rahima | Salam | Purbapara | {' | '.join(cells)} |",
    )
    given = {
        code: one.get("amount_poisha") for code, one in of_periods(values(read, 3)).items() if isinstance(one, dict)
    }
    assert given == told


def test_english_headings_of_a_table_typed_in_bijoy_keep_their_letters(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        """
        | বয়স্ক ভাতা |
        | SL | Name | Father | Village | Q1 | Q2 |
        | 1 | †gvt Kwig MvRx | iwng MvRx | c~e©cvov | wK Rvwb | 1500 |
        | 2 | iwngv LvZzb | Kwig MvRx | c~e©cvov | 1500 | 1500 |
        """,
    )
    assert values(read, 4)["recipient_name"] == "রহিমা খাতুন"
    assert [problem.heading for row in read.rows for problem in row.problems if problem.code == "given_unreadable"] == [
        "Q1"
    ]


def test_a_sum_and_a_day_below_one_quarter_are_one_delivery(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        """
        | বয়স্ক ভাতা |
        | SL | Name | Father | Village | Jul-Sep 2021 | | Oct-Dec 2021 | |
        | | | | | Taka | Date | Taka | Date |
        | 1 | Rahima | Salam | Purbapara | 1500 | 05/10/2021 | | |
        """,
    )
    assert of_periods(values(read, 4)) == {
        "2021-07..2021-09": {"amount_poisha": 150_000},
        "2021-07..2021-09:2": {"delivered_on": "2021-10-05"},
    }


def test_a_bare_number_counts_goods_where_no_money_is_given(tmp_path: Path) -> None:
    head = "| SL | Name | Father | Village | {} | {} |\n| 1 | Rahima | Salam | Purbapara | 30 | 30 |"
    in_kilos = office_list(tmp_path, "| খাদ্যবান্ধব কর্মসূচি |\n" + head.format("সেপ্টেম্বর (কেজি)", "অক্টোবর (কেজি)"))
    assert of_periods(values(in_kilos, 3))["2021-09"] == {"quantity_thousandths": 30_000, "unit": "kg"}
    of_eids = office_list(tmp_path, "| ভিজিএফ |\n" + head.format("ঈদুল ফিতর", "ঈদুল আযহা"))
    assert of_periods(values(of_eids, 3)) == {
        "2021-22/eid_ul_fitr": {"quantity_thousandths": 30_000},
        "2021-22/eid_ul_azha": {"quantity_thousandths": 30_000},
    }


def test_one_named_period_is_no_list_of_periods(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        """
        | বয়স্ক ভাতা |
        | SL | Name | Father | Village | জুলাই-সেপ্টেম্বর (টাকা) | তারিখ |
        | 1 | Rahima | Salam | Purbapara | 1500 | 05/10/2021 |
        """,
    )
    assert of_periods(values(read, 3)) == {}
    assert "columns_of_periods" not in codes(read)


def test_days_side_by_side_are_no_periods(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        """
        | অতিদরিদ্রদের জন্য কর্মসংস্থান কর্মসূচি |
        | SL | Name | Father | Village | 05/10/2021 | 06/10/2021 |
        | 1 | Rahima | Salam | Purbapara | 1 | 1 |
        """,
    )
    assert of_periods(values(read, 3)) == {}
    assert codes(read) >= {"unknown_heading"}


def test_a_line_without_any_period_and_one_that_cannot_be_told_wait(tmp_path: Path) -> None:
    read = office_list(
        tmp_path,
        f"""
        | বয়স্ক ভাতা |
        | ক্রঃ | নাম | পিতার নাম | গ্রাম {QUARTERS}
        | 1 | রহিমা | সালাম | পূর্বপাড়া | | - | ০ | পায়নি |
        | 2 | করিম | সালাম | পূর্বপাড়া | 1500 | কে জানে | | |
        | 3 | জমির | সালাম | পূর্বপাড়া | 1500 | 1500 | | |
        """,
    )
    assert [row.state for row in read.rows] == [RowState.HELD, RowState.HELD, RowState.READY]
    assert "nothing_given" in codes(read, 3)
    assert {"given_unreadable"} == codes(read, 4) - {"taken_from_title"}


LIST = ["Name,Father,NID,Programme,Q1,Q2,Q3,Q4", "Md. Abdul Karim,Rahim,{nid},Old Age Allowance,1500,{second},,"]


def listed(ledger: Engine, settings: Settings, nid: str, second: str) -> int:
    path = settings.data_dir / "list.csv"
    path.write_text("\n".join(LIST).format(nid=nid, second=second) + "\n", encoding="utf-8")
    return stage_deliveries(
        ledger, settings, OPERATOR, path, path.name, "social_services", "2021-22", UPAZILA
    ).upload_id


def deliveries(ledger: Engine) -> list[tuple[str, int | None, int | None]]:
    """Period, sum and whose it is now, of each delivery."""
    held = (col(Attachment.delivery_id) == Delivery.id) & col(Attachment.ended_at).is_(None)
    found = select(Delivery.period_code, Delivery.amount_poisha, Attachment.person_id).outerjoin(Attachment, held)
    with reading(ledger) as session:
        rows = session.exec(found.order_by(col(Delivery.id)), execution_options=options(OPERATOR)).all()
    return [(code, amount, person) for code, amount, person in rows]


def test_the_line_is_one_row_and_its_deliveries_are_of_one_person(ledger: Engine, settings: Settings) -> None:
    survey(ledger, settings, KARIM)
    accept_rows(ledger, settings, OPERATOR, upload_id=listed(ledger, settings, "19628719071800901", "1600"))
    with reading(ledger) as session:
        (person,) = session.exec(select(Person.id), execution_options=options(OPERATOR))
        states = list(session.exec(select(StagedRow.state), execution_options=options(OPERATOR)))
    assert states == ["accepted", "attached"]
    assert deliveries(ledger) == [
        ("2021-07..2021-09", 150_000, person),
        ("2021-10..2021-12", 160_000, person),
    ]


def test_a_cell_of_a_quarter_is_put_right_on_the_page(ledger: Engine, settings: Settings) -> None:
    upload_id = listed(ledger, settings, "", "কে জানে")
    with reading(ledger) as session:
        row = session.exec(select(StagedRow), execution_options=options(OPERATOR)).one()
    assert row.state == "held"
    assert mend_cell(ledger, settings, OPERATOR, upload_id, row.id, "Q2", "1700") == RowState.READY
    accept_rows(ledger, settings, OPERATOR, upload_id=upload_id)
    assert [amount for _, amount, _ in deliveries(ledger)] == [150_000, 170_000]


def test_what_somebody_says_of_one_holds_for_the_whole_line(ledger: Engine, settings: Settings) -> None:
    survey(ledger, settings, KARIM, NAMESAKE)
    accept_rows(ledger, settings, OPERATOR, upload_id=listed(ledger, settings, "", "1600"))
    with reading(ledger) as session:
        first, second = sorted(list_suspense(session, OPERATOR), key=lambda line: line.delivery_id)
        one, other = session.exec(select(Person.id).order_by(col(Person.id)), execution_options=options(OPERATOR))
    assert (first.together, second.together) == (2, 2)
    rule_out(ledger, OPERATOR, second.delivery_id, other, "too young")
    with reading(ledger) as session:
        assert {c.person_id for line in list_suspense(session, OPERATOR) for c in line.candidates} == {one}
    attach_by_hand(ledger, OPERATOR, first.delivery_id, one, "he signed for it")
    assert [person for *_, person in deliveries(ledger)] == [one, one]
    detach_delivery(ledger, OPERATOR, second.delivery_id, "his neighbour signed")
    assert [person for *_, person in deliveries(ledger)] == [None, None]
    with reading(ledger) as session:
        assert len(list_suspense(session, OPERATOR)) == 2
