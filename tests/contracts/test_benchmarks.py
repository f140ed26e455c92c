"""At a small size, every contestant of every benchmark finds the same things. Nothing is timed here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import WORKLOADS
from benchmarks.measuring import Workload

SMALL = {
    "W1": 400,
    "W2": 1_200,
    "W4": 1_500,
    "W5": 20_000,
    "W6": 6_000,
    "W7": 40_000,
    "W8": 9_000,
    "W9": 2_000,
    "W10": 2_000,
    "W14": 60,
    "W14-CSV": 60,
    "RUN": 400,
}


def named(function: str) -> Callable[..., Any]:
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), name)
    return found


@pytest.mark.parametrize("workload", WORKLOADS.values(), ids=WORKLOADS)
def test_the_contestants_of_a_benchmark_find_the_same_things(workload: Workload, tmp_path: Path) -> None:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    named(workload.prepare)(SMALL[workload.code], inputs)
    answers = []
    for number, contestant in enumerate(one for one in workload.contestants if one.can_run):
        own = tmp_path / str(number)
        own.mkdir()
        answers.append(named(contestant.work)(inputs, own))
    for part in workload.same:
        found = [answer[part] for answer in answers if part in answer]
        assert found, part
        assert set(found) == {found[0]}, part
    assert all(answers[0].values())


def test_every_broken_row_is_told_of_whatever_is_wrong_with_it(tmp_path: Path) -> None:
    from benchmarks.defects import DEFECTS
    from benchmarks.w2_broken import broken, prepare, rows_broken

    prepare(5_000, tmp_path)
    truth = rows_broken(tmp_path)
    assert set(truth.values()) == set(DEFECTS)
    assert broken(tmp_path, tmp_path)["broken_rows_told"] == len(truth)


def test_the_same_seed_makes_the_same_people() -> None:
    from benchmarks.population import make_population

    one, other = make_population(500), make_population(500)
    assert len(one) == 500
    assert list(one.name_bn) == list(other.name_bn)
    assert list(one.nid17) == list(other.nid17)
    held = [number for number in [*one.nid17, *one.brn17] if number]
    assert len(held) == len(set(held))
