"""The list of a hazard: the same as the models make person by person, and weighed anew without them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.engine import connect
from analytics.models import discover
from analytics.priority import (
    TIERS,
    Preview,
    Sensitivity,
    everybody,
    first_of,
    preview,
    sensitivity,
    tiers_of,
    weights_of,
)
from analytics.priority_points import (
    COLUMNS,
    FROM_BITS,
    GROUNDS,
    HomeInHazard,
    homes_of,
    keep_hazard_points,
    keep_points,
)
from analytics.rules import load_rules
from tests.wards import Ward

AS_OF = date(2022, 6, 30)
WARD = "4087907108"
EVEN = dict.fromkeys(GROUNDS, 1)


@pytest.fixture
def kept(ward: Ward) -> Path:
    """The grounds of the sample ward, kept beside its snapshot."""
    (snapshot,) = ward.settings.snapshots_dir.iterdir()
    return keep_points(snapshot, AS_OF)


def test_with_even_weights_and_nothing_added_the_list_is_that_of_the_findings(ward: Ward, kept: Path) -> None:
    listed = everybody(keep_hazard_points(kept, "plain", [WARD], [], is_deep=False), EVEN)
    with ward.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "select p.person_id, f.tier, f.score from findings f join finding_persons p on p.finding_id = f.id "
            "where f.kind = 'disaster_priority' order by f.id"
        ).all()
        living = connection.exec_driver_sql("select count(*) from persons where death_date = ''").scalar_one()
    assert [(line.person_id, line.tier, line.points) for line in listed if line.tier in "AB"] == [
        tuple(one) for one in found
    ]
    assert len(listed) == len({line.person_id for line in listed}) == living
    assert all(bool(line.reasons) == (line.tier != "D") for line in listed)


@pytest.mark.parametrize("kind", ["cyclone", "waterlogging", "flood"])
def test_weighing_sets_of_grounds_gives_what_weighing_persons_gives(kept: Path, kind: str) -> None:
    weights = weights_of(kind, {"elderly": 2, "young_child": 0})
    points = keep_hazard_points(kept, kind, [WARD], [], is_deep=True)
    listed = {line.person_id: (line.tier, line.points) for line in everybody(points, weights)}
    with connect() as connection:
        connection.read_parquet(str(kept)).create_view("kept")
        deep = "cast(is_near_water as bigint) as is_in_deep_water"
        connection.execute(f"create view int_priority_points as select * replace ({deep}) from kept")
        values = {name: int(rule.value) for name, rule in load_rules().items()}
        values |= {f"weight_{ground}": weight for ground, weight in weights.items()}
        connection.execute(f"create table run_settings as select {', '.join(f'{v} as {n}' for n, v in values.items())}")
        connection.execute(f"create view weighted as {discover()['int_priority_weighted'].sql}")
        one_by_one = connection.execute("select person_id, tier, points from weighted").fetchall()
    assert listed == {person: (tier, points) for person, tier, points in one_by_one}


def test_a_hazard_adds_what_lies_far_and_deep_and_leaves_out_what_lies_outside(ward: Ward, kept: Path) -> None:
    (snapshot,) = ward.settings.snapshots_dir.iterdir()
    homes = homes_of(snapshot, [WARD])
    far, outside = homes[0].household_id, homes[1].household_id
    told = [HomeInHazard(far, is_inside=True, is_far_from_shelter=True), HomeInHazard(outside, False, False)]
    lines = everybody(keep_hazard_points(kept, "told", [WARD], told, is_deep=False), EVEN)
    assert {line.household_id for line in lines} == {home.household_id for home in homes} - {outside}
    reasons = {line.household_id for line in lines for told in line.reasons if told["code"] == "far_from_shelter"}
    assert reasons == {far}
    deep = everybody(keep_hazard_points(kept, "deep", [WARD], told, is_deep=True), EVEN)
    codes = [{told["code"] for told in line.reasons} for line in deep]
    assert any("deep_water" in one for one in codes)
    assert all(("deep_water" in one) == ("near_water" in one) for one in codes)


def test_other_places_are_on_no_list(kept: Path) -> None:
    assert everybody(keep_hazard_points(kept, "elsewhere", ["4087901101"], [], is_deep=False), EVEN) == []
    points = keep_hazard_points(kept, "plain", [WARD], [], is_deep=False)
    assert preview(points, EVEN, ["4087901101"]) == Preview((), ())
    assert preview(points, EVEN, ["4087' or 1=1 --"]) == Preview((), ())


def test_a_screen_shows_the_counts_and_the_first_of_the_list(kept: Path) -> None:
    weights = weights_of("cyclone")
    points = keep_hazard_points(kept, "plain", [WARD], [], is_deep=False)
    shown, lines = preview(points, weights), everybody(points, weights)
    assert list(shown.first) == lines[: len(shown.first)]
    assert sum(count.persons for count in shown.counts) == len(lines)
    for count in shown.counts:
        same = [
            one
            for one in lines
            if (one.area_code, one.para_code, one.tier) == (count.area_code, count.para_code, count.tier)
        ]
        assert len(same) == count.persons


@pytest.mark.parametrize("changed", [{}, {"elderly": 3, "weak_house": 0}])
def test_tiers_and_first_lines_alone_are_those_of_the_whole_screen(kept: Path, changed: dict[str, int]) -> None:
    points = keep_hazard_points(kept, "screen", [WARD], [], is_deep=True)
    weights = weights_of("flood", changed)
    whole, areas = preview(points, weights, [f"{WARD}-01"]), [f"{WARD}-01"]
    assert tiers_of(points, weights, [WARD]) == {
        tier: sum(count.persons for count in preview(points, weights, [WARD]).counts if count.tier == tier)
        for tier in TIERS
    }
    assert tuple(first_of(points, weights, areas)) == whole.first
    assert tiers_of(points, weights, ["99"]) == dict.fromkeys(TIERS, 0)


def test_sensitivity_of_a_kept_file_is_what_the_models_say_person_by_person(kept: Path) -> None:
    points, weights = keep_hazard_points(kept, "moved", [WARD], [], is_deep=True), weights_of("flood")
    values = {name: int(rule.value) for name, rule in load_rules().items()}
    values |= {f"weight_{ground}": weight for ground, weight in weights.items()}
    with connect() as connection:
        connection.read_parquet(str(points)).create_view("hazard_points")
        persons = "person_id, household_id, area_code, para_code, cast(most_age_years as bigint) as most_age_years"
        connection.execute(f"create view int_priority_points as select {persons}, {FROM_BITS} from hazard_points")
        row = ", ".join(f"cast({value} as bigint) as {name}" for name, value in values.items())
        connection.execute(f"create table run_settings as select {row}")
        for name in ("int_priority_weighted", "int_priority_cells", "int_priority_sensitivity"):
            connection.execute(f"create table {name} as {discover()[name].sql}")
        columns = "ground, persons, rank_correlation_thousandths, tier_changes, entering, leaving"
        told = connection.execute(f"select {columns} from int_priority_sensitivity order by 3, 1").fetchall()
    assert sensitivity(points, weights) == [Sensitivity(*line) for line in told]
    assert any(line.tier_changes for line in sensitivity(points, weights))


def test_a_heavier_weight_never_brings_anybody_down_and_tier_a_is_not_moved(kept: Path) -> None:
    points = keep_hazard_points(kept, "plain", [WARD], [], is_deep=False)
    before = {line.person_id: line.tier for line in everybody(points, EVEN)}
    after = {line.person_id: line.tier for line in everybody(points, {**EVEN, "weak_house": 3})}
    assert all(after[person] <= tier for person, tier in before.items())
    assert after != before
    assert {person for person, tier in before.items() if tier == "A"} == {p for p, tier in after.items() if tier == "A"}
    (line,) = [one for one in sensitivity(points, EVEN) if one.ground == "weak_house"]
    changed = {line.person_id: line.tier for line in everybody(points, {**EVEN, "weak_house": 2})}
    assert line.tier_changes == sum(changed[person] != tier for person, tier in before.items()) > 0


def test_a_ground_that_weighs_nothing_puts_nobody_on_the_list(kept: Path) -> None:
    points = keep_hazard_points(kept, "plain", [WARD], [], is_deep=False)
    lines = everybody(points, {**dict.fromkeys(GROUNDS, 0), "pregnant": 1})
    codes = {told["code"] for line in lines if line.tier in "BC" for told in line.reasons}
    assert all(line.tier in "ACD" for line in lines)
    assert "pregnant" in codes


def test_grounds_are_asked_once_and_by_every_version_of_the_rules_anew(ward: Ward, kept: Path) -> None:
    stamp = kept.stat().st_mtime_ns
    (snapshot,) = ward.settings.snapshots_dir.iterdir()
    assert keep_points(snapshot, AS_OF) == kept
    assert kept.stat().st_mtime_ns == stamp
    assert [path.name for path in snapshot.glob(".*")] == []


def test_a_hazard_weighs_by_its_rules_unless_a_desk_changed_it() -> None:
    assert weights_of("cyclone")["weak_house"] == 2
    assert weights_of("waterlogging")["weak_house"] == 1
    assert weights_of("flood", {"near_water": 0})["near_water"] == 0
    assert weights_of("flood").keys() == set(GROUNDS)
    assert len(COLUMNS) == len(set(COLUMNS)) == len(GROUNDS)
