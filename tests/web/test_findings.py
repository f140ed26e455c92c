"""Questions, who reads which, and a person's answer."""

from __future__ import annotations

import re

import pytest

from census_app.settings import PROJECT_DIR
from census_app.web.views.findings import sql_file_of
from tests.wards import Ward
from tests.web.desks import SignIn


def first(ward: Ward, kind: str) -> int:
    with ward.engine.connect() as connection:
        found = connection.exec_driver_sql("select min(id) from findings where kind = ?", (kind,))
        return int(found.scalar_one())


def test_the_list_can_be_narrowed_by_kind(sign_in: SignIn, ward: Ward) -> None:
    page = sign_in("uno").open("/findings?kind=after_death")
    listed = {int(found) for found in re.findall(r'href="/findings/(\d+)"', page)}
    with ward.engine.connect() as connection:
        wanted = connection.exec_driver_sql("select id from findings where kind = 'after_death'").scalars()
        assert listed == set(wanted)


def test_whom_a_disaster_reaches_first_stands_first(sign_in: SignIn) -> None:
    page = sign_in("uno").open("/findings?kind=disaster_priority")
    tiers = re.findall(r"অগ্রাধিকার ([কখগ])", page.partition('id="rows"')[2])
    assert tiers == sorted(tiers)
    assert set(tiers) == {"ক", "খ"}


@pytest.mark.parametrize(("language", "names"), [("bn", ("বয়স্ক ভাতা", "বিধবা")), ("en", ("Old Age Allowance", "Widow"))])
def test_a_reason_names_its_programmes_in_the_language_of_the_page(
    sign_in: SignIn, ward: Ward, language: str, names: tuple[str, ...]
) -> None:
    desk = sign_in("uno")
    desk.open("/findings")
    page = desk.send("/language", language=language, then=f"/findings/{first(ward, 'exclusive_programmes')}")
    reasons = page.partition('<ul class="summary">')[2].partition("</ul>")[0]
    assert all(name in reasons for name in names)
    assert not re.search(r"\b(OAA|WID)\b", reasons)


def test_an_answer_with_its_note_stays_with_the_finding(sign_in: SignIn, ward: Ward) -> None:
    finding_id = first(ward, "after_death")
    desk = sign_in("uno")
    desk.open(f"/findings/{finding_id}")
    page = desk.send(f"/findings/{finding_id}/review", decision="confirmed", note="সরেজমিনে দেখা হয়েছে")
    assert "সরেজমিনে দেখা হয়েছে" in page
    assert "সত্য প্রমাণিত" in page


def test_an_answer_without_a_note_is_not_kept(sign_in: SignIn, ward: Ward) -> None:
    finding_id = first(ward, "after_death")
    desk = sign_in("uno")
    desk.open(f"/findings/{finding_id}")
    page = desk.send(f"/findings/{finding_id}/review", decision="confirmed", note=" ")
    assert "এক বাক্যে লিখুন" in page


@pytest.mark.parametrize("name", ["chairman", "social_services"])
def test_the_visit_list_is_for_two_desks_alone(sign_in: SignIn, ward: Ward, name: str) -> None:
    finding_id = first(ward, "child_marriage_risk")
    desk = sign_in(name)
    desk.open(f"/findings/{finding_id}", status=404)
    assert "বাল্যবিবাহ" not in desk.open("/findings")
    for allowed in ("uno", "women_affairs"):
        sign_in(allowed).open(f"/findings/{finding_id}")


def test_a_look_at_the_visit_list_is_in_the_trail(sign_in: SignIn, ward: Ward) -> None:
    sign_in("women_affairs").open("/findings?kind=child_marriage_risk")
    with ward.engine.connect() as connection:
        looks = connection.exec_driver_sql(
            "select count(*) from audit_events where action = 'look' and subject = 'findings:child_marriage_risk'"
        )
        assert looks.scalar_one() == 1


def test_an_office_reads_the_findings_of_its_own_programmes(sign_in: SignIn, ward: Ward) -> None:
    with ward.engine.connect() as connection:
        ids = {
            office: connection.exec_driver_sql(
                "select min(id) from findings where office_codes like ? and kind <> 'child_marriage_risk'", (like,)
            ).scalar_one()
            for office, like in {"own": '["social_services"]', "other": '["food"]'}.items()
        }
    desk = sign_in("social_services")
    desk.open(f"/findings/{ids['own']}")
    if ids["other"] is not None:
        desk.open(f"/findings/{ids['other']}", status=404)


def test_a_finding_names_the_sql_file_that_asks_it(ward: Ward) -> None:
    with ward.engine.connect() as connection:
        kinds = [kind for (kind,) in connection.exec_driver_sql("select distinct kind from findings")]
    assert kinds
    assert [kind for kind in kinds if not (PROJECT_DIR / sql_file_of(kind)).is_file()] == []
