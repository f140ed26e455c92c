"""The questions of W5 as one would ask them of SQLite and of pandas, from the same rules."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pandas

from benchmarks.measuring import Answer
from census_app.reference import read_reference

_KEPT = """
    select
        person_id, household_id, office_code, programme_code, period_code,
        period_from, period_until,
        year(period_from) - case when month(period_from) < 7 then 1 else 0 end as fiscal_year_from,
        amount_poisha, account_key
    from read_parquet(?)
"""

_TWICE = """
    select count(*) from (
        select 1 from deliveries join regular using (programme_code)
        group by person_id, programme_code, period_code having count(*) > 1
    )
"""

_EXCLUSIVE = """
    with years as (
        select person_id, programme_code, fiscal_year_from, min(period_from) as first_on, max(period_until) as last_on
        from deliveries group by 1, 2, 3
    )
    select count(*)
    from years as one
    join pairs on pairs.programme_code = one.programme_code
    join years as other
        on other.person_id = one.person_id and other.programme_code = pairs.other_code
        and other.fiscal_year_from = one.fiscal_year_from
        and one.first_on <= other.last_on and other.first_on <= one.last_on
"""

_SHARED = """
    select count(*) from (
        select 1 from deliveries join allowances using (programme_code) where account_key <> ''
        group by account_key, fiscal_year_from having min(household_id) <> max(household_id)
    )
"""


def keep_for_sqlite(folder: Path) -> None:
    """The deliveries stand in an indexed SQLite file, which is what SQLite can read."""
    frame = _frame(folder)
    database = sqlite3.connect(folder / "deliveries.db")
    frame.to_sql("deliveries", database, index=False, chunksize=100_000)
    for name, columns, rows in _rules():
        database.execute(f"create table {name} ({columns})")
        database.executemany(f"insert into {name} values ({', '.join('?' * len(rows[0]))})", rows)
    database.execute("create index by_person on deliveries (person_id, programme_code, period_code)")
    database.execute("analyze")
    database.commit()
    database.close()


def _frame(folder: Path) -> pandas.DataFrame:
    """The Parquet file as a frame. DuckDB reads it, because pandas alone cannot without another library."""
    from analytics.engine import connect
    from analytics.snapshot import files_of

    with connect() as connection:
        return connection.execute(_KEPT, [str(file) for file in files_of(folder, "src_deliveries")]).df()


def _rules() -> list[tuple[str, str, list[Any]]]:
    """What both peers need of the reference tables: regular programmes, exclusive pairs, allowances with an account."""
    rules = [rule for rule in read_reference("exclusivity_rules") if rule["active"] == "true"]
    regular = [
        (one["code"],)
        for one in read_reference("programmes")
        if one["is_benefit"] == "true" and one["frequency"] != "as_needed"
    ]
    pairs = [
        (left, right)
        for rule in rules
        if rule["kind"] == "exclusive_programmes" and rule["scope"] == "person" and rule["compared"] == "overlapping"
        for left in rule["left_codes"].split(";")
        for right in rule["right_codes"].split(";")
    ]
    allowances = {
        code for rule in rules if rule["compared"] == "same_account" for code in rule["left_codes"].split(";")
    }
    return [
        ("regular", "programme_code", regular),
        ("pairs", "programme_code, other_code", pairs),
        ("allowances", "programme_code", [(code,) for code in sorted(allowances)]),
    ]


def sqlite(inputs: Path, own: Path) -> Answer:
    """Three counts by three selects."""
    database = sqlite3.connect(inputs / "deliveries.db")
    database.execute("pragma cache_size = -400000")
    database.execute("pragma temp_store = memory")
    questions = {"same_period_twice": _TWICE, "exclusive_programmes": _EXCLUSIVE, "shared_account": _SHARED}
    return {kind: database.execute(select).fetchone()[0] for kind, select in questions.items()}


def pandas_frame(inputs: Path, own: Path) -> Answer:
    """Three counts by grouping and merging."""
    deliveries = _frame(inputs)
    rules = {name: rows for name, _, rows in _rules()}
    return {
        "same_period_twice": _paid_twice(deliveries, [code for (code,) in rules["regular"]]),
        "exclusive_programmes": _exclusive(deliveries, rules["pairs"]),
        "shared_account": _shared_accounts(deliveries, [code for (code,) in rules["allowances"]]),
    }


def _paid_twice(deliveries: pandas.DataFrame, regular: list[str]) -> int:
    mine = deliveries[deliveries["programme_code"].isin(regular)]
    times = mine.groupby(["person_id", "programme_code", "period_code"], observed=True).size()
    return int((times > 1).sum())


def _exclusive(deliveries: pandas.DataFrame, pairs: list[tuple[str, str]]) -> int:
    keys = ["person_id", "programme_code", "fiscal_year_from"]
    years = deliveries.groupby(keys, observed=True).agg(
        first_on=("period_from", "min"), last_on=("period_until", "max")
    )
    years = years.reset_index().astype({"programme_code": "str"})
    one = years.merge(pandas.DataFrame(pairs, columns=["programme_code", "other_code"]), on="programme_code")
    both = one.merge(
        years,
        left_on=["person_id", "other_code", "fiscal_year_from"],
        right_on=keys,
        suffixes=("", "_of_other"),
    )
    together = (both["first_on"] <= both["last_on_of_other"]) & (both["first_on_of_other"] <= both["last_on"])
    return int(together.sum())


def _shared_accounts(deliveries: pandas.DataFrame, allowances: list[str]) -> int:
    drawn = deliveries[deliveries["programme_code"].isin(allowances) & (deliveries["account_key"] != "")]
    homes = drawn.groupby(["account_key", "fiscal_year_from"], observed=True)["household_id"].agg(["min", "max"])
    return int((homes["min"] != homes["max"]).sum())
