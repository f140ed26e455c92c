"""The ledger's own register searched for people who are listed twice; what is found waits for people to decide."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from analytics.duplicates import TooManyWouldMerge, as_keys, find_duplicates
from census_app.domain.access import Scope
from census_app.domain.errors import Refused
from census_app.ledger.engine import reading
from census_app.ledger.reads.listings import listings
from census_app.ledger.writes.doubles import NewPair, offer_matches


@dataclass(frozen=True)
class DoublesReport:
    """What a search looked at and found, and what became of the pairs: the `new` ones wait to be decided.

    `groups` counts the people whom the pairs that are surely one make of several records; the weights by which the
    pairs were judged were learned on that day, from those data.
    """

    listed: int
    compared: int
    same: int
    possible: int
    groups: int
    new: int
    waiting_already: int
    decided_before: int
    weights_learned_on: str
    weights_learned_from: str


def search_register(engine: Engine, scope: Scope) -> DoublesReport:
    """Everybody in the scope who is, or may be, listed twice is asked about once; nobody is merged.

    Raises: Refused when so many would be one with somebody that something must be wrong with the register.
    """
    try:
        with reading(engine) as session:
            found = find_duplicates(as_keys(listings(session, scope)))
    except TooManyWouldMerge as stopped:
        counts = {"listed": str(stopped.listed), "merged": str(stopped.merged)}
        raise Refused("too_many_doubles", counts) from None
    weights = {
        "weights_learned_on": found.weights.learned_on.isoformat(),
        "weights_learned_from": found.weights.learned_from,
    }
    pairs = (NewPair(pair.left_id, pair.right_id, pair.score, pair.reasons) for pair in found.pairs)
    offered = offer_matches(engine, scope, pairs, weights)
    same = sum(pair.decision == "same" for pair in found.pairs)
    counted = (found.listed, found.compared, same, len(found.pairs) - same, len(found.clusters))
    fates = (offered.new, offered.waiting_already, offered.decided_before)
    return DoublesReport(*counted, *fates, weights["weights_learned_on"], weights["weights_learned_from"])
