"""The reference tables in the ledger, on both databases, and who sees which part of them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from census_app.domain.access import OPERATOR, Scope
from census_app.domain.errors import NotFound
from census_app.ledger.engine import reading, writing
from census_app.ledger.reads.areas import area_names, get_area, list_areas, list_paras
from census_app.ledger.reads.programmes import list_offices, list_programmes
from census_app.ledger.tables import Area, AuditEvent
from census_app.ledger.writes.reference import load_reference

WARD = "4087907108"
CHAIRMAN = Scope(7, "chairman", ("40879071",), ("*",), frozenset())
FOOD_OFFICE = Scope(8, "food", ("408790",), ("food",), frozenset())


def test_loading_twice_changes_nothing_but_the_trail(any_engine: Engine) -> None:
    first = load_reference(any_engine, OPERATOR)
    with reading(any_engine) as session:
        before = list_areas(session, OPERATOR, "ward")
    assert load_reference(any_engine, OPERATOR) == first
    with reading(any_engine) as session:
        assert list_areas(session, OPERATOR, "ward") == before
        assert len(before) == 720
        actions = [event.action for event in session.exec(select(AuditEvent))]
    assert actions == ["reference_loaded", "reference_loaded"]


def test_a_name_that_went_astray_comes_back_and_a_para_stays(any_engine: Engine) -> None:
    load_reference(any_engine, OPERATOR)
    with writing(any_engine) as session:
        union = session.get(Area, "40879071")
        assert union is not None
        union.name_en = "Somewhere"
        session.add(union)
        session.add(Area(code=f"{WARD}-01", level="para", parent_code=WARD, name_en="Uttar Para", name_bn=""))
    load_reference(any_engine, OPERATOR)
    with reading(any_engine) as session:
        assert get_area(session, CHAIRMAN, "40879071").name("en") == "Nagarghata"
        assert [para.name("bn") for para in list_paras(session, CHAIRMAN, WARD)] == ["Uttar Para"]


def test_a_place_outside_the_scope_is_not_found(any_engine: Engine) -> None:
    load_reference(any_engine, OPERATOR)
    with reading(any_engine) as session:
        assert [union.code for union in list_areas(session, CHAIRMAN, "union")] == ["40879071"]
        assert len(list_areas(session, CHAIRMAN, "ward")) == 9
        with pytest.raises(NotFound):
            get_area(session, CHAIRMAN, "40879079")


def test_the_names_of_the_places_around_are_known_but_not_of_the_places_beside(any_engine: Engine) -> None:
    load_reference(any_engine, OPERATOR)
    with reading(any_engine) as session:
        named = area_names(session, CHAIRMAN, [WARD, "408790", "40879079"])
    assert {code: place.name("bn") for code, place in named.items()} == {WARD: "ওয়ার্ড ৮", "408790": "তালা"}


def test_a_desk_without_an_area_sees_no_place(any_engine: Engine) -> None:
    load_reference(any_engine, OPERATOR)
    with reading(any_engine) as session:
        assert list_areas(session, Scope(9, "nobody", (), (), frozenset()), "ward") == []


def test_an_office_sees_its_own_programmes_only(any_engine: Engine) -> None:
    load_reference(any_engine, OPERATOR)
    with reading(any_engine) as session:
        assert [office.code for office in list_offices(session, FOOD_OFFICE)] == ["food"]
        assert {programme.code for programme in list_programmes(session, FOOD_OFFICE)} == {"FFP", "OMS"}
        assert list_programmes(session, FOOD_OFFICE, "relief") == []
        assert "ASH" in {programme.code for programme in list_programmes(session, OPERATOR, "uno")}
