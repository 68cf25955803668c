"""The zone of the agency: every time is told in it, and a name that the system does not know is refused."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

import pytest

from s3align.desk.settings import ServerSettings
from s3align.desk.startup import open_desk
from s3align.desk.zone import use_zone
from s3align.errors import SettingsError
from s3align.settings import Settings
from s3align.web.times import deadline_text
from s3align.web.words import web_messages

SUMMER, WINTER = datetime(2026, 7, 1, 21, 59, tzinfo=UTC), datetime(2026, 12, 1, 22, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def system_zone():
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_a_deadline_is_told_in_the_zone_that_is_set_and_names_it(tmp_path):
    t = web_messages("de")
    assert deadline_text(SUMMER, t) == "1.\u00a0Juli 2026, 21:59 Uhr (UTC)"
    open_desk(ServerSettings(data=tmp_path, timezone="Europe/Berlin"), Settings()).database.close()
    assert deadline_text(SUMMER, t) == "1.\u00a0Juli 2026, 23:59 Uhr (CEST)"
    assert deadline_text(WINTER, t) == "1.\u00a0Dezember 2026, 23:59 Uhr (CET)"


def test_without_a_setting_the_zone_of_the_system_stays():
    use_zone("")
    assert os.environ["TZ"] == "UTC"


@pytest.mark.parametrize("name", ["Europe/Nowhere", "../etc/passwd", "Europe", "Berlin"])
def test_a_zone_that_the_system_does_not_know_is_refused_and_changes_nothing(name):
    with pytest.raises(SettingsError, match="Europe/Berlin"):
        use_zone(name)
    assert os.environ["TZ"] == "UTC"


def test_where_a_process_cannot_choose_its_zone_it_says_so(monkeypatch):
    monkeypatch.delattr("s3align.desk.zone.time.tzset")
    with pytest.raises(SettingsError, match="zone of the system"):
        use_zone("Europe/Berlin")
    monkeypatch.undo()
