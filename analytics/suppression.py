"""Which counts of a table must stay hidden so that nobody reckons a small one back from the others and the totals.

The counts of a table and all its published sums are linear equations in the hidden counts. A hidden one is given away
exactly when it lies in the span of the equations that are left, so that is what is tested, not a rule of thumb.
Elimination is done with whole numbers modulo a large prime: every entry is 0 or 1 at the start, and no rounding hides
that two rows are alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

PRIME = 2**61 - 1
Row = dict[int, int]


@dataclass(frozen=True)
class Shown:
    """What a table would show: counts and totals with their values, and which of them add up to which.

    `members` are the counts that a thing adds up, by their places (a count is its only member); a line is a total,
    followed by the things that together make it.
    """

    values: Sequence[int]
    members: Sequence[frozenset[int]]
    lines: Sequence[tuple[int, ...]]


def hidden_things(shown: Shown, small_below: int) -> set[int]:
    """The things to hide: the small ones, then the smallest other of a line, as long as one can be had back.

    Nought is shown: it points at nobody.
    """
    hidden = {place for place, value in enumerate(shown.values) if 0 < value < small_below}
    lines_of = _lines_by_thing(shown)
    while given_away := recoverable(shown.members, hidden):
        touched: set[int] = set()
        for place in given_away:
            line = next((one for one in lines_of[place] if _alone_in(one, shown, hidden)), ())
            if line and touched.isdisjoint(line):
                hidden.add(_cheapest(line, shown, hidden))
                touched.update(line)
        if not touched:  # several lines together give it away
            hidden.add(_crossing(given_away[0], shown, hidden, lines_of[given_away[0]]))
    return hidden


def recoverable(members: Sequence[frozenset[int]], hidden: set[int]) -> list[int]:
    """The hidden things whose value follows, by linear elimination, from the things that are shown."""
    unknown = frozenset().union(*(members[place] for place in hidden if len(members[place]) == 1))
    known = {next(iter(one)) for place, one in enumerate(members) if len(one) == 1 and place not in hidden}
    unknown -= known
    equations = {one & unknown for place, one in enumerate(members) if place not in hidden}
    basis = reduced(dict.fromkeys(one, 1) for one in equations if one)
    return [place for place in sorted(hidden) if not _reduce(dict.fromkeys(members[place] & unknown, 1), basis)]


def reduced(equations: Iterable[Row]) -> dict[int, Row]:
    """The same equations in steps: each under the first count it speaks of, with 1 there, the others not before it."""
    basis: dict[int, Row] = {}
    for equation in sorted(equations, key=len):
        row = _reduce(equation, basis)
        if row:
            first = min(row)
            inverse = pow(row[first], -1, PRIME)
            basis[first] = {place: value * inverse % PRIME for place, value in row.items()}
    return basis


def _reduce(row: Row, basis: Mapping[int, Row]) -> Row:
    """What is left of the row when every equation of the basis was taken out of it; empty when it follows from them."""
    row, left = dict(row), {}
    while row:
        first = min(row)
        factor = row.pop(first)
        if first not in basis:
            left[first] = factor
            continue
        for place, value in basis[first].items():
            if place != first:
                changed = (row.get(place, 0) - factor * value) % PRIME
                if changed:
                    row[place] = changed
                else:
                    row.pop(place, None)
    return left


def _lines_by_thing(shown: Shown) -> list[list[tuple[int, ...]]]:
    """For each thing the lines it stands in, the shortest first."""
    found: list[list[tuple[int, ...]]] = [[] for _ in shown.values]
    for line in sorted(shown.lines, key=len):
        for place in line:
            found[place].append(line)
    return found


def _alone_in(line: tuple[int, ...], shown: Shown, hidden: set[int]) -> bool:
    """True when one hidden thing stands in the line, and something beside it that could be hidden too."""
    return len(hidden.intersection(line)) == 1 and bool(_shown_in(line, shown, hidden))


def _cheapest(line: tuple[int, ...], shown: Shown, hidden: set[int]) -> int:
    """The smallest shown part of the line; its total only when no part is left to hide."""
    return min(_shown_in(line[1:], shown, hidden) or line[:1], key=lambda part: (shown.values[part], part))


def _crossing(place: int, shown: Shown, hidden: set[int], lines: Sequence[tuple[int, ...]]) -> int:
    """The smallest thing that can be hidden in a line with this one, else of all that speaks of the same counts."""
    beside = {part for line in lines for part in _shown_in(line[1:], shown, hidden)}
    mine = shown.members[place]
    same = {other for other, one in enumerate(shown.members) if other not in hidden and one & mine}
    return min(beside or same, key=lambda part: (shown.values[part], part))


def _shown_in(line: tuple[int, ...], shown: Shown, hidden: set[int]) -> list[int]:
    return [part for part in line if part not in hidden and shown.values[part]]
