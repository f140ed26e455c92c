"""What offices delivered to a made-up population in one fiscal year, some of it questionable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas

from analytics.engine import Connection, connect
from analytics.snapshot import SNAPSHOT_TABLES
from benchmarks.population import Array, Population, make_population

DELIVERIES_EACH = 4.5  # a person, on average
IN_A_SECOND_PROGRAMME, AT_THE_WRONG_AGE = 0.02, 0.002
PAID_TWICE, ON_A_STRANGERS_ACCOUNT = 0.0005, 0.0002

PROGRAMMES = pandas.DataFrame(
    [
        ("OAA", "social_services", 3, 150_000, 0.26),
        ("WID", "social_services", 3, 150_000, 0.17),
        ("DIS", "social_services", 3, 225_000, 0.12),
        ("PST", "education", 3, 45_000, 0.20),
        ("MCB", "women_affairs", 1, 80_000, 0.05),
        ("VGD", "women_affairs", 1, None, 0.05),
        ("FFP", "food", 1, None, 0.10),
        ("TCB", "uno", 1, None, 0.05),
    ],
    columns=["programme_code", "office_code", "months_of_a_period", "amount_poisha", "share"],
)

_DELIVERIES = """
    select
        row_number() over () as delivery_id,
        drawn.person_id,
        drawn.household_id,
        '4087907108' as area_code,
        programmes.office_code,
        programmes.programme_code,
        strftime(drawn.first_on, '%Y-%m') || '/' || programmes.months_of_a_period as period_code,
        cast(drawn.first_on as date) as period_from,
        cast(drawn.first_on + to_months(programmes.months_of_a_period) - interval 1 day as date) as period_until,
        cast(drawn.first_on + to_days(drawn.day) as date) as delivered_on,
        cast(programmes.amount_poisha as bigint) as amount_poisha,
        case when programmes.amount_poisha is null then 30000 end as quantity_thousandths,
        case when programmes.amount_poisha is null then 'kg' else '' end as unit,
        case when programmes.amount_poisha is null then '' else md5('account' || drawn.account) end as account_key,
        md5('number' || drawn.person_id) as recipient_key,
        true as attached
    from drawn
    inner join programmes on drawn.programme = programmes.place
"""

_PERSONS = """
    select
        person_id, household_id, '4087907108' as area_code, '4087907108-01' as para_code, sex,
        cast(born_on as date) as birth_from, cast(born_on as date) as birth_until, 'day' as birth_precision,
        true as alive, relation, '' as marital, true as has_nid, true as has_brn
    from people
"""


def write_snapshot(
    size: int, folder: Path, seed: int = 2022, more: Callable[[Connection], None] = lambda tables: None
) -> None:
    """The folder holds a snapshot as analytics keeps it, with that many deliveries; `more` changes the tables first."""
    chance = np.random.default_rng(seed)
    people = make_population(max(50, int(size / DELIVERIES_EACH)), seed)
    with connect() as connection:
        for shape in SNAPSHOT_TABLES:
            columns = ", ".join(f"{name} {kind}" for name, kind in shape.columns)
            connection.execute(f"create table {shape.name} ({columns})")
        connection.register("people", _people(people))
        connection.execute(f"insert into src_persons by name {_PERSONS}")
        connection.register("programmes", PROGRAMMES.assign(place=range(len(PROGRAMMES))))
        connection.register("drawn", _drawn(people, size, chance))
        connection.execute(f"insert into src_deliveries by name {_DELIVERIES}")
        more(connection)
        _write(connection, folder)


def _write(connection: Connection, folder: Path) -> None:
    for shape in SNAPSHOT_TABLES:
        path = folder / shape.name / "upazila=408790" / "40879071.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.table(shape.name).write_parquet(str(path))


def _people(people: Population) -> pandas.DataFrame:
    return pandas.DataFrame(
        {
            "person_id": np.arange(len(people)) + 1,
            "household_id": people.household + 1,
            "sex": np.where(people.female, "female", "male"),
            "born_on": people.born_on.astype("datetime64[s]"),
            "relation": np.array(["head", "spouse", "child", "parent"], dtype=object)[people.relation],
        }
    )


def _drawn(people: Population, size: int, chance: np.random.Generator) -> pandas.DataFrame:
    """One line for each delivery: who, which programme, from when, on which day, to which account."""
    person, programme = _enrolled(people, size, chance)
    months = PROGRAMMES["months_of_a_period"].to_numpy()[programme]
    times = 12 // months
    enrolment = np.repeat(np.arange(len(person)), times)
    month = (np.arange(len(enrolment)) - (np.cumsum(times) - times)[enrolment]) * months[enrolment]
    again = chance.integers(0, size // 2, int(size * PAID_TWICE))
    kept = np.concatenate([np.arange(len(enrolment))[: size - len(again)], again])
    assert len(kept) == size, "too few enrolments for so many deliveries"
    who = person[enrolment[kept]]
    strangers = chance.random(size) < ON_A_STRANGERS_ACCOUNT
    return pandas.DataFrame(
        {
            "person_id": who + 1,
            "household_id": people.household[who] + 1,
            "programme": programme[enrolment[kept]],
            "first_on": np.datetime64("2021-07", "M") + month[kept],
            "day": chance.integers(0, 28, size),
            "account": np.where(strangers, chance.permutation(people.household[who]), people.household[who]),
        }
    )


def _enrolled(people: Population, size: int, chance: np.random.Generator) -> tuple[Array, Array]:
    """Persons and the programmes they are in: old people, school children, heads for what a family gets once."""
    times = (12 / PROGRAMMES["months_of_a_period"] * PROGRAMMES["share"]).sum()
    once = chance.permutation(len(people))[: int(size / times * 1.3) + 50]
    person = np.concatenate([once, once[: int(len(once) * IN_A_SECOND_PROGRAMME)]])
    codes = PROGRAMMES["programme_code"].to_numpy()
    programme = chance.choice(len(codes), len(person), p=PROGRAMMES["share"])
    age = people.age_years[person]
    too_young = (codes[programme] == "OAA") & (age < 66) & (chance.random(len(person)) > AT_THE_WRONG_AGE)
    programme[too_young] = np.where(age < 18, np.flatnonzero(codes == "PST"), np.flatnonzero(codes == "WID"))[too_young]
    first_of_household = np.concatenate([[0], np.flatnonzero(np.diff(people.household)) + 1])
    for_the_family = np.isin(codes[programme], ("VGD", "FFP", "TCB"))
    person = np.where(for_the_family, first_of_household[people.household[person]], person)
    pairs = np.unique(np.stack([person, programme]), axis=1)
    mixed = chance.permutation(pairs.shape[1])
    return pairs[0][mixed], pairs[1][mixed]
