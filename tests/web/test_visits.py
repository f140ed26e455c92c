"""The visit list: two desks, every look recorded, never in a file; the age check at the registration of a marriage."""

from __future__ import annotations

from datetime import timedelta

import pytest

from census_app.domain.access import OPERATOR
from census_app.exports.catalogue import EXPORTS
from census_app.ledger import clock
from census_app.ledger.engine import reading
from census_app.ledger.reads.visits import visit_list
from tests.wards import Ward
from tests.web.desks import SignIn


def listed(ward: Ward) -> list[int]:
    with reading(ward.engine) as session:
        return [girl.person.person_id for girl in visit_list(session, OPERATOR)]


def test_a_visit_is_written_down_and_comes_back_with_the_day_of_the_next(sign_in: SignIn, ward: Ward) -> None:
    girl, desk = listed(ward)[0], sign_in("women_affairs")
    desk.open(f"/visits/{girl}")
    day = clock.today()
    told = {"visited_on": day.isoformat(), "outcome": "prevented", "note": "বরপক্ষ ফিরে গেছে"}
    page = desk.send(f"/visits/{girl}", **told)
    assert "বিয়ে ঠেকানো হয়েছে" in page
    assert "বরপক্ষ ফিরে গেছে" in page
    assert listed(ward)[0] == girl
    again = day + timedelta(days=90)
    with ward.engine.connect() as connection:
        assert connection.exec_driver_sql("select next_visit_on from marriage_visits").scalar_one() == again.isoformat()


@pytest.mark.parametrize("missing", ["visited_on", "outcome", "note"])
def test_half_a_visit_is_asked_for_again(sign_in: SignIn, ward: Ward, missing: str) -> None:
    girl, desk = listed(ward)[0], sign_in("uno")
    desk.open(f"/visits/{girl}")
    told = {"visited_on": clock.today().isoformat(), "outcome": "at_risk", "note": "so", missing: ""}
    assert "এক বাক্যে বলুন" in desk.send(f"/visits/{girl}", **told)
    with ward.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from marriage_visits").scalar_one() == 0


def test_every_look_at_the_list_and_at_a_girl_is_recorded(sign_in: SignIn, ward: Ward) -> None:
    girl, desk = listed(ward)[0], sign_in("uno")
    for address in ("/visits", f"/visits/{girl}"):
        desk.open(address)
    with ward.engine.connect() as connection:
        looks = connection.exec_driver_sql("select subject from audit_events where action = 'look'").scalars().all()
    assert {"visits:list", f"visits:{girl}"} <= set(looks)


@pytest.mark.parametrize("name", ["chairman", "member", "volunteer", "ict", "auditor", "social_services"])
def test_no_other_desk_sees_the_list(sign_in: SignIn, name: str) -> None:
    for address in ("/visits", "/visits/44", "/visits/fairness"):
        sign_in(name).open(address, status=403)


def test_no_file_that_leaves_the_building_names_a_girl_of_the_list(ward: Ward) -> None:
    with reading(ward.engine) as session:
        kinds = {row["kind"] for row in EXPORTS["findings"].read(session, OPERATOR, "")}
    assert "child_marriage_risk" not in kinds
    assert [name for name in EXPORTS if "visit" in name or "marriage" in name] == []


def test_fairness_is_told_by_three_groups_and_names_where_it_comes_from(sign_in: SignIn) -> None:
    page = sign_in("women_affairs").open("/visits/fairness")
    for told in ("ধর্ম অনুযায়ী", "পাড়া অনুযায়ী", "সম্পদের পঞ্চমাংশ অনুযায়ী", "sum_visit_fairness.sql"):
        assert told in page
    assert "ইসলাম" in sign_in("uno").open("/need/fairness")
    assert "ইসলাম" not in sign_in("chairman").open("/need/fairness")


def test_whoever_registers_a_marriage_asks_about_girls_and_boys_alike(sign_in: SignIn, ward: Ward) -> None:
    with ward.engine.connect() as connection:
        boy = connection.exec_driver_sql(
            "select id from persons where sex = 'male' and birth_precision = 'day' and birth_date like '2002-%'"
        ).scalars().first()  # fmt: skip
    desk = sign_in("chairman")
    assert "বিয়ের বয়স হয়নি" in desk.open(f"/marriage-check/{boy}?on=2022-06-30")
    assert "বিয়ের বয়স হয়েছে</span>" in desk.open(f"/marriage-check/{boy}?on=2024-01-01")
    assert "বিয়ের বয়স" in desk.open(f"/marriage-check/{boy}?on=yesterday")
