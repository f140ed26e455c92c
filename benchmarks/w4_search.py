"""W4: finding a person by a misspelt name and one thing more, in either script."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path

from benchmarks.measuring import Answer, Contestant, Workload
from benchmarks.w4_register import LINES_FILE, keep_ledger, keep_lines, keep_questions, make_register, read_questions

SHOWN = 20
ONE_QUESTION_IN = 5
"""So many of the questions are put to those who look through every line for each."""

W4 = Workload(
    code="W4",
    title="search for people",
    unit="persons",
    sizes=(300_000,),
    full_sizes=(300_000, 2_200_000),
    prepare="benchmarks.w4_search:prepare",
    contestants=(
        Contestant("the project: one box", "benchmarks.w4_search:project"),
        Contestant(
            "rapidfuzz: WRatio over a list of names with kin, one question in five, seconds × 5",
            "benchmarks.w4_search:wratio",
            one_part_in=ONE_QUESTION_IN,
        ),
        Contestant(
            "rapidfuzz: token_sort_ratio over the same list, one question in five, seconds × 5",
            "benchmarks.w4_search:token_sort_ratio",
            one_part_in=ONE_QUESTION_IN,
        ),
    ),
)


def prepare(size: int, folder: Path) -> None:
    """The folder holds a ledger, the same people as lines, and questions; making them is not measured."""
    register = make_register(size)
    keep_questions(register, folder)
    keep_lines(register, folder)
    keep_ledger(register, folder)


def project(inputs: Path, own: Path) -> Answer:
    """Every question, as the site asks it, over the ledger."""
    from census_app.domain.access import OPERATOR
    from census_app.domain.search import read_question
    from census_app.ledger.engine import open_ledger, reading
    from census_app.ledger.reads.search import find_people
    from census_app.settings import NUMBER_KEY, Settings

    settings = Settings(f"sqlite:///{inputs / 'census.db'}", inputs)
    engine = open_ledger(settings)
    number_key = settings.key(NUMBER_KEY)

    def ask(typed: str) -> list[int]:
        with reading(engine) as session:
            found = find_people(session, OPERATOR, read_question(typed), number_key, SHOWN)
        return [hit.line.person_id for hit in found.hits]

    answer = _asked(inputs, ask)
    engine.dispose()
    return answer


def wratio(inputs: Path, own: Path) -> Answer:
    """Every question beside every line, by the measure that people take first; one shared word is much to it."""
    from rapidfuzz import fuzz

    return _beside_every_line(inputs, fuzz.WRatio)


def token_sort_ratio(inputs: Path, own: Path) -> Answer:
    """Every question beside every line, letter by letter with the words sorted."""
    from rapidfuzz import fuzz

    return _beside_every_line(inputs, fuzz.token_sort_ratio)


def _beside_every_line(inputs: Path, scorer: Callable[..., float]) -> Answer:
    from rapidfuzz import process

    # The library's default_process is not used: it takes the vowel signs out of Bangla words.
    lines = (inputs / LINES_FILE).read_text(encoding="utf-8").lower().splitlines()

    def ask(typed: str) -> list[int]:
        return [place + 1 for _, _, place in process.extract(typed.lower(), lines, scorer=scorer, limit=SHOWN)]

    return _asked(inputs, ask, ONE_QUESTION_IN)


def _asked(inputs: Path, ask: Callable[[str], Collection[int]], one_in: int = 1) -> Answer:
    """How long an answer took, and how often the person meant was among those shown."""
    wall: list[float] = []
    cpu: list[float] = []
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for typed, sign, meant in read_questions(inputs)[::one_in]:
        wall_before, cpu_before = time.perf_counter(), time.process_time()
        shown = ask(typed)
        wall.append(time.perf_counter() - wall_before)
        cpu.append(time.process_time() - cpu_before)
        asked[sign] += 1
        right[sign] += not meant.isdisjoint(shown)
    return {
        **_percentiles(wall, "ms"),
        **_percentiles(cpu, "CPU ms"),
        "recall": round(right.total() / asked.total(), 3),
        "right": {sign: f"{right[sign]}/{count}" for sign, count in sorted(asked.items())},
    }


def _percentiles(seconds: list[float], unit: str) -> dict[str, float]:
    last = statistics.quantiles(seconds, n=20)[-1]
    return {f"p50 {unit}": round(statistics.median(seconds) * 1000, 1), f"p95 {unit}": round(last * 1000, 1)}
