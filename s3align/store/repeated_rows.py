"""Which rows of words stand in more than one text, found in parts that fit into memory however many texts there are."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from s3align.store.compared_text import kept_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PART = 2_000_000
"""Rows that are sorted at once: some 70 MB."""


@dataclass(frozen=True, slots=True)
class RepeatedRow:
    """A row of words by its hash: the files that have it, in rising order, and its place among the kept rows of each."""

    hash: int
    files: NDArray[np.uint32]
    places: NDArray[np.uint32]


def repeated_rows(database: sqlite3.Connection, part: int = PART) -> Iterator[RepeatedRow]:
    """The rows that more than one file of the table ``kept`` has; ``part``: rows to sort at once."""
    parts = 1 + database.execute("select coalesce(sum(rows), 0) from kept").fetchone()[0] // part
    for number in range(parts):
        yield from _repeated(database, number, parts)


def _repeated(database: sqlite3.Connection, number: int, parts: int) -> Iterator[RepeatedRow]:
    """Those whose hash divided by ``parts`` leaves ``number``."""
    import numpy as np  # noqa: PLC0415 -- heavy; wanted where there is something to compare

    hashes, files, places = array("I"), array("I"), array("I")
    for file, blob in database.execute("select file, hashes from kept order by file"):
        own = kept_rows(blob).hashes
        chosen = np.flatnonzero(own % parts == number).astype(np.uint32)
        hashes.frombytes(own[chosen].tobytes())
        places.frombytes(chosen.tobytes())
        files.frombytes(np.full(len(chosen), file, np.uint32).tobytes())
    if not hashes:
        return
    found, in_files, at = (np.frombuffer(column, dtype=np.uint32) for column in (hashes, files, places))
    order = np.argsort(found, kind="stable")
    starts = np.flatnonzero(np.diff(found[order], prepend=found[order[0]] ^ np.uint32(1)))
    counts = np.diff(starts, append=len(order))
    for start, count in zip(starts[counts > 1].tolist(), counts[counts > 1].tolist(), strict=True):
        rows = order[start : start + count]
        yield RepeatedRow(int(found[rows[0]]), in_files[rows], at[rows])
