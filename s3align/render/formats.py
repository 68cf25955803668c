"""How numbers and lists look to a reader: points of 100, German and English figures, ranges of pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

from s3align.render.messages import Messages

MINUS = "\u2212"
NARROW_SPACE = "\u202f"
TENTHS = 10
"""Ledger lines are printed in tenths of a point."""
MOST_SIGNS = 32_767
"""UTF-16 units of a cell of Excel."""
BORDER = 50
"""Points of the sureness from which a theme is addressed; a test compares it with the model's."""


def points(score: float) -> int:
    """A share (0..1) as whole points of 100, halves rounded up."""
    return math.floor(score * 100 + 0.5)


def sure_points(sureness: float) -> int:
    """A sureness (0..1) as whole points of 100; rounding never carries one from below the border over it."""
    return min(points(sureness), BORDER - 1) if sureness * 100 < BORDER else points(sureness)


def decimal(tenths: int, language: str, *, signed: bool = True) -> str:
    """Tenths of a point as "+3,4" (German) or "+3.4" (English)."""
    comma = "," if language == "de" else "."
    whole, rest = divmod(abs(tenths), TENTHS)
    sign = MINUS if tenths < 0 else "+" if signed and tenths > 0 else ""
    return f"{sign}{whole}{comma}{rest}"


def integer(number: int, language: str) -> str:
    """A whole number with grouped thousands: "12 345" (German, narrow space) or "12,345" (English)."""
    return f"{number:,}".replace(",", NARROW_SPACE if language == "de" else ",")


def percent(share: float, messages: Messages) -> str:
    """A share (0..1) as whole per cent."""
    return messages("percent", value=points(share))


def own_pages(name: str, pages: int | None) -> int | None:
    """How many pages a file has by itself; None where it does not say: text files and office files without page breaks."""
    return None if pages == 1 and not name.lower().endswith(".pdf") else pages


def size_text(pages: int | None, words: int | None, messages: Messages) -> str:
    """Pages and words, as far as they are known."""
    counts = (("pages", pages), ("words", words))
    return ", ".join(
        messages(f"{key}_one") if number == 1 else messages(f"{key}_many", count=integer(number, messages.language))
        for key, number in counts
        if number is not None
    )


def enumeration(items: Sequence[str], messages: Messages) -> str:
    """Items in a sentence: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {messages('list_and')} {items[-1]}"


def page_ranges(pages: Iterable[int]) -> str:
    """Page numbers in rising order, runs of three and more shortened: "2, 5–8"."""
    numbers = sorted(set(pages))
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    return ", ".join(_run([number for _, number in run]) for _, run in runs)


def _run(numbers: list[int]) -> str:
    if len(numbers) < 3:
        return ", ".join(map(str, numbers))
    return f"{numbers[0]}–{numbers[-1]}"


def date_text(iso: str, messages: Messages) -> str:
    """An ISO date as "3. Mai 2026" (German) or "3 May 2026" (English), "2026-05" as the month alone."""
    year, month, *day = iso.split("-")
    name = messages("months").split()[int(month) - 1]
    key = "date_day" if day else "date_month"
    return messages(key, day=int(day[0]) if day else 0, month=name, year=year)


def shortened(text: str, most: int, messages: Messages) -> str:
    """A text of at most ``most`` UTF-16 units, as a cell of a spreadsheet holds them; one that was cut says so at its end."""
    if len(text) * 2 <= most or _units(text) <= most:
        return text
    note = f" {messages('cell_cut', count=len(text))}"
    start = text.encode("utf-16-le", "surrogatepass")[: 2 * max(0, most - _units(note))]
    return f"{start.decode('utf-16-le', 'ignore')}{note}"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def apportion(values: Sequence[float], total: int) -> list[int]:
    """Whole numbers close to ``values`` that sum to exactly ``total``, by the largest-remainder method.

    https://en.wikipedia.org/wiki/Quota_method (Hare and Niemeyer), extended to negative values and to totals
    that differ from the values' own sum: every value is rounded down, then the rest is handed out one by one,
    first to the values that lost most.
    """
    floors = [math.floor(value) for value in values]
    if not values:
        return floors
    each, rest = divmod(total - sum(floors), len(values))
    losers = sorted(range(len(values)), key=lambda index: floors[index] - values[index])
    favoured = set(losers[:rest])
    return [floor + each + (index in favoured) for index, floor in enumerate(floors)]
