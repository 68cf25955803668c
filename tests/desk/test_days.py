"""Days in what people are handed are those of the server's place."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime

import pytest

from s3align.desk.days import local_day


@pytest.fixture
def in_berlin():
    before = os.environ.get("TZ")
    os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
def test_shortly_after_midnight_the_day_is_that_of_the_place():
    assert local_day(datetime(2031, 6, 30, 22, 30, tzinfo=UTC)) == date(2031, 7, 1)
    assert local_day(datetime(2031, 6, 30, 21, 30, tzinfo=UTC)) == date(2031, 6, 30)
