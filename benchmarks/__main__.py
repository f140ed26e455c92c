"""`python -m benchmarks`: measures the project beside its peers and prints a Markdown table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from benchmarks import table
from benchmarks.measuring import Workload, measure
from benchmarks.w1_import import W1
from benchmarks.w2_broken import W2
from benchmarks.w4_search import W4
from benchmarks.w5_duplicates import W5
from benchmarks.w6_priority import W6
from benchmarks.w7_girls import W7
from benchmarks.w8_coverage import W8
from benchmarks.w9_listed_twice import W9
from benchmarks.w10_round_difference import W10
from benchmarks.w14_kobo import W14, W14_TEXT
from benchmarks.w_run import RUN

WORKLOADS = {workload.code: workload for workload in (W1, W2, W4, W5, W6, W7, W8, W9, W10, W14, W14_TEXT, RUN)}
KEPT_IN = Path(__file__).parent / "local"


def main() -> None:
    """The table stands on standard output and, dated, in benchmarks/local."""
    options = _options()
    KEPT_IN.mkdir(exist_ok=True)
    path = KEPT_IN / f"{datetime.now():%Y-%m-%d_%H%M}.md"
    with path.open("w", encoding="utf-8") as kept:
        for line in _lines(options):
            for stream in (sys.stdout, kept):
                print(line, file=stream, flush=True)


def _lines(options: argparse.Namespace) -> Iterator[str]:
    yield f"Median of {options.repeats}, contestants taking turns. {table.machine()}\n"
    yield table.heading()
    kinds: list[str] = []
    for code in options.workloads:
        workload = WORKLOADS[code]
        for size in _sizes(workload, options):
            measured = measure(workload, size, options.repeats, options.alone)
            yield table.rows(workload, measured)
            kinds.append(table.kinds(workload, measured))
    yield from filter(None, kinds)


def _sizes(workload: Workload, options: argparse.Namespace) -> tuple[int, ...]:
    if options.size:
        return (options.size,)
    return workload.full_sizes if options.full else workload.sizes


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("workloads", nargs="*", choices=[*WORKLOADS, []], default=list(WORKLOADS), help="default: all")
    parser.add_argument("--size", type=int, help="one size instead of the usual ones")
    parser.add_argument("--full", action="store_true", help="the large sizes")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each contestant (default 3)")
    parser.add_argument("--alone", action="store_true", help="the project without its peers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
