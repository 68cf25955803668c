"""Finds tables of contents: their lines name every topic of a proposal, which would count twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from s3align.reading.layout.section_titles import is_contents_title

_LEADER = re.compile(r"(?:[.·…_]\s?){4,}\s*(?:\d{1,4}|[ivxlc]{1,6})$", re.IGNORECASE)
_ENDS_WITH_PAGE = re.compile(r"\S\s+(?:\d{1,4}|[ivxlc]{1,6})$", re.IGNORECASE)
_LONGEST_LEADER = 200  # characters of a line's end; a whole line of dots would be searched from each of them
_CONTINUED_ENTRIES = 3  # fewer may be sentences that end with a number
_WRAPPED = 2  # lines that one entry may run over before its page number


def contents_lines(
    lines: Sequence[str], skipped: frozenset[int] = frozenset(), *, continued: bool = False
) -> frozenset[int]:
    """Indices of the entries of a table of contents on one page; its title is a heading and not among them.

    ``skipped`` lines are running headers and footers; ``continued`` says that the page before ended in one.
    """
    found = {index for index, line in enumerate(lines) if has_leader(line)}
    for title in (index for index, line in enumerate(lines) if is_contents_title(line)):
        found.update(_entries_below(lines, title, skipped))
    if continued:
        further = _entries_below(lines, -1, skipped)
        found.update(further if len(further) >= _CONTINUED_ENTRIES else ())
    if len(found) < 2:
        return frozenset()
    return frozenset(found | _wrapped_parts(found))


def has_leader(line: str) -> bool:
    """Whether a line ends with dots and a page number."""
    return _LEADER.search(line[-_LONGEST_LEADER:]) is not None


def ends_with_page(line: str) -> bool:
    """Whether a line may be an entry: it ends with a number that may be a page's."""
    end = line[-_LONGEST_LEADER:]
    return _ENDS_WITH_PAGE.search(end) is not None or _LEADER.search(end) is not None


def _entries_below(lines: Sequence[str], title: int, skipped: frozenset[int]) -> set[int]:
    entries: set[int] = set()
    open_lines: list[int] = []
    for index in range(title + 1, len(lines)):
        if index in skipped:
            continue
        open_lines.append(index)
        if ends_with_page(lines[index]):
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
