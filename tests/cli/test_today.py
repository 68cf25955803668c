"""The day of an assessment is that of the calendar, or of the variable by which builds are made again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from s3align.cli.today import EPOCH_VARIABLE, today
from s3align.errors import UsageError


def test_the_day_can_be_fixed(monkeypatch):
    monkeypatch.setenv(EPOCH_VARIABLE, str(int(datetime(2026, 3, 4, 23, tzinfo=UTC).timestamp())))
    assert today() == date(2026, 3, 4)


def test_without_it_the_calendar_counts(monkeypatch):
    monkeypatch.delenv(EPOCH_VARIABLE, raising=False)
    assert abs((today() - datetime.now(UTC).date()).days) <= 1


@pytest.mark.parametrize("value", ["gestern", "9" * 30, "1.5"])
def test_another_value_is_refused_with_advice(monkeypatch, value):
    monkeypatch.setenv(EPOCH_VARIABLE, value)
    with pytest.raises(UsageError, match="Correct it"):
        today()
