"""The self-written texts are texts of their own: no template with swapped nouns, nothing held out that was learnt from."""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROW = 5
"""Words in a row that are compared."""
MOST_SHARED = 0.1
"""Share of a text's rows that another text may have too; boilerplate texts share set phrases."""


SENTENCES = ("places", "principles")
"""Sets of sentences, nothing of which is learnt for themes: a set phrase is more than a tenth of eleven words."""


def texts(language: str) -> dict[str, str]:
    files = [
        *(ROOT / "corpus" / "strategies" / "ruhr" / "texts" / language).glob("*.jsonl"),
        *(file for file in (ROOT / "tests" / "gold" / language).glob("*.jsonl") if file.stem not in SENTENCES),
    ]
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    return {row["id"]: row["text"] for row in rows}


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_texts_are_near_duplicates(language: str) -> None:
    holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
    sizes = {}
    for name, text in texts(language).items():
        words = re.findall(r"\w+", text.lower())
        rows = {tuple(words[start : start + ROW]) for start in range(len(words) - ROW + 1)}
        sizes[name] = len(rows)
        for row in rows:
            holders[row].add(name)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for names in holders.values():
        for pair in itertools.combinations(sorted(names), 2):
            shared[pair] += 1
    alike = {pair for pair, count in shared.items() if count > MOST_SHARED * min(sizes[name] for name in pair)}
    assert not alike
