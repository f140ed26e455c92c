"""The reader behind the site: at work while a journey lasts."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event, Thread

import pytest

from census_app.jobs.worker import work
from tests.wards import Ward


@pytest.fixture
def reader(ward: Ward) -> Iterator[None]:
    """What is given in is read at once."""
    over = Event()
    thread = Thread(target=work, args=(ward.engine, ward.settings, lambda: not over.is_set()))
    thread.start()
    yield
    over.set()
    thread.join()
