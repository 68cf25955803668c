"""Finds files with nearly the same text, such as resubmissions and new exports, by MinHash (Broder 1997)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from s3align.batch.task import PERMUTATIONS, SCHEME

LEAST_SIMILARITY = 0.6
"""Share of five-word rows (Jaccard) from which two files are named; a revised proposal has 0.6 to 0.9."""


def near_duplicates(signatures: Mapping[str, bytes]) -> Iterator[tuple[str, str, float]]:
    """Pairs of names with their similarity (0..1), in order of names."""
    if len(signatures) < 2:
        return
    import numpy as np  # noqa: PLC0415 -- heavy; wanted where there is something to compare
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415

    index = MinHashLSH(threshold=LEAST_SIMILARITY, num_perm=PERMUTATIONS)
    hashes = {
        name: MinHash(num_perm=PERMUTATIONS, hashvalues=np.frombuffer(signature, dtype="<u4"), scheme=SCHEME)
        for name, signature in signatures.items()
    }
    found = set()
    for name, hashed in hashes.items():
        for other in index.query(hashed):
            share = float(hashed.jaccard(hashes[other]))
            if share >= LEAST_SIMILARITY:
                found.add((*sorted((name, other)), round(share, 2)))
        index.insert(name, hashed)
    yield from sorted(found)
