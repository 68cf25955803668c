"""Finds tables of contents: their lines name every topic of a proposal, which would count twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from s3align.reading.layout.layout_model import Line
from s3align.reading.layout.section_titles import is_contents_title

_LEADER = re.compile(r"(?:[.·…_]\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})$", re.IGNORECASE)
_ENDS_WITH_PAGE = re.compile(r"\S\s+(?:\d{1,4}|[ivxlc]{1,6})$", re.IGNORECASE)
_CONTINUED_ENTRIES = 3  # fewer may be sentences that end with a number
_WRAPPED = 2  # lines that one entry may run over before its page number


def contents_lines(lines: Sequence[Line], skipped: frozenset[int], *, continued: bool = False) -> frozenset[int]:
    """Indices of the entries of a table of contents on one page; its title is a heading and not among them.

    ``skipped`` lines are running headers and footers; ``continued`` says that the page before ended in one.
    """
    found = {index for index, line in enumerate(lines) if _LEADER.search(line.text)}
    for title in (index for index, line in enumerate(lines) if is_contents_title(line.text)):
        found.update(_entries_below(lines, title, skipped))
    if continued:
        further = _entries_below(lines, -1, skipped)
        found.update(further if len(further) >= _CONTINUED_ENTRIES else ())
    if len(found) < 2:
        return frozenset()
    return frozenset(found | _wrapped_parts(found))


def _entries_below(lines: Sequence[Line], title: int, skipped: frozenset[int]) -> set[int]:
    entries: set[int] = set()
    open_lines: list[int] = []
    for index in range(title + 1, len(lines)):
        if index in skipped:
            continue
        open_lines.append(index)
        if _ENDS_WITH_PAGE.search(lines[index].text) or _LEADER.search(lines[index].text):
            entries.update(open_lines)
            open_lines = []
        elif len(open_lines) > _WRAPPED:
            break
    return entries


def _wrapped_parts(entries: set[int]) -> set[int]:
    """Lines enclosed by entries: the first halves of long titles."""
    ordered = sorted(entries)
    return {
        between
        for before, after in itertools.pairwise(ordered)
        if 1 < after - before <= _WRAPPED
        for between in range(before + 1, after)
    }
