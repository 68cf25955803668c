"""Segments: the stretches of about 60 words in which a document is judged, shown and watched.

A segment is made of whole sentences of one language that stand together on one page, never over a section's border; cells of a
table follow each other row by row. It is the unit of every figure: it can give a document no more than its own share.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

from s3align.analysis.terms import Hit, near_sure_hits
from s3align.analysis.tokens import AnalysedPassage, Token

SEGMENT_WORDS = 60
"""Words of a segment: three or four sentences. Of 60, 120 and 300 words, 60 told the themes of proposals apart best."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one language that are judged together, with the terms found in them; ``section`` as in ``Passage``.

    An ambiguous term is among ``hits`` and ``outside`` where a sure one of its theme stands near it.
    """

    language: str
    tokens: tuple[Token, ...]
    hits: tuple[Hit, ...]
    outside: tuple[Hit, ...]
    section: int | None = None

    @property
    def page(self) -> int:
        """The page it stands on."""
        return self.tokens[0].page

    @property
    def span(self) -> tuple[int, int]:
        """The characters of its page from its first to its last word (exclusive)."""
        return self.tokens[0].start, self.tokens[-1].end


def make_segments(passages: Iterable[AnalysedPassage], languages: Iterable[str]) -> tuple[Segment, ...]:
    """The segments of a document in reading order; passages in other ``languages`` and without words have none."""
    covered = frozenset(languages)
    wanted = [entry for entry in passages if entry.language in covered and entry.tokens]
    return tuple(
        segment
        for (_, _, language), group in groupby(wanted, key=_place)
        for segment in _parted(_joined(language, list(group)))
    )


def whole(segments: Sequence[Segment]) -> Segment:
    """Segments of one language as a single one; at least one."""
    tokens: list[Token] = []
    hits: list[Hit] = []
    outside: list[Hit] = []
    for segment in segments:
        hits.extend(hit.moved(len(tokens)) for hit in segment.hits)
        outside.extend(hit.moved(len(tokens)) for hit in segment.outside)
        tokens.extend(segment.tokens)
    return Segment(segments[0].language, tuple(tokens), tuple(hits), tuple(outside))


def _place(entry: AnalysedPassage) -> tuple[int | None, int, str]:
    return entry.passage.section, entry.passage.page, entry.language


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What a section says on a page: its words and terms, and the words at which sentences begin."""

    segment: Segment
    sentences: Sequence[int]


def _joined(language: str, passages: Sequence[AnalysedPassage]) -> _Stretch:
    tokens: list[Token] = []
    hits: list[Hit] = []
    outside: list[Hit] = []
    sentences: list[int] = []
    for entry in passages:
        text = entry.text
        hits.extend(hit.moved(len(tokens)) for hit in text.hits)
        outside.extend(hit.moved(len(tokens)) for hit in text.outside)
        numbers = [bisect_right(text.sentences, token.start) for token in text.tokens]
        sentences.append(len(tokens))
        # A sentence may begin with a mark that is no word.
        sentences.extend(
            len(tokens) + index for index, (before, own) in enumerate(pairwise(numbers), start=1) if own != before
        )
        tokens.extend(text.tokens)
    found = Segment(
        language,
        tuple(tokens),
        tuple(near_sure_hits(hits)),
        tuple(near_sure_hits(outside)),
        passages[0].passage.section,
    )
    return _Stretch(found, sentences)


def _parted(stretch: _Stretch) -> Iterator[Segment]:
    """The stretch cut between sentences into parts of about equal length."""
    cuts = list(_cuts(stretch.sentences, len(stretch.segment.tokens)))
    for first, last in zip([0, *cuts], [*cuts, len(stretch.segment.tokens)], strict=True):
        yield _cut(stretch.segment, first, last)


def _cuts(sentences: Sequence[int], words: int) -> Iterator[int]:
    count = max(1, round(words / SEGMENT_WORDS))
    made = 1
    for start in sentences:
        if made < count and start >= words * made / count:
            yield start
            while made < count and start >= words * made / count:
                made += 1


def _cut(segment: Segment, first: int, last: int) -> Segment:
    return Segment(
        segment.language,
        segment.tokens[first:last],
        tuple(_inside(segment.hits, first, last)),
        tuple(_inside(segment.outside, first, last)),
        segment.section,
    )


def _inside(hits: Sequence[Hit], first: int, last: int) -> Iterator[Hit]:
    """The hits, in order of their first words, that lie in a part."""
    begin, end = (bisect_left(hits, place, key=attrgetter("first")) for place in (first, last))
    return (hit.moved(-first) for hit in hits[begin:end] if hit.last < last)
