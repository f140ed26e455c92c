"""What a table of counts may show outside: nothing small enough to point at somebody."""

from __future__ import annotations

from collections.abc import Sequence


def protect_counts(counts: Sequence[int], small_below: int) -> list[int | None]:
    """The counts with every small one hidden (None); nought stays, since it points at nobody.

    A single hidden count could be had back from the total of its row, so the smallest of the others is hidden with it.
    """
    shown: list[int | None] = [None if 0 < count < small_below else count for count in counts]
    if shown.count(None) == 1:
        others = [(count, place) for place, count in enumerate(shown) if count]
        if others:
            shown[min(others)[1]] = None
    return shown
