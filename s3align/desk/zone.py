"""The time zone of the agency, in which a process tells every time: deadlines, days of reports, receipts."""

from __future__ import annotations

import os
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from s3align.errors import SettingsError, said


def use_zone(name: str) -> None:
    """Has this process and those that it starts tell times in a zone, such as "Europe/Berlin"; "": as the system does.

    Raises SettingsError for a zone that the system does not know, which would tell UTC without a word, and on Windows,
    where a process cannot choose.
    """
    if not name:
        return
    if not hasattr(time, "tzset"):  # Windows
        raise SettingsError(
            said(
                "server_timezone_fixed",
                "This system sets its time zone by itself: leave 'timezone' out, and set the zone of the system.",
            )
        )
    try:
        zone = ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # a name that is none, a path, a folder
        raise _unknown(name) from error
    before = os.environ.get("TZ")
    _set(name)
    now = datetime.now(zone)
    if now.utcoffset() != now.astimezone().utcoffset() or now.tzname() != now.astimezone().tzname():
        _set(before)
        raise _unknown(name)


def _set(name: str | None) -> None:
    if name is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = name
    time.tzset()


def _unknown(name: str) -> SettingsError:
    return SettingsError(
        said(
            "server_timezone",
            "The system does not know the time zone '{name}'. Write a name such as Europe/Berlin, or install tzdata.",
            name=name,
        )
    )
