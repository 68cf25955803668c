"""Days as people count them: those of the server's place, while times are kept in UTC."""

from __future__ import annotations

from datetime import date, datetime


def local_day(moment: datetime) -> date:
    """The day of a moment in the zone of the server, which is that of the agency."""
    return moment.astimezone().date()
