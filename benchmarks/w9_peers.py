"""W9 as one would do it with the libraries made for it, each trained on the listings themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas

from benchmarks.measuring import Answer
from benchmarks.w9_listed_twice import scored

SAME_FROM = 0.5
SEED = 2022
CHANCE = [1e-6, 1 - 1e-6]
"""Two strangers hardly ever share a number: too seldom to be seen in a random sample of pairs."""


def splink_on_keys(inputs: Path, own: Path) -> Answer:
    """Splink with keys for names and hashes for numbers, blocked as its guide advises, EM without labels."""
    import splink.comparison_library as cl
    from splink import block_on

    people = _people(inputs / "people.parquet")
    comparisons = [
        cl.JaroWinklerAtThresholds("given_light", [0.92, 0.85]).configure(term_frequency_adjustments=True),
        cl.ExactMatch("family").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("father", [0.9]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("mother", [0.9]),
        cl.JaroWinklerAtThresholds("spouse", [0.9]),
        cl.LevenshteinAtThresholds("born_on", [1]),
        cl.LevenshteinAtThresholds("birth_year", [1]),
        cl.ExactMatch("sex"),
        cl.ExactMatch("para_code"),
        cl.ExactMatch("nid_key").configure(u_probabilities=CHANCE),
        cl.ExactMatch("brn_key").configure(u_probabilities=CHANCE),
        cl.ExactMatch("mobile_key").configure(u_probabilities=CHANCE),
    ]
    blocks = [
        block_on("nid_key"),
        block_on("brn_key"),
        block_on("mobile_key", "sex"),
        block_on("born_on", "sex", "substr(given, 1, 1)"),
        block_on("given", "father", "substr(area_code, 1, 8)"),
        block_on("given", "mother", "substr(area_code, 1, 8)"),
        block_on("given", "area_code", "birth_year"),
        block_on("given", "father", "birth_year"),
        block_on("para_code", "birth_year", "sex", "substr(given, 1, 1)"),
    ]
    trained_by = [block_on("given", "father"), block_on("born_on", "sex")]
    return scored(inputs, _with_splink(people, comparisons, blocks, trained_by))


def splink_on_names(inputs: Path, own: Path) -> Answer:
    """Splink with the names as they were written, in small letters."""
    import splink.comparison_library as cl
    from splink import block_on

    people = _people(inputs / "written.parquet")
    people["given"] = people["name"].str.lower()
    people["birth_year"] = people["birth"].str[:4]
    for relative in ("father", "mother", "spouse"):
        people[relative] = people[relative].str.lower()
    comparisons = [
        cl.JaroWinklerAtThresholds("given", [0.92, 0.85]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("father", [0.9]),
        cl.JaroWinklerAtThresholds("mother", [0.9]),
        cl.JaroWinklerAtThresholds("spouse", [0.9]),
        cl.LevenshteinAtThresholds("birth", [1]),
        cl.LevenshteinAtThresholds("birth_year", [1]),
        cl.ExactMatch("sex"),
        cl.ExactMatch("para_code"),
        cl.ExactMatch("nid").configure(u_probabilities=CHANCE),
        cl.ExactMatch("brn").configure(u_probabilities=CHANCE),
        cl.ExactMatch("mobile").configure(u_probabilities=CHANCE),
    ]
    blocks = [
        block_on("nid"),
        block_on("brn"),
        block_on("mobile", "sex"),
        block_on("birth", "sex", "para_code"),
        block_on("given", "father"),
        block_on("given", "area_code"),
        block_on("para_code", "birth_year", "sex"),
    ]
    return scored(inputs, _with_splink(people, comparisons, blocks, [block_on("given"), block_on("birth", "sex")]))


def ecm_on_keys(inputs: Path, own: Path) -> Answer:
    """The expectation-conditional-maximisation classifier of recordlinkage on comparisons of keys."""
    import recordlinkage

    people = _people(inputs / "people.parquet").set_index("person_id")
    people["union"] = people["area_code"].str[:8]
    indexer = recordlinkage.Index()
    for block in (["given", "father", "union"], ["given", "area_code", "birth_year"], ["born_on", "sex", "given"]):
        indexer.block(block)
    for number in ("nid_key", "brn_key"):
        indexer.block(number)
    compare = recordlinkage.Compare()
    compare.string("given_light", "given_light", method="levenshtein", threshold=0.75)
    for relative in ("father", "mother", "spouse"):
        compare.string(relative, relative, method="levenshtein", threshold=0.75)
    for exact in ("family", "born_on", "birth_year", "sex", "para_code", "nid_key", "brn_key", "mobile_key"):
        compare.exact(exact, exact)
    candidates = indexer.index(people)
    matched = recordlinkage.ECMClassifier(binarize=0.8).fit_predict(compare.compute(candidates, people))
    return scored(inputs, ((int(one), int(other)) for one, other in matched))


def _people(path: Path) -> pandas.DataFrame:
    import duckdb

    people = duckdb.read_parquet(str(path)).df()
    if "born_until_year" in people:
        people["birth_year"] = people["born_until_year"].astype(str)
        for register in ("nid", "brn"):
            people[f"{register}_key"] = people[f"{register}_even"] + people[f"{register}_odd"]
    return people


def _with_splink(
    people: pandas.DataFrame, comparisons: list[Any], blocks: list[Any], trained_by: list[Any]
) -> Iterable[tuple[int, int]]:
    from splink import DuckDBAPI, Linker, SettingsCreator

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="person_id",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocks,
    )
    linker = Linker(DuckDBAPI().register(people), settings)
    linker.training.estimate_probability_two_random_records_match(blocks[:2], recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=SEED)
    for block in trained_by:
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict(threshold_match_probability=SAME_FROM).as_pandas_dataframe()
    return zip(found["person_id_l"].tolist(), found["person_id_r"].tolist(), strict=True)
