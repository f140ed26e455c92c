"""W6: the disaster list of a whole place while somebody changes a weight on the screen, again and again."""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.measuring import Answer, Contestant, Workload

AS_OF = date(2022, 6, 30)
EVERYWHERE = "40"
Weights = dict[str, int]
Shown = tuple[list[tuple[str, str, str, int]], list[int]]
"""(ward, para, tier, persons) of every place, and the first persons of the list."""

W6 = Workload(
    code="W6",
    title="disaster list, weights changed on the screen",
    unit="persons",
    sizes=(300_000,),
    full_sizes=(300_000, 2_200_000),
    prepare="benchmarks.w6_priority:prepare",
    contestants=(
        Contestant("the project: what its page asks, from the kept file", "benchmarks.w6_priority:project"),
        Contestant("SQLite: one pass over a table of grounds", "benchmarks.w6_peers:sqlite"),
        Contestant("SQLite: the project's own sets of grounds, as bits", "benchmarks.w6_peers:sqlite_with_bits"),
        Contestant("pandas: a frame of grounds held in memory", "benchmarks.w6_peers:pandas_frame"),
    ),
    same=("counts", "first"),
)


def weightings() -> list[Weights]:
    """Five states of the screen: the rules for a cyclone, and four changes after that."""
    from analytics.priority import weights_of

    changes: list[Weights] = [
        {},
        {"elderly": 2},
        {"weak_house": 0},
        {"pregnant": 3, "near_water": 2},
        {"lives_alone": 4},
    ]
    return [weights_of("cyclone", change) for change in changes]


def prepare(size: int, folder: Path) -> None:
    """The folder holds the grounds as each contestant likes them best; making them is not measured."""
    from analytics.priority_points import keep_hazard_points
    from benchmarks.grounds import write_points
    from benchmarks.w6_peers import keep_for_sqlite

    kept = write_points(size, folder)
    keep_hazard_points(kept, "bench", [EVERYWHERE], [], is_deep=True)
    keep_for_sqlite(folder)


def project(inputs: Path, own: Path) -> Answer:
    """The call behind the page of weights: a database opened, sets weighed, one pass, for each change anew."""
    from analytics.priority import preview

    points = inputs / "hazard_points-bench.parquet"

    def show(weights: Weights) -> Shown:
        shown = preview(points, weights)
        counts = [(count.area_code, count.para_code, count.tier, count.persons) for count in shown.counts]
        return counts, [line.person_id for line in shown.first]

    return timed(show)


def timed(show: Callable[[Weights], Shown]) -> Answer:
    """What was shown after every change, as checksums; milliseconds of one change, the median of all."""
    wall, cpu, counts, first = [], [], [], []
    for weights in weightings():
        wall_before, cpu_before = time.perf_counter(), time.process_time()
        counted, persons = show(weights)
        wall.append(time.perf_counter() - wall_before)
        cpu.append(time.process_time() - cpu_before)
        counts.append(sorted(map(tuple, counted)))
        first.append(persons)
    told = {"p50 ms": round(statistics.median(wall) * 1000), "p50 CPU ms": round(statistics.median(cpu) * 1000)}
    return {"counts": _checksum(counts), "first": _checksum(first), **told}


def _checksum(values: Iterable[Any]) -> str:
    return hashlib.sha256(json.dumps(list(values)).encode()).hexdigest()[:16]
