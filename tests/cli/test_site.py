"""The site as the command serves it: where it answers, what it says when it cannot, how it stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from census_app.sentences import LANGUAGES, messages, sentence
from tests.cli.calling import census

CENSUS = Path(sys.executable).with_name("census")


@pytest.mark.parametrize("told_by", [signal.SIGINT, signal.SIGTERM])
def test_the_site_answers_where_it_says_and_stops_cleanly_when_told_to(told_by: signal.Signals) -> None:
    with subprocess.Popen(
        [CENSUS, "serve", "--port", "0"],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A run in the background ignores interrupts, and its children would with it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as site:
        assert site.stdout is not None
        address = site.stdout.readline().strip()
        with urlopen(address) as page:
            assert page.status == 200
        site.send_signal(told_by)
        told, complaints = site.communicate()
    assert (site.returncode, told.strip(), complaints) == (0, sentence("site_stopped", "en"), "")


def test_a_site_that_is_killed_takes_its_reader_with_it() -> None:
    with subprocess.Popen(
        [CENSUS, "serve", "--port", "0"], env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True
    ) as site:
        assert site.stdout is not None
        with urlopen(site.stdout.readline().strip()) as page:
            assert page.status == 200
        site.kill()
        # The readers hold the same pipe: it ends when the last of them is gone.
        assert site.stdout.read() == ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_an_address_that_is_taken_is_said_in_one_line(command: str, language: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = census(command, "--port", str(port), "--lang", language)
    values = {"address": f"127.0.0.1:{port}", "other": str(port + 1)}
    assert (result.exit_code, result.output.strip()) == (1, sentence("address_taken", language, values))


def test_a_demo_that_is_being_served_keeps_its_ledger_when_another_is_started(data_dir: Path) -> None:
    kept = data_dir / "demo" / "census.db"
    kept.parent.mkdir(parents=True)
    kept.write_text("the ledger of the demo that is being served")
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert census("demo", "--port", str(other.getsockname()[1])).exit_code == 1
    assert kept.exists()


def test_an_address_of_another_machine_is_refused() -> None:
    result = census("serve", "--host", "192.0.2.1", "--port", "0")
    assert result.exit_code == 1
    assert messages("en")["address_not_usable"].rule in result.output
