"""A whole register searched for people who are listed twice, or two lists held against each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.duplicates.comparing import compared, patterns_in, rules_of
from analytics.duplicates.deciding import Bars, Pair, WeighedPairs, clusters_of, decide
from analytics.duplicates.learning import learn_unlabelled
from analytics.duplicates.people import Listing, as_keys
from analytics.duplicates.weights import Weights, read_weights
from analytics.engine import Connection
from analytics.shapes import Row

_WORTH_A_LOOK = -5.0


class TooManyWouldMerge(Exception):
    """So many of the listed would become one that something is wrong with the lists: nothing was decided."""

    def __init__(self, listed: int, merged: int) -> None:
        super().__init__(f"{merged} of {listed} listed people would be merged")
        self.listed = listed
        self.merged = merged


@dataclass(frozen=True)
class Duplicates:
    """What a search found: the pairs, the surest first, and the listings that are one person together.

    `compared` counts the pairs that were looked at; `weights` say when and from what they were learned. Two lists that
    were linked have no clusters, since everybody is in each of them once.
    """

    listed: int
    compared: int
    pairs: tuple[Pair, ...]
    clusters: tuple[tuple[int, ...], ...]
    weights: Weights


def find_duplicates(
    people: Iterable[Row] | Path,
    weights: Weights | None = None,
    learn: bool = False,
    merged_share_at_most: float | None = None,
) -> Duplicates:
    """Everybody who is, or may be, listed twice in one register; nothing is merged by this.

    `people` are rows of PEOPLE, or a Parquet file with its columns. The weights are the register's own, or those
    given, or (`learn`) what the pairs themselves suggest.

    Raises: TooManyWouldMerge when more than that share of the listed (without one: the set share) would become one
    with somebody.
    """
    with compared(people, across_lists=False, with_strangers=learn) as connection:
        chosen = learned_in(connection) if learn else weights or read_weights()
        found = _decided(connection, chosen, one_to_one=False)
    merged = sum(len(cluster) - 1 for cluster in found.clusters)
    set_share = int(rules_of(False)["merged_share_at_most"].value) / 100
    if merged > found.listed * (set_share if merged_share_at_most is None else merged_share_at_most):
        raise TooManyWouldMerge(found.listed, merged)
    return found


def link_lists(
    left: Iterable[Listing], right: Iterable[Listing], plain: bool = False, weights: Weights | None = None
) -> Duplicates:
    """Who of one list is who in the other, nobody twice; of every pair, `left_id` is of the left list.

    `plain` lists are not from Bangladesh: names are compared letter by letter, and without `weights` these are learned
    from the pairs of the lists themselves. Otherwise the register's weights are used.
    Shape of a listing: see `as_keys`.
    """
    learn = plain and weights is None
    rows = [*as_keys(left, 1, plain), *as_keys(right, 2, plain)]
    with compared(rows, across_lists=True, with_strangers=learn) as connection:
        chosen = learned_in(connection) if learn else weights or read_weights()
        return _decided(connection, chosen, one_to_one=True)


def learned_in(connection: Connection) -> Weights:
    """Weights that fit the compared pairs, learned without labels."""
    patterns = patterns_in(connection)
    return learn_unlabelled(patterns.levels, patterns.pairs, read_weights(), "the pairs themselves", date.today())


def _decided(connection: Connection, weights: Weights, one_to_one: bool) -> Duplicates:
    rules = rules_of(one_to_one)
    pairs = _weighed(connection, weights)
    bars = Bars(*(int(rules[name].value) / 100 for name in ("same_from", "same_by_name_from", "possible_from")))
    decided = decide(pairs, bars, one_to_one)
    [(listed, candidates)] = connection.execute(
        "select (select count(*) from int_known_people), (select count(*) from int_candidates)"
    ).fetchall()
    clusters = () if one_to_one else clusters_of(decided)
    return Duplicates(listed, candidates, decided, clusters, weights)


def _weighed(connection: Connection, weights: Weights) -> WeighedPairs:
    """The pairs for which anything speaks, by the ids that the lists gave."""
    patterns = patterns_in(connection)
    log_odds = weights.log_odds(patterns.levels)
    looked_at = log_odds > _WORTH_A_LOOK
    kept = {"pattern": patterns.pattern[looked_at], "log_odds": log_odds[looked_at]}
    connection.register("telling_patterns", pd.DataFrame(kept))
    columns = connection.execute(
        "select l.person_id as left_id, r.person_id as right_id, pairs.pattern, telling.log_odds "
        "from int_patterns as pairs inner join telling_patterns as telling on pairs.pattern = telling.pattern "
        "inner join int_known_people as l on pairs.left_no = l.person_no "
        "inner join int_known_people as r on pairs.right_no = r.person_no"
    ).fetchnumpy()
    return WeighedPairs(
        left=np.asarray(columns["left_id"], dtype=np.int64),
        right=np.asarray(columns["right_id"], dtype=np.int64),
        pattern=np.asarray(columns["pattern"], dtype=np.int64),
        log_odds=np.asarray(columns["log_odds"], dtype=np.float64),
    )
