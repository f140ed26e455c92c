"""Processes that write into one area or several at once: no entry is lost, each chain stays whole, nobody waits."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from census_app.ledger.chain import walk_chain
from census_app.ledger.engine import reading_still
from census_app.settings import Settings
from tests.ledger.people import OTHER_WARD, WARD

EACH = 30
LONGEST_SECONDS = 60
OFFICE = """
import sys
from pathlib import Path
from census_app.domain.access import OPERATOR
from census_app.ledger.engine import open_ledger, writing
from census_app.ledger.tables import FlowChoice
from census_app.ledger import clock
from census_app.ledger.writes.audit import append_event
from census_app.settings import Settings

url, folder, start, *areas = sys.argv[1:]
engine = open_ledger(Settings(url, Path(folder)))
print("ready", flush=True)
sys.stdin.readline()
for place in range(int(start), int(start) + {each}):
    with writing(engine) as session:
        area = areas[place % len(areas)]
        choice = FlowChoice(area_code=area, flow="direct", version=place, fingerprint="f", chosen_by=0,
                            chosen_at=clock.now())
        session.add(choice)
        append_event(session, OPERATOR, "flow_chosen", f"area:{{area}}", area, details={{"place": place}})
"""


@pytest.mark.parametrize(
    "areas", [((WARD,), (WARD,)), ((WARD,), (OTHER_WARD,)), ((WARD, OTHER_WARD), (OTHER_WARD, WARD))]
)
def test_two_offices_that_write_at_once_leave_whole_chains_with_every_entry(
    any_engine: Engine, settings: Settings, areas: tuple[tuple[str, ...], ...]
) -> None:
    url = any_engine.url.render_as_string(hide_password=False)
    offices = [
        subprocess.Popen(
            [sys.executable, "-c", OFFICE.format(each=EACH), url, str(settings.data_dir), str(place * 1_000), *told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for place, told in enumerate(areas)
    ]
    for office in offices:
        assert office.stdout is not None
        assert office.stdout.readline().strip() == "ready"
    for office in offices:
        assert office.stdin is not None
        office.stdin.write("go\n")
        office.stdin.flush()
    until = time.monotonic() + LONGEST_SECONDS
    looks = 0
    while any(office.poll() is None for office in offices) and time.monotonic() < until:
        with reading_still(any_engine) as session:  # whoever verifies meanwhile sees nothing half done
            assert walk_chain(session).broken is None
        looks += 1
    ended = [office.poll() for office in offices]
    for office in offices:
        office.kill()
        office.communicate()
    assert ended == [0, 0]
    assert looks > 0
    with any_engine.connect() as connection:
        told = text("select version from flow_choices order by version")
        written = connection.execute(told).scalars().all()
        events = connection.execute(text("select count(*) from audit_events where action = 'flow_chosen'")).scalar()
    assert written == [place * 1_000 + one for place in range(2) for one in range(EACH)]
    assert events == 2 * EACH
    with reading_still(any_engine) as session:
        walked = walk_chain(session)
    assert (walked.broken, walked.chains) == (None, len({area for told in areas for area in told}))
    assert walked.entries == 2 * EACH
