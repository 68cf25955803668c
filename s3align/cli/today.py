"""The day that a command prints as the day of assessment: the only look at the calendar in the program."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from s3align.errors import UsageError, said

EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
"""Seconds since 1970 that stand for now, so that the same input gives the same bytes on another day.

https://reproducible-builds.org/docs/source-date-epoch/
"""


def today() -> date:
    """The day here and now, or that of ``SOURCE_DATE_EPOCH``. Raises UsageError where that is no number of seconds."""
    fixed = os.environ.get(EPOCH_VARIABLE)
    if not fixed:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(fixed), tz=UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            said(
                "epoch",
                "{variable} is '{value}', which is no number of seconds since 1970. Correct it, or leave it out.",
                variable=EPOCH_VARIABLE,
                value=fixed,
            )
        ) from error
