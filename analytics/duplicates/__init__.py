"""Who is listed twice: a whole register searched for doubles, or two lists held against each other."""

from analytics.duplicates.deciding import Pair
from analytics.duplicates.people import PEOPLE, as_keys
from analytics.duplicates.searching import Duplicates, TooManyWouldMerge, find_duplicates, link_lists
from analytics.duplicates.weights import Weights, read_weights

__all__ = [
    "PEOPLE",
    "Duplicates",
    "Pair",
    "TooManyWouldMerge",
    "Weights",
    "as_keys",
    "find_duplicates",
    "link_lists",
    "read_weights",
]
