"""Passages that many files of a folder share, such as the text of a form: each is named once, with how many files have it."""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from s3align.store.common_runs import CommonRun, common_runs
from s3align.store.compared_text import ROW, WINDOW, ComparedText, is_passage, kept_rows

MOST_BLOCKS = 50
"""Building blocks that are named: those that stand in most files and are longest."""
MOST_PLACES = 10
"""Files that a building block names."""
_CANDIDATES = 200
"""Stretches of rows that are looked at for them."""
_LEFT_OUT = 1
"""Rows that may be missing between two of a block."""
_MUCH = 2
"""Times as many files from which the next row belongs to another block."""
SCHEMA = """
create table member (block integer, file integer, page integer, primary key (block, file)) without rowid;
create index member_by_file on member (file);
create table block (block integer primary key, words integer, files integer, quote text);
"""


@dataclass(frozen=True, slots=True)
class BuildingBlock:
    """A passage that ``files`` proposals share: its ``words``, its beginning, and the first files that have it, with pages.

    A file without pages of its own has None.
    """

    files: int
    words: int
    quote: str
    places: Sequence[tuple[str, int | None]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Rows that follow one another in the file that has them first, and how many files have the first of them."""

    file: int
    hashes: tuple[int, ...]
    files: int

    @property
    def weight(self) -> tuple[int, int, int]:
        """Of how much text it is, in all files together."""
        return self.files * len(self.hashes), -self.file, -self.hashes[0]


def find_blocks(database: sqlite3.Connection, text: Callable[[int], ComparedText], more_than: int, quote: int) -> None:
    """Fills ``member`` and ``block`` from the rows of table ``common``; ``text``: that of a file; ``quote`` in characters.

    Named are those that ``more_than`` this many files have.
    """
    found = heapq.nlargest(_CANDIDATES, _candidates(database), key=lambda candidate: candidate.weight)
    if not found:
        return
    _note_members(database, found)
    kept = 0
    for number, candidate in enumerate(found):
        members = database.execute("select file from member where block = ? order by file", (number,)).fetchall()
        run = None
        if kept < MOST_BLOCKS and len(members) > more_than:
            first, second = (text(file) for (file,) in members[:2])
            run = _wording(first, second, candidate)
        if run is None:
            database.execute("delete from member where block = ?", (number,))
            continue
        kept += 1
        database.execute(
            "insert into block values (?, ?, ?, ?)",
            (number, run.equal, len(members), first.quote(run.start, run.end, quote)),
        )


def listed_blocks(database: sqlite3.Connection, limit: int) -> Iterator[BuildingBlock]:
    """The building blocks in most files, each with its first places."""
    rows = database.execute(
        "select block, files, words, quote from block order by files desc, words desc, block limit ?", (limit,)
    ).fetchall()
    for block, files, words, quote in rows:
        places = database.execute(
            "select name, page from member join line on number = file where block = ? order by file limit ?",
            (block, MOST_PLACES),
        ).fetchall()
        yield BuildingBlock(files, words, quote, tuple(places))


def _candidates(database: sqlite3.Connection) -> Iterator[_Candidate]:
    rows = database.execute("select file, place, hash, files from common order by file, place")
    for file, own in groupby(rows, key=lambda row: row[0]):
        hashes: list[int] = []
        files, last = 0, 0
        for _, place, row, count in own:
            is_next = place - last <= 1 + _LEFT_OUT and count < _MUCH * files and files < _MUCH * count
            if hashes and not is_next:
                yield _Candidate(file, tuple(hashes), files)
                hashes = []
            files, last = count if not hashes else files, place
            hashes.append(row)
        yield _Candidate(file, tuple(hashes), files)


def _note_members(database: sqlite3.Connection, found: Sequence[_Candidate]) -> None:
    """Notes for each candidate the files that have at least half of its rows, and on which page it begins."""
    import numpy as np  # noqa: PLC0415 -- heavy; wanted where there is something to compare

    hashes = np.array([row for candidate in found for row in candidate.hashes], dtype=np.uint32)
    blocks = np.repeat(np.arange(len(found)), [len(candidate.hashes) for candidate in found])
    order = np.argsort(hashes)
    hashes, blocks = hashes[order], blocks[order]
    sizes = np.bincount(blocks, minlength=len(found))
    for file, blob in database.execute("select file, hashes from kept order by file"):
        rows = kept_rows(blob)
        at = np.minimum(np.searchsorted(hashes, rows.hashes), len(hashes) - 1)
        places = np.flatnonzero(hashes[at] == rows.hashes)
        own = blocks[at[places]]
        counts = np.bincount(own, minlength=len(found))
        for block in np.flatnonzero((2 * counts >= sizes) & (counts > 0)).tolist():
            page = rows.page(int(places[own == block][0]))
            database.execute("insert into member values (?, ?, ?)", (block, file, page))


def _wording(one: ComparedText, other: ComparedText, candidate: _Candidate) -> CommonRun | None:
    """The longest run of words that two files with the block have of it; None where it is no passage."""
    places = [
        (one.kept_rows[row], other.kept_rows[row])
        for row in candidate.hashes
        if row in one.kept_rows and row in other.kept_rows
    ]
    if not places:
        return None
    start = max(0, min(place for place, _ in places) - WINDOW)
    end = max(place for place, _ in places) + ROW + WINDOW
    words = [*[None] * start, *one.words[start:end]]
    run = max(common_runs(words, other.words, places), key=lambda run: run.equal)
    return run if is_passage(one.words[run.start : run.end], run.equal) else None
