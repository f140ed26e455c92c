"""W4: finding a person by one line about them, in either script and with mistakes, at desks of every width."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import Answer, Contestant, Workload
from benchmarks.w4_questions import DESKS, KINDS, TO_WARM_UP, Asked, keep_questions, read_questions
from benchmarks.w4_register import FILL_FILE, LINES_FILE, keep_ledger, keep_lines, make_register

SHOWN = 20
"""A question that is true of more people than an answer shows has no right answer: only its time is counted."""
ONE_NAME_IN = 9
_EARLY = TO_WARM_UP * len(KINDS)
_NAMED = sum(kind.named for kind in KINDS.values())
_ONE_PART_IN = round(len(KINDS) / _NAMED * ONE_NAME_IN)
"""So many of the questions with a name are put to those who look through every line for each."""
_BESIDE = f"one question with a name in {ONE_NAME_IN}, seconds × {_ONE_PART_IN}"

W4 = Workload(
    code="W4",
    title="search for people",
    unit="persons",
    sizes=(300_000,),
    full_sizes=(300_000, 2_200_000),
    prepare="benchmarks.w4_search:prepare",
    contestants=(
        Contestant("the project: one box, the whole register", "benchmarks.w4_search:register"),
        Contestant("the project: an upazila's desk", "benchmarks.w4_search:upazila"),
        Contestant("the project: a union's desk", "benchmarks.w4_search:union"),
        Contestant("the project: a ward's desk", "benchmarks.w4_search:ward"),
        Contestant(
            f"rapidfuzz: WRatio over a list of names with kin, {_BESIDE}",
            "benchmarks.w4_search:wratio",
            one_part_in=_ONE_PART_IN,
        ),
        Contestant(
            f"rapidfuzz: token_sort_ratio over the same list, {_BESIDE}",
            "benchmarks.w4_search:token_sort_ratio",
            one_part_in=_ONE_PART_IN,
        ),
    ),
)


def prepare(size: int, folder: Path) -> None:
    """The folder holds a ledger, the same people as lines, and questions; making them is not measured."""
    people = make_register(size)
    keep_questions(people, folder)
    keep_lines(people, folder)
    keep_ledger(people, folder)


def register(inputs: Path, own: Path) -> Answer:
    """Whoever sees everybody; with how long the lists took that search reads."""
    fill = float((inputs / FILL_FILE).read_text())
    return _at_a_desk(inputs, "register") | {"first fill, s per million": round(fill)}


def upazila(inputs: Path, own: Path) -> Answer:
    """For each question the desk of the upazila in which the person meant lives."""
    return _at_a_desk(inputs, "upazila")


def union(inputs: Path, own: Path) -> Answer:
    """The desk of the union."""
    return _at_a_desk(inputs, "union")


def ward(inputs: Path, own: Path) -> Answer:
    """The desk of the ward."""
    return _at_a_desk(inputs, "ward")


def _at_a_desk(inputs: Path, desk: str) -> Answer:
    """Every question, as the site asks it, over the ledger."""
    from census_app.domain.access import OPERATOR, Scope
    from census_app.domain.search import read_question
    from census_app.ledger.engine import open_ledger, reading
    from census_app.ledger.reads.search import find_people
    from census_app.settings import NUMBER_KEY, Settings

    settings = Settings(f"sqlite:///{inputs / 'census.db'}", inputs)
    engine = open_ledger(settings)
    number_key = settings.key(NUMBER_KEY)

    def ask(asked: Asked) -> list[int]:
        area = asked.area_code[: DESKS[desk]]
        scope = Scope(1, desk, (area,), OPERATOR.offices, OPERATOR.permissions)
        with reading(engine) as session:
            found = find_people(session, scope, read_question(asked.typed), number_key, SHOWN)
        return [hit.line.person_id for hit in found.hits]

    questions = read_questions(inputs)
    for asked in questions[:_EARLY]:
        ask(asked)
    answer = _measured(questions[_EARLY:], ask, list(DESKS).index(desk))
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

    def ask(asked: Asked) -> list[int]:
        return [place + 1 for _, _, place in process.extract(asked.typed.lower(), lines, scorer=scorer, limit=SHOWN)]

    named = [asked for asked in read_questions(inputs)[_EARLY:] if KINDS[asked.kind].named]
    asked = [one for place, one in enumerate(named) if (place + place // _NAMED) % ONE_NAME_IN == 0]  # of every kind
    return _measured(asked, ask, 0)


class _Answered(NamedTuple):
    """How long one answer took, and whether it showed the person meant; None where nobody could tell."""

    kind: str
    wall_seconds: float
    cpu_seconds: float
    shown: bool | None


def _measured(questions: Iterable[Asked], ask: Callable[[Asked], Collection[int]], desk: int) -> Answer:
    """How long the answers took, and how often the person meant was among those shown, of all and of each kind."""
    answered: list[_Answered] = []
    for asked in questions:
        wall_before, cpu_before = time.perf_counter(), time.process_time()
        shown = ask(asked)
        took = time.perf_counter() - wall_before, time.process_time() - cpu_before
        can_be_told = asked.alike[desk] <= SHOWN
        answered.append(_Answered(asked.kind, *took, not asked.right.isdisjoint(shown) if can_be_told else None))
    kinds = {kind: [one for one in answered if one.kind == kind] for kind in KINDS}
    return {
        **_summary(answered),
        "mean CPU ms": round(statistics.fmean(one.cpu_seconds for one in answered) * 1000, 1),
        "p95 CPU ms": _percentile([one.cpu_seconds for one in answered], 95),
        "kinds": {kind: _summary(of_kind) for kind, of_kind in kinds.items() if of_kind},
    }


def _summary(answered: Sequence[_Answered]) -> dict[str, float | str]:
    wall = [one.wall_seconds for one in answered]
    judged = [one.shown for one in answered if one.shown is not None]
    return {
        "p50 ms": _percentile(wall, 50),
        "p95 ms": _percentile(wall, 95),
        "max ms": round(max(wall) * 1000, 1),
        "recall": round(sum(judged) / len(judged), 3) if judged else "none has a right answer",
        "judged": f"{len(judged)} of {len(answered)}",
    }


def _percentile(seconds: Sequence[float], part: int) -> float:
    if len(seconds) == 1:
        return round(seconds[0] * 1000, 1)
    return round(statistics.quantiles(seconds, n=100, method="inclusive")[part - 1] * 1000, 1)
