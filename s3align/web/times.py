"""Times as people read them: in the zone of the agency (``desk.zone``), which is named wherever a deadline stands."""

from __future__ import annotations

from datetime import datetime

from s3align.render.formats import date_text
from s3align.render.messages import Messages


def moment_text(moment: datetime, t: Messages) -> str:
    """A day with its time, such as "3. Mai 2026, 12:00 Uhr"."""
    local = moment.astimezone()
    return t("calls_moment", day=date_text(local.date().isoformat(), t), time=local.strftime("%H:%M"))


def deadline_text(moment: datetime, t: Messages) -> str:
    """A moment that must not be missed, with its zone: "3. Mai 2026, 12:00 Uhr (CEST)"."""
    return t("calls_moment_zone", moment=moment_text(moment, t), zone=moment.astimezone().tzname() or "UTC")


def short_day(moment: datetime, t: Messages) -> str:
    """A day in figures, such as "03.05.26", for tables."""
    local = moment.astimezone()
    return t("list_day", day=f"{local.day:02}", month=f"{local.month:02}", year=f"{local.year % 100:02}")


def server_clock() -> str:
    """What the clock of the server shows with its zone, such as "14:05 (UTC+01:00)"."""
    now = datetime.now().astimezone()
    zone = now.isoformat()[-6:]
    return f"{now:%H:%M} (UTC{'' if zone == '+00:00' else zone})"
