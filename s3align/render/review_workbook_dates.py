"""Dates as people type them into a cell: real dates, and texts where the day is unmistakable."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from s3align.render.messages import LANGUAGES, Messages

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""What a cell for a date takes; other years are slips of the finger."""
_DAY_ZERO = date(1899, 12, 30)
"""Of the numbers by which Excel counts days."""
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.]*)?")
_DOTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2}),?\s+(\d{4})")
_SHORT_MONTH = 3
"""Letters of a month that tell it from the others, in the interface languages."""


def as_date(cell: object) -> date | None:
    """The day that a cell names; None where it names none, more than one, or one outside of 2000 to 2099."""
    found = _day(cell)
    return found if found is not None and EARLIEST <= found <= LATEST else None


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _DAY_ZERO + timedelta(days=int(cell)) if 0 < cell < 100_000 else None
    return _typed(str(cell).strip())


def _typed(text: str) -> date | None:
    if found := _ISO.fullmatch(text):
        return _made(*map(int, found.groups()))
    if found := _DOTS.fullmatch(text):
        day, month, year = map(int, found.groups())
        return _made(year if year > 99 else 2000 + year, month, day)
    if found := _SLASHES.fullmatch(text):  # the day first in some countries, the month in others
        first, second, year = map(int, found.groups())
        days = {made for made in (_made(year, second, first), _made(year, first, second)) if made}
        return days.pop() if len(days) == 1 else None
    if found := _DAY_FIRST.fullmatch(text):
        return _made(int(found[3]), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.fullmatch(text):
        return _made(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _month(word: str) -> int:
    """The number of a month by its name or the beginning of it; 0 for another word."""
    typed = word.casefold()
    if len(typed) < _SHORT_MONTH:
        return 0
    for language in LANGUAGES:
        for number, name in enumerate(Messages.load(language)("months").split(), start=1):
            if name.casefold().startswith(typed):
                return number
    return 0


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
