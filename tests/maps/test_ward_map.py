"""The map of a ward as a page: what stands in it, and what cannot."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from census_app.domain.errors import NotFound
from maps import MEASURES, HouseholdPoint, MapRequest, render_map

PARAS = ("উত্তরপাড়া", "ঋষিপাড়া")


def asset_url(name: str) -> str:
    return f"/static/{name}"


def points(count: int = 40) -> tuple[HouseholdPoint, ...]:
    return tuple(
        HouseholdPoint(
            household_id=9000 + number,
            label=str(100 + number),
            lat=22.765 + number % 7 / 1000,
            lon=89.130 + number // 7 / 1000,
            para_code=f"4087907108-{number % 2 + 1:02d}",
            para_name=PARAS[number % 2],
            tier="ABC"[number % 3] if number % 2 else "",
            measures=frozenset({"flooded"} if number < 10 else ()),
        )
        for number in range(count)
    )


TIERS = {"A": "অগ্রাধিকার ক", "B": "অগ্রাধিকার খ"}
REQUEST = MapRequest("ward_households", "ওয়ার্ড ৮", points(), "bn", "n0nce", asset_url, tier_names=TIERS)


def test_the_page_names_no_address_outside_the_site() -> None:
    page = render_map(REQUEST)
    assert re.findall(r"(?:https?:)?//[a-z]", page) == []
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == [
        "/static/vendor/leaflet/leaflet.css",
        "/static/vendor/leaflet/leaflet.js",
    ]


def test_every_script_and_style_carries_the_nonce_and_no_element_a_style() -> None:
    page = render_map(REQUEST)
    opened = re.findall(r"<(?:script|style|link)\b[^>]*>", page)
    assert len(opened) == 4
    assert all('nonce="n0nce"' in tag for tag in opened)
    assert re.search(r"\sstyle=|\son[a-z]+=", page) is None


def test_the_same_request_gives_the_same_page() -> None:
    assert render_map(REQUEST) == render_map(REQUEST)


def test_the_legend_speaks_bangla_and_counts_in_bangla_digits() -> None:
    astray = (replace(points()[0], lat=0.0, lon=0.0), replace(points()[1], lat=None))
    page = render_map(replace(REQUEST, points=points() + astray))
    assert "মানচিত্রে নেই (অবস্থান নেই বা ভুল): ২" in page
    assert "২৬–৫০%" in page
    assert "অগ্রাধিকার ক: ৭" in page
    assert f'"tier": {json.dumps("অগ্রাধিকার খ")}' in page
    assert "অন্যান্য: ২০" in page


def test_the_legend_speaks_english_to_those_who_read_english() -> None:
    page = render_map(replace(REQUEST, language="en", title="Ward 8", tier_names={"A": "Priority A"}))
    assert "Priority A: 7" in page
    assert '"tier": "C"' in page
    assert "Not on the map (position missing or wrong): 0" in page


def test_paras_are_coloured_by_the_share_of_the_measure_asked_for() -> None:
    page = render_map(replace(REQUEST, language="en", measure_code="flooded"))
    assert "Share by para: Flooded" in page
    assert "<td>5 (25%)</td>" in page


def test_a_household_shows_its_number_in_the_circle_but_never_its_ledger_id() -> None:
    page = render_map(replace(REQUEST, language="en"))
    assert '"household": "101"' in page
    assert "9001" not in page


def test_many_households_are_one_layer() -> None:
    assert render_map(replace(REQUEST, points=points(400))).count("L.geoJson(") == render_map(REQUEST).count(
        "L.geoJson("
    )


def test_a_ward_without_any_position_gives_a_page_that_says_so() -> None:
    page = render_map(replace(REQUEST, points=(replace(points()[0], lat=None),)))
    assert "কোনো খানার ব্যবহারযোগ্য অবস্থান নেই।" in page
    assert "L.map" not in page


@pytest.mark.parametrize("asked", [{"map_code": "other"}, {"measure_code": "religion"}])
def test_a_map_or_measure_that_does_not_exist_is_not_found(asked: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        render_map(replace(REQUEST, **asked))  # type: ignore[arg-type]


def test_every_measure_has_a_name_in_both_languages() -> None:
    for measure in MEASURES.values():
        assert measure.name("bn") != measure.name("en")
