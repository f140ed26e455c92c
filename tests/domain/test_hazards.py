"""A shelter as somebody describes it, and whole numbers of a form."""

from __future__ import annotations

from datetime import date

import pytest

from census_app.domain.access import Assignment, Permission, Role, can, scope_of
from census_app.domain.errors import Refused
from census_app.domain.hazards import ShelterKind, shelter_from, whole_number

SCHOOL = {
    "name_bn": "মডেল প্রাথমিক বিদ্যালয়",
    "name_en": "",
    "area_code": "4087907108",
    "para_code": "4087907108-02",
    "lat": "২২.৭৬৫",
    "lon": "89.13",
    "capacity": "২২০",
    "kind": "school",
    "source": "the head teacher",
}


def test_a_shelter_is_read_in_the_digits_of_either_language() -> None:
    shelter = shelter_from({**SCHOOL, "name_bn": "  মডেল\tপ্রাথমিক \x00বিদ্যালয় "})
    assert (shelter.lat, shelter.lon, shelter.capacity, shelter.kind) == (22.765, 89.13, 220, ShelterKind.SCHOOL)
    assert shelter.name_bn == SCHOOL["name_bn"]


def test_a_shelter_whose_position_nobody_measured_is_a_shelter() -> None:
    assert shelter_from({**SCHOOL, "lat": "", "lon": "", "para_code": ""}).lat is None


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("name_bn", ""),
        ("source", " "),
        ("area_code", "40879071"),
        ("area_code", "ward 8"),
        ("para_code", "4087907107-01"),
        ("kind", "mosque"),
        ("lat", "89.13"),
        ("lat", "north"),
        ("lat", "nan"),
        ("lon", ""),
        ("capacity", "0"),
        ("capacity", "many"),
        ("capacity", "20001"),
        ("capacity", "-5"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(field: str, written: str) -> None:
    with pytest.raises(Refused) as refused:
        shelter_from({**SCHOOL, field: written})
    assert refused.value.code == "shelter_field_wrong"
    assert refused.value.values["field"] == field


@pytest.mark.parametrize(
    ("written", "read"), [("৬০", 60), (" 60 ", 60), ("0", None), ("1501", None), ("6.5", None), ("", None), ("²", None)]
)
def test_a_whole_number_lies_within_its_bounds(written: str, read: int | None) -> None:
    assert whole_number(written, 1, 1500) == read


@pytest.mark.parametrize(("office", "leads"), [("relief", True), ("food", False), ("", False)])
def test_of_all_offices_only_relief_leads_in_a_hazard(office: str, leads: bool) -> None:
    desk = Assignment(Role.OFFICE, "408790", office, date(2022, 1, 1))
    scope = scope_of(1, "officer", [desk], date(2022, 6, 30))
    asked = (Permission.OPEN_HAZARDS, Permission.SEE_HAZARDS, Permission.MANAGE_SHELTERS, Permission.MARK_REACHED)
    assert {can(scope, permission) for permission in asked} == {leads}


def test_a_desk_of_another_kind_gains_nothing_by_the_name_of_its_office() -> None:
    desk = Assignment(Role.VOLUNTEER, "4087907108", "relief", date(2022, 1, 1))
    assert not can(scope_of(1, "volunteer", [desk], date(2022, 6, 30)), Permission.OPEN_HAZARDS)
