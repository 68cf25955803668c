"""What is kept of a text to find passages that it has in common with others, without its file.

Rows of words are hashed, and of every ``WINDOW`` neighbouring rows one is kept, the same in every text (winnowing: Schleimer,
Wilkerson & Aiken 2003): what two texts have in common is found for certain from ``WINDOW + ROW - 1`` words, and never below
``ROW``. The text itself is kept packed, to tell the words that really agree and to quote them.
"""

from __future__ import annotations

import bz2
import re
import struct
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROW = 8
"""Words of a row (the noise threshold k): shorter phrases are everybody's."""
WINDOW = 9
"""Neighbouring rows of which one is kept, so that 16 words in a row (the guarantee threshold t) are never missed: enough for a
paragraph in which a word in every line was changed."""
MOST_CHARACTERS = 750_000
"""Of a text that are compared: 300 pages. What follows is left out, so that no file costs the others' time."""
LEAST_WORDS = 25
"""Equal words in a row from which a passage is named. Read on 822 public PDFs: from there all are copied text, such as licences
and revised letters; below stand addresses and figures' labels."""
LEAST_DISTINCT = 12
"""Different words among them of at least ``_LETTERS`` letters: numbered lines and columns of figures are no passage."""
_LETTERS = 3
_HEAD = struct.Struct("<III")
"""Words, pages, rows kept; then the rows kept of each page, their hashes in the order of the text, and the text."""
_PAGE_END = "\f"
_WORD = re.compile(r"[^\W_]+(?:[-‐‑]\s*[^\W_]+)*")
"""A word; parts tied by hyphens are one, so that it stays itself where a line breaks in it."""
_HYPHEN = re.compile(r"[-‐‑]\s*")
_FACTOR = 0x9E3779B97F4A7C15
"""Odd; its powers weigh the words of a row, whose hash is the upper half of the sum (Dietzfelbinger 1996)."""


@dataclass(frozen=True)
class ComparedText:
    """The compared words of a text; ``pages``: what is compared of each page, "" where nothing is."""

    pages: Sequence[str]

    @cached_property
    def words(self) -> Sequence[str]:
        """The words in small letters and without hyphens."""
        return [word for page in self._found for word in page]

    @cached_property
    def ends(self) -> Sequence[int]:
        """How many words there are up to the end of each page."""
        return list(accumulate(map(len, self._found)))

    @cached_property
    def kept_rows(self) -> dict[int, int]:
        """Hash -> word at which the row begins, in the order of the text; of equal rows the first."""
        hashes = row_hashes(self.words)
        places = _winnowed(hashes)
        return dict(zip(hashes[places].tolist(), places.tolist(), strict=True))

    @cached_property
    def _found(self) -> list[list[str]]:
        return [words_of(page) for page in self.pages]

    @cached_property
    def _spans(self) -> list[array[int]]:
        """Beginning and end of each word, one after the other, by page."""
        return [array("I", (end for found in _WORD.finditer(page) for end in found.span())) for page in self.pages]

    def without(self, words: Collection[int]) -> ComparedText:
        """The text without some of its words, given by their places."""
        place = count()

        def kept(found: re.Match[str]) -> str:
            return "" if next(place) in words else found.group()

        return ComparedText([_WORD.sub(kept, page) for page in self.pages])

    def page(self, word: int) -> int | None:
        """The page of a word, from 1; None in a text of one page, as files without pages of their own are."""
        return bisect_right(self.ends, word) + 1 if len(self.pages) > 1 else None

    def quote(self, first: int, end: int, most: int) -> str:
        """The text from a word to before another, as it is written but for its line breaks; cut after ``most`` characters."""
        parts: list[str] = []
        for page, spans, start, stop in zip(self.pages, self._spans, (0, *self.ends), self.ends, strict=False):
            if first < stop and start < end:
                own = spans[2 * max(0, first - start) : 2 * (end - start)]
                parts.append(page[own[0] : own[-1]])
        text = " ".join(" ".join(parts).split())
        return text if len(text) <= most else text[: text.rfind(" ", 0, most)].rstrip(" ,;:–-") + " …"


