"""Contestants run one after the other, each time in a fresh process, and are measured there."""

from __future__ import annotations

import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Answer = dict[str, Any]
Work = Callable[[Path, Path], Answer]
"""Takes the folder of inputs and an empty folder of its own; gives back what it found, to be compared."""


@dataclass(frozen=True)
class Contestant:
    """Something that does the work of a workload: `work` names a function as module:function.

    `needs` names a package that only the extra `bench` installs. One that would take too long does one part in so many
    of the work, `one_part_in`; its seconds are told as if it had done all.
    """

    title: str
    work: str
    needs: str = ""
    one_part_in: int = 1

    @property
    def can_run(self) -> bool:
        """False while the package that it needs is not installed."""
        return not self.needs or find_spec(self.needs) is not None


@dataclass(frozen=True)
class Workload:
    """One question put to the project and, beside it, to its peers; the project stands first.

    `prepare` names a function (size, folder) that makes the inputs; `same` names the parts of the answers that must be
    equal between the contestants that give them.
    """

    code: str
    title: str
    unit: str
    sizes: tuple[int, ...]
    full_sizes: tuple[int, ...]
    prepare: str
    contestants: tuple[Contestant, ...]
    same: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """One run. Wall and CPU seconds without the start of Python; peak memory in MiB of the largest process."""

    wall_seconds: float
    cpu_seconds: float
    peak_mib: float
    answer: Answer


@dataclass(frozen=True)
class Measured:
    """The medians of several runs of one contestant at one size."""

    contestant: Contestant
    size: int
    runs: tuple[Run, ...]

    def median(self, of: Callable[[Run], float]) -> float:
        return statistics.median(of(run) for run in self.runs)

    @property
    def wall_seconds(self) -> float:
        """For all of the work."""
        return self.median(lambda run: run.wall_seconds) * self.contestant.one_part_in

    @property
    def cpu_seconds(self) -> float:
        """For all of the work."""
        return self.median(lambda run: run.cpu_seconds) * self.contestant.one_part_in


class AnswersDiffer(Exception):
    """Two contestants found different things: the times mean nothing."""


def measure(workload: Workload, size: int, repeats: int, alone: bool = False) -> list[Measured]:
    """Every contestant has done the work that many times, taking turns, and all gave the same answer.

    Contestants that cannot run are left out; `alone` leaves out all but the project.

    Raises: AnswersDiffer; CalledProcessError when a contestant failed.
    """
    contestants = [contestant for contestant in workload.contestants[: 1 if alone else None] if contestant.can_run]
    with tempfile.TemporaryDirectory(prefix="census-bench-") as folder:
        inputs = Path(folder) / "inputs"
        inputs.mkdir()
        _in_fresh_process("prepare", workload.prepare, inputs, size)
        runs: dict[Contestant, list[Run]] = {contestant: [] for contestant in contestants}
        for _ in range(repeats):
            for contestant in contestants:  # in turn, so that a slow minute of the machine hits all alike
                with tempfile.TemporaryDirectory(dir=folder) as own:
                    runs[contestant].append(Run(**_in_fresh_process("work", contestant.work, inputs, Path(own))))
    measured = [Measured(contestant, size, tuple(done)) for contestant, done in runs.items()]
    _compare(workload, measured)
    return measured


def _compare(workload: Workload, measured: list[Measured]) -> None:
    for part in workload.same:
        answers = {one.contestant.title: run.answer[part] for one in measured for run in one.runs if part in run.answer}
        if len(set(map(json.dumps, answers.values()))) > 1:
            raise AnswersDiffer(f"{workload.code} {part}: {answers}")


def _in_fresh_process(act: str, function: str, *arguments: Path | int) -> Any:
    command = [sys.executable, "-m", "benchmarks.measuring", act, function, *map(str, arguments)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True, env=_environment())
    return json.loads(done.stdout.splitlines()[-1])


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CENSUS_")}


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _work(function: str, inputs: Path, own: Path) -> dict[str, Any]:
    cpu_before, wall_before = _cpu_seconds(), time.perf_counter()
    work: Work = _function(function)  # what it imports is its own to wait for
    answer = work(inputs, own)
    wall, cpu = time.perf_counter() - wall_before, _cpu_seconds() - cpu_before
    return {"wall_seconds": wall, "cpu_seconds": cpu, "peak_mib": _peak_mib(), "answer": answer}


def _usages() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def _cpu_seconds() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in _usages())


def _peak_mib() -> float:
    return max(usage.ru_maxrss for usage in _usages()) / 1024


def _main(act: str, function: str, inputs: str, last: str) -> None:
    if act == "prepare":
        _function(function)(int(last), Path(inputs))
        answer: Any = "prepared"
    else:
        answer = _work(function, Path(inputs), Path(last))
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
