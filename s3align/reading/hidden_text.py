"""How text that a person cannot see is noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from s3align.document import HiddenText
from s3align.reading.normalise import clean_text

_QUOTE = 120  # characters


def hidden_texts(page: int | None, pieces: Sequence[tuple[str, str]]) -> Iterator[HiddenText]:
    """One entry for each trick in (trick, text) pairs, with the beginning of the text and its number of words."""
    texts: dict[str, list[str]] = defaultdict(list)
    for trick, text in pieces:
        texts[trick].extend(clean_text(text).split())
    for trick, words in texts.items():
        if words:
            yield HiddenText(page, trick, " ".join(words)[:_QUOTE], len(words))
