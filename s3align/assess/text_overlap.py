"""Which words of some quotes stand in another text, wherever they stand there and however its lines are broken.

Compared are letters and figures alone, in stretches of ``STRETCH``: a passage that was moved, set anew or cut at another
place is the same, and of one that was reworded only the new words are missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from s3align.record.assessment import Span

STRETCH = 20
"""Letters in a row that must stand in the other text: three to four words, so that no single compound passes for a sentence."""
EDGE = 10
"""Letters that are enough at either end of a quote, where no stretch fits between the end and the next changed word."""
_WORD = re.compile(r"\S+")
_NUMBERING = re.compile(r"(?m)^\W*\d+(?:\.\d+)*[.)]?(?=\s)")
"""The number of a heading or list item, which changes when another is added before it, and not in every kind of file."""


class TextOverlap:
    """The stretches of ``quotes`` that stand in ``text``."""

    def __init__(self, quotes: Iterable[str], text: str) -> None:
        self._text = bare(text)
        wanted = {stretch for quote in quotes for stretch in _stretches(bare(quote))}
        self._known = wanted.intersection(_stretches(self._text))

    def missing(self, quote: str) -> tuple[Span, ...]:
        """The characters of a quote, by whole words, that do not stand in the text; words in a row are one span.

        The number of a heading or list item alone is never missing.
        """
        absent = self._absent_letters(quote)
        absent.difference_update(place for found in _NUMBERING.finditer(quote) for place in range(*found.span()))
        spans: list[Span] = []
        follows = False
        for word in _WORD.finditer(quote):
            is_missing = any(place in absent for place in range(word.start(), word.end()))
            if is_missing and follows:
                spans[-1] = Span(spans[-1].start, word.end())
            elif is_missing:
                spans.append(Span(word.start(), word.end()))
            follows = is_missing
        return tuple(spans)

    def _absent_letters(self, quote: str) -> set[int]:
        """Places of the letters that are in no stretch that stands in the text."""
        places, letters = [place for place, _ in _letters(quote)], bare(quote)
        if len(letters) <= STRETCH:
            return set() if bare(without_number(quote)) in self._text else set(places)
        known = [start for start, stretch in enumerate(_stretches(letters)) if stretch in self._known]
        found = {place for start in known for place in places[start : start + STRETCH]}
        head = self._edge(lambda length: letters[:length])
        tail = self._edge(lambda length: letters[-length:])
        return set(places) - found - set(places[:head]) - set(places[len(places) - tail :])

    def _edge(self, part: Callable[[int], str]) -> int:
        """The most letters at an end of a quote that stand in the text; 0 where not even ``EDGE`` do, which is asked first."""
        if part(EDGE) not in self._text:
            return 0
        return next(length for length in range(STRETCH - 1, EDGE - 1, -1) if part(length) in self._text)


def own_share(quote: str, own: Iterable[Span]) -> float:
    """How much of a quote some spans of it are (0..1), by letters and figures; the number of a heading or item is no part."""
    letters = sum(len(bare(quote[span.start : span.end])) for span in own)
    return round(min(letters / max(len(bare(without_number(quote))), 1), 1.0), 6)


def without_number(text: str) -> str:
    """A heading or list item without its number."""
    return _NUMBERING.sub("", text)


def bare(text: str) -> str:
    """The letters and figures of a text in small, so that equal wordings are equal."""
    return "".join(letter for _, letter in _letters(text))


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """Letters and figures, folded to small ones ("ß" becomes two), each with its place in the text."""
    return ((place, letter) for place, sign in enumerate(text) if sign.isalnum() for letter in sign.casefold())


def _stretches(letters: str) -> Iterator[str]:
    return (letters[start : start + STRETCH] for start in range(len(letters) - STRETCH + 1))
