"""Notes on text that does not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from s3align.reading.normalise import clean_text
from s3align.record.document import Concealment, HiddenText

_QUOTE = 120  # characters


def hidden_texts(page: int | None, pieces: Sequence[tuple[str, str]]) -> Iterator[HiddenText]:
    """One entry for each concealment in (concealment, text) pairs, with the beginning of the text and its number of words."""
    texts: dict[str, list[str]] = defaultdict(list)
    for concealment, text in pieces:
        texts[concealment].extend(clean_text(text).split())
    for concealment, words in texts.items():
        if words:
            yield HiddenText(page, Concealment(concealment), " ".join(words)[:_QUOTE], len(words))