@dataclass(frozen=True, slots=True)
class KeptRows:
    """The rows kept of a packed text of ``words`` words: their ``hashes`` in its order, and up to which each page reaches."""

    words: int
    hashes: NDArray[np.uint32]
    ends: Sequence[int]

    def page(self, row: int) -> int | None:
        """The page on which a row begins, from 1; None in a text of one page."""
        return bisect_right(self.ends, row) + 1 if len(self.ends) > 1 else None


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared: in small letters, parts that a hyphen ties as one word without it."""
    words = map(str.casefold, _WORD.findall(text))  # each by itself: a dotted capital I is two signs in small
    return [word if word.isalnum() else _HYPHEN.sub("", word) for word in words]


def packed(pages: Sequence[str], own: NDArray[np.uint32] | None = None) -> bytes:
    """A text for the ledger; ``pages``: what is to be compared of each page. Never empty, even of an empty text.

    ``own``: ``row_hashes`` of sentences that are not the applicant's; the words of such rows are left out.
    """
    import numpy as np  # noqa: PLC0415 -- heavy; in the process that works

    text = ComparedText(_cut([page.replace(_PAGE_END, " ") for page in pages]))
    hashes = row_hashes(text.words)
    if own is not None and (copied := np.flatnonzero(np.isin(hashes, own))).size:
        text = text.without({word for row in copied.tolist() for word in range(row, row + ROW)})
        hashes = row_hashes(text.words)
    places = _winnowed(hashes)
    per_page = np.diff(np.searchsorted(places, text.ends), prepend=0).astype("<u4")
    head = _HEAD.pack(len(text.words), len(text.pages), len(places))
    rows = per_page.tobytes() + hashes[places].astype("<u4").tobytes()
    return head + rows + bz2.compress(_PAGE_END.join(text.pages).encode())


def unpacked(blob: bytes) -> ComparedText:
    """The text from ``packed``."""
    return ComparedText(bz2.decompress(blob[_rows_end(blob) :]).decode().split(_PAGE_END))


def rows_alone(blob: bytes) -> bytes:
    """The part of a packed text that ``kept_rows`` needs."""
    return blob[: _rows_end(blob)]


def kept_rows(blob: bytes) -> KeptRows:
    """The rows of a text from ``packed``, without unpacking it."""
    import numpy as np  # noqa: PLC0415 -- heavy; in the process that works

    words, pages, rows = _HEAD.unpack_from(blob)
    per_page = np.frombuffer(blob, dtype="<u4", count=pages, offset=_HEAD.size)
    hashes = np.frombuffer(blob, dtype="<u4", count=rows, offset=_HEAD.size + 4 * pages)
    return KeptRows(words, hashes, np.cumsum(per_page).tolist())


def is_passage(words: Sequence[str], equal: int) -> bool:
    """Whether a run of words, ``equal`` of which stand in another text, is worth naming."""
    if equal < LEAST_WORDS:
        return False
    return len({word for word in words if word.isalpha() and len(word) >= _LETTERS}) >= LEAST_DISTINCT


def row_hashes(words: Sequence[str]) -> NDArray[np.uint32]:
    """The hash of each row of words, by the word at which it begins."""
    import numpy as np  # noqa: PLC0415 -- heavy; in the process that works

    if len(words) < ROW:
        return np.zeros(0, np.uint32)
    hashed = np.array([zlib.crc32(word.encode()) for word in words], dtype=np.uint64)
    weights = np.array([pow(_FACTOR, power, 2**64) for power in range(1, ROW + 1)], dtype=np.uint64)
    sums = (np.lib.stride_tricks.sliding_window_view(hashed, ROW) * weights).sum(axis=1)
    hashes: NDArray[np.uint32] = (sums >> np.uint64(32)).astype(np.uint32)
    return hashes


def _cut(pages: Sequence[str]) -> Sequence[str]:
    before = (0, *accumulate(map(len, pages)))
    return [page[: max(0, MOST_CHARACTERS - start)] for page, start in zip(pages, before, strict=False)]


def _winnowed(hashes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The rows that are kept, in order; of equal rows the first."""
    import numpy as np  # noqa: PLC0415 -- heavy; in the process that works

    if not len(hashes):
        return np.zeros(0, np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, min(WINDOW, len(hashes)))
    chosen = np.unique(np.arange(len(windows)) + windows.argmin(axis=1))
    _, first = np.unique(hashes[chosen], return_index=True)
    return chosen[np.sort(first)]


def _rows_end(blob: bytes) -> int:
    _, pages, rows = _HEAD.unpack_from(blob)
    return int(_HEAD.size + 4 * (pages + rows))
