"""Files read behind a command: how far it is, what Ctrl-C leaves, the worker that reads for the site."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from census_app.sentences import sentence
from tests.cli.calling import WARD, census
from tests.jobs.sheets import HEADINGS

CENSUS = Path(sys.executable).with_name("census")
SURVEY = ("upload", "survey")
PLACE = ("--round", "2022", *WARD)


def sheet(folder: Path, name: str, rows: int, first: int = 1) -> Path:
    lines = [f"{first + place},Person {first + place} Khatun,Self,Female,30" for place in range(rows)]
    path = folder / name
    path.write_text("\n".join([HEADINGS, *lines]) + "\n", encoding="utf-8")
    return path


def listens(process_id: int) -> bool:
    """Whether the process does something of its own when it is told to end, instead of just ending."""
    caught = re.search(r"^SigCgt:\s*(\w+)$", Path(f"/proc/{process_id}/status").read_text(), re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def start(*arguments: str) -> subprocess.Popen[str]:
    """The command in a process of its own, which can be interrupted."""
    return subprocess.Popen(
        [CENSUS, *arguments],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A run in the background ignores interrupts, and its children would with it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_several_files_are_read_side_by_side_and_answered_in_the_order_given(tmp_path: Path) -> None:
    files = [sheet(tmp_path, f"{name}.csv", 3, 1 + 10 * place) for place, name in enumerate(("b", "a", "c"))]
    broken = tmp_path / "broken.csv"
    broken.write_text("no,heading\n1,2\n", encoding="utf-8")
    result = census(*SURVEY, *map(str, [*files, broken]), *PLACE)
    assert result.exit_code == 2
    told = [line.split(":")[0] for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert [line for line in told if line.endswith(".csv")] == ["b.csv", "a.csv", "c.csv", "broken.csv"]
    for name in ("b.csv", "a.csv", "c.csv"):
        assert sentence("rows_so_far", "en", {"file": name, "done": 3, "total": 3}) in result.stderr


def test_an_interrupted_command_says_how_to_go_on_and_the_same_command_goes_on(tmp_path: Path) -> None:
    path = sheet(tmp_path, "long.csv", 12_000)
    with start(*SURVEY, str(path), *PLACE) as command:
        assert command.stderr is not None
        assert "5000" in command.stderr.readline()
        command.send_signal(signal.SIGINT)
        told, complaints = command.communicate()
    assert (command.returncode, told.count("\n")) == (1, 1)  # the line that the round was opened
    assert complaints.splitlines()[-1] == sentence("reading_interrupted", "en", {"read": 0, "files": 1})
    again = census(*SURVEY, str(path), *PLACE)
    assert again.exit_code == 0
    assert sentence("rows_so_far", "en", {"file": path.name, "done": 12_000, "total": 12_000}) in again.stderr
    assert "12000" in again.stdout.replace(",", "")


def test_several_files_are_gone_on_with_too(tmp_path: Path) -> None:
    files = [sheet(tmp_path, "one.csv", 30_000), sheet(tmp_path, "two.csv", 30_000, 40_001)]
    with start(*SURVEY, *map(str, files), *PLACE) as command:
        assert command.stderr is not None
        assert " of 30000 " in command.stderr.readline().replace(",", "")
        command.send_signal(signal.SIGINT)
        complaints = command.communicate()[1]
    assert command.returncode == 1
    assert complaints.count("Traceback") == 0
    again = census(*SURVEY, *map(str, files), *PLACE)
    assert again.exit_code == 0
    assert again.stdout.replace(",", "").count("30000") >= 2


def test_the_worker_reads_what_waits_and_ends_when_nothing_is_left() -> None:
    census("init")
    result = census("work", "--until-empty", "--processes", "2")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("told_by", [signal.SIGINT, signal.SIGTERM])
def test_the_worker_ends_cleanly_when_told_to(told_by: signal.Signals) -> None:
    census("init")
    with start("work") as worker:
        while not listens(worker.pid):
            assert worker.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(0.5)
        worker.send_signal(told_by)
        told, complaints = worker.communicate()
    assert (worker.returncode, told.strip(), complaints) == (0, sentence("work_stopped", "en"), "")
