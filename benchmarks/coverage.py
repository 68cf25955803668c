"""Measures whether ranges hold what they promise: how often the score of one half of a text lies in the range of the other.

Run ``python benchmarks/coverage.py DATA.jsonl …``. Texts are parted into odd and even sentences. A range is meant to hold
the score of all that the authors could have written in 80 %; the other half is itself a sample, and of two samples with
the same spread one lies in the other's 80 % range in 63 %. Texts whose halves are too short to judge are left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from s3align.model.labelled_files import read_many
from s3align.pipeline import check, default_pipeline
from s3align.record.assessment import Assessment

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


def main() -> None:
    """Prints the share of scores inside, for all and for those that are not near zero."""
    assessor = default_pipeline().assessor()
    themes = [theme.id for theme in assessor.strategy.themes]
    rows = read_many([Path(name) for name in sys.argv[1:]], themes)
    pairs = [pair for row in rows for pair in _pairs(row.title, row.text)]
    unsure = [pair for pair in pairs if max(pair[:2]) >= 0.1]
    for name, chosen in (("all theme scores", pairs), ("scores of 0.1 and more", unsure)):
        inside = sum(low <= score <= high for score, _, low, high in chosen)
        print(f"{name}: {inside / len(chosen):.2f} of {len(chosen)} in the range of the other half")


def _pairs(title: str, text: str) -> Iterator[tuple[float, float, float, float]]:
    """Score of one half, and score, low and high of the other, for every theme and in both directions."""
    sentences = _SENTENCE.split(text)
    halves = [_assessed(f"{title}\n\n{' '.join(sentences[start::2])}") for start in (0, 1)]
    for one, other in (halves, halves[::-1]):
        for theme, known in zip(one.themes, other.themes, strict=False):
            yield theme.sureness, known.sureness, known.low, known.high


def _assessed(text: str) -> Assessment:
    return check(text.encode(), name="half.txt")


if __name__ == "__main__":
    main()
