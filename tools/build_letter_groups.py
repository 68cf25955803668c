"""Builds corpus/language/<code>/letter_groups.txt.gz: how usual a group of four letters is in the words of a language.

Counts the word forms of simplemma's list (MIT licence), each once. Usage:

    python tools/build_letter_groups.py
"""

from __future__ import annotations

import gzip
import math
from collections import Counter
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from s3align.reading.pdf.letter_groups import FILE, groups_of

LANGUAGES = Path(__file__).parent.parent / "corpus" / "language"
SHORTEST, LONGEST = 3, 24
"""Letters of the words that count: abbreviations and chains of several words say little of usual spelling."""
LEAST_SHARE = 2e-6
"""Share of all words below which a group counts as one that the language does not have: misspellings, names."""


def main() -> None:
    """Writes the files."""
    for code in ("de", "en"):
        forms = DefaultDictionaryFactory().get_dictionary(code)
        words = {word.lower() for entry in forms.items() for word in entry}
        words = {word for word in words if SHORTEST <= len(word) <= LONGEST and word.isalpha()}
        counts = Counter(group for word in words for group in groups_of(word))
        least = max(LEAST_SHARE * len(words), 2.0)
        rows = (
            f"{group}\t{round(2 * math.log2(len(words) / count))}\n"
            for group, count in sorted(counts.items())
            if count >= least
        )
        target = LANGUAGES / code / FILE
        target.write_bytes(gzip.compress("".join(rows).encode("utf-8"), mtime=0))
        print(
            f"{code}: {len(words)} words, {sum(n >= least for n in counts.values())} groups, {target.stat().st_size} bytes"
        )


if __name__ == "__main__":
    main()
