"""Finds files with nearly the same text, such as resubmissions and new exports, by MinHash (Broder 1997).

Signatures are cut into bands, and files that agree in a whole band are compared (locality-sensitive hashing; Leskovec,
Rajaraman & Ullman 2014, chapter 3). Bands lie in a database on disk, so that any number of files fits into memory.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PERMUTATIONS = 128
"""Of a MinHash: the similarity is known to about ±0.05."""
LEAST_SIMILARITY = 0.6
"""Share of five-word rows (Jaccard) from which two files are named; a revised proposal has 0.6 to 0.9."""
BANDS, BAND_HASHES = 32, 4
"""Bands of a signature and hashes of a band: a pair of similarity s is compared with the chance 1 - (1 - s⁴)³², 0.99 at
``LEAST_SIMILARITY``; what only looks similar there is dropped by the comparison."""
NEIGHBOURS = 50
"""Files of a band that each is compared with: a thousand copies of one form do not make a million pairs."""
_BAND = 4 * BAND_HASHES  # bytes
_SCHEMA = """
create table signature (file integer primary key, hashes blob);
create table band (number integer, hashes blob, file integer);
create table pair (one integer, other integer, primary key (one, other)) without rowid;
create table similar (file integer, other integer, share real, primary key (file, other)) without rowid;
"""
_SEED = 1


def minhash(hashes: NDArray[np.uint32]) -> bytes:
    """The signature of a set of 32-bit hashes, which are mixed and overwritten: its smallest under each permutation.

    Mixed by MurmurHash3's finalizer and permuted by a·h + b (mod 2³²) with an odd a, as by datasketch's scheme "affine32".
    """
    import numpy as np  # noqa: PLC0415 -- heavy; in the process that works

    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        hashes ^= hashes >> np.uint32(shift)
        hashes *= np.uint32(factor)
    hashes ^= hashes >> np.uint32(16)
    return np.array([(a * hashes + b).min() for a, b in _permutations()], dtype="<u4").tobytes()


@cache
def _permutations() -> Sequence[tuple[np.uint32, np.uint32]]:
    import numpy as np  # noqa: PLC0415 -- heavy; in the process that works

    choose = np.random.RandomState(_SEED)  # signatures of all runs are made with the same ones
    odd = choose.randint(0, 2**31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return tuple(zip(odd, choose.randint(0, 2**32, PERMUTATIONS, dtype=np.uint32), strict=True))


def similarity(one: bytes, other: bytes) -> float:
    """How alike two texts are by their signatures: the share of equal hashes, an estimate of the Jaccard index (0..1)."""
    import numpy as np  # noqa: PLC0415 -- heavy; wanted where there is something to compare

    equal = np.frombuffer(one, dtype="<u4") == np.frombuffer(other, dtype="<u4")
    return int(np.count_nonzero(equal)) / PERMUTATIONS


class SimilarFiles:
    """Gathers signatures in a database and fills its table ``similar`` (file, other, share) with both directions."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_SCHEMA)

    def add(self, file: int, signature: bytes) -> None:
        """Takes the signature of a file, by its number."""
        self._database.execute("insert into signature values (?, ?)", (file, signature))
        self._database.executemany(
            "insert into band values (?, ?, ?)",
            ((number, signature[number * _BAND : (number + 1) * _BAND], file) for number in range(BANDS)),
        )

    def compare(self) -> None:
        """Compares what agrees in a band, by the share of equal hashes."""
        self._database.executemany("insert or ignore into pair values (?, ?)", self._neighbours())
        pairs = self._database.execute(
            "select one, other, a.hashes, b.hashes from pair "
            "join signature as a on a.file = one join signature as b on b.file = other"
        )
        for one, other, first, second in pairs:
            share = similarity(first, second)
            if share >= LEAST_SIMILARITY:
                self._database.executemany(
                    "insert into similar values (?, ?, ?)",
                    ((one, other, round(share, 2)), (other, one, round(share, 2))),
                )

    def _neighbours(self) -> Iterator[tuple[int, int]]:
        rows = self._database.execute("select number, hashes, file from band order by number, hashes, file")
        for _, members in groupby(rows, key=itemgetter(0, 1)):
            before: deque[int] = deque(maxlen=NEIGHBOURS)
            for _, _, file in members:
                yield from ((other, file) for other in before)
                before.append(file)
