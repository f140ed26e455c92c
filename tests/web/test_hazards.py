"""Hazards on the pages: called out, weighed, printed, ticked off, and who was missed."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date

import pytest

from analytics.findings import run_analysis
from analytics.priority_points import GROUNDS
from census_app.cli.demo import AS_OF, PASSWORD, UNION, UPAZILA, WARD
from census_app.cli.run import create_ledger
from census_app.domain.access import OPERATOR, Role
from census_app.ledger.engine import open_ledger
from census_app.ledger.reads.hazards import KeptSnapshot
from census_app.ledger.writes.findings import NewRun, store_findings
from census_app.ledger.writes.hazards import NewHazard, open_hazard
from census_app.ledger.writes.users import add_user, assign
from census_app.sentences import sentence
from census_app.settings import Settings
from census_app.web import create_app
from census_app.web.formats import word
from tests.wards import Ward
from tests.web.desks import Desk, SignIn

PARA = f"{WARD}-01"
ROW = re.compile(r'<td class="number short">')
CARD = re.compile(r'<li id="p(\d+)"')
SQUARE = [[89.10, 22.70], [89.1302, 22.70], [89.1302, 22.80], [89.10, 22.80], [89.10, 22.70]]


def told(code: str, language: str = "bn") -> str:
    """How the sentence begins, as far as nobody has to fill it in."""
    return sentence(code, language).split("…")[0]


def number_in(page: str, pattern: str) -> int:
    found = re.search(pattern, page)
    assert found is not None, pattern
    return int(found[1].translate(str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789")).replace(",", ""))


def rows_of(page: str) -> str:
    return page.partition("<tbody>")[2].partition("</tbody>")[0]


def trail(ward: Ward, action: str) -> list[tuple[str, str, str]]:
    query = "select subject, area_code, reason from audit_events where action = ? order by id"
    with ward.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query, (action,))]


def living(ward: Ward) -> int:
    with ward.engine.connect() as connection:
        return int(connection.exec_driver_sql("select count(*) from persons where death_date = ''").scalar_one())


def call_out(desk: Desk, **fields: object) -> str:
    desk.open("/hazards/new")
    asked = {"kind": "waterlogging", "area": WARD, "expected_on": "2022-07-10", "depth_cm": "", "drawn_area": ""}
    return desk.send("/hazards", **{**asked, **fields})


def test_everybody_who_lives_there_stands_in_one_tier_and_has_a_place_or_is_counted_without(
    sign_in: SignIn, ward: Ward
) -> None:
    page = sign_in("uno").open("/hazards/1")
    numbers = r'<td class="number" data-label="[^"]*">([০-৯,]+)</td>'
    by_place = page.partition("<tbody>")[2].partition("</tbody>")[0]
    counted = [number_in(cell, "(.+)") for cell in re.findall(numbers, by_place)]
    assert sum(counted) == living(ward)
    shelters = page.split("<tbody>")[2].partition("</tbody>")[0]
    taken = [number_in(cell, "(.+)") for cell in re.findall(numbers, shelters)][1::3]
    assert sum(taken) + number_in(page, r"আশ্রয়কেন্দ্র ভরে গেছে: ([০-৯,]+)") == living(ward)
    assert ("hazard:1", UNION, "") in trail(ward, "look")


def test_a_ward_member_sees_the_part_of_a_wider_hazard_that_lies_in_the_ward(sign_in: SignIn, ward: Ward) -> None:
    add_user(ward.engine, OPERATOR, "other", "ward 7", PASSWORD)
    assign(ward.engine, OPERATOR, "other", Role.WARD_MEMBER, "4087907107", "")
    desk = sign_in("other")
    assert "এখানে কারও বাস জানা নেই" in desk.open("/hazards/1")
    for address in (f"sheets/{PARA}", f"ticks/{PARA}", f"sheets/{WARD}"):
        desk.open(f"/hazards/1/{address}", status=404)
    assert "<li>" not in desk.open("/hazards/1/afterwards").partition('id="rows"')[2].partition("</ul>")[0]
    assert CARD.findall(sign_in("member").open(f"/hazards/1/ticks/{PARA}"))


def test_a_sheet_has_a_row_for_everybody_with_a_ground_and_says_what_it_was_made_of(
    sign_in: SignIn, ward: Ward
) -> None:
    desk = sign_in("chairman")
    page = desk.open(f"/hazards/1/sheets/{PARA}")
    more = number_in(page, r"এই পাড়ার আরও ([০-৯,]+) জন")
    everybody = desk.open(f"/hazards/1/sheets/{PARA}?everybody=1")
    assert len(ROW.findall(page)) + more == len(ROW.findall(everybody))
    assert page.index("অগ্রাধিকার ক") < page.index("অগ্রাধিকার খ") < page.index("অগ্রাধিকার গ")
    assert "int_priority_weighted.sql" in page
    assert "tel:01" in page
    assert ("hazard:1", PARA, "") in trail(ward, "look")
    desk.open("/hazards/1/sheets/4087907108-99", status=404)
    desk.open(f"/hazards/1/sheets/{UNION}", status=404)


def test_every_ground_has_a_short_word_for_the_paper_and_a_sentence_for_the_screen(sign_in: SignIn) -> None:
    page = sign_in("chairman").open(f"/hazards/1/sheets/{PARA}")
    short = [words.split(", ") for words in re.findall(r'class="on-paper">([^<]*)<', page)]
    assert {ground for grounds in short for ground in grounds} <= {word("reason_name", code, "bn") for code in GROUNDS}
    assert len(short) == page.count('class="on-screen"') > 3
    assert all(grounds != [""] for grounds in short)
    assert all(word("reason_name", code, "bn") != code for code in GROUNDS)


def test_a_sheet_leaves_as_a_file_only_for_a_reason_that_the_trail_keeps(sign_in: SignIn, ward: Ward) -> None:
    desk = sign_in("relief")
    desk.open(f"/hazards/1/sheets/{PARA}")
    assert told("export_reason_needed") in desk.send(f"/hazards/1/sheets/{PARA}/file", format="csv", reason=" ")
    assert trail(ward, "exported") == []
    file = desk.send(f"/hazards/1/sheets/{PARA}/file", format="csv", reason="for the volunteers of the north")
    assert len(file.splitlines()) > 100
    assert trail(ward, "exported") == [("export:hazard_sheet:1", PARA, "for the volunteers of the north")]
    assert not re.search(r"\b\d{10}\b|\b\d{13}\b|\b\d{17}\b", file)


def test_weights_are_tried_on_the_screen_and_hold_only_when_they_are_kept(sign_in: SignIn) -> None:
    uno, chairman = sign_in("uno"), sign_in("chairman")
    before = rows_of(uno.open(f"/hazards/1/sheets/{PARA}"))
    tried = uno.open("/hazards/1/weights?weak_house=0&pregnant=9")
    assert 'id="w-pregnant" name="pregnant" type="number" min="0" max="9" value="9"' in tried
    assert rows_of(uno.open(f"/hazards/1/sheets/{PARA}")) == before
    kept = uno.send("/hazards/1/weights", weak_house=0, pregnant=9)
    assert "ওজন রাখা হলো" in kept
    assert rows_of(uno.open(f"/hazards/1/sheets/{PARA}")) != before
    assert 'value="9"' in chairman.open("/hazards/1/weights")
    assert told("weight_wrong") in uno.open("/hazards/1/weights?pregnant=10", status=403)
    assert told("weight_wrong") in uno.open("/hazards/1/weights?pregnant=-1", status=403)


def test_a_tick_is_a_row_more_and_the_missed_are_who_remains(sign_in: SignIn, ward: Ward) -> None:
    volunteer, uno = sign_in("volunteer"), sign_in("uno")
    page = volunteer.open(f"/hazards/1/ticks/{PARA}")
    first, second, third = CARD.findall(page)[:3]
    address = f"/hazards/1/ticks/{PARA}"
    listed = number_in(page, r"([০-৯,]+) জনের মধ্যে")
    volunteer.send(address, person_id=first, outcome="not_found")
    volunteer.send(address, person_id=first, outcome="moved", shelter_id=2)
    volunteer.send(address, person_id=second, outcome="refused")
    page = volunteer.send(address, person_id=third, outcome="not_found")
    assert number_in(page, r"জনের মধ্যে ([০-৯,]+) জনের") == 3
    after = uno.open("/hazards/1/afterwards?show=moved")
    assert after.partition('id="rows"')[2].count("<li>") == 1
    assert "ঋষিপাড়া ঘূর্ণিঝড় আশ্রয়কেন্দ্র (কল্পিত)" in after
    assert uno.open("/hazards/1/afterwards?show=refused").partition('id="rows"')[2].count("<li>") == 1
    missed = re.findall(r'data-label="বাদ পড়েছেন">([০-৯,]+)', after)
    on_list = re.findall(r'data-label="তালিকায়">([০-৯,]+)', after)
    assert sum(number_in(n, "(.+)") for n in on_list) - sum(number_in(n, "(.+)") for n in missed) == 2
    with ward.engine.connect() as connection:
        rows = connection.exec_driver_sql("select outcome from hazard_marks order by id").scalars().all()
    assert rows == ["not_found", "moved", "refused", "not_found"]
    assert listed > 100


def test_relief_since_the_day_stands_beside_whoever_got_it(sign_in: SignIn) -> None:
    page = sign_in("relief").open("/hazards/1/afterwards?show=missed")
    with_relief = sum(number_in(n, "(.+)") for n in re.findall(r'data-label="এরপর ত্রাণ পেয়েছেন">([০-৯,]+)', page))
    assert with_relief > 0
    assert "ভিজিএফ" in page


def test_a_person_is_found_by_name_or_household_on_the_tick_page(sign_in: SignIn) -> None:
    desk = sign_in("member")
    everybody = CARD.findall(desk.open(f"/hazards/1/ticks/{PARA}"))
    household = re.search(r"খানা ([০-৯]+)", desk.open(f"/hazards/1/ticks/{PARA}"))
    assert household is not None
    ascii_number = household[1].translate(str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789"))
    found = CARD.findall(desk.open(f"/hazards/1/ticks/{PARA}?find={ascii_number}"))
    assert 0 < len(found) < len(everybody)
    assert CARD.findall(desk.open(f"/hazards/1/ticks/{PARA}?find=nobodyiscalledso")) == []


def test_a_volunteer_opens_no_list_beyond_the_ticks_and_nothing_once_it_is_over(sign_in: SignIn) -> None:
    volunteer, uno = sign_in("volunteer"), sign_in("uno")
    assert "tel:" not in volunteer.open("/hazards/1")
    for address in (f"sheets/{PARA}", "afterwards", "weights"):
        volunteer.open(f"/hazards/1/{address}", status=403)
    uno.open("/hazards/1")
    assert "বন্ধ হলো" in uno.send("/hazards/1/close")
    for address in ("/hazards/1", f"/hazards/1/ticks/{PARA}"):
        volunteer.open(address, status=404)
    assert "/hazards/1" not in volunteer.open("/hazards")
    assert "outcome" not in uno.open(f"/hazards/1/ticks/{PARA}")
    assert told("hazard_closed") in uno.send(f"/hazards/1/ticks/{PARA}", status=403, person_id=7, outcome="reached")
    assert told("hazard_closed") in uno.send("/hazards/1/close", status=403)


def test_a_chairman_calls_out_for_the_own_union_and_a_wider_hazard_is_not_his(sign_in: SignIn, ward: Ward) -> None:
    chairman = sign_in("chairman")
    assert "জলাবদ্ধতা" in call_out(chairman)
    chairman.open("/hazards/2/weights")
    open_hazard(
        ward.engine,
        OPERATOR,
        NewHazard("flood", ("408790",), date(2022, 7, 1), None, "", {}),
        KeptSnapshot("nowhere", date(2022, 6, 30)),
    )
    assert told("hazard_of_wider_area") in chairman.send("/hazards/3/close", status=403)
    assert told("snapshot_missing") in chairman.open("/hazards/3", status=403)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "earthquake"}, "hazard_kind_unknown"),
        ({"area": ""}, "hazard_without_area"),
        ({"expected_on": "tomorrow"}, "hazard_day_wrong"),
        ({"depth_cm": "deep"}, "hazard_day_wrong"),
        ({"drawn_area": "around the school"}, "area_not_drawn"),
    ],
)
def test_a_hazard_that_cannot_be_understood_is_asked_again(sign_in: SignIn, fields: dict[str, str], code: str) -> None:
    assert told(code) in call_out(sign_in("uno"), **fields)


def test_a_drawn_area_leaves_off_who_lives_outside_and_keeps_whose_position_nobody_knows(
    sign_in: SignIn, ward: Ward
) -> None:
    with ward.engine.connect() as connection:
        query = "select sum(lon > 89.1302) from households"
        outside = connection.exec_driver_sql(query).scalar_one()
    page = call_out(sign_in("uno"), drawn_area=json.dumps({"type": "Polygon", "coordinates": [SQUARE]}))
    assert abs(number_in(page, r"([০-৯,]+)টি খানা আঁকা এলাকার বাইরে") - outside) <= 1


def test_a_list_whose_snapshot_is_gone_says_so(sign_in: SignIn, ward: Ward) -> None:
    shutil.rmtree(ward.settings.snapshots_dir)
    assert told("snapshot_missing") in sign_in("uno").open("/hazards/1", status=403)


def test_before_the_first_run_no_hazard_is_called_out(settings: Settings) -> None:
    engine = open_ledger(settings)
    create_ledger(engine, settings)
    add_user(engine, OPERATOR, "uno", "UNO", PASSWORD)
    assign(engine, OPERATOR, "uno", Role.UNO, UPAZILA, "")
    desk = Desk(create_app(settings).test_client())
    desk.open("/sign-in")
    desk.send("/sign-in", name="uno", password=PASSWORD)
    assert told("no_snapshot_yet") in call_out(desk)
    store_findings(engine, OPERATOR, NewRun(date(2022, 6, 30), "1", "gone", ()), [])
    desk.open("/hazards/new")
    asked = {"kind": "flood", "area": WARD, "expected_on": "2022-07-10"}
    assert told("snapshot_missing") in desk.send("/hazards", status=403, **asked)
    engine.dispose()


def test_shelters_are_noted_and_changed_on_a_page_by_whoever_leads(sign_in: SignIn, ward: Ward) -> None:
    chairman = sign_in("chairman")
    chairman.open("/shelters/new")
    new = {"name_bn": "নতুন বিদ্যালয়", "area_code": WARD, "kind": "school", "capacity": "৯০", "source": "ইউপি"}
    assert "নতুন বিদ্যালয়" in chairman.send("/shelters", **new)
    assert told("shelter_field_wrong").split("‘")[0] in chairman.send("/shelters", **{**new, "capacity": "অনেক"})
    chairman.open("/shelters/1")
    assert told("shelter_known_already") in chairman.send("/shelters/1", **new)
    assert "৭৭" in chairman.send("/shelters/1", **{**new, "name_bn": "আরেকটি", "capacity": "77"})
    member = sign_in("member")
    assert "আরেকটি" in member.open("/shelters")
    member.open("/shelters/1", status=403)
    assert trail(ward, "shelter_changed") == [("shelter:1", WARD, "")]
    assert told("hazard_not_found") in chairman.open("/hazards/99", status=404)
    assert told("shelter_not_found") in chairman.open("/shelters/99", status=404)


def test_whoever_has_no_para_no_position_or_no_household_is_listed_and_never_dropped(
    sign_in: SignIn, ward: Ward
) -> None:
    with ward.engine.begin() as connection:
        run = connection.exec_driver_sql
        old = "select m.person_id, m.household_id from memberships m join persons p on p.id = m.person_id"
        asked = f"{old} where p.birth_date < '1950' and p.death_date = '' and m.until_on is null order by m.id limit 2"
        (first, home), (second, _) = run(asked).all()
        run("update households set para_code = '', lat = null, lon = null where id = ?", (home,))
        run("update memberships set until_on = '2022-06-01' where person_id = ?", (second,))
    run_analysis(ward.engine, ward.settings, OPERATOR, AS_OF, whole=True)  # changed past the trail
    desk = sign_in("uno")
    assert "জলাবদ্ধতা" in call_out(desk, drawn_area=json.dumps({"type": "Polygon", "coordinates": [SQUARE]}))
    ticks = CARD.findall(desk.open(f"/hazards/2/ticks/{WARD}"))
    assert {str(first), str(second)} <= set(ticks)
    sheet = desk.open(f"/hazards/2/sheets/{WARD}")
    assert "কোনো খানায় নেই" in sheet
    assert "পথ মাপা নেই" in sheet
    assert "পাড়া জানা নেই" in sheet
