"""What `s3align review` says of files that were taken in, and of what their readers differ on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from s3align.files import shown_name
from s3align.render.formats import date_text
from s3align.render.messages import Messages

if TYPE_CHECKING:
    from s3align.render.review_workbook import ReviewBook
    from s3align.render.review_workbook_merge import BroughtOver, MergedFile

_MOST_CELLS = 20
"""Cells and checksums that are named; of more their number is said."""
_HASH_SIGNS = 12
"""Of a checksum: enough to find it in the list of deletions."""


@dataclass(frozen=True, slots=True)
class Differences:
    """How many there are that are not settled, how many of them opposite, how many are settled, and on which sheet."""

    still_open: int
    opposite: int
    settled: int
    sheet: str


def taken_lines(taken: Sequence[MergedFile], brought: BroughtOver, reviewers: str, say: Messages) -> Iterator[str]:
    """What came in from other files, and what stays there; ``reviewers``: the head of the column for names."""
    for file in taken:
        yield from _merged(file, reviewers, say)
    if sheets := [f"{shown_name(file.path)} ({', '.join(file.sheets)})" for file in taken if file.sheets]:
        yield say("talk_review_own_sheets", sheets="; ".join(sheets))
    if brought.taken:
        yield say.count("talk_review_brought", brought.taken)
    if brought.left:
        yield say.count("talk_review_brought_not", brought.left)


def _merged(file: MergedFile, reviewers: str, say: Messages) -> Iterator[str]:
    """What was taken of a file, what was not and why."""
    shown = shown_name(file.path)
    values = {"file": shown, "entries": file.entries, "taken": file.taken, "corrected": file.corrected}
    yield say("talk_review_merged_corrected" if file.corrected else "talk_review_merged", **values)
    by_day: dict[date, list[str]] = defaultdict(list)
    for sha256, day in file.left_out.items():
        by_day[day].append(sha256[:_HASH_SIGNS])
    for day, hashes in sorted(by_day.items()):
        written = date_text(day.isoformat(), say)
        yield say("talk_review_deleted", day=written, count=len(hashes), hashes=_named(hashes), file=shown)
    if file.strange:
        yield say.count("talk_review_other_run", file.strange, file=shown, run=file.run)
    if file.nameless:
        yield say("talk_review_nameless_file", file=shown, cells=_named(file.nameless), name=file.called)
    if file.typed_over:
        yield say.count("talk_review_typed_over_there", file.typed_over, file=shown)
    for name, known in file.similar:
        yield say("talk_review_similar", name=name, known=known, column=reviewers, file=shown)


def book_lines(book: ReviewBook, differences: Differences | None, say: Messages) -> Iterator[str]:
    """What is to be known of the review file itself."""
    outcome = book.outcome
    if outcome.nameless:
        column = book.messages("review_head_reviewer")
        yield say("talk_review_nameless", cells=_named(outcome.nameless), column=column)
    if outcome.waiting:
        yield say.count("talk_review_waiting", outcome.waiting)
    if differences and (differences.still_open or differences.settled):
        opposite = say("talk_review_opposite", count=differences.opposite) if differences.opposite else ""
        settled = say("talk_review_settled", count=differences.settled) if differences.settled else ""
        told = say.count("talk_review_differences", differences.still_open)
        yield say("talk_review_see_sheet", told=f"{told}{opposite}{settled}", sheet=differences.sheet)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_CELLS])
    return shown if len(names) <= _MOST_CELLS else f"{shown} … ({len(names)})"
